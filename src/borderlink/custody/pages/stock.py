"""Stock-takes: start, scan, close. What is missing or unexpected is listed and signed, never corrected."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.actions import keeping
from borderlink.custody.domain.labels import HASH_DIGITS, Thing, read_scan
from borderlink.custody.forms.store import CloseStockTakeForm, StartStockTakeForm
from borderlink.custody.pages.answers import act_or_say, may_keep, said
from borderlink.custody.queries import overview, scanned
from borderlink.custody.queries.rows import StockTake
from borderlink.foundation.refusals import Refusal
from borderlink.language.sentences import Said
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names
from borderlink.screening.queries.sight import colleagues

REPEATED: Final = "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the page says to one scan of a stock-take."""

    name: str
    typed: str = ""
    node: str = ""
    said: Said | None = None


IDLE: Final = Counted(name="idle")


def stock_takes(request: OfficerRequest) -> HttpResponse:
    """Show the stock-takes so far, and start one."""
    reader = request.reader
    overview.must_keep(reader, "custody.see-store")
    places = [(place.code, f"{place.code} {place.name}".strip()) for place in overview.places(reader)]
    form = StartStockTakeForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        made: list[StockTake] = []

        def act() -> None:
            place = form.cleaned_data["place"]
            made.append(keeping.start_stock_take(place=place, by=reader, at=timezone.now()))

        if act_or_say(request, form, act):
            return redirect("custody:stock_take", made[0].number)
    takes = overview.stock_takes(reader)
    context = {
        "takes": takes,
        "form": form,
        "officers": officer_names(take.started_by for take in takes),
        "may_keep": may_keep(reader),
    }
    return render(request, "custody/store/stock_takes.html", context, status=422 if form.errors else 200)


@require_GET
def stock_take(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one stock-take: while it runs with its scan box, after that as it was signed."""
    take = overview.stock_take_of(request.reader, number)
    return _page(request, take, _form(request))


def _form(request: OfficerRequest) -> CloseStockTakeForm:
    return CloseStockTakeForm(request.POST or None, colleagues=colleagues(request.reader))


def _page(
    request: OfficerRequest, take: StockTake, form: CloseStockTakeForm, answer: Counted = IDLE
) -> HttpResponse:
    signers = [badge for badge in take.closed_by.split() if badge]
    context = {
        "take": take,
        "count": overview.count_of(take),
        "answer": None if take.closed_at else answer,
        "form": form,
        "officers": officer_names({take.started_by, *signers}),
        "signers": signers,
        "may_keep": may_keep(request.reader),
        "may_scan": may_keep(request.reader) and not take.closed_at,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "custody/store/stock_take.html", context, status=status)


@require_POST
def scan(request: OfficerRequest, number: str) -> HttpResponse:
    """Count one scanned exhibit, and answer it."""
    take = overview.stock_take_of(request.reader, number)
    answer = _count(request, take, request.POST.get("code", ""))
    take = overview.stock_take_of(request.reader, number)
    if not request.headers.get("HX-Request"):
        return _page(request, take, CloseStockTakeForm(colleagues=colleagues(request.reader)), answer)
    context = {"take": take, "count": overview.count_of(take), "answer": answer}
    return render(request, "custody/store/parts/counted.html", context)


def _count(request: OfficerRequest, take: StockTake, text: str) -> Counted:
    found = read_scan(text)
    if found.thing not in {Thing.EXHIBIT, Thing.TYPED}:
        return Counted(name="unknown", typed=found.number)
    if found.node and found.node != settings.BORDERLINK.node:
        return Counted(name="foreign", typed=found.number, node=found.node)
    exhibit = scanned.exhibit_under(request.reader, found.number)
    if exhibit and found.short_hash and exhibit.first_entry.hash[:HASH_DIGITS] != found.short_hash:
        return Counted(name="another", typed=exhibit.number)
    label = exhibit.number if exhibit else found.number
    if label in overview.count_of(take).seen:
        return Counted(name=REPEATED, typed=label)
    try:
        scan = keeping.scan(number=take.number, label=label, by=request.reader, at=timezone.now())
    except Refusal as refusal:
        return Counted(name="refused", typed=label, said=said(refusal, request))
    names = {"expected": "expected", "unknown": "unknown"}
    return Counted(name=names.get(scan.found, "unexpected"), typed=label)


@require_POST
def close(request: OfficerRequest, number: str) -> HttpResponse:
    """Close a stock-take: two officers sign what is missing and unexpected."""
    take = overview.stock_take_of(request.reader, number)
    form = _form(request)

    def act() -> None:
        keeping.close_stock_take(
            number=take.number,
            hands=form.hands(request.reader.badge),
            by=request.reader,
            at=timezone.now(),
        )

    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The stock-take is closed and signed by two."))
        return redirect("custody:stock_take", number)
    return _page(request, take, form)
