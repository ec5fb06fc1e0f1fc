"""Which parcels share a sender or a receiver, behind every spelling: blocks, levels, weights, clusters."""
