"""Latin against Latin: which two spellings some character has, one in each system, and how likely that is."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from borderlink.language.names import spellings, table
from borderlink.language.names.lexicon import STRINGS
from borderlink.language.names.readings import I16, I64, NONE, forms_of, hanviet_costs

SYSTEMS: Final = ("vi", "py", "can", "wg", "sea")
F64 = npt.NDArray[np.float64]
_BASE: Final = 25
_PER_NAT: Final = 110
_LEAST: Final = 0.004  # a share of both below this bridges nothing
_GIVEN: Final = {1: 60.0, 2: 20.0, 3: 8.0}
_FEWEST_RANK: Final = 1

Weighted = dict[int, float]  # texts by number with their shares


def weight(han: str, char: table.Character) -> float:
    """Return how likely a character is in a name, on a scale of our own.

    From our lists of surnames and given names, and from Unihan's measures for the rest.
    """
    surname = table.surnames().get(han)
    borne = min(60.0, (surname.zh + surname.vi) / 8) if surname else 0.0
    return borne + _GIVEN.get(table.usual_given().get(han, 0), 0.0) + 0.01 * 1.7**char.rank


def texts_of(char: table.Character) -> Mapping[str, Weighted]:
    """Return the spellings of a character by system, as ``STRINGS`` numbers them, each with its share."""
    lists = {system: table.regional()[system].get(char.han, ()) for system in ("can", "wg", "sea", "per")}
    return {
        "vi": _vietnamese(char.hanviet, char.lent),
        "py": _pinyin(char.pinyin[:3]),
        "can": _with(_cantonese(char.jyutping[:2]), (lists["can"], 0.8)),
        "wg": _with(_wade(char.pinyin[:2]), (lists["wg"], 0.5)),
        "sea": _with({}, (lists["sea"], 0.7), (lists["per"], 0.3)),
    }


def _with(told: Weighted, *lists: tuple[tuple[str, ...], float]) -> Weighted:
    """Return spellings with those of our own lists."""
    if not any(texts for texts, _ in lists):
        return told
    return _most(
        [*told.items(), *((STRINGS.of("p:" + text), share) for texts, share in lists for text in texts)]
    )


def _most(told: Iterable[tuple[int, float]]) -> Weighted:
    """Return the largest share told of each text."""
    found: Weighted = {}
    for text, share in told:
        found[text] = max(share, found.get(text, 0.0))
    return found


@cache
def _vietnamese(own: tuple[str, ...], lent: tuple[str, ...]) -> Weighted:
    told: list[tuple[int, float]] = []
    for read, cost in hanviet_costs(own, lent).items():
        share = 1.0 if cost <= 20 else 0.4 if cost < 100 else 0.15  # noqa: PLR2004 - costs of readings
        told += [(STRINGS.of(text), share) for text in forms_of(read)[:3]]
    return _most(told)


@cache
def _pinyin(readings: tuple[str, ...]) -> Weighted:
    return _most(
        (STRINGS.of("p:" + text), 1.0 if place == 0 else 0.15)
        for place, reading in enumerate(readings)
        for text in spellings.pinyin_spellings(reading)
    )


@cache
def _wade(readings: tuple[str, ...]) -> Weighted:
    return _most(
        (STRINGS.of("p:" + text), 0.9 if first == place == 0 else 0.2)
        for first, reading in enumerate(readings)
        for place, text in enumerate(spellings.wade_giles(reading)[:2])
    )


@cache
def _cantonese(readings: tuple[str, ...]) -> Weighted:
    return _most(
        (STRINGS.of("p:" + text), (1.0, 0.25)[place] * (1.0 if first == 0 else 0.2))
        for first, reading in enumerate(readings)
        for text, place in spellings.cantonese(reading)
        if place < 2  # noqa: PLR2004 - the farthest spellings are left to characters
    )


@cache
def _usual() -> tuple[table.Character, ...]:
    return tuple(char for char in table.characters().values() if char.rank >= _FEWEST_RANK)


def characters_of(text: str) -> set[str]:
    """Return the characters that a text, as ``STRINGS`` has it, can be read from in any system."""
    spread, lines, _ = _spread()
    number, found = STRINGS.of(text), set[str]()
    for system, told in lines.items():
        if number in told:
            line = told[number]
            within = slice(spread[system].indptr[line], spread[system].indptr[line + 1])
            found |= {_usual()[int(at)].han for at in spread[system].indices[within]}
    return found


@cache
def _spread() -> tuple[dict[str, csr_array[np.float64]], dict[str, dict[int, int]], F64]:
    """Return for each system a table of texts by characters and its lines; the characters' weights."""
    chars = _usual()
    told = [texts_of(char) for char in chars]
    tables, lines = {}, {}
    for system in SYSTEMS:
        columns = np.repeat(np.arange(len(chars)), [len(one[system]) for one in told])
        texts = np.fromiter((text for one in told for text in one[system]), np.int64, len(columns))
        share = np.fromiter((s for one in told for s in one[system].values()), np.float64, len(columns))
        known, line = np.unique(texts, return_inverse=True)
        lines[system] = {text: at for at, text in enumerate(known.tolist())}
        tables[system] = csr_array((share, (line, columns)), shape=(len(known), len(chars)))
    return tables, lines, np.array([weight(c.han, c) for c in chars])


