"""The pages of seizures: the register, one seizure, the form that records one, the panel on a case's page."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.cases.actions import campaigns, seizures
from borderlink.cases.domain.seizures import Told
from borderlink.cases.forms.register import (
    GangForm,
    ItemForm,
    ReportForm,
    SeizureFilterForm,
    SeizureForm,
    StrikeForm,
    SubstanceForm,
)
from borderlink.cases.pages.words import officer_names, put_beside, unit_names
from borderlink.cases.queries import cases
from borderlink.cases.queries import seizures as known
from borderlink.cases.queries.registers import needs_sight
from borderlink.cases.queries.rows import Case
from borderlink.cases.queries.seizures import Filters, View
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.officers.schemas import OfficerRequest

SUBSTANCES: Final = 3  # forms for substances on the page that records a seizure
ITEMS: Final = 3
SubstanceSet = formset_factory(SubstanceForm, extra=SUBSTANCES, max_num=SUBSTANCES, absolute_max=SUBSTANCES)
ItemSet = formset_factory(ItemForm, extra=ITEMS, max_num=ITEMS, absolute_max=ITEMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One substance as a page shows it: masses in grams, for the filter ``mass``."""

    told: Told
    gross: Decimal | None
    net: Decimal | None
    pure: Decimal | None
    differs: Decimal | None


def grams(mg: int | None) -> Decimal | None:
    """Return milligrams as grams, exactly."""
    return None if mg is None else Decimal(mg).scaleb(-3)


def lines_of(told: list[Told]) -> list[Line]:
    """Return substances as a page shows them."""
    return [
        Line(
            told=one, gross=grams(one.gross_mg), net=grams(one.net_mg), pure=grams(one.pure_mg),
            differs=grams(one.differs_mg),
        )
        for one in told
    ]  # fmt: skip


@require_GET
def register(request: OfficerRequest) -> HttpResponse:
    """Show the register of seizures of the cases that are the officer's to see."""
    needs_sight(request.reader, "cases.list-seizures")
    names = unit_names(request.reader, request.language)
    units = [(unit, names.get(unit, unit)) for unit in known.units_with_seizures(request.reader)]
    form = SeizureFilterForm(request.GET, units=units)
    filters = Filters(**form.cleaned_data) if form.is_valid() else Filters()
    page = request.GET.get("page", "")
    shown = seizures.list_seizures(
        filters=filters, page=int(page) if page.isdecimal() else 1, by=request.reader, at=timezone.now()
    )
    context = {
        "form": form,
        "page": shown,
        "rows": [(view, lines_of(view.told)) for view in known.views(shown)],
        "query": urlencode(filters.words()),
        "filtered": bool(filters.words()),
        "units": names,
    }
    return render(request, "cases/seizures/register.html", context)


def record(request: OfficerRequest, number: str) -> HttpResponse:
    """Record a seizure of a case."""
    case = cases.case_of(request.reader, number)
    data = request.POST if request.method == "POST" else None
    held = [] if data else known.not_entered(case)
    form = SeizureForm(data, initial={"seized_on": held[0].on} if held else {})
    found = [{"presumptive": one.substance} for one in held[:SUBSTANCES]]
    substances = SubstanceSet(data, prefix="substance", initial=found or None)
    items = ItemSet(data, prefix="item")
    if request.method == "POST" and form.is_valid() and substances.is_valid() and items.is_valid():
        try:
            made = seizures.record_seizure(
                case=case.number,
                facts=form.facts(),
                substances=[each.value() for each in substances if each.has_changed()],
                items=[each.value() for each in items if each.cleaned_data.get("kind")],
                region=form.cleaned_data["region"],
                place=form.cleaned_data["place"],
                by=request.reader,
                at=timezone.now(),
            )
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, gettext("The seizure is recorded."))
            return redirect("cases:seizure", number=made.number)
    context = {"case": case, "form": form, "substances": substances, "items": items}
    return render(request, "cases/seizures/record.html", context, status=422 if data else 200)


@require_GET
def seizure(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one seizure: what was found, by which test, weighed by whom."""
    return _page(request, number)


def _page(
    request: OfficerRequest,
    number: str,
    *,
    report: ReportForm | None = None,
    strike: StrikeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    row = known.seizure_of(request.reader, number)
    view = known.views([row])[0]
    context = {
        "seizure": row,
        "case": row.case,
        "lines": lines_of(view.told),
        "signed": {told.substance for told in view.told if told.laboratory},
        "concealed": [cause.code for cause in row.causes.all() if cause.list_name == "concealment"],
        "detected": [cause.code for cause in row.causes.all() if cause.list_name == "detection"],
        "report_form": report or ReportForm(),
        "strike_form": strike or StrikeForm(),
        "open": row.case.state != "closed" and row.struck_on is None,
        "units": unit_names(request.reader, request.language),
        "officers": officer_names([row.by]),
    }
    return render(request, "cases/seizures/seizure.html", context, status=status)


@require_POST
def report(request: OfficerRequest, number: str, pk: int) -> HttpResponse:
    """Write beside a substance what the laboratory reported."""
    known.seizure_of(request.reader, number)
    form = ReportForm(request.POST)
    if form.is_valid():
        said = seizures.Report(
            substance=form.cleaned_data["substance"],
            reported_on=form.cleaned_data["reported_on"],
            purity_ppm=form.ppm(),
        )
        try:
            seizures.record_laboratory(
                seizure=number, substance=pk, report=said, by=request.reader, at=timezone.now()
            )
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, gettext("The laboratory's report is recorded."))
            return redirect("cases:seizure", number=number)
    return _page(request, number, report=form, status=422)


@require_POST
def strike(request: OfficerRequest, number: str) -> HttpResponse:
    """Strike a seizure that was entered by mistake."""
    known.seizure_of(request.reader, number)
    form = StrikeForm(request.POST)
    if form.is_valid():
        try:
            seizures.strike_seizure(
                seizure=number, why=form.cleaned_data["why"], by=request.reader, at=timezone.now()
            )
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, gettext("The seizure is struck and counts no more."))
            return redirect("cases:seizure", number=number)
    return _page(request, number, strike=form, status=422)


def gang(request: OfficerRequest, number: str) -> HttpResponse:
    """Record as an outcome of a case that a gang was dismantled."""
    case = cases.case_of(request.reader, number)
    form = GangForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            campaigns.record_gang(case=case.number, **form.cleaned_data, by=request.reader, at=timezone.now())
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, gettext("The gang is recorded as dismantled."))
            return redirect("cases:case", number=case.number)
    context = {"case": case, "form": form, "gangs": list(case.gangs.order_by("dismantled_on"))}
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/seizures/gang.html", context, status=status)


def panel_of(case: object) -> dict[str, object]:
    """Return what the panel of seizures on a case's page shows."""
    assert isinstance(case, Case)  # noqa: S101 - the slot's subject
    found: list[View] = known.seizures_of(case)
    return {
        "case": case,
        "rows": [(view, lines_of(view.told)) for view in found],
        "lines": lines_of(known.of_case(case)),
        "gangs": list(case.gangs.order_by("dismantled_on")),
        "open": case.state != "closed" and case.erased_on is None,
    }
