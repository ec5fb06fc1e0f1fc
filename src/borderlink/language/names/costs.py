"""What it costs to take one written unit for another, by channel: the two systems that two names are read in.

Costs are whole thousandths of a nat: 0 is the same, ``NONE`` is that nothing speaks for it. Whole numbers
only, so a pair costs the same alone and among millions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Final

import numpy as np
import numpy.typing as npt

from borderlink.language.names.bridge import SYSTEMS, bridges
from borderlink.language.names.lexicon import STRINGS, Units
from borderlink.language.names.readings import I16, I32, I64, NONE, listed, readings, spelt
from borderlink.language.names.table import doublets
from borderlink.language.names.vietnamese import syllable

Bools = npt.NDArray[np.bool_]

# What two names are read in: a Han name and a Latin one; two Latin names. Two Han names have one channel.
HAN_CHANNELS: Final = ("py", "vi", "can", "wg", "sea", "mixed", "per")  # the last has surnames only
LATIN_CHANNELS: Final = ("same", *permutations(SYSTEMS, 2))
CHANNELS: Final = len(LATIN_CHANNELS)


@dataclass(frozen=True, slots=True)
class Prices:
    """What each way of being written otherwise costs."""

    variant: int = 5
    one_simplified: int = 80
    homophone: int = 1300
    tone_lost: int = 40
    bare: int = 45
    amid: int = 320  # no marks on it, though the name has marks
    tone_differs: int = 420
    quality_lost: int = 150
    quality_differs: int = 900
    dialect: int = 480
    marks_beside: int = 120  # Vietnamese marks on what another system is to read
    doublet: tuple[int, int] = (70, 200)
    residue: int = 15
    mixed: int = 130


PRICES: Final = Prices()


@dataclass(frozen=True, slots=True)
class Side:
    """The columns of the units on one side, as ``Units.COLUMNS`` has them."""

    table: I64

    def of(self, name: str) -> I64:
        """Return one column."""
        found: I64 = self.table[Units.COLUMNS.index(name)]
        return found


def unit_costs(columns: I64, left: I64, right: I64) -> I16:
    """Return the cost of each two units (numbers of ``left`` and ``right``) in each channel."""
    one, two = columns[:, left], columns[:, right]
    found = np.full((len(left), CHANNELS), NONE, np.int16)
    han, other = one[0] > 0, two[0] > 0
    _fill(found, han & other, _han_han, one, two)
    _fill(found, han & ~other, _han_latin, one, two)
    _fill(found, ~han & other, _han_latin, two, one)
    _fill(found, ~han & ~other, _latin_latin, one, two)
    residue = (Side(one).of("residue") + Side(two).of("residue")) * PRICES.residue
    return np.minimum(NONE, found + residue[:, None]).astype(np.int16)


def _fill(found: I16, where: Bools, price: Callable[[Side, Side], I16], one: I64, two: I64) -> None:
    if where.any():
        made = price(Side(one[:, where]), Side(two[:, where]))
        found[np.flatnonzero(where)[:, None], np.arange(made.shape[1])] = made


def _han_han(one: Side, two: Side) -> I16:
    """Return what it costs to take a character for another: only forms of one character are near."""
    known = readings()
    first, second = one.of("han"), two.of("han")
    rows = known.row_of[first], known.row_of[second]
    others = known.variants[rows[0]], known.variants[rows[1]]
    is_variant = (others[0] == second[:, None]).any(axis=1) | (others[1] == first[:, None]).any(axis=1)
    shared = ((others[0][:, :, None] == others[1][:, None, :]) & (others[0] > 0)[:, :, None]).any(axis=(1, 2))
    sound = (known.pinyin[rows[0], 0] == known.pinyin[rows[1], 0]) & (known.pinyin[rows[0], 0] >= 0)
    cost = np.select(
        [first == second, is_variant, shared, sound],
        [0, PRICES.variant, PRICES.one_simplified, PRICES.homophone],
        NONE,
    )
    return cost[:, None].astype(np.int16)


@cache
def _column_of() -> I32:
    """Return the column in ``spelt`` of each spelling's number; the last column is any other text."""
    known = spelt().column_of
    found = np.full(max(known) + 2, len(known), np.int32)
    found[list(known)] = list(known.values())
    return found


