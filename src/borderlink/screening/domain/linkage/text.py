"""Texts as arrays of folded code points, so that a million of them are read by a few array operations."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.language.names.table import plain_readings
from borderlink.screening.domain.linkage.hashing import I64, Bools

Points = npt.NDArray[np.uint16]

END: Final = 10  # line feed: ends every text of an array
SPACE: Final = 32
_FOLDED: Final = ((0x20, 0x3400), (0xA000, 0xAC00), (0xD7A4, 0xD800), (0xF900, 0x10000))  # Han, Hangul stay
_RARE_HAN: Final = 0xE000  # Han beyond the basic plane are kept apart in the private use area

_HANGUL: Final = slice(0xAC00, 0xD7A4)

OTHER, LETTER, DIGIT, HAN = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Texts:
    """Many texts, folded, one after the other, each ended by a line feed."""

    points: Points
    starts: I64  # of each text; one more at the end

    def __len__(self) -> int:
        return len(self.starts) - 1

    def owners(self) -> I64:
        """Return the number of the text that each point belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def strings(self) -> list[str]:
        """Return the folded texts as strings."""
        whole = self.points.astype("<u2").tobytes().decode("utf-16-le")
        return whole.split("\n")[:-1] if len(self) else []


def _folded(char: str) -> str:
    """Return what stands for one character in a comparison; empty when it is to be left out."""
    if unicodedata.category(char) in {"Mn", "Me", "Cf"} or char in "'’‘`´":
        return ""
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    char = bare if len(bare) == 1 and bare <= "\uffff" else char
    if (digit := unicodedata.decimal(char, -1)) >= 0:
        return str(digit)
    special = {"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "ı": "i"}
    lower = special.get(char, char.lower())
    return lower if len(lower) == 1 and lower <= "\uffff" else char


@cache
def _fold_table() -> Points:
    """Return, for each code point of the basic plane, the point it is compared as; 0 for none."""
    table = np.arange(0x10000, dtype=np.uint16)
    for first, last in _FOLDED:
        for point in range(first, last):
            table[point] = ord(_folded(chr(point)) or "\0")
    table[0xD800:0xF900] = 0  # halves of pairs, and private use
    table[0:0x21] = SPACE
    table[END] = END
    table[0xFFFD] = SPACE
    simpler = np.arange(0x10000, dtype=np.uint16)
    for char in plain_readings():
        if char.simplified:
            simpler[ord(char.han)] = ord(char.simplified)
    folded: Points = simpler[table]
    return folded


@cache
def _expands() -> Bools:
    """Return which points stand for several characters (ligatures, squared units) or are shifted by NFKC."""
    wide = np.zeros(0x10000, np.bool_)
    for first, last in ((0x00A0, 0x3400), (0xFB00, 0xFB50), (0xFF61, 0xFFA0)):
        for point in range(first, last):
            compatible = unicodedata.normalize("NFKC", chr(point))
            wide[point] = len(compatible) > 1 or (0xFF61 <= point < 0xFFA0)  # noqa: PLR2004
    return wide


@cache
def classes() -> npt.NDArray[np.uint8]:
    """Return the class of each folded point: OTHER, LETTER, DIGIT or HAN."""
    table = np.zeros(0x10000, np.uint8)
    table[_HANGUL] = LETTER
    for first, last in ((0x20, 0x3400), (0xA000, 0xAC00), (0xD7A4, 0xD800)):
        for point in range(first, last):
            if chr(point).isalpha():
                table[point] = LETTER
    table[ord("0") : ord("9") + 1] = DIGIT
    for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (_RARE_HAN, 0xF900)):
        table[first:last] = HAN
    table[0x3007] = HAN  # 〇
    return table


def _points(text: str) -> Points:
    """Return the folded points of one long text."""
    raw = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    basic = np.minimum(raw, 0xFFFF).astype(np.uint16)
    astral = raw > 0xFFFF  # noqa: PLR2004
    if (_expands()[basic] | astral).any() and not unicodedata.is_normalized("NFKC", text):
        return _points(unicodedata.normalize("NFKC", text))
    folded = _fold_table()[basic]
    han = astral & (raw >= 0x20000) & (raw < 0x40000)  # noqa: PLR2004
    folded[astral] = SPACE
    folded[han] = (_RARE_HAN + raw[han] % 0x1900).astype(np.uint16)
    kept: Points = folded[folded != 0]
    return kept


def fold(values: pl.Series) -> Texts:
    """Fold texts for comparison: width, case, marks, traditional to simplified; null becomes empty.

    Punctuation is kept. Shapes: one text a value, in order.
    """
    return _texts(_points(_joined(values)))


def raw(values: pl.Series) -> Texts:
    """Return texts as they are written, by UTF-16 units."""
    return _texts(np.frombuffer(_joined(values).encode("utf-16-le"), np.uint16))


def _joined(values: pl.Series) -> str:
    """Return the values one after the other, each ended by a line feed."""
    whole = values.fill_null("") if values.null_count() else values
    joined = "\n".join([*whole.to_list(), ""])
    if joined.count("\n") == len(values):
        return joined
    return "\n".join([*whole.str.replace_all("\n", " ", literal=True).to_list(), ""])


def _texts(points: Points) -> Texts:
    """Return points that line feeds divide as texts."""
    return Texts(points, np.concatenate(([0], np.flatnonzero(points == END) + 1)).astype(np.int64))
