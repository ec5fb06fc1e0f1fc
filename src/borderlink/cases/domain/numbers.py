"""The number of a case: unit, year and place in that year."""

import re
from collections.abc import Iterable
from typing import Final

from borderlink.cases.refusals.file import CaseNotUnderstood

CASE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,40}")


def case_number(unit: str, year: int, place: int) -> str:
    """Return the number of the ``place``-th case of a unit in a year, like `GZ-MAIL-2026-0001`."""
    return f"{unit}-{year}-{place:04}"


def is_ours(text: str, units: Iterable[str]) -> bool:
    """Say whether a text has the form of a number that we give to a case of one of these units."""
    unit, _, rest = text.strip().casefold().rpartition("-")
    unit, _, year = unit.rpartition("-")
    given = len(year) == 4 and (year + rest).isdecimal()  # noqa: PLR2004 - digits of a year
    return given and any(unit == one.casefold() for one in units)


def number_from(text: str) -> str:
    """Return a typed case number without blanks around it. Refuses: ``CaseNotUnderstood``."""
    number = text.strip()
    if not CASE.fullmatch(number):
        raise CaseNotUnderstood(number=number[:48])
    return number
