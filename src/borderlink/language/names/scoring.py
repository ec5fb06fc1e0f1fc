"""The score of pairs of names, from 0 to 1: one at a time and by the column, the same bits either way."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from borderlink.language.names.alignment import Aligned, align, gap_costs, orders
from borderlink.language.names.costs import CHANNELS, HAN_CHANNELS, LATIN_CHANNELS, unit_costs
from borderlink.language.names.lexicon import Units
from borderlink.language.names.parsing import parse
from borderlink.language.names.readings import I16, I64
from borderlink.language.names.shelf import BOTH, HAN, LATIN, UNITS, Read, read_names

F64 = npt.NDArray[np.float64]
_BLOCK: Final = 16_384  # pairs scored at once
# From the tuning part of benchmarks/names.py: the pooled threshold of 0.95 lies near POSSIBLE.
LIKELY, POSSIBLE = 0.8, 0.6
_DEAREST: Final = 12_000
_CHANNELS: Final = {(HAN, HAN): 1, (HAN, LATIN): len(HAN_CHANNELS), (LATIN, HAN): len(HAN_CHANNELS)}


@cache
def _scores() -> F64:
    """Return the score of each whole cost."""
    found: F64 = np.exp(-np.arange(_DEAREST + 1) / 1000.0)
    return np.round(found, 6)


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of pairs, and which parses, channel and order gave each; ``nan`` where a name was refused."""

    score: F64
    cost: I64
    parse_a: I64
    parse_b: I64
    channel: I64
    order: I64


def score(a: str, b: str) -> float:
    """Return how far two names may be the same name, 0 to 1. Refuses what ``parse`` refuses."""
    parse(a)
    parse(b)
    return float(score_names([a], [b]).score[0])


def score_names(a: Sequence[str | None], b: Sequence[str | None]) -> Scored:
    """Return the scores of pairs of names; ``nan`` where one is missing or refused."""
    parts = [
        _score_block(a[at : at + _BLOCK], b[at : at + _BLOCK]) for at in range(0, max(1, len(a)), _BLOCK)
    ]
    return Scored(*(np.concatenate([getattr(part, name) for part in parts]) for name in Scored.__slots__))


def _score_block(a: Sequence[str | None], b: Sequence[str | None]) -> Scored:
    place: dict[str | None, int] = {}
    left = np.array([place.setdefault(name, len(place)) for name in a], np.int64)
    right = np.array([place.setdefault(name, len(place)) for name in b], np.int64)
    return score_read(read_names(list(place)), left, right)


def score_read(read: Read, left: I64, right: I64) -> Scored:
    """Return the scores of pairs of names that were read, named by their places."""
    ways = read.count[left] * read.count[right]
    pair = np.repeat(np.arange(len(left)), ways)
    way = np.arange(len(pair)) - np.repeat(np.cumsum(ways) - ways, ways)
    many = read.count[right][pair]
    one, two = read.start[left][pair] + way // many, read.start[right][pair] + way % many
    aligned = _align_rows(read, one, two)
    cost = np.minimum(aligned.cost + read.costs[one] + read.costs[two], _DEAREST)
    best = _cheapest(pair, cost, len(left))
    known = best >= 0
    found = np.where(known, cost[best], _DEAREST) if len(cost) else np.full(len(left), _DEAREST)
    told = [np.where(known, column[best], -1) if len(cost) else np.full(len(left), -1) for column in (
        one, two, aligned.channel, aligned.order)]  # fmt: skip
    return Scored(np.where(known, _scores()[found], np.nan), found, *told)


def _cheapest(pair: I64, cost: I64, pairs: int) -> I64:
    """Return the cheapest row of each pair, the first of equals; ``-1`` where it has none."""
    order = np.lexsort((np.arange(len(pair)), cost, pair))
    found = np.full(pairs, -1, np.int64)
    if len(order):
        first = np.ones(len(order), np.bool_)
        first[1:] = pair[order[1:]] != pair[order[:-1]]
        found[pair[order[first]]] = order[first]
    return found


def _align_rows(read: Read, one: I64, two: I64) -> Aligned:
    """Align parses with parses, those of one shape together."""
    found = Aligned(*(np.zeros(len(one), np.int64) for _ in range(3)))
    if not len(one):
        return found
    columns = UNITS.columns()
    shape = ((read.scripts[one] * 3 + read.scripts[two]) * 16 + read.lengths[one]) * 16 + read.lengths[two]
    order = np.argsort(shape, kind="stable")
    ends = np.flatnonzero(np.diff(shape[order], append=-1)) + 1
    unit, table = _pair_costs(read, one, two, columns)
    begin = 0
    for end in ends.tolist():
        rows, begin = order[begin:end], end
        part = _align_shape(read, (one[rows], two[rows]), columns, (unit, table))
        found.cost[rows], found.channel[rows], found.order[rows] = part.cost, part.channel, part.order
    return found


def _pair_costs(read: Read, one: I64, two: I64, columns: I64) -> tuple[I64, I16]:
    """Return the distinct pairs of units that occur, as sorted keys, and their costs."""
    keys = (read.units[one][:, :, None] << 32) | (read.units[two][:, None, :] & 0xFFFFFFFF)
    used = (read.units[one] >= 0)[:, :, None] & (read.units[two] >= 0)[:, None, :]
    ordered = np.sort(keys[used])  # faster here than numpy's unique
    distinct = ordered[np.append(True, ordered[1:] != ordered[:-1])]
    return distinct, unit_costs(columns, distinct >> 32, distinct & 0xFFFFFFFF)


def _align_shape(read: Read, rows: tuple[I64, I64], columns: I64, costs: tuple[I64, I16]) -> Aligned:
    """Align parses that have one script and one length on each side."""
    one, two = rows
    first, second = int(read.lengths[one[0]]), int(read.lengths[two[0]])
    scripts = int(read.scripts[one[0]]), int(read.scripts[two[0]])
    a, b = read.units[one][:, :first], read.units[two][:, :second]
    at = np.searchsorted(costs[0], (a[:, :, None] << 32) | b[:, None, :])
    if BOTH in scripts:
        cells = costs[1].min(axis=1)[at][..., None]
    else:
        cells = costs[1][at][..., : _CHANNELS.get(scripts, CHANNELS)]
    weak, foreign = columns[Units.COLUMNS.index("weak")], columns[Units.COLUMNS.index("foreign")]
    letters = columns[Units.COLUMNS.index("letters")]
    gaps = gap_costs(weak[a], foreign[a], letters[a]), gap_costs(weak[b], foreign[b], letters[b])
    tried = orders(first, second, turn_first=scripts[0] == LATIN, turn_second=scripts[1] == LATIN)
    return align(cells.astype(np.int64), gaps, tried, _may_part(scripts, cells.shape[3]))


def _may_part(scripts: tuple[int, int], channels: int) -> npt.NDArray[np.bool_]:
    """Return which channels a surname may leave the given name's for: those without Vietnamese."""
    names = HAN_CHANNELS if HAN in scripts else LATIN_CHANNELS
    return np.array(["vi" not in names[at] for at in range(channels)])
