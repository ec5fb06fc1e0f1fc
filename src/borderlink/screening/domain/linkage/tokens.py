"""Runs of letters, digits and Han characters in folded texts, each with its own hash."""

from dataclasses import dataclass
from functools import cache
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, mix, segment_sums
from borderlink.screening.domain.linkage.text import DIGIT, LETTER, OTHER, Points, Texts, classes

_LONGEST: Final = 64  # letters of a run that count for its hash by their place
_SLOT_BITS: Final = 16


@cache
def letter_hashes() -> U64:
    """Return one hash for each folded point."""
    return mix(np.arange(0x10000, dtype=np.uint64) + np.uint64(1))


@cache
def _places() -> U64:
    """Return an odd multiplier for each place in a run, so that order counts."""
    return mix(np.arange(_LONGEST, dtype=np.uint64) + np.uint64(0x5EED)) | np.uint64(1)


@cache
def _tens() -> U64:
    """Return the value of a digit's place, counted from the last digit; beyond 18 places nothing."""
    return np.array([10**place if place < 18 else 0 for place in range(_LONGEST)], np.uint64)  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of one class of character, in the order of the texts."""

    starts: I64
    ends: I64
    kinds: npt.NDArray[np.uint8]
    owners: I64  # the text each run stands in
    hashes: U64  # of letters and Han: by their order; of digits: by their value
    values: U64  # of digits: the number; else 0

    @classmethod
    def of(cls, texts: Texts) -> Self:
        """Find the runs of texts."""
        kinds = classes()[texts.points]
        before = np.concatenate((np.zeros(1, np.uint8), kinds[:-1]))
        first = np.flatnonzero((kinds != before) & (kinds != OTHER))
        after = np.concatenate((kinds[1:], np.zeros(1, np.uint8)))
        ends = np.flatnonzero((kinds != after) & (kinds != OTHER)) + 1
        owners = np.searchsorted(texts.starts, first, side="right") - 1
        values = _values(texts.points, first, ends, kinds[first] == DIGIT)
        hashes = _hashes(texts.points, first, ends)
        hashes = np.where(kinds[first] == DIGIT, mix(values ^ np.uint64(0xD161)), hashes)
        return cls(first, ends, kinds[first], owners, hashes, values)

    @property
    def lengths(self) -> I64:
        """Return how many characters each run has."""
        return self.ends - self.starts

    def sums(self, weights: U64, count: int) -> U64:
        """Return, for each of ``count`` texts, the sum of its runs' weights."""
        edges = np.searchsorted(self.owners, np.arange(count + 1))
        return segment_sums(weights, edges)


def laid_out(starts: I64, ends: I64) -> tuple[I64, I64]:
    """Return every point inside runs and its place in its run."""
    lengths = ends - starts
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    places = np.arange(bounds[-1]) - np.repeat(bounds[:-1], lengths)
    return np.repeat(starts, lengths) + places, places


def _hashes(points: Points, starts: I64, ends: I64) -> U64:
    """Return a hash of the characters of each run, in their order."""
    at, places = laid_out(starts, ends)
    weights = letter_hashes()[points[at]] * _places()[np.minimum(places, _LONGEST - 1)]
    bounds = np.concatenate(([0], np.cumsum(ends - starts)))
    return mix(segment_sums(weights, bounds))


def _values(points: Points, starts: I64, ends: I64, digits: Bools) -> U64:
    """Return the number that each run of digits writes; 0 for other runs."""
    starts, ends = starts[digits], ends[digits]
    at, places = laid_out(starts, ends)
    from_last = np.repeat(ends - starts, ends - starts) - 1 - places
    worth = (points[at].astype(np.uint64) - np.uint64(ord("0"))) * _tens()[
        np.minimum(from_last, _LONGEST - 1)
    ]
    values = np.zeros(len(digits), np.uint64)
    values[digits] = segment_sums(worth, np.concatenate(([0], np.cumsum(ends - starts))))
    return values


def hash_words(words: list[str]) -> U64:
    """Return the hashes that runs of these folded words would have."""
    starts = np.concatenate(([0], np.cumsum([len(word) for word in words]))).astype(np.int64)
    points = np.array([ord(char) for word in words for char in word], np.uint16)
    return _hashes(points, starts[:-1], starts[1:])


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A few hundred known words, found among millions of hashes by one look each."""

    slots: U64
    meaning: npt.NDArray[np.uint8]
    stands_for: U64
    multiplier: np.uint64

    @classmethod
    def of(cls, words: dict[str, tuple[int, str]]) -> Self:
        """Make a lexicon of folded word: (meaning above 0, the word it stands for)."""
        hashes = hash_words(list(words))
        multiplier = np.uint64(1)
        while len(set(_slot(hashes, multiplier).tolist())) < len(words):
            multiplier = multiplier + np.uint64(2)
        size = 1 << _SLOT_BITS
        slots, meaning, stands_for = (
            np.zeros(size, np.uint64),
            np.zeros(size, np.uint8),
            np.zeros(size, np.uint64),
        )
        at = _slot(hashes, multiplier)
        slots[at] = hashes
        meaning[at] = [kind for kind, _ in words.values()]
        stands_for[at] = hash_words([same for _, same in words.values()])
        return cls(slots, meaning, stands_for, multiplier)

    def look_up(self, hashes: U64) -> tuple[npt.NDArray[np.uint8], U64]:
        """Return the meaning of each hash (0 when unknown) and the hash it stands for."""
        at = _slot(hashes, self.multiplier)
        known = self.slots[at] == hashes
        meaning = np.where(known, self.meaning[at], np.uint8(0))
        return meaning, np.where(known, self.stands_for[at], hashes)


def _slot(hashes: U64, multiplier: np.uint64) -> I64:
    """Return the slot that each hash falls into."""
    return ((hashes * multiplier) >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)


__all__ = ["LETTER", "Lexicon", "Runs", "hash_words", "laid_out", "letter_hashes"]
