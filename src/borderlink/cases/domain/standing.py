"""How a case and the people in it stand: states, and what may follow what."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from borderlink.cases.refusals.file import DatesOutOfOrder


class Source(StrEnum):
    """What a case was opened from."""

    REFERRAL = "referral"
    TIP = "tip"
    CLUE = "clue"
    HAND = "hand"
    IMPORT = "import"


class CaseState(StrEnum):
    """How far a case has come."""

    OPEN = "open"
    PROSECUTED = "prosecuted"
    JUDGED = "judged"
    CLOSED = "closed"


class CustodyState(StrEnum):
    """Whether someone in a case is held; held and arrested are not the same figure."""

    UNKNOWN = "custody-unknown"
    AT_LARGE = "at-large"
    HELD = "held"
    ARRESTED = "arrested"
    BAILED = "bailed"
    RELEASED = "released"
    DIED = "died"


class Stage(StrEnum):
    """Who decided: the prosecution, a court of the first instance, on appeal, on review."""

    PROSECUTION = "prosecution"
    FIRST = "first-instance"
    APPEAL = "appeal"
    REVIEW = "review"


IN_CUSTODY: Final = frozenset({CustodyState.HELD, CustodyState.ARRESTED})


def in_order(days: Iterable[date | None]) -> None:
    """Refuse days that do not follow each other; those that are not known are passed over.

    Refuses: ``DatesOutOfOrder``.
    """
    known = [day for day in days if day is not None]
    for earlier, later in pairwise(known):
        if later < earlier:
            raise DatesOutOfOrder(earlier=earlier, later=later)
