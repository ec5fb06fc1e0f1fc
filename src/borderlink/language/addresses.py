"""Addresses in Chinese, Vietnamese and Latin letters, taken apart well enough to compare two of them.

What is no part that is known stays in ``rest``: nothing is guessed, and nothing of it is a person's feature.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Final

from borderlink.language.folding import fold
from borderlink.language.names.scoring import POSSIBLE, score_names
from borderlink.language.places import Place, find_places
from borderlink.language.provinces import find_provinces, today
from borderlink.language.refusals import AddressUnreadable

MOST: Final = 400
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The parts of one address as they are written, without the words for what they are.

    ``city`` is a prefecture or a city under a province, ``district`` a county or one of Viet Nam's districts
    until 2025, ``ward`` a town, commune or ward, ``hamlet`` a village or a group of houses.
    """

    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    ward: str = ""
    hamlet: str = ""
    street: str = ""
    number: str = ""
    building: str = ""
    room: str = ""
    postcode: str = ""
    rest: str = ""


def read_address(text: str) -> Address:
    """Return the parts of an address. Refuses: ``AddressUnreadable`` where it is empty or too long."""
    said = " ".join(unicodedata.normalize("NFKC", text).split())
    if not said or len(said) > MOST:
        raise AddressUnreadable(most=MOST)
    return _chinese(said) if len(_HAN.findall(said)) > len(said) / 4 else _latin(said)


# ---- Chinese: from the widest to the narrowest, each with the word that ends it ----

_ZH: Final = (
    ("postcode", re.compile(r"(?:邮编[:：]?)?(?<!\d)(\d{6})(?!\d)")),
    ("country", re.compile(r"^(中国|中华人民共和国|越南|香港|澳门)")),
    ("province", re.compile(r"^(内蒙古|广西|西藏|宁夏|新疆)(?:(?:壮族|回族|维吾尔)?自治区)?")),
    ("province", re.compile(r"^([^省市县区]{2,4})省")),
    ("city", re.compile(r"^([^省市县区镇乡路号]{2,9}?)(?:市|自治州|州|地区|盟)")),
    ("district", re.compile(r"^([^市县区镇乡路街号]{1,12}?)(?:自治县|县|市|区|旗|郡)")),
    ("ward", re.compile(r"^([^镇乡路街号村]{1,9}?)(?:街道办事处|街道|镇|乡|坊|社(?!区))")),
    ("hamlet", re.compile(r"^([^村路街号]{1,9}?)(?:行政村|自然村|村委会|村|社区|屯|组)")),
    ("hamlet", re.compile(r"^([^村路街号\d]{1,9}?)(?:自然村|村|屯|组)")),
    ("street", re.compile(r"^([^号]{1,12}?(?:大道|大街|路|街|巷|弄|胡同|里))(?=\d|$|[^\d]{0,8}\d)")),
    ("number", re.compile(r"^第?(\d+(?:[-之]\d+)?)(?:号院|号)(?!楼|栋)")),
    ("building", re.compile(r"^([^单室房]{0,12}?(?:大厦|小区|公寓|花园|广场|苑|市场|园|城))")),
    ("building", re.compile(r"^([\dA-Z]+)(?:号楼|号栋|栋|幢|座|楼)")),
    ("room", re.compile(r"^((?:\d+单元)?(?:\d+层|\d+楼)?[\dA-Z]+)(?:室|房|号房|户)?$")),
)  # fmt: skip


def _chinese(text: str) -> Address:
    found: dict[str, str] = {}
    left = re.sub(r"[\s,，。;；、()（）]+", "", text)
    for part, form in _ZH:
        match = form.search(left)
        if match and (part not in found or part in ("building", "hamlet")):
            found[part] = f"{found.get(part, '')}{match[1]}"
            left = left[: match.start()] + left[match.end() :]
    if found.get("city") and find_provinces(found["city"]) and "province" not in found:
        found["province"] = found["city"]
    found["country"] = _code_of(found.get("country", ""))
    return Address(**found, rest=left)


# ---- Vietnamese and English: parts between commas, each with the word that begins or ends it ----

