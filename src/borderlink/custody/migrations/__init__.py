"""Migrations of custody's tables."""
