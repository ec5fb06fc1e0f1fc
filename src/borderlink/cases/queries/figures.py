"""Figures of cases: counts and masses by unit and day, from what cases hold; no name ever passes here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from borderlink.cases.domain.counting import MAIL, Figure, Figures, Mass
from borderlink.cases.domain.deciding import CHARGED
from borderlink.cases.domain.seizures import Told
from borderlink.cases.models.counted import Case, GangCount, Involvement, Seizure
from borderlink.cases.queries.seizures import told_by_day

WITNESS: Final = "ROL-WITNESS"
SOLVED: Final = (CHARGED, "CRT-CONVICTED", "CRT-EXEMPT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is counted: units (None: all of the agency) and days, the last excluded."""

    agency: str
    units: frozenset[str] | None
    start: date
    until: date

    @property
    def cases(self) -> Q:
        """Return the condition of the cases in scope, whenever they were opened."""
        own = Q(agency=self.agency)
        return own if self.units is None else own & Q(unit__in=self.units)

    def days(self, name: str) -> Q:
        """Return the condition that a date lies in the period."""
        return Q(**{f"{name}__gte": self.start, f"{name}__lt": self.until})

    def moments(self, name: str) -> Q:
        """Return the condition that a moment lies in the period, in the node's zone."""
        first, last = (
            timezone.make_aware(datetime.combine(day, time.min)) for day in (self.start, self.until)
        )
        return Q(**{f"{name}__gte": first, f"{name}__lt": last})


def count(scope: Scope) -> Figures:
    """Count everything that the counting rules name."""
    cases = Case.objects.filter(scope.cases)
    filed = cases.filter(scope.moments("opened_at"))
    standing = Seizure.objects.filter(case__in=filed, struck_on=None)
    people = Involvement.objects.filter(case__in=cases, struck_on=None).exclude(role=WITNESS)
    suspected = scope.days("suspected_on") | (Q(suspected_on=None) & scope.moments("at"))
    seizures = Seizure.objects.filter(scope.days("seized_on"), case__in=cases, struck_on=None)
    return Figures(
        counts={
            Figure.FILED: filed.count(),
            Figure.SOLVED: _solved(scope),
            Figure.MAIL: _cases(standing.filter(channel__in=MAIL)),
            Figure.GANGS: GangCount.objects.filter(scope.days("dismantled_on"), case__in=cases).count(),
            Figure.SUSPECTS: people.filter(suspected).count(),
            Figure.HELD: people.filter(scope.days("held_on")).count(),
            Figure.ARRESTED: people.filter(scope.days("arrested_on")).count(),
            Figure.SEIZURES: seizures.count(),
        },
        of_mail=_cases(standing.exclude(channel="")),
        masses=_masses(seizures),
    )


def _cases(seizures: QuerySet[Seizure]) -> int:
    return seizures.order_by().values("case").distinct().count()


def _solved(scope: Scope) -> int:
    first = Min("decisions__decided_on", filter=Q(decisions__outcome__in=SOLVED))
    rows = Case.objects.filter(scope.cases).annotate(first=first)
    return rows.filter(scope.days("first")).count()


def _masses(seizures: QuerySet[Seizure]) -> tuple[Mass, ...]:
    rows = seizures.select_related("case").prefetch_related("substances")
    found: dict[str, list[Told]] = {}
    for told in told_by_day(rows):
        found.setdefault(told.substance, []).append(told)
    masses = [_mass(name, lines) for name, lines in found.items()]
    return tuple(sorted(masses, key=lambda mass: (-(mass.net_mg or mass.gross_mg or 0), mass.substance)))


def _mass(substance: str, lines: list[Told]) -> Mass:
    def total(values: Iterable[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    return Mass(
        substance=substance, gross_mg=total(one.gross_mg for one in lines),
        net_mg=total(one.net_mg for one in lines), pure_mg=total(one.pure_mg for one in lines),
        lines=len(lines), weighed=sum(one.weighed for one in lines),
    )  # fmt: skip
