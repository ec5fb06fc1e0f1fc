"""Why letters do not pass on one link: what is known of it as sentences, what stops everything first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from borderlink.liaison.domain.partnership import WARN_DAYS
from borderlink.liaison.domain.states import PartnerState

SILENT: Final = timedelta(hours=1)  # nodes that reach each other speak every few minutes
LATE: Final = timedelta(minutes=10)  # a letter that waits longer is worth a sentence


class Weight(StrEnum):
    """How much a trouble stops."""

    STOPS = "stops"  # nothing passes until somebody acts
    DELAYS = "delays"
    WARNS = "warns"  # it will stop, or has stopped single letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a link. Times that are None never were; counts are of letters."""

    state: PartnerState
    paused_at: datetime | None = None
    paused_why: str = ""
    has_address: bool = True
    their_keys_until: datetime | None = None
    our_keys_until: datetime | None = None
    untold_version: int = 0  # of our keys, not told to this partner; 0 where it knows the newest
    waiting: int = 0
    oldest_at: datetime | None = None
    came_through_at: datetime | None = None
    failed: int = 0
    failed_said: str = ""
    next_try_at: datetime | None = None
    heard_at: datetime | None = None
    they_miss: int = 0
    they_refused: int = 0
    quarantined: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One reason: its sentence lies under ``trouble.<code>``."""

    code: str
    weight: Weight
    facts: Mapping[str, object] = field(default_factory=dict)


def troubles(known: Known, at: datetime) -> tuple[Trouble, ...]:
    """Return why letters do not pass, or soon will not, the weightiest first."""
    found = (*_state(known), *_keys(known, at), *_line(known, at), *_letters(known))
    order = list(Weight)
    return tuple(sorted(found, key=lambda trouble: order.index(trouble.weight)))


def _state(known: Known) -> Iterator[Trouble]:
    if known.state is PartnerState.PAUSED:
        facts = {"at": known.paused_at, "why": known.paused_why}
        yield Trouble(code="paused", weight=Weight.STOPS, facts=facts)
    elif known.state is not PartnerState.PINNED:
        code = "not-pinned" if known.state is PartnerState.PROPOSED else "ended"
        yield Trouble(code=code, weight=Weight.STOPS)


def _keys(known: Known, at: datetime) -> Iterator[Trouble]:
    soon = at + timedelta(days=WARN_DAYS)
    if known.our_keys_until is None or known.our_keys_until <= at:
        yield Trouble(code="our-keys", weight=Weight.STOPS)
    elif known.our_keys_until <= soon:
        yield Trouble(code="our-keys-soon", weight=Weight.WARNS, facts={"on": known.our_keys_until})
    if known.state in {PartnerState.PROPOSED, PartnerState.ENDED} or known.their_keys_until is None:
        return
    if known.their_keys_until <= at:
        yield Trouble(code="their-keys", weight=Weight.STOPS, facts={"on": known.their_keys_until})
    elif known.their_keys_until <= soon:
        yield Trouble(code="their-keys-soon", weight=Weight.WARNS, facts={"on": known.their_keys_until})
    if known.untold_version:
        yield Trouble(code="keys-not-told", weight=Weight.WARNS, facts={"version": known.untold_version})


def _line(known: Known, at: datetime) -> Iterator[Trouble]:
    if known.state in {PartnerState.PROPOSED, PartnerState.ENDED}:
        return
    if not known.has_address:
        yield Trouble(code="no-address", weight=Weight.DELAYS, facts={"count": known.waiting})
        return
    if known.failed:
        facts = {"count": known.failed, "said": known.failed_said, "at": known.next_try_at or at}
        code = "unreached" if known.came_through_at else "never-reached"
        yield Trouble(code=code, weight=Weight.DELAYS, facts=facts)
    if known.waiting and known.oldest_at and known.oldest_at <= at - LATE:
        facts = {"count": known.waiting, "at": known.oldest_at}
        yield Trouble(code="waiting", weight=Weight.DELAYS, facts=facts)
    if known.heard_at is None:
        yield Trouble(code="never-heard", weight=Weight.DELAYS)
    elif known.heard_at <= at - SILENT:
        yield Trouble(code="silent", weight=Weight.DELAYS, facts={"at": known.heard_at})


def _letters(known: Known) -> Iterator[Trouble]:
    for code, count in (
        ("they-miss", known.they_miss), ("they-refused", known.they_refused),
        ("we-quarantine", known.quarantined), ("expired", known.expired),
    ):  # fmt: skip
        if count:
            yield Trouble(code=code, weight=Weight.WARNS, facts={"count": count})
