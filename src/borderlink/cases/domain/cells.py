"""What stands in one cell of an agency's own register: an amount, a code, a country, a yes or a no."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Final

from borderlink.language import codes
from borderlink.language.folding import fold
from borderlink.screening.domain.headers import GRAMS
from borderlink.screening.domain.quantities import NOTHING

MILLIGRAMS: Final = 1000  # in a gram
MOST_MG: Final = 10**14  # 100 tonnes: what is heavier is a slip of the unit
MOST_PIECES: Final = 10**9
_MOST_DIGITS: Final = 18
FORMULA: Final = frozenset("=+-@\t\r")  # how a formula begins
# What one of each unit weighs, in grams, beside screening's list: Vietnamese and Chinese cân differ.
_MORE_GRAMS: Final[dict[str, float]] = {
    "cân": 1000, "cân trung quốc": 500, "lạng": 100, "yến": 10_000, "tạ": 100_000, "tấn": 1e6,
    "kilôgam": 1000, "kilogam": 1000,
}  # fmt: skip
_COUNTED: Final[dict[str, tuple[str, ...]]] = {
    "UNIT-TABLET": ("片", "粒", "颗", "锭", "錠", "viên", "tablet", "tablets", "pill", "pills"),
    "UNIT-BLOCK": ("块", "塊", "bánh", "block", "blocks", "brick", "bricks"),
    "UNIT-PACKET": ("包", "gói", "packet", "packets"),
    "UNIT-ML": ("毫升", "ml"),
    "UNIT-L": ("升", "l", "lít", "litre", "litres"),
}
_COUNTS: Final = {word: unit for unit, words in _COUNTED.items() for word in words}
_AMOUNT: Final = re.compile(r"([+-]?[\d][\d.,\u2009' ]*(?:e[+-]?\d+)?)\s*(.*)")
_SPLIT: Final = re.compile(r"[;；、/／|]+")
_BRACKETS: Final = re.compile(r"[(（「“\"]([^)）」”\"]*)[)）」”\"]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much: either a mass in mg, or a count of a unit that is no mass (tablets, blocks, litres)."""

    mg: int | None = None
    count: Decimal | None = None
    unit: str = ""


class CellFault(Exception):  # noqa: N818 - the house calls these faults
    """A cell that cannot be read, with the code of the reason."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def no_formula(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text[:1] in FORMULA else text


def said(text: str) -> str:
    """Return a cell's words on one line; nothing where it says that it holds nothing."""
    line = re.sub(r"\s+", " ", text).strip()
    return "" if line in NOTHING else line


class Mark(StrEnum):
    """Which mark stands before the decimals of a column: 1.5 or 1,5."""

    POINT = "point"
    COMMA = "comma"
    OPEN = "open"  # nothing in the column tells


def mark_of(cells: Iterable[str]) -> Mark:
    """Decide once for a column, by the cells that leave no choice: ``0.5``, ``12,55``, ``1.250,5``.

    No cell tells, or they disagree: open, and then ``1.250`` is refused rather than guessed.
    """
    told = {found for cell in cells if (found := _told(cell))}
    return told.pop() if len(told) == 1 else Mark.OPEN


def _told(cell: str) -> Mark | None:
    found = _AMOUNT.fullmatch(_plain(cell))
    digits = re.sub(r"[\u2009' ]", "", found[1].split("e")[0]) if found else ""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0 or re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", digits):
        return None
    mark = digits[last]
    grouped = digits.count(mark) > 1
    return Mark.POINT if (mark == ".") != grouped else Mark.COMMA


