"""Controlled deliveries: plans are signed, legs may go, anyone stops them. Each act is a signed letter."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from borderlink.foundation.refusals import Refusal
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.composing import begin, fresh_id, new_thread, to_text
from borderlink.liaison.actions.sending import leave_sealed
from borderlink.liaison.domain import schemas
from borderlink.liaison.domain.building import Draft
from borderlink.liaison.domain.delivery import SHORTEST, Go, LegState, LegView, Plan, Step
from borderlink.liaison.domain.orders import (
    AGREE,
    PROPOSE,
    STOP,
    CdGo,
    CdPlan,
    CdStatus,
    CdStop,
    LegText,
    PlanText,
    SideText,
    plan_of,
)
from borderlink.liaison.domain.states import Lane, PartnerState
from borderlink.liaison.models.delivery import Operation, OperationEvent
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.delivery import Standing, lead_of, operation_of, standing_of, untold_stops
from borderlink.liaison.queries.partners import partner_of
from borderlink.liaison.queries.postkeys import me
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals import delivery as refused
from borderlink.officers.queries import Officer, reader_of

_LANES: Final = {"cd_go": Lane.STOP, "cd_stop": Lane.STOP}
_STOPS_UNDER: Final = {"scheme": "HSC-EUROPOL", "code": "HDL-H1"}
_BLANK: Final = ("basis", "article", "own_reference", "their_reference")


@transaction.atomic
def propose_plan(
    *, partner: str, value: Mapping[str, Any], operation: UUID | str = "", by: Reader, at: datetime
) -> Operation:
    """Sign a plan as the first side: of a new operation, or a new one of ``operation``.

    ``value``: ``until``, ``substitution``, ``sides`` and ``legs`` as in a letter, and of ``lead``,
    ``cut_off``, ``costs`` and ``evidence`` what is agreed. The STOP orders that we know of are named in it:
    they end when both have signed. What its telephone words are drawn from is drawn here.

    Refuses: ``NotFound``, ``NotAllowed``, ``PlanNotOurs``, and what the gate and sealing refuse.
    """
    row = locked(by, operation, "liaison.cd-propose") if operation else _opened(by, partner, at)
    now = standing_of(row, at)
    text = _plan_text(value, row.partner, now, at)
    draft = CdPlan(operation=str(row.uuid), step=PROPOSE, at=at, plan=text)
    _say(row, draft, act="liaison.cd-propose", by=by, at=at)
    return row


def _opened(by: Reader, code: str, at: datetime) -> Operation:
    partner = partner_of(by, code)
    needs_office(by, partner.unit, "liaison.cd-propose")
    thread = new_thread(partner, "", at)
    return Operation.objects.create(uuid=fresh_id(at), partner=partner, thread=thread, opened_at=at)


def _plan_text(value: Mapping[str, Any], partner: Partner, now: Standing, at: datetime) -> PlanText:
    """Return a plan as it will be signed. Refuses: ``PlanNotOurs``."""
    try:
        sides = tuple(SideText(**_side(side)) for side in value["sides"])
        legs = tuple(LegText(**leg) for leg in value["legs"])
        more = {name: value[name] for name in ("lead", "costs") if value.get(name)}
        more |= {name: tuple(value[name]) for name in ("cut_off", "evidence") if value.get(name)}
        until, goods = datetime.fromtimestamp(int(value["until"]), at.tzinfo), str(value["substitution"])
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as fault:
        raise refused.PlanNotOurs(what=str(fault)[:80]) from None
    last = now.folded.proposed
    text = PlanText(
        revision=(last.revision + 1) if last else 1, until=until, substitution=goods, sides=sides, legs=legs,
        clears=tuple(sorted(one.id for one in now.folded.stops)), salt=secrets.token_hex(32), **more,
    )  # fmt: skip
    _check(plan_of(text.as_facts()), partner, at)
    return text


def _side(value: Mapping[str, Any]) -> dict[str, Any]:
    return {**value, "go": tuple(value["go"]), "officers": tuple(value.get("officers", ()))}


def _check(plan: Plan, partner: Partner, at: datetime) -> None:
    if wrong := plan.fault((me(), partner.code), int(at.timestamp())):
        raise refused.PlanNotOurs(what=wrong)


@transaction.atomic
def agree_plan(*, operation: UUID | str, digest: str, by: Reader, at: datetime) -> Operation:
    """Sign the proposed plan as the second side; ``digest`` is the one that the officer has seen.

    Refuses: ``NotFound``, ``NotAllowed``, ``PlanNotSeen``, ``PlanNotOurs``, and what the gate and sealing
    refuse.
    """
    row = locked(by, operation, "liaison.cd-agree")
    now = standing_of(row, at).folded
    if now.proposed is None or now.proposed.digest != digest.strip() or me() in now.signed_by:
        raise refused.PlanNotSeen
    _check(now.proposed, row.partner, at)
    plans = [json.loads(one.body)["facts"]["plan"] for one in row.events.filter(kind="cd_plan")]
    plan = next(one for one in plans if plan_of(one).digest == now.proposed.digest)
    draft = CdPlan(operation=str(row.uuid), step=AGREE, at=at, plan=plan)
    _say(row, draft, act="liaison.cd-agree", by=by, at=at)
    return row


@transaction.atomic
def arm(*, operation: UUID | str, by: Reader, at: datetime) -> Operation:
    """Report that our people and means stand ready for the plan that both signed.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotAgreed``, ``IsStopped``.
    """
    row = locked(by, operation, "liaison.cd-report")
    plan = _plan_in_force(standing_of(row, at))
    draft = CdStatus(operation=str(row.uuid), plan=plan.digest, step=Step.ARMED.value, at=at)
    _say(row, draft, act="liaison.cd-report", by=by, at=at)
    return row


@transaction.atomic
def say_go(*, operation: UUID | str, leg: str, minutes: int, by: Reader, at: datetime) -> Operation:
    """Let one leg move for so many minutes; a GO that still holds is renewed by it.

    It counts on both sides once the other side has reported that it heard it.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotAgreed``, ``IsStopped``, ``NotArmed``, ``MayNotGo``,
    ``LegUnknown``, ``LegIsOver``, ``LegHasLeft``, ``GoTooLong``, ``ClocksApart``.
    """
    row = locked(by, operation, "liaison.cd-go")
    now = standing_of(row, at)
    plan = _plan_in_force(now)
    if not now.folded.is_armed():
        raise refused.NotArmed
    if not plan.may_go(me(), by.badge):
        raise refused.MayNotGo(by=by.badge)
    seen = _leg(now, leg)
    if seen.has_left and seen.state is not LegState.GO:
        raise refused.LegHasLeft(leg=leg)
    if not SHORTEST <= minutes * 60 <= seen.leg.minutes * 60:
        raise refused.GoTooLong(leg=leg, least=SHORTEST // 60, most=seen.leg.minutes)
    until, lead = at + timedelta(minutes=minutes), lead_of(row.partner, at)
    if min(int(until.timestamp()), plan.until) - lead <= int(at.timestamp()):
        raise refused.ClocksApart(seconds=lead)
    draft = CdGo(operation=str(row.uuid), plan=plan.digest, leg=leg, at=at, until=until)
    _say(row, draft, act="liaison.cd-go", by=by, at=at)
    return row


def _leg(now: Standing, leg: str) -> LegView:
    """Return a leg of the plan that is not over. Refuses: ``LegUnknown``, ``LegIsOver``."""
    seen = now.view.leg(leg)
    if seen is None:
        raise refused.LegUnknown(leg=leg[:8])
    if seen.state in {LegState.ARRIVED, LegState.LAPSED}:
        raise refused.LegIsOver(leg=leg)
    return seen


@transaction.atomic
def hear_go(*, operation: UUID | str, leg: str, by: Reader, at: datetime) -> Operation:
    """Report that we heard the other side's newest GO for a leg: it counts from now on.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotAgreed``, ``IsStopped``, ``LegUnknown``, ``LegIsOver``,
    ``NothingToHear``.
    """
    row = locked(by, operation, "liaison.cd-report")
    now = standing_of(row, at)
    plan = _plan_in_force(now)
    _leg(now, leg)
    theirs = int(at.timestamp()) + lead_of(row.partner, at)  # what their clock may show by now
    mine = [go for go in now.folded.said if go.leg == leg and _waits(go, now)]
    waiting = [go for go in mine if theirs < min(go.until, plan.until)]
    if not waiting:
        raise refused.NothingToHear(leg=leg)
    facts = {"step": Step.HEARD.value, "leg": leg, "go": waiting[-1].id}
    draft = CdStatus(operation=str(row.uuid), plan=plan.digest, at=at, **facts)
    _say(row, draft, act="liaison.cd-report", by=by, at=at)
    return row


def _waits(go: Go, now: Standing) -> bool:
    """Say whether a GO of theirs waits for our written report, heard by telephone or not."""
    written = {one.id for one in now.folded.reports if not one.phone}
    return go.side != me() and not go.phone and not written & set(now.folded.heard[go.id])


@transaction.atomic
def report_leg(*, operation: UUID | str, leg: str, step: Step, by: Reader, at: datetime) -> Operation:
    """Report that a leg left, arrived, or that its GO lapsed here. A fact is never refused for its time.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotAgreed``, ``LegUnknown``.
    """
    row = locked(by, operation, "liaison.cd-report")
    plan = standing_of(row, at).folded.plan
    if plan is None:
        raise refused.NotAgreed
    if plan.leg(leg) is None:
        raise refused.LegUnknown(leg=leg[:8])
    draft = CdStatus(operation=str(row.uuid), plan=plan.digest, step=step.value, leg=leg, at=at)
    _say(row, draft, act="liaison.cd-report", by=by, at=at)
    return row


@transaction.atomic
def stop(*, operation: UUID | str, why: str, by: Reader, at: datetime) -> bool:
    """Order STOP. It holds here at once, whatever the link; say whether it could be sealed for the partner.

    It asks for nothing: no plan, no GO, no approval of the gate, no open link. What could not be sealed is
    sealed as soon as it can be, and until then it must be told by telephone.

    Refuses: ``NotFound``, ``NotAllowed``, ``LetterShapeWrong`` (no such reason).
    """
    row = locked(by, operation, "liaison.cd-stop")
    letter, value = _written(row, CdStop(operation=str(row.uuid), why=why, at=at), by, at)
    _keep(row, letter, value, me(), at)
    told = _told(letter, value, by, at)
    facts: dict[str, str | int] = {"partner": row.partner.code, "why": why, "sealed": int(told)}
    note(act="liaison.cd-stop", subject=f"operation {row.uuid}", facts=facts, alert=True, by=by.badge, at=at)
    return told


def tell_untold(*, at: datetime) -> int:
    """Seal STOP orders that could not be sealed before; return how many left now. Each by whoever gave it."""
    done = 0
    for letter in untold_stops():
        officer = Officer.objects.filter(badge=letter.author).first()
        ready = letter.thread.partner.state == PartnerState.PINNED.value
        if officer is not None and ready:
            done += _told(letter, json.loads(letter.body), reader_of(officer), at)
    return done


def _told(letter: Letter, value: Mapping[str, Any], by: Reader, at: datetime) -> bool:
    try:
        with transaction.atomic():
            leave_sealed(letter, value, lane=Lane.STOP, by=by, at=at)
    except Refusal:
        return False
    return True


def delivery_came(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Write a partner's order, plan or report into the log of its operation: the effect of its letter.

    Refuses: ``OperationOfAnother``, ``PlanNotOurs``.
    """
    partner = letter.thread.partner
    row, _ = Operation.objects.get_or_create(
        uuid=UUID(value["facts"]["operation"]),
        defaults={"partner": partner, "thread": letter.thread, "opened_at": at},
    )
    if row.partner_id != partner.pk:
        raise refused.OperationOfAnother
    if letter.kind == "cd_plan" and plan_of(value["facts"]["plan"]).both() != {me(), partner.code}:
        raise refused.PlanNotOurs(what="sides")
    _keep(row, letter, value, partner.code, at)
    if letter.kind == STOP:
        facts: dict[str, str | int] = {"partner": partner.code, "why": value["facts"]["why"]}
        note(
            act="liaison.cd-stop-came",
            subject=f"operation {row.uuid}",
            facts=facts,
            alert=True,
            by="node",
            at=at,
        )


