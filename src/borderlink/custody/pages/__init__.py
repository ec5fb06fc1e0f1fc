"""Custody's pages: the exhibit and its acts, the evidence room, the laboratory, the keys."""
