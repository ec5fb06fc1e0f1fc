"""Who did what and who looked at what, when and why: a chain of lines, added to, never changed."""
