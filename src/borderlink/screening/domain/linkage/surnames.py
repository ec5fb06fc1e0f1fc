"""Chinese surnames across regional readings (陈: Chen, Chan, Tan), and the given names beside them."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.language.names.table import (
    plain_readings,
    surname_hanviet,
    surname_spellings,
    surnames,
)
from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, mix, segment_sums
from borderlink.screening.domain.linkage.text import LETTER, Texts
from borderlink.screening.domain.linkage.tokens import Runs, hash_words, laid_out, letter_hashes

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]

ENDS: Final = 2  # a surname stands last or first
_LETTERS: Final = 26
_FEW: Final = 64  # words that are looked at one by one
# One syllable of Vietnamese or of a southern Chinese reading: such a word may be a given name.
_SYLLABLE: Final = (
    r"(?:ngh|ng|nh|ch|gh|gi|kh|kw|ph|qu|sh|th|tr|ts|[bcdfghjklmnprstvwxyz])?"
    r"[aeiouy]{1,3}(?:ng|nh|ch|[ckmnpt])?"
)
# Western given names that read as pinyin too.
_WESTERN: Final = (
    "ada alan alana alena anna annie ben dan dana diana helena hugo jane june lana lena leo lia lina lisa "
    "luna mia mila mina mona nina pia rena rosa sean selena sue susan tess tina wanda"
)


class Given(IntEnum):
    """What kind of given name stands beside a surname."""

    MISSING = 0
    READ = 1  # Han characters, or syllables of Chinese
    WESTERN = 2  # a word that no Chinese reading gives
    INITIAL = 3


@dataclass(frozen=True, slots=True)
class _Readings:
    """Every surname as it may be written, numbered from 1, and which of them may be one surname."""

    words: U64  # hashes of Latin readings, in rising order
    numbers: U16  # of each of them
    single: U16  # by Han point: its number; 0 for none
    double: dict[tuple[int, int], int]  # two Han points: their number
    akin: Bools  # shape (numbers, numbers)
    otherwise: Bools  # akin, or by the Han-Viet reading, but in another system of spelling


@dataclass(frozen=True, slots=True)
class Clans:
    """What is compared of each name's surname and given name, taking the surname last and first."""

    clan: U16  # number of the surname's reading, shape (names, ENDS)
    given: U64  # letters of the given name in any order
    manner: U8  # Given
    beginnings: U32  # one bit for each letter that begins a part of the given name, shape (names,)


