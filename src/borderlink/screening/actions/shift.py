"""A shift: its minutes, and its hand-over from one officer to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Kind, Reader
from borderlink.journal.actions import note
from borderlink.screening.actions.belt import needs_inspector
from borderlink.screening.domain.capacity import Capacity
from borderlink.screening.models.referrals import HandOver, Referral, ShiftPlan, Step
from borderlink.screening.queries import referrals, sight
from borderlink.screening.refusals.belt import HandOverNotYours, NothingToHandOver
from borderlink.screening.refusals.files import NotYourStation


def _station(unit: str, by: Reader) -> str:
    station = unit or min(by.units, default="")
    if not station:
        raise NotYourStation
    if not sight.may_see_unit(by, Kind.REFERRAL, station):
        raise NotFound(thing="station", name=station)
    return station


@transaction.atomic
def plan_shift(*, capacity: Capacity, unit: str = "", by: Reader, at: datetime) -> ShiftPlan:
    """Set how many minutes a station's shift has and which means it uses.

    Refuses: ``NotAllowed``, ``NotYourStation``, ``NotFound``.
    """
    needs_inspector(by, "screening.plan-shift")
    station = _station(unit, by)
    means = sorted(means.value for means in capacity.means)
    plan = ShiftPlan.objects.create(
        agency=by.agency, unit=station, minutes=capacity.minutes, means=means, at=at, by=by.badge
    )
    facts: dict[str, str | int] = {"minutes": capacity.minutes, "means": " ".join(means)}
    note(act="screening.plan-shift", subject=f"station {station}", facts=facts, by=by.badge, at=at)
    return plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What is open at the officer's stations, and the hand-overs so far, newest first."""

    open: list[Referral]
    hand_overs: list[HandOver]


@transaction.atomic
def look_at_shift(*, by: Reader, at: datetime) -> Shift:
    """Return what is open and the last hand-overs, one line in the journal. Refuses: ``NotAllowed``."""
    sight.needs(by, Kind.REFERRAL, "screening.look-at-shift")
    found = Shift(open=list(referrals.in_hand(by)), hand_overs=referrals.hand_overs(by))
    facts: dict[str, str | int] = {"count": len(found.open)}
    note(act="screening.look-at-shift", subject="shift", facts=facts, by=by.badge, at=at)
    return found


@transaction.atomic
def hand_over_shift(
    *, to: str, remark: str, notes: Mapping[str, str], unit: str = "", by: Reader, at: datetime
) -> HandOver:
    """Write what is open, who holds it and what the next officer must know; ``notes`` are by waybill.

    It changes nothing until the named officer takes it over. Refuses: ``NotAllowed``, ``NotYourStation``,
    ``NotFound``, ``NothingToHandOver``.
    """
    needs_inspector(by, "screening.hand-over-shift")
    station = _station(unit, by)
    next_officer = sight.colleague(to, unit=station)
    if not next_officer or next_officer == by.badge:
        raise NothingToHandOver(badge=to)
    items = [
        {
            "waybill": referral.waybill,
            "holder": referral.holder,
            "note": notes.get(referral.waybill, "").strip(),
        }
        for referral in referrals.in_hand(by).filter(unit=station)
    ]
    hand_over = HandOver.objects.create(
        agency=by.agency, unit=station, to=next_officer, note=remark.strip(), items=items, at=at, by=by.badge
    )
    facts: dict[str, str | int] = {"to": next_officer, "open": len(items)}
    note(act="screening.hand-over-shift", subject=f"station {station}", facts=facts, by=by.badge, at=at)
    return hand_over


@transaction.atomic
def take_over_shift(*, hand_over: int, by: Reader, at: datetime) -> HandOver:
    """Take over a shift: what the one before held and is still open is held by this officer from now on.

    Refuses: ``NotAllowed``, ``NotFound``, ``HandOverNotYours``.
    """
    needs_inspector(by, "screening.take-over-shift")
    row = referrals.hand_over_of(by, hand_over)
    if row.to != by.badge or row.taken_over_at is not None:
        raise HandOverNotYours(to=row.to, state="taken" if row.taken_over_at else "open")
    row.taken_over_at = at
    row.save(update_fields=["taken_over_at"])
    waybills = [item["waybill"] for item in row.items if item["holder"] == row.by]
    held = list(referrals.in_hand(by).filter(unit=row.unit, holder=row.by, waybill__in=waybills))
    Referral.objects.filter(pk__in=[referral.pk for referral in held]).update(holder=by.badge)
    Step.objects.bulk_create(
        Step(referral=referral, what="handed-over", note="", at=at, by=by.badge) for referral in held
    )
    facts: dict[str, str | int] = {"from": row.by, "parcels": len(held)}
    note(act="screening.take-over-shift", subject=f"station {row.unit}", facts=facts, by=by.badge, at=at)
    return row
