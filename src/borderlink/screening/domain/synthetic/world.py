"""The people and firms of an invented world, one row each, and who sends to whom."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.synthetic import addresses, habits, hands, names, places
from borderlink.screening.domain.synthetic.tables import Bools, Ints, weighted, zipf

# How the names of a place's people are written: Han, traditional Han, Vietnamese, other Latin.
_SCRIPTS: Final = {
    "CN": (1, 0, 0, 0), "VN": (0.06, 0, 0.94, 0), "HK": (0.05, 0.9, 0, 0.05), "TW": (0, 1, 0, 0),
    "MO": (0.1, 0.85, 0, 0.05), "AU": (0.4, 0.1, 0.15, 0.35), "US": (0.4, 0.1, 0.12, 0.38),
    "GB": (0.4, 0.1, 0.02, 0.48), "NZ": (0.45, 0.08, 0.02, 0.45),
    "SG": (0.5, 0.02, 0.03, 0.45), "MY": (0.4, 0.03, 0.02, 0.55), "CA": (0.45, 0.2, 0.08, 0.27),
}  # fmt: skip
# How many parcels one receiver gets: most one to three, some dozens.
_PARCELS: Final = (0.56, 0.21, 0.1, 0.05, 0.03, 0.02, 0.01, 0.006, 0.004, 0.003)
_EACH_TENTH: Final = 10  # every tenth shop is abroad
_FEWEST_HIDDEN, _MOST_HIDDEN, _HIDDEN_EACH = 3, 8, 4.2  # parcels of one who hides; the last is their mean
_HAND_OF_PLACE: Final = (
    0.3,
    0.2,
    0.14,
    0.06,
    0.1,
    0.06,
    0.03,
    0.06,
    0.03,
    0.02,
)  # how China writes its own addresses
_HAND_OF_NAME: Final = (0.25, 0.25, 0.25, 0.18, 0.02, 0.02, 0.01, 0.01, 0.005, 0.005)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All parties and, for every parcel, the true receiver and sender and the sender shown on the form.

    Rows of ``parties`` are receivers, their families, shops, invented senders, in this order.
    """

    parties: pl.DataFrame
    receiver: Ints
    sender: Ints
    sender_shown: Ints
    evading: Bools  # the receiver is hidden behind spellings
    from_shop: Bools


def _phones(rng: np.random.Generator, country: Ints) -> Ints:
    """Return national numbers that begin as the country's mobile numbers do."""
    numbers = np.zeros(len(country), dtype=np.int64)
    for code, (first, digits) in enumerate(zip(places.FIRST_DIGITS, places.DIGITS, strict=True)):
        here = np.flatnonzero(country == code)
        starts = np.array([int(start) for start in first])[rng.integers(0, len(first), len(here))]
        rest = digits - len(first[0])
        numbers[here] = starts * 10**rest + rng.integers(0, 10**rest, len(here))
    return numbers


def hand_of_places(rng: np.random.Generator, way: Ints) -> Ints:
    """Return the style in which each of these hands writes an address."""
    free = rng.integers(0, addresses.STYLES, len(way))
    return np.where(way == places.CHINESE_WAY, weighted(rng, len(way), _HAND_OF_PLACE), free)


def hand_of_names(rng: np.random.Generator, country: Ints) -> Ints:
    """Return the style in which each of these hands writes a name: at home in its own script."""
    free = rng.integers(0, names.STYLES, len(country))
    return np.where(country == places.CHINA, weighted(rng, len(country), _HAND_OF_NAME), free)


def _names(rng: np.random.Generator, country: Ints) -> dict[str, Ints]:
    """Return what a party's name is made of, common names far more often than rare ones."""
    count = len(country)
    columns = {name: np.zeros(count, dtype=np.int64) for name in ("script", "surname", "given", "second")}
    for code, shares in _SCRIPTS.items():
        here = np.flatnonzero(country == places.COUNTRIES.index(code))
        columns["script"][here] = weighted(rng, len(here), shares)
    sizes = {names.VIETNAMESE: (names.VI_SURNAMES, names.VI_GIVEN, names.VI_MIDDLES),
             names.LATIN: (names.EN_SURNAMES, names.EN_GIVEN, names.EN_GIVEN)}  # fmt: skip
    for script in range(4):
        here = np.flatnonzero(columns["script"] == script)
        surnames, given, second = sizes.get(script, (names.SURNAMES[0], names.GIVEN[0], names.GIVEN[0]))
        columns["surname"][here] = zipf(rng, len(here), len(surnames))
        columns["given"][here] = zipf(rng, len(here), len(given), power=0.6)
        columns["second"][here] = zipf(rng, len(here), len(second), power=0.6)
    single = (columns["script"] <= names.HAN_TRADITIONAL) & (rng.random(count) < habits.ONE_SYLLABLE)
    columns["second"] = np.where(single, -1, columns["second"])
    columns["name_style"] = hand_of_names(rng, country)
    return columns


