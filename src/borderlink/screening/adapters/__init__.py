"""Screening's outside world: manifests as users have them, results as files. No Django."""
