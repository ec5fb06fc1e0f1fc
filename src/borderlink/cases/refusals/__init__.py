"""What the cases room refuses, and in which words: ``file`` of one case, ``register`` across cases."""
