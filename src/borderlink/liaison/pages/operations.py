"""The pages of controlled deliveries: all of them, one with its live board, its acts, and STOP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.pages.answers import said
from borderlink.custody.queries.exhibits import numbers_seen
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Reader
from borderlink.liaison.actions import delivering, looking
from borderlink.liaison.domain.charting import draw
from borderlink.liaison.domain.delivery import Plan, Step
from borderlink.liaison.domain.orders import plan_of
from borderlink.liaison.domain.partnership import zones_of
from borderlink.liaison.forms import operations as forms
from borderlink.liaison.pages.operation_board import (
    SIGNALS,
    acts_for,
    board,
    log_words,
    plan_words,
    words_for,
)
from borderlink.liaison.pages.words import partner_name, zone_here
from borderlink.liaison.queries import delivery
from borderlink.liaison.queries.letters import Letter
from borderlink.liaison.queries.office import partners_kept
from borderlink.liaison.queries.sight import needs_letters
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names

MOST: Final = 100  # operations of a list
ACTS: Final = ("agree", "arm", "go", "heard", "left", "arrived", "lapsed")


def _rows(request: OfficerRequest, at: datetime) -> list[dict[str, Any]]:
    found = []
    for row in delivery.operations_of(request.reader)[:MOST]:
        now = delivery.standing_of(row, at)
        plan = now.folded.plan or now.folded.proposed
        colour, icon, word, _ = SIGNALS[now.view.stage]
        legs = now.view.legs
        found.append({
            "row": row, "partner": partner_name(row.partner, request.language), "colour": colour,
            "icon": icon, "word": word, "untold": now.untold,
            "start": plan.legs[0].start if plan else "", "end": plan.legs[-1].end if plan else "",
            "until": datetime.fromtimestamp(plan.until, tz=at.tzinfo) if plan else None,
            "over": plan is not None and plan.until <= at.timestamp(),
            "arrived": sum(one.state.value == "arrived" for one in legs), "legs": len(legs),
        })  # fmt: skip
    return found


@require_GET
def operations(request: OfficerRequest) -> HttpResponse:
    """Show the controlled deliveries that are the reader's to see."""
    needs_letters(request.reader, "liaison.see-operations")
    at = timezone.now()
    rows = _rows(request, at)
    looking.look_at_list(what="operations", count=len(rows), by=request.reader, at=at)
    context = {"rows": rows, "at": at, "may_plan": bool(partners_kept(request.reader))}
    return render(request, "liaison/operations/operations.html", context)


@require_GET
def operations_live(request: OfficerRequest) -> HttpResponse:
    """Answer how they stand now: asked every second by the list that is open."""
    needs_letters(request.reader, "liaison.see-operations")
    at = timezone.now()
    context = {"rows": _rows(request, at), "at": at}
    return render(request, "liaison/operations/parts/list.html", context)


