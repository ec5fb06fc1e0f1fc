"""Every look at what the office keeps leaves a line: one for a thing, one for a list with its count."""

from datetime import datetime

from django.db import transaction

from borderlink.foundation.who import Reader
from borderlink.journal.actions import note


@transaction.atomic
def look_at_draft(*, letter: str, by: Reader, at: datetime) -> None:
    """Say that someone read a draft, where it is written or as the partner will read it."""
    note(act="liaison.look-at-draft", subject=f"letter {letter}", by=by.badge, at=at)


@transaction.atomic
def look_at_envelope(*, letter: str, by: Reader, at: datetime) -> None:
    """Say that someone saw from whom a letter came that its office has not opened, and of what kind it is."""
    note(act="liaison.look-at-envelope", subject=f"letter {letter}", by=by.badge, at=at)


@transaction.atomic
def look_at_translation(*, pk: int, by: Reader, at: datetime) -> None:
    """Say that someone read a translation and its source."""
    note(act="liaison.look-at-translation", subject=f"translation {pk}", by=by.badge, at=at)


@transaction.atomic
def look_at_minutes(*, number: str, by: Reader, at: datetime) -> None:
    """Say that someone read the minutes of a meeting."""
    note(act="liaison.look-at-minutes", subject=f"minutes {number}", by=by.badge, at=at)


@transaction.atomic
def look_at_foreign_clue(*, pk: int, by: Reader, at: datetime) -> None:
    """Say that someone read a clue that came as STIX."""
    note(act="liaison.look-at-foreign-clue", subject=f"foreign clue {pk}", by=by.badge, at=at)


@transaction.atomic
def look_at_question(*, pk: int, by: Reader, at: datetime) -> None:
    """Say that someone read a question to the gate, and the letter it is about."""
    note(act="liaison.look-at-question", subject=f"assurance {pk}", by=by.badge, at=at)


@transaction.atomic
def look_at_operation(*, operation: str, by: Reader, at: datetime) -> None:
    """Say that someone looked at how a controlled delivery stands."""
    note(act="liaison.look-at-operation", subject=f"operation {operation}", by=by.badge, at=at)


@transaction.atomic
def look_at_list(*, what: str, count: int, filtered: str = "", by: Reader, at: datetime) -> None:
    """Say that someone looked at a list of the office: which, how it was narrowed, how many it showed."""
    facts: dict[str, str | int] = {"count": count} | ({"filter": filtered} if filtered else {})
    note(act="liaison.look-at-list", subject=what, facts=facts, by=by.badge, at=at)
