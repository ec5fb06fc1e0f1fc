"""Who in the reader's own cases has possibly the same name: nobody of another case is shown, or counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import Q

from borderlink.cases.domain.alike import Alike, Beside, Known, alike, beside
from borderlink.cases.domain.remembered import Kept
from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Organisation, Person
from borderlink.cases.queries.remembered import kept_pairs
from borderlink.cases.queries.sight import seen
from borderlink.cases.queries.writings import texts_near
from borderlink.foundation.who import Reader

MOST: Final = 20  # that are shown
_PARTS: Final = ("names", "identifiers", "addresses")
_Party = TypeVar("_Party", Person, Organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """Someone of the reader's cases with possibly the same name, why, and what else agrees."""

    row: Person | Organisation
    alike: Alike
    beside: tuple[Beside, ...]

    @property
    def case(self) -> Case:
        """Return the case in which they stand."""
        return self.row.case

    @property
    def label(self) -> str:
        """Return their number within the case."""
        return self.row.label

    @property
    def rank(self) -> tuple[int, float, str, str]:
        """Order: who agrees in most comes first, then the nearer name."""
        agrees = sum(1 if one is not Beside.BORN_OTHER else -1 for one in self.beside)
        return -agrees, -self.alike.share, self.case.number, self.label


def known_of(row: Person | Organisation) -> Known:
    """Return by what somebody of a case is compared."""
    return Known(
        names=[name.text for name in row.names.all()],
        numbers=[(one.kind, one.value) for one in row.identifiers.all()],
        addresses=[one.text for one in row.addresses.all()],
        born_on=row.born_on if isinstance(row, Person) else None,
    )


def namesakes(
    reader: Reader, known: Known, *, bodies: bool = False, but: Person | Organisation | None = None
) -> list[Namesake]:
    """Return who has possibly the same name in the reader's own cases, at most ``MOST``; ``but`` is left out.

    ``bodies`` looks among organisations in place of people.
    """
    cases = Q(case__in=Case.objects.filter(seen(reader), erased_on=None))
    pk = but.pk if but is not None else 0
    if bodies:
        organisations = Organisation.objects.filter(cases).exclude(pk=pk)
        found = _nearest(known, Q(organisation__in=organisations), "organisation", kept_pairs(reader))
        bodies_found = organisations.filter(pk__in=found).select_related("case", "case__words")
        return _ranked(known, list(bodies_found.prefetch_related(*_PARTS)), found)
    people = Person.objects.filter(cases, involvement__struck_on=None).exclude(pk=pk)
    found = _nearest(known, Q(person__in=people), "person", kept_pairs(reader))
    rows = people.filter(pk__in=found).select_related("involvement", "case", "case__words")
    return _ranked(known, list(rows.prefetch_related(*_PARTS)), found)


def _nearest(known: Known, within: Q, owner: str, kept: Sequence[Kept]) -> dict[int, Alike]:
    """Return for each owner the nearest of their names, if one is near."""
    texts = texts_near(within, owner, known.names, kept) if known.names else []
    written = list(dict.fromkeys(text for _, text in texts))
    near = alike(known.names, written, kept) if written else {}
    found: dict[int, Alike] = {}
    for pk, text in texts:
        one = near.get(text)
        if one and (pk not in found or found[pk].share < one.share):
            found[pk] = one
    return found


def _ranked(known: Known, rows: Sequence[_Party], found: dict[int, Alike]) -> list[Namesake]:
    told = [Namesake(row=row, alike=found[row.pk], beside=beside(known, known_of(row))) for row in rows]
    return sorted(told, key=lambda one: one.rank)[:MOST]
