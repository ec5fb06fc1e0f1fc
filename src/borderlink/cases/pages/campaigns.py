"""The pages of campaigns: the list, one with its figures and their rules, the file of figures."""

import csv
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.cases.actions.campaigns import ORDERERS, plan_campaign, take_figures
from borderlink.cases.domain.counting import MASSES, Against, Figure, Mass, last_day
from borderlink.cases.forms.campaigns import AgainstForm, CampaignForm, TakeForm
from borderlink.cases.pages.seizures import grams
from borderlink.cases.pages.words import put_beside, unit_names
from borderlink.cases.queries import campaigns as known
from borderlink.cases.queries.campaigns import Standing
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Kind, sees_kind
from borderlink.language import codes
from borderlink.officers.queries import units
from borderlink.officers.schemas import OfficerRequest

SHOWN: Final = tuple(figure for figure in Figure if figure not in MASSES)
WIDEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure as the page shows it, with what it is compared with, its target and the bars of both."""

    figure: Figure
    value: object
    before: object
    target: object
    reached: float | None
    bar: float
    bar_before: float


def campaigns(request: OfficerRequest) -> HttpResponse:
    """Show the campaigns, and to who may order one the form that writes it down."""
    rows = known.campaigns_of(request.reader)
    may_plan = bool(request.reader.roles & ORDERERS)
    names = unit_names(request.reader, request.language)
    active = [unit.code for unit in units(reader=request.reader) if unit.is_active]
    posted = request.method == "POST"
    form = CampaignForm(request.POST if posted else None, units=[(unit, names[unit]) for unit in active])
    if posted and form.is_valid():
        try:
            made = plan_campaign(plan=form.plan(), by=request.reader, at=timezone.now())
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, gettext("The campaign is written down."))
            return redirect("cases:campaign", number=made.number)
    today = timezone.localdate()
    context = {
        "rows": [(row, last_day(row.until_on), row.from_on <= today < row.until_on) for row in rows],
        "form": form if may_plan else None,
        "wrong": posted,
        "units": names,
    }
    return render(request, "cases/campaigns/campaigns.html", context, status=422 if posted else 200)


@require_GET
def campaign(request: OfficerRequest, number: str) -> HttpResponse:
    """Show a campaign's figures, each with its rule, beside an earlier period."""
    row = known.campaign_of(request.reader, number)
    form = AgainstForm({"against": request.GET.get("against") or Against.BEFORE.value})
    against = Against(form.cleaned_data["against"]) if form.is_valid() else Against.BEFORE
    return _page(
        request, known.standing_of(row, against), against, TakeForm(initial={"against": against.value})
    )


def _page(
    request: OfficerRequest, standing: Standing, against: Against, take: TakeForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "campaign": standing.campaign,
        "standing": standing,
        "last": last_day(standing.campaign.until_on),
        "before_last": last_day(standing.before_days[1]),
        "lines": [_line(standing, figure) for figure in SHOWN],
        "mass_rules": MASSES,
        "masses": _masses(standing),
        "targets": [_line(standing, figure) for figure in standing.targets],
        "form": AgainstForm(initial={"against": against.value}),
        "take_form": take,
        "units": unit_names(request.reader, request.language),
        "sees_cases": sees_kind(request.reader, Kind.CASE),
    }
    return render(request, "cases/campaigns/campaign.html", context, status=status)


def _line(standing: Standing, figure: Figure) -> Line:
    value, before = standing.figures.value(figure), standing.before.value(figure)
    target = standing.targets.get(figure)
    most = max(value or 0, before or 0) or 1
    is_mass = figure in MASSES
    return Line(
        figure=figure,
        value=grams(int(value)) if is_mass and value is not None else value,
        before=grams(int(before)) if is_mass and before is not None else before,
        target=grams(target) if is_mass else target,
        reached=(value or 0) / target if target else None,
        bar=round(WIDEST * (value or 0) / most, 1),
        bar_before=round(WIDEST * (before or 0) / most, 1),
    )


def _masses(standing: Standing) -> list[tuple[Mass, tuple[object, ...], tuple[object, ...]]]:
    """Return each substance with its masses now and before, in grams."""
    now = {mass.substance: mass for mass in standing.figures.masses}
    then = {mass.substance: mass for mass in standing.before.masses}
    names = [*now, *(name for name in then if name not in now)]
    empty = Mass(substance="")
    return [
        (now.get(name, Mass(substance=name)), _grams(now.get(name, empty)), _grams(then.get(name, empty)))
        for name in names
    ]


def _grams(mass: Mass) -> tuple[object, ...]:
    return grams(mass.gross_mg), grams(mass.net_mg), grams(mass.pure_mg)


@require_POST
def figures_file(request: OfficerRequest, number: str) -> HttpResponse:
    """Hand out the figures as CSV: figures with their rules, nothing of a case or a person."""
    row = known.campaign_of(request.reader, number)
    form = TakeForm(request.POST)
    if not form.is_valid():
        standing = known.standing_of(row, Against.BEFORE)
        return _page(request, standing, Against.BEFORE, form, status=422)
    standing = take_figures(
        number=number,
        against=Against(form.cleaned_data["against"]),
        why=form.cleaned_data["why"],
        by=request.reader,
        at=timezone.now(),
    )
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-{row.pk}.csv"'
    csv.writer(answer).writerows(_rows(standing, request.language))
    return answer


def _rows(standing: Standing, language: str) -> list[list[object]]:
    """Return the file's rows: a code beside every word, so that any language's reader can count with it."""

    def words(figure: Figure) -> list[object]:
        rule = codes.label(figure.rule, language, "counting_rule")
        return [figure.value, codes.label(figure.value, language, "figure"), rule]

    head: list[object] = ["figure", "name", "counting_rule", "substance", "unit", "value", "before", "target"]
    plain = [
        [*words(figure), "", "", standing.figures.value(figure), standing.before.value(figure),
         standing.targets.get(figure)]
        for figure in SHOWN
    ]  # fmt: skip
    then = {mass.substance: mass for mass in standing.before.masses}
    masses = [
        [*words(figure), mass.substance, "mg", _value(mass, figure),
         _value(then.get(mass.substance), figure), ""]
        for mass in standing.figures.masses
        for figure in MASSES
    ]  # fmt: skip
    return [head, *plain, *masses]


def _value(mass: Mass | None, figure: Figure) -> object:
    names = {Figure.GROSS: "gross_mg", Figure.NET: "net_mg", Figure.PURE: "pure_mg"}
    return getattr(mass, names[figure]) if mass else None
