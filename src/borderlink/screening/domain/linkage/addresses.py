"""Addresses as doors and rare words, whatever their order, script and abbreviations."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.screening.domain.linkage.doors import (
    HAN_DROPPED,
    TOWN,
    TYPE,
    Doors,
    Marked,
    U32Grid,
    han_pairs,
    lexicon,
    read_doors,
)
from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, mix, segment_sums
from borderlink.screening.domain.linkage.names import Profile, spread
from borderlink.screening.domain.linkage.text import HAN, Texts, classes, fold

F32 = npt.NDArray[np.float32]

TOKENS: Final = 8  # rarest words of an address that are compared
_CHUNK: Final = 1 << 16
_COUNT_BITS: Final = 22  # words are counted in 4 million bins by their hash
_FEWEST: Final = 1 << 16  # addresses that a small manifest is thought to be drawn from
_TYPE_SHARE, _TOWN_SHARE = 8, 64  # one in so many addresses has this kind of street, lies in this town
_FEW: Final = 4096  # addresses of which words are counted one by one
_LEAST: Final = 0.25  # bits of the commonest word


@dataclass(frozen=True, slots=True)
class Addresses:
    """What is compared of each distinct address; 0 where there is nothing."""

    numbers: U32Grid  # see Doors, also for the next three
    number_set: U64
    house: U64
    postcode: U64
    count: npt.NDArray[np.int8]  # of numbers that are compared
    street: U32Grid  # words beside the house
    street_bits: F32  # of each of them
    profile: Profile  # letters of the street
    words: U32Grid  # rarest words first, shape (addresses, TOKENS)
    weights: F32  # of each of them, in bits
    total: F32  # of the words' bits
    rare: U32Grid  # the two rarest words that some other address has too
    han: Bools  # written in Han characters
    whole: U64  # all of it: equal only for one normal form


@dataclass(frozen=True, slots=True)
class Part:
    """What a chunk of addresses gave, before words were counted: of each address by itself."""

    doors: Doors
    han: Bools
    owners: I64  # of each word
    words: npt.NDArray[np.uint32]


def read_parts(addresses: pl.Series) -> list[Part]:
    """Read distinct addresses, each by itself."""
    return [_read(fold(addresses.slice(at, _CHUNK))) for at in range(0, max(len(addresses), 1), _CHUNK)]


def weigh_words(parts: list[Part]) -> Addresses:
    """Return addresses with what their words are worth among one another."""
    held = sum(len(part.han) for part in parts)
    counts = _counted(parts, held) if held > _FEW else _counted_few(parts, held)
    total = max(held, _FEWEST)
    ranked = [_rank(part, counts, total) for part in parts]
    joined = [np.concatenate(column) for column in zip(*ranked, strict=True)]
    door = {name: np.concatenate([getattr(part.doors, name) for part in parts]) for name in Doors.__slots__}
    return Addresses(
        **door,
        count=(door["numbers"] != 0).sum(axis=1).astype(np.int8),
        street_bits=_bits(counts[_bin(door["street"])], total) * (door["street"] != 0),
        words=joined[0],
        weights=joined[1],
        total=joined[1].sum(axis=1),
        rare=joined[2],
        han=np.concatenate([part.han for part in parts]),
        whole=joined[3],
    )


def _read(texts: Texts) -> Part:
    """Read the doors and words of one chunk."""
    marked = Marked.of(texts)
    runs = marked.runs
    owners, words = _words(marked)
    han = np.bincount(runs.owners[runs.kinds == HAN], minlength=len(texts)) > 0
    latin = np.bincount(runs.owners[marked.word], minlength=len(texts)) > 0
    return Part(read_doors(marked), han & ~latin, owners, words)


def _words(marked: Marked) -> tuple[I64, npt.NDArray[np.uint32]]:
    """Return owner and hash of every word: Latin words, and pairs of neighbouring Han characters."""
    texts, runs = marked.texts, marked.runs
    of_han = classes()[texts.points] == HAN
    dropped = np.zeros(0x10000, np.bool_)
    dropped[[ord(char) for char in HAN_DROPPED]] = True
    han = np.flatnonzero(of_han & ~dropped[texts.points])
    breaks = np.cumsum(~of_han)
    near = np.flatnonzero(breaks[han[1:]] == breaks[han[:-1]])  # with only dropped characters between
    owners = np.searchsorted(texts.starts, han[near], side="right") - 1
    latin = (marked.stands_for[marked.word] >> np.uint64(32)).astype(np.uint32)
    return np.concatenate((runs.owners[marked.word], owners)), np.concatenate(
        (latin, han_pairs(texts, han[near], han[near + 1]))
    )


def _bin(words: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return the bin that a word is counted in."""
    return words & np.uint32((1 << _COUNT_BITS) - 1)


