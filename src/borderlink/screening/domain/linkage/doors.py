"""The door an address leads to: its numbers, the house, the street beside it, the postcode."""

from dataclasses import dataclass
from functools import cache
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, mix, segment_sums
from borderlink.screening.domain.linkage.names import ALPHABET, Profile, spread
from borderlink.screening.domain.linkage.text import DIGIT, HAN, LETTER, Texts, classes
from borderlink.screening.domain.linkage.tokens import Lexicon, Runs, letter_hashes

U32Grid = npt.NDArray[np.uint32]
U8 = npt.NDArray[np.uint8]

NUMBERS: Final = 4  # numbers of an address that are compared
STREET: Final = 3  # pairs of Han characters, or words and one place for nothing, that name the street
DROP, UNIT, TYPE, LANE, TOWN = 1, 2, 3, 4, 5  # what a word of an address is; 0: a word like any other

# What spellings of one word stand for.
_TYPES: Final = """
st=street str=street street=street rd=road road=road ave=avenue av=avenue avenue=avenue blvd=boulevard
boulevard=boulevard dr=drive drive=drive ln=lane lane=lane pl=place place=place ct=court court=court
cres=crescent cr=crescent crescent=crescent hwy=highway highway=highway pde=parade parade=parade tce=terrace
ter=terrace terrace=terrace sq=square square=square cct=circuit circuit=circuit cl=close close=close lu=road
jie=street dadao=avenue xiang=lane
"""
_OTHERS: Final = (
    "mt=mount e=east w=west n=north s=south hcm=hochiminh hcmc=hochiminh tphcm=hochiminh hn=hanoi"
)
_TOWNS: Final = """
sydney melbourne brisbane perth adelaide auckland wellington nsw vic qld wa sa tas act london manchester
birmingham york los angeles san francisco ny nj ca tx toronto vancouver singapore kuala lumpur hong kong
kowloon macau taipei hanoi hochiminh ho chi minh ha noi da nang hai beijing shanghai guangzhou shenzhen
guangdong guangxi nanning bangkok
"""
_DROPPED: Final = """
no number num so nha duong pho phuong quan huyen xa thi tran thanh tinh tp khu ward district dist city
province prov of the and tx tt kp ap thon australia china vietnam viet nam prc usa uk sheng hao
"""
_UNITS: Final = """
unit apt apartment flat suite ste shop room rm level lvl floor fl lot block blk tower bldg building phong
tang toa can lau
"""
_LANES: Final = "ngo ngach hem kiet"
HAN_DROPPED: Final = "省市区县镇乡州盟旗号栋幢座楼层室户单元房弄"
_HAN_UNITS: Final = "室房户层楼栋幢座单号"
_DOOR_DIGITS = range(5, 7)  # of a postcode that may stand anywhere
_SLIP: Final = 2  # letters in which two spellings of a street may differ


@cache
def lexicon() -> Lexicon:
    """Return the words of an address that are spelt in several ways, or say little."""
    words = {word: (DROP, word) for word in _DROPPED.split()}
    words |= {word: (TOWN, word) for word in _TOWNS.split()}
    words |= {word: (UNIT, word) for word in _UNITS.split()} | {word: (LANE, word) for word in _LANES.split()}
    words |= {pair.split("=")[0]: (TOWN, pair.split("=")[1]) for pair in _OTHERS.split()}
    words |= {pair.split("=")[0]: (TYPE, pair.split("=")[1]) for pair in _TYPES.split()}
    return Lexicon.of(words)


@dataclass(frozen=True, slots=True)
class Doors:
    """What leads to the door of each address of a chunk; 0 where there is nothing."""

    numbers: U32Grid  # distinct numbers without postcodes, shape (addresses, NUMBERS)
    number_set: U64  # all of them together
    house: U64  # the number beside the street
    postcode: U64  # a number that looks like one, plus one
    street: U32Grid  # words beside the house, shape (addresses, STREET)
    profile: Profile  # how often each letter stands in the street's Latin words


@dataclass(frozen=True, slots=True)
class Marked:
    """The runs of a chunk of addresses, and what each is."""

    texts: Texts
    runs: Runs
    meaning: U8
    stands_for: U64
    word: Bools  # a word that is compared
    number: Bools  # a number that is compared
    postal: Bools
    hashes: U64  # of numbers with the letter behind them (12A)

    @classmethod
    def of(cls, texts: Texts) -> Self:
        """Find runs and say what they are."""
        runs = Runs.of(texts)
        meaning, stands_for = lexicon().look_up(runs.hashes)
        letter, suffix = _letter_behind(runs, texts)
        postal = _postal(runs, texts)
        outward, inward = _british(runs)
        word = (runs.kinds == LETTER) & (runs.lengths > 1) & ~suffix & ~inward
        word &= ~np.isin(meaning, (DROP, UNIT, LANE))
        number = (runs.kinds == DIGIT) & ~postal & ~outward
        hashes = np.where(letter > 0, mix(runs.hashes ^ letter), runs.hashes)
        return cls(texts, runs, meaning, stands_for, word, number, postal, hashes)

    def next(self, values: U8) -> U8:
        """Return what is true of the next run of the same text; 0 at its end."""
        moved = np.zeros_like(values)
        moved[:-1] = np.where(self.runs.owners[1:] == self.runs.owners[:-1], values[1:], 0)
        return moved


