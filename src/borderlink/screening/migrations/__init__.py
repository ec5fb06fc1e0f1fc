"""Migrations of the screening tables."""
