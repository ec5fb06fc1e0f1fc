"""Plain values and rules of the journal: what a line holds, and whether all of them still hold together."""
