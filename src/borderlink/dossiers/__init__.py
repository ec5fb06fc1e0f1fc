"""A case and its evidence assembled for a court: drawn up, redacted, signed, verified by anyone offline.

It never says that something is proven or admissible: only what is whole, by whom signed, what is withheld.
"""
