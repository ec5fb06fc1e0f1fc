"""Questions to the ledger and the evidence room; each says who is reading."""
