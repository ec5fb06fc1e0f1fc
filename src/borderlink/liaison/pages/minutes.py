"""The pages of minutes of meetings in both languages, and of the hotline's log; both are printed."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.pages.answers import act_or_say
from borderlink.liaison.actions import looking, minuting, staffing
from borderlink.liaison.actions.printing import print_hotline, print_minutes
from borderlink.liaison.forms import office as forms
from borderlink.liaison.pages.office import own_partners, their_first_language
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries import office
from borderlink.liaison.queries.sight import needs_letters
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names


@require_GET
def minutes_list(request: OfficerRequest) -> HttpResponse:
    """Show the minutes of the reader's offices."""
    needs_letters(request.reader, "liaison.see-minutes")
    rows = office.minutes_list(request.reader)
    looking.look_at_list(what="minutes", count=len(rows), by=request.reader, at=timezone.now())
    context = {"rows": [(row, partner_name(row.partner, request.language)) for row in rows]}
    return render(request, "liaison/office/minutes_list.html", context)


def new_minutes(request: OfficerRequest) -> HttpResponse:
    """Write the minutes of a meeting."""
    needs_letters(request.reader, "liaison.write-minutes")
    local = timezone.localtime()
    first = {"our_language": request.language,
             "their_language": their_first_language(request, but=request.language),
             "held_from": forms.first_hour(local - timedelta(hours=2)),
             "held_until": forms.first_hour(local)}  # fmt: skip
    form = forms.MinutesForm(request.POST or None, choices={"partner": own_partners(request)}, initial=first)
    made: list[office.Minutes] = []

    def act() -> None:
        partner = office.partner_kept(request.reader, form.cleaned_data["partner"])
        made.append(
            minuting.write_minutes(
                partner=partner, meeting=form.meeting(), by=request.reader, at=timezone.now()
            )
        )

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        return redirect("liaison:minutes", number=made[0].number)
    context = {"form": form, "row": None}
    return render(request, "liaison/office/minutes_form.html", context, status=422 if form.errors else 200)


def minutes(request: OfficerRequest, number: str) -> HttpResponse:
    """Show minutes side by side; while they are a draft they are changed here."""
    row = office.minutes_of(request.reader, number)
    if request.method == "GET":
        looking.look_at_minutes(number=row.number, by=request.reader, at=timezone.now())
    if row.state == "settled" or "edit" not in request.GET:
        context = {
            "row": row, "partner": partner_name(row.partner, request.language),
            "ours": [one for one in row.present if one["side"] == "ours"],
            "theirs": [one for one in row.present if one["side"] == "theirs"],
            "officers": officer_names([row.by, row.settled_by]),
        }  # fmt: skip
        return render(request, "liaison/office/minutes.html", context)
    form = forms.MinutesForm(
        request.POST or None, choices={"partner": own_partners(request)}, initial=_initial(row)
    )

    def act() -> None:
        minuting.change_minutes(number=number, meeting=form.meeting(), by=request.reader, at=timezone.now())

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        return redirect("liaison:minutes", number=number)
    context = {"form": form, "row": row}
    return render(request, "liaison/office/minutes_form.html", context, status=422 if form.errors else 200)


def _initial(row: office.Minutes) -> dict[str, Any]:
    """Return minutes as the form's fields hold them."""
    names = (
        "subject_ours",
        "subject_theirs",
        "place",
        "our_language",
        "their_language",
        "interpreter",
        "case",
    )
    first: dict[str, Any] = {name: getattr(row, name) for name in names} | {"partner": row.partner.code}
    for name in ("held_from", "held_until"):
        first[name] = timezone.localtime(getattr(row, name)).strftime("%Y-%m-%dT%H:%M")
    for side in ("ours", "theirs"):
        for place, one in enumerate(one for one in row.present if one["side"] == side):
            first |= {f"{side}-name-{place}": one["name"], f"{side}-office-{place}": one["office"]}
    for place, point in enumerate(row.points):
        first |= {f"point-{place}-ours": point["ours"], f"point-{place}-theirs": point["theirs"]}
    return first


@require_POST
def settle_minutes(request: OfficerRequest, number: str) -> HttpResponse:
    """Say that both sides have signed."""
    minuting.settle_minutes(number=number, by=request.reader, at=timezone.now())
    messages.success(request, gettext("The minutes are settled and stay as they are."))
    return redirect("liaison:minutes", number=number)


@require_POST
def minutes_pdf(request: OfficerRequest, number: str) -> HttpResponse:
    """Print minutes in both languages with both signature blocks."""
    paper = print_minutes(number=number, by=request.reader, at=timezone.now())
    return _paper(paper, f"{number}.pdf")


def _paper(paper: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def hotline(request: OfficerRequest) -> HttpResponse:
    """Show the hotline's log, and write a call into it."""
    needs_letters(request.reader, "liaison.see-hotline")
    local = timezone.localtime()
    form = forms.CallForm(
        request.POST or None, choices={"partner": own_partners(request)},
        initial={"called_at": local.strftime("%Y-%m-%dT%H:%M"), "language": their_first_language(request)},
    )  # fmt: skip

    def act() -> None:
        said = dict(form.cleaned_data)
        partner = office.partner_kept(request.reader, said.pop("partner"))
        wrong = said.pop("corrects")
        corrects = office.call_of(request.reader, wrong) if wrong else None
        staffing.log_call(partner=partner, corrects=corrects, **said, by=request.reader, at=timezone.now())

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The call stands in the log."))
        return redirect("liaison:hotline")
    rows = office.calls(request.reader)
    looking.look_at_list(what="hotline", count=len(rows), by=request.reader, at=timezone.now())
    context = {
        "rows": [(row, partner_name(row.partner, request.language)) for row in rows], "form": form,
        "officers": officer_names(row.ours for row in rows), "partners": own_partners(request),
    }  # fmt: skip
    return render(request, "liaison/office/hotline.html", context, status=422 if form.errors else 200)


@require_POST
def hotline_pdf(request: OfficerRequest) -> HttpResponse:
    """Print the log of the last thirty days with a partner: times, who spoke, matters; no words."""
    code = request.POST.get("partner", "")
    paper = print_hotline(partner=code, by=request.reader, at=timezone.now())
    return _paper(paper, f"hotline-{code}.pdf")
