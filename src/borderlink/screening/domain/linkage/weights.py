"""What agreement and disagreement are worth, in bits: fixed by level, less where a value is common."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from borderlink.screening.domain.linkage.clusters import hanging
from borderlink.screening.domain.linkage.forms import Forms
from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, combine, order_of, salted
from borderlink.screening.domain.linkage.levels import Levels, Name, Numbers, Phone, Post, Street, Words
from borderlink.screening.domain.linkage.surnames import Given

F32 = npt.NDArray[np.float32]

THRESHOLD: Final = {
    "sender": 24.0,
    "receiver": 20.0,
}  # bits; about log2 of a million parties, the odds against
POPULATION: Final = 1 << 17  # parties that a small manifest is thought to be drawn from
MOST_NAME: Final = 13.0
MOST_SHORT_NAME: Final = 9.0  # with an initial in it
MOST_PHONE: Final = 18.0
MOST_PLACE: Final = 16.0
SHARED_PLACE: Final = 18.5  # less the doublings of those who share it
LEAST_PLACE: Final = -6.0
MOST_WORDS: Final = 10.0
ELSEWHERE: Final = 3.0  # the most that words are worth when the street is another
HUB_PARTIES: Final = 4  # a value shared by as many disagreeing parties links nobody by itself
HUB_PHONE: Final = 3.0

# Bits by level, in the order of the level's numbers. `None`: by how common the value is.
_NAME: Final = (0.0, 0.0, -1.0, 7.5, 7.5, 7.5, 6.0, 6.0, 3.0, -2.0, -3.0, -20.0, -20.0, -22.0)
_ALIAS: Final = 28.0  # more, where phone and door are one and nobody else is there by either kind of name
_PHONE: Final = (0.0, 0.0, 4.0, -2.5)
_NUMBERS: Final = (0.0, 7.0, 3.0, -3.0, -7.0)
# names that count as one when it is counted who shares a phone
_ONE_NAME: Final = (
    Name.SAME, Name.READ, Name.ACROSS, Name.CLAN, Name.SLIP, Name.CLOSE, Name.PART, Name.SHARED, Name.HALF,
)  # fmt: skip
_HOUSE: Final = 2.0  # more, where some but not all numbers agree and the house is one of them
_WORDS: Final = (0.0, 0.0, -1.0, -3.0, -7.0)
_COMMON: Final = (0.0, 1.0, 0.6, 0.0, 0.0)  # share of the words' own bits that counts, by level
_STREET: Final = (0.0, 0.0, -4.0, -7.0)
_POST: Final = (0.0, 2.0, -5.0, -8.0)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many parties seem to bear each form's values."""

    name: F32  # bits, instead
    phone: I64
    point: I64  # all numbers and the rarest word
    house: I64  # the house number and the rarest word
    alone: Bools  # nobody else of the same kind of name uses the phone at the house


def _groups(keys: U64) -> I64:
    """Return a number for each row, the same for equal keys; 0 where the key is missing."""
    order = order_of(keys)
    ordered = keys[order]
    new = np.ones(len(order), np.int64)
    new[1:] = ordered[1:] != ordered[:-1]
    groups = np.empty(len(order), np.int64)
    groups[order] = np.cumsum(new)
    groups[keys == 0] = 0
    return groups


def _partners(groups: I64, keys: U64, values: U64) -> I64:
    """Return, for each row, how many distinct values stand beside its key; 0 where there is none."""
    both = combine(keys, values)
    order = order_of(both)
    first = np.ones(len(order), np.bool_)
    first[1:] = both[order[1:]] != both[order[:-1]]
    kept = order[first & (both[order] != 0)]
    counts = np.bincount(groups[kept], minlength=int(groups.max(initial=0)) + 1)
    return np.where(groups == 0, 0, counts[groups])


def _parties(keys: U64, *values: U64) -> I64:
    """Return how many parties seem to share each key: the least that another field says, at least one."""
    groups = _groups(keys)
    counts = [_partners(groups, keys, value) for value in values]
    known = [np.where(count == 0, np.iinfo(np.int64).max, count) for count in counts]
    least = np.minimum.reduce(known)
    return np.where(least == np.iinfo(np.int64).max, 1, least)


def rarity(forms: Forms, left: I64, right: I64, levels: Levels) -> Rarity:
    """Return how common each form's name, phone and place are among parties that otherwise disagree."""
    letters = forms.names.letters[forms.name]
    numbers, house = forms.places.number_set[forms.place], forms.places.house[forms.place]
    rare = forms.places.rare[forms.place, 0].astype(np.uint64)
    where = np.where(rare == 0, forms.postcode, rare)
    where = np.where(where == 0, forms.places.words[forms.place, 0], where)
    point, door = combine(numbers, where), combine(house, where)
    same_phone = levels.phone == Phone.SAME
    near = (levels.numbers == Numbers.SAME) | (levels.numbers == Numbers.PART)
    users = _people(forms, left, right, levels, same_phone)
    neighbours = _people(forms, left, right, levels, near)
    return Rarity(
        name=_name_worth(_parties(letters, forms.phone, point), forms.names.short[forms.name]),
        phone=_bearers(forms.phone, users),
        point=np.maximum(_parties(point, letters, forms.phone), _bearers(point, neighbours)),
        house=np.maximum(_parties(door, letters, forms.phone), _bearers(door, neighbours)),
        alone=_alone(forms, users),
    )


