"""Vietnamese syllables: letters, quality marks and tone apart, and what keyboards and copies left of them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TONES: Final = {"\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_QUALITIES: Final = frozenset("\u0302\u0306\u031b")
_PINYIN_ONLY: Final = frozenset("\u0304\u030c\u0308")  # macron, caron, diaeresis
_SYLLABLE: Final = re.compile(
    r"(ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?([aeiouy]{1,3})(ng|nh|ch|[cmnpt])?"
)
_DIALECT: Final = {
    "gi": "d", "r": "d", "s": "x", "tr": "ch", "n": "l", "ngh": "ng", "gh": "g", "k": "c",
}  # fmt: skip
_TELEX_LETTERS: Final = {"aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES: Final = {"s": "1", "f": "2", "r": "3", "x": "4", "j": "5"}
_VNI_LETTERS: Final = {
    "a6": "â", "e6": "ê", "o6": "ô", "o7": "ơ", "u7": "ư", "a8": "ă", "d9": "đ",
}  # fmt: skip
_BROKEN: Final = re.compile(
    "[\u00c2-\u00c6\u00e1\u1ea0-\u1ef9]?[\u00a0-\u00bf\u0080-\u009f\u2013-\u2122\u0152-\u0192\u02c6\u02dc]"
)


@dataclass(frozen=True, slots=True)
class Syllable:
    """One written syllable: ``full`` with quality and tone, ``quality`` without tone, ``base`` bare.

    Where the tone mark stands makes no difference, nor i or y as the only vowel. ``dialect`` is the base with
    the consonants that dialects confuse made one.
    """

    full: str
    quality: str
    base: str
    dialect: str
    marked: bool
    toned: bool


@lru_cache(maxsize=65536)
def syllable(token: str) -> Syllable | None:
    """Return the syllable that a token writes (small letters, NFC); none if Vietnamese has no such shape."""
    letters, tone = _apart(token)
    quality = unicodedata.normalize("NFC", letters)
    base = bare(quality)
    shape = _SYLLABLE.fullmatch(base)
    if shape is None:
        return None
    onset, vowels, coda = (part or "" for part in shape.groups())
    if vowels == "y" and onset and not coda:
        quality, base, vowels = quality[:-1] + "i", base[:-1] + "i", "i"
    return Syllable(
        full=quality + tone,
        quality=quality,
        base=base,
        dialect=_DIALECT.get(onset, onset) + vowels.replace("y", "i") + coda,
        marked=bool(tone) or quality != base,
        toned=bool(tone),
    )


def _apart(token: str) -> tuple[str, str]:
    """Return the letters with their quality marks, and the digit of the tone (empty for the level one)."""
    letters, tone = "", ""
    for char in unicodedata.normalize("NFD", token):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _QUALITIES or not unicodedata.combining(char):
            letters += char
    return letters, tone


def bare(text: str) -> str:
    """Return the plain letters of a text in small letters: marks stripped, đ as d."""
    plain = unicodedata.normalize("NFD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("đ", "d")


def is_pinyin_marked(token: str) -> bool:
    """Whether a token carries a mark that pinyin has and Vietnamese has not."""
    return any(char in _PINYIN_ONLY for char in unicodedata.normalize("NFD", token))


@lru_cache(maxsize=65536)
def typed(token: str) -> str | None:
    """Return what Telex or VNI keystrokes were meant to be, as letters and tone digit, if anything."""
    return _vni(token) if any(char.isdigit() for char in token) else _telex(token)


def _vni(token: str) -> str | None:
    meant = token
    for keys, letter in _VNI_LETTERS.items():
        meant = meant.replace(keys, letter)
    if "uo7" in meant or "7" in meant:  # uo7 marks both: thuong7
        meant = meant.replace("uo", "ươ").replace("7", "")
    meant, late = _late_marks(meant)
    tones = [char for char in meant if char in "12345"]
    letters = "".join(char for char in meant if not char.isdigit())
    known = len(tones) <= 1 and not late
    return letters + "".join(tones) if known else None


def _late_marks(meant: str) -> tuple[str, bool]:
    """Put quality digits that stand at the end (Nguyen64) on their vowel; say whether any is left over."""
    for digit, pairs in (("6", "aâeêoô"), ("8", "aă"), ("9", "dđ")):
        if digit in meant:
            at = max((meant.rfind(plain) for plain in pairs[::2]), default=-1)
            if at < 0:
                return meant, True
            letter = pairs[pairs.index(meant[at]) + 1]
            meant = (meant[:at] + letter + meant[at + 1 :]).replace(digit, "")
    return meant, False


def _telex(token: str) -> str | None:
    letters, tone = "", ""
    for char in token:
        if char in _TELEX_TONES and not tone and any(vowel in "aeiouyâăêôơư" for vowel in letters):
            tone = _TELEX_TONES[char]
        elif letters[-1:] + char in _TELEX_LETTERS:
            letters = letters[:-1] + _TELEX_LETTERS[letters[-1:] + char]
        elif char == "w":
            letters = letters[:-2] + "ươ" if letters.endswith("uo") else letters + "ư"
        else:
            letters += char
    if "đ" not in letters and letters.startswith("d") and letters.endswith("d") and len(letters) > 1:
        letters = "đ" + letters[1:-1]
    letters = letters.replace("ưo", "ươ").replace("uơ", "ươ")
    return letters + tone if letters + tone != token else None


def as_typed(meant: str) -> Syllable | None:
    """Return the syllable of letters with quality marks and a tone digit behind them."""
    tone = meant[-1:] if meant[-1:] in "12345" else ""
    mark = {digit: mark for mark, digit in _TONES.items()}.get(tone, "")
    letters = meant.removesuffix(tone) if tone else meant
    at = next((place for place, char in enumerate(letters) if bare(char) in "aeiouy"), None)
    if at is None:
        return None
    return syllable(unicodedata.normalize("NFC", letters[: at + 1] + mark + letters[at + 1 :]))


def mend(text: str) -> str:
    """Return a text whose UTF-8 was read as Windows-1252 (NguyÃªn) as it was; any other as it is."""
    if text.isascii() or not _BROKEN.search(text):
        return text
    raw = bytearray()
    for char in text:
        try:
            raw += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:  # noqa: PLR2004 - the last of Latin-1
                return text
            raw.append(ord(char))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text