def _letter_behind(runs: Runs, texts: Texts) -> tuple[U64, Bools]:
    """Return for each run the letter written directly behind its digits, and which runs are such letters."""
    letter = (runs.kinds == LETTER) & (runs.lengths == 1)
    behind = np.zeros(len(runs.starts), np.bool_)
    behind[1:] = letter[1:] & (runs.kinds[:-1] == DIGIT) & (runs.starts[1:] == runs.ends[:-1])
    suffix = np.zeros(len(runs.starts), np.uint64)
    at = np.flatnonzero(behind)
    suffix[at - 1] = letter_hashes()[texts.points[runs.starts[at]]]
    return suffix, behind


def _british(runs: Runs) -> tuple[Bools, Bools]:
    """Return the digits, and the letters, of postcodes such as NW9 5HR."""
    touches = np.zeros(len(runs.starts), np.bool_)
    touches[:-1] = (runs.starts[1:] == runs.ends[:-1]) & (runs.owners[1:] == runs.owners[:-1])
    digits, letters, lengths = runs.kinds == DIGIT, runs.kinds == LETTER, runs.lengths
    out, tail = np.zeros_like(digits), np.zeros_like(digits)
    one, two = lengths == 1, (lengths == 2) & letters  # noqa: PLR2004
    at = np.flatnonzero(digits[2:-1] & one[2:-1] & touches[2:-1] & two[3:]) + 2
    at = at[digits[at - 1] & touches[at - 2] & letters[at - 2] & (one | two)[at - 2]]
    out[at], out[at - 1] = True, True
    tail[at + 1], tail[at - 2] = True, True
    return out, tail


def _postal(runs: Runs, texts: Texts) -> Bools:
    """Return which numbers look like postcodes.

    Five or six digits at the beginning of the text or as its last number, or four as its last, behind a word.
    """
    lengths, digit = runs.lengths, runs.kinds == DIGIT
    before, after = np.zeros_like(runs.kinds), np.zeros_like(runs.kinds)
    same = runs.owners[1:] == runs.owners[:-1]
    before[1:], after[:-1] = np.where(same, runs.kinds[:-1], 0), np.where(same, runs.kinds[1:], 0)
    next_char = texts.points[np.minimum(runs.ends, len(texts.points) - 1)]
    first, last = np.zeros_like(digit), np.zeros_like(digit)
    at = np.flatnonzero(digit)
    change = runs.owners[at][1:] != runs.owners[at][:-1]
    edge = np.ones(min(len(at), 1), np.bool_)
    first[at], last[at] = np.concatenate((edge, change)), np.concatenate((change, edge))
    long = (lengths >= _DOOR_DIGITS.start) & (lengths < _DOOR_DIGITS.stop) & ((first & (before == 0)) | last)
    four = (lengths == 4) & last & (before == LETTER) & (after != HAN)  # noqa: PLR2004
    postal: Bools = digit & ~_table(_HAN_UNITS)[next_char] & (long | four)
    return postal


def read_doors(marked: Marked) -> Doors:
    """Return the doors of one chunk of addresses."""
    count = len(marked.texts)
    runs = marked.runs
    packed = (runs.owners[marked.number].astype(np.uint64) << np.uint64(32)) | (
        marked.hashes[marked.number] >> np.uint64(32)
    )
    packed.sort()
    packed = packed[np.concatenate((np.ones(min(len(packed), 1), np.bool_), packed[1:] != packed[:-1]))]
    edges = np.searchsorted(packed >> np.uint64(32), np.arange(count + 1, dtype=np.uint64))
    postcode = np.zeros(count, np.uint64)
    postcode[runs.owners[marked.postal]] = runs.values[marked.postal] + np.uint64(1)
    at = _house(marked)
    house = np.zeros(count, np.uint64)
    house[runs.owners[at]] = marked.hashes[at]
    street, profile = _street(marked, at)
    return Doors(
        numbers=spread(packed, count, NUMBERS),
        number_set=segment_sums(mix(packed & np.uint64(0xFFFFFFFF)), edges),
        house=house,
        postcode=postcode,
        street=street,
        profile=profile,
    )


