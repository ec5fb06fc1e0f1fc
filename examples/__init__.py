"""Small programs that show how to work with a node; no part of the package."""
