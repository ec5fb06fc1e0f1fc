"""How far two forms agree: one level a field, from codes alone."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from borderlink.language.names.scoring import LIKELY
from borderlink.screening.domain.linkage.across import engine_scores
from borderlink.screening.domain.linkage.addresses import Addresses
from borderlink.screening.domain.linkage.forms import Forms
from borderlink.screening.domain.linkage.hashing import I64, U64, Bools
from borderlink.screening.domain.linkage.names import Names, Profile
from borderlink.screening.domain.linkage.surnames import ENDS, Given, akin, spelt_otherwise

U8 = npt.NDArray[np.uint8]
I16 = npt.NDArray[np.int16]
F32 = npt.NDArray[np.float32]

_CHUNK: Final = 1 << 16
_SLIP_NAME: Final = 9  # letters in which a lost one leaves little doubt
_LONG_NAME: Final = 10  # letters in which two may differ
_SHORT_NAME: Final = 6  # letters in which one may differ
_STREET_SAME, _STREET_PART = 0.75, 0.5  # shares of the bits of the words beside the house
_SLIP: Final = 2  # letters that a slip of the key changes
_MOST, _MANY, _FEW = 0.7, 0.4, 0.15  # shares of the bits of the shorter address's words
_SHARED_APART: Final = 0.5  # of the shorter name's letters, where two words are shared
_HALF_APART: Final = 0.36  # of the shorter name's letters


class Name(IntEnum):
    """How far two names agree."""

    MISSING = 0
    SAME = 1  # same letters in any order, or the same Han characters
    READ = 2  # the same when read in the other's script, or homophones
    ACROSS = 3  # likely the same name in another system of spelling, as the names engine reads it
    CLAN = 4  # the same given name, the surname perhaps in another regional reading
    SLIP = 5  # one letter more or less in a long name
    CLOSE = 6  # a slip of the key, or a name that differs by as little
    PART = 7  # initials or left-out words
    SHARED = 8  # two words in common
    UNREAD = 9  # scripts that cannot be compared
    HALF = 10  # a word in common and most letters: another spelling, or a relative
    ALIAS = 11  # one surname; beside it a Western given name or an initial, and a Chinese one
    FAMILY = 12  # one word or the surname in common
    DIFFERENT = 13


class Phone(IntEnum):
    """How far two phones agree."""

    MISSING = 0
    SAME = 1
    NEAR = 2  # one digit wrong, or two swapped
    DIFFERENT = 3


class Numbers(IntEnum):
    """How far the numbers of two addresses agree."""

    MISSING = 0
    SAME = 1
    PART = 2  # all numbers of one stand in the other
    SOME = 3
    DIFFERENT = 4


class Words(IntEnum):
    """What share of the shorter address's words stands in the other, weighed by how rare they are."""

    MISSING = 0
    MOST = 1
    MANY = 2
    FEW = 3
    NONE = 4


class Street(IntEnum):
    """How far the words beside the two houses agree."""

    MISSING = 0
    SAME = 1
    PART = 2
    DIFFERENT = 3


