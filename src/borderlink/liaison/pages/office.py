"""The office's pages: its figures on both sides, who is on duty, and the queue of translations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.pages.answers import act_or_say
from borderlink.foundation.who import Reader
from borderlink.liaison.actions import looking, staffing, translating
from borderlink.liaison.forms import office as forms
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries import casework, figures, office
from borderlink.liaison.queries.sight import needs_letters, works_in
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.forms import Choices
from borderlink.screening.pages.words import officer_names, unit_names

DAYS: Final = 90
STATES: Final = ("asked", "taken", "done", "reviewed")


def own_units(request: OfficerRequest) -> Choices:
    """Return the offices for which the officer works, as choices."""
    names = unit_names(request.reader, request.language)
    return [
        (unit, names.get(unit, unit))
        for unit in sorted(request.reader.units)
        if works_in(request.reader, unit)
    ]


def own_partners(request: OfficerRequest) -> Choices:
    """Return the partners that the officer's offices keep, as choices."""
    return [(row.code, partner_name(row, request.language)) for row in office.partners_kept(request.reader)]


def their_first_language(request: OfficerRequest, *, but: str = "") -> str:
    """Return the language that the officer's partners read: of the first of them that reads another."""
    found = [row.language for row in office.partners_kept(request.reader)]
    return next((one for one in found if one and one != but), "en" if but != "en" else "zh-Hans")


@require_GET
def desk(request: OfficerRequest) -> HttpResponse:
    """Show the office's figures on both sides, who is on duty, and what waits in each language."""
    needs_letters(request.reader, "liaison.look-at-office")
    partners = own_partners(request)
    form = forms.PeriodForm(
        {"days": request.GET.get("days") or str(DAYS), "partner": request.GET.get("partner", "")},
        choices={"partner": [("", gettext("all partners")), *partners]},
    )
    said = form.cleaned_data if form.is_valid() else {"days": str(DAYS), "partner": ""}
    now = timezone.now()
    found = figures.figures(
        request.reader,
        since=now - timedelta(days=int(said["days"])),
        until=now,
        at=now,
        partner=said["partner"],
    )
    on_duty = office.on_duty(request.reader, now)
    context = {
        "form": form, "figures": found, "bands": _bands(found), "on_duty": on_duty,
        "desks": office.language_desks(request.reader, now),
        "owed": len([row for row in casework.owed_to(request.reader) if row.state == "waiting"]),
        "unacknowledged": sum(not one.acknowledged for one in casework.corrections_of(request.reader)),
        "proposed": sum(row.state == "proposed" for row in casework.typologies_of(request.reader)),
        "officers": officer_names(duty.badge for duty in on_duty), "partners": partners,
    }  # fmt: skip
    return render(request, "liaison/office/desk.html", context)


def _bands(found: figures.Figures) -> list[tuple[str, object, object]]:
    """Return each band of precision with the counts of both sides."""
    pairs = zip(found.ours.clues.bands, found.theirs.clues.bands, strict=True)
    return [(f"{ours.least}–{ours.most}", ours, theirs) for ours, theirs in pairs]


# ---- duty ----


def duty(request: OfficerRequest) -> HttpResponse:
    """Show the duty roster, and take an entry."""
    needs_letters(request.reader, "liaison.see-duty")
    now = timezone.now()
    local = timezone.localtime(now)
    form = forms.DutyForm(
        request.POST or None,
        choices={"unit": own_units(request)},
        initial={
            "from_at": forms.first_hour(local),
            "until_at": forms.first_hour(local + timedelta(hours=8)),
        },
    )

    def act() -> None:
        staffing.put_on_duty(**form.cleaned_data, by=request.reader, at=now)

    if _done(request, form, act):
        messages.success(request, gettext("The roster has the entry."))
        return redirect("liaison:duty")
    rows = office.duties(request.reader, now)
    context = {
        "rows": rows, "now": now, "form": form, "officers": officer_names(row.badge for row in rows),
        "units": unit_names(request.reader, request.language), "mine": request.reader.units,
    }  # fmt: skip
    return render(request, "liaison/office/duty.html", context, status=422 if form.errors else 200)


