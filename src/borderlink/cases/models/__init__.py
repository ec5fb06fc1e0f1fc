"""The tables of the case register; ``counted`` holds no name and no free text, ``nominal`` the rest.

``custodial`` stands alone: nationality, language and age of a person in custody. Django finds all three
through ``apps.py``.
"""
