"""Questions about the post: what waits, how each link stands, and why a letter did not arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, QuerySet

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.states import LANES, Arrived, PartnerState, Posted
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import (
    CarriedFile,
    Inbound,
    Incoming,
    Link,
    Outgoing,
    Receipt,
    Try,
)
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.queries.partners import partner_of
from borderlink.liaison.queries.postkeys import TRUSTED
from borderlink.liaison.refusals.post import GaveUp, PartnerPaused
from borderlink.liaison.refusals.receiving import Expired

__all__ = ["Partner"]

UNTOLD: Final = ""  # no answer yet to what was written so far
# What another's commit changes, and nothing else for long; both answer without looking at any table.
_WRITTEN: Final = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}

_TRUSTED: Final = Asked(lambda code: Partner.objects.filter(code=code, state__in=TRUSTED))
_WAITS: Final = Asked(
    lambda code, lanes, held_back: (
        Outgoing.objects.filter(
            partner__code=code, partner__state=PartnerState.PINNED.value, state=Posted.WAITING.value,
            lane__in=lanes,
        )
        .exclude(pk__in=held_back)
        .values_list("pk")[:1]
    )
)  # fmt: skip
_NOT_TOLD: Final = Asked(
    lambda code: Receipt.objects.filter(partner__code=code, ours=True, told_at=None).values_list("pk")[:1]
)
_GIVEN_UP: Final = Asked(
    lambda code: Outgoing.objects.filter(
        partner__code=code, state=Posted.EXPIRED.value, settled_at=None
    ).values_list("pk")[:1]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """How the link with a partner stands, as both sides see it."""

    partner: str
    address: str
    epoch: str  # ours
    sealed: int  # letters of this epoch
    waiting: dict[str, int]  # by lane
    waiting_since: datetime | None
    given_up: int  # expired on the way, all told
    they_hold: int  # of this epoch of ours, as they last signed
    they_hold_of: str  # the epoch of ours that they spoke of
    their_epoch: str
    we_hold: int
    waits: int  # letters of theirs that wait for an earlier one
    quarantined: int
    heard_at: datetime | None
    came_through_at: datetime | None
    tried_at: datetime | None
    failed: int
    failed_code: str
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened to a letter on its way: a stage, when, and a code where there is one.

    ``stage``: sealed, tried, carried, waiting, paused, given-up, or a code of the list `receipt_stage`;
    ``count``: of tries that failed alike, the last at ``until``.
    """

    stage: str
    at: datetime
    code: str = ""
    count: int = 1
    until: datetime | None = None


def partners_to_post() -> list[str]:
    """Return the codes of partners that have an address and are trusted."""
    found = Partner.objects.filter(state__in=TRUSTED).exclude(address="").order_by("code")
    return list(found.values_list("code", flat=True))


def partner_to_post(code: str) -> Partner | None:
    """Return a partner as it is now, while it is trusted."""
    found = _TRUSTED(code)
    return found[0] if found else None


def post_waits(code: str, lanes: Sequence[int], held_back: Sequence[int] = ()) -> bool:
    """Say whether letters of some lanes wait for a pinned partner and may go now."""
    return bool(_WAITS(code, tuple(lanes), tuple(held_back)))


def words_wait(code: str) -> bool:
    """Say whether something is to be told to a partner: receipts, letters that were given up."""
    return bool(_NOT_TOLD(code) or _GIVEN_UP(code))


def writings() -> str:
    """Return a mark that changes with whatever others commit: who finds it unchanged need not look.

    Asked before a look, so that a commit in between is looked for twice and never missed. SQLite counts for
    this thread's connection; PostgreSQL tells which transactions are visible, of all its databases.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN[connection.vendor])
        return str(cursor.fetchone()[0])


def reached_us_since(code: str, at: datetime | None) -> bool:
    """Say whether a partner's valid word has come since a moment: then a try to reach it is worth it."""
    return at is not None and Inbound.objects.filter(partner__code=code, heard_at__gt=at).exists()


