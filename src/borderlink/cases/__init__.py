"""The register: what was found becomes a case with its people, tasks, decisions and seizures.

It never decides that two records are one person, and never shows a case to who was not let into it.
"""
