"""Custody's tables: the ledger that the database keeps from being changed, and what stands around it.

``ledger`` is the record, ``exhibits`` follows from it, ``room`` is the evidence room. Only ``Opening``,
``Hold`` and ``LaboratoryRequest`` hold free text. Django finds all three modules through ``apps.py``.
"""