def _people(forms: Forms, left: I64, right: I64, levels: Levels, which: npt.NDArray[np.bool_]) -> U64:
    """Return a code of each form's person, as far as names agree in some pairs; 0 for one without a name."""
    agree = which & np.isin(levels.name, _ONE_NAME)
    rows, columns = left[agree], right[agree]
    people = hanging(rows, columns, len(forms)).astype(np.uint64) + np.uint64(1)
    return np.where(forms.names.whole[forms.name] == 0, np.uint64(0), people)


def _bearers(values: U64, people: U64) -> I64:
    """Return how many people use each form's value, at least one."""
    keys = salted(values, 1)
    return np.maximum(_partners(_groups(keys), keys, people), 1)


def _alone(forms: Forms, users: U64) -> Bools:
    """Return where one person at most by a Chinese name, one by a Western one, uses a phone at a house."""
    at = salted(combine(forms.phone, forms.places.house[forms.place]), 2)
    manner = forms.names.manner[forms.name].max(axis=1)
    groups = _groups(at)
    western = manner == Given.WESTERN
    chosen = (western, ~western & (manner != Given.INITIAL))
    counts = [_partners(groups, at, np.where(which, users, np.uint64(0))) for which in chosen]
    alone: Bools = (at != 0) & (np.maximum(*counts) <= 1)
    return alone


def _name_worth(parties: I64, short: npt.NDArray[np.bool_]) -> F32:
    """Return the bits that each form's name is worth to one who bears it too."""
    odds = np.log2((len(parties) + POPULATION) / (parties + 0.5))
    return np.minimum(odds, np.where(short, MOST_SHORT_NAME, MOST_NAME)).astype(np.float32)


def _name_bits(levels: Levels, worth: F32) -> F32:
    """Return the bits of each pair's names."""
    equal = (levels.name == Name.SAME) | (levels.name == Name.READ)
    bits: F32 = np.array(_NAME, np.float32)[levels.name] + np.where(equal, worth, np.float32(0))
    return bits


def _phone_bits(levels: Levels, groups: I64) -> F32:
    """Return the bits of each pair's phones."""
    shared = np.where(groups >= HUB_PARTIES, HUB_PHONE, MOST_PHONE - 3 * np.log2(groups)).astype(np.float32)
    return np.where(levels.phone == Phone.SAME, shared, np.array(_PHONE, np.float32)[levels.phone])


def _place_bits(levels: Levels, parties: I64) -> F32:
    """Return the bits of each pair's addresses."""
    some = (levels.numbers == Numbers.PART) | (levels.numbers == Numbers.SOME)
    most = np.where(levels.street == Street.DIFFERENT, np.float32(ELSEWHERE), np.float32(MOST_WORDS))
    bits = np.minimum(levels.common, most) * np.array(_COMMON, np.float32)[levels.words]
    bits += np.array(_NUMBERS, np.float32)[levels.numbers]
    bits += np.array(_WORDS, np.float32)[levels.words]
    bits += np.array(_STREET, np.float32)[levels.street]
    bits += np.array(_POST, np.float32)[levels.post]
    bits += np.where(some & levels.house, np.float32(_HOUSE), np.float32(0))
    most = np.clip(SHARED_PLACE - np.log2(parties), 0, MOST_PLACE).astype(np.float32)
    return np.clip(bits, np.float32(LEAST_PLACE), most)


def weigh(left: I64, right: I64, levels: Levels, rare: Rarity) -> F32:
    """Return the weight of each pair in bits: the sum over name, phone and place."""
    places = np.where(
        levels.numbers == Numbers.SAME,
        np.maximum(rare.point[left], rare.point[right]),
        np.maximum(rare.house[left], rare.house[right]),
    )
    alias = (levels.name == Name.ALIAS) & (levels.phone == Phone.SAME) & same_door(levels)
    alias &= rare.alone[left] & rare.alone[right]
    weight: F32 = (
        np.where(alias, np.float32(_ALIAS), np.float32(0))
        + _name_bits(levels, np.minimum(rare.name[left], rare.name[right]))
        + _phone_bits(levels, rare.phone[left])
        + _place_bits(levels, places)
    )
    return weight


def contradicts(levels: Levels) -> Bools:
    """Return which pairs can never be one party: different names, and no phone in common."""
    apart = (levels.name >= Name.FAMILY) | ((levels.name == Name.ALIAS) & ~same_door(levels))
    strangers: Bools = apart & np.isin(levels.phone, (Phone.MISSING, Phone.DIFFERENT))
    return strangers


def same_door(levels: Levels) -> Bools:
    """Return which pairs lead to one door: all numbers of one are the other's, and nothing is against it."""
    within = (levels.numbers == Numbers.PART) & levels.house
    same: Bools = (
        ((levels.numbers == Numbers.SAME) | within)
        & (levels.street != Street.DIFFERENT)
        & ((levels.post == Post.SAME) | (levels.post == Post.MISSING))
    )
    return same


def shared_fields(levels: Levels) -> npt.NDArray[np.uint8]:
    """Return, as bits, what each pair shares: 1 name, 2 phone, 4 address, 8 postcode."""
    name = (levels.name >= Name.SAME) & (levels.name <= Name.SHARED)
    place = (
        (levels.words != Words.NONE)
        & (levels.words != Words.FEW)
        & np.isin(levels.numbers, (Numbers.SAME, Numbers.PART))
    )
    bits = zip((name, levels.phone == Phone.SAME, place, levels.post == Post.SAME), (1, 2, 4, 8), strict=True)
    shared = np.zeros(len(name), np.uint8)
    for held, bit in bits:
        shared |= held * np.uint8(bit)
    return shared
