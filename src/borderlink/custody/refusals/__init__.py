"""What custody refuses, and in which words: ``acts`` by the ledger's rules, ``room`` around it."""
