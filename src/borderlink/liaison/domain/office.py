"""How an office's work is counted: bands of precision, hits, answer times; how a translation goes on."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from borderlink.liaison.refusals.office import StepNotLegal

BANDS: Final = ((0, 39), (40, 59), (60, 79), (80, 100))  # of the points that could be shared, in per cent
WANTED: Final = 60  # from here a clue is precise enough to act on
# The outcomes of feedback: checked with a hit (design/liaison.md, "Precision of a clue"), and not yet final.
HITS: Final = frozenset({"OUT-SEIZED", "OUT-ARRESTED", "OUT-LEAD", "OUT-LINK", "OUT-CASEOPEN"})
NOT_FINAL: Final = frozenset({"", "OUT-ACK", "OUT-ONGOING"})
HOUR: Final = timedelta(hours=1)
P90: Final = 0.9


class TranslationState(StrEnum):
    """How far a translation has come."""

    ASKED = "asked"
    TAKEN = "taken"
    DONE = "done"
    REVIEWED = "reviewed"
    DROPPED = "dropped"


_NEXT: Final[Mapping[TranslationState, frozenset[TranslationState]]] = {
    TranslationState.ASKED: frozenset({TranslationState.TAKEN, TranslationState.DROPPED}),
    TranslationState.TAKEN: frozenset(
        {TranslationState.ASKED, TranslationState.DONE, TranslationState.DROPPED}
    ),
    TranslationState.DONE: frozenset({TranslationState.TAKEN, TranslationState.REVIEWED}),
    TranslationState.REVIEWED: frozenset(),
    TranslationState.DROPPED: frozenset(),
}
WAITING: Final = (TranslationState.ASKED.value, TranslationState.TAKEN.value)


def must_follow(now: str, wanted: TranslationState) -> None:
    """Refuse a step of a translation that does not follow. Refuses: ``StepNotLegal``."""
    if wanted not in _NEXT[TranslationState(now)]:
        raise StepNotLegal(state=now, wanted=wanted.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """One clue as figures see it: how precise, what came of it. ``of`` is what could be shared of 100."""

    score: int
    of: int
    actionable: bool
    outcome: str = ""  # a code of the list `clue_outcome`; empty: nobody has said

    @property
    def share(self) -> int:
        """Return the points in per cent of those that could be shared: what is held back costs nothing."""
        return self.score * 100 // self.of if self.of else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The clues of one band of precision: how many, of how many the outcome is known, how many hit."""

    least: int
    most: int
    clues: int
    known: int
    hits: int

    @property
    def rate(self) -> float | None:
        """Return the share of hits among clues whose outcome is known; None where none is."""
        return self.hits / self.known if self.known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How precise the clues of one side were, and whether precise ones hit more often."""

    clues: int
    actionable: int
    precise: int  # with WANTED per cent or more
    bands: tuple[Band, ...]

    @property
    def actionable_share(self) -> float | None:
        """Return the share of actionable clues; None where there is no clue."""
        return self.actionable / self.clues if self.clues else None


def precision(clues: Sequence[Clue]) -> Precision:
    """Count clues by their precision."""
    return Precision(
        clues=len(clues),
        actionable=sum(clue.actionable for clue in clues),
        precise=sum(clue.share >= WANTED for clue in clues),
        bands=tuple(_band(least, most, clues) for least, most in BANDS),
    )


def _band(least: int, most: int, clues: Iterable[Clue]) -> Band:
    inside = [clue for clue in clues if least <= clue.share <= most]
    known = [clue for clue in inside if clue.outcome not in NOT_FINAL]
    hits = sum(clue.outcome in HITS for clue in known)
    return Band(least=least, most=most, clues=len(inside), known=len(known), hits=hits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One letter that wanted an answer: when it was sent, when it was due, when it was answered."""

    sent_at: datetime
    due_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """How long one side took to answer, in hours of the calendar, and what it still owes."""

    asked: int
    answered: int
    late: int  # answered after their time
    overdue: int  # not answered, and their time is over
    median_h: float | None
    p90_h: float | None


def answering(letters: Sequence[Asked], at: datetime) -> Answering:
    """Count answers at a moment. ``median_h`` and ``p90_h`` are nearest ranks of what was answered.

    Clocks that were set back make no answer come before its question.
    """
    times = sorted(
        max((one.answered_at - one.sent_at) / HOUR, 0.0) for one in letters if one.answered_at is not None
    )
    late = sum(bool(one.answered_at and one.due_at and one.answered_at > one.due_at) for one in letters)
    overdue = sum(one.answered_at is None and one.due_at is not None and one.due_at < at for one in letters)
    return Answering(
        asked=len(letters), answered=len(times), late=late, overdue=overdue,
        median_h=_rank(times, 0.5), p90_h=_rank(times, P90),
    )  # fmt: skip


def _rank(ordered: Sequence[float], share: float) -> float | None:
    """Return the nearest-rank quantile of ordered values; None where there are none."""
    if not ordered:
        return None
    return round(ordered[max(math.ceil(share * len(ordered)), 1) - 1], 1)
