"""Invented manifests that behave like real ones: pure, the same for the same seed, never a real person."""
