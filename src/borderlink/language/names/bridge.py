"""Latin against Latin: which two spellings some character has, one in each system, and how likely that is."""

from collections.abc import Mapping
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from borderlink.language.names import spellings, table
from borderlink.language.names.lexicon import STRINGS
from borderlink.language.names.readings import I16, I64, NONE, hanviet_of

SYSTEMS: Final = ("vi", "py", "can", "wg", "sea")
F64 = npt.NDArray[np.float64]
_BASE: Final = 25
_PER_NAT: Final = 110
_LEAST: Final = 0.004  # a share of both below this bridges nothing
_GIVEN: Final = {1: 60.0, 2: 20.0, 3: 8.0}
_FEWEST_RANK: Final = 1

Weighted = list[tuple[str, float]]


def weight(han: str, char: table.Character) -> float:
    """Return how likely a character is in a name, on a scale of our own.

    From our lists of surnames and given names, and from Unihan's measures for the rest.
    """
    surname = table.surnames().get(han)
    borne = min(60.0, (surname.zh + surname.vi) / 8) if surname else 0.0
    return borne + _GIVEN.get(table.usual_given().get(han, 0), 0.0) + 0.01 * 1.7**char.rank


def texts_of(char: table.Character) -> Mapping[str, Weighted]:
    """Return the spellings of a character by system, as ``STRINGS`` has them, each with its share."""
    vi: Weighted = []
    for read, cost in hanviet_of(char).items():
        share = 1.0 if cost <= 20 else 0.4 if cost < 100 else 0.15  # noqa: PLR2004 - costs of readings
        vi += [("f:" + read.full, share), ("q:" + read.quality, share), ("b:" + read.base, share)]
    py = [
        ("p:" + text, 1.0 if place == 0 else 0.15)
        for place, reading in enumerate(char.pinyin[:3])
        for text in spellings.pinyin_spellings(reading)
    ]
    wg = [
        ("p:" + text, 0.9 if first == place == 0 else 0.2)
        for first, reading in enumerate(char.pinyin[:2])
        for place, text in enumerate(spellings.wade_giles(reading)[:2])
    ]
    lists = {system: table.regional()[system].get(char.han, ()) for system in ("can", "wg", "sea", "per")}
    can = [
        ("p:" + text, (1.0, 0.25)[place] * (1.0 if first == 0 else 0.2))
        for first, reading in enumerate(char.jyutping[:2])
        for text, place in spellings.cantonese(reading)
        if place < 2  # noqa: PLR2004 - the farthest spellings are left to characters
    ] + [("p:" + text, 0.8) for text in lists["can"]]
    wg += [("p:" + text, 0.5) for text in lists["wg"]]
    sea = [("p:" + text, 0.7) for text in lists["sea"]] + [("p:" + text, 0.3) for text in lists["per"]]
    return {"vi": vi, "py": py, "can": can, "wg": wg, "sea": sea}


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
    lines: dict[str, dict[int, int]] = {system: {} for system in SYSTEMS}
    cells: dict[str, dict[tuple[int, int], float]] = {system: {} for system in SYSTEMS}
    for column, char in enumerate(chars):
        for system, told in texts_of(char).items():
            for text, share in told:
                line = lines[system].setdefault(STRINGS.of(text), len(lines[system]))
                cells[system][line, column] = max(share, cells[system].get((line, column), 0.0))
    tables = {}
    for system, found in cells.items():
        at = np.array(list(found), np.int64).reshape(-1, 2)
        tables[system] = csr_array(
            (np.array(list(found.values())), (at[:, 0], at[:, 1])), shape=(len(lines[system]), len(chars))
        )
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
