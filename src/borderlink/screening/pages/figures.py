"""The page of figures: what was screened, presented, opened and found, with intervals and counting rules."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from borderlink.foundation.who import Kind
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.domain.figures import Period
from borderlink.screening.forms import FiguresForm
from borderlink.screening.pages.words import unit_names
from borderlink.screening.queries import figures as counted
from borderlink.screening.queries.sight import needs

DAYS = 30
WIDEST = 100  # the longest bar of the small picture


@require_GET
def figures(request: OfficerRequest) -> HttpResponse:
    """Show the figures of the chosen days."""
    needs(request.reader, Kind.FIGURES, "screening.figures")
    today = timezone.localdate()
    units = unit_names(request.reader, request.language)
    known = [(unit, units.get(unit, unit)) for unit in counted.stations_with_figures(request.reader)]
    first = {"start": today - timedelta(days=DAYS - 1), "end": today, "period": "day", "unit": ""}
    form = FiguresForm(request.GET or {key: str(value) for key, value in first.items()}, units=known)
    wanted = form.cleaned_data if form.is_valid() else first
    found = counted.figures(
        request.reader,
        start=_day(wanted.get("start"), today),
        end=_day(wanted.get("end"), today) + timedelta(days=1),
        period=Period(str(wanted.get("period") or "day")),
        unit=str(wanted.get("unit") or ""),
    )
    most = max((line.counts.referrals for line in found.lines), default=0)
    bars = [(line, _bars(line, most)) for line in found.lines]
    context = {"form": form, "found": found, "bars": bars, "units": units}
    return render(request, "screening/figures.html", context)


def _day(value: object, otherwise: date) -> date:
    return value if isinstance(value, date) else otherwise


def _bars(line: counted.Line, most: int) -> dict[str, float]:
    """Return the lengths of a line's bars: referred, opened and hit, on one scale."""
    scale = WIDEST / most if most else 0.0
    counts = line.counts
    return {
        "referred": round(counts.referrals * scale, 1),
        "opened": round(counts.opened * scale, 1),
        "hits": round(counts.hits * scale, 1),
    }
