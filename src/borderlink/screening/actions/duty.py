"""The carrier's own duty to check, on record; and what customs asks a carrier to keep back until released."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Reader, Role
from borderlink.journal.actions import note
from borderlink.officers.queries import Holder
from borderlink.screening.actions.belt import needs_inspector, waybill_of
from borderlink.screening.actions.counter import digest_of, must_be_waybill
from borderlink.screening.actions.notices import tell_company
from borderlink.screening.actions.trial import release_on_trial
from borderlink.screening.domain.counter import HOLD_MOST, WhenDown, is_test
from borderlink.screening.models.counter import (
    Acceptance,
    CounterCheck,
    CounterPolicy,
    Hold,
    HoldStep,
    Suspicion,
)
from borderlink.screening.queries import counter, sight
from borderlink.screening.refusals.belt import NoReasonGiven
from borderlink.screening.refusals.counter import (
    CompanyUnknown,
    DoneInFuture,
    HoldEnded,
    HoldStands,
    HoldTooLong,
    KeyUsedOtherwise,
)

HOUR: Final = timedelta(hours=1)
CLOCKS_DIFFER: Final = timedelta(minutes=5)  # by how much a carrier's clock may be ahead of ours
Row = TypeVar("Row", Acceptance, Suspicion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What stands at the counter of the reader's stations."""

    to_inspect: list[CounterCheck]
    suspicions: list[Suspicion]
    holds: list[Hold]


@transaction.atomic
def look_at_counter(*, by: Reader, at: datetime) -> Counter:
    """Return what carriers were told to have inspected, report and keep back. Refuses: ``NotAllowed``."""
    found = Counter(
        to_inspect=counter.to_inspect(by),
        suspicions=counter.suspicions_seen(by),
        holds=counter.holds_seen(by),
    )
    facts: dict[str, str | int] = {"count": len(found.to_inspect)}
    note(act="screening.list-counter", subject="counter", facts=facts, by=by.badge, at=at)
    return found


def record_acceptance(
    *, said: Mapping[str, object], idempotency: str = "", by: Holder, at: datetime
) -> Acceptance:
    """Keep that a carrier checked a parcel on accepting it. Nothing of a person's paper is taken.

    Refuses: ``DoneInFuture``, ``NotAWaybill``, ``KeyUsedOtherwise``.
    """
    done = said["done_at"]
    if isinstance(done, datetime) and done > at + CLOCKS_DIFFER:
        raise DoneInFuture(done=done)
    return _kept(Acceptance, said, act="screening.accept", idempotency=idempotency, by=by, at=at)


def report_suspicion(
    *, said: Mapping[str, object], idempotency: str = "", by: Holder, at: datetime
) -> Suspicion:
    """Keep that a carrier finds a parcel suspicious. Refuses: ``NotAWaybill``, ``KeyUsedOtherwise``."""
    return _kept(Suspicion, said, act="screening.suspect", idempotency=idempotency, by=by, at=at)