@cache
def shares() -> dict[tuple[str, str], tuple[I64, F64, F64]]:
    """Return for each two systems the sorted keys (first text << 32 | second text) with two shares of each.

    The first is how much of the first text's characters the second can be, the second the other way round.
    """
    spread, lines, weights = _spread()
    found = {}
    for one, two in combinations(SYSTEMS, 2):
        joint = coo_array(csr_array(spread[one] * weights[None, :]) @ spread[two].T)
        at, values = joint.coords, joint.data
        mass_one, mass_two = (np.asarray(spread[system] @ weights) for system in (one, two))
        keys = np.array(list(lines[one]), np.int64)[at[0]] << 32 | np.array(list(lines[two]), np.int64)[at[1]]
        order = np.argsort(keys)
        found[one, two] = keys[order], (values / mass_one[at[0]])[order], (values / mass_two[at[1]])[order]
    return found


@cache
def bridges() -> dict[tuple[str, str], tuple[I64, I16]]:
    """Return for each two systems the sorted keys of ``shares`` and their costs, by the larger share."""
    found = {}
    for pair, (keys, first, second) in shares().items():
        share = np.minimum(np.maximum(first, second), 1.0)
        keep = share >= _LEAST
        costs = np.minimum(NONE, np.rint(_BASE - _PER_NAT * np.log(share[keep]))).astype(np.int16)
        found[pair] = (keys[keep], costs)
    return found


def likeliest(source: str, target: str, text: str, most: int) -> list[tuple[str, int]]:
    """Return what a text of one system (as ``STRINGS`` has it) most often is in another, with costs."""
    turned = (source, target) not in shares()
    keys, first, second = _turned(target, source) if turned else shares()[source, target]
    number = STRINGS.of(text)
    begin, end = np.searchsorted(keys, [number << 32, (number + 1) << 32]).tolist()
    share = (second if turned else first)[begin:end]
    best = np.argsort(-share, kind="stable")[:most]
    return [
        (STRINGS.text(int(keys[begin + at]) & 0xFFFFFFFF), int(-1000 * np.log(min(1.0, float(share[at])))))
        for at in best.tolist()
        if share[at] >= _LEAST
    ]


@cache
def _turned(one: str, two: str) -> tuple[I64, F64, F64]:
    """Return the shares of two systems with keys that begin with the second's text."""
    keys, first, second = shares()[one, two]
    turned = (keys & 0xFFFFFFFF) << 32 | keys >> 32
    order = np.argsort(turned)
    return turned[order], first[order], second[order]
