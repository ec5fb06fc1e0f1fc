"""Every look at a case is written into the journal, with its reason; a list writes one line."""

from datetime import datetime
from typing import Final

from django.core.paginator import Page, Paginator
from django.db import transaction

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Task
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.following import tasks_to_do
from borderlink.cases.queries.listing import Filters, cases_list
from borderlink.cases.queries.registers import needs_sight
from borderlink.cases.refusals.file import ReasonMissing
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note

ROWS_A_PAGE: Final = 40


@transaction.atomic
def look_at_case(*, number: str, part: str, why: str, by: Reader, at: datetime) -> Case:
    """Return one case, and write into the journal who looked at which part of it, and why.

    Refuses: ``NotFound``, ``ReasonMissing``.
    """
    case = case_of(by, number)
    if not why.strip():
        raise ReasonMissing
    reason = why.strip()[:400]
    note(
        act="cases.look", subject=f"case {case.number}", why=reason, facts={"part": part}, by=by.badge, at=at
    )
    return case


@transaction.atomic
def list_cases(*, filters: Filters, page: int = 1, by: Reader, at: datetime) -> "Page[Case]":
    """Return one page of the reader's cases, its line in the journal with filter and count.

    Refuses: ``NotAllowed``.
    """
    needs_sight(by, "cases.list")
    shown = Paginator(cases_list(by, filters), ROWS_A_PAGE).get_page(page)
    facts: dict[str, str | int] = {
        **filters.words(), "count": shown.paginator.count, "page": shown.number,
    }  # fmt: skip
    note(act="cases.list", subject="cases", facts=facts, by=by.badge, at=at)
    return shown


@transaction.atomic
def list_tasks(*, everyone: bool, by: Reader, at: datetime) -> list[Task]:
    """Return what is to be done, the reader's own or everyone's in the reader's cases.

    Refuses: ``NotAllowed``.
    """
    needs_sight(by, "cases.list-tasks")
    rows = list(tasks_to_do(by, everyone=everyone)[:500])
    facts: dict[str, str | int] = {"everyone": int(everyone), "count": len(rows)}
    note(act="cases.list-tasks", subject="tasks", facts=facts, by=by.badge, at=at)
    return rows
