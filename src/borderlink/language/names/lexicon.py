"""The syllables of every system, and numbers for the written units of names: Han characters and syllables."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from borderlink.language.names import spellings, table
from borderlink.language.names.vietnamese import Syllable, bare, is_pinyin_marked, syllable

I64 = npt.NDArray[np.int64]
HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"  # for a class of characters
_HAN: Final = re.compile(f"[{HAN}]")
_NEAR_SPELLING: Final = 1
WEAK: Final = frozenset({"văn", "thi5", "van", "thi"})  # middle names that a side often leaves out
WEAK_HAN: Final = frozenset("文氏")
_MOST: Final = 400_000  # units kept in memory before they are numbered anew


@cache
def pinyin() -> frozenset[str]:
    """Return every pinyin syllable, in each way that ü is written."""
    return frozenset(
        spelt
        for char in table.characters().values()
        for reading in char.pinyin
        for spelt in spellings.pinyin_spellings(reading)
    )


@cache
def vietnamese() -> tuple[frozenset[str], frozenset[str]]:
    """Return the Han-Viet syllables with their marks (``Syllable.full``), and the same in bare letters."""
    listed = {reading for char in table.characters().values() for reading in (*char.hanviet, *char.lent)}
    read = [found for word in {*listed, *table.doublets()} if (found := syllable(word))]
    return frozenset(one.full for one in read), frozenset(one.base for one in read)


@cache
def abroad() -> tuple[frozenset[str], ...]:
    """Return the spellings of Hong Kong and Macao, of Wade-Giles, and of the listed systems abroad."""
    usual = [char for char in table.characters().values() if char.rank > 0]
    cantonese = {
        spelt
        for c in usual
        for r in c.jyutping
        for spelt, place in spellings.cantonese(r)
        if place <= _NEAR_SPELLING
    }
    wade = {spelt for c in usual for r in c.pinyin for spelt in spellings.wade_giles(r)[:1]}
    lists = table.regional()
    listed = {system: {s for found in lists[system].values() for s in found} for system in table.SYSTEMS}
    return (
        frozenset(cantonese | listed["can"]), frozenset(wade | listed["wg"]),
        frozenset(listed["sea"] | listed["per"]),
    )  # fmt: skip


@cache
def every_syllable() -> frozenset[str]:
    """Return every syllable in bare letters that some system has."""
    return pinyin().union(vietnamese()[1], *abroad())


def is_syllable(token: str, plain: str) -> bool:
    """Whether some system has a token (``plain`` without its marks) as one syllable."""
    if plain in every_syllable():
        return True
    read = syllable(token)
    return read is not None and read.base in vietnamese()[1]


class Strings:
    """Numbers for texts: the same text has one number as long as the process lives; 0 is none."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._texts = [""]
        self._lock = threading.Lock()

    def of(self, text: str) -> int:
        """Return the number of a text, a new one if it is new."""
        found = self._ids.get(text)
        if found is None:
            with self._lock:
                found = self._ids.setdefault(text, len(self._texts))
                if found == len(self._texts):
                    self._texts.append(text)
        return found

    def text(self, number: int) -> str:
        """Return the text of a number."""
        return self._texts[number]


STRINGS: Final = Strings()


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit as it is written: a Han character, or a Latin token read as one syllable (small letters)."""

    text: str
    han: bool
    syllable: Syllable | None  # as Vietnamese would read it
    bare: str
    residue: bool  # the token was keystrokes or spoilt bytes, and was mended
    weak: bool
    foreign: bool  # no system has such a syllable, or it is a Western name
    strict: bool = False  # without marks in a name that has marks: the level tone is meant


def unit_of(token: str, *, mended: Syllable | None = None, residue: bool = False) -> Unit:
    """Return the unit that a token is; ``mended`` is the syllable that its keystrokes meant."""
    if len(token) == 1 and not token.isascii() and is_han(token):
        return Unit(token, True, None, token, False, token in WEAK_HAN, False)  # noqa: FBT003
    read = mended or (None if is_pinyin_marked(token) else syllable(token))
    plain = mended.base if mended else bare(token)
    weak = read is not None and (read.full in WEAK if read.marked else read.base in WEAK)
    foreign = token in table.western() or (not is_syllable(token, plain) and mended is None)
    return Unit(token, False, read, plain, residue or mended is not None, weak, foreign)  # noqa: FBT003


def is_han(char: str) -> bool:
    """Whether a character is a Han character: unified, or of an extension."""
    return _HAN.fullmatch(char) is not None


class Units:
    """Units by number, with what scoring reads of each as columns. Numbers hold until ``renew``."""

    COLUMNS: Final = (
        "han",
        "p",
        "f",
        "q",
        "b",
        "d",
        "marked",
        "toned",
        "weak",
        "foreign",
        "residue",
        "letters",
        "strict",
    )

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.units: list[Unit] = []
        self._ids: dict[tuple[str, bool, bool], int] = {}
        self._rows: list[tuple[int, ...]] = []
        self._columns = np.zeros((len(self.COLUMNS), 0), np.int64)
        self.epoch = 0

    def number(self, unit: Unit) -> int:
        """Return the number of a unit, a new one if it is new."""
        key = (unit.text, unit.residue, unit.strict)
        found = self._ids.get(key)
        if found is None:
            with self._lock:
                found = self._ids.setdefault(key, len(self.units))
                if found == len(self.units):
                    self.units.append(unit)
                    self._rows.append(tuple(_row(unit)))
        return found

    def columns(self) -> I64:
        """Return one row a column of ``COLUMNS``, one place a unit."""
        with self._lock:
            have = self._columns.shape[1]
            if have < len(self._rows):
                fresh = np.array(self._rows[have:], np.int64).T
                self._columns = np.concatenate([self._columns, fresh], axis=1)
            return self._columns

    def renew_if_full(self) -> bool:
        """Forget all units when there are too many; say whether it was done."""
        with self._lock:
            if len(self.units) < _MOST:
                return False
            self.__init__()  # type: ignore[misc]
            return True


def _row(unit: Unit) -> Iterator[int]:
    read = unit.syllable
    yield ord(unit.text) if unit.han else 0
    yield 0 if unit.han else STRINGS.of("p:" + unit.bare)
    if read is None:
        yield from (0, 0, 0, 0)
    else:
        yield from map(
            STRINGS.of, (f"f:{read.full}", f"q:{read.quality}", f"b:{read.base}", f"d:{read.dialect}")
        )
    yield int(bool(read and read.marked))
    yield int(bool(read and read.toned))
    yield from (int(unit.weak), int(unit.foreign), int(unit.residue), len(unit.text), int(unit.strict))
