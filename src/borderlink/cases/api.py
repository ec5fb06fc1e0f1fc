"""Cases by programs: the reader's list, one case, events and tasks; nobody else's case is there."""

from typing import Annotated

from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import Field, StringConstraints

from borderlink.cases.actions import following
from borderlink.cases.actions.looking import list_cases, look_at_case
from borderlink.cases.queries.listing import Filters
from borderlink.cases.queries.rows import Case
from borderlink.cases.queries.seizures import seizures_of
from borderlink.cases.queries.timeline import timeline_of
from borderlink.cases.schemas import (
    CaseFileTold,
    CasesAsked,
    CasesTold,
    CaseTold,
    DoneIn,
    EventIn,
    MomentTold,
    PartTold,
    SeizureTold,
    TaskIn,
    TaskTold,
)
from borderlink.officers.api import officers
from borderlink.officers.domain import Scope
from borderlink.officers.schemas import ApiRequest

router = Router()
AUTH = officers(Scope.CASES)
Why = Annotated[str, StringConstraints(max_length=400)]
TaskId = Annotated[int, Field(ge=1, le=2**62)]


@router.get("", auth=AUTH, response=CasesTold, summary="The reader's cases")
def list_cases_of_reader(request: ApiRequest, asked: Query[CasesAsked]) -> CasesTold:
    """Return a page of forty cases, the newest first; the list stands in the journal."""
    filters = Filters(state=asked.state, unit=asked.unit, mine=asked.mine)
    shown = list_cases(filters=filters, page=asked.page, by=request.reader, at=timezone.now())
    return CasesTold(
        count=shown.paginator.count, page=shown.number, pages=shown.paginator.num_pages,
        cases=[CaseTold.of(case) for case in shown],
    )  # fmt: skip


@router.get("/{number}", auth=AUTH, response=CaseFileTold, summary="One case")
def look_at_one_case(request: ApiRequest, number: str, why: Query[Why]) -> CaseFileTold:
    """Return a case with its parcels, seizures, tasks and timeline; people by the part they play.

    Who looked and why stands in the journal. Refuses: ``NotFound``, ``ReasonMissing``.
    """
    case = look_at_case(number=number, part="overview", why=why, by=request.reader, at=timezone.now())
    return CaseFileTold(
        case=CaseTold.of(case),
        parcels=sorted(parcel.waybill for parcel in case.parcels.all()),
        parts=_parts(case),
        seizures=[SeizureTold.of(view) for view in seizures_of(case)],
        tasks=[TaskTold.of(task) for task in case.tasks.order_by("due_on", "pk")],
        timeline=[MomentTold.of(moment) for moment in timeline_of(case)],
    )


def _parts(case: Case) -> list[PartTold]:
    return [
        PartTold(
            label=row.label, role=row.role, custody=row.custody, arrested_on=row.arrested_on,
            released_on=row.released_on,
        )
        for row in case.involvements.filter(struck_on=None).order_by("place")
    ]  # fmt: skip


@router.post("/{number}/events", auth=AUTH, response=MomentTold, summary="Put an event into the timeline")
def add_case_event(request: ApiRequest, number: str, said: EventIn) -> MomentTold:
    """Add something that happened, with the officer's own words.

    Refuses: ``NotFound``, ``CaseClosed``, ``CodeUnknown``, ``WordsMissing``, ``DayInFuture``.
    """
    row = following.add_event(case=number, **said.model_dump(), by=request.reader, at=timezone.now())
    return MomentTold(
        at=row.happened_at, what=row.kind, to_the_day=row.to_the_day, codes=[], words=row.text,
        place=row.place, by=row.by,
    )  # fmt: skip


@router.post("/{number}/tasks", auth=AUTH, response=TaskTold, summary="Give a task")
def add_case_task(request: ApiRequest, number: str, said: TaskIn) -> TaskTold:
    """Give a task to an officer of the case, until a day.

    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``, ``OwnerNotMember``, ``DueInPast``.
    """
    row = following.add_task(case=number, **said.model_dump(), by=request.reader, at=timezone.now())
    return TaskTold.of(row)


@router.post("/{number}/tasks/{task}/done", auth=AUTH, response=TaskTold, summary="A task is done")
def finish_case_task(request: ApiRequest, number: str, task: Path[TaskId], said: DoneIn) -> TaskTold:
    """Say that a task is done, and how. Refuses: ``NotFound``, ``CaseClosed``, ``DoneAlready``."""
    row = following.finish_task(case=number, pk=task, words=said.words, by=request.reader, at=timezone.now())
    return TaskTold.of(row)
