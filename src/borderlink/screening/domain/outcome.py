"""What becomes of a referral: its states, outcomes and legal moves, and the answer at the belt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from borderlink.screening.refusals.belt import (
    CauseMissing,
    CauseTwice,
    MoveNotLegal,
    NoteMissing,
    NothingIsSeized,
    OperatorNotAccounted,
    SecondOfficerIsFirst,
    SubstanceMissing,
)


class Selection(StrEnum):
    """How a parcel came to be referred."""

    SCORE = "score"  # its score was among the highest
    RANDOM = "random"  # the random arm: every parcel had the same recorded probability
    OFFICER = "officer"  # an officer's choice, with a reason


class State(StrEnum):
    """How far a referral has come. Selected, presented and opened are three different things."""

    SELECTED = "selected"  # screening referred it; nobody has the parcel in hand
    PRESENTED = "presented"  # it lay before an officer
    OPENED = "opened"  # it was opened before a second officer
    CLOSED = "closed"  # it has an outcome


class Outcome(StrEnum):
    """The result of a referral; only N and S train a model. Codes of the list ``opening_result``."""

    NOTHING = "N"
    CONFIRMED = "S"
    PRESUMPTIVE = "T"
    OTHER_OFFENCE = "O"
    NOT_PRESENTED = "X"
    NOT_OPENED = "U"


class Answer(StrEnum):
    """What the belt shows for one scan, at one glance."""

    RELEASE = "release"
    INSPECT = "inspect"
    HOLD = "hold"
    UNKNOWN = "unknown"  # in no manifest that this reader may see
    WAIT = "wait"  # in no manifest, while one is still being screened


MOVES: Final[dict[State, frozenset[State]]] = {
    State.SELECTED: frozenset({State.PRESENTED, State.CLOSED}),
    State.PRESENTED: frozenset({State.OPENED, State.CLOSED}),
    State.OPENED: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.PRESENTED, State.CLOSED}),  # X turned up after all; a correction
}

# From which states an outcome may be recorded: what was not opened has no contents.
RECORDED_FROM: Final[dict[Outcome, frozenset[State]]] = {
    Outcome.NOT_PRESENTED: frozenset({State.SELECTED}),
    Outcome.NOT_OPENED: frozenset({State.PRESENTED}),
    Outcome.NOTHING: frozenset({State.OPENED}),
    Outcome.CONFIRMED: frozenset({State.OPENED}),
    Outcome.PRESUMPTIVE: frozenset({State.OPENED}),
    Outcome.OTHER_OFFENCE: frozenset({State.OPENED}),
}

SEIZED: Final = frozenset({Outcome.CONFIRMED, Outcome.PRESUMPTIVE, Outcome.OTHER_OFFENCE})
POSITIVE: Final = "PRE-POSITIVE"  # of the list ``presumptive_result``
DRUGS: Final = frozenset({Outcome.CONFIRMED, Outcome.PRESUMPTIVE})


def may_record(state: State, *, opened: bool) -> tuple[Outcome, ...]:
    """Return the outcomes that can be recorded now, in the order of the list.

    A closed referral takes a correction: what its opening allows, or, when it was never opened, X and U.
    """
    if state is State.CLOSED:
        reached = {State.OPENED} if opened else {State.SELECTED, State.PRESENTED}
        return tuple(outcome for outcome in Outcome if RECORDED_FROM[outcome] & reached)
    return tuple(outcome for outcome in Outcome if state in RECORDED_FROM[outcome])


def check_move(state: State, to: State, *, outcome: str = "") -> None:
    """Let a referral move, or refuse it.

    A closed one is presented again only when its outcome was X: it turned up after all.
    Refuses: ``MoveNotLegal``.
    """
    returns = state is State.CLOSED and to is State.PRESENTED
    if to not in MOVES[state] or (returns and outcome != Outcome.NOT_PRESENTED):
        raise MoveNotLegal(state=state.value, wanted=to.value)


def check_opening(*, first: str, second: str, operator_present: bool, operator: str, absence: str) -> None:
    """Let two officers open a parcel, or refuse: two different people, the operator accounted for.

    Refuses: ``SecondOfficerIsFirst``, ``OperatorNotAccounted``.
    """
    if first.casefold() == second.casefold():
        raise SecondOfficerIsFirst(badge=first)
    if not (operator if operator_present else absence).strip():
        raise OperatorNotAccounted


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What an officer found, before it is recorded; codes of the lists named so."""

    outcome: Outcome
    presumptive: str = ""
    method: str = ""
    substance: str = ""
    concealment: str = ""
    also_concealed: Sequence[str] = ()
    detected_by: str = ""
    also_detected_by: Sequence[str] = ()
    note: str = ""

    def check(self, *, state: State, opened: bool, why: str = "") -> None:
        """Accept the finding for a referral in ``state``, or refuse it.

        ``why`` is the reason of a correction. Refuses: ``MoveNotLegal``, ``SubstanceMissing``,
        ``CauseMissing``, ``CauseTwice``, ``NoteMissing``, ``NothingIsSeized``.
        """
        if self.outcome not in may_record(state, opened=opened):
            raise MoveNotLegal(state=state.value, wanted=self.outcome.value)
        if state is State.CLOSED and not why.strip():
            raise NoteMissing(outcome=self.outcome.value)
        self._check_drug()
        self._check_causes()
        if self.outcome in {Outcome.OTHER_OFFENCE, Outcome.NOT_OPENED} and not self.note.strip():
            raise NoteMissing(outcome=self.outcome.value)

    def _check_drug(self) -> None:
        positive = self.presumptive == POSITIVE
        if self.outcome in DRUGS and not (self.substance and self.method and positive):
            raise SubstanceMissing(outcome=self.outcome.value)
        if self.outcome not in DRUGS and (self.substance or positive):
            raise NothingIsSeized(outcome=self.outcome.value)

    def _check_causes(self) -> None:
        for first, others in (
            (self.concealment, self.also_concealed),
            (self.detected_by, self.also_detected_by),
        ):
            if self.outcome in SEIZED and not first:
                raise CauseMissing(outcome=self.outcome.value)
            if first and first in others:
                raise CauseTwice(cause=first)


def holds(*, state: str, outcome: str) -> bool:
    """Say whether a referral keeps its parcel from being forgotten: it is open, or something was seized."""
    return state != State.CLOSED or outcome in SEIZED


def answer_at_belt(
    *, in_manifest: bool, state: str = "", outcome: str = "", screening: bool = False
) -> Answer:
    """Return what the belt shows.

    ``state`` and ``outcome`` are the referral's, empty when the parcel was not referred; ``screening``: a
    manifest is still being screened, so an unknown parcel may stand in it.
    """
    if not in_manifest:
        return Answer.WAIT if screening else Answer.UNKNOWN
    if not state or (state == State.CLOSED and outcome == Outcome.NOTHING):
        return Answer.RELEASE
    if state in {State.SELECTED, State.PRESENTED} or outcome == Outcome.NOT_PRESENTED:
        return Answer.INSPECT
    return Answer.HOLD
