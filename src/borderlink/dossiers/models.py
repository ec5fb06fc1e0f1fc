"""The tables of dossiers drawn up."""
