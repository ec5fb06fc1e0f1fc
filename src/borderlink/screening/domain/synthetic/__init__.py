"""Invented manifests that behave like real ones: pure, and the same for the same seed. Never a real person."""
