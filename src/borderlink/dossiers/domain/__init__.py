"""Dossiers as plain values: what is in one, and whether it holds."""