@require_GET
def operation(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Show one controlled delivery: its board, what can be done, its plan, its chart, its log."""
    row = delivery.operation_of(request.reader, uuid)
    at = timezone.now()
    looking.look_at_operation(operation=str(row.uuid), by=request.reader, at=at)
    return page(request, row, at)


def page(
    request: OfficerRequest, row: delivery.Operation, at: datetime, *, refusal: Refusal | None = None,
    telephone: forms.TelephoneForm | None = None, substitute: forms.SubstituteForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Return the page of an operation; with a refusal above it, or beside the form that it concerns."""
    now = delivery.standing_of(row, at)
    context = board(request.reader, now, request.language, at) | _rest(request, now)
    context |= {
        "refusal": said(refusal, request) if refusal else None,
        "stop_form": forms.StopForm(auto_id="stop_%s"),
    }
    if telephone is not None:
        context["telephone_form"] = telephone
    if substitute is not None:
        context["substitute_form"] = substitute
    wrong = refusal or (telephone and telephone.errors) or (substitute and substitute.errors)
    return render(request, "liaison/operations/operation.html", context, status=422 if wrong else 200)


def _rest(request: OfficerRequest, now: delivery.Standing) -> dict[str, Any]:
    """Return what stands below the board: what can be done, the plan, its chart, the goods, the log."""
    lines, row = delivery.log_of(now.row), now.row
    log = [
        (line, log_words(line, request.language), words_for(line.row.side, row, request.language))
        for line in reversed(lines)
    ]
    substitutes = delivery.substitutes_of(row)
    numbers = [number for one in substitutes for number in (one.source, one.exhibit)]
    return _acts(request, now) | _told(request, now, lines) | {
        "visible": numbers_seen(request.reader, numbers),
        "log": log, "names": officer_names({line.row.by for line in lines if line.ours}),
        "substitutes": substitutes, "substitute_form": forms.SubstituteForm(),
    }  # fmt: skip


def _acts(request: OfficerRequest, now: delivery.Standing) -> dict[str, Any]:
    found = dict(acts_for(request.reader, now))
    return found | {"telephone_form": telephone_form(now, found.get("speakers", ())), "row": now.row}


def telephone_form(
    now: delivery.Standing, speakers: Sequence[str], data: QueryDict | None = None
) -> forms.TelephoneForm:
    """Return the form for a word that is heard: which zones a time can be told in, who may say GO there."""
    partner = now.row.partner
    zones = dict.fromkeys([partner.time_zone, *zones_of(partner.country), zone_here()])
    choices = {
        "speaker": [("", "–"), *((badge, badge) for badge in speakers)],
        "zone": [(zone, zone) for zone in zones],
    }  # fmt: skip
    return forms.TelephoneForm(data, choices=choices)


def _told(request: OfficerRequest, now: delivery.Standing, lines: list[delivery.LogLine]) -> dict[str, Any]:
    """Return the plan that is proposed, or the one in force, in the reader's language, and its chart."""
    plan = now.folded.proposed or now.folded.plan
    line = next((one for one in lines if plan and one.row.kind == "cd_plan" and _is_of(one, plan)), None)
    if line is None:
        return {"plan": None, "chart": None}
    text = line.body["facts"]["plan"]
    sentences = plan_words(line.body["facts"], now.row, request.language)
    return {
        "plan": plan, "plan_words": sentences, "plan_letter": line.row.letter,
        "chart": draw(text["legs"], request.language), "goods": text["substitution"],
        "signed": sorted(
            words_for(side, now.row, request.language) for side in now.folded.signed_by
        ),
        "in_force": plan == now.folded.plan,
    }  # fmt: skip


def _is_of(line: delivery.LogLine, plan: Plan) -> bool:
    return plan_of(line.body["facts"]["plan"]).digest == plan.digest


@require_GET
def live(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Answer how one stands now: asked every second by the page that is open."""
    row = delivery.operation_of(request.reader, uuid)
    at = timezone.now()
    context = board(request.reader, delivery.standing_of(row, at), request.language, at)
    return render(request, "liaison/operations/parts/live.html", context)


@require_GET
def acts(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Answer what stands below the board: asked when something has changed."""
    row = delivery.operation_of(request.reader, uuid)
    now = delivery.standing_of(row, timezone.now())
    return render(request, "liaison/operations/parts/rest.html", _rest(request, now))


@require_POST
def stop(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Order STOP: it holds at once. A script is answered in JSON: nothing else on its page is lost."""
    row = delivery.operation_of(request.reader, uuid)
    form = forms.StopForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else "CDW-OTHER"  # a STOP is never held up by its form
    told = delivering.stop(operation=row.uuid, why=why, by=request.reader, at=timezone.now())
    if request.headers.get("X-Borderlink-Stop"):
        return JsonResponse({"stopped": True, "told": told})
    if told:
        messages.success(request, gettext("STOP holds here, and is on its way to the other side."))
    else:
        messages.error(request, gettext("STOP holds here. It is NOT on its way: say it by telephone now."))
    return redirect("liaison:operation", uuid=row.uuid)


def act(request: OfficerRequest, uuid: UUID, name: str) -> HttpResponse:
    """Do one step of an operation; a refusal stands above the page, with its reason."""
    row, at = delivery.operation_of(request.reader, uuid), timezone.now()
    if request.method != "POST":  # who changes the language where a refusal stands comes back by its address
        return redirect("liaison:operation", uuid=row.uuid)
    if name not in ACTS:
        raise NotFound(thing="operation", name=name[:36])
    try:
        _do(request, row, name, at)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return page(request, row, at, refusal=refusal)
    return redirect("liaison:operation", uuid=row.uuid)


def _do(request: OfficerRequest, row: delivery.Operation, name: str, at: datetime) -> object:
    by, leg, uuid = request.reader, request.POST.get("leg", "")[:8], row.uuid
    if name == "agree":
        digest = request.POST.get("digest", "")[:64]
        return delivering.agree_plan(operation=uuid, digest=digest, by=by, at=at)
    if name == "arm":
        return delivering.arm(operation=uuid, by=by, at=at)
    if name == "go":
        return _go(request, by, uuid, leg, at)
    if name == "heard":
        return delivering.hear_go(operation=uuid, leg=leg, by=by, at=at)
    return delivering.report_leg(operation=uuid, leg=leg, step=Step[name.upper()], by=by, at=at)


def _go(request: OfficerRequest, by: Reader, uuid: UUID, leg: str, at: datetime) -> object:
    form = forms.GoForm(request.POST)
    minutes = form.cleaned_data["minutes"] if form.is_valid() else 0  # 0: refused, with the bounds
    return delivering.say_go(operation=uuid, leg=leg, minutes=minutes, by=by, at=at)


def operation_link(reader: object, subject: object) -> dict[str, object]:  # noqa: ARG001 - a panel's shape
    """Return which operation a letter of one is about: a link on the letter's page."""
    return {"operation": delivery.operation_of_letter(subject.uuid) if isinstance(subject, Letter) else None}
