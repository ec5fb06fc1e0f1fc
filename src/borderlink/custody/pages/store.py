"""The evidence room's first page: what is here, what is due, what is wrong; its places and balances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.actions import keeping
from borderlink.custody.forms.store import BalanceForm, PlaceForm, SearchForm
from borderlink.custody.pages.alarms import told
from borderlink.custody.pages.answers import act_or_say, may_keep
from borderlink.custody.pages.rows import Row, rows_of
from borderlink.custody.queries import overview
from borderlink.custody.queries.overview import Due
from borderlink.custody.queries.rows import Balance, Place
from borderlink.foundation.who import Reader
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import unit_names

SHOWN_A_SHELF: Final = 6
_UG_PER_G: Final = 1_000_000
ICONS: Final = {"laboratory": "flask", "review": "eye", "offer": "send", "certificate": "scale", "key": "key"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A place with what lies there."""

    code: str
    name: str
    rows: Sequence[Row]

    @property
    def more(self) -> int:
        """Return how many exhibits the first page leaves out."""
        return max(len(self.rows) - SHOWN_A_SHELF, 0)


@require_GET
def store(request: OfficerRequest) -> HttpResponse:
    """Show the room: search, alarms, what is not placed, what lies where, what is due."""
    overview.must_keep(request.reader, "custody.see-store")
    at, reader = timezone.now(), request.reader
    search = SearchForm(request.GET)
    wanted = search.cleaned_data["q"] if search.is_valid() else ""
    rows = rows_of(overview.in_room(reader), request.language)
    unplaced = [row for row in rows if not row.location]
    due = [_due(item, at) for item in overview.due(reader, at)]
    alarms = told(overview.alarms(reader), request.language)
    context = {
        "room": {"count": len(rows)},
        "search": search,
        "searched": bool(wanted),
        "found": rows_of(overview.find(reader, wanted), request.language),
        "unplaced_rows": unplaced,
        "unplaced_tone": "inspect" if unplaced else "release",
        "shelves": _shelves(overview.places(reader), rows),
        "due": due,
        "due_tone": "hold" if any(item["late"] for item in due) else "inspect" if due else "release",
        "alarms": alarms,
        "alarms_tone": "hold" if alarms else "release",
        "may_keep": may_keep(reader),
    }
    return render(request, "custody/store/store.html", context)


def _shelves(places: Sequence[Place], rows: Sequence[Row]) -> list[Shelf]:
    """Return every place with what lies there; a code that no place has any more stands last."""
    names = {place.code: place.name for place in places}
    strange = sorted({row.location for row in rows if row.location} - names.keys())
    return [
        Shelf(code=code, name=names.get(code, ""), rows=[row for row in rows if row.location == code])
        for code in [*names, *strange]
    ]


def _due(item: Due, at: datetime) -> dict[str, object]:
    what, todo = {
        "laboratory": (
            gettext("Sample %(number)s to the laboratory"),
            gettext("Hand it over for the laboratory; later is a breach that the dossier lists."),
        ),
        "review": (
            gettext("Review of %(number)s"),
            gettext("Nobody had it in hand for half a year: look at its seals; is it still needed?"),
        ),
        "offer": (
            gettext("Offer of %(number)s ends"),
            gettext("Ask the partner for an answer, or cancel when they confirm that it was not accepted."),
        ),
        "certificate": (
            gettext("Certificate of balance %(number)s"),
            gettext("Have it calibrated and record the new certificate. Never weigh on an expired one."),
        ),
        "key": (
            gettext("Signing key of %(number)s"),
            gettext("The officer asks for a new one in time; an administrator or commander certifies it."),
        ),
    }[item.kind]
    elsewhere = {"certificate": "custody:balances", "key": "custody:my_key"}.get(item.kind)
    url = reverse(elsewhere) if elsewhere else reverse("custody:exhibit", args=[item.about])
    return {
        "what": what % {"number": item.about},
        "todo": todo,
        "icon": ICONS[item.kind],
        "by": item.by,
        "late": item.by <= at,
        "url": url,
    }


@require_GET
def place(request: OfficerRequest, code: str) -> HttpResponse:
    """Show what lies in one place."""
    found = overview.place_of(request.reader, code)
    rows = overview.in_room(request.reader).filter(location=found.code)
    context = {"place": found, "rows": rows_of(rows, request.language)}
    return render(request, "custody/store/place.html", context)


def places(request: OfficerRequest) -> HttpResponse:
    """Show the places, and add one."""
    overview.must_keep(request.reader, "custody.see-store")
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def act() -> None:
            keeping.add_place(code=said["code"], name=said["name"], by=request.reader, at=timezone.now())

        if act_or_say(request, form, act):
            messages.success(request, gettext("The place is added. Print its label."))
            return redirect("custody:places")
    return render(request, "custody/store/places.html", _places(request, form), status=_status(form))


def _places(request: OfficerRequest, form: PlaceForm) -> dict[str, object]:
    lying = [row.location for row in overview.in_room(request.reader)]
    rows = [
        {"code": each.code, "name": each.name, "unit": each.unit, "count": lying.count(each.code)}
        for each in overview.places(request.reader)
    ]
    return {
        "places": rows,
        "form": form,
        "units": unit_names(request.reader, request.language),
        "may_keep": may_keep(request.reader),
    }


@require_POST
def close_place(request: OfficerRequest, code: str) -> HttpResponse:
    """Put nothing more into a place."""
    keeping.close_place(code=code, by=request.reader, at=timezone.now())
    messages.success(request, gettext("The place is closed: what lies there stays. Added again, it opens."))
    return redirect("custody:places")


def balances(request: OfficerRequest) -> HttpResponse:
    """Show the balances, the expired ones loudly, and record a certificate."""
    overview.must_keep(request.reader, "custody.see-store")
    form = BalanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def act() -> None:
            keeping.add_balance(
                number=said["number"],
                division_mg=said["division"],
                calibration_ug=said["calibration_ug"],
                certificate=said["certificate"],
                certified_until=said["certified_until"],
                by=request.reader,
                at=timezone.now(),
            )

        if act_or_say(request, form, act):
            messages.success(request, gettext("The balance and its certificate are recorded."))
            return redirect("custody:balances")
    context = _balances(request.reader, form)
    return render(request, "custody/store/balances.html", context, status=_status(form))


@require_POST
def retire_balance(request: OfficerRequest, number: str) -> HttpResponse:
    """Weigh nothing more on a balance."""
    keeping.retire_balance(number=number, by=request.reader, at=timezone.now())
    messages.success(request, gettext("The balance is out of use. A new certificate brings it back."))
    return redirect("custody:balances")


def _balances(reader: Reader, form: BalanceForm) -> dict[str, object]:
    rows = [_balance(each, timezone.now()) for each in overview.balances(reader)]
    return {
        "balances": rows,
        "expired": [row for row in rows if row["is_expired"]],
        "form": form,
        "may_keep": may_keep(reader),
    }


def _balance(balance: Balance, at: datetime) -> dict[str, object]:
    until = overview.ends_at(balance)
    return {
        "number": balance.number,
        "division_g": Decimal(balance.division_mg) / 1000,
        "calibration_g": Decimal(balance.calibration_ug) / _UG_PER_G,
        "certificate": balance.certificate,
        "certified_until": balance.certified_until,
        "is_expired": until <= at,
        "is_soon": until <= at + timedelta(days=30),
    }


def _status(form: PlaceForm | BalanceForm) -> int:
    return 422 if form.errors else 200
