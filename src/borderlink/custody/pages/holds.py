"""Holds: a court's or a partner's wish that an exhibit be kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from borderlink.custody.actions import holds as acting
from borderlink.custody.forms.store import HoldForm, LiftForm
from borderlink.custody.pages.answers import act_or_say
from borderlink.custody.queries import overview
from borderlink.custody.queries.rows import Hold
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Role, sees_kind
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names

MAY_HOLD = frozenset({Role.CASE_OFFICER, Role.COMMANDER, Role.EXHIBIT_CUSTODIAN})


def holds(request: OfficerRequest) -> HttpResponse:
    """Show the holds on what the reader may know of; place one."""
    reader = request.reader
    if not sees_kind(reader, Kind.EXHIBIT):
        raise NotAllowed(act="custody.see-holds")
    given = {name: request.GET.get(name, "") for name in ("case", "exhibit")}
    form = HoldForm(request.POST or None, initial=given)

    def act() -> None:
        acting.place_hold(**form.cleaned_data, by=reader, at=timezone.now())

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The hold stands: what it covers is not destroyed."))
        return redirect("custody:holds")
    rows = overview.holds(reader)
    context = {
        "holds": [_row(hold) for hold in rows],
        "standing": [hold for hold in rows if not hold.lifted_at],
        "form": form,
        "officers": officer_names(hold.placed_by for hold in rows),
        "may_hold": bool(reader.roles & MAY_HOLD),
        "sees_store": sees_kind(reader, Kind.STORE),
    }
    return render(request, "custody/store/holds.html", context, status=422 if form.errors else 200)


def _row(hold: Hold) -> dict[str, object]:
    names = ("pk", "party", "request", "why", "placed_at", "placed_by", "lifted_at")
    return {name: getattr(hold, name) for name in names} | {"on": hold.exhibit or hold.case}


@require_POST
def lift(request: OfficerRequest, pk: int) -> HttpResponse:
    """Lift a hold, with the reason."""
    hold = overview.hold_of(request.reader, pk)
    form = LiftForm(request.POST)
    if form.is_valid():
        acting.lift_hold(hold=hold.pk, why=form.cleaned_data["why"], by=request.reader, at=timezone.now())
        messages.success(request, gettext("The hold is lifted."))
    else:
        messages.error(request, gettext("Say why the hold ends."))
    return redirect("custody:holds")
