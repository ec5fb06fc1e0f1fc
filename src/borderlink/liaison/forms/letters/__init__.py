"""What is typed into letters: fields named for their place, rows, and a table of what each kind asks."""
