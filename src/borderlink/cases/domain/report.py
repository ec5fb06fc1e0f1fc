"""A case as its report prints it: one value, filled by a query, laid out in any language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from borderlink.cases.domain.seizures import WHOLE_PPM, Facts, Item, Substance, Told


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
    """One seizure with its substances and other things; ``place`` in the officer's words.

    ``is_weighed``: some of its masses are those of custody's ledger.
    """

    number: str
    facts: Facts
    substances: tuple[Substance, ...] = ()
    items: tuple[Item, ...] = ()
    place: str = ""
    is_weighed: bool = False


def as_counted(typed: Sequence[Substance], told: Sequence[Told]) -> list[Substance]:
    """Return the substances of a seizure with the masses that count: the ledger's where it weighed them.

    A substance that was typed several times has the ledger's sum in its first line alone.
    """
    found: list[Substance] = []
    for one in told:
        own = [row for row in typed if row.code == one.substance]
        if not one.weighed:
            found += own
            continue
        first = own[0] if own else Substance(presumptive=one.substance)
        pure = one.pure_mg * WHOLE_PPM / one.net_mg if one.pure_mg is not None and one.net_mg else None
        laboratory = one.laboratory or first.laboratory
        found.append(
            replace(
                first, laboratory=laboratory, gross_mg=one.gross_mg, net_mg=one.net_mg, pure_mg=one.pure_mg,
                purity_ppm=first.purity_ppm if pure is None else round(pure),
            )
        )  # fmt: skip
        found += [replace(row, gross_mg=None, net_mg=None, pure_mg=None) for row in own[1:]]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEvent:
    """One line of the timeline: when (``to_the_day``: no hour is known), what happened, who noted it."""

    at: datetime
    text: str
    by: str = ""
    to_the_day: bool = False


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
    parcels: int = 0
    members: tuple[str, ...] = ()
    people: tuple[ReportParty, ...] = ()
    organisations: tuple[ReportParty, ...] = ()
    seizures: tuple[ReportSeizure, ...] = ()
    exhibits: tuple[ReportExhibit, ...] = ()
    events: tuple[ReportEvent, ...] = ()
    tasks: tuple[ReportTask, ...] = ()
    decisions: tuple[ReportDecision, ...] = ()
    documents: tuple[ReportDocument, ...] = ()


ExhibitSource = Callable[[str], Sequence[ReportExhibit]]  # the number of a case -> its exhibits

_exhibits: dict[str, ExhibitSource] = {}


def add_exhibit_source(name: str, source: ExhibitSource) -> None:
    """Register who keeps the exhibits of a case; the same name again replaces it."""
    _exhibits[name] = source


def exhibits_in(case: str) -> tuple[ReportExhibit, ...]:
    """Return the exhibits of a case, for its report."""
    return tuple(row for source in _exhibits.values() for row in source(case))
