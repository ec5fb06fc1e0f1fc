"""Keys of names: numbers of 64 bits that two writings of one name share, to find candidates among many.

Three spaces (pinyin, bare Han-Viet, Jyutping) and a coarse one for spellings abroad. A syllable has up to
four codes in a space, of what it can be read as; the sixteen likeliest combinations are kept whole, the
likeliest of them with one syllable left out too. A key is a sum over syllables, so their order makes no
difference. Keys are signed, as Parquet, DuckDB and Spark have them.

A name is kept under what it is itself; it is asked for under what it may be in other systems, too.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

from borderlink.language.names import lexicon, spellings, table
from borderlink.language.names.bridge import likeliest
from borderlink.language.names.lexicon import Unit
from borderlink.language.names.readings import I64, NONE, hanviet_of
from borderlink.language.names.shelf import UNITS, Read, read_names

U64 = npt.NDArray[np.uint64]
Coded = list[tuple[str, int]]  # texts in a space with their costs
SPACES: Final = ("py", "vi", "can", "coarse")
WIDTH: Final = 4  # codes of a syllable in a space
_WHOLE, _PARTIAL = 16, 6  # combinations kept whole, and with one syllable left out
_MOST_COMBINED: Final = 6  # syllables whose other readings are tried
_COSTLY: Final = 20_000  # what a missing code costs: no combination may hold one
_FEWEST: Final = 2  # syllables of a key


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of names: those of the n-th are ``keys[starts[n]:starts[n + 1]]``, ascending, each once."""

    keys: I64
    starts: I64


