"""Names read into columns of numbers, each token once: what scoring and keys work on."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from borderlink.foundation.refusals import Refusal
from borderlink.language.names.lexicon import Unit, Units, vietnamese
from borderlink.language.names.parsing import (
    LONGEST,
    MOST_UNITS,
    Parse,
    is_spaced,
    level,
    options,
    parse,
)
from borderlink.language.names.readings import I64
from borderlink.language.names.vietnamese import is_pinyin_marked, syllable

HAN, LATIN, BOTH = 0, 1, 2
UNITS: Final = Units()
_MOST_TOKENS: Final = 300_000
# Letters that spoilt bytes and old encodings of Vietnamese leave behind: such names are looked at whole.
_OLD: Final = "ŒœŠšŸŽžƒªºïøûåäëöñæçîßðþÏØÛÅÄËÖÑÆÇÎÐÞ"
# Latin letters that no normal form changes.
_LETTERS: Final = [
    c
    for c in map(chr, [*range(0x41, 0x250), *range(0x1E00, 0x1F00)])
    if c.isalpha() and unicodedata.normalize("NFKC", c) == c and c not in _OLD
]
_UPPER, _LOWER = ("".join(c for c in _LETTERS if test(c)) for test in (str.isupper, str.islower))
_PLAIN: Final = re.compile(f"[{_UPPER}{_LOWER}]+(?:[ -][{_UPPER}{_LOWER}]+)*")
_CAMEL: Final = re.compile(f"[{_LOWER}][{_UPPER}]")
_HAN_ONLY: Final = re.compile(f"[\u4e00-\u9fff]{{1,{MOST_UNITS}}}")


@dataclass(frozen=True, slots=True)
class Read:
    """Names read: each parse's units (by number, ``-1`` beyond the last), and the parses of each name."""

    units: I64
    lengths: I64
    scripts: I64
    costs: I64
    start: I64  # of each name: its first parse
    count: I64  # and how many it has; 0 if it was refused


class _Token:
    """A token with one way to read it: the numbers of its units, plain and with the level tone meant."""

    __slots__ = ("han", "marks", "ways")

    def __init__(self, units: tuple[Unit, ...]) -> None:
        plain = [UNITS.number(unit) for unit in units]
        strict = [UNITS.number(level(unit, toned=False)) for unit in units]
        untoned = [UNITS.number(level(unit, toned=True)) for unit in units]
        self.ways = (plain, strict, untoned, untoned)  # by the marks of the whole name
        read = [unit.syllable for unit in units if unit.syllable]
        self.marks = any(one.marked for one in read) | any(one.toned for one in read) << 1
        self.han = units[0].han


def _is_settled(token: str) -> bool:
    """Whether a token can be no word of an old encoding: bare, a character, Vietnamese, marked as pinyin."""
    if token.isascii() or len(token) == 1 or is_pinyin_marked(token):
        return True
    read = syllable(token)
    return read is not None and read.base in vietnamese()[1]


_TOKENS: dict[tuple[str, bool], _Token | None] = {}


def _token(text: str, spaced: bool) -> _Token | None:  # noqa: FBT001 - half of the cache's key
    """Return a token read, or none if there are several ways."""
    ways = options(text, spaced)
    plainly = len(ways) == 1 and ways[0][1] == 0 and _is_settled(text)
    found = _Token(ways[0][0]) if plainly else None
    if len(_TOKENS) < _MOST_TOKENS:
        _TOKENS[text, spaced] = found
    return found


def _quickly(name: str) -> tuple[list[int], int] | None:
    """Return the units and script of a name whose every token has one reading; none if it needs ``parse``."""
    if _HAN_ONLY.fullmatch(name):
        words, spaced = list(name), False
    elif len(name) <= LONGEST and _PLAIN.fullmatch(name) and not _CAMEL.search(name):
        words = name.lower().replace("-", " ").split(" ")
        spaced = is_spaced(words)
    else:
        return None
    tokens, marks = [], 0
    for word in words:
        key = (word, spaced)
        token = _TOKENS[key] if key in _TOKENS else _token(word, spaced)
        if token is None:
            return None
        tokens.append(token)
        marks |= token.marks
    numbers = [number for token in tokens for number in token.ways[marks]]
    return (numbers, HAN if tokens[0].han else LATIN) if len(numbers) <= MOST_UNITS else None


def read_names(names: Sequence[str | None]) -> Read:
    """Read names once each. A name that is refused has no parse."""
    if UNITS.renew_if_full():
        _TOKENS.clear()
    laid: list[int] = []
    lengths: list[int] = []
    scripts: list[int] = []
    costs: list[int] = []
    count = np.ones(len(names), np.int64)
    for place, name in enumerate(names):
        quick = _quickly(name) if name else None
        if quick is not None:
            laid += quick[0]
            lengths.append(len(quick[0]))
            scripts.append(quick[1])
            costs.append(0)
            continue
        found = _parses(name)
        count[place] = len(found)
        for way in found:
            laid += [UNITS.number(unit) for unit in way.units]
            lengths.append(len(way.units))
            scripts.append(_script(way))
            costs.append(way.cost)
    shaped = np.full((len(lengths), MOST_UNITS), -1, np.int64)
    widths = np.array(lengths, np.int64)
    shaped[np.arange(MOST_UNITS) < widths[:, None]] = laid
    return Read(
        shaped,
        widths,
        np.array(scripts, np.int64),
        np.array(costs, np.int64),
        np.cumsum(count) - count,
        count,
    )


def _parses(name: str | None) -> tuple[Parse, ...]:
    try:
        return parse(name) if name is not None else ()
    except Refusal:
        return ()


def _script(found: Parse) -> int:
    han = sum(unit.han for unit in found.units)
    return HAN if han == len(found.units) else BOTH if han else LATIN
