"""The outside world of dossiers: what is printed of them."""