def locked(by: Reader, operation: UUID | str, act: str) -> Operation:
    """Return an operation of the officer's office, its row locked. Refuses: ``NotFound``, ``NotAllowed``."""
    row = operation_of(by, operation)
    needs_office(by, row.thread.unit, act)
    return (
        Operation.objects.select_for_update(of=("self",)).select_related("partner", "thread").get(pk=row.pk)
    )


def _plan_in_force(now: Standing) -> Plan:
    if now.folded.stops:
        raise refused.IsStopped
    if now.folded.plan is None:
        raise refused.NotAgreed
    return now.folded.plan


def _say(row: Operation, draft: Draft, *, act: str, by: Reader, at: datetime) -> None:
    """Write, keep, let leave and seal one letter of an operation."""
    letter, value = _written(row, draft, by, at)
    _keep(row, letter, value, me(), at)
    leave_sealed(letter, value, lane=_LANES.get(draft.kind, Lane.URGENT), by=by, at=at)
    facts: dict[str, str | int] = {"partner": row.partner.code, "kind": draft.kind}
    facts |= {name: str(part) for name, part in value["facts"].items() if name in {"step", "leg", "until"}}
    note(act=act, subject=f"operation {row.uuid}", facts=facts, by=by.badge, at=at)


def _written(row: Operation, draft: Draft, by: Reader, at: datetime) -> tuple[Letter, Mapping[str, Any]]:
    """Return a new letter of an operation; it waits for none before it. Refuses: ``LetterShapeWrong``."""
    letter = begin(draft.kind, row.thread, None, by.badge, at)
    body = dict(json.loads(letter.body)) | {"facts": draft.facts(), "after": "", "urgency": "URG-FLASH"}
    if draft.kind == STOP:  # it needs nothing of the terms
        body["handling"] = body["handling"] | _STOPS_UNDER
        body["channel"] = body["channel"] | dict.fromkeys(_BLANK, "")
        body["channel"]["code"] = body["channel"]["code"] or "CHA-POLICE"
    value = schemas.check_value(body).value
    letter.body, letter.urgency = to_text(body), "URG-FLASH"
    letter.save(update_fields=["body", "urgency"])
    return letter, value


def _keep(row: Operation, letter: Letter, value: Mapping[str, Any], side: str, at: datetime) -> None:
    OperationEvent.objects.get_or_create(
        letter=letter.uuid,
        defaults={
            "operation": row, "kind": letter.kind, "side": side, "by": value["author"]["badge"],
            "body": to_text(value), "known_at": at, "lead_s": lead_of(row.partner, at),
        },
    )  # fmt: skip
