"""`borderlink verify`: checks a dossier with no database, no network and no Django."""