def _done(request: OfficerRequest, form: forms.OfficeForm, act: Callable[[], object]) -> bool:
    """Do a form's act if it was sent and is whole; a refusal stands beside it."""
    return request.method == "POST" and form.is_valid() and act_or_say(request, form, act)


@require_POST
def strike_duty(request: OfficerRequest, pk: int) -> HttpResponse:
    """Strike an entry of the roster."""
    staffing.strike_duty(pk=pk, by=request.reader, at=timezone.now())
    messages.success(request, gettext("The entry is struck."))
    return redirect("liaison:duty")


# ---- translations ----


def translations(request: OfficerRequest) -> HttpResponse:
    """Show what waits to be translated, and ask for a translation."""
    needs_letters(request.reader, "liaison.see-translations")
    letter = office.letter_of(request.reader, request.GET["letter"]) if request.GET.get("letter") else None
    theirs = their_first_language(request, but=request.language)
    first = {"from_language": letter.thread.partner.language} if letter else {"from_language": theirs}
    form = forms.AskTranslationForm(
        request.POST or None, choices={"unit": own_units(request)},
        initial=first | {"to_language": request.language},
    )  # fmt: skip

    def act() -> None:
        translating.ask_translation(**form.cleaned_data, letter=letter, by=request.reader, at=timezone.now())

    if _done(request, form, act):
        messages.success(request, gettext("The translation is asked for; its clock runs."))
        return redirect("liaison:translations")
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in STATES else ""
    rows = office.translations(request.reader, state=wanted)
    looking.look_at_list(
        what="translations", count=len(rows), filtered=wanted, by=request.reader, at=timezone.now()
    )
    context = {
        "rows": rows, "now": timezone.now(), "form": form, "letter": letter, "states": STATES,
        "wanted": wanted,
        "desks": office.language_desks(request.reader, timezone.now()),
        "officers": officer_names(row.translator for row in rows),
    }  # fmt: skip
    return render(request, "liaison/office/translations.html", context, status=422 if form.errors else 200)


def translation(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show a translation beside its source; take, deliver, review or drop it."""
    row = office.translation_of(request.reader, pk)
    if request.method == "GET":
        looking.look_at_translation(pk=row.pk, by=request.reader, at=timezone.now())
    act = request.POST.get("act", "")
    deliver = forms.DeliverForm(request.POST if act == "deliver" else None, initial={"text": row.text})
    review = forms.ReviewForm(request.POST if request.method == "POST" and act != "deliver" else None)
    if request.method == "POST" and _translate(request, pk, act, deliver, review):
        return redirect("liaison:translation", pk=pk)
    context = {
        "row": row, "deliver": deliver, "review": review, "now": timezone.now(),
        "officers": officer_names([row.asked_by, row.translator, row.reviewer]),
        "works": works_in(request.reader, row.unit), "mine": row.translator == request.reader.badge,
    }  # fmt: skip
    wrong = bool(deliver.errors or review.errors)
    return render(request, "liaison/office/translation.html", context, status=422 if wrong else 200)


def _translate(
    request: OfficerRequest, pk: int, act: str, deliver: forms.DeliverForm, review: forms.ReviewForm
) -> bool:
    """Do the step that a button asks for; what refuses it stands beside its form."""
    form: forms.OfficeForm = deliver if act == "deliver" else review
    return form.is_valid() and act_or_say(request, form, lambda: _step(request.reader, pk, act, form))


def _step(by: Reader, pk: int, act: str, form: forms.OfficeForm) -> object:
    said, at = form.cleaned_data, timezone.now()
    if act == "take":
        return translating.take_translation(pk=pk, by=by, at=at)
    if act == "deliver":
        return translating.deliver_translation(pk=pk, **said, by=by, at=at)
    if act == "drop":
        return translating.drop_translation(pk=pk, why=said["words"], by=by, at=at)
    return translating.review_translation(pk=pk, good=act == "good", words=said["words"], by=by, at=at)
