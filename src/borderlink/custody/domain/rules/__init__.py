"""The rules by which an act is appended: each refuses before it changes anything, then changes the books."""
