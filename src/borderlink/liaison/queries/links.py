"""How the post with a partner stands: as we see it, as its node signed it, and why letters do not pass."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Min, Sum

from borderlink.foundation.refusals import Refusal
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.receipts import Holding, SignedStatement
from borderlink.liaison.domain.states import Arrived, Direction, LetterState, PartnerState, Posted
from borderlink.liaison.domain.troubles import Known, Trouble, troubles
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import FailureCount, Inbound, Link, PostAlarm
from borderlink.liaison.queries import ownkeys
from borderlink.liaison.queries.partners import newest_keys, partner_of

COUNTED_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSides:
    """How far letters have come, both ways: what we sealed and what they signed that they hold; and theirs.

    ``told_at`` is by their clock. ``gaps`` are how many of ours they say they miss.
    """

    sealed: int
    they_hold: int
    told_at: datetime | None
    gaps: int
    waiting: int
    we_hold: int
    heard_at: datetime | None
    quarantined: int


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
    """One link: both sides, why letters do not pass, what failed, what was alarming."""

    sides: LinkSides
    known: Known
    troubles: tuple[Trouble, ...]
    failures: tuple[Failure, ...]
    alarms: tuple[Alarm, ...]


def report_of(reader: Reader, code: str, at: datetime) -> LinkReport:
    """Return how the post with a partner stands. Refuses: ``NotFound``."""
    partner = partner_of(reader, code)
    known = _known(partner, at)
    return LinkReport(
        sides=_sides(partner), known=known, troubles=troubles(known, at),
        failures=failures_of(partner.code, at), alarms=_alarms(partner),
    )  # fmt: skip


def troubles_of(partner: Partner, at: datetime) -> tuple[Trouble, ...]:
    """Return why letters to and from a partner do not pass, the weightiest first; for lists."""
    return troubles(_known(partner, at), at)


def failures_of(code: str, at: datetime) -> tuple[Failure, ...]:
    """Return what failed of all that came from an agency in 30 days; of nobody known under an empty code."""
    since = (at - timedelta(days=COUNTED_DAYS)).date()
    rows = FailureCount.objects.filter(partner=code, on__gte=since)
    totals = rows.values("code").annotate(total=Sum("count")).order_by("-total", "code")
    last = {row.code: row.on for row in rows.order_by("on")}
    return tuple(Failure(code=row["code"], count=row["total"], last_on=last[row["code"]]) for row in totals)


def untold_version(partner: Partner) -> int:
    """Return the version of our keys that a partner was not told yet, or 0.

    Told are those in force when its ceremony was held, and those of a key_update that was sealed to it.
    """
    versions = ownkeys.versions(settings.BORDERLINK.folder)
    held = partner.ceremonies.exclude(confirmed_at=None).order_by("-confirmed_at").first()
    if not versions or held is None or held.confirmed_at is None:
        return 0
    newest = versions[-1].keys
    told = newest.from_at <= held.confirmed_at.timestamp() or newest.version in _told_versions(partner)
    return 0 if told else newest.version


def _told_versions(partner: Partner) -> set[int]:
    gone = (LetterState.DRAFT.value, LetterState.DROPPED.value, LetterState.UNDELIVERED.value)
    sent = Letter.objects.filter(
        thread__partner=partner, kind="key_update", direction=Direction.OUT.value, sent_at__isnull=False
    )
    return {int(json.loads(row.body)["facts"]["version"]) for row in sent.exclude(state__in=gone)}


def _known(partner: Partner, at: datetime) -> Known:
    link = Link.objects.filter(partner=partner).first() or Link(partner=partner)
    sides, theirs = _sides(partner), newest_keys(partner)
    ours = ownkeys.versions(settings.BORDERLINK.folder)
    waiting = partner.outgoing.filter(state=Posted.WAITING.value)
    since = at - timedelta(days=COUNTED_DAYS)
    return Known(
        state=PartnerState(partner.state), paused_at=partner.paused_at, paused_why=partner.paused_why,
        has_address=bool(partner.address), their_keys_until=theirs.until_at if theirs else None,
        our_keys_until=_moment(ours[-1].keys.until_at) if ours else None,
        untold_version=untold_version(partner), waiting=sides.waiting,
        oldest_at=waiting.aggregate(oldest=Min("sealed_at"))["oldest"], came_through_at=link.came_through_at,
        failed=link.failed, failed_said=link.failed_code, next_try_at=link.next_try_at,
        heard_at=sides.heard_at, they_miss=sides.gaps, quarantined=sides.quarantined,
        they_refused=_settled(partner, Posted.REFUSED, since),
        expired=_settled(partner, Posted.EXPIRED, since),
    )  # fmt: skip


def _settled(partner: Partner, state: Posted, since: datetime) -> int:
    return partner.outgoing.filter(state=state.value, sealed_at__gte=since).count()


def _sides(partner: Partner) -> LinkSides:
    link = Link.objects.filter(partner=partner).first() or Link(partner=partner)
    inbound = Inbound.objects.filter(partner=partner).first() or Inbound(partner=partner)
    return LinkSides(
        sealed=link.next_seq - 1,
        they_hold=inbound.told_contiguous if inbound.told_epoch == link.epoch else 0,
        told_at=_moment(inbound.told_at) if inbound.told_at else None,
        gaps=_gaps(inbound),
        waiting=partner.outgoing.filter(state=Posted.WAITING.value).count(),
        we_hold=inbound.contiguous,
        heard_at=inbound.heard_at,
        quarantined=partner.incoming.filter(state=Arrived.QUARANTINED.value).count(),
    )


def _gaps(inbound: Inbound) -> int:
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


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