class Post(IntEnum):
    """How far two postcodes and countries agree."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2
    ABROAD = 3  # different countries


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of many pairs."""

    name: U8
    phone: U8
    numbers: U8
    words: U8
    street: U8
    post: U8
    house: Bools  # the same house number
    common: F32  # bits of the address words in common

    @classmethod
    def joined(cls, parts: "list[Levels]") -> "Levels":
        """Return the levels of several lots of pairs, one after the other."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))


def compare(forms: Forms, left: I64, right: I64) -> Levels:
    """Return the levels of pairs of forms."""
    steps = range(0, max(len(left), 1), _CHUNK)
    return Levels.joined([_compare(forms, left[at : at + _CHUNK], right[at : at + _CHUNK]) for at in steps])


def _compare(forms: Forms, left: I64, right: I64) -> Levels:
    """Return the levels of one chunk of pairs. Places are looked at where the names allow a link."""
    name = _names(forms.names, forms.name[left], forms.name[right])
    phone = _phones(forms.phone[left], forms.phone[right])
    asked = np.flatnonzero(name >= Name.UNREAD)
    asked = asked[_may_be_one(forms, left[asked], right[asked])]
    score = engine_scores(forms.written, forms.name[left[asked]], forms.name[right[asked]])
    name[asked[score >= LIKELY]] = Name.ACROSS
    levels = _blank(name, phone)
    open_ = np.flatnonzero(name < Name.FAMILY)
    ours, theirs = forms.place[left[open_]], forms.place[right[open_]]
    levels.numbers[open_], levels.house[open_] = _numbers(forms.places, ours, theirs)
    levels.words[open_], levels.common[open_] = _words(forms.places, ours, theirs)
    levels.street[open_] = _streets(forms.places, ours, theirs)
    levels.post[open_] = _posts(forms, left[open_], right[open_])
    return levels


def _may_be_one(forms: Forms, left: I64, right: I64) -> Bools:
    """Return which pairs the names engine is asked about.

    One surname in two systems, not both in characters; a phone, a house or all numbers in common.
    """
    ours, theirs, places, names = forms.place[left], forms.place[right], forms.places, forms.names
    found = np.zeros(len(left), np.bool_)
    for value, other in (
        (forms.phone[left], forms.phone[right]),
        (places.house[ours], places.house[theirs]),
        (places.number_set[ours], places.number_set[theirs]),
    ):
        found |= (value == other) & (value != 0)
    one, two = forms.name[left], forms.name[right]
    may: Bools = found & (names.latin[one] | names.latin[two]) & spelt_otherwise(names.clan, one, two)
    return may


def _blank(name: U8, phone: U8) -> Levels:
    """Return levels of which only name and phone are known yet."""
    codes = [np.zeros(len(name), np.uint8) for _ in range(4)]
    return Levels(
        name=name, phone=phone, numbers=codes[0], words=codes[1], street=codes[2], post=codes[3],
        house=np.zeros(len(name), np.bool_), common=np.zeros(len(name), np.float32),
    )  # fmt: skip


def _names(names: Names, left: I64, right: I64) -> U8:
    """Return the level of each pair of names."""
    both_latin = names.latin[left] & names.latin[right]
    both_han = (names.han[left] != 0) & (names.han[right] != 0)
    known = (names.letters[left] != 0) & (names.letters[right] != 0)
    read = known & (names.letters[left] == names.letters[right])
    across = names.latin[left] != names.latin[right]
    read |= across & (names.viet[left] != 0) & (names.viet[left] == names.viet[right])
    same = (both_han & (names.han[left] == names.han[right])) | (read & both_latin)
    level = np.where(both_latin | both_han, Name.DIFFERENT, Name.UNREAD).astype(np.uint8)
    level[both_han & ~both_latin & (names.surname[left] == names.surname[right])] = Name.FAMILY
    unsettled = np.flatnonzero(~same & ~read & known)
    level[unsettled] = _unequal(names, left[unsettled], right[unsettled], level[unsettled])
    level[read] = Name.READ
    level[same] = Name.SAME
    level[(names.whole[left] == 0) | (names.whole[right] == 0)] = Name.MISSING
    return level


def _unequal(names: Names, left: I64, right: I64, level: U8) -> U8:
    """Return the level of names whose letters differ."""
    latin = names.latin[left] & names.latin[right]
    shared = _in_common(names.words, left, right)
    few, many = names.initials[left] & names.initials[right], names.initials[left] | names.initials[right]
    within = (few == names.initials[left]) | (few == names.initials[right])
    short = names.short[left] | names.short[right]
    apart, length = _letters_apart(names, left, right)
    level[latin & (shared > 0)] = Name.FAMILY
    level[latin & (shared == 1) & (apart <= _HALF_APART * length)] = Name.HALF
    level[latin & (shared > 1) & (apart <= _SHARED_APART * length)] = Name.SHARED
    level[latin & within & (many != 0) & ((shared > 1) | ((shared == 1) & short))] = Name.PART
    close = ((apart == 1) & (length >= _SHORT_NAME)) | ((apart == 2) & (length >= _LONG_NAME))  # noqa: PLR2004
    close &= names.latin[left] | names.latin[right]  # a lost Han character is another name
    level[close & (level != Name.PART)] = Name.CLOSE
    level[close & (apart == 1) & (length >= _SLIP_NAME)] = Name.SLIP
    one_given, alias = _clans(names, left, right)
    level[alias & ((level >= Name.FAMILY) | (level == Name.UNREAD))] = Name.ALIAS
    level[one_given] = Name.CLAN
    return level


def _clans(names: Names, left: I64, right: I64) -> tuple[Bools, Bools]:
    """Return which pairs may bear one surname beside the same given name, and which beside an alias."""
    one_given, alias = np.zeros(len(left), np.bool_), np.zeros(len(left), np.bool_)
    bear: Bools = (names.clan[:, 0] | names.clan[:, 1]) != 0
    both = np.flatnonzero(bear[left] & bear[right])
    left, right = left[both], right[both]
    begin = (names.beginnings[left] & names.beginnings[right]) != 0
    for ours in range(ENDS):
        for theirs in range(ENDS):
            may = akin(names.clan[left, ours], names.clan[right, theirs])
            given = names.given[left, ours]
            one_given[both] |= may & (given != 0) & (given == names.given[right, theirs])
            here, there = names.manner[left, ours], names.manner[right, theirs]
            lone = ((here == Given.INITIAL) | (there == Given.INITIAL)) & begin
            named = (np.minimum(here, there) == Given.READ) & (np.maximum(here, there) == Given.WESTERN)
            alias[both] |= may & (lone | named)
    return one_given, alias


def _letters_apart(names: Names, left: I64, right: I64) -> tuple[I16, I16]:
    """Return how many letters two names do not share, and how many the shorter has."""
    ours, theirs = names.profile[left], names.profile[right]
    apart = np.abs(ours.astype(np.int8) - theirs.astype(np.int8)).sum(axis=1, dtype=np.int16)
    return apart, np.minimum(ours.sum(axis=1, dtype=np.int16), theirs.sum(axis=1, dtype=np.int16))


def _columns(table: npt.NDArray[np.generic], rows: I64) -> npt.NDArray[np.generic]:
    """Return some rows of a table, laid out column by column, so that a column is read at once."""
    return np.ascontiguousarray(table[rows].T)


def _stands_in(value: npt.NDArray[np.generic], columns: npt.NDArray[np.generic]) -> Bools:
    """Return where a value is one of several columns' and not missing."""
    found = value == columns[0]
    for column in columns[1:]:
        found |= value == column
    stands: Bools = found & (value != 0)
    return stands