def _homes(rng: np.random.Generator, country: Ints) -> dict[str, Ints]:
    """Return what a party's address is made of."""
    count = len(country)
    way = np.array(places.WAYS)[country]
    chinese = way == places.CHINESE_WAY
    flat = rng.random(count) < np.where(chinese, habits.FLAT_IN_CHINA, habits.FLAT)
    room = rng.integers(1, 20, count) * 100 + rng.integers(1, 9, count)  # 1604: sixteenth floor
    housed = rng.random(count) < habits.HOUSE_NUMBERED
    nothing = np.zeros(count, dtype=np.int64)
    return {
        "country": country, "place": places.places_in(rng, country), "way": way,
        "street": rng.integers(0, places.STREETS, count),
        "street_type": rng.integers(0, len(places.STREET_TYPES[0]), count),
        "number": rng.geometric(0.012, count), "unit": np.where(flat, np.where(chinese, room, room // 23), 0),
        "building": np.where(housed, rng.integers(1, 30, count), 0), "hub_kind": nothing, "brand": nothing,
        "member": rng.integers(1000, 99999, count), "address_style": hand_of_places(rng, way),
    }  # fmt: skip


def _people(rng: np.random.Generator, country: Ints) -> dict[str, Ints]:
    """Return parties of these countries, one row each, as columns."""
    return {
        **_names(rng, country), **_homes(rng, country), "trade": np.full(len(country), -1, dtype=np.int64),
        "phone": _phones(rng, country), "second_phone": _phones(rng, country),
        "phone_style": rng.integers(0, hands.PHONE_STYLES, len(country)),
    }  # fmt: skip


def _share_homes(rng: np.random.Generator, people: dict[str, Ints], home: Ints) -> None:
    """Let those of one ``home`` share its address, most of them its surname, some its phone."""
    first = np.searchsorted(home, home)
    for column in ("place", "street", "street_type", "number", "unit", "building"):
        people[column] = people[column][first]
    kin = rng.random(len(home)) < habits.KIN
    for column in ("script", "surname"):
        people[column] = np.where(kin, people[column][first], people[column])
    people["phone"] = np.where(
        rng.random(len(home)) < habits.HOME_PHONE, people["phone"][first], people["phone"]
    )


def _through_hubs(rng: np.random.Generator, people: dict[str, Ints], parcels: int) -> None:
    """Send some through forwarders and lockers that many share, and give some a shop's phone."""
    country, count = people["country"], len(people["country"])
    each = max(2, parcels // 15_000)  # hubs a country
    hubs = _people(rng, np.repeat(np.arange(len(places.COUNTRIES)), each))
    draw = rng.random(count)
    kind = np.where(
        draw < habits.TO_FORWARDER,
        addresses.FORWARDER,
        np.where(draw < habits.TO_FORWARDER + habits.TO_LOCKER, addresses.LOCKER, addresses.NO_HUB),
    )
    at = country * each + zipf(rng, count, each, power=0.8)
    for column in ("place", "street", "street_type", "number", "unit", "building"):
        people[column] = np.where(kind > 0, hubs[column][at], people[column])
    people["hub_kind"], people["brand"] = kind, at
    borrowed = (kind == addresses.FORWARDER) & (rng.random(count) < habits.FORWARDERS_PHONE) | (
        rng.random(count) < habits.SHOPS_PHONE
    )
    people["phone"] = np.where(borrowed, hubs["phone"][at], people["phone"])


def _receivers(rng: np.random.Generator, count: int, parcels: int) -> dict[str, Ints]:
    """Return receivers: households, hubs, countries by their share of the mail."""
    home = np.cumsum(rng.random(count) < habits.NEW_HOME, dtype=np.int64)
    shares = [float(weight) for weight in (*places.EXPORT_WEIGHTS[: places.CHINA], 10.0)]
    country = weighted(rng, int(home[-1]) + 1, shares)[home]
    people = _people(rng, country)
    _share_homes(rng, people, home)
    _through_hubs(rng, people, parcels)
    return people


def _parcels_each(rng: np.random.Generator, parcels: int) -> Ints:
    """Return how many parcels each receiver gets, ``parcels`` in all."""
    few = weighted(rng, parcels, _PARCELS) + 1
    many = 8 + rng.geometric(0.05, parcels)
    each = np.where(rng.random(parcels) < habits.REGULARS, many, few)
    ends = np.cumsum(each)
    last = int(np.searchsorted(ends, parcels))
    each = each[: last + 1]
    each[-1] -= int(ends[last]) - parcels
    return each


def _shops(rng: np.random.Generator, parcels: int) -> dict[str, Ints]:
    """Return firms that send: most in China, a tenth abroad for the imports."""
    count = max(10, parcels // 100)
    abroad = weighted(rng, count, places.EXPORT_WEIGHTS)
    country = np.where(np.arange(count) % _EACH_TENTH == _EACH_TENTH - 1, abroad, places.CHINA)
    people = _people(rng, country)
    people["trade"] = np.where(country == places.CHINA, zipf(rng, count, len(names.TRADES[0])), -1)
    people["script"] = np.where(people["trade"] >= 0, names.HAN, people["script"])
    return people


def _stack(*groups: dict[str, Ints]) -> pl.DataFrame:
    """Return groups of parties under one another."""
    return pl.DataFrame(
        {name: np.concatenate([group[name] for group in groups]).astype(np.int64) for name in groups[0]}
    )


def _senders(
    rng: np.random.Generator, receiver: Ints, inland: Bools, shops: int, people: int
) -> tuple[Ints, Bools]:
    """Return a true sender a parcel: shops by Zipf, else the receiver's family, else somebody's family."""
    count = len(receiver)
    from_shop = rng.random(count) < habits.FROM_SHOP
    rank = zipf(rng, count, max(1, shops // 10))
    ninth = rng.integers(0, 9, count)
    shop = 2 * people + rank * 10 + np.where(inland[receiver], 9, ninth)  # every tenth shop is abroad
    stranger = rng.permutation(receiver)
    other = np.where(inland[stranger] == inland[receiver], stranger, receiver)
    family = people + np.where(rng.random(count) < habits.FROM_OWN_FAMILY, receiver, other)
    return np.where(from_shop, shop, family), from_shop


def _evaders(rng: np.random.Generator, each: Ints, inland: Bools, parcels: int) -> Bools:
    """Choose the receivers who hide: abroad, three to eight parcels, about one parcel in a thousand."""
    able = np.flatnonzero((each >= _FEWEST_HIDDEN) & (each <= _MOST_HIDDEN) & ~inland)
    chosen = np.zeros(len(each), dtype=np.bool_)
    wanted = min(len(able), round(parcels * habits.EVADING / _HIDDEN_EACH))
    chosen[rng.choice(able, wanted, replace=False)] = True
    return chosen


def make_world(rng: np.random.Generator, parcels: int) -> World:
    """Return the world behind ``parcels`` parcels, in random order."""
    each = _parcels_each(rng, parcels)
    people, families = _receivers(rng, len(each), parcels), len(each)
    inland = people["country"] == places.CHINA
    abroad = weighted(rng, families, [weight * (3 if code == "VN" else 1) for code, weight in
                                      zip(places.COUNTRIES, places.EXPORT_WEIGHTS, strict=True)])  # fmt: skip
    kin = _people(rng, np.where(inland, abroad, places.CHINA))
    shops = _shops(rng, parcels)
    receiver = rng.permutation(np.repeat(np.arange(families), each))
    sender, from_shop = _senders(rng, receiver, inland, len(shops["phone"]), families)
    evading = _evaders(rng, each, inland, parcels)[receiver]
    sender = np.where(evading, families + receiver, sender)
    invented = evading | (~from_shop & (rng.random(parcels) < habits.INVENTED_SENDER))
    fakes = _people(rng, np.full(int(invented.sum()) + 1, places.CHINA))
    start = 2 * families + len(shops["phone"])
    shown = np.where(invented, start + np.cumsum(invented) - 1, sender)
    return World(
        parties=_stack(people, kin, shops, fakes), receiver=receiver, sender=sender, sender_shown=shown,
        evading=evading, from_shop=from_shop & ~evading,
    )  # fmt: skip
