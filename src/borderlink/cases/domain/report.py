"""A case as its report prints it: one value, filled by a query, laid out in any language."""

from dataclasses import dataclass
from datetime import date, datetime

from borderlink.cases.domain.seizures import Facts, Item, Substance


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportParty:
    """A person or an organisation in a part: ``role`` and ``custody`` are codes, ``label`` like P01."""

    label: str
    name: str
    role: str
    custody: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSeizure:
    """One seizure with its substances and other things; ``place`` in the officer's words."""

    number: str
    facts: Facts
    substances: tuple[Substance, ...] = ()
    items: tuple[Item, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEvent:
    """One line of the timeline: when, what happened in a whole sentence, who noted it."""

    at: datetime
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTask:
    """One task: what, whose, due when, done when."""

    what: str
    owner: str
    due_on: date | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDecision:
    """What a prosecutor or a court decided: ``stage`` and ``outcome`` are codes, ``party`` like P01."""

    stage: str
    outcome: str
    decided_on: date
    party: str = ""
    months: int | None = None
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument:
    """One document or picture of the file, by its name and hash."""

    name: str
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportExhibit:
    """One exhibit as custody keeps it; masses in mg, None where it was not weighed."""

    number: str
    item: str
    substance: str
    form: str
    state: str
    book_mg: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """A case and what is in its file. ``zone`` is where times are shown; ``is_nominal``: it names people.

    Without people (``is_nominal`` False) the parties' names, the title and all words of officers are empty.
    """

    number: str
    title: str
    agency: str
    unit: str
    pack: str
    state: str
    source: str
    country: str
    opened_by: str
    opened_at: datetime
    final_on: date | None
    made_by: str
    made_at: datetime
    zone: str
    summary: str = ""
    is_nominal: bool = True
    waybills: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    people: tuple[ReportParty, ...] = ()
    organisations: tuple[ReportParty, ...] = ()
    seizures: tuple[ReportSeizure, ...] = ()
    exhibits: tuple[ReportExhibit, ...] = ()
    events: tuple[ReportEvent, ...] = ()
    tasks: tuple[ReportTask, ...] = ()
    decisions: tuple[ReportDecision, ...] = ()
    documents: tuple[ReportDocument, ...] = ()
