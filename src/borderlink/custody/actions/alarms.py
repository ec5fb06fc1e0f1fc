"""Alarms: raised by what was weighed or is overdue, one open at a time for a thing, settled with a reason."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from borderlink.custody.actions.recording import Desk
from borderlink.custody.domain.drift import Drift, Step, by_balance, by_holder, by_lot, drifts, steps_of
from borderlink.custody.models.exhibits import Exhibit, WeighingStep
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.room import Alarm
from borderlink.custody.queries import deadlines, overview
from borderlink.custody.queries import drift as told
from borderlink.custody.queries.exhibits import acts_of_case
from borderlink.custody.refusals.room import NotOpen
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note

LATE: Final = "laboratory-late"
DRIFTS: Final[tuple[tuple[str, str, Callable[[Step], str]], ...]] = (
    ("drift-lot", "lot", by_lot),
    ("drift-officer", "holder", by_holder),
    ("drift-balance", "balance", by_balance),
)


def watch_discrepancy(desk: Desk, exhibit: str) -> None:
    """Keep the alarm of an open discrepancy as the books have it: raised, grown or settled."""
    lot = desk.books.lots[exhibit]
    if lot.dispute is None:
        Alarm.objects.filter(kind="discrepancy", key=exhibit, settled_at=None).update(
            settled_at=desk.at, settled_by=desk.by.badge, settled_why="explained"
        )
        return
    facts = {"entry": lot.dispute.entry, "residual_mg": lot.dispute.residual_mg}
    raise_alarm("discrepancy", exhibit, case=lot.case, unit=_unit_of(exhibit), facts=facts, at=desk.at)


def watch_drift(desk: Desk, entry: Entry) -> None:
    """Keep what a net weighing tells of losses, and raise an alarm where lot, officer or balance drifts.

    What was settled is not told again: of a lot, an officer or a balance the weighings since then count.
    """
    step = _step_ended_by(entry)
    if step is None:
        return
    unit = _unit_of(step.lot)
    WeighingStep.objects.create(
        after=entry,
        lot=step.lot,
        holder=step.holder,
        balance=by_balance(step),
        unit=unit,
        step=told.kept_of(step),
    )
    for kind, column, group in DRIFTS:
        found = drifts(told.steps(_settled_at(kind, group(step)), **{column: group(step)}), group)
        keeper = told.balance_unit(step) if column == "balance" else unit
        _raise_drifts(
            kind, found, unit=keeper or unit, case=entry.case if column == "lot" else "", at=desk.at
        )


def _settled_at(kind: str, key: str) -> datetime | None:
    """Return when an alarm of a kind about a key was settled last."""
    settled = Alarm.objects.filter(kind=kind, key=key).order_by("-settled_at")
    return settled.filter(settled_at__isnull=False).values_list("settled_at", flat=True).first()


def _raise_drifts(kind: str, found: Iterable[Drift], *, unit: str, case: str, at: datetime) -> None:
    for drift in found:
        if drift.is_alarm():
            facts = {
                "lost_mg": drift.lost_mg, "steps": drift.steps,
                "u_ug": drift.uncertainty.expanded_ug(1),
            }  # fmt: skip
            raise_alarm(kind, drift.key, case=case, unit=unit, facts=facts, at=at)


def _step_ended_by(entry: Entry) -> Step | None:
    """Return the step between two net weighings that an entry ends, numbered by the ledger."""
    rows = Entry.objects.filter(case=entry.case, sequence__lte=entry.sequence).order_by("case_seq")
    numbers = list(rows.values_list("sequence", flat=True))
    steps = steps_of(acts_of_case(entry.case)[: len(numbers)], numbers)
    return steps[-1] if steps and steps[-1].after_no == entry.sequence else None


def _unit_of(exhibit: str) -> str:
    """Return the unit in whose hands an exhibit is: its room's keepers and its commander are told."""
    return str(Exhibit.objects.values_list("holder_unit", flat=True).get(number=exhibit))


def raise_alarm(kind: str, key: str, *, case: str, unit: str, facts: dict[str, int], at: datetime) -> bool:
    """Raise an alarm, or bring the open one up to date; return whether it is new."""
    _, new = Alarm.objects.update_or_create(
        kind=kind,
        key=key,
        settled_at=None,
        defaults={"facts": facts},
        create_defaults={"facts": facts, "case": case, "unit": unit, "raised_at": at},
    )
    return new


def end_alarms(*, kind: str, why: str, at: datetime) -> int:
    """End every open alarm of a kind whose ground is gone; return how many."""
    found = Alarm.objects.filter(kind=kind, settled_at=None)
    return found.update(settled_at=at, settled_by="node", settled_why=why)


def raise_overdue(*, at: datetime) -> int:
    """Raise an alarm for every seized drug whose samples should have reached the laboratory; return how many.

    An alarm ends by itself when they have.
    """
    due = deadlines.overdue(int(at.timestamp()))
    with transaction.atomic():
        ended = Alarm.objects.filter(kind=LATE, settled_at=None).exclude(
            key__in=[late.exhibit for late in due]
        )
        ended.update(settled_at=at, settled_by="node", settled_why="delivered")
        raised = [late for late in due if _raise_late(late, at)]
        if raised:
            facts: dict[str, str | int] = {"alarms": len(raised)}
            note(act="custody.raise-alarm", subject="laboratory", facts=facts, by="node", at=at)
    return len(raised)


def _raise_late(late: deadlines.Late, at: datetime) -> bool:
    settled = Alarm.objects.filter(kind=LATE, key=late.exhibit).exclude(settled_by="node").exists()
    facts = {"by": late.until}
    return not settled and raise_alarm(LATE, late.exhibit, case=late.case, unit=late.unit, facts=facts, at=at)


@transaction.atomic
def settle_alarm(*, alarm: int, why: str, by: Reader, at: datetime) -> None:
    """Say why an alarm needs no more watching; a discrepancy is settled by its explanation alone.

    Nobody settles a drift of their own, or of a lot that was in their hands.
    Refuses: ``NotFound``, ``NotOpen``, ``NotAllowed``.
    """
    row = Alarm.objects.select_for_update().filter(pk=alarm).first()
    if row is None or not overview.keeps_alarm(by, row):
        raise NotFound(thing="alarm", name=str(alarm))
    if row.settled_at is not None or row.kind == "discrepancy":
        raise NotOpen(thing="alarm", number=str(alarm))
    if overview.is_about(row, by.badge):
        raise NotAllowed(act="custody.settle-alarm")
    row.settled_by, row.settled_at, row.settled_why = by.badge, at, why.strip()
    row.save(update_fields=["settled_by", "settled_at", "settled_why"])
    note(act="custody.settle-alarm", subject=f"alarm {alarm}", why=why, by=by.badge, at=at)
