"""The doors of screening for programs, one module a subject."""
