"""A person in custody: whose consul is told, within which time, and when someone is a minor."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

ADULT_AT: Final = 18
VIENNA: Final = "VCCR-1963"


@dataclass(frozen=True, slots=True, kw_only=True)
class Treaty:
    """What a treaty owes. ``hours`` is None where it says "without delay" and no number.

    ``mandatory``: the consul is told whatever the person wishes. ``checked`` says whether an officer of the
    legal service has compared the row with the treaty's text.
    """

    code: str
    of: str  # the detaining country
    country: str  # the person's; empty: any
    hours: int | None
    mandatory: bool
    article: str
    checked: bool


@cache
def treaties() -> tuple[Treaty, ...]:
    """Return every treaty of the room's data, in its order."""
    path = files("borderlink.cases") / "data" / "treaties.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(_treaty(row) for row in rows)


def _treaty(row: Mapping[str, str]) -> Treaty:
    return Treaty(
        code=row["code"],
        of=row["of"],
        country=row["country"],
        hours=int(row["hours"]) if row["hours"] else None,
        mandatory=row["mandatory"] == "yes",
        article=row["article"],
        checked=row["checked"] == "yes",
    )


def treaty_for(*, of: str, country: str) -> Treaty:
    """Return the treaty under which the consul of ``country`` is told by ``of``: a bilateral one first."""
    own = (one for one in treaties() if one.country == country and one.of in {of, ""})
    return next(own, next(one for one in treaties() if one.code == VIENNA))


def due_at(treaty: Treaty, held_at: datetime) -> datetime | None:
    """Return until when the consul must be told; None: without delay, no number of hours."""
    return None if treaty.hours is None else held_at + timedelta(hours=treaty.hours)


def age_on(born_on: date, on: date) -> int:
    """Return completed years on a day; who was born on 29 February has their birthday on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_minor(*, born_on: date | None, age_said: int | None, on: date) -> bool:
    """Say whether someone counts as a minor: by the date of birth, else by the age they give."""
    if born_on is not None:
        return age_on(born_on, on) < ADULT_AT
    return age_said is not None and age_said < ADULT_AT
