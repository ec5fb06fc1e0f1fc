"""The invented people are hired: through the same actions as an administrator would take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from borderlink.foundation.who import Reader
from borderlink.node.demo.neighbours import NEIGHBOURS
from borderlink.node.demo.people import GUESTS, PARTS, UNITS, Part
from borderlink.officers.actions.accounts import create_officer, create_organisation, create_unit
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.queries import Officer, Organisation, Unit, reader_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everyone of the port, by the part they play."""

    officers: dict[str, Officer]

    def reader(self, part: str) -> Reader:
        """Return how the officer who plays ``part`` reads now."""
        return reader_of(self.officers[part])


def known() -> Cast:
    """Return the people of a node of the demonstration that was made before, by the part they play."""
    agency = str(settings.BORDERLINK.agency)
    parts = NEIGHBOURS[agency].parts if agency in NEIGHBOURS else PARTS
    officers = {one.badge: one for one in Officer.objects.all()}
    return Cast(officers={name: officers[part.badge] for name, part in parts.items()})


def hire(
    *,
    administrator: Officer,
    language: str,
    units: Iterable[tuple[str, str, str, str]] = UNITS,
    guests: Iterable[tuple[str, str, tuple[str, str, str]]] = GUESTS,
    parts: Mapping[str, Part] = PARTS,
    at: datetime,
) -> Cast:
    """Make units, guests and officers as the administrator would; everyone reads ``language``."""
    homes: dict[str, Unit | Organisation] = {}
    for code, zh, vi, en in units:
        homes[code] = create_unit(code=code, name_zh=zh, name_vi=vi, name_en=en, by=administrator, at=at)
    for code, kind, (zh, vi, en) in guests:
        names = {"name_zh": zh, "name_vi": vi, "name_en": en}
        homes[code] = _invite(code, kind, names, administrator, at)
    officers = {"administrator": administrator}
    for role, part in parts.items():
        officers[role] = _hire(part, homes[part.unit], language, administrator, at)
    return Cast(officers=officers)


def _invite(code: str, kind: str, names: dict[str, str], by: Officer, at: datetime) -> Organisation:
    return create_organisation(code=code, kind=kind, by=by, at=at, **names)


def _hire(part: Part, home: Unit | Organisation, language: str, by: Officer, at: datetime) -> Officer:
    officer = create_officer(
        badge=part.badge,
        name=part.name,
        unit=home if isinstance(home, Unit) else None,
        organisation=home if isinstance(home, Organisation) else None,
        language=language,
        by=by,
        at=at,
    )
    for role in part.roles:
        grant_role(officer=officer, role=role, why="demonstration", by=by, at=at)
    return officer
