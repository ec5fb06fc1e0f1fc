"""Addresses as sets of numbers and rare words, whatever their order, script and abbreviations."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, mix, segment_sums
from borderlink.screening.domain.linkage.names import spread
from borderlink.screening.domain.linkage.text import DIGIT, HAN, LETTER, Texts, classes, fold
from borderlink.screening.domain.linkage.tokens import Lexicon, Runs, letter_hashes

U32Grid = npt.NDArray[np.uint32]

TOKENS: Final = 8  # rarest words of an address that are compared
NUMBERS: Final = 4  # numbers of an address that are compared
_CHUNK: Final = 1 << 16
_COUNT_BITS: Final = 22  # words are counted in 4 million bins by their hash
_DROP, _UNIT = 1, 2

# What spellings of one word stand for. An empty right side: the word says nothing.
_SAME: Final = """
st street|str street|rd road|ave avenue|av avenue|blvd boulevard|dr drive|ln lane|pl place|ct court|cres crescent|hwy highway
pde parade|tce terrace|sq square|cct circuit|cl close|mt mount|e east|w west|n north|s south|lu road|jie street|dadao avenue
xiang lane|hcm hochiminh|hcmc hochiminh|tphcm hochiminh|saigon hochiminh|hn hanoi
"""
_SAYS_NOTHING: Final = """
no number num so nha duong pho phuong quan huyen xa thi tran thanh tinh tp khu ward district dist city province prov of the and
tx tt kp ap thon hem ngo ngach australia china vietnam viet nam prc usa uk sheng hao
"""
_UNIT_WORDS: Final = "unit apt apartment flat suite ste shop room rm level lvl floor fl lot block blk tower bldg building phong tang toa can lau u"
_HAN_DROPPED: Final = "省市区县镇乡州盟旗号栋幢座楼层室户单元房弄"
_HAN_UNIT: Final = "室房户层楼栋幢座单"


@cache
def _lexicon() -> Lexicon:
    """Return the words of an address that are spelt in several ways or say nothing."""
    words: dict[str, tuple[int, str]] = {word: (_DROP, word) for word in _SAYS_NOTHING.split()}
    words |= {word: (_UNIT, word) for word in _UNIT_WORDS.split()}
    for pair in _SAME.replace("\n", "|").strip("|").split("|"):
        word, same = pair.split()
        words[word] = (3, same)
    return Lexicon.of(words)


@dataclass(frozen=True, slots=True)
class Addresses:
    """What is compared of each distinct address; 0 where there is nothing."""

    numbers: (
        U32Grid  # distinct numbers in rising order of hash, shape (addresses, NUMBERS); postcodes left out
    )
    number_set: U64  # all of them together
    house: U64  # the number that stands by the street
    postcode: U64  # a number that looks like one
    words: U32Grid  # rarest words first, shape (addresses, TOKENS)
    weights: npt.NDArray[np.float32]  # of each of them, in bits
    count: npt.NDArray[np.int8]  # of numbers that are compared
    total: npt.NDArray[np.float32]  # of the words' bits
    rare: U32Grid  # the two rarest words that some other address has too
    han: Bools  # written in Han characters
    whole: U64  # all numbers and words: equal only for one normal form


@dataclass(frozen=True, slots=True)
class _Part:
    """What one chunk of addresses gave, before words were counted."""

    count: int
    numbers: U32Grid
    number_set: U64
    house: U64
    postcode: U64
    han: Bools
    word_owners: I64
    word_hashes: npt.NDArray[np.uint32]


def read_addresses(addresses: pl.Series) -> Addresses:
    """Read distinct addresses as they were written."""
    parts = [_read(texts) for texts in _chunks(addresses)]
    counts = np.zeros(1 << _COUNT_BITS, np.int64)
    for part in parts:
        counts += np.bincount(
            part.word_hashes & np.uint32((1 << _COUNT_BITS) - 1), minlength=1 << _COUNT_BITS
        )
    total = max(sum(part.count for part in parts), 1)
    ranked = [_rank_words(part, counts, total) for part in parts]
    numbers = np.concatenate([part.numbers for part in parts])
    joined = [np.concatenate(column) for column in zip(*ranked, strict=True)]
    return Addresses(
        numbers=numbers,
        count=(numbers != 0).sum(axis=1).astype(np.int8),
        total=joined[1].sum(axis=1),
        number_set=np.concatenate([part.number_set for part in parts]),
        house=np.concatenate([part.house for part in parts]),
        postcode=np.concatenate([part.postcode for part in parts]),
        words=joined[0],
        weights=joined[1],
        rare=joined[2],
        han=np.concatenate([part.han for part in parts]),
        whole=joined[3],
    )


def _chunks(addresses: pl.Series) -> Iterator[Texts]:
    """Fold addresses some at a time; at least once."""
    for at in range(0, max(len(addresses), 1), _CHUNK):
        yield fold(addresses.slice(at, _CHUNK))


def _read(texts: Texts) -> _Part:
    """Read the numbers and words of one chunk."""
    runs = Runs.of(texts)
    meaning, stands_for = _lexicon().look_up(runs.hashes)
    suffix = _letter_suffix(runs, texts)
    hashes = np.where(suffix[0] > 0, mix(runs.hashes ^ suffix[0]), runs.hashes)
    postal = _postal(runs, texts)
    word = (runs.kinds == LETTER) & (runs.lengths > 1) & ~np.isin(meaning, (_DROP, _UNIT)) & ~suffix[1]
    number = (runs.kinds == DIGIT) & ~postal
    numbers, number_set = _numbers(runs, number, hashes, len(texts))
    owners, words = _words(texts, runs, word, stands_for)
    return _Part(
        count=len(texts),
        numbers=numbers,
        number_set=number_set,
        house=_house(texts, runs, number, word, meaning, hashes),
        postcode=_last(runs, postal, runs.values + np.uint64(1), len(texts)),
        han=np.bincount(runs.owners[runs.kinds == HAN], minlength=len(texts)) > 0,
        word_owners=owners,
        word_hashes=words,
    )


def _letter_suffix(runs: Runs, texts: Texts) -> tuple[U64, Bools]:
    """Return for each run the letter written directly behind its digits (12A), and which runs are such letters."""
    letter = (runs.kinds == LETTER) & (runs.lengths == 1)
    behind = np.zeros(len(runs.starts), np.bool_)
    behind[1:] = letter[1:] & (runs.kinds[:-1] == DIGIT) & (runs.starts[1:] == runs.ends[:-1])
    suffix = np.zeros(len(runs.starts), np.uint64)
    at = np.flatnonzero(behind)
    suffix[at - 1] = letter_hashes()[texts.points[runs.starts[at]]]
    return suffix, behind


def _neighbour(values: npt.NDArray[np.uint8], owners: I64, step: int) -> npt.NDArray[np.uint8]:
    """Return the kind of the next (1) or previous (-1) run of the same text; 0 at its end."""
    moved = np.zeros_like(values)
    if step > 0:
        moved[:-1] = np.where(owners[1:] == owners[:-1], values[1:], 0)
    else:
        moved[1:] = np.where(owners[1:] == owners[:-1], values[:-1], 0)
    return moved


def _postal(runs: Runs, texts: Texts) -> Bools:
    """Return which numbers look like postcodes: 5 or 6 digits, or 4 at the end behind a word."""
    lengths = runs.lengths
    digit = runs.kinds == DIGIT
    after = _neighbour(runs.kinds, runs.owners, 1)
    before = _neighbour(runs.kinds, runs.owners, -1)
    next_char = texts.points[np.minimum(runs.ends, len(texts.points) - 1)]
    unit = np.isin(next_char, [ord(c) for c in _HAN_UNIT + "号"])
    last = np.zeros(len(digit), np.bool_)
    at = np.flatnonzero(digit)
    last[at] = np.concatenate(
        (runs.owners[at][1:] != runs.owners[at][:-1], np.ones(min(len(at), 1), np.bool_))
    )
    four = (lengths == 4) & last & (before == LETTER) & (after != HAN)  # noqa: PLR2004
    return digit & ~unit & (((lengths >= 5) & (lengths <= 6)) | four)  # noqa: PLR2004


def _numbers(runs: Runs, number: Bools, hashes: U64, count: int) -> tuple[U32Grid, U64]:
    """Return each address's distinct numbers, and one key of all of them."""
    packed = runs.owners[number].astype(np.uint64) << np.uint64(32) | hashes[number] >> np.uint64(32)
    packed.sort()
    packed = packed[np.concatenate((np.ones(min(len(packed), 1), np.bool_), packed[1:] != packed[:-1]))]
    owners = (packed >> np.uint64(32)).astype(np.int64)
    edges = np.searchsorted(owners, np.arange(count + 1))
    sums = segment_sums(mix(packed & np.uint64(0xFFFFFFFF)), edges)
    place = np.arange(len(packed)) - edges[owners]
    table = np.zeros((count, NUMBERS), np.uint32)
    inside = place < NUMBERS
    table[owners[inside], place[inside]] = packed[inside].astype(np.uint32)
    return table, sums


