"""How a case and the people in it stand: states, and what may follow what."""

from enum import StrEnum
from typing import Final


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
