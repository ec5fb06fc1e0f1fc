"""What each Han character is read as, as columns of numbers, and which spellings each reading has."""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from borderlink.language.names import spellings, table
from borderlink.language.names.lexicon import STRINGS
from borderlink.language.names.vietnamese import Syllable, syllable

I16 = npt.NDArray[np.int16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

NONE: Final = 3000  # thousandths of a nat: nothing speaks for these two being the same
PINYIN_WIDTH: Final = 4
JYUTPING_WIDTH: Final = 4
HANVIET_WIDTH: Final = 8
_OTHER_READING: Final = (0, 50, 90, 90)
_HANVIET_OTHER: Final = (0, 20, 30, 40)
_LENT: Final = 15
_DOUBLET: Final = {1: 70, 2: 200}
_PINYIN_COST: Final = (10, 20, 25)  # ü as v, u, yu
_WADE_COST: Final = (25, 60, 80)
_CANTONESE_COST: Final = (25, 70, 140)
_LISTED_COST: Final = {"can": 25, "wg": 40, "sea": 25, "per": 90}


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings of every character of the table by its row; ``-1`` is no reading.

    ``hanviet`` holds rows of ``hanviet_forms``, whose four columns are numbers of the full, quality, base and
    dialect forms. The costs are in thousandths of a nat.
    """

    row_of: I32  # by code point
    pinyin: I16
    pinyin_cost: I16
    jyutping: I16
    jyutping_cost: I16
    hanviet: I16
    hanviet_cost: I16
    hanviet_forms: I64
    pinyin_names: tuple[str, ...]
    jyutping_names: tuple[str, ...]
    hanviet_names: tuple[Syllable, ...]
    variants: I32  # of each character: up to eight other forms, as code points


def hanviet_of(char: table.Character) -> dict[Syllable, int]:
    """Return the Han-Viet readings of a character with doublets, each with its cost."""
    return hanviet_costs(char.hanviet, char.lent)


@lru_cache(maxsize=65536)
def hanviet_costs(own: tuple[str, ...], lent: tuple[str, ...]) -> dict[Syllable, int]:
    """Return Han-Viet readings, own and lent ones, with doublets, each with its cost, the least first."""
    found: dict[Syllable, int] = {}
    told = [(reading, _HANVIET_OTHER[min(place, 3)]) for place, reading in enumerate(own)]
    told += [(reading, _LENT + _HANVIET_OTHER[min(place, 3)]) for place, reading in enumerate(lent)]
    if not own and told:
        told = [(reading, cost - _LENT) for reading, cost in told]
    doubled = [
        (other, cost + _DOUBLET[seldom])
        for reading, cost in told
        for other, seldom in table.doublets().get(reading, ())
    ]
    for reading, cost in (*told, *doubled):
        if (read := syllable(reading)) and cost < found.get(read, NONE):
            found[read] = cost
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _placed(told: list[tuple[int, ...]], width: int) -> tuple[I64, I64, I64]:
    """Return values of lists laid end to end, with the line and the place of each, places below ``width``."""
    sizes = np.array([len(one) for one in told])
    line = np.repeat(np.arange(len(told)), sizes)
    place = np.arange(len(line)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    values = np.fromiter(chain.from_iterable(told), np.int64, len(line))
    within = place < width
    return values[within], line[within], place[within]


def _laid(told: list[tuple[int, ...]], width: int, prices: list[tuple[int, ...]] | None) -> tuple[I16, I16]:
    """Return numbers and costs, one line a character, ``-1`` where a character has fewer.

    ``prices`` are the costs; without them a reading costs by its place.
    """
    numbers = np.full((len(told) + 1, width), -1, np.int16)
    costs = np.full((len(told) + 1, width), NONE, np.int16)
    values, line, place = _placed(told, width)
    numbers[line, place] = values
    costs[line, place] = (
        np.array(_OTHER_READING)[np.minimum(place, 3)] if prices is None else _placed(prices, width)[0]
    )
    return numbers, costs


def _numbered(told: list[tuple[str, ...]]) -> tuple[list[tuple[int, ...]], tuple[str, ...]]:
    """Return lists of texts as lists of numbers, and the texts in the order of their numbers."""
    names = {text: at for at, text in enumerate(dict.fromkeys(chain.from_iterable(told)))}
    return [tuple(map(names.__getitem__, texts)) for texts in told], tuple(names)


@cache
def readings() -> Readings:
    """Return the readings of every character. The last line is that of a character without any."""
    chars = table.characters()
    row_of = np.full(0x40000, len(chars), np.int32)
    row_of[[ord(han) for han in chars]] = np.arange(len(chars))
    variants = np.zeros((len(chars) + 1, 8), np.int32)
    points, line, place = _placed([tuple(map(ord, char.variants)) for char in chars.values()], 8)
    variants[line, place] = points
    pinyin, pinyin_names = _numbered([char.pinyin for char in chars.values()])
    jyutping, jyutping_names = _numbered([char.jyutping for char in chars.values()])
    told = [hanviet_of(char) for char in chars.values()]
    number: dict[Syllable, int] = {}
    by_reading = {
        id(read): (tuple(number.setdefault(one, len(number)) for one in read), tuple(read.values()))
        for read in {id(one): one for one in told}.values()
    }
    hanviet = [by_reading[id(read)] for read in told]
    forms = [[STRINGS.of(text) for text in forms_of(one)] for one in number]
    return Readings(
        row_of,
        *_laid(pinyin, PINYIN_WIDTH, None), *_laid(jyutping, JYUTPING_WIDTH, None),
        *_laid([one for one, _ in hanviet], HANVIET_WIDTH, [costs for _, costs in hanviet]),
        np.array(forms, np.int64), pinyin_names, jyutping_names, tuple(number), variants,
    )  # fmt: skip


def forms_of(read: Syllable) -> tuple[str, str, str, str]:
    """Return the full, quality, base and dialect forms of a syllable as ``STRINGS`` has them."""
    return f"f:{read.full}", f"q:{read.quality}", f"b:{read.base}", f"d:{read.dialect}"


@dataclass(frozen=True, slots=True)
class Spelt:
    """How readings are spelt: costs by reading (line) and spelling (column); the last is any other text."""

    column_of: dict[int, int]  # by the number of "p:" and the spelling
    pinyin: I16
    wade: I16
    cantonese: I16


@cache
def spelt() -> Spelt:
    """Return the spellings of every pinyin and Jyutping reading."""
    known, column_of = readings(), dict[int, int]()
    found: list[list[dict[int, int]]] = []

    def costs(ways: list[tuple[str, int]]) -> dict[int, int]:
        made: dict[int, int] = {}
        for text, cost in ways:
            column = column_of.setdefault(STRINGS.of("p:" + text), len(column_of))
            made[column] = min(cost, made.get(column, NONE))
        return made

    found.append([costs(_priced(spellings.pinyin_spellings(r), _PINYIN_COST)) for r in known.pinyin_names])
    found.append([costs(_priced(spellings.wade_giles(r), _WADE_COST)) for r in known.pinyin_names])
    found.append([
        costs([(text, _CANTONESE_COST[min(place, 2)]) for text, place in spellings.cantonese(r)])
        for r in known.jyutping_names
    ])  # fmt: skip
    return Spelt(column_of, *(_dense(rows, len(column_of)) for rows in found))


def _priced(ways: tuple[str, ...], prices: tuple[int, ...]) -> list[tuple[str, int]]:
    return [(text, prices[min(place, len(prices) - 1)]) for place, text in enumerate(ways)]


def _dense(rows: list[dict[int, int]], columns: int) -> I16:
    laid = np.full((len(rows) + 1, columns + 1), NONE, np.int16)
    for line, row in enumerate(rows):
        for column, cost in row.items():
            laid[line, column] = cost
    return laid


@cache
def listed() -> dict[str, tuple[I64, I16]]:
    """Return our own spellings by system: sorted keys of row and number of the spelling, and their costs."""
    known, found = readings(), {}
    for system, by_han in table.regional().items():
        made: dict[int, int] = {}
        for han, told in by_han.items():
            for place, text in enumerate(told):
                row = int(known.row_of[ord(han)])
                made.setdefault(
                    row << 32 | STRINGS.of("p:" + text), _LISTED_COST[system] + 10 * min(place, 5)
                )
        keys = np.array(sorted(made), np.int64)
        found[system] = (keys, np.array([made[int(key)] for key in keys], np.int16))
    return found
