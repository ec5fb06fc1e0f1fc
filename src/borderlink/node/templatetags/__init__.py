"""Template tags: the one place where values become words on a page."""
