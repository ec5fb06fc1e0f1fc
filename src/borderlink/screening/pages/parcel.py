"""A parcel's page, and what officers record on it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Reader
from borderlink.language import languages
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.actions import belt, opening, reports
from borderlink.screening.domain.outcome import Finding, Outcome
from borderlink.screening.forms import (
    LOOKS,
    ChooseForm,
    LaboratoryForm,
    LookForm,
    NoteForm,
    OpeningForm,
    PictureForm,
    ResealForm,
    ResultForm,
)
from borderlink.screening.pages.sheet import sheet_context
from borderlink.screening.pages.words import put_beside
from borderlink.screening.queries import referrals, sight
from borderlink.screening.queries.rows import Picture, Referral

Forms: TypeAlias = Mapping[str, Form]
AFTER = "continued"  # the reason of a look that follows one's own act


@require_GET
def parcel(request: OfficerRequest, waybill: str) -> HttpResponse:
    """Show a parcel to an officer who says why; without a reason, ask for it."""
    why = request.GET.get("why", "")
    if why != AFTER and why not in LOOKS:
        return render(request, "screening/why.html", {"waybill": waybill, "form": LookForm()})
    form = LookForm({"why": why, "words": request.GET.get("words", "")})
    reason = form.reason() if form.is_valid() else why
    return _page(request, waybill, why=reason)


def _page(
    request: OfficerRequest, waybill: str, *, why: str, forms: Forms | None = None, status: int = 200
) -> HttpResponse:
    sheet = belt.look_at_parcel(waybill=waybill, why=why, by=request.reader, at=timezone.now())
    context = sheet_context(request, sheet, forms or {})
    return render(request, "screening/parcel.html", context, status=status)


def _again(waybill: str) -> HttpResponse:
    return redirect(reverse("screening:parcel", args=[waybill]) + "?" + urlencode({"why": AFTER}))


def _answer(
    request: OfficerRequest, waybill: str, *, name: str, form: Form, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do the act when the form holds; else show the page again, with what is wrong beside the form.

    What a form cannot mend (a missing parcel, a missing role) goes on to the node's answer.
    """
    if form.is_valid():
        try:
            act()
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, done)
            return _again(waybill)
    return _page(request, waybill, why=AFTER, forms={name: form}, status=422)


@require_POST
def open_parcel(request: OfficerRequest, waybill: str) -> HttpResponse:
    """Record the opening."""
    corrects = _referral(request.reader, waybill).openings.exists()
    form = OpeningForm(
        request.POST, colleagues=sight.colleagues(request.reader), corrects=corrects, prefix="opening"
    )

    def act() -> None:
        said = form.cleaned_data
        witness = opening.Witness(
            second_officer=said["second_officer"],
            operator_present=said["operator_present"] == "yes",
            operator=said["operator"],
            absence=said["absence"],
            note=said["note"],
        )
        opening.open_parcel(
            waybill=waybill, witness=witness, why=said.get("why", ""), by=request.reader, at=timezone.now()
        )

    return _answer(
        request, waybill, name="opening_form", form=form, act=act, done=gettext("The opening is recorded.")
    )


def _referral(reader: Reader, waybill: str) -> Referral:
    return referrals.referral_of(reader, belt.waybill_of(waybill))


@require_POST
def record_result(request: OfficerRequest, waybill: str) -> HttpResponse:
    """Record the outcome, or correct it."""
    referral = _referral(request.reader, waybill)
    form = ResultForm(
        request.POST,
        outcomes=referrals.outcomes_of(referral),
        corrects=bool(referral.outcome),
        prefix="result",
    )

    def act() -> None:
        said = dict(form.cleaned_data)
        why = said.pop("why", "")
        finding = replace(Finding(outcome=Outcome(said.pop("outcome"))), **said)
        opening.record_result(waybill=waybill, finding=finding, why=why, by=request.reader, at=timezone.now())

    return _answer(
        request, waybill, name="result_form", form=form, act=act, done=gettext("The outcome is recorded.")
    )


@require_POST
def record_laboratory(request: OfficerRequest, waybill: str) -> HttpResponse:
    """Record what the laboratory reported."""
    form = LaboratoryForm(request.POST, prefix="laboratory")

    def act() -> None:
        opening.record_laboratory_result(
            waybill=waybill, **form.cleaned_data, by=request.reader, at=timezone.now()
        )

    return _answer(
        request,
        waybill,
        name="laboratory_form",
        form=form,
        act=act,
        done=gettext("The laboratory's result is recorded."),
    )


@require_POST
def reseal(request: OfficerRequest, waybill: str) -> HttpResponse:
    """Record the new seal and make the notice."""
    form = ResealForm(request.POST, prefix="reseal")

    def act() -> None:
        opening.reseal_parcel(waybill=waybill, **form.cleaned_data, by=request.reader, at=timezone.now())

    return _answer(
        request, waybill, name="reseal_form", form=form, act=act, done=gettext("The parcel is sealed again.")
    )


@require_POST
def write_note(request: OfficerRequest, waybill: str) -> HttpResponse:
    """Add a note to the history."""
    form = NoteForm(request.POST, prefix="note")

    def act() -> None:
        opening.write_note(waybill=waybill, **form.cleaned_data, by=request.reader, at=timezone.now())

    return _answer(request, waybill, name="note_form", form=form, act=act, done=gettext("The note is added."))


@require_POST
def choose(request: OfficerRequest, waybill: str) -> HttpResponse:
    """Refer a parcel on one's own judgement."""
    form = ChooseForm(request.POST, prefix="choose")

    def act() -> None:
        belt.choose_parcel(waybill=waybill, **form.cleaned_data, by=request.reader, at=timezone.now())

    return _answer(
        request, waybill, name="choose_form", form=form, act=act, done=gettext("The parcel is referred.")
    )


@require_POST
def add_pictures(request: OfficerRequest, waybill: str) -> HttpResponse:
    """Keep photographs or X-ray images."""
    form = PictureForm(request.POST, request.FILES, prefix="picture")

    def act() -> None:
        for file in request.FILES.getlist("picture-pictures"):
            opening.add_picture(
                waybill=waybill,
                kind=Picture.Kind(form.cleaned_data["kind"]),
                name=file.name or "",
                chunks=file.chunks(),
                by=request.reader,
                at=timezone.now(),
            )

    return _answer(
        request, waybill, name="picture_form", form=form, act=act, done=gettext("The pictures are kept.")
    )


@require_GET
def picture(request: OfficerRequest, pk: int) -> FileResponse:
    """Show the preview of a picture: no metadata, never the original."""
    path = opening.read_preview(picture=pk, by=request.reader, at=timezone.now())
    answer = FileResponse(path.open("rb"), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@require_GET
def notice(request: OfficerRequest, waybill: str) -> HttpResponse:
    """Print the notice that lies in a parcel in which nothing was found."""
    at = timezone.now()
    found = reports.print_notice(waybill=waybill, by=request.reader, at=at)
    own = str(settings.BORDERLINK.language)
    wanted = dict.fromkeys([found.language, own])
    context = {
        "notice": found,
        "waybill": found.referral.waybill,
        "languages": [
            (language, languages.to_django(language), settings.BORDERLINK.agency_name(language))
            for language in wanted
        ],
    }
    return render(request, "screening/notice.html", context)
