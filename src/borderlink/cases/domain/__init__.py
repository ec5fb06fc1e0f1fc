"""Cases as plain values and rules."""
