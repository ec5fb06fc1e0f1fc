"""How the post with a partner stands: as we see it, as its node signed it, and why letters do not pass."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Sum

from borderlink.foundation.refusals import Refusal
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.partnership import moment
from borderlink.liaison.domain.receipts import Holding, SignedStatement
from borderlink.liaison.domain.states import Direction, LetterState, PartnerState, Posted
from borderlink.liaison.domain.troubles import Known, Trouble, troubles
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import FailureCount, Inbound, PostAlarm
from borderlink.liaison.queries import ownkeys
from borderlink.liaison.queries.partners import newest_keys, partner_of
from borderlink.liaison.queries.post import LinkState, link_state

COUNTED_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How often one thing went wrong with what came from a partner, in 30 days and on its last day."""

    code: str
    count: int
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that must not happen between honest nodes."""

    code: str
    letter: str
    seq: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """One link: both sides, why letters do not pass, what failed, what was alarming.

    ``they_hold`` and ``they_miss`` are what the partner's node signed of our letters of this epoch,
    ``told_at`` when, by its clock.
    """

    link: LinkState
    they_hold: int
    they_miss: int
    told_at: datetime | None
    waiting: int
    troubles: tuple[Trouble, ...]
    failures: tuple[Failure, ...]
    alarms: tuple[Alarm, ...]


def report_of(reader: Reader, code: str, at: datetime) -> LinkReport:
    """Return how the post with a partner stands. Refuses: ``NotFound``."""
    partner, link = partner_of(reader, code), link_state(reader, code)
    known, inbound = _known(partner, link, at), _inbound(partner)
    return LinkReport(
        link=link, they_hold=link.they_hold if link.they_hold_of == link.epoch else 0,
        they_miss=known.they_miss, told_at=moment(inbound.told_at) if inbound.told_at else None,
        waiting=known.waiting, troubles=troubles(known, at), failures=failures_of(partner.code, at),
        alarms=_alarms(partner),
    )  # fmt: skip


def troubles_of(reader: Reader, partner: Partner, at: datetime) -> tuple[Trouble, ...]:
    """Return why letters to and from a partner do not pass, the weightiest first; for lists."""
    return troubles(_known(partner, link_state(reader, partner.code), at), at)


def failures_of(code: str, at: datetime) -> tuple[Failure, ...]:
    """Return what failed of all that came from an agency in 30 days; of nobody known under an empty code."""
    since = (at - timedelta(days=COUNTED_DAYS)).date()
    rows = FailureCount.objects.filter(partner=code, on__gte=since)
    totals = rows.values("code").annotate(total=Sum("count")).order_by("-total", "code")
    last = {row.code: row.on for row in rows.order_by("on")}
    return tuple(Failure(code=row["code"], count=row["total"], last_on=last[row["code"]]) for row in totals)


def untold_versions(partner: Partner) -> tuple[int, ...]:
    """Return the versions of our keys that a partner was not told yet, the oldest first.

    Told are those that began before its ceremony was held, and those of a key_update that was sealed to it.
    """
    held = partner.ceremonies.exclude(confirmed_at=None).order_by("-confirmed_at").first()
    if held is None or held.confirmed_at is None:
        return ()
    known, since = _told_versions(partner), held.confirmed_at.timestamp()
    versions = [signed.keys for signed in ownkeys.versions(settings.BORDERLINK.folder)]
    return tuple(keys.version for keys in versions if keys.from_at > since and keys.version not in known)


def _told_versions(partner: Partner) -> set[int]:
    gone = (LetterState.DRAFT.value, LetterState.DROPPED.value, LetterState.UNDELIVERED.value)
    sent = Letter.objects.filter(
        thread__partner=partner, kind="key_update", direction=Direction.OUT.value, sent_at__isnull=False
    )
    return {int(json.loads(row.body)["facts"]["version"]) for row in sent.exclude(state__in=gone)}


def _known(partner: Partner, link: LinkState, at: datetime) -> Known:
    theirs, ours = newest_keys(partner), ownkeys.versions(settings.BORDERLINK.folder)
    since = at - timedelta(days=COUNTED_DAYS)
    return Known(
        state=PartnerState(partner.state), paused_at=partner.paused_at, paused_why=partner.paused_why,
        has_address=bool(partner.address), their_keys_until=theirs.until_at if theirs else None,
        our_keys_until=moment(ours[-1].keys.until_at) if ours else None,
        untold_version=max(untold_versions(partner), default=0), waiting=sum(link.waiting.values()),
        oldest_at=link.waiting_since, came_through_at=link.came_through_at, failed=link.failed,
        failed_said=link.failed_code, next_try_at=link.next_try_at, heard_at=link.heard_at,
        they_miss=_missed(_inbound(partner)), quarantined=link.quarantined,
        they_refused=_settled(partner, Posted.REFUSED, since),
        expired=_settled(partner, Posted.EXPIRED, since),
    )  # fmt: skip


def _settled(partner: Partner, state: Posted, since: datetime) -> int:
    return partner.outgoing.filter(state=state.value, sealed_at__gte=since).count()


def _inbound(partner: Partner) -> Inbound:
    return Inbound.objects.filter(partner=partner).first() or Inbound(partner=partner)


def _missed(inbound: Inbound) -> int:
    """Return how many letters of ours the partner's last signed statement says it misses."""
    if not inbound.told:
        return 0
    try:
        said = SignedStatement.from_bytes(inbound.told.encode()).statement
    except Refusal:
        return 0
    return sum(last - first + 1 for first, last in said.gaps) if isinstance(said, Holding) else 0


def _alarms(partner: Partner) -> tuple[Alarm, ...]:
    rows = PostAlarm.objects.filter(partner=partner).order_by("-at")[:20]
    return tuple(Alarm(code=row.code, letter=str(row.letter or ""), seq=row.seq, at=row.at) for row in rows)
