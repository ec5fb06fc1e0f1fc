"""What a number in a letter is worth: whether its check digit holds, whether it names one person or firm."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from stdnum import imei, imo, iso6346, luhn
from stdnum.cn import ric, uscc
from stdnum.vn import mst

from borderlink.screening.domain import s10


class Worth(StrEnum):
    """How far a number can be followed."""

    VERIFIED = "verified"  # it has a check digit, and the digit holds
    PLAUSIBLE = "plausible"  # it has the form of its kind; nothing verifies it
    WRONG = "wrong"  # its check digit does not hold, or it cannot be a number of its kind


_UNSPOKEN: Final = re.compile(r"[\s./()-]+")
_PHONE: Final = re.compile(r"\+?[0-9]{6,15}")
_SOME: Final = re.compile(r".{2,}")
_S10: Final = re.compile(r"[A-Z]{2}([0-9]{8})([0-9])[A-Z]{2}")

# Kinds that name one person or one firm, or one thing they alone use: the strong identifiers.
STRONG: Final = frozenset(
    {
        "IDT-CN-RIC", "IDT-VN-CCCD", "IDT-VN-CMND", "IDT-PASSPORT", "IDT-BORDERPASS", "IDT-DRVLIC",
        "IDT-PHONE", "IDT-WECHAT", "IDT-ZALO", "IDT-BANKACC", "IDT-WALLET", "IDT-EMAIL", "IDT-ACCOUNT",
        "IDT-USCC", "IDT-MST",
    }
)  # fmt: skip
# Kinds that a consignment, a vehicle, a vessel or a device can be followed by.
TRACES: Final = frozenset(
    {
        "IDT-WAYBILL", "IDT-CONTAINER", "IDT-DECLNO", "IDT-IMO", "IDT-MMSI", "IDT-IMEI", "IDT-PLATE",
        "IDT-FLIGHT", "IDT-TRAIN",
    }
)  # fmt: skip


def worth(kind: str, value: str) -> Worth:
    """Return what a number of a kind is worth; spaces, dots and hyphens do not count.

    Sources of the check digits: UPU S10; ISO 6346; IMO resolution A.1117(30); 3GPP TS 23.003 (IMEI);
    GB 11643 (resident identity number); GB 32100 (firms); Viet Nam's tax code; all but the first by
    python-stdnum.
    """
    plain = _UNSPOKEN.sub("", value).upper()
    if not plain:
        return Worth.WRONG
    return _JUDGES.get(kind, _by_form(_SOME))(plain)


def holds(kind: str, value: str) -> bool | None:
    """Say whether a number's check digit holds; None where its kind has none."""
    found = worth(kind, value)
    if found is Worth.VERIFIED:
        return True
    return False if found is Worth.WRONG and kind in _JUDGES else None


def _by_form(form: re.Pattern[str]) -> Callable[[str], Worth]:
    return lambda plain: Worth.PLAUSIBLE if form.fullmatch(plain) else Worth.WRONG


def _by_digit(holds_: Callable[[str], object]) -> Callable[[str], Worth]:
    return lambda plain: Worth.VERIFIED if holds_(plain) else Worth.WRONG


def _waybill(plain: str) -> Worth:
    """Judge a waybill: one in the form of UPU S10 has a check digit, a courier's own has none we know."""
    found = _S10.fullmatch(plain)
    if found is None:
        return Worth.PLAUSIBLE if re.fullmatch(r"[A-Z0-9]{6,40}", plain) else Worth.WRONG
    return Worth.VERIFIED if s10.check_digit(found[1]) == int(found[2]) else Worth.WRONG


def _device(plain: str) -> Worth:
    """Judge an IMEI: fourteen digits carry no check digit, fifteen do, sixteen (IMEISV) do not."""
    if re.fullmatch(r"[0-9]{15}", plain):
        return Worth.VERIFIED if luhn.is_valid(plain) and imei.is_valid(plain) else Worth.WRONG
    return Worth.PLAUSIBLE if re.fullmatch(r"[0-9]{14}|[0-9]{16}", plain) else Worth.WRONG


_JUDGES: Final[Mapping[str, Callable[[str], Worth]]] = {
    "IDT-WAYBILL": _waybill,
    "IDT-CONTAINER": _by_digit(iso6346.is_valid),
    "IDT-IMO": _by_digit(imo.is_valid),
    "IDT-IMEI": _device,
    "IDT-CN-RIC": _by_digit(ric.is_valid),
    "IDT-USCC": _by_digit(uscc.is_valid),
    "IDT-MST": _by_digit(mst.is_valid),
    "IDT-VN-CCCD": _by_form(re.compile(r"[0-9]{12}")),
    "IDT-VN-CMND": _by_form(re.compile(r"[0-9]{9}|[0-9]{12}")),
    "IDT-PASSPORT": _by_form(re.compile(r"[A-Z0-9]{6,12}")),
    "IDT-PHONE": _by_form(_PHONE),
    "IDT-BANKACC": _by_form(re.compile(r"[A-Z0-9]{6,34}")),
    "IDT-EMAIL": _by_form(re.compile(r"[^@]+@[^@]+")),
    "IDT-MMSI": _by_form(re.compile(r"[0-9]{9}")),
}
