"""What may be asked of the liaison office; each question says who is reading."""
