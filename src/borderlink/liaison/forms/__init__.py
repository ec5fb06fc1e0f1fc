"""What officers type into the liaison office's pages."""
