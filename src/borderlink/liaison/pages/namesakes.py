"""Beside a letter: possible same names in the reader's own cases. Beside a person: an alias that broke."""

from datetime import date
from typing import Final

from django.utils import timezone

from borderlink.cases.actions.comparing import compare_names
from borderlink.cases.domain.alike import Known
from borderlink.cases.pages.party import kept_by
from borderlink.cases.pages.words import officer_names
from borderlink.cases.queries.alike import Namesake
from borderlink.cases.queries.remembered import aliases_of
from borderlink.cases.queries.rows import Person
from borderlink.foundation.who import Kind, Reader, sees_kind
from borderlink.liaison.domain.mentions import Party, parties_in
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.queries.letters import Letter, body_of
from borderlink.liaison.queries.told import told_by_letter, told_otherwise

MOST: Final = 10  # people and firms of one letter that are compared


def letter_panel(reader: object, subject: object) -> dict[str, object]:
    """Return, for each person and firm that a partner's letter names, who of the reader's cases may share it.

    Nothing of it goes to the partner, and no answer is made of it: the reader judges.
    """
    if not (isinstance(reader, Reader) and isinstance(subject, Letter)):
        return {}
    sees = sees_kind(reader, Kind.CASE) or bool(reader.cases)
    if subject.direction != Direction.IN.value or not sees:
        return {}
    parties = parties_in(body_of(subject).get("facts", {}))
    shown = [(party, _alike(reader, subject, party)) for party in parties[:MOST]]
    badges = [badge for _, found in shown for badge in kept_by(found)]
    return {
        "parties": shown, "left": len(parties) - len(shown), "officers": officer_names(badges),
        "asks": subject.kind == "deconfliction",
    }  # fmt: skip


def _alike(reader: Reader, letter: Letter, party: Party) -> list[Namesake]:
    known = Known(names=party.names, numbers=party.numbers, born_on=_day(party.born_on))
    subject = f"letter {letter.uuid}"
    return compare_names(known=known, bodies=party.is_firm, subject=subject, by=reader, at=timezone.now())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # a year alone, or a month
        return None


def person_panel(reader: object, subject: object) -> dict[str, object]:
    """Return whether a spelling of a person was withdrawn, and whether anyone outside was told of them."""
    if not (isinstance(reader, Reader) and isinstance(subject, Person)):
        return {}
    if not any(hasattr(row, "withdrawal") for row in aliases_of(subject)):
        return {}
    number, label = subject.case.number, subject.label
    told = bool(told_by_letter(number, label)) or bool(told_otherwise(number, label))
    return {"party": subject, "broke": True, "told": told}
