"""Questions about clues that came as STIX, and whom a clue that leaves as STIX names."""

from django.db.models import QuerySet

from borderlink.cases.models.nominal import Person
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.mentions import folded_name, folded_number, named_in
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.stix import ForeignClue
from borderlink.liaison.queries.casework import units_of
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.queries.sight import works_in
from borderlink.liaison.refusals.stix import StixNoOffice

__all__ = ["ForeignClue"]
OPEN = ("waiting", "refused")


def foreign_clues_of(reader: Reader, *, open_only: bool = True) -> QuerySet[ForeignClue]:
    """Return the clues from elsewhere of the reader's offices, the newest first."""
    rows = ForeignClue.objects.filter(units_of(reader)).select_related("file")
    return rows.filter(state__in=OPEN) if open_only else rows


def foreign_clue_of(reader: Reader, pk: int, *, lock: bool = False) -> ForeignClue:
    """Return one clue from elsewhere, its row locked if asked. Refuses: ``NotFound``."""
    rows = ForeignClue.objects.filter(units_of(reader)).select_related("file")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if row is None:
        raise NotFound(thing="foreign-clue", name=str(pk))
    return row


def office_of(reader: Reader, office: str) -> str:
    """Return the office for which a reader takes clues in: the one named, else the only one there is.

    Refuses: ``StixNoOffice``.
    """
    own = sorted(unit for unit in reader.units if works_in(reader, unit))
    found = [unit for unit in own if unit == office] if office else own
    if len(found) != 1:
        raise StixNoOffice(badge=reader.badge, office=office[:32])
    return found[0]


def named_by(row: Letter) -> list[Person]:
    """Return the people of a letter's own case whom the letter names, by name or by number."""
    case = row.thread.case
    if not case:
        return []
    named = {one.folded for one in named_in(body_of(row).get("facts", {})) if one.folded}
    people = Person.objects.filter(case__number=case).prefetch_related("names", "identifiers")
    return [person for person in people if _words(person) & named]


def _words(person: Person) -> set[str]:
    names = {folded_name(name.text) for name in person.names.all()}
    return names | {folded_number(number.value) for number in person.identifiers.all()}
