"""Which parcels share a sender or a receiver, behind every spelling: keys, blocks, levels, weights, clusters."""