def _in_common(table: npt.NDArray[np.uint32], left: I64, right: I64) -> npt.NDArray[np.int8]:
    """Return how many values two rows of a table share."""
    ours, theirs = _columns(table, left), _columns(table, right)
    shared = np.zeros(len(left), np.int8)
    for column in ours:
        shared += _stands_in(column, theirs)
    return shared


@cache
def _slips() -> U64:
    """Return the differences that one wrong digit or two swapped ones make, in rising order."""
    tens = [10**place for place in range(12)]
    return np.array(
        sorted(
            {d * ten for d in range(1, 10) for ten in tens}
            | {9 * d * ten for d in range(1, 10) for ten in tens}
        ),
        np.uint64,
    )


def _phones(left: U64, right: U64) -> U8:
    """Return the level of each pair of national numbers."""
    apart = np.maximum(left, right) - np.minimum(left, right)
    slips = _slips()
    near = slips[np.minimum(np.searchsorted(slips, apart), len(slips) - 1)] == apart
    level = np.where(near, Phone.NEAR, Phone.DIFFERENT).astype(np.uint8)
    level[apart == 0] = Phone.SAME
    level[(left == 0) | (right == 0)] = Phone.MISSING
    return level


def _numbers(places: Addresses, left: I64, right: I64) -> tuple[U8, Bools]:
    """Return the level of two addresses' numbers, and whether the house is the same."""
    shared = _in_common(places.numbers, left, right)
    least = np.minimum(places.count[left], places.count[right])
    level = np.where(shared > 0, Numbers.SOME, Numbers.DIFFERENT).astype(np.uint8)
    level[(shared > 0) & (shared == least)] = Numbers.PART
    level[places.number_set[left] == places.number_set[right]] = Numbers.SAME
    level[least == 0] = Numbers.MISSING
    return level, (places.house[left] == places.house[right]) & (places.house[left] != 0)


