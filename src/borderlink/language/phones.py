"""Telephone numbers as E.164, those of Viet Nam's plans before 2018 too.

Sources: ITU-T E.164 and each country's plan by ``phonenumbers``; Viet Nam's old mobile prefixes (eleven
digits until 15 September 2018) by decision 798/QĐ-BTTTT, its old area codes (until 17 June 2017) by decision
2036/QĐ-BTTTT, both compiled by us; the area codes stand in ``data/vn-provinces.csv``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import phonenumbers

from borderlink.language.provinces import all_provinces
from borderlink.language.refusals import PhoneUnreadable

# Without the nought before: 0123 4567890 became 083 4567890.
_MOBILES: Final[Mapping[str, str]] = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_MOBILE_LENGTH, _FIXED_LENGTH = 10, 10
_GUESSED: Final = ("CN", "VN", "HK", "MO")  # where a number bears no country: tried in this order
_MOST: Final = 40
_KINDS: Final = {0: "fixed", 1: "mobile", 2: "fixed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One telephone number: as E.164, of which country, whether its plan has such a number.

    ``was`` is how it stood before its plan changed, where it was written so; ``kind`` is mobile, fixed or
    empty. ``earlier`` is what it means if it was written before the change: one writing, two numbers.
    ``also`` is what it is in other plans, where it was written without a country.
    """

    e164: str
    country: str
    kind: str = ""
    valid: bool = True
    was: str = ""
    earlier: str = ""
    also: tuple[str, ...] = ()


def read_phone(text: str, country: str = "") -> Phone:
    """Return a telephone number; without ``+`` it is of ``country``, else of whoever's plan has it.

    Refuses: ``PhoneUnreadable``.
    """
    regions = (country.upper(),) if country else ("", *_GUESSED)
    found = [one for region in regions if (one := _read(text, region))]
    valid = [one for one in found if one.valid] or found
    if not valid:
        raise PhoneUnreadable(number=text.strip()[:_MOST] or "–")
    others = dict.fromkeys(one.e164 for one in valid[1:] if one.e164 != valid[0].e164)
    return replace(valid[0], also=tuple(others))


def same_phone(one: str, other: str) -> bool:
    """Say whether two writings are one number, in the plan of now or one of them in another plan."""
    try:
        a, b = read_phone(one), read_phone(other)
    except PhoneUnreadable:
        return False
    return a.e164 == b.e164 or a.e164 in (b.earlier, *b.also) or b.e164 in (a.earlier, *a.also)


def _read(text: str, region: str) -> Phone | None:
    try:
        found = phonenumbers.parse(text[: _MOST * 2], region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(found):
        return None
    e164 = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    country = phonenumbers.region_code_for_country_code(found.country_code or 0)
    valid = phonenumbers.is_valid_number(found)
    moved = _moved(str(found.national_number)) if country == "VN" else ""
    if moved and not valid:
        return _told(moved, country, was=e164)
    kind = _KINDS.get(phonenumbers.number_type(found), "")
    earlier = f"+84{moved}" if moved else ""
    return Phone(e164=e164, country=country, kind=kind, valid=valid, earlier=earlier)


def _told(national: str, country: str, was: str) -> Phone:
    """Return a number of Viet Nam that was moved to its plan of now."""
    e164 = f"+84{national}"
    kind = _KINDS.get(phonenumbers.number_type(phonenumbers.parse(e164)), "")
    return Phone(e164=e164, country=country, kind=kind, was=was)


def _moved(national: str) -> str:
    """Return the number of now of one written in an old plan of Viet Nam's; empty where it can be none."""
    for new in _moves(national):
        if phonenumbers.is_valid_number(phonenumbers.parse(f"+84{new}")):
            return new
    return ""


def _moves(national: str) -> Iterator[str]:
    mobile = _MOBILES.get(national[:3])
    if mobile and len(national) == _MOBILE_LENGTH:
        yield mobile + national[3:]
    for length in (3, 2, 1):
        area = _areas().get(national[:length])
        rest = national[length:]
        if area and len(area) + len(rest) == _FIXED_LENGTH:
            yield area + rest


@cache
def _areas() -> Mapping[str, str]:
    """Return the area codes of before 2017 and what they became."""
    return {one.area_was: one.area for one in all_provinces() if one.area_was}
