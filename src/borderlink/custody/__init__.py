"""Exhibits and the ledger of their custody: who holds what, under which seal, and how much of it there is.

Never changes an entry, never lets a mass fall below zero, never knows two holders of one exhibit.
"""
