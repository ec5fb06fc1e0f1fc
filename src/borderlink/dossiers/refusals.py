"""What the dossiers room refuses, and in which words."""
