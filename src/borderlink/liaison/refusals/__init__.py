"""What the liaison office refuses, and in which words: partners, post, letters, gate."""
