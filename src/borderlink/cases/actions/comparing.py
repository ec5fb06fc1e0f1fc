"""Somebody's page is looked at, and names are compared with those of the reader's own cases: journalled."""

from datetime import datetime

from django.db import transaction

from borderlink.cases.domain.alike import Known
from borderlink.cases.models.nominal import Organisation, Person
from borderlink.cases.queries.alike import Namesake, known_of, namesakes
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.writing import owner_of
from borderlink.cases.refusals.file import ReasonMissing
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note


@transaction.atomic
def look_at_party(
    *, case: str, label: str, why: str, by: Reader, at: datetime
) -> tuple[Person | Organisation, list[Namesake]]:
    """Return a person or an organisation of a case, and who has possibly the same name in the reader's cases.

    Refuses: ``NotFound``, ``ReasonMissing``.
    """
    found = case_of(by, case)
    who = owner_of(found, label)
    if not why.strip():
        raise ReasonMissing
    alike = namesakes(by, known_of(who), bodies=isinstance(who, Organisation), but=who)
    facts: dict[str, str | int] = {"whose": who.label, "found": len(alike)}
    subject = f"case {found.number}"
    note(act="cases.look-at-party", subject=subject, why=why.strip()[:400], facts=facts, by=by.badge, at=at)
    return who, alike


@transaction.atomic
def compare_names(
    *,
    known: Known,
    bodies: bool = False,
    but: Person | Organisation | None = None,
    subject: str,
    typed: bool = False,
    by: Reader,
    at: datetime,
) -> list[Namesake]:
    """Return who has possibly the same name as somebody of a form or a letter, in the reader's own cases.

    ``subject`` is what the journal calls the form's case or the letter; ``but`` is left out. What was typed
    (``typed``) stands in the journal, sealed; a letter keeps its own names. Outsiders get an empty list.
    """
    found = namesakes(by, known, bodies=bodies, but=but)
    facts: dict[str, str | int] = {"found": len(found)}
    personal = {"names": " · ".join(known.names)[:400]} if typed else {}
    note(act="cases.compare-names", subject=subject, facts=facts, personal=personal, by=by.badge, at=at)
    return found