@cache
def _table() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return each Han surname, folded as texts are, with its Latin readings and its Han-Viet ones."""
    folded = {char.han for char in plain_readings() if not char.simplified}
    simple = [han for han in surnames() if folded.issuperset(han)]
    return [(han, spelt, surname_hanviet(han)) for han in simple if (spelt := surname_spellings(han))]


@cache
def _readings() -> _Readings:
    """Return the table of surnames, numbered."""
    table = _table()
    latin = sorted({reading for _, *told in table for readings in told for reading in readings})
    number = {word: at + 1 for at, word in enumerate([*latin, *(han for han, *_ in table)])}
    bears = np.zeros((len(number) + 1, len(table)), np.float32)
    for at, (han, readings, _) in enumerate(table):
        bears[[number[word] for word in {han, *readings}], at] = 1
    akin = bears @ bears.T > 0
    for at, (*_, readings) in enumerate(table):
        bears[[number[word] for word in readings], at] = 1
    otherwise = bears @ bears.T > 0
    np.fill_diagonal(otherwise, val=False)
    pinyin = [number[readings[0]] for _, readings, _ in table], [number[han] for han, *_ in table]
    otherwise[pinyin] = otherwise[pinyin[::-1]] = False
    single = np.zeros(0x10000, np.uint16)
    for han, *_ in table:
        if len(han) == 1:
            single[ord(han)] = number[han]
    double = {(ord(han[0]), ord(han[1])): number[han] for han, *_ in table if len(han) == ENDS}
    hashes = hash_words(latin)
    order = np.argsort(hashes)
    return _Readings(hashes[order], (order + 1).astype(np.uint16), single, double, akin, otherwise)


def akin(ours: U16, theirs: U16) -> Bools:
    """Return which readings may write one surname; none does where one is missing."""
    may: Bools = _readings().akin[ours, theirs]
    return may


def spelt_otherwise(clan: U16, left: I64, right: I64) -> Bools:
    """Return which pairs of names may bear one surname, each in another system: 陈 and Chan, Chen and Tran.

    Where the surname is in one system, the letters of the given name have settled it.
    """
    otherwise = _readings().otherwise
    found = np.zeros(len(left), np.bool_)
    for ours in range(ENDS):
        for theirs in range(ENDS):
            found |= otherwise[clan[left, ours], clan[right, theirs]]
    return found


def read_clans(texts: Texts, runs: Runs, kept: Bools, han: Bools, spelled: U64) -> Clans:
    """Read the surnames of one chunk of names: of Latin words those kept, of Han texts those without.

    ``han`` marks points, ``spelled`` is the hash sum of the pinyin of each point.
    """
    clans = Clans(
        np.zeros((len(texts), ENDS), np.uint16), np.zeros((len(texts), ENDS), np.uint64),
        np.zeros((len(texts), ENDS), np.uint8), np.zeros(len(texts), np.uint32),
    )  # fmt: skip
    words = np.flatnonzero(kept & (runs.kinds == LETTER))
    latin = np.zeros(len(texts), np.bool_)
    latin[runs.owners[words]] = True
    _read_latin(clans, texts, runs, words)
    _read_han(clans, texts, np.flatnonzero(han), latin, spelled)
    return clans


def _read_latin(clans: Clans, texts: Texts, runs: Runs, words: I64) -> None:
    """Fill in names of two words or more of which the last or the first may be a surname."""
    owners = runs.owners[words]
    new = np.flatnonzero(np.diff(owners, prepend=-1))
    ends = np.append(new[1:], len(words))
    several = ends - new > 1
    who = owners[new[several]]
    surname_at = (words[ends[several] - 1], words[new[several]])
    for end in range(ENDS):
        clans.clan[who, end] = _number_of(runs.hashes[surname_at[end]])
    words = words[(clans.clan[owners] != 0).any(axis=1)]
    western = _western(texts, runs, words)
    for end in range(ENDS):
        surnames = np.full(len(texts), -1, np.int64)
        surnames[who] = surname_at[end]
        given = (surnames[runs.owners[words]] != words) & (clans.clan[runs.owners[words], end] != 0)
        _fill_given(clans, end, texts, runs, words[given], western[given])


def _number_of(hashes: U64) -> U16:
    """Return the number of each word that reads a surname; 0 for others."""
    table = _readings()
    at = np.minimum(np.searchsorted(table.words, hashes), len(table.words) - 1)
    return np.where(table.words[at] == hashes, table.numbers[at], np.uint16(0))


def _fill_given(  # noqa: PLR0917
    clans: Clans, end: int, texts: Texts, runs: Runs, words: I64, western: Bools
) -> None:
    """Fill in the given names that these words make: what reads as Chinese, else what does not."""
    owners, count = runs.owners[words], len(texts)
    lone = runs.lengths[words] == 1
    at, _ = laid_out(runs.starts[words], runs.ends[words])
    bounds = np.concatenate(([0], np.cumsum(runs.lengths[words])))
    letters = segment_sums(letter_hashes()[texts.points[at]], bounds)
    edges = np.searchsorted(owners, np.arange(count + 1))
    sums = [segment_sums(letters * chosen, edges) for chosen in (~western & ~lone, western & ~lone)]
    some = segment_sums(lone.astype(np.uint64), edges) != 0
    clans.manner[:, end] = np.select(
        [sums[0] != 0, sums[1] != 0, some], [Given.READ, Given.WESTERN, Given.INITIAL], Given.MISSING
    )
    given = np.where(sums[0] != 0, sums[0], sums[1])
    clans.given[:, end] = np.where(given == 0, np.uint64(0), mix(given))
    _begin(clans, owners, texts.points[runs.starts[words]])


def _begin(clans: Clans, owners: I64, letters: npt.NDArray[np.uint16]) -> None:
    """Note the letters with which parts of given names begin."""
    place = letters.astype(np.int64) - ord("a")
    plain = (place >= 0) & (place < _LETTERS)
    np.bitwise_or.at(clans.beginnings, owners[plain], np.left_shift(1, place[plain]).astype(np.uint32))


@cache
def _chinese() -> str:
    """Return the pattern of words that may be Chinese or Vietnamese syllables."""
    syllables = sorted({char.pinyin for char in plain_readings()} - {"", "m", "n"})
    return f"^(?:(?:{'|'.join(syllables)})+|{_SYLLABLE})$"


@lru_cache(maxsize=65536)
def _is_western(word: str) -> bool:
    return word in _WESTERN.split() or not _chinese_words().fullmatch(word)


@cache
def _chinese_words() -> re.Pattern[str]:
    return re.compile(_chinese().removeprefix("^").removesuffix("$"))


def _western(texts: Texts, runs: Runs, words: I64) -> Bools:
    """Return which words no Chinese reading gives."""
    _, first, which = np.unique(runs.hashes[words], return_index=True, return_inverse=True)
    starts, ends = runs.starts[words[first]], runs.ends[words[first]]
    at, places = laid_out(starts, ends + 1)
    points = texts.points[np.minimum(at, len(texts.points) - 1)]
    points[places == np.repeat(ends - starts, ends - starts + 1)] = ord("\n")
    written = points.astype("<u2").tobytes().decode("utf-16-le", "replace").split("\n")[:-1]
    if len(written) <= _FEW:
        return np.array([_is_western(word) for word in written], np.bool_)[which.reshape(-1)]
    word = pl.Series(written, dtype=pl.String)
    western = ~word.str.contains(_chinese()) | word.is_in(_WESTERN.split())
    foreign: Bools = western.to_numpy()[which.reshape(-1)]
    return foreign


def _read_han(clans: Clans, texts: Texts, han: I64, latin: Bools, spelled: U64) -> None:
    """Fill in names written in Han characters alone, of which the first or the first two are a surname."""
    owners = np.searchsorted(texts.starts, han, side="right") - 1
    han, owners = han[~latin[owners]], owners[~latin[owners]]
    new = np.flatnonzero(np.diff(owners, prepend=-1))
    sizes = np.diff(np.append(new, len(han)))
    place = np.arange(len(han)) - np.repeat(new, sizes)
    points, who = texts.points[han], owners[new]
    number = _readings().single[points[new]]
    longer = np.flatnonzero((sizes > ENDS) & np.isin(points[new], [one for one, _ in _readings().double]))
    for (one, other), double in _readings().double.items():
        begins = longer[points[new[longer]] == one]
        number[begins[points[new[begins] + 1] == other]] = double
    length = np.where(np.isin(number, list(_readings().double.values())), ENDS, 1)
    given = (place >= np.repeat(length, sizes)) & np.repeat((number != 0) & (sizes > length), sizes)
    sums = segment_sums(spelled[han] * given, np.append(new, len(han)))
    clans.clan[who, 0] = number
    clans.given[who, 0] = np.where(sums == 0, np.uint64(0), mix(sums))
    clans.manner[who, 0] = np.where(sums == 0, Given.MISSING, Given.READ)
    _begin(clans, owners[given], _first_letters()[points[given]])


@cache
def _first_letters() -> U16:
    """Return for each Han point the letter that its pinyin begins with; 0 for none."""
    letters = np.zeros(0x10000, np.uint16)
    for char in plain_readings():
        if char.pinyin:
            letters[ord(char.han)] = ord(char.pinyin[0])
    return letters
