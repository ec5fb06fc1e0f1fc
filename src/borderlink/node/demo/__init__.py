"""The demonstration: an invented port with invented people, and the tea case as far as the rooms carry it."""
