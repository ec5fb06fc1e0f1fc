"""The record of a person in custody: shown for one of four purposes, and what is done for them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.cases.actions import custodial
from borderlink.cases.actions.custodial import PURPOSES, Held
from borderlink.cases.forms import custodial as forms
from borderlink.cases.forms.fields import CaseForm
from borderlink.cases.pages.words import officer_names, put_beside
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.custodial import owed
from borderlink.cases.queries.people import people_of
from borderlink.cases.refusals.file import DatesOutOfOrder
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Role
from borderlink.officers.schemas import OfficerRequest

PURPOSE = "cases.purpose"  # in the session: the purpose given for one person's record

Run = Callable[..., object]


def _record(*, case: str, person: str, by: object, at: object, **said: Any) -> object:
    return custodial.record_custody(case=case, person=person, held=Held(**said), by=by, at=at)  # type: ignore[arg-type]


def _correct(*, case: str, person: str, why: str, by: object, at: object, **said: Any) -> object:
    return custodial.correct_custody(case=case, person=person, held=Held(**said), why=why, by=by, at=at)  # type: ignore[arg-type]


def _rights(*, wishes: str, **said: Any) -> object:
    return custodial.tell_rights(wishes=wishes == "yes", **said)


ACTS: Final[Mapping[str, tuple[type[CaseForm], Run]]] = {
    "record": (forms.CustodyForm, _record),
    "correct": (forms.CorrectForm, _correct),
    "rights": (forms.RightsForm, _rights),
    "notice": (forms.NoticeForm, custodial.give_notice),
    "interpreter": (forms.InterpreterForm, custodial.record_interpreter),
    "safeguard": (forms.SafeguardForm, custodial.record_safeguard),
    "release": (forms.NothingForm, custodial.end_custody),
}


@require_GET
def held(request: OfficerRequest) -> HttpResponse:
    """Show to whom of the officer's own cases something is owed; to a commander the statutory return too."""
    found = custodial.list_waiting(by=request.reader, at=timezone.now())
    context: dict[str, object] = {"waiting": found, "form": None}
    if Role.COMMANDER in request.reader.roles:
        context |= _return(request)
    return render(request, "cases/held.html", context)


def _return(request: OfficerRequest) -> dict[str, object]:
    """Return the statutory return that was asked for, else a form with the days of this year."""
    today = timezone.localdate()
    asked = request.GET if "start" in request.GET else None
    form = forms.ReturnForm(asked, initial={"start": today.replace(month=1, day=1), "end": today})
    if asked is None or not form.is_valid():
        return {"form": form}
    first, last = form.cleaned_data["start"], form.cleaned_data["end"]
    try:
        lines = custodial.take_return(
            from_on=first, until_on=last + timedelta(days=1), by=request.reader, at=timezone.now()
        )
    except DatesOutOfOrder as refusal:
        put_beside(form, refusal, request)
        return {"form": form}
    return {
        "form": form,
        "lines": lines,
        "people": sum(line.people for line in lines),
        "first": first,
        "last": last,
    }


@require_GET
def record(request: OfficerRequest, number: str, label: str) -> HttpResponse:
    """Show someone's record of custody for a purpose; without one, ask for it."""
    case_of(request.reader, number)
    if request.GET.get("purpose") in PURPOSES:
        request.session[PURPOSE] = [number, label, request.GET["purpose"]]
        return redirect("cases:custody", number=number, label=label)
    return _page(request, number, label)


def _purpose(request: OfficerRequest, number: str, label: str) -> str:
    kept = request.session.get(PURPOSE, [])
    return str(kept[2]) if kept[:2] == [number, label] else ""


def _page(
    request: OfficerRequest,
    number: str,
    label: str,
    *,
    wrong: Mapping[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    case, at = case_of(request.reader, number), timezone.now()
    purpose = _purpose(request, number, label)
    context: dict[str, object] = {"case": case, "label": label, "purpose_form": forms.PurposeForm()}
    if purpose:
        row = custodial.look_at_custody(case=number, person=label, purpose=purpose, by=request.reader, at=at)
        now = {name: getattr(row, name) for name in custodial.CORRECTED} if row is not None else {}
        given = {name: kind(prefix=name, initial=now) for name, (kind, _) in ACTS.items()} | dict(wrong or {})
        context |= {"record": row, "purpose": purpose, "forms": given, "wrong": set(wrong or {})}
        context |= {"person": next((one for one in people_of(case) if one.label == label), None)}
        if row is not None:
            safeguards = list(row.safeguards.order_by("done_at"))
            context |= {"owed": owed(row, at=at), "notices": list(row.notices.order_by("country"))}
            context |= {"safeguards": safeguards, "officers": officer_names(one.by for one in safeguards)}
    return render(request, "cases/custody.html", context, status=status)


@require_POST
def act(request: OfficerRequest, number: str, label: str, act: str) -> HttpResponse:
    """Record what one form of the page says."""
    case_of(request.reader, number)
    if act not in ACTS:
        raise NotFound(thing="page", name=act[:40])
    kind, run = ACTS[act]
    form = kind(request.POST, prefix=act)
    if form.is_valid():
        try:
            run(case=number, person=label, **form.cleaned_data, by=request.reader, at=timezone.now())
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, gettext("It is recorded."))
            return redirect("cases:custody", number=number, label=label)
    return _page(request, number, label, wrong={act: form}, status=422)
