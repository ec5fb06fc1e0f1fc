"""The page of one act on one exhibit: a form made for it, and the signatures on the same screen."""

from datetime import timedelta
from decimal import Decimal
from typing import Final, TypedDict

from django.contrib import messages
from django.forms import Textarea
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from borderlink.custody.actions.recording import Hand
from borderlink.custody.actions.sheets import Witnessed
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import grams
from borderlink.custody.forms.acts import ActForm
from borderlink.custody.forms.hands import SigningForm, Wanted
from borderlink.custody.pages.catalogue import BY_NAME, ActPage, is_possible
from borderlink.custody.pages.exhibit import case_url, sheet_of
from borderlink.custody.pages.given import given_for
from borderlink.custody.pages.history import lines_of
from borderlink.custody.pages.performing import PERFORM, Doing
from borderlink.custody.pages.signing import balances_used, may_act, must_act, signed, signing_form, wanted
from borderlink.custody.queries import asked, at_hand
from borderlink.custody.queries import exhibits as asking
from borderlink.custody.queries.exhibits import Told
from borderlink.custody.queries.rows import Exhibit
from borderlink.custody.refusals.room import MassImplausible
from borderlink.foundation.refusals import Refusal
from borderlink.officers.schemas import OfficerRequest

LAST = 3  # entries shown beside a form
HANDLING: Final = frozenset(
    {Kind.UNSEAL, Kind.WEIGH, Kind.SAMPLE, Kind.SPLIT}
)  # hands come to the thing itself
OFFER_DAYS = 14


class Ask(TypedDict):
    """A mass that is asked back: what was typed, what was expected, how many times as much."""

    mass_mg: int
    mass_g: Decimal
    expected_g: Decimal
    times: int


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: OfficerRequest, number: str, name: str) -> HttpResponse:
    """Show the form of an act, or do it and go back to the exhibit; a refusal appears beside the form."""
    row = asking.exhibit_of(request.reader, number)
    page = BY_NAME[name]
    must_act(request.reader, f"custody.{page.kind.value}")
    entries = asking.entries_of_exhibit(request.reader, number)
    if request.method != "POST" and not is_possible(page, row, entries):
        messages.warning(request, gettext("This cannot be done now: look at what can be."))
        return redirect("custody:exhibit", number)
    form = page.form(
        request.POST or None,
        given=given_for(request, row, entries),
        initial=balances_used(request) | _initial(page, row),
    )
    signing = signing_form(request, _wanted(request, page, row))
    refusal = None
    if request.method == "POST" and form.is_valid() & signing.is_valid():
        refusal = signed(
            request, signing, lambda hands: _do(request, page, row, entries, form, signing, hands)
        )
        if refusal is None:
            messages.success(request, str(page.done))
            return redirect("custody:exhibit", number)
    return _page(request, page, row, entries, form, signing, refusal)


def _do(  # noqa: PLR0917 - what one act takes
    request: OfficerRequest,
    page: ActPage,
    row: Exhibit,
    entries: list[Told],
    form: ActForm,
    signing: SigningForm,
    hands: list[Hand],
) -> None:
    said = signing.cleaned_data
    witness = (
        Witnessed(capacity=said["capacity"], name=said["witness_name"]) if said.get("capacity") else None
    )
    typed = {str(value) for value in form.cleaned_data.values() if isinstance(value, int)}
    doing = Doing(
        row=row,
        entries=tuple(entries),
        form=form,
        second=hands[-1].badge,
        confirmed=request.POST.get("confirmed", "") in typed,
        witness=witness,
        hands=hands,
        by=request.reader,
        at=timezone.now(),
    )
    PERFORM[page.name](doing)


def _wanted(request: OfficerRequest, page: ActPage, row: Exhibit) -> Wanted:
    pack = at_hand.pack_in_force(row.case)
    mine = row.holder == request.reader.badge
    if page.kind is Kind.HAND_OVER:
        words = gettext("Takes it over") if mine else gettext("Hands it over to you")
        return wanted(request, page.kind, pack, holder=row.holder, second_is=words)
    loose = page.kind in {Kind.WITNESS, Kind.CORRECT, Kind.DISCREPANCY, Kind.EXPLAIN, Kind.ACCEPT}
    return wanted(request, page.kind, pack, holder="" if loose else row.holder)


def _initial(page: ActPage, row: Exhibit) -> dict[str, object]:
    """Return what the exhibit's state makes likely."""
    found: dict[str, object] = {}
    if page.kind is Kind.SAMPLE:
        found = {"purpose": "laboratory", "packages": row.packages or 1}
    elif page.kind is Kind.WEIGH:
        found = {"measure": "gross" if row.gross_mg is None and row.book_mg is None else "net"}
        if row.book_mg is not None:
            found["purpose"] = ""
    elif page.kind is Kind.OFFER:
        found = {"expires_at": timezone.now() + timedelta(days=OFFER_DAYS)}
    return found


def _page(  # noqa: PLR0917 - what one page takes
    request: OfficerRequest,
    page: ActPage,
    row: Exhibit,
    entries: list[Told],
    form: ActForm,
    signing: SigningForm,
    refusal: Refusal | None,
) -> HttpResponse:
    focus_first(form, signing)
    context = {
        "page": page,
        "hint": page.hint,
        "sheet": sheet_of(request, row, entries),
        "case": row.case,
        "case_url": case_url(request, row.case),
        "form": form,
        "signing": signing,
        "ask": ask_back(refusal),
        "history": lines_of(entries[-LAST:], request.language)[::-1],
        "may_act": may_act(request.reader),
        "traces": page.kind in HANDLING and asked.awaits_trace_decision(row),
    }
    return render(request, "custody/acts/act.html", context, status=422 if request.method == "POST" else 200)


def focus_first(form: ActForm, signing: SigningForm) -> None:
    """Put the cursor where the officer goes on: the first field in fault, else the first that is empty."""
    fields = [field for field in form if not field.is_hidden]
    wrong = next((field for field in fields if field.errors), None)
    words = [field for field in fields if isinstance(field.field.widget, Textarea)]
    blank = [field for field in fields if not field.value() and field not in words]
    empty = next((field for field in blank if field.field.required), next(iter(blank), None))
    chosen = wrong or (
        signing["pin"] if form.is_bound else empty or (fields[0] if fields else signing["pin"])
    )
    chosen.field.widget.attrs["autofocus"] = True


def ask_back(refusal: Refusal | None) -> Ask | None:
    """Return a mass that is asked back, as the page asks it."""
    if not isinstance(refusal, MassImplausible):
        return None
    mass, expected = int(str(refusal.facts["mass_mg"])), int(str(refusal.facts["expected_mg"]))
    times = mass // expected if expected and mass >= 2 * expected else 0
    return Ask(mass_mg=mass, mass_g=grams(mass), expected_g=grams(expected), times=times)