def _code(text: str) -> int:
    """Return FNV-1a of a text, 64 bits."""
    found = 0xCBF29CE484222325
    for byte in text.encode():
        found = (found ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return found


def _mixed(values: U64) -> U64:
    """Return splitmix64's finish of each value."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


class _Spelt:
    """Readings by space and spelling, each with the least cost told of it."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, dict[str, int]]] = {"py": {}, "can": {}}

    def told(self, space: str, text: str, reading: str, cost: int) -> None:
        """Keep that a spelling may stand for a reading."""
        known = self.found[space].setdefault(text, {})
        known[reading] = min(cost, known.get(reading, NONE))

    def best(self) -> dict[str, dict[str, Coded]]:
        """Return the cheapest readings of each spelling."""
        return {
            space: {
                text: sorted(known.items(), key=lambda pair: pair[::-1])[:WIDTH]
                for text, known in texts.items()
            }
            for space, texts in self.found.items()
        }


@cache
def _spelt_by() -> dict[str, dict[str, Coded]]:
    """Return the readings that a spelling can stand for: pinyin, also by Wade-Giles, and Jyutping."""
    spelt, borne = _Spelt(), dict[str, float]()
    for char in table.characters().values():
        for reading in char.jyutping[:1]:
            borne[reading] = borne.get(reading, 0.0) + 2.0**char.rank
    for reading in {reading for char in table.characters().values() for reading in char.pinyin}:
        for text in spellings.pinyin_spellings(reading):
            spelt.told("py", text, reading, 0)
        for place, text in enumerate(spellings.wade_giles(reading)[:2]):
            spelt.told("py", text, reading, 300 + 300 * place)
    for reading, mass in borne.items():
        for text, place in spellings.cantonese(reading):
            spelt.told("can", text, reading, 400 * place + max(0, int(60 * (12 - np.log2(mass + 1)))))
    _listed(spelt)
    return spelt.best()


def _listed(spelt: _Spelt) -> None:
    """Add what our own lists spell."""
    for system, space in (("wg", "py"), ("can", "can")):
        for han, texts in table.regional()[system].items():
            char = table.characters().get(han)
            known = () if char is None else char.pinyin[:1] if space == "py" else char.jyutping[:1]
            for text, reading in product(texts, known):
                spelt.told(space, text, reading, 100)


def _kept(space: str, unit: Unit) -> Coded:
    """Return what a unit is itself in a space."""
    char = table.characters().get(unit.text) if unit.han else None
    if unit.han:
        return _of_character(space, char) if char else []
    if space == "vi":
        read = unit.syllable
        return [(read.base, 0)] if read and read.base in lexicon.vietnamese()[1] else []
    if space == "coarse":
        return [(unit.bare, 0)]
    return _spelt_by()[space].get(unit.bare, [])


def _of_character(space: str, char: table.Character) -> Coded:
    if space == "py":
        return [(reading, 400 * place) for place, reading in enumerate(char.pinyin)]
    if space == "can":
        return [(reading, 400 * place) for place, reading in enumerate(char.jyutping)]
    if space == "vi":
        bases: dict[str, int] = {}
        for read, cost in sorted(hanviet_of(char).items(), key=lambda pair: pair[1]):
            bases.setdefault(read.base, cost * 5)
        return list(bases.items())
    lists = table.regional()
    abroad = [*lists["sea"].get(char.han, ())[:3], *lists["wg"].get(char.han, ())[:1]]
    found = {text: 150 * place for place, text in enumerate(abroad)}
    for reading in char.pinyin[:1]:
        for text in (reading, *spellings.wade_giles(reading)[:1]):
            found.setdefault(text, 500)
    return list(found.items())


def _bridged(source: str, space: str) -> Callable[[Unit], Coded]:
    """Return what a Latin unit of one system may be in another's space."""

    def told(unit: Unit) -> Coded:
        if unit.han:
            return []
        read = unit.syllable
        if source == "vi":
            exact = read is not None and (read.marked or unit.strict)
            text = "" if read is None else f"f:{read.full}" if exact else f"b:{read.base}"
        else:
            text = f"p:{unit.bare}"
        found = likeliest(source, space, text, 12 * WIDTH) if text else []
        if space == "vi":
            return [(target[2:], cost) for target, cost in found if target.startswith("b:")][:WIDTH]
        plain: dict[str, int] = {}
        for target, cost in found:
            for reading, _ in _spelt_by()["py"].get(target[2:], [])[:1]:
                plain.setdefault(reading, cost)
        return list(plain.items())[:WIDTH]

    return told


class Coding:
    """Codes of units in one space, as columns by the numbers of units."""

    def __init__(self, space: str, told: Callable[[Unit], Coded]) -> None:
        self.salt = np.uint64(_code(space))
        self._told = told
        self._space = space
        self._lock = threading.Lock()
        self._units: list[Unit] | None = None
        self._codes = np.zeros((0, WIDTH), np.uint64)
        self._costs = np.zeros((0, WIDTH), np.int64)

    def columns(self) -> tuple[U64, I64]:
        """Return codes and costs of every unit known so far; a code that is not there costs ``_COSTLY``."""
        with self._lock:
            return self._filled()

    def _filled(self) -> tuple[U64, I64]:
        if self._units is not UNITS.units:
            self._units, self._codes, self._costs = UNITS.units, self._codes[:0], self._costs[:0]
        fresh = UNITS.units[len(self._codes) :]
        if fresh:
            codes, costs = (
                np.zeros((len(fresh), WIDTH), np.uint64),
                np.full((len(fresh), WIDTH), _COSTLY, np.int64),
            )
            for line, unit in enumerate(fresh):
                for place, (text, cost) in enumerate(self._told(unit)[:WIDTH]):
                    codes[line, place], costs[line, place] = _code(f"{self._space}:{text}"), cost
            self._codes = np.concatenate([self._codes, _mixed(codes)])
            self._costs = np.concatenate([self._costs, costs])
        return self._codes, self._costs


@cache
def codings(*, asked: bool) -> tuple[Coding, ...]:
    """Return the codings that a name is kept under, or also those that it is asked for under."""
    kept = [Coding(space, lambda unit, space=space: _kept(space, unit)) for space in SPACES]  # type: ignore[misc]
    ways = (("vi", "py"), ("py", "vi"), ("can", "py"), ("sea", "py"), ("can", "vi"), ("sea", "vi"))
    return (
        (*kept, *(Coding(space, _bridged(source, space)) for source, space in ways)) if asked else tuple(kept)
    )


def keys_of(names: Sequence[str | None], *, asked: bool = False) -> Keys:
    """Return the keys that names are kept under, or asked for under; a refused name has none."""
    return keys_read(read_names(names), asked=asked)


def keys_read(read: Read, *, asked: bool) -> Keys:
    """Return the keys of names that were read."""
    owners, keys = postings_of(read, asked=asked)
    order = np.lexsort((keys, owners))
    owners, keys = owners[order], keys[order]
    new = np.ones(len(keys), np.bool_)
    new[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    counts = np.bincount(owners[new], minlength=len(read.count))
    return Keys(keys[new], np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))


def postings_of(read: Read, *, asked: bool) -> tuple[I64, I64]:
    """Return the names that were read, by place, and a key of each, in no order; some stand twice."""
    owner = np.repeat(np.arange(len(read.count)), read.count)
    told = [_of_length(read, owner, length, asked=asked) for length in np.unique(read.lengths).tolist()]
    empty = np.zeros(0, np.int64)
    return np.concatenate([empty, *(one for one, _ in told)]), np.concatenate(
        [empty, *(key for _, key in told)]
    )


def _of_length(read: Read, owner: I64, length: int, *, asked: bool) -> tuple[I64, I64]:
    """Return owners and keys of the parses with so many units."""
    rows = np.flatnonzero(read.lengths == length)
    units = read.units[rows, :length]
    owners, keys = [], []
    for coding in codings(asked=asked):
        at, found = _combined(coding, units)
        owners.append(owner[rows[at]])
        keys.append(found)
    return np.concatenate(owners), np.concatenate(keys)


@cache
def _choices(length: int) -> I64:
    """Return every combination of codes, one line each: fewer codes a syllable in longer names."""
    width = 4 if length <= 3 else 3 if length == 4 else 2  # noqa: PLR2004 - 64, 81 and at most 64 combinations
    ranges = [range(width if place < _MOST_COMBINED else 1) for place in range(length)]
    return np.array(list(product(*ranges)), np.int64)


def _combined(coding: Coding, units: I64) -> tuple[I64, I64]:
    """Return the lines of ``units`` and the keys that they have in one coding."""
    codes, costs = coding.columns()
    foreign = UNITS.columns()[UNITS.COLUMNS.index("foreign")][units] > 0
    left = (~foreign).sum(axis=1)
    code, cost = codes[units], np.where(foreign[..., None], 0, costs[units])
    code = np.where((foreign & (left >= _FEWEST)[:, None])[..., None], np.uint64(0), code)
    choices, places = _choices(units.shape[1]), np.arange(units.shape[1])
    total = np.zeros((len(units), len(choices)), np.int64)
    for place in places.tolist():
        total += cost[:, place][:, choices[:, place]]
    best = np.argsort(total, axis=1, kind="stable")[:, :_WHOLE]
    good = np.take_along_axis(total, best, axis=1) < _COSTLY
    chosen = np.take_along_axis(code[:, None], choices[best][..., None], axis=3)[..., 0]
    sums = chosen.sum(axis=2, dtype=np.uint64)
    rows, at = np.nonzero(good)
    found = [(rows, sums[rows, at])]
    if units.shape[1] > _FEWEST:
        rows, at = np.nonzero(good[:, :_PARTIAL])
        found += [(rows, sums[rows, at] - chosen[rows, at, place]) for place in places]
    lines = np.concatenate([part[0] for part in found])
    keys = _mixed(np.concatenate([part[1] for part in found]) + coding.salt)
    return lines, keys.view(np.int64)
