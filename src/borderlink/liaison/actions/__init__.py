"""What is done in the liaison office; the only code that writes its tables."""
