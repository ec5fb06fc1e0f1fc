"""How a case goes on: events, tasks with owner and due date, approvals, and the diary."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Approval, DiaryEntry, Event, Task
from borderlink.cases.queries.cases import members_of
from borderlink.cases.queries.following import approval_of, diary_entry_of, task_of
from borderlink.cases.queries.sight import is_commander_of
from borderlink.cases.queries.writing import code_of, days_past, open_case_of
from borderlink.cases.refusals.file import (
    DoneAlready,
    DueInPast,
    OwnApproval,
    OwnerNotMember,
    ReasonMissing,
    WordsMissing,
)
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note


def _words(text: str, most: int) -> str:
    if not text.strip():
        raise WordsMissing
    return text.strip()[:most]


@transaction.atomic
def add_event(
    *,
    case: str,
    happened_at: datetime,
    to_the_day: bool,
    kind: str,
    text: str,
    place: str = "",
    by: Reader,
    at: datetime,
) -> Event:
    """Put something that happened into the timeline.

    Refuses: ``NotFound``, ``CaseClosed``, ``CodeUnknown``, ``WordsMissing``, ``DayInFuture``.
    """
    found = open_case_of(by, case)
    code_of("case_event", kind)
    days_past([timezone.localdate(happened_at)], timezone.localdate(at))
    row = Event.objects.create(
        case=found, happened_at=happened_at, to_the_day=to_the_day, kind=kind, text=_words(text, 4000),
        place=place.strip()[:200], by=by.badge, at=at,
    )  # fmt: skip
    note(
        act="cases.add-event", subject=f"case {found.number}", facts={"kind": kind, "event": row.pk},
        by=by.badge, at=at,
    )  # fmt: skip
    return row


@transaction.atomic
def add_task(*, case: str, text: str, owner: str, due_on: date, by: Reader, at: datetime) -> Task:
    """Give a task to an officer of the case, until a day.

    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``, ``OwnerNotMember``, ``DueInPast``.
    """
    found = open_case_of(by, case)
    badge = owner.strip().upper()
    if not members_of(found).filter(badge=badge).exists():
        raise OwnerNotMember(badge=badge[:32] or "–", case=found.number)
    if due_on < timezone.localdate(at):
        raise DueInPast(on=due_on)
    row = Task.objects.create(
        case=found, text=_words(text, 400), owner=badge, due_on=due_on, by=by.badge, at=at
    )
    facts: dict[str, str | int] = {"task": row.pk, "owner": badge, "due": due_on.isoformat()}
    note(act="cases.add-task", subject=f"case {found.number}", facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def finish_task(*, case: str, pk: int, words: str = "", by: Reader, at: datetime) -> Task:
    """Say that a task is done, and how. Refuses: ``NotFound``, ``CaseClosed``, ``DoneAlready``."""
    found = open_case_of(by, case)
    row = task_of(found, pk)
    if row.done_at is not None:
        raise DoneAlready
    row.done_at, row.done_by, row.done_words = at, by.badge, words.strip()[:400]
    row.save(update_fields=["done_at", "done_by", "done_words"])
    note(act="cases.finish-task", subject=f"case {found.number}", facts={"task": row.pk}, by=by.badge, at=at)
    return row


@transaction.atomic
def ask_approval(*, case: str, kind: str, text: str, by: Reader, at: datetime) -> Approval:
    """Ask the unit's commander to allow something.

    Refuses: ``NotFound``, ``CaseClosed``, ``CodeUnknown``, ``WordsMissing``.
    """
    found = open_case_of(by, case)
    code_of("approval_kind", kind)
    row = Approval.objects.create(case=found, kind=kind, text=_words(text, 4000), by=by.badge, at=at)
    facts: dict[str, str | int] = {"approval": row.pk, "kind": kind}
    note(act="cases.ask-approval", subject=f"case {found.number}", facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def decide_approval(
    *, case: str, pk: int, allowed: bool, words: str = "", by: Reader, at: datetime
) -> Approval:
    """Allow or decline what was asked, as a commander of the unit who did not ask it; to decline takes words.

    Refuses: ``NotFound``, ``CaseClosed``, ``NotAllowed``, ``OwnApproval``, ``DoneAlready``,
    ``ReasonMissing``.
    """
    found = open_case_of(by, case)
    if not is_commander_of(by, found):
        raise NotAllowed(act="cases.decide-approval")
    row = approval_of(found, pk)
    if row.by == by.badge:
        raise OwnApproval
    if row.decided_at is not None:
        raise DoneAlready
    if not allowed and not words.strip():
        raise ReasonMissing
    row.state = "allowed" if allowed else "declined"
    row.decided_by, row.decided_at, row.decided_words = by.badge, at, words.strip()[:400]
    row.save(update_fields=["state", "decided_by", "decided_at", "decided_words"])
    facts: dict[str, str | int] = {"approval": row.pk, "kind": row.kind, "state": row.state}
    note(
        act="cases.decide-approval", subject=f"case {found.number}", why=row.decided_words, facts=facts,
        by=by.badge, at=at,
    )  # fmt: skip
    return row


@transaction.atomic
def write_diary(*, case: str, text: str, corrects: int | None = None, by: Reader, at: datetime) -> DiaryEntry:
    """Write into the case's diary; ``corrects`` is the place of an entry that this one puts right.

    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``.
    """
    found = open_case_of(by, case)
    wrong = diary_entry_of(found, corrects) if corrects is not None else None
    row = DiaryEntry.objects.create(
        case=found, place=_next_place(found), text=_words(text, 20_000), corrects=wrong, by=by.badge, at=at
    )
    facts: dict[str, str | int] = {"entry": row.place}
    if wrong is not None:
        facts["corrects"] = wrong.place
    note(act="cases.write-diary", subject=f"case {found.number}", facts=facts, by=by.badge, at=at)
    return row


def _next_place(case: Case) -> int:
    last = case.diary.order_by("-place").first()
    return last.place + 1 if last else 1
