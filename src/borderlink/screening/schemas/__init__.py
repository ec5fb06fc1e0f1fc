"""Shapes of what programs send to screening and are answered, one module a subject."""
