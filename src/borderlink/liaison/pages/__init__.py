"""Pages of the liaison office."""
