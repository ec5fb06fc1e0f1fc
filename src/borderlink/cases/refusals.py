"""What the cases room refuses, and in which words."""
