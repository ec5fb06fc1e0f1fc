"""The counter's rules: what a carrier is answered, what it must say, what is a waybill, whom chance draws.

No oracle: whoever is on a list is answered in the same words as whoever chance draws, and chance draws as a
list does: by waybill, by phone and by delivery point, for weeks at a time.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from borderlink.screening.domain.s10 import SHAPE, check_digit

FIRST_CUT: Final = 0.5  # the score that is always inspected, whatever a station could refer of late
DRAWN: Final = {"waybill": 0.005, "phone": 0.01, "place": 0.01, "sender_phone": 0.002}  # shares, by what
DRAW_DAYS: Final = 90  # a draw by phone or place stands as long as a watch entry may
RECEIVERS_A_WAYBILL: Final = 2  # a number is asked for one receiver, and once corrected
NEAR_MOST: Final = 25  # near-identical questions of one company within an hour before customs is told
BATCH_MOST: Final = 100
BUDGET_MS: Final = 800  # how long a belt waits for an answer before it goes by the policy
HOLD_MOST: Final = timedelta(hours=72)
SANDBOX: Final = re.compile(r"TEST[0-9]{9}")
_ORDER: Final = ("receiver_name", "receiver_address", "receiver_phone", "contents", "weight_g", "value")


class Reply(StrEnum):
    """All that a carrier ever learns of a parcel."""

    PROCEED = "proceed"
    ASK = "ask"
    ROUTINE = "routine-inspection"


class WhenDown(StrEnum):
    """What a belt does when no answer comes in time; the parcel is asked about later in any case."""

    PROCEED = "proceed"
    HOLD = "hold"


class Sign(StrEnum):
    """What a carrier may have seen on a suspicious parcel."""

    SMELL = "smell-of-chemicals"
    POWDER = "powder-leaks"
    WEIGHT = "weight-does-not-fit"
    PACKING = "packing-tampered"
    IDENTITY = "identity-refused"
    XRAY = "shadow-on-x-ray"
    OTHER = "other-sign"


class Accepted(StrEnum):
    """How the carrier's own check on acceptance ended."""

    CLEAR = "clear"
    REFUSED = "not-accepted"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class Draw:
    """That chance drew a parcel: by what, with which probability."""

    by: str
    probability: float


def is_waybill(waybill: str, *, pattern: str) -> bool:
    """Say whether a number can be a waybill: S10 whose check digit holds, or of the company's own pattern."""
    if re.fullmatch(SHAPE, waybill):
        return check_digit(waybill[2:10]) == int(waybill[10])
    return bool(pattern) and _fits(waybill, pattern)


def _fits(waybill: str, pattern: str) -> bool:
    kinds = {"#": str.isdecimal, "@": str.isalpha}
    return len(waybill) == len(pattern) and all(
        kinds[want](char) and char.isascii() if want in kinds else char == want
        for char, want in zip(waybill, pattern, strict=True)
    )


def field_to_ask(said: Mapping[str, object]) -> str:
    """Return the first field without which a parcel cannot be judged; empty where nothing is missing.

    It depends on the form alone, never on what is known of anyone.
    """
    return next((name for name in _ORDER if said.get(name) in (None, "")), "")


def mark_of(secret: str, kind: str, value: str) -> str:
    """Return a keyed hash of a value: it tells that two are equal, and nothing else."""
    if not value:
        return ""
    return hmac.new(secret.encode(), f"{kind}\x1f{value}".encode(), hashlib.sha256).hexdigest()[:16]


def draw(secret: str, values: Mapping[str, str], *, on: date) -> Draw | None:
    """Return what chance draws of a parcel: its waybill, or for weeks a phone or the delivery point.

    ``values`` are keys by the names of ``DRAWN``; an empty one is never drawn. Each phone and place changes
    on a day of its own, so that no day tells the drawn from the listed.
    """
    for by, share in DRAWN.items():
        value = values.get(by, "")
        if value and _number(secret, f"{by}\x1f{value}\x1f{_term(secret, by, value, on)}") < share:
            return Draw(by=by, probability=share)
    return None


def _term(secret: str, by: str, value: str, on: date) -> int:
    if by == "waybill":
        return 0
    shift = int(_number(secret, f"shift\x1f{value}") * DRAW_DAYS)
    return (on.toordinal() + shift) // DRAW_DAYS


def _number(secret: str, text: str) -> float:
    """Return a number from 0 to 1 that nobody without the secret can tell from chance."""
    raw = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return int.from_bytes(raw[:7], "big") / (1 << 56)


def is_test(waybill: str) -> bool:
    """Say whether a waybill is one of a sandbox."""
    return bool(SANDBOX.fullmatch(waybill))


def is_kept_back_on_trial(waybill: str) -> bool:
    """Say whether a sandbox keeps this test waybill back by itself: its last digit is 4."""
    return is_test(waybill) and waybill.endswith("4")


def sandbox_reply(waybill: str) -> tuple[Reply, str]:
    """Return what a test waybill is answered, by its last digit: 2 asks, 3 is inspected, others proceed."""
    if waybill.endswith("2"):
        return Reply.ASK, "receiver_phone"
    return (Reply.ROUTINE if waybill.endswith("3") else Reply.PROCEED), ""
