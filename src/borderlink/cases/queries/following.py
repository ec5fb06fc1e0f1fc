"""Questions about how a case goes on: its tasks, approvals, diary, and what an officer has to do."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet

from borderlink.cases.domain.standing import CaseState
from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Approval, DiaryEntry, Task
from borderlink.cases.queries.sight import seen
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader

SHOWN: Final = timedelta(days=30)  # how long what was decided stands on the list of who asked


def task_of(case: Case, pk: int) -> Task:
    """Return one task of a case. Refuses: ``NotFound``."""
    found = Task.objects.filter(case=case, pk=pk).first()
    if found is None:
        raise NotFound(thing="task", name=str(pk))
    return found


def approval_of(case: Case, pk: int) -> Approval:
    """Return one request for approval of a case, its row locked. Refuses: ``NotFound``."""
    found = Approval.objects.select_for_update().filter(case=case, pk=pk).first()
    if found is None:
        raise NotFound(thing="approval", name=str(pk))
    return found


def diary_entry_of(case: Case, place: int) -> DiaryEntry:
    """Return one entry of a case's diary by its place. Refuses: ``NotFound``."""
    found = DiaryEntry.objects.filter(case=case, place=place).first()
    if found is None:
        raise NotFound(thing="diary-entry", name=str(place))
    return found


def tasks_to_do(reader: Reader, *, everyone: bool = False) -> QuerySet[Task]:
    """Return what is still to be done in the cases the reader sees, the nearest day first.

    Those of the reader alone, or with ``everyone`` of all officers of these cases.
    """
    cases = Case.objects.filter(seen(reader), erased_on=None)
    rows = Task.objects.filter(case__in=cases, done_at=None)
    rows = rows if everyone else rows.filter(owner=reader.badge)
    return rows.select_related("case", "case__words").order_by("due_on", "pk")


def overdue(rows: QuerySet[Task], today: date) -> QuerySet[Task]:
    """Return those tasks whose day is over."""
    return rows.filter(due_on__lt=today)


def approvals_to_decide(reader: Reader) -> QuerySet[Approval]:
    """Return what waits for the reader's decision as a commander, in the cases of their units not closed."""
    cases = Case.objects.filter(agency=reader.agency, unit__in=reader.units, erased_on=None)
    cases = cases.exclude(state=CaseState.CLOSED.value)
    rows = Approval.objects.filter(case__in=cases, decided_at=None).exclude(by=reader.badge)
    return rows.select_related("case", "case__words").order_by("at", "pk")


def approvals_asked(reader: Reader, at: datetime) -> QuerySet[Approval]:
    """Return what the reader asked in cases they see: what waits, and for a month what was decided."""
    cases = Case.objects.filter(seen(reader), erased_on=None)
    recent = Q(decided_at=None) | Q(decided_at__gt=at - SHOWN)
    rows = Approval.objects.filter(recent, case__in=cases, by=reader.badge)
    return rows.select_related("case", "case__words").order_by(
        F("decided_at").desc(nulls_first=True), "-at", "-pk"
    )
