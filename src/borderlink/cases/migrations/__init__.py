"""Migrations of the case register."""
