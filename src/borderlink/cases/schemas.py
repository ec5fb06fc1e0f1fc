"""What programs are told of cases, and what they add to one."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from borderlink.cases.queries.rows import Case, Task
from borderlink.cases.queries.seizures import View
from borderlink.cases.queries.timeline import Moment
from borderlink.officers.schemas import Asked, Told

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class CasesAsked(Asked):
    """What the list is narrowed to."""

    state: Annotated[str, StringConstraints(max_length=32)] = Field(
        "", description="A state, `all`, or empty: what is not closed"
    )
    unit: Annotated[str, StringConstraints(max_length=32)] = ""
    mine: bool = False
    page: int = Field(1, ge=1, le=1_000_000)


class CaseTold(Told):
    """A case as a list shows it."""

    number: str
    title: str
    unit: str
    state: str
    source: str
    country: str
    opened_at: datetime
    opened_by: str
    final_on: date | None
    closed_at: datetime | None

    @classmethod
    def of(cls, case: Case) -> "CaseTold":
        """Return what is told of a case."""
        return cls(
            number=case.number, title=case.title, unit=case.unit, state=case.state, source=case.source,
            country=case.country, opened_at=case.opened_at, opened_by=case.opened_by,
            final_on=case.final_on, closed_at=case.closed_at,
        )  # fmt: skip


class CasesTold(Told):
    """One page of the reader's cases."""

    count: int
    page: int
    pages: int
    cases: list[CaseTold]


class SubstanceTold(Told):
    """One substance of a seizure: the ledger's masses where there are some, else the typed. Milligrams."""

    substance: str
    gross_mg: int | None
    net_mg: int | None
    pure_mg: int | None


class SeizureTold(Told):
    """One seizure."""

    number: str
    seized_on: date = Field(description="The day by the clocks of the place")
    seized_at: datetime | None = Field(description="The moment, where the hour is known")
    zone: str = Field(description="The time zone of the place, as in the IANA database; with an hour alone")
    country: str
    channel: str
    concealment: str
    detected_by: str
    substances: list[SubstanceTold]

    @classmethod
    def of(cls, view: View) -> "SeizureTold":
        """Return what is told of a seizure."""
        row = view.row
        masses = [
            SubstanceTold(
                substance=told.substance, gross_mg=told.gross_mg, net_mg=told.net_mg, pure_mg=told.pure_mg
            )
            for told in view.told
        ]
        return cls(
            number=row.number, seized_on=row.seized_on, seized_at=row.seized_at, zone=row.zone,
            country=row.country, channel=row.channel, concealment=row.concealment,
            detected_by=row.detected_by, substances=masses,
        )  # fmt: skip


class MomentTold(Told):
    """One line of the timeline."""

    at: datetime
    what: str = Field(description="A code of docs/reference/codes.md")
    to_the_day: bool
    codes: list[str]
    words: str
    place: str
    by: str

    @classmethod
    def of(cls, moment: Moment) -> "MomentTold":
        """Return what is told of a moment."""
        return cls(
            at=moment.at, what=moment.what, to_the_day=moment.to_the_day, codes=list(moment.codes),
            words=moment.words, place=moment.place, by=moment.by,
        )  # fmt: skip


class TaskTold(Told):
    """Something to be done."""

    id: int
    text: str
    owner: str
    due_on: date
    done_at: datetime | None

    @classmethod
    def of(cls, task: Task) -> "TaskTold":
        """Return what is told of a task."""
        return cls(id=task.pk, text=task.text, owner=task.owner, due_on=task.due_on, done_at=task.done_at)


class PartTold(Told):
    """That someone plays a part: the part, the custody, the days. Who it is stands on the case's page."""

    label: str
    role: str
    custody: str
    arrested_on: date | None
    released_on: date | None


class CaseFileTold(Told):
    """A case with what follows from its file."""

    case: CaseTold
    parcels: list[str]
    parts: list[PartTold]
    seizures: list[SeizureTold]
    tasks: list[TaskTold]
    timeline: list[MomentTold]


class EventIn(Asked):
    """Something that happened, for the timeline."""

    happened_at: AwareDatetime
    to_the_day: bool = Field(default=False, description="The hour is not known")
    kind: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    text: Words
    place: Annotated[str, StringConstraints(max_length=200)] = ""


class TaskIn(Asked):
    """Something to be done by an officer of the case."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    owner: Annotated[str, StringConstraints(min_length=1, max_length=32)] = Field(description="A badge")
    due_on: date


class DoneIn(Asked):
    """How a task was done."""

    words: Annotated[str, StringConstraints(max_length=400)] = ""
