"""Numbers that tell who someone is, in one form and with their check digits: compared for being equal alone.

A card's number also tells its holder's birth, sex and place: nothing here takes them out of it. Sources: GB
11643 (resident identity number, fifteen digits before 1999), GB 32100, Viet Nam's tax code, 3GPP TS 23.003:
check digits by python-stdnum; the forms of cards and passports by general knowledge.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.vn import mst

from borderlink.language.phones import same_phone
from borderlink.language.plates import same_plate

_MOST: Final = 120
_OLD_CARD: Final = 15
_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    "IDT-VN-CCCD": re.compile(r"\d{12}"),
    "IDT-VN-CMND": re.compile(r"\d{9}|\d{12}"),
    "IDT-PASSPORT": re.compile(r"[A-Z]{0,3}\d{6,9}[A-Z]?"),
    "IDT-BORDERPASS": re.compile(r"[A-Z0-9]{5,14}"),
    "IDT-BANKACC": re.compile(r"[A-Z0-9]{6,34}"),
}
_DIGITS: Final[Mapping[str, Callable[[str], bool]]] = {
    "IDT-CN-RIC": ric.is_valid,
    "IDT-USCC": uscc.is_valid,
    "IDT-MST": mst.is_valid,
    "IDT-IMEI": luhn.is_valid,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One number of a kind (a code of the list ``identifier``) in one form.

    ``holds`` says whether its check digit does; none: its kind has no digit that we know. ``formed`` says
    whether it looks like one of its kind.
    """

    kind: str
    plain: str
    holds: bool | None
    formed: bool


def read_identity(kind: str, text: str) -> Identity:
    """Return a number in one form: capitals and digits; a card of fifteen digits as one of eighteen."""
    plain = plain_number(text)
    if kind == "IDT-CN-RIC":
        plain = _eighteen(plain)
    judge, form = _DIGITS.get(kind), _FORMS.get(kind)
    holds = judge(plain) if judge else None
    formed = bool(form.fullmatch(plain)) if form else holds is not False and bool(plain)
    return Identity(kind=kind, plain=plain, holds=holds, formed=formed)


def plain_number(text: str) -> str:
    """Return letters and digits alone, in capitals and half width."""
    kept = unicodedata.normalize("NFKC", text[:_MOST]).upper()
    return "".join(one for one in kept if one.isalnum())


def same_number(kind: str, one: str, other_kind: str, other: str) -> bool:
    """Say whether two numbers are one: telephones and plates by their plans, all else in one form."""
    if kind != other_kind:
        return False
    if kind == "IDT-PHONE" and same_phone(one, other):
        return True
    if kind == "IDT-PLATE" and same_plate(one, other):
        return True
    a, b = read_identity(kind, one).plain, read_identity(kind, other).plain
    return bool(a) and a == b


def _eighteen(plain: str) -> str:
    """Return the number of today of a card of before 1999: the century and the check digit are put in."""
    if len(plain) != _OLD_CARD or not (plain.isascii() and plain.isdecimal()):
        return plain
    longer = f"{plain[:6]}19{plain[6:]}"
    return longer + ric.calc_check_digit(f"{longer}0")
