"""The fingerprint ceremony on screen: our own page, a partner's file taken in, the digits that are heard."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.pages.answers import act_or_say
from borderlink.custody.pages.ceremony import qr
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, sees_kind
from borderlink.liaison.actions import ceremony as acting
from borderlink.liaison.actions import introducing
from borderlink.liaison.domain.partnership import moment
from borderlink.liaison.forms.partners import DigitsForm, IntroductionForm
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries.partners import deals, need_dealer, open_ceremony, partner_of
from borderlink.liaison.refusals.partners import (
    DigitsDiffer,
    IntroductionReplaced,
    NoLetterKeys,
    NothingToConfirm,
    SameOfficer,
)
from borderlink.officers.queries import units
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names

PDF: Final = "application/pdf"
FILE: Final = "application/vnd.borderlink.introduction"


@require_GET
def introduction(request: OfficerRequest) -> HttpResponse:
    """Show how this node introduces itself: its sixty digits, its keys, the file and the page to give."""
    if not sees_kind(request.reader, Kind.PARTNER):
        raise NotAllowed(act="liaison.see-partners")
    try:
        own = introducing.own_introduction(timezone.now())
    except NoLetterKeys:
        return render(request, "liaison/partners/introduction.html", {"own": None})
    digits = own.fingerprint()
    context = {
        "own": own, "keys": own.keys.keys, "names": introducing.own_names().values(),
        "groups": digits.split(), "qr": qr("BLR1:" + "".join(digits.split())),
        "from_at": moment(own.keys.keys.from_at), "until_at": moment(own.keys.keys.until_at),
        "may_deal": deals(request.reader),
    }  # fmt: skip
    return render(request, "liaison/partners/introduction.html", context)


@require_GET
def introduction_file(request: OfficerRequest) -> HttpResponse:
    """Give the file by which this node introduces itself."""
    need_dealer(request.reader, "liaison.give-introduction")
    document = introducing.give_introduction(by=request.reader.badge, at=timezone.now())
    return _download(document, FILE, "introduction.borderlink")


@require_GET
def introduction_pdf(request: OfficerRequest) -> HttpResponse:
    """Give the page that our side reads aloud from."""
    document = introducing.print_own_page(by=request.reader, at=timezone.now())
    return _download(document, PDF, "fingerprint.pdf")


@require_GET
def record_pdf(request: OfficerRequest, code: str) -> HttpResponse:
    """Give the record of a ceremony that was held, for both sides to sign."""
    document = introducing.print_record(code=code, by=request.reader, at=timezone.now())
    return _download(document, PDF, f"ceremony-{code}.pdf")


def add(request: OfficerRequest) -> HttpResponse:
    """Take in the file that a partner gave; then another officer hears its digits."""
    need_dealer(request.reader, "liaison.take-in-introduction")
    found = [(unit.code, unit.name_in(request.language)) for unit in units(reader=request.reader)]
    own = next(iter(request.reader.units), "")
    form = IntroductionForm(request.POST or None, request.FILES or None, units=found, initial={"unit": own})
    taken: list[str] = []

    def act() -> None:
        said = form.cleaned_data
        made = acting.take_in_introduction(
            document=said["file"], unit=said["unit"], expected=request.POST.get("expected", "")[:32],
            by=request.reader, at=timezone.now(),
        )  # fmt: skip
        taken.append(made.partner.code)

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("Taken in. Nothing of it is trusted yet."))
        return redirect("liaison:confirm_partner", taken[0])
    context = {"form": form, "expected": request.GET.get("expected", request.POST.get("expected", ""))[:32]}
    return render(request, "liaison/partners/add.html", context, status=422 if form.errors else 200)


def confirm(request: OfficerRequest, code: str) -> HttpResponse:
    """Type the digits that the partner reads aloud: the second officer's half of the ceremony."""
    need_dealer(request.reader, "liaison.pin-partner")
    partner, ceremony = partner_of(request.reader, code), open_ceremony(request.reader, code)
    if ceremony is None:
        raise NothingToConfirm(partner=code)
    form = DigitsForm(request.POST or None, initial={"seen": ceremony.sha256})

    def act() -> None:
        seen, by, at = form.cleaned_data["seen"], request.reader, timezone.now()
        try:
            acting.confirm_introduction(code=code, seen=seen, typed=form.typed(), by=by, at=at)
        except (DigitsDiffer, SameOfficer, IntroductionReplaced) as refusal:
            acting.note_refused(code=code, refusal=refusal, by=by, at=at)
            raise

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("Confirmed. Both sides sign the record; set its terms next."))
        return redirect("liaison:partner", code)
    context = {
        "partner": partner, "name": partner_name(partner, request.language), "ceremony": ceremony,
        "form": form, "officers": officer_names([ceremony.proposed_by]),
        "is_first": ceremony.proposed_by == request.reader.badge,
    }  # fmt: skip
    return render(request, "liaison/partners/confirm.html", context, status=422 if form.errors else 200)


@require_POST
def give_up(request: OfficerRequest, code: str) -> HttpResponse:
    """Give an introduction up."""
    acting.give_up_introduction(code=code, by=request.reader, at=timezone.now())
    messages.success(request, gettext("The introduction is given up. The auditors were told."))
    return redirect("liaison:partner", code)


def _download(document: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        document,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
