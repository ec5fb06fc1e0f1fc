"""The scan page: an exhibit, then its place. One big answer to every scan."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from borderlink.custody.actions import handing, keeping
from borderlink.custody.actions.handing import Purpose
from borderlink.custody.actions.recording import Hand
from borderlink.custody.domain.labels import HASH_DIGITS, Scanned, Thing, read_scan
from borderlink.custody.forms.store import TakeInForm
from borderlink.custody.pages.answers import act_or_say, said
from borderlink.custody.pages.rows import Row, rows_of
from borderlink.custody.queries import overview, scanned
from borderlink.custody.queries.rows import Exhibit, Place
from borderlink.foundation.refusals import Refusal
from borderlink.language.sentences import Said
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names

PIN_MOST: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the page says to one scan; ``exhibit`` is the one in hand, to which the next place belongs."""

    name: str
    typed: str = ""
    exhibit: str = ""
    node: str = ""
    place: str = ""
    holder: str = ""
    row: Row | None = None
    form: TakeInForm | None = None
    said: Said | None = None


IDLE: Final = Answer(name="idle")


def scan(request: OfficerRequest) -> HttpResponse:
    """Show the scan box; answer one scan: a fragment for the page that stays, a page without scripts."""
    overview.must_keep(request.reader, "custody.scan")
    answer = IDLE
    if request.method == "POST":
        answer = _answer(request, request.POST.get("code", ""))
    elif request.GET.get("exhibit"):
        answer = _answer(request, request.GET["exhibit"])
    if request.headers.get("HX-Request"):
        return render(request, "custody/store/parts/answer.html", {"answer": answer})
    return render(request, "custody/store/scan.html", {"answer": answer})


def _answer(request: OfficerRequest, text: str) -> Answer:
    found = read_scan(text)
    if found.thing is Thing.NONSENSE:
        return Answer(name="unknown", typed=found.number)
    if found.node and found.node != settings.BORDERLINK.node:
        return Answer(name="foreign", typed=found.number, node=found.node)
    if found.thing is Thing.FORM:
        return Answer(name="form", typed=found.number)
    exhibit = None if found.thing is Thing.PLACE else scanned.exhibit_under(request.reader, found.number)
    if exhibit is not None:
        return _exhibit(request, exhibit, found, text)
    arriving = scanned.exhibit_in_hand(found.number, found.short_hash)
    if arriving is not None:
        return _take_in(arriving, text)
    place = None if found.thing is Thing.EXHIBIT else overview.find_place(request.reader, found.number)
    return _place(request, place) if place else Answer(name="unknown", typed=found.number)


def _exhibit(request: OfficerRequest, exhibit: Exhibit, found: Scanned, text: str) -> Answer:
    """Answer the scan of an exhibit: what it is, and what may be done with it next."""
    if found.short_hash and exhibit.first_entry.hash[:HASH_DIGITS] != found.short_hash:
        return Answer(name="another", typed=exhibit.number)
    row = rows_of([exhibit], request.language)[0]
    if exhibit.holder == request.reader.badge:
        return Answer(name="exhibit", exhibit=row.number, row=row)
    return _take_in(exhibit, text, row=row)


def _take_in(
    exhibit: Exhibit, text: str, *, row: Row | None = None, form: TakeInForm | None = None
) -> Answer:
    """Answer with the form by which an exhibit changes hands; one of another unit shows its holder alone."""
    return Answer(
        name="take-in",
        typed=exhibit.number,
        holder=officer_names({exhibit.holder})[exhibit.holder],
        row=row,
        form=form or TakeInForm(initial={"exhibit": text}),
    )


def _place(request: OfficerRequest, place: Place) -> Answer:
    """Answer the scan of a place: the exhibit in hand goes there, signed with the PIN of the page."""
    number = request.POST.get("exhibit", "")[:PIN_MOST]
    exhibit = scanned.exhibit_under(request.reader, number) if number else None
    if exhibit is None:
        return Answer(name="place", place=place.code)
    row = rows_of([exhibit], request.language)[0]
    if exhibit.location == place.code:
        return Answer(name="there", place=place.code, row=row)
    hands = [Hand(badge=request.reader.badge, pin=request.POST.get("pin", "")[:PIN_MOST])]
    act = keeping.move if exhibit.location else keeping.store
    try:
        act(exhibit=row.number, location=place.code, hands=hands, by=request.reader, at=timezone.now())
    except Refusal as refusal:
        return Answer(name="refused", exhibit=row.number, row=row, said=said(refusal, request))
    fresh = scanned.exhibit_under(request.reader, row.number) or exhibit
    return Answer(name="placed", place=place.code, row=rows_of([fresh], request.language)[0])


@require_POST
def take_in(request: OfficerRequest) -> HttpResponse:
    """Take an exhibit over from the officer who brings it: both sign, the seals are those seen."""
    overview.must_keep(request.reader, "custody.scan")
    form = TakeInForm(request.POST)
    text = request.POST.get("exhibit", "")
    found = read_scan(text)
    exhibit = scanned.exhibit_under(request.reader, found.number)
    seen = exhibit is not None
    exhibit = exhibit or scanned.exhibit_in_hand(found.number, found.short_hash)
    if exhibit is None:
        return render(request, "custody/store/scan.html", {"answer": Answer(name="unknown")}, status=422)

    def act() -> None:
        typed = form.cleaned_data
        giver = Hand(badge=exhibit.holder, pin=typed["giver_pin"])
        handing.hand_over(
            exhibit=exhibit.number,
            taker=request.reader.badge,
            seals_seen=form.seals_seen(),
            purpose=Purpose.CUSTODY,
            hands=[giver, Hand(badge=request.reader.badge, pin=typed["pin"])],
            by=request.reader,
            at=timezone.now(),
        )

    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("You hold it now. Scan the place it goes to."))
        return redirect(reverse("custody:scan") + "?" + urlencode({"exhibit": exhibit.number}))
    row = rows_of([exhibit], request.language)[0] if seen else None
    answer = _take_in(exhibit, text, row=row, form=form)
    return render(request, "custody/store/scan.html", {"answer": answer}, status=422)