def _han_latin(one: Side, two: Side) -> I16:
    """Return what it costs to read a character as a syllable, in each of ``HAN_CHANNELS``."""
    known, table, row = readings(), spelt(), readings().row_of[one.of("han")]
    text, columns = two.of("p"), _column_of()
    column = columns[np.minimum(text, len(columns) - 1)]
    beside = two.of("marked") * PRICES.marks_beside
    found = np.full((len(text), len(HAN_CHANNELS)), NONE, np.int32)
    for channel, spellings, numbers, costs in (
        ("py", table.pinyin, known.pinyin, known.pinyin_cost),
        ("wg", table.wade, known.pinyin, known.pinyin_cost),
        ("can", table.cantonese, known.jyutping, known.jyutping_cost),
    ):
        of_reading = spellings[numbers[row], column[:, None]].astype(np.int32) + np.maximum(0, costs[row])
        found[:, HAN_CHANNELS.index(channel)] = of_reading.min(axis=1)
    keys = row.astype(np.int64) << 32 | text
    for channel in ("can", "wg", "sea", "per"):
        at = HAN_CHANNELS.index(channel)
        found[:, at] = np.minimum(found[:, at], _looked_up(listed()[channel], keys))
    found += beside[:, None].astype(np.int32)
    found[:, 5] = found[:, [0, 2, 3, 4]].min(axis=1) + PRICES.mixed
    found[:, 1] = _hanviet(row, two)
    return np.minimum(found, NONE).astype(np.int16)


def _looked_up(table: tuple[I64, I16], keys: I64) -> I32:
    """Return the cost of each key, ``NONE`` where the table has it not."""
    known, costs = table
    if not len(known):
        return np.full(len(keys), NONE, np.int32)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, costs[at], NONE).astype(np.int32)


def _hanviet(row: I32, two: Side) -> I32:
    """Return what it costs to read characters as Vietnamese syllables, by what the writing kept."""
    known = readings()
    numbers, costs = known.hanviet[row], known.hanviet_cost[row].astype(np.int32)
    forms = known.hanviet_forms[numbers]
    same = forms == np.stack([two.of(name) for name in "fqbd"], axis=1)[:, None, :]
    strict = two.of("strict") > 0
    lost = np.where(strict, PRICES.amid, PRICES.bare), np.where(strict, PRICES.amid, PRICES.tone_lost)
    kept = _kept(same, (two.of("marked") > 0, two.of("toned") > 0, two.of("q") == two.of("b")), lost)
    kept = np.where((numbers < 0) | (two.of("b") == 0)[:, None], NONE, kept)
    found: I32 = (kept + costs).min(axis=1)
    return found


def _kept(same: Bools, writing: tuple[Bools, Bools, Bools], lost: tuple[I64, I64]) -> I32:
    """Return the cost of each level: full, quality, base or dialect the same (last axis of ``same``)."""
    marked, toned, plain = writing
    at = (slice(None), None)
    full, quality, base, dialect = (same[..., level] for level in range(4))
    conditions = [
        full, base & ~marked[at], quality & ~toned[at], quality, base & (toned & plain)[at], base, dialect,
    ]  # fmt: skip
    prices = [
        0,
        lost[0][at],
        lost[1][at], PRICES.tone_differs, PRICES.quality_lost + PRICES.tone_lost,
        PRICES.quality_differs, PRICES.dialect,
    ]  # fmt: skip
    laid = [np.asarray(price, np.int32) for price in prices]
    return np.select(conditions, laid, NONE).astype(np.int32)


def _latin_latin(one: Side, two: Side) -> I16:
    """Return what it costs to take a syllable for another: spelt the same, or bridged by a character."""
    found = np.full((len(one.of("p")), CHANNELS), NONE, np.int32)
    found[:, 0] = _same(one, two)
    for channel, pair in enumerate(LATIN_CHANNELS[1:], 1):
        first, second = pair
        turned = SYSTEMS.index(first) > SYSTEMS.index(second)
        ends = (two, one) if turned else (one, two)
        names = (second, first) if turned else (first, second)
        found[:, channel] = _bridged(bridges()[names[0], names[1]], names, ends)
    return np.minimum(found, NONE).astype(np.int16)


