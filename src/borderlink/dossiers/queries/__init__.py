"""Questions about dossiers: those of a case, one of them, and what a dossier is made of."""