def _words(places: Addresses, left: I64, right: I64) -> tuple[U8, F32]:
    """Return the level of two addresses' words and the bits of those in common."""
    ours, theirs = _columns(places.words, left), _columns(places.words, right)
    bits = _columns(places.weights, left)
    common = np.zeros(len(left), np.float32)
    for word, worth in zip(ours, bits, strict=True):
        common += np.where(_stands_in(word, theirs), worth, np.float32(0))
    least = np.minimum(places.total[left], places.total[right])
    share = common / np.maximum(least, np.float32(0.25))
    level = np.select(
        [share >= _MOST, share >= _MANY, share >= _FEW], [Words.MOST, Words.MANY, Words.FEW], Words.NONE
    )
    level = level.astype(np.uint8)
    level[(least == 0) | ((places.han[left] != places.han[right]) & (level == Words.NONE))] = Words.MISSING
    return level, common


def _streets(places: Addresses, left: I64, right: I64) -> U8:
    """Return the level of the words beside two houses: a slip of the key leaves them the same."""
    ours, theirs = _columns(places.street, left), _columns(places.street, right)
    bits = _columns(places.street_bits, left)
    common = np.zeros(len(left), np.float32)
    for word, worth in zip(ours, bits, strict=True):
        common += np.where(_stands_in(word, theirs), worth, np.float32(0))
    least = np.minimum(bits.sum(axis=0), places.street_bits[right].sum(axis=1))
    share = common / np.maximum(least, np.float32(0.25))
    level = np.select(
        [share >= _STREET_SAME, share >= _STREET_PART], [Street.SAME, Street.PART], Street.DIFFERENT
    ).astype(np.uint8)
    other = np.flatnonzero((level != Street.SAME) & (least > 0))
    level[other[_slipped(places.profile[left[other]], places.profile[right[other]])]] = Street.SAME
    level[(least == 0) | (places.han[left] != places.han[right])] = Street.MISSING
    return level


def _slipped(ours: Profile, theirs: Profile) -> Bools:
    """Return which profiles of six letters or more are two letters apart at most."""
    apart = np.abs(ours.astype(np.int8) - theirs.astype(np.int8)).sum(axis=1, dtype=np.int16)
    length = np.minimum(ours.sum(axis=1, dtype=np.int16), theirs.sum(axis=1, dtype=np.int16))
    slipped: Bools = (apart <= _SLIP) & (length >= _SHORT_NAME)
    return slipped


def _posts(forms: Forms, left: I64, right: I64) -> U8:
    """Return the level of each pair of postcodes and countries."""
    ours, theirs = forms.postcode[left], forms.postcode[right]
    level = np.where(ours == theirs, Post.SAME, Post.DIFFERENT).astype(np.uint8)
    level[(ours == 0) | (theirs == 0)] = Post.MISSING
    here, there = forms.country[left], forms.country[right]
    level[(here != there) & (here != 0) & (there != 0)] = Post.ABROAD
    return level
