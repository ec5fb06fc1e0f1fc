"""Two sequences of units laid side by side at the least cost: dynamic programming over many pairs at once.

The sum along the path decides; the dearest step and the number of steps that match two units are carried
with it. Everything is whole numbers, so that a pair's cost depends on nothing but the pair.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from borderlink.language.names.readings import NONE

I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ORDERS: Final = (
    "as written",
    "first: last in front",
    "first: backwards",
    "second: last in front",
    "second: backwards",
)
_ORDER_COST: Final = (0, 60, 110, 60, 110)
_WEAK, _FOREIGN, _LETTER, _LOST = 260, 170, 300, 1500
_INSTEAD: Final = 250  # a unit left out on either side: the one stands where the other did
_SURNAME_APART: Final = 35  # a surname in another system than the given name
_MOST_STEPS: Final = 31  # more than any path has
_CARRIED: Final = 20  # bits below the sum: the dearest step and the matched units
_MATCH_BITS: Final = 5


@dataclass(frozen=True, slots=True)
class Aligned:
    """For each pair: the cost of its best reading, and which channel and order gave it."""

    cost: I64
    channel: I64
    order: I64


def gap_costs(weak: I64, foreign: I64, lengths: I64) -> I64:
    """Return what it costs to leave a unit out: little for a weak syllable or a word of no system."""
    letter = (lengths == 1) & (foreign > 0)
    found: I64 = np.select([weak > 0, letter, foreign > 0], [_WEAK, _LETTER, _FOREIGN], _LOST)
    return found


def arranged(places: int, order: str) -> list[int]:
    """Return the places of a name's units in another order."""
    ahead = list(range(places))
    return (
        [ahead[-1], *ahead[:-1]]
        if order.endswith("in front")
        else ahead[::-1]
        if order.endswith("backwards")
        else ahead
    )


def orders(first: int, second: int, *, turn_first: bool, turn_second: bool) -> list[int]:
    """Return the orders to try: only Latin names are turned, and three or more units backwards."""
    found = [0]
    for turn, places, offset in ((turn_first, first, 1), (turn_second, second, 3)):
        if turn and places > 1:
            found += [offset, offset + 1] if places > 2 else [offset]  # noqa: PLR2004 - two backwards is two turned
    return found


def align(costs: I64, gaps: tuple[I64, I64], tried: list[int], may_part: Bools) -> Aligned:
    """Return the best of all channels and orders for each pair.

    ``may_part`` says of each channel whether the surname may be read in another of its kind.

    ``costs`` is pair x first's unit x second's unit x channel; ``gaps`` what leaving units out costs.
    """
    pairs, first, second, _ = costs.shape
    rows, channel = np.nonzero(_worth(costs))
    apart_channels = np.flatnonzero(may_part)
    best = np.full(pairs, np.iinfo(np.int64).max)
    for order in tried:
        name = ORDERS[order]
        lines = arranged(first, name) if name.startswith("first") else list(range(first))
        columns = arranged(second, name) if name.startswith("second") else list(range(second))
        first_cells = costs[rows, lines[0], columns[0]]
        apart = first_cells[:, apart_channels].min(axis=1, initial=NONE) + _SURNAME_APART
        own = first_cells[np.arange(len(rows)), channel]
        head = np.where(may_part[channel], np.minimum(own, apart), own)
        told = (
            total(_path(costs, (rows, channel), (lines, columns), head, gaps), first, second)
            + _ORDER_COST[order]
        )
        ranked = (told << 12) | (np.int64(order) << 8) | channel
        np.minimum.at(best, rows, ranked)
    return Aligned(best >> 12, best & 0xFF, (best >> 8) & 0xF)


def _worth(costs: I64) -> Bools:
    """Return the channels worth a path: those that read half of the shorter name, and the best ones.

    Counted on both sides, so that it makes no difference which name is the first.
    """
    known = costs < NONE
    near = np.minimum(known.any(axis=2).sum(axis=1), known.any(axis=1).sum(axis=1))
    most = near.max(axis=1, keepdims=True)
    found: Bools = (near >= (min(costs.shape[1], costs.shape[2]) + 1) // 2) | ((near == most) & (most > 0))
    found[:, 0] |= most[:, 0] == 0  # where nothing is known all channels cost the same
    return found


def _path(
    costs: I64, at: tuple[I64, I64], order: tuple[list[int], list[int]], head: I64, gaps: tuple[I64, I64]
) -> I64:
    """Return the packed cost of the best path of each row and channel."""
    rows, channel = at
    lines, columns = order
    start = np.full(len(rows), _MOST_STEPS, np.int64)
    above = [start]
    for column in columns:
        above.append(step(above[-1], gaps[1][rows, column], match=False))
    for i, line in enumerate(lines):
        skip = gaps[0][rows, line]
        here = [step(above[0], skip, match=False)]
        for j, column in enumerate(columns):
            cell = head if i == j == 0 else costs[rows, line, column, channel]
            ways = np.minimum(step(above[j], cell, match=True), step(above[j + 1], skip, match=False))
            here.append(np.minimum(ways, step(here[j], gaps[1][rows, column], match=False)))
        above = here
    return above[-1]


def step(packed: I64, cost: I64, *, match: bool) -> I64:
    """Return a path one step on: its sum, dearest step and (counted down) matched units in one number."""
    matched = packed & _MOST_STEPS
    dearest = np.maximum((packed >> _MATCH_BITS) & 0x7FFF, cost)
    found: I64 = (((packed >> _CARRIED) + cost) << _CARRIED) | (dearest << _MATCH_BITS) | (matched - match)
    return found


def total(packed: I64, first: int, second: int) -> I64:
    """Return what a path costs in all: the mean step, the dearest again, and little or contrary evidence."""
    cost, dearest = packed >> _CARRIED, (packed >> _MATCH_BITS) & 0x7FFF
    matched = _MOST_STEPS - (packed & _MOST_STEPS)
    alone = np.select([matched == 0, matched == 1], [3000, 700], 0)
    apart = np.where(matched < min(first, second), _INSTEAD, 0)
    found: I64 = cost // max(first, second) // 2 + (dearest * 3) // 4 + alone + apart
    return found
