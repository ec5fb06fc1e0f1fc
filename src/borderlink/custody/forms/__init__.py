"""Shapes of what officers type into custody's pages."""
