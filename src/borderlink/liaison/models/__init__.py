"""Liaison's tables, a module for each part of the work: partners, post, letters, office, gate, casework."""