_VI: Final = (
    ("room", r"(?:phong|can ho|can)\s+(?:so\s*)?([\w.-]*\d[\w.-]*)$|p\.?\s*(\d{3,}\w?)$"),
    ("building", r"(?:toa nha|toa|khu chung cu|chung cu|block|nha(?= [a-z]\d))\s+(.+)"),
    ("number", r"(?:so nha|nha so|so|sn)\.?\s*(\d[\w/.-]*)$"),
    ("alley", r"(?:ngo|ngach|hem|kiet)\s*(\d[\w/.-]*)$"),
    ("hamlet", r"(?:to dan pho|khu pho|khu dan cu|thon|xom|ap|ban|to|khu|tdp|kp)\.?\s+(.+)"),
    ("ward", r"(?:(?:phuong|xa|thi tran|dac khu)\s+|(?:p|x|tt|f)\.\s*)(.+)"),
    ("district", r"(?:(?:quan|huyen|thi xa)\s+|(?:q|h|tx)\.\s*)(.+)"),
    ("city", r"(?:thanh pho\s+|tp\.\s*|tp\s+|t\.p\.?\s*)(.+)"),
    ("province", r"(?:tinh\s+|t\.\s+)(.+)"),
    ("street", r"(?:(?:duong|pho|dai lo|quoc lo|tinh lo)\s+|d\.\s*)(.+)"),
)
# Where one part of a Vietnamese address ends and the next begins without a comma.
_BEGINS: Final = re.compile(
    r"\s(?=(?:ngo|ngach|hem|kiet)\s+\d"
    r"|(?:duong|phuong|thi tran|thi xa|thanh pho|huyen|tinh|to dan pho|khu pho)\s"
    r"|(?<!khu )(?<!dan )(?<!thanh )pho\s|(?<!thi )xa\s|(?:tp|p|q|h)\.)"
)
_EN: Final = (
    ("room", r"(?:room|rm\.?|flat|unit|apt\.?|apartment|suite)\s*#?([\w-]+)$"),
    ("building", r"(?:building|bldg\.?|block|tower)\s*([\w-]+)$"),
    ("building", r"(.+?)\s+(?:building|mansion|tower|plaza|garden)$"),
    ("ward", r"(.+?)\s+(?:town|township|subdistrict|ward|commune|zhen|xiang)$"),
    ("district", r"(.+?)\s+(?:district|county|qu|xian)$"),
    ("city", r"(.+?)\s+(?:city|shi)$"),
    ("province", r"(.+?)\s+(?:province|sheng|(?:zhuang )?autonomous region)$"),
    ("hamlet", r"(.+?)\s+(?:village|hamlet|cun)$"),
    ("number", r"(?:no\.?|number|#)\s*(\d[\w/-]*)$"),
    ("street", r"(.+?)\s+(?:avenue|ave\.?|road|rd\.?|street|st\.?|lane|dadao|da dao|lu|jie)$"),
)
_COUNTRIES: Final = {
    "viet nam": "VN", "vietnam": "VN", "vn": "VN", "trung quoc": "CN", "china": "CN", "pr china": "CN",
    "p r china": "CN", "中国": "CN", "越南": "VN", "中华人民共和国": "CN", "hong kong": "HK", "香港": "HK",
    "macao": "MO", "macau": "MO", "澳门": "MO", "australia": "AU",
}  # fmt: skip
_NUMBERED: Final = re.compile(r"(?:(?:no|so|so nha|sn)\.?\s*)?(\d+(?:[/-]?\w{1,4})*)\s+(\D.*)", re.IGNORECASE)
_POSTCODE: Final = re.compile(r"(?<![\d+])(\d{5,6})$")


def _latin(text: str) -> Address:
    found: dict[str, str] = {}
    rest: list[str] = []
    for segment in [one for written in re.split(r"[,;\n]+", text) for one in _begun(written.strip())]:
        for part, said in _segment(segment):
            if part in found and part != "number":
                rest.append(said)
            else:
                found[part] = f"{found[part]}/{said}" if part in found else said
    alley = found.pop("alley", "")
    if alley:
        found["number"] = f"{found['number']}/{alley}" if "number" in found else alley
    return _placed(Address(**{key: value for key, value in found.items() if key}), rest)


def _begun(segment: str) -> list[str]:
    """Return what stands between two commas, divided where a Vietnamese word begins the next part."""
    key = _marks_off(segment)
    if len(key) != len(segment):
        return [segment]
    ends = [0, *(match.start() for match in _BEGINS.finditer(key)), len(segment)]
    return [segment[a:b].strip() for a, b in pairwise(ends) if segment[a:b].strip()]


def _segment(segment: str) -> Iterable[tuple[str, str]]:
    """Return the parts of what stands between two commas; a part without a name goes to the rest."""
    if code := _POSTCODE.search(segment):
        yield "postcode", code[1]
        segment = segment[: code.start()].strip()
    key = _marks_off(segment)
    if not key:
        return
    if country := _COUNTRIES.get(key.replace(".", "").replace("-", " ")):
        yield "country", country
        return
    for part, form in (*_VI, *_EN):
        match = re.match(form, key)
        if match:
            group = match.lastindex or 1
            said = (
                segment[match.start(group) : match.end(group)] if len(key) == len(segment) else match[group]
            )
            yield from _split(part, said)
            return
    yield from _split("", segment)


def _split(part: str, said: str) -> Iterable[tuple[str, str]]:
    """Return a part, and the number of the house before its street."""
    match = _NUMBERED.match(said) if part in ("", "street") else None
    if match is None:
        yield part or "rest", said
        return
    yield "number", match[1]
    inner = re.match(r"(?:duong|pho|dai lo)\s+", _marks_off(match[2]))
    yield "street", match[2][inner.end() :] if inner else match[2]


