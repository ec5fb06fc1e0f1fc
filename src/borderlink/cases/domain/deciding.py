"""When a case is final: every decision on every suspect, the review of a death sentence included."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from borderlink.cases.domain.standing import CaseState, Stage
from borderlink.cases.refusals.file import (
    DecisionBeforeCase,
    DecisionCannotBeFinal,
    OutcomeNotOfStage,
    ReviewNotDone,
)

CHARGED: Final = "CRT-PENDING"
CONVICTED: Final = "CRT-CONVICTED"
DEATH: Final = "SEN-DEATH"
# What each stage can decide. What is pending, appealed or sent back is never final.
OUTCOMES: Final[dict[Stage, tuple[str, ...]]] = {
    Stage.PROSECUTION: (CHARGED, "CRT-NOTPROS", "CRT-WITHDRAWN", "CRT-DISMISSED", "CRT-ABATED"),
    Stage.FIRST: (CONVICTED, "CRT-EXEMPT", "CRT-ACQUITTED", "CRT-WITHDRAWN", "CRT-DISMISSED", "CRT-APPEAL",
                  "CRT-ABATED"),
    Stage.APPEAL: (CONVICTED, "CRT-EXEMPT", "CRT-ACQUITTED", "CRT-QUASHED", "CRT-RETRIAL", "CRT-DISMISSED",
                   "CRT-ABATED"),
    Stage.REVIEW: (CONVICTED, "CRT-EXEMPT", "CRT-ACQUITTED", "CRT-QUASHED", "CRT-RETRIAL", "CRT-ABATED"),
}  # fmt: skip
NEVER_FINAL: Final = frozenset({CHARGED, "CRT-APPEAL", "CRT-RETRIAL"})
# After these, whoever was told of the person must be told that it came to nothing.
CLEARED: Final = frozenset({"CRT-ACQUITTED", "CRT-QUASHED", "CRT-NOTPROS", "CRT-WITHDRAWN", "CRT-DISMISSED"})
# After these, a sentence that was passed before stands no more.
LIFTED: Final = CLEARED | {"CRT-EXEMPT", "CRT-RETRIAL", "CRT-ABATED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One decision as a plain value. ``on_whom`` is the person's place in the case; None: the whole case."""

    stage: Stage
    outcome: str
    decided_on: date
    on_whom: int | None = None
    is_final: bool = False
    review_pending: bool = False
    sentence: str = ""

    def check(self, *, opened_on: date) -> None:
        """Refuse a decision that cannot be.

        Refuses: ``OutcomeNotOfStage``, ``DecisionCannotBeFinal``, ``ReviewNotDone``, ``DecisionBeforeCase``.
        """
        if self.outcome not in OUTCOMES[self.stage]:
            raise OutcomeNotOfStage(outcome=self.outcome, stage=self.stage.value)
        if self.is_final and (self.outcome in NEVER_FINAL or self.review_pending):
            raise DecisionCannotBeFinal(outcome=self.outcome)
        if self.is_final and self.sentence == DEATH and self.stage is not Stage.REVIEW:
            raise ReviewNotDone
        if self.decided_on < opened_on and self.stage is not Stage.PROSECUTION:
            raise DecisionBeforeCase(on=self.decided_on, opened=opened_on)

    @property
    def clears(self) -> bool:
        """Whether the person was cleared by it."""
        return self.outcome in CLEARED


def final_on(rulings: Sequence[Ruling], suspects: Iterable[int]) -> date | None:
    """Return the day on which the last decision became final; None while any is open or missing.

    ``rulings`` stand in the order they were recorded: the latest on a person counts. Each suspect needs one
    of their own, unless the case as a whole was decided after it. Without suspects, the whole case's counts.
    A death sentence waits for its review, also when a later ruling upholds it without naming it.
    """
    wanted: list[int | None] = list(suspects) or [None]
    days = [_final_day(rulings, suspect) for suspect in wanted]
    settled = [day for day in days if day is not None]
    return max(settled) if len(settled) == len(days) else None


def _final_day(rulings: Sequence[Ruling], suspect: int | None) -> date | None:
    own = [ruling for ruling in rulings if ruling.on_whom in {suspect, None}]
    if not own or not own[-1].is_final or _awaits_review(own):
        return None
    return own[-1].decided_on


def _awaits_review(rulings: Sequence[Ruling]) -> bool:
    """Say whether a death sentence stands without its review, whatever later rulings leave unsaid."""
    awaits = False
    for ruling in rulings:
        if ruling.stage is Stage.REVIEW or ruling.outcome in LIFTED:
            awaits = False
        elif ruling.review_pending or ruling.sentence:
            awaits = ruling.review_pending or ruling.sentence == DEATH
    return awaits


def state_after(rulings: Sequence[Ruling], *, final: date | None) -> CaseState:
    """Return how far a case that is not closed has come by its decisions."""
    if final is not None:
        return CaseState.JUDGED
    begun = any(ruling.stage is not Stage.PROSECUTION or ruling.outcome == CHARGED for ruling in rulings)
    return CaseState.PROSECUTED if begun else CaseState.OPEN