def _house(
    texts: Texts, runs: Runs, number: Bools, word: Bools, meaning: npt.NDArray[np.uint8], hashes: U64
) -> U64:
    """Return the number by the street: before 号, else before a street's word, else the first one."""
    next_char = texts.points[np.minimum(runs.ends, len(texts.points) - 1)]
    after_next = texts.points[np.minimum(runs.ends + 1, len(texts.points) - 1)]
    gate = (next_char == ord("号")) & (after_next != ord("楼"))
    word_next = _neighbour(word.astype(np.uint8), runs.owners, 1) > 0
    unit_before = _neighbour((meaning == _UNIT).astype(np.uint8), runs.owners, -1) > 0
    rank = np.where(gate, 0, np.where(word_next & ~unit_before, 1, np.where(unit_before, 3, 2)))
    count = len(texts)
    house = np.zeros(count, np.uint64)
    for level in (3, 2, 1, 0):
        chosen = np.flatnonzero(number & (rank == level))[::-1]
        house[runs.owners[chosen]] = hashes[chosen]
    return house


def _last(runs: Runs, chosen: Bools, values: U64, count: int) -> U64:
    """Return the value of each text's last chosen run, 0 where there is none."""
    found = np.zeros(count, np.uint64)
    found[runs.owners[chosen]] = values[chosen]
    return found


