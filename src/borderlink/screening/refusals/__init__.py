"""What screening refuses, and in which words: of ``files``, ``formats`` and ``rules``, at the ``belt``."""
