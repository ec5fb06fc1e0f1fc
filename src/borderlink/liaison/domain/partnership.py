"""What may happen to a partner, and how the digits of a ceremony are compared."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel.core import get_global

from borderlink.foundation.signing import PublicKey, is_weak
from borderlink.liaison.domain.states import PartnerState
from borderlink.liaison.refusals.partners import (
    AddressNotUnderstood,
    DigitsDiffer,
    KeyIsWeak,
    NotInState,
    NotSixtyDigits,
)

GROUPS: Final = 12
GROUP: Final = 5
WARN_DAYS: Final = 30  # before keys run out, their owner and the partner are warned
OVERLAP: Final = timedelta(days=30)  # old keys still open letters for so long; they sign none

# Reasons for which one officer alone may not resume: somebody lied, or a record was lost.
GRAVE: Final = frozenset({"equivocation", "rollback", "compromise"})

MOVES: Final = {
    PartnerState.PROPOSED: frozenset({PartnerState.PINNED, PartnerState.ENDED}),
    PartnerState.PINNED: frozenset({PartnerState.PAUSED, PartnerState.ENDED}),
    PartnerState.PAUSED: frozenset({PartnerState.PINNED, PartnerState.ENDED}),
    PartnerState.ENDED: frozenset({PartnerState.PINNED}),  # by a new ceremony alone
}


def move(partner: str, now: PartnerState, to: PartnerState) -> PartnerState:
    """Return the state a partner goes to. Refuses: ``NotInState``."""
    if to not in MOVES[now]:
        raise NotInState(partner=partner, state=now.value)
    return to


def sound(partner: str, keys: Iterable[PublicKey]) -> None:
    """Let keys pass under which only their owner signs. Refuses: ``KeyIsWeak``."""
    for key in keys:
        if is_weak(key.raw):
            raise KeyIsWeak(partner=partner, which=key.raw.hex()[:16])


def digits_of(text: str) -> str:
    """Return the digits of what was typed or heard: full-width ones count, spaces and dashes do not."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


def compare(fingerprint: str, typed: str) -> None:
    """Compare what an officer typed with a fingerprint of sixty digits.

    Refuses: ``NotSixtyDigits``, ``DigitsDiffer`` with the numbers of the groups that differ, from 1.
    """
    wanted, heard = digits_of(fingerprint), digits_of(typed)
    if len(heard) != GROUPS * GROUP:
        raise NotSixtyDigits(count=len(heard))
    differing = [
        str(number + 1)
        for number in range(GROUPS)
        if wanted[number * GROUP : (number + 1) * GROUP] != heard[number * GROUP : (number + 1) * GROUP]
    ]
    if differing:
        raise DigitsDiffer(groups=differing)


def moment(seconds: int) -> datetime:
    """Return a time as keys and signed statements give it: seconds since 1970."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def zones_of(country: str) -> list[str]:
    """Return the time zones of a country, the usual one first; UTC of one that is not known."""
    known = get_global("territory_zones").get(country, [])
    return [*(zone for zone in known if zone in available_timezones()), "UTC"]


def address(text: str) -> str:
    """Return an address of a partner's node: https, or http to this machine; empty where files are carried.

    Refuses: ``AddressNotUnderstood``.
    """
    text = text.strip().rstrip("/")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        local = parts.hostname in {"127.0.0.1", "::1", "localhost"}
        port_is_known = parts.port is None or parts.port > 0
    except ValueError:
        raise AddressNotUnderstood(address=text) from None
    sound = (
        parts.hostname
        and port_is_known
        and not (parts.path or parts.query or parts.fragment or parts.username)
    )
    if not sound or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise AddressNotUnderstood(address=text)
    return text
