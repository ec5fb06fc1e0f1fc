"""What prosecutors and courts decided, who must be told of an acquittal, and the end of a case."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from borderlink.cases.domain.deciding import Ruling, final_on, state_after
from borderlink.cases.domain.standing import CaseState, Stage
from borderlink.cases.models.counted import Case, Decision
from borderlink.cases.models.nominal import DecisionWords, Person, Told
from borderlink.cases.queries.cases import locked_case_of
from borderlink.cases.queries.deciding import rulings_of, suspects_of, told_of
from borderlink.cases.queries.sight import is_commander_of
from borderlink.cases.queries.writing import code_of, days_past, open_case_of, person_of
from borderlink.cases.refusals.file import CaseClosed, CaseOpen, DoneAlready, ReasonMissing, WordsMissing
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.slots import Cleared, clear_everywhere
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A decision as an officer types it. ``person`` is a label like P01; empty: the case as a whole."""

    stage: Stage
    outcome: str
    decided_on: date
    body: str
    person: str = ""
    reference: str = ""
    text: str = ""
    is_final: bool = False
    review_pending: bool = False
    sentence: str = ""
    months: int | None = None


@transaction.atomic
def record_decision(*, case: str, ruled: Ruled, by: Reader, at: datetime) -> Decision:
    """Record what a prosecutor or a court decided; when every decision is final, so is the case.

    After an acquittal everyone who was told of the person is marked to be told of that too.
    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``, ``CodeUnknown``, ``DayInFuture`` and what
    ``Ruling.check`` refuses.
    """
    found = open_case_of(by, case)
    person = person_of(found, ruled.person) if ruled.person else None
    ruling = _ruling(ruled, person)
    days_past([ruled.decided_on], timezone.localdate(at))
    ruling.check(opened_on=timezone.localdate(found.opened_at))
    if not ruled.body.strip():
        raise WordsMissing
    row = _write(found, ruled, person, by=by, at=at)
    if ruling.clears:
        mark_told(found, person, on=ruled.decided_on)
        clear_everywhere(
            Cleared(case=found.number, person=ruled.person, ground=ruled.outcome, by=by.badge, at=at)
        )
    carry_on(found)
    facts: dict[str, str | int] = {
        "stage": ruled.stage.value, "outcome": ruled.outcome, "final": int(ruled.is_final),
        "person": ruled.person, "case-final": found.final_on.isoformat() if found.final_on else "",
    }  # fmt: skip
    note(act="cases.record-decision", subject=f"case {found.number}", facts=facts, by=by.badge, at=at)
    return row


def _ruling(ruled: Ruled, person: Person | None) -> Ruling:
    code_of("court_outcome", ruled.outcome)
    if ruled.sentence:
        code_of("sentence", ruled.sentence)
    return Ruling(
        stage=ruled.stage, outcome=ruled.outcome, decided_on=ruled.decided_on,
        on_whom=person.involvement.place if person else None, is_final=ruled.is_final,
        review_pending=ruled.review_pending, sentence=ruled.sentence,
    )  # fmt: skip


def _write(case: Case, ruled: Ruled, person: Person | None, *, by: Reader, at: datetime) -> Decision:
    row = Decision.objects.create(
        case=case, involvement=person.involvement if person else None, stage=ruled.stage.value,
        outcome=ruled.outcome, decided_on=ruled.decided_on, is_final=ruled.is_final,
        review_pending=ruled.review_pending, sentence=ruled.sentence, months=ruled.months, by=by.badge, at=at,
    )  # fmt: skip
    DecisionWords.objects.create(
        decision=row, body=ruled.body.strip()[:200], reference=ruled.reference.strip()[:120],
        text=ruled.text.strip(),
    )  # fmt: skip
    return row


def carry_on(case: Case) -> None:
    """Set how far a case whose row is locked has come by all its decisions: part of an action."""
    rulings = rulings_of(case)
    case.final_on = final_on(rulings, suspects_of(case))
    case.state = state_after(rulings, final=case.final_on).value
    case.save(update_fields=["final_on", "state"])