def _words(texts: Texts, runs: Runs, word: Bools, stands_for: U64) -> tuple[I64, npt.NDArray[np.uint32]]:
    """Return owner and hash of every word: Latin words, and pairs of neighbouring Han characters."""
    han = _han_points(texts)
    near = np.flatnonzero(np.diff(han) == 1) if not len(han) else np.flatnonzero(_same_run(texts, han))
    hashes = letter_hashes()
    pairs = mix(hashes[texts.points[han[near]]] ^ (hashes[texts.points[han[near + 1]]] * np.uint64(3)))
    owners = np.searchsorted(texts.starts, han[near], side="right") - 1
    all_owners = np.concatenate((runs.owners[word], owners))
    return all_owners, (np.concatenate((stands_for[word], pairs)) >> np.uint64(32)).astype(np.uint32)


def _han_points(texts: Texts) -> I64:
    """Return the places of Han characters that are not marks of a division, a house or a room."""
    dropped = np.zeros(0x10000, np.bool_)
    dropped[[ord(char) for char in _HAN_DROPPED]] = True
    kept = (classes()[texts.points] == HAN) & ~dropped[texts.points]
    return np.flatnonzero(kept)


def _same_run(texts: Texts, han: I64) -> Bools:
    """Return which kept Han characters are followed by another with only dropped characters between."""
    breaks = np.cumsum(classes()[texts.points] != HAN)
    return breaks[han[1:]] == breaks[han[:-1]]


def _rank_words(
    part: _Part, counts: I64, total: int
) -> tuple[U32Grid, npt.NDArray[np.float32], U32Grid, U64]:
    """Return each address's rarest words with their weight in bits, the rarest shared ones, and one key of all."""
    found = counts[part.word_hashes & np.uint32((1 << _COUNT_BITS) - 1)]
    common = np.minimum(np.log2(np.maximum(found, 1)) * 8, 255).astype(np.uint64)
    packed = part.word_owners.astype(np.uint64) << np.uint64(40) | common << np.uint64(32) | part.word_hashes
    packed.sort()
    packed = packed[np.concatenate((np.ones(min(len(packed), 1), np.bool_), packed[1:] != packed[:-1]))]
    owners = (packed >> np.uint64(40)).astype(np.int64)
    edges = np.searchsorted(owners, np.arange(part.count + 1))
    sums = segment_sums(mix(packed & np.uint64(0xFFFFFFFF)), edges)
    place = np.arange(len(packed)) - edges[owners]
    inside = place < TOKENS
    words = np.zeros((part.count, TOKENS), np.uint32)
    words[owners[inside], place[inside]] = packed[inside].astype(np.uint32)
    weights = np.zeros((part.count, TOKENS), np.float32)
    bits = np.log2(max(total, 1 << 16)) - ((packed >> np.uint64(32)) & np.uint64(255)).astype(np.float64) / 8
    weights[owners[inside], place[inside]] = np.maximum(bits[inside], 0.25).astype(np.float32)
    shared = packed[(packed >> np.uint64(32)) & np.uint64(255) > 0]
    rare = spread(
        ((shared >> np.uint64(40)) << np.uint64(32)) | (shared & np.uint64(0xFFFFFFFF)), part.count, 2
    )
    held = sums + part.number_set + mix(part.house) + mix(part.postcode)
    some = (sums != 0) | (part.number_set != 0) | (part.postcode != 0)
    return words, weights, rare, np.where(some, mix(held), np.uint64(0))
