"""Plain values and rules of custody: acts, ledger, independent verifier, rule packs, sampling, drift."""