def _bridged(table: tuple[I64, I16], names: tuple[str, str], ends: tuple[Side, Side]) -> I32:
    """Return the cost of two syllables over the characters that bridge them; vi stands first in ``names``."""
    texts, beside = ends[1].of("p"), ends[1].of("marked") * PRICES.marks_beside
    if names[0] != "vi":
        beside = beside + ends[0].of("marked") * PRICES.marks_beside
        return _looked_up(table, ends[0].of("p") << 32 | texts) + beside.astype(np.int32)
    marked, toned = (ends[0].of("marked") | ends[0].of("strict")) > 0, ends[0].of("toned") > 0
    whole = _looked_up(table, np.where(marked, ends[0].of("f"), ends[0].of("b")) << 32 | texts)
    whole += np.where(marked, 0, PRICES.bare).astype(np.int32)
    less = _looked_up(table, np.where(marked, ends[0].of("q"), 0) << 32 | texts)
    less += np.where(
        toned, PRICES.tone_differs, np.where(ends[0].of("strict") > 0, PRICES.amid, PRICES.tone_lost)
    ).astype(np.int32)
    return np.minimum(whole, less) + beside.astype(np.int32)


@cache
def _doublets() -> tuple[I64, I16]:
    """Return the doublets as sorted keys and costs: full forms, and bare letters where marks are left out."""
    told: dict[int, int] = {}
    for first, others in doublets().items():
        for second, seldom in others:
            one, two = syllable(first), syllable(second)
            if one is None or two is None:
                continue
            cost = PRICES.doublet[seldom - 1]
            for a, b, bare in (
                ("f:" + one.full, "f:" + two.full, 0), ("f:" + one.full, "b:" + two.base, 1),
                ("b:" + one.base, "f:" + two.full, 1), ("b:" + one.base, "b:" + two.base, 1),
            ):  # fmt: skip
                key = STRINGS.of(a) << 32 | STRINGS.of(b)
                told[key] = min(told.get(key, NONE), cost + bare * PRICES.bare)
    keys = np.array(sorted(told), np.int64)
    return keys, np.array([told[int(key)] for key in keys], np.int16)


def _same(one: Side, two: Side) -> I32:
    """Return what it costs to take two spellings of one system for the same."""
    both_marked = (one.of("marked") > 0) & (two.of("marked") > 0)
    either = (one.of("marked") > 0) | (two.of("marked") > 0)
    full, quality, base, dialect = (
        (one.of(name) == two.of(name)) & (one.of(name) > 0) for name in ("f", "q", "b", "d")
    )
    toned = (one.of("toned") > 0) & (two.of("toned") > 0)
    strict = (one.of("strict") | two.of("strict")) > 0
    bare, toneless = (np.where(strict, PRICES.amid, price) for price in (PRICES.bare, PRICES.tone_lost))
    told = np.select(
        [
            full,
            (one.of("p") == two.of("p")) & ~either,
            base & ~both_marked,
            quality & ~toned,
            quality,
            base,
            dialect,
        ],
        [0, 0, bare, toneless, PRICES.tone_differs, PRICES.quality_differs, PRICES.dialect],
        NONE,
    ).astype(np.int32)
    told = np.where((one.of("p") == two.of("p")) & ((one.of("b") == 0) | (two.of("b") == 0)), 0, told)
    return np.minimum(told, np.minimum(_doubled(one, two), _doubled(two, one)))


def _doubled(one: Side, two: Side) -> I32:
    """Return the cost of two syllables that are doublets; the second may lack its marks."""
    first = np.where((one.of("marked") | one.of("strict")) > 0, one.of("f"), one.of("b"))
    second = np.where((two.of("marked") | two.of("strict")) > 0, two.of("f"), two.of("b"))
    return _looked_up(_doublets(), first << 32 | second)
