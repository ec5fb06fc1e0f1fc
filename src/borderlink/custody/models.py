"""The tables of custody: the ledger's lines, what they open, and the exhibits as the lines leave them."""