def mark_told(case: Case, person: Person | None, *, on: date) -> None:
    """Mark who was told of a person (None: anyone) to be told that it came to nothing; part of an action."""
    rows = Told.objects.filter(person__case=case, correction_due_on=None)
    rows = rows.filter(person=person) if person else rows
    rows.update(correction_due_on=on)


@transaction.atomic
def record_told(
    *, case: str, person: str, recipient: str, what: str, told_on: date, by: Reader, at: datetime
) -> Told:
    """Note that someone outside the case was told of a person: whoever must hear of an acquittal.

    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``, ``DayInFuture``.
    """
    found = open_case_of(by, case)
    days_past([told_on], timezone.localdate(at))
    if not recipient.strip():
        raise WordsMissing
    row = write_told(person_of(found, person), recipient, what, told_on, by=by.badge, at=at)
    note(
        act="cases.record-told", subject=f"case {found.number}", facts={"person": person},
        personal={"recipient": recipient.strip()}, by=by.badge, at=at,
    )  # fmt: skip
    return row


def write_told(person: Person, recipient: str, what: str, told_on: date, *, by: str, at: datetime) -> Told:
    """Write that someone was told of a person; the caller journals it."""
    return Told.objects.create(
        person=person,
        recipient=recipient.strip()[:200],
        what=what.strip()[:400],
        told_on=told_on,
        by=by,
        at=at,
    )


@transaction.atomic
def record_correction_told(*, case: str, pk: int, by: Reader, at: datetime) -> Told:
    """Note that whoever was told of a person was now told that it came to nothing.

    Refuses: ``NotFound``, ``DoneAlready``.
    """
    found = locked_case_of(by, case)
    row = told_of(found, pk)
    if row.correction_due_on is None or row.corrected_at is not None:
        raise DoneAlready
    row.corrected_at, row.corrected_by = at, by.badge
    row.save(update_fields=["corrected_at", "corrected_by"])
    facts: dict[str, str | int] = {"told": row.pk}
    note(act="cases.record-correction-told", subject=f"case {found.number}", facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def close_case(*, case: str, why: str, by: Reader, at: datetime) -> Case:
    """Close a case, as the unit's commander: nothing more is written into it.

    Refuses: ``NotFound``, ``NotAllowed``, ``ReasonMissing``, ``CaseClosed``.
    """
    found = _commanded(case, why, by, "cases.close")
    if found.state == CaseState.CLOSED:
        raise CaseClosed(case=found.number)
    found.state, found.closed_at = CaseState.CLOSED.value, at
    found.save(update_fields=["state", "closed_at"])
    reason = why.strip()[:400]
    note(act="cases.close", subject=f"case {found.number}", why=reason, by=by.badge, at=at)
    return found


@transaction.atomic
def reopen_case(*, case: str, why: str, by: Reader, at: datetime) -> Case:
    """Open a closed case again, as the unit's commander; it stands as its decisions say.

    Refuses: ``NotFound``, ``NotAllowed``, ``ReasonMissing``, ``CaseOpen``, ``DoneAlready`` for an erased one.
    """
    found = _commanded(case, why, by, "cases.reopen")
    if found.state != CaseState.CLOSED:
        raise CaseOpen(case=found.number)
    if found.erased_on is not None:
        raise DoneAlready
    found.closed_at = None
    found.save(update_fields=["closed_at"])
    carry_on(found)
    reason = why.strip()[:400]
    note(act="cases.reopen", subject=f"case {found.number}", why=reason, by=by.badge, at=at)
    return found


def _commanded(number: str, why: str, by: Reader, act: str) -> Case:
    case = locked_case_of(by, number)
    if not is_commander_of(by, case):
        raise NotAllowed(act=act)
    if not why.strip():
        raise ReasonMissing
    return case