def _marks_off(text: str) -> str:
    """Return a text in lower case without marks, of the same length where that can be."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold().replace("đ", "d"))
    return "".join(one for one in plain if not unicodedata.combining(one)).strip()


def _placed(address: Address, rest: list[str]) -> Address:
    """Let what bears no word for what it is be a province or a city where a list knows its name."""
    found = {"province": address.province, "city": address.city, "district": address.district}
    left: list[str] = []
    for name in reversed([one for one in (*address.rest.split("\n"), *rest) if one]):
        if not found["province"] and _province(name, address.country):
            found["province"] = name
        elif not (found["city"] or found["district"]) and _place(name, address.country):
            found["city"] = name
        else:
            left.insert(0, name)
    return replace(address, **found, rest=", ".join(left))


# ---- comparing ----

_STREET_WORDS: Final = re.compile(
    r"(大道|大街|路|街|巷|\s+(avenue|ave|road|rd|street|st|dadao|lu|jie)\.?)$", re.IGNORECASE
)
_WIDE: Final = ("province", "city", "district", "ward")
_NAMED: Final = ("hamlet", "street", "building")
_EXACT: Final = ("number", "room", "postcode")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Which parts of two addresses agree and which do not; what only one of them gives is in neither."""

    same: tuple[str, ...]
    differ: tuple[str, ...]


def compare_addresses(one: Address, other: Address) -> Agreement:
    """Return which parts of two addresses agree, across scripts; streets and villages by their readings."""
    same: list[str] = []
    differ: list[str] = []
    areas = [_areas(address) for address in (one, other)]
    for part in (field.name for field in fields(Address)):
        a, b = getattr(one, part), getattr(other, part)
        if part in ("rest", "country") or not (a and b):
            continue
        if part in _EXACT:
            agrees = _doors_agree(part, a, b)
        elif part in _WIDE:
            agrees = bool(areas[0][part] & areas[1][part]) or _reads_alike(a, b)
        else:
            agrees = _reads_alike(a, b)
        (same if agrees else differ).append(part)
    return Agreement(tuple(same), tuple(differ))


def agree(one: Address, other: Address) -> bool:
    """Say whether two addresses are one door: number and street of the same place alike, nothing differing.

    A street's name alone stands in many towns. Postcodes change, and Viet Nam's wards and districts did in
    2025: they speak for a door, never against it.
    """
    found = compare_addresses(one, other)
    against = {*found.differ} - {"postcode", *(("ward", "district") if _is_vietnamese(one, other) else ())}
    same = {*found.same}
    placed = same & {*_WIDE, "postcode"}
    return "number" in same and bool({"street", "hamlet"} & same) and bool(placed) and not against


def _is_vietnamese(*addresses: Address) -> bool:
    return any(one.country == "VN" or find_provinces(one.province) for one in addresses)


def _number(text: str) -> str:
    return "".join(one for one in fold(text) if one.isalnum())


def _doors_agree(part: str, one: str, other: str) -> bool:
    """Say whether two numbers agree; of a room one may leave the unit out."""
    a, b = _numbers(one), _numbers(other)
    return a == b or (part == "room" and (a <= b or b <= a))


def _numbers(text: str) -> frozenset[str]:
    """Return the numbers of a door, whatever their order: 12/34 is 12 of alley 34, or 34 of alley 12."""
    return frozenset(re.findall(r"\d+|[a-z]+", fold(text)))


def _reads_alike(one: str, other: str) -> bool:
    a, b = (_STREET_WORDS.sub("", text).strip() for text in (one, other))
    return _number(a) == _number(b) or float(score_names([a], [b]).score[0]) >= POSSIBLE


def _areas(address: Address) -> Mapping[str, frozenset[str]]:
    """Return for each wide part what it may be in the lists, by codes: provinces as they are today."""
    return {part: frozenset(_codes(getattr(address, part), address.country)) for part in _WIDE}


def _codes(name: str, country: str) -> Iterable[str]:
    if not name:
        return
    if _code_of(country) in ("", "VN"):
        yield from (f"VN-{today(one).code}" for one in find_provinces(name))
    yield from (f"{one.country}-{one.name_en}-{one.kind}" for one in _places(name, country))


def _code_of(country: str) -> str:
    return _COUNTRIES.get(fold(country), country)


def _places(name: str, country: str) -> list[Place]:
    wanted = [_code_of(country)] if _code_of(country) else ["CN", "VN"]
    return [one for code in wanted for one in find_places(name, code) if not one.is_crossing]


def _province(name: str, country: str) -> bool:
    known = any(one.kind == "province" for one in _places(name, country))
    return known or (_code_of(country) in ("", "VN") and bool(find_provinces(name)))


def _place(name: str, country: str) -> bool:
    return bool(_places(name, country))
