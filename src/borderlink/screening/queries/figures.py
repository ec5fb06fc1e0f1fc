"""Figures: counts without persons, by period and station."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from borderlink.foundation.who import Kind, Reader
from borderlink.screening.domain.figures import Counts, Period, estimate_missed, start_of
from borderlink.screening.domain.outcome import DRUGS, Outcome, State
from borderlink.screening.models.referrals import Load, Referral
from borderlink.screening.queries.sight import seen

_OPENED = Q(state=State.OPENED.value) | Q(outcome__in=["N", "S", "T", "O"])
_PRESENTED = _OPENED | Q(state=State.PRESENTED.value) | Q(outcome=Outcome.NOT_OPENED.value)
_HIT = Q(outcome__in=[outcome.value for outcome in DRUGS])
_DRAWN = Q(probability__isnull=False)
_COUNTED = {
    "referrals": Q(),
    "presented": _PRESENTED,
    "opened": _OPENED,
    "nothing": Q(outcome=Outcome.NOTHING.value),
    "confirmed": Q(outcome=Outcome.CONFIRMED.value),
    "presumptive": Q(outcome=Outcome.PRESUMPTIVE.value),
    "other_offence": Q(outcome=Outcome.OTHER_OFFENCE.value),
    "not_presented": Q(outcome=Outcome.NOT_PRESENTED.value),
    "not_opened": Q(outcome=Outcome.NOT_OPENED.value),
    "random_opened": _DRAWN & _OPENED,
    "random_hits": _DRAWN & _HIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The counts of one period at one station; ``unit`` is empty in a line over all stations."""

    starts_on: date
    unit: str
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the figures page shows: the total, every line, and what the random arm says was there in all."""

    total: Counts
    lines: list[Line]
    estimate: float | None


def figures(reader: Reader, *, start: date, end: date, period: Period, unit: str = "") -> Figures:
    """Return the figures of manifests screened from ``start`` until before ``end``, newest period first."""
    chosen = Q(on__gte=start, on__lt=end) & (Q(unit=unit) if unit else Q()) & seen(reader, Kind.FIGURES)
    counts: dict[tuple[date, str], Counts] = defaultdict(Counts)
    for row in _parcels(chosen) + _referrals(chosen):
        on, station, counted = row
        counts[start_of(on, period), station] += counted
    lines = [Line(starts_on=on, unit=station, counts=counted) for (on, station), counted in counts.items()]
    lines.sort(key=lambda line: line.unit)
    lines.sort(key=lambda line: line.starts_on, reverse=True)
    total = sum(counts.values(), Counts())
    return Figures(total=total, lines=lines, estimate=_estimate(chosen, total))


def stations_with_figures(reader: Reader) -> list[str]:
    """Return the stations that ever loaded a manifest and whose figures the reader sees."""
    rows = Load.objects.filter(seen(reader, Kind.FIGURES)).order_by()
    return sorted(rows.values_list("unit", flat=True).distinct())


def _parcels(chosen: Q) -> list[tuple[date, str, Counts]]:
    done = Load.objects.filter(chosen, state=Load.State.DONE).order_by()
    rows = done.values_list("on", "unit").annotate(total=Sum("parcels"))
    return [(on, unit, Counts(parcels=total)) for on, unit, total in rows]


def _referrals(chosen: Q) -> list[tuple[date, str, Counts]]:
    counts = {name: Count("pk", filter=condition or None) for name, condition in _COUNTED.items()}
    rows = _chosen(chosen).values("on", "unit").annotate(**counts).values_list("on", "unit", *_COUNTED)
    return [(on, unit, Counts(**dict(zip(_COUNTED, found, strict=True)))) for on, unit, *found in rows]


def _chosen(chosen: Q) -> QuerySet[Referral]:
    return Referral.objects.filter(chosen).order_by()


def _estimate(chosen: Q, total: Counts) -> float | None:
    if not total.random_opened:
        return None
    hits = _chosen(chosen).filter(_DRAWN & _HIT).values_list("probability", flat=True)
    return estimate_missed(probability for probability in hits if probability)