def amount(text: str, unit: str = "", mark: Mark = Mark.OPEN) -> Amount:
    """Read ``7,981.5 g``, ``8斤``, ``200 viên``; ``unit`` is what the header or a neighbour said.

    A number without any unit is a fault: 7981 kg meant as g is found at the table, not guessed here. So is
    ``1.250`` in a column that never tells its decimal mark. Raises ``CellFault``.
    """
    found = _AMOUNT.fullmatch(_plain(text))
    if found is None:
        raise CellFault("amount-unreadable", text)
    number = _decimal(found[1], mark, text)
    written = (found[2].strip(" .") or said(unit).casefold()).strip()
    if number <= 0:
        raise CellFault("amount-not-positive", text)
    grams = _MORE_GRAMS.get(written, GRAMS.get(re.sub(r"[\s.()]", "", written)))
    if grams is not None:
        return _mass(number * Decimal(str(grams)) * MILLIGRAMS, text)
    counted = _COUNTS.get(written)
    if counted is None:
        raise CellFault("unit-unknown", text)
    if number > MOST_PIECES:
        raise CellFault("amount-absurd", text)
    return Amount(count=number, unit=counted)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", said(text)).casefold().strip()


def _decimal(written: str, mark: Mark, text: str) -> Decimal:
    digits = re.sub(r"[\u2009' ]", "", written)
    mark = _told(text) or mark
    if mark is Mark.OPEN and re.search("[.,]", digits):
        raise CellFault("amount-ambiguous", text)
    other, own = (".", ",") if mark is Mark.COMMA else (",", ".")
    if digits.count(own) > 1 or not re.fullmatch(
        rf"[+-]?\d+(\{other}\d{{3}})*(\{own}\d*)?(e[+-]?\d+)?", digits
    ):
        raise CellFault("amount-unreadable", text)
    try:
        number = Decimal(digits.replace(other, "").replace(own, ".").removesuffix("."))
    except InvalidOperation:
        raise CellFault("amount-unreadable", text) from None
    if number.adjusted() > _MOST_DIGITS:
        raise CellFault("amount-absurd", text)
    return number


def _mass(mg: Decimal, text: str) -> Amount:
    if mg > MOST_MG:
        raise CellFault("amount-absurd", text)
    if mg < 1:
        raise CellFault("amount-not-positive", text)
    return Amount(mg=int(mg.to_integral_value()))


def code_of(text: str, list_name: str, more: Mapping[str, Mapping[str, tuple[str, ...]]]) -> str:
    """Return the code that a cell names, by code, alias or label in any language. Raises ``CellFault``."""
    words = said(text)
    if not words:
        return ""
    known = _words(list_name, _frozen(more.get(list_name, {})))
    found = known.get(fold(words)) or known.get(fold(_BRACKETS.sub("", words)))
    if not found:
        raise CellFault("code-unknown", words)
    return found


def codes_of(text: str, list_name: str, more: Mapping[str, Mapping[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """Return every code of a cell that names several. Raises ``CellFault``."""
    words = said(text)
    try:
        return tuple(filter(None, [code_of(words, list_name, more)]))
    except CellFault:
        parts = [part for part in re.split(r"[;；、,，+|]+", words) if part.strip()]
        if len(parts) < 2:  # noqa: PLR2004 - one part was just tried
            raise
        return tuple(dict.fromkeys(code_of(part, list_name, more) for part in parts))


def _frozen(more: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(more.items())


@cache
def _words(list_name: str, more: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    """Return every folded word of a list with its code; a word that two codes share names neither."""
    found: dict[str, set[str]] = {}
    for row in codes.codes(list_name):
        for label in (row.code, *row.aliases, *row.labels.values()):
            for word in _readings(label):
                found.setdefault(fold(word), set()).add(row.code)
    plain = {word: next(iter(names)) for word, names in found.items() if word and len(names) == 1}
    return plain | {fold(word): code for code, words in more for word in words}


def _readings(label: str) -> list[str]:
    """Return a label whole, without its brackets, what stands in them, and the parts between slashes."""
    bare = _BRACKETS.sub("", label)
    return [label, bare, *_BRACKETS.findall(label), *_SPLIT.split(bare)]


def yes_or_no(text: str, words: Mapping[str, tuple[str, ...]]) -> bool | None:
    """Say whether a cell says yes; None when it says nothing. Raises ``CellFault``."""
    folded = fold(said(text))
    if not folded:
        return None
    for answer, listed in words.items():
        if folded in {fold(word) for word in listed}:
            return answer == "yes"
    raise CellFault("yes-or-no-unknown", text)
