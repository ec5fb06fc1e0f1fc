"""Questions about speed and quality, one module each; each prints JSON. Run from the repository root."""