def _kept(
    kind: type[Row], said: Mapping[str, object], *, act: str, idempotency: str, by: Holder, at: datetime
) -> Row:
    """Write a record once: an idempotency key again gets the first, or is refused with another content."""
    waybill = waybill_of(str(said["waybill"]))
    must_be_waybill(waybill, by)
    row = kind(
        number=f"A-{secrets.token_hex(8)}", agency=settings.BORDERLINK.agency, unit=by.unit,
        company=by.company, key=by.number, sandbox=by.sandbox, idempotency=idempotency,
        digest=digest_of(said), at=at, **{**said, "waybill": waybill},
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if not by.sandbox:
                note(act=act, subject=f"parcel {waybill}", facts={"record": row.number}, by=by.number, at=at)
    except IntegrityError:
        first = kind.objects.filter(company=by.company, idempotency=idempotency).first()
        if first is None or first.digest != row.digest:
            raise KeyUsedOtherwise(key=idempotency) from None
        return first
    return row


@transaction.atomic
def hold_parcel(*, waybill: str, company: str, hours: int, why: str, by: Reader, at: datetime) -> Hold:
    """Ask a carrier to keep a parcel back, unopened, for some hours; the reason stays with customs.

    Refuses: ``NotAllowed``, ``NoReasonGiven``, ``HoldTooLong``, ``CompanyUnknown``, ``HoldStands``.
    """
    needs_inspector(by, "screening.hold")
    wanted, until = waybill_of(waybill), at + hours * HOUR
    if not why.strip():
        raise NoReasonGiven
    if not at < until <= at + HOLD_MOST:
        raise HoldTooLong(hours=HOLD_MOST // HOUR)
    if company not in counter.companies_at(by, trial=is_test(wanted)):
        raise CompanyUnknown(company=company)
    unit = min(by.units)
    standing = counter.standing_hold(unit, wanted, at=at)
    if standing is not None:
        raise HoldStands(waybill=wanted, until=standing.expires_at)
    hold = Hold.objects.create(
        number=f"H-{secrets.token_hex(8)}", agency=by.agency, unit=unit, company=company, waybill=wanted,
        why=why.strip()[:400], at=at, by=by.badge, expires_at=until,
    )  # fmt: skip
    tell_company(hold, "hold", at=at)
    facts: dict[str, str | int] = {"hold": hold.number, "company": company, "hours": hours}
    note(act="screening.hold", subject=f"parcel {wanted}", facts=facts, why=hold.why, by=by.badge, at=at)
    return hold


@transaction.atomic
def release_hold(*, number: str, why: str = "", by: Reader, at: datetime) -> Hold:
    """Let the carrier ship the parcel. Refuses: ``NotAllowed``, ``HoldUnknown``, ``HoldEnded``."""
    needs_inspector(by, "screening.release")
    hold = counter.hold_seen(by, number)
    _must_stand(hold, "released", at=at)
    HoldStep.objects.create(hold=hold, what="released", at=at, by=by.badge)
    tell_company(hold, "release", at=at)
    note(
        act="screening.release", subject=f"parcel {hold.waybill}", facts={"hold": number},
        why=why.strip()[:400], by=by.badge, at=at,
    )  # fmt: skip
    return hold


@transaction.atomic
def acknowledge_hold(*, number: str, operator: str, by: Holder, at: datetime) -> Hold:
    """Keep that the carrier has set the parcel aside. Refuses: ``HoldUnknown``, ``HoldEnded``."""
    hold = counter.hold_of_company(by.company, number, sandbox=by.sandbox)
    _must_stand(hold, "acknowledged", at=at)
    HoldStep.objects.create(hold=hold, what="acknowledged", at=at, by=operator)
    release_on_trial(hold, at=at)
    facts: dict[str, str | int] = {"hold": number, "company": by.company}
    if not by.sandbox:
        subject = f"parcel {hold.waybill}"
        note(act="screening.acknowledge-hold", subject=subject, facts=facts, by=by.number, at=at)
    return hold


def _must_stand(hold: Hold, step: str, *, at: datetime) -> None:
    done = set(hold.steps.values_list("what", flat=True))
    if "released" in done or step in done:
        raise HoldEnded(waybill=hold.waybill, state="released" if "released" in done else step)
    if at >= hold.expires_at:
        raise HoldEnded(waybill=hold.waybill, state="expired")


@transaction.atomic
def set_policy(*, when_down: WhenDown, why: str, by: Reader, at: datetime) -> CounterPolicy:
    """Decide what the belt of one's station does when no answer comes in time.

    Refuses: ``NotAllowed`` for anyone but an analyst, ``NoReasonGiven``.
    """
    sight.needs(by, Kind.REFERRAL, "screening.set-policy")
    if Role.ANALYST not in by.roles or not by.units:
        raise NotAllowed(act="screening.set-policy")
    if not why.strip():
        raise NoReasonGiven
    row = CounterPolicy.objects.create(
        agency=by.agency,
        unit=min(by.units),
        when_down=when_down.value,
        why=why.strip()[:400],
        at=at,
        by=by.badge,
    )
    facts: dict[str, str | int] = {"when-down": when_down.value}
    note(act="screening.set-policy", subject=f"unit {row.unit}", facts=facts, why=row.why, by=by.badge, at=at)
    return row
