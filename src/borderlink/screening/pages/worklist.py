"""The belt's pages: worklist and scan box, pull list, search by name."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.foundation.who import Kind, Role
from borderlink.language import codes
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.actions import belt, shift
from borderlink.screening.domain.capacity import Capacity, means_of
from borderlink.screening.forms import CapacityForm, Choices, FilterForm, SearchForm
from borderlink.screening.pages.titles import title_of
from borderlink.screening.pages.words import Row, officer_names, reasons_of, row_of, unit_names
from borderlink.screening.queries import referrals, sight
from borderlink.screening.queries.referrals import Filters

STATES = ("selected", "presented", "opened", "closed", "N", "S", "T", "O", "X", "U")


@require_GET
def worklist(request: OfficerRequest) -> HttpResponse:
    """Show the parcels worth opening, the scan box above them, and how far the shift reaches."""
    return _worklist(request)


def _worklist(request: OfficerRequest, scan: belt.Scan | None = None) -> HttpResponse:
    form = _filter_form(request)
    filters = Filters(**form.cleaned_data) if form.is_valid() else Filters()
    at = timezone.now()
    page = request.GET.get("page", "")
    shown = belt.list_worklist(
        filters=filters, page=int(page) if page.isdecimal() else 1, by=request.reader, at=at
    )
    capacity = referrals.capacity_of(request.reader)
    means = [means.value for means in capacity.means]
    context = {
        "form": form,
        "filtered": bool(filters.words()),
        "query": urlencode(filters.words()),
        "shown": shown,
        "rows": _rows(shown, filters, request.language),
        "holders": officer_names(referral.holder for referral in shown.page),
        "line": shown.line,
        "capacity_form": CapacityForm(initial={"minutes": capacity.minutes, "means": means}),
        "may_scan": Role.INSPECTOR in request.reader.roles,
        "loaded_at": at.isoformat(),
        "now": at,
        **_answer(scan, request.language),
    }
    return render(request, "screening/worklist.html", context)


def _rows(shown: belt.Worklist, filters: Filters, language: str) -> list[Row]:
    """Return the rows of the page; the capacity line runs through the whole list of what waits."""
    plain = not filters.words() or set(filters.words()) == {"unit"}
    first = shown.page.start_index()
    last_above = shown.line.above if plain and shown.line.below else -1
    return [
        row_of(referral, language, ends_shift=first + position == last_above)
        for position, referral in enumerate(shown.page)
    ]


def _filter_form(request: OfficerRequest) -> FilterForm:
    found = referrals.choices(request.reader)
    names = unit_names(request.reader, request.language)
    waiting: Choices = [("", gettext("all that waits"))]
    everything: Choices = [("", gettext("all"))]

    def labelled(values: list[str]) -> Choices:
        return everything + [(value, codes.label(value, request.language)) for value in values]

    reasons = [(name, title_of(name)) for name in found.reasons]
    return FilterForm(
        request.GET,
        choices={
            "state": waiting + [(state, codes.label(state, request.language)) for state in STATES],
            "direction": labelled(found.directions),
            "unit": everything + [(unit, names.get(unit, unit)) for unit in found.units],
            "reason": everything + reasons,
        },
    )


def _answer(scan: belt.Scan | None, language: str) -> dict[str, object]:
    reasons = reasons_of(scan.referral, language) if scan and scan.referral else []
    return {"scan": scan, "scan_reasons": reasons[:3]}


@require_POST
def scan(request: OfficerRequest) -> HttpResponse:
    """Answer one scan: a fragment for the page that stays, a whole page for a browser without scripts."""
    wanted = belt.waybill_of(request.POST.get("waybill", ""))
    if not wanted:
        return redirect("screening:worklist")
    found = belt.scan_parcel(waybill=wanted, by=request.reader, at=timezone.now())
    if not request.headers.get("HX-Request"):
        return _worklist(request, found)
    return render(request, "screening/parts/answer.html", _answer(found, request.language))


@require_GET
def news(request: OfficerRequest) -> HttpResponse:
    """Say how many referrals came since the page was loaded: a count, so that nothing moves under a hand."""
    sight.needs(request.reader, Kind.REFERRAL, "screening.list")
    since = _moment(request.GET.get("since", ""))
    count = referrals.new_since(request.reader, since) if since else 0
    return render(
        request, "screening/parts/news.html", {"count": count, "since": request.GET.get("since", "")}
    )


def _moment(text: str) -> datetime | None:
    """Return the aware moment that a page wrote into its own address; None for anything else."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found and found.tzinfo else None


@require_POST
def plan_shift(request: OfficerRequest) -> HttpResponse:
    """Set the minutes and means of the shift."""
    form = CapacityForm(request.POST)
    if form.is_valid():
        capacity = Capacity(minutes=form.cleaned_data["minutes"], means=means_of(form.cleaned_data["means"]))
        shift.plan_shift(capacity=capacity, by=request.reader, at=timezone.now())
        messages.success(request, gettext("The shift is planned."))
    else:
        messages.error(request, gettext("Minutes are a whole number from 0 to 100,000."))
    return redirect("screening:worklist")


@require_GET
def pull_list(request: OfficerRequest) -> HttpResponse:
    """Print what is still to be pulled, by flight and bag."""
    form = _filter_form(request)
    filters = Filters(**form.cleaned_data) if form.is_valid() else Filters()
    at = timezone.now()
    found = belt.list_pulls(filters=filters, by=request.reader, at=at)
    rows = [row_of(referral, request.language) for referral in found]
    return render(request, "screening/pull_list.html", {"rows": rows, "printed_at": at})


def search(request: OfficerRequest) -> HttpResponse:
    """Search parcels by a name, for a case."""
    sight.needs(request.reader, Kind.REFERRAL, "screening.search")
    form = SearchForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = belt.search_parcels(
            name=form.cleaned_data["name"],
            case=form.cleaned_data["case"],
            by=request.reader,
            at=timezone.now(),
        ).to_dicts()
    context = {"form": form, "found": found, "most": belt.MOST_FOUND}
    return render(request, "screening/search.html", context)
