"""Registration plates of China, Viet Nam, Hong Kong and Macao in one form, without separators.

Sources: GA 36 (China's plates, those of Hong Kong and Macao vehicles that cross), circular 79/2024/TT-BCA and
those before it (Viet Nam's numbers by province, in ``data/vn-provinces.csv``), both compiled by us.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from borderlink.language.provinces import of_plate
from borderlink.language.refusals import PlateUnreadable

# The character of each of China's provinces, with its code of GB/T 2260.
_CHINA: Final = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "辽": "21", "吉": "22", "黑": "23",
    "沪": "31", "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41",
    "鄂": "42", "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "贵": "52",
    "云": "53", "藏": "54", "陕": "61", "甘": "62", "青": "63", "宁": "64", "新": "65",
}  # fmt: skip
# The prefectures on the border with Viet Nam and the capitals above them; the rest by province alone.
_BORDER: Final = {
    "桂A": "4501", "桂F": "4514", "桂L": "4510", "桂P": "4506", "云A": "5301", "云G": "5325", "云H": "5326",
    "云J": "5308",
}  # fmt: skip
_OTHER_FORMS: Final = str.maketrans("粵雲滬蘇遼閩贛魯貴陝瓊寧晉", "粤云沪苏辽闽赣鲁贵陕琼宁晋")
_SPELT: Final = {
    "GUI": "桂", "YUN": "云", "YUE": "粤", "GANG": "港", "AO": "澳", "QUE": "桂", "VAN": "云", "HK": "港",
}  # fmt: skip
_SERIAL: Final = str.maketrans("IO", "10")  # letters that no serial has: somebody's eye or a camera
_CN: Final = re.compile(rf"([{''.join(_CHINA)}])([A-Z])([A-Z0-9]{{5,6}}|[A-Z0-9]{{4}}[港澳学警挂领试超])")
_VN: Final = re.compile(r"(\d{2})([A-HK-NPS-VX-Z]{1,2}|[A-HK-NPS-VX-Z]\d)(\d{4,5})")
_HK: Final = re.compile(r"[A-HJ-NPR-Z]{2}[1-9]\d{0,3}")
_MO: Final = re.compile(r"(M[A-Z]?|A[A-Z])\d{4}")
_MOST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """One plate: without separators, of which country, and the unit that gave it where we know.

    ``place`` is a code of GB/T 2260 in China and, in Viet Nam, of the province before the mergers. A crossing
    plate (粤Z…港) is China's, for a vehicle of ``crosses``: HK or MO. ``country`` is empty where the same
    plate may be Hong Kong's or Macao's.
    """

    plain: str
    country: str
    place: str = ""
    crosses: str = ""


def read_plate(text: str, country: str = "") -> Plate:
    """Return a plate in one form. Refuses: ``PlateUnreadable``."""
    plain = _plain(text)
    wanted = country.upper()
    tries = {"CN": _china, "VN": _viet_nam, "HK": _hong_kong, "MO": _macao}
    found = [plate for name, read in tries.items() if wanted in ("", name) and (plate := read(plain))]
    if not found:
        raise PlateUnreadable(number=text.strip()[:_MOST] or "–")
    if len(found) > 1:  # HK and MO; Macao writes its own in pairs: MA-12-34
        paired = re.search(r"[A-Za-z]{1,2}-\d{2}-\d{2}", text)
        return found[-1] if paired else Plate(plain=plain, country="")
    return found[0]


def same_plate(one: str, other: str) -> bool:
    """Say whether two writings are one plate."""
    try:
        a, b = read_plate(one), read_plate(other)
    except PlateUnreadable:
        return False
    return a.plain == b.plain and (a.country == b.country or "" in {a.country, b.country})


def _plain(text: str) -> str:
    upper = unicodedata.normalize("NFKC", text[: _MOST * 2]).upper().replace("Đ", "D")
    bare = "".join(one for one in unicodedata.normalize("NFD", upper) if not unicodedata.combining(one))
    kept = "".join(one for one in bare if one.isalnum()).translate(_OTHER_FORMS)
    for spelt, char in _SPELT.items():
        kept = re.sub(rf"^{spelt}(?=[A-Z][A-Z0-9]{{4}})|(?<=\d){spelt}$", char, kept)
    return kept


def _china(plain: str) -> Plate | None:
    serial = plain[2:].translate(_SERIAL)
    found = _CN.fullmatch(plain[:2] + serial)
    if found is None:
        return None
    crosses = {"港": "HK", "澳": "MO"}.get(serial[-1], "")
    place = _BORDER.get(plain[:2], _CHINA[found[1]])
    return Plate(plain=found[0], country="CN", place=place, crosses=crosses)


def _viet_nam(plain: str) -> Plate | None:
    found = _VN.fullmatch(plain[:2].translate(_SERIAL) + plain[2:3] + plain[3:].replace("O", "0"))
    if found is None:
        return None
    given = of_plate(found[1])
    return Plate(plain=found[0], country="VN", place=given.code if given else "")


def _hong_kong(plain: str) -> Plate | None:
    return Plate(plain=plain, country="HK") if _HK.fullmatch(plain) else None


def _macao(plain: str) -> Plate | None:
    return Plate(plain=plain, country="MO") if _MO.fullmatch(plain) else None
