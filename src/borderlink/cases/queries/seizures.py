"""Questions about seizures: those of a case, the register, what was weighed beside what was typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from borderlink.cases.domain.seizures import Substance, Told, Weighed, of_days, tell, weighed_in
from borderlink.cases.models.counted import Case, SeizedSubstance, Seizure
from borderlink.cases.queries.sight import may_see_case, seen
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader

ROWS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the register is narrowed to: the days (the last included), country, substance, channel, unit."""

    start: date | None = None
    end: date | None = None
    country: str = ""
    substance: str = ""
    channel: str = ""
    unit: str = ""

    def words(self) -> dict[str, str]:
        """Return what is not empty, as the journal and an address write it."""
        days = {name: day.isoformat() for name, day in (("start", self.start), ("end", self.end)) if day}
        rest = {name: getattr(self, name) for name in ("country", "substance", "channel", "unit")}
        return days | {name: value for name, value in rest.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One seizure as it is shown, with its substances as they count."""

    row: Seizure
    told: list[Told]


def seizure_of(reader: Reader, number: str) -> Seizure:
    """Return one seizure with its case. Refuses: ``NotFound``."""
    found = _whole(Seizure.objects.filter(number=number)).first()
    if found is None or not may_see_case(reader, found.case):
        raise NotFound(thing="seizure", name=number)
    return found


def seizures_of(case: Case) -> list[View]:
    """Return the seizures of a case that the reader was let see, those struck last."""
    return views(_whole(case.seizures.all()))


def of_case(case: Case) -> list[Told]:
    """Return the substances of a whole case: what was weighed where it was, else what was typed."""
    rows = [row for row in _whole(case.seizures.all()) if row.struck_on is None]
    typed = [value_of(one) for row in rows for one in row.substances.all()]
    return tell(typed, weighed_in(case.number))


def not_entered(case: Case) -> list[Weighed]:
    """Return what custody holds of the first day on which it seized something and no seizure was entered."""
    entered = set(case.seizures.filter(struck_on=None).values_list("seized_on", flat=True))
    left = [one for one in weighed_in(case.number) if one.on not in entered]
    first = min((one.on for one in left), default=None)
    return [one for one in left if one.on == first]


def register(reader: Reader, filters: Filters, page: int) -> Page[Seizure]:
    """Return a page of the seizures of all cases that the reader sees, the newest first."""
    rows = _whole(Seizure.objects.filter(case__in=Case.objects.filter(seen(reader)), struck_on=None))
    rows = rows.filter(_narrowed(filters)).order_by("-seized_on", "-pk").distinct()
    return Paginator(rows, ROWS).get_page(page)


def told_by_day(rows: Iterable[Seizure]) -> list[Told]:
    """Return the substances of seizures as they count: those of one case and day together.

    Which exhibit belongs to which of them is not known, yet nothing weighed may be missing from a sum.
    """
    together: dict[tuple[str, date], list[Seizure]] = {}
    for row in rows:
        together.setdefault((row.case.number, row.seized_on), []).append(row)
    weighed, days = _weighed_with_days({number for number, _ in together})
    found: list[Told] = []
    for (number, on), same in together.items():
        typed = [value_of(one) for row in same for one in row.substances.all()]
        found += tell(typed, of_days(weighed[number], on, sorted({*days.get(number, [])})))
    return found


def views(rows: Iterable[Seizure]) -> list[View]:
    """Return seizures with their substances as they count; the ledger is asked once a case."""
    found = list(rows)
    weighed, days = _weighed_with_days({row.case.number for row in found})
    shown = [_view(row, weighed[row.case.number], days.get(row.case.number, [])) for row in found]
    return sorted(shown, key=lambda view: view.row.struck_on is not None)


def _weighed_with_days(cases: Iterable[str]) -> tuple[dict[str, tuple[Weighed, ...]], dict[str, list[date]]]:
    """Return what the ledger weighed in each case, and the days of the seizures of those with anything."""
    weighed = {number: weighed_in(number) for number in cases}
    days: dict[str, list[date]] = {}
    for number, on in _days([number for number, entries in weighed.items() if entries]):
        days.setdefault(number, []).append(on)
    return weighed, days


def _days(cases: list[str]) -> QuerySet[Seizure, tuple[str, date]]:
    rows = Seizure.objects.filter(case__number__in=cases, struck_on=None)
    return rows.values_list("case__number", "seized_on")


def _view(row: Seizure, weighed: tuple[Weighed, ...], days: list[date]) -> View:
    typed = [value_of(one) for one in row.substances.all()]
    own = of_days(weighed, row.seized_on, days) if row.struck_on is None else []
    return View(row=row, told=tell(typed, own))


def value_of(row: SeizedSubstance) -> Substance:
    """Return a stored substance as a plain value."""
    return Substance(
        presumptive=row.presumptive, presumptive_test=row.presumptive_test,
        presumptive_result=row.presumptive_result, laboratory=row.laboratory, laboratory_on=row.laboratory_on,
        purity_ppm=row.purity_ppm, pure_mg=row.pure_mg, gross_mg=row.gross_mg, net_mg=row.net_mg,
        quantity=row.quantity, unit=row.unit,
    )  # fmt: skip


def _whole(rows: QuerySet[Seizure]) -> QuerySet[Seizure]:
    parts = ("substances", "materials", "causes", "transits")
    return rows.select_related("case", "case__words", "words").prefetch_related(*parts)


def _narrowed(filters: Filters) -> Q:
    found = Q()
    if filters.start:
        found &= Q(seized_on__gte=filters.start)
    if filters.end:
        found &= Q(seized_on__lte=filters.end)
    for name in ("country", "channel", "unit"):
        if value := getattr(filters, name):
            found &= Q(**{name: value})
    if filters.substance:
        by_test = Q(substances__laboratory="", substances__presumptive=filters.substance)
        found &= by_test | Q(substances__laboratory=filters.substance)
    return found


def units_with_seizures(reader: Reader) -> list[str]:
    """Return the units of the seizures that the reader sees."""
    rows = Seizure.objects.filter(case__in=Case.objects.filter(seen(reader))).order_by()
    return sorted(rows.values_list("unit", flat=True).distinct())
