"""What screening refuses, and in which words: of ``files``, of ``rules``, at the ``belt``."""
