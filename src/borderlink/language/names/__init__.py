"""Names across Chinese, Vietnamese and English: are two the same name, and why? Never: one person."""
