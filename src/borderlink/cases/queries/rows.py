"""The rows that queries return, for doors to name: they read them, and never touch the tables behind."""

from borderlink.cases.models.counted import Case, Decision, Involvement
from borderlink.cases.models.nominal import (
    Approval,
    CaseParcel,
    DiaryEntry,
    Document,
    Event,
    Link,
    Membership,
    Organisation,
    Person,
    Task,
    Told,
)

__all__ = [
    "Approval",
    "Case",
    "CaseParcel",
    "Decision",
    "DiaryEntry",
    "Document",
    "Event",
    "Involvement",
    "Link",
    "Membership",
    "Organisation",
    "Person",
    "Task",
    "Told",
]