def _counted(parts: list[Part], total: int) -> I64:
    """Return how many addresses have each word, by bin.

    Kinds of street and large towns have at least their usual share.
    """
    counts = np.zeros(1 << _COUNT_BITS, np.int64)
    for part in parts:
        counts += np.bincount(_bin(part.words), minlength=1 << _COUNT_BITS)
    floors = _floors(max(total, _FEWEST))
    bins = np.array(list(floors), np.int64)
    counts[bins] = np.maximum(counts[bins], list(floors.values()))
    return counts


class _Few:
    """Counts by bin, of few addresses: what is looked up is what an array of all bins would hold."""

    def __init__(self, bins: npt.NDArray[np.uint32], floors: dict[int, int]) -> None:
        held, counts = np.unique(bins, return_counts=True)
        self._counts = dict(zip(held.tolist(), counts.tolist(), strict=True))
        self._floors = floors

    def __getitem__(self, bins: npt.NDArray[np.uint32]) -> I64:
        counts, floors = self._counts, self._floors
        told = [max(counts.get(each, 0), floors.get(each, 0)) for each in bins.ravel().tolist()]
        return np.array(told, np.int64).reshape(bins.shape)


def _counted_few(parts: list[Part], total: int) -> _Few:
    return _Few(np.concatenate([_bin(part.words) for part in parts]), _floors(max(total, _FEWEST)))


@cache
def _floors(total: int) -> dict[int, int]:
    """Return the usual share of kinds of street and large towns, by bin."""
    known, floors = lexicon(), dict[int, int]()
    for meaning, share in ((TYPE, _TYPE_SHARE), (TOWN, _TOWN_SHARE)):
        bins = _bin((known.stands_for[known.meaning == meaning] >> np.uint64(32)).astype(np.uint32))
        floors |= {each: max(floors.get(each, 0), total // share) for each in bins.tolist()}
    return floors


def _bits(counts: I64, total: int) -> F32:
    """Return the bits that a word is worth which so many addresses have."""
    bits: F32 = np.maximum(np.log2(total / np.maximum(counts, 1)), _LEAST).astype(np.float32)
    return bits


def _rank(part: Part, counts: "I64 | _Few", total: int) -> tuple[U32Grid, F32, U32Grid, U64]:
    """Return each address's rarest words, their bits, the two rarest shared words, and one key of all."""
    doors, count = part.doors, len(part.doors.house)
    common = np.minimum(np.log2(np.maximum(counts[_bin(part.words)], 1)) * 8, 255).astype(np.uint64)
    packed = part.owners.astype(np.uint64) << np.uint64(40) | common << np.uint64(32) | part.words
    packed.sort()
    packed = packed[np.concatenate((np.ones(min(len(packed), 1), np.bool_), packed[1:] != packed[:-1]))]
    held = ((packed >> np.uint64(40)) << np.uint64(32)) | (packed & np.uint64(0xFFFFFFFF))
    words = spread(held, count, TOKENS)
    rare = spread(held[(packed >> np.uint64(32)) & np.uint64(255) > 0], count, 2)
    edges = np.searchsorted(packed >> np.uint64(40), np.arange(count + 1, dtype=np.uint64))
    sums = segment_sums(mix(packed & np.uint64(0xFFFFFFFF)), edges)
    some = (sums != 0) | (doors.number_set != 0) | (doors.postcode != 0)
    streets = mix(doors.street.astype(np.uint64)).sum(axis=1, dtype=np.uint64)
    whole = mix(sums + doors.number_set + mix(doors.house) + mix(doors.postcode) + streets)
    bits = _bits(counts[_bin(words)], total) * (words != 0)
    return words, bits, rare, np.where(some, whole, np.uint64(0))