def _house(marked: Marked) -> I64:
    """Return the run of each address's house number: before 号, else before a street, else the first."""
    runs, texts = marked.runs, marked.texts
    next_char = texts.points[np.minimum(runs.ends, len(texts.points) - 1)]
    after_next = texts.points[np.minimum(runs.ends + 1, len(texts.points) - 1)]
    gate = (next_char == ord("号")) & (after_next != ord("楼"))
    named = (runs.kinds == LETTER) & ~np.isin(marked.meaning, (UNIT, LANE))
    beside = marked.next(named.astype(np.uint8)) > 0
    in_unit = np.zeros(len(runs.starts), np.bool_)
    in_unit[1:] = (marked.meaning[:-1] == UNIT) & (runs.owners[1:] == runs.owners[:-1])
    rank = np.select([gate, beside & ~in_unit, ~in_unit], [0, 1, 2], 3)
    at = np.full(len(texts), -1, np.int64)
    for level in (3, 2, 1, 0):
        chosen = np.flatnonzero(marked.number & (rank == level))[::-1]
        at[runs.owners[chosen]] = chosen
    return at[at >= 0]


def _street(marked: Marked, house: I64) -> tuple[U32Grid, Profile]:
    """Return the words that name the street beside each house, and the letters of the Latin ones."""
    count = len(marked.texts)
    street, profile = np.zeros((count, STREET), np.uint32), np.zeros((count, ALPHABET), np.uint8)
    owners = marked.runs.owners[house]
    han = np.zeros(len(house), np.bool_)
    han[house > 0] = marked.runs.kinds[house[house > 0] - 1] == HAN
    han[house > 0] &= marked.runs.owners[house[house > 0] - 1] == owners[house > 0]
    street[owners[han]] = _han_street(marked.texts, marked.runs.starts[house[han]])
    street[owners[~han], :2], profile[owners[~han]] = _latin_street(marked, house[~han])
    return street, profile


def _han_street(texts: Texts, ends: I64) -> U32Grid:
    """Return the pairs of Han characters directly before these points."""
    han = classes()[texts.points] == HAN
    pairs = np.zeros((len(ends), STREET), np.uint32)
    whole = np.ones(len(ends), np.bool_)
    for place in range(STREET):
        one, other = np.maximum(ends - 2 - place, 0), np.maximum(ends - 1 - place, 0)
        whole &= han[one] & han[other] & (one < other)
        pairs[whole, place] = han_pairs(texts, one[whole], other[whole])
    return pairs


def han_pairs(texts: Texts, one: I64, other: I64) -> npt.NDArray[np.uint32]:
    """Return a hash of each pair of Han characters."""
    hashes = letter_hashes()
    pairs = mix(hashes[texts.points[one]] ^ (hashes[texts.points[other]] * np.uint64(3)))
    return (pairs >> np.uint64(32)).astype(np.uint32)


def _latin_street(marked: Marked, house: I64) -> tuple[U32Grid, Profile]:
    """Return the first two words behind each house up to its kind of street, and their letters."""
    runs = marked.runs
    words = np.flatnonzero(marked.word)
    street, profile = np.zeros((len(house), 2), np.uint32), np.zeros((len(house), ALPHABET), np.uint8)
    if not len(words):
        return street, profile
    at = np.searchsorted(words, house)
    found = np.zeros(len(house), np.int64)
    going = np.ones(len(house), np.bool_)
    for step in range(3):
        run = words[np.minimum(at + step, len(words) - 1)]
        going &= (at + step < len(words)) & (runs.owners[run] == runs.owners[house])
        kind = marked.meaning[run] == TYPE
        going &= ~(kind & (found > 0)) & (found < 2)  # noqa: PLR2004
        rows = np.flatnonzero(going & ~kind)
        street[rows, found[rows]] = (marked.stands_for[run[rows]] >> np.uint64(32)).astype(np.uint32)
        _count_letters(profile, rows, marked.texts, runs.starts[run[rows]], runs.ends[run[rows]])
        found[rows] += 1
    return street, profile


def _count_letters(profile: Profile, rows: I64, texts: Texts, starts: I64, ends: I64) -> None:
    """Add the letters of one run a row to the rows' profiles."""
    lengths = ends - starts
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    at = np.arange(bounds[-1]) - np.repeat(bounds[:-1] - starts, lengths)
    letters = texts.points[at].astype(np.int64) - ord("a")
    plain = (letters >= 0) & (letters < ALPHABET)
    owner = np.repeat(np.arange(len(rows)), lengths)
    counts = np.bincount(owner[plain] * ALPHABET + letters[plain], minlength=len(rows) * ALPHABET)
    profile[rows] += np.minimum(counts, 100).reshape(len(rows), ALPHABET).astype(np.uint8)


@cache
def _table(marks: str) -> Bools:
    """Return, for each point, whether it is one of these marks."""
    table = np.zeros(0x10000, np.bool_)
    table[[ord(mark) for mark in marks]] = True
    return table
