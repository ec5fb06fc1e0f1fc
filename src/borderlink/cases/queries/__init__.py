"""Questions about cases; each says who is reading."""