def link_state(reader: Reader, code: str) -> LinkState:
    """Return how the link with a partner stands. Refuses: ``NotFound``."""
    partner = partner_of(reader, code)
    link = Link.objects.filter(partner=partner).first() or Link(partner=partner)
    inbound = Inbound.objects.filter(partner=partner).first() or Inbound(partner=partner)
    lanes = dict(_waiting(partner).values_list("lane").annotate(count=Count("pk")).order_by("lane"))
    incoming = Incoming.objects.filter(partner=partner)
    return LinkState(
        partner=partner.code, address=partner.address, epoch=link.epoch, sealed=link.next_seq - 1,
        waiting={LANES[lane].value: count for lane, count in lanes.items()},
        waiting_since=_waiting(partner).aggregate(first=Min("sealed_at"))["first"],
        given_up=Outgoing.objects.filter(partner=partner, state=Posted.EXPIRED.value).count(),
        they_hold=inbound.told_contiguous, they_hold_of=inbound.told_epoch, their_epoch=inbound.epoch,
        we_hold=inbound.contiguous, waits=incoming.filter(state=Arrived.WAITS.value).count(),
        quarantined=incoming.filter(state=Arrived.QUARANTINED.value).count(), heard_at=inbound.heard_at,
        came_through_at=link.came_through_at, tried_at=link.tried_at, failed=link.failed,
        failed_code=link.failed_code, next_try_at=link.next_try_at,
    )  # fmt: skip


def standing() -> list[dict[str, object]]:
    """Return how the post with each partner stands, for the operator: codes, counts and times, no letter."""
    return [_standing(partner) for partner in Partner.objects.order_by("code")]


def _standing(partner: Partner) -> dict[str, object]:
    link = Link.objects.filter(partner=partner).first() or Link(partner=partner)
    inbound = Inbound.objects.filter(partner=partner).first() or Inbound(partner=partner)
    waiting = _waiting(partner).aggregate(count=Count("pk"), since=Min("sealed_at"))
    return {
        "partner": partner.code, "state": partner.state, "waiting": waiting["count"],
        "since": waiting["since"],
        "they_hold": inbound.told_contiguous, "we_hold": inbound.contiguous, "heard_at": inbound.heard_at,
        "tried_at": link.tried_at, "failed": link.failed, "code": link.failed_code,
        "next_try_at": link.next_try_at,
    }  # fmt: skip


def _waiting(partner: Partner) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(partner=partner, state=Posted.WAITING.value)


def why_not_arrived(reader: Reader, letter: UUID | str) -> list[Step]:
    """Return everything that happened to a letter of ours on its way, oldest first, and what it waits for.

    Refuses: ``NotFound``, as ``letter_of``.
    """
    from borderlink.liaison.queries.letters import letter_of

    row = letter_of(reader, letter)
    sealed = Outgoing.objects.filter(letter=row.uuid)
    found = sealed.select_related("partner").first()
    if found is None:
        raise NotFound(thing="letter", name=str(letter)[:40])
    steps = [Step(stage="sealed", at=found.sealed_at), *_tries(found), *_carried(found), *_receipts(found)]
    steps.sort(key=lambda step: step.at)
    return [*steps, *_now(found)]


def _tries(sealed: Outgoing) -> list[Step]:
    """Return the tries that failed while an envelope waited."""
    tries = Try.objects.filter(partner=sealed.partner, last_at__gte=sealed.sealed_at)
    if sealed.settled_at is not None:
        tries = tries.filter(first_at__lte=sealed.settled_at)
    return [
        Step(stage="tried", at=row.first_at, code=row.code, count=row.count, until=row.last_at)
        for row in tries.order_by("pk")
    ]


def _carried(sealed: Outgoing) -> list[Step]:
    files = CarriedFile.objects.filter(partner=sealed.partner, direction="out", at__gte=sealed.sealed_at)
    return [
        Step(stage="carried", at=row.at)
        for row in files.filter(first__lte=sealed.pk, last__gte=sealed.pk).order_by("pk")
    ]


def _receipts(sealed: Outgoing) -> list[Step]:
    rows = Receipt.objects.filter(partner=sealed.partner, letter=sealed.letter, ours=False).order_by("pk")
    return [Step(stage=row.stage, at=row.at, code=row.code) for row in rows.defer("document")]


def _now(sealed: Outgoing) -> list[Step]:
    """Return what a letter that has not arrived waits for."""
    partner = sealed.partner
    if sealed.state == Posted.EXPIRED.value:
        return [
            Step(
                stage="given-up",
                at=sealed.expires_at,
                code=Expired.code if not sealed.settled_at else GaveUp.code,
            )
        ]
    if sealed.state != Posted.WAITING.value:
        return []
    link = Link.objects.filter(partner=partner).first()
    if partner.state == PartnerState.PAUSED.value:
        return [Step(stage="paused", at=partner.paused_at or sealed.sealed_at, code=PartnerPaused.code)]
    code = link.failed_code if link else ""
    if not partner.address:
        code = "post.no-address"
    tried = link.tried_at if link and link.tried_at else sealed.sealed_at
    return [Step(stage="waiting", at=tried, code=code, until=link.next_try_at if link else None)]
