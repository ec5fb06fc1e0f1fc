"""The page on which a plan of a controlled delivery is written and signed first."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from borderlink.custody.pages.answers import act_or_say
from borderlink.foundation.refusals import NotAllowed
from borderlink.liaison.actions.delivering import propose_plan
from borderlink.liaison.forms import operations as forms
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries import delivery
from borderlink.liaison.queries.office import Partner, partners_kept
from borderlink.liaison.queries.postkeys import me
from borderlink.liaison.queries.sight import needs_letters, needs_office
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.forms import EMPTY, Choices


def new_plan(request: OfficerRequest) -> HttpResponse:
    """Write the plan of a new operation."""
    needs_letters(request.reader, "liaison.cd-propose")
    partners = partners_kept(request.reader)
    if not partners:
        raise NotAllowed(act="liaison.cd-propose")
    return _write(request, partners, None, {}, [])


def next_plan(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Write a further plan of an operation: it replaces the one before once both have signed it."""
    row = delivery.operation_of(request.reader, uuid)
    needs_office(request.reader, row.thread.unit, "liaison.cd-propose")
    last = delivery.standing_of(row, timezone.now()).folded.proposed
    facts = delivery.plan_text(row, last.digest) if last else None
    plan: Mapping[str, Any] = facts["plan"] if facts else {}
    first = forms.plan_initial(plan, me()) if plan else {}
    return _write(request, [row.partner], row, first, plan.get("legs", []))


def _write(
    request: OfficerRequest, partners: list[Partner], row: delivery.Operation | None,
    first: dict[str, Any], legs: list[Mapping[str, Any]],
) -> HttpResponse:  # fmt: skip
    """Show the form; sign and send what is typed once it is whole."""
    data = request.POST if request.method == "POST" else None
    names = [(one.code, partner_name(one, request.language)) for one in partners]
    choices = {"partner": names, "lead": _sides(names)}
    head = forms.PlanForm(data, choices=choices, initial=_usual(request) | first)
    rows = _leg_rows(request, partners, data, legs)
    whole = request.method == "POST" and all([head.is_valid(), *(one.is_valid() for one in rows)])
    made: list[delivery.Operation] = []

    def act() -> None:
        agencies = {"ours": me(), "theirs": head.cleaned_data["partner"]}
        made.append(propose_plan(
            partner=agencies["theirs"], value=forms.plan_value(head, rows, agencies),
            operation=row.uuid if row else "", by=request.reader, at=timezone.now(),
        ))  # fmt: skip

    if whole and act_or_say(request, head, act):
        messages.success(request, gettext("Signed by us. It holds once the other side has signed it too."))
        return redirect("liaison:operation", uuid=made[0].uuid)
    stops = len(delivery.standing_of(row, timezone.now()).folded.stops) if row else 0
    context = {"form": head, "legs": rows, "row": row, "stops": stops}
    wrong = request.method == "POST"
    return render(request, "liaison/operations/plan.html", context, status=422 if wrong else 200)


def _sides(partners: Choices) -> Choices:
    """Return the two sides; with one partner alone by its name."""
    theirs = partners[0][1] if len(partners) == 1 else gettext("The partner")
    return [("ours", gettext("Our side")), ("theirs", theirs)]


def _usual(request: OfficerRequest) -> dict[str, Any]:
    until = timezone.localtime() + timedelta(days=2)
    return {
        "until": until.strftime("%Y-%m-%dT%H:00"), "lead": "ours", "substitution": "CDU-WHOLE",
        "costs": "CDK-OWN", "cut_off": ["CDC-SIGHT", "CDC-DANGER"], "evidence": ["CDE-PHOTO"],
        "ours_go": request.reader.badge,
    }  # fmt: skip


def _leg_rows(
    request: OfficerRequest, partners: list[Partner], data: Any, legs: list[Mapping[str, Any]]
) -> list[forms.LegForm]:
    """Return the rows for legs: those of the plan before, and some more."""
    own = str(settings.BORDERLINK.country)
    lands = forms.countries([own, *(one.country for one in partners)], request.language)
    sides = _sides([(one.code, partner_name(one, request.language)) for one in partners])
    choices = {
        "start_country": lands, "end_country": lands, "agency": sides, "watch": [EMPTY, *sides],
        "taker": [EMPTY, *sides],
    }  # fmt: skip
    usual = {
        "start_country": own, "end_country": partners[0].country, "agency": "theirs", "watch": "theirs",
        "taker": "theirs", "on_stop": "CDM-SEIZE", "on_lapse": "CDM-HOLD", "surveillance": "CDV-EYES",
        "minutes": forms.USUAL_MINUTES,
    }  # fmt: skip
    count = min(max(forms.LEAST_LEGS, len(legs) + 2), forms.MOST_LEGS)
    return [
        forms.LegForm(
            data, prefix=f"leg{place}", choices=choices,
            initial=usual | ({k: v for k, v in forms.leg_initial(legs[place], me()).items() if v}
                             if place < len(legs) else {}),
        )
        for place in range(count)
    ]  # fmt: skip
