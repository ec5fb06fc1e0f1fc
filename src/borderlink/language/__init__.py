"""Words where they are read: code lists, whole sentences, numbers and dates, folding. No Django."""
