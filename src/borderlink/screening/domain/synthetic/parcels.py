"""What each parcel holds and how it travels, as numbers: goods, weight, value, service, flight, times."""

from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.synthetic import goods, habits, places
from borderlink.screening.domain.synthetic.tables import Ints, weighted, zipf
from borderlink.screening.domain.synthetic.world import World

SERVICES: Final = ("EMS", "POST", "COURIER", "ECOMMERCE", "LETTER")
LETTER: Final = SERVICES.index("LETTER")
POSTAL: Final = (True, True, False, False, True)
_SERVICE_WEIGHTS: Final = (0.2, 0.14, 0.4, 0.23, 0.03)
_SHOP_SERVICE_WEIGHTS: Final = (0.08, 0.1, 0.3, 0.52, 0.0)
BAG_HOLDS: Final = 30
DAYS: Final = 3  # of departures; a parcel is accepted on the day before its own


def _goods(rng: np.random.Generator, world: World) -> Ints:
    """Return a kind of goods a parcel: shops keep to their line, families and regulars send anything."""
    count = len(world.receiver)
    line = weighted(rng, world.parties.height, goods.SHARES)  # every party's own line of goods
    anything = weighted(rng, count, goods.SHARES)
    usual = rng.random(count)
    kind = np.where(world.from_shop & (usual < habits.SHOPS_LINE), line[world.sender], anything)
    kind = np.where(~world.from_shop & (usual < habits.PERSONS_LINE), line[world.receiver], kind)
    carriers = np.array(goods.CARRIERS_OF_DRUGS)[world.receiver % len(goods.CARRIERS_OF_DRUGS)]
    return np.where(world.evading, carriers, kind)


def _amounts(rng: np.random.Generator, kind: Ints, *, evading: pl.Series) -> pl.DataFrame:
    """Return pieces, grams and yuan that fit the goods; a few are declared far too low or tenfold."""
    count = len(kind)
    pieces = np.maximum(1, rng.poisson(np.array(goods.PIECES)[kind]))
    grams = pieces * np.array(goods.GRAMS)[kind] * np.exp(rng.normal(0, np.array(goods.GRAMS_SPREAD)[kind]))
    grams += rng.uniform(30, 180, count)
    yuan = pieces * np.array(goods.YUAN)[kind] * np.exp(rng.normal(0, np.array(goods.YUAN_SPREAD)[kind]))
    low = rng.random(count) < habits.DECLARED_LOW
    yuan = np.where(low, yuan * rng.uniform(0.05, 0.3, count), yuan)
    hidden = evading.to_numpy()
    grams = np.where(hidden, grams + rng.uniform(200, 2000, count), grams)
    grams = np.where(rng.random(count) < habits.TENFOLD, grams * 10, grams)
    return pl.DataFrame({"pieces": pieces, "grams": np.rint(grams).astype(np.int64), "yuan": yuan})


def _services(rng: np.random.Generator, world: World) -> Ints:
    """Return a service a parcel; shops send no letters."""
    count = len(world.receiver)
    private = weighted(rng, count, _SERVICE_WEIGHTS)
    trade = weighted(rng, count, _SHOP_SERVICE_WEIGHTS)
    return np.where(world.from_shop, trade, np.where(world.evading & (private == LETTER), 0, private))


def _travel(rng: np.random.Generator, country: Ints) -> pl.DataFrame:
    """Return flight, bag and minutes a parcel: a bag holds parcels of one flight, and rows stand by bag."""
    count = len(country)
    choices = np.array([len(flights) for flights in places.FLIGHTS])[country]
    rank = (zipf(rng, count, 12) % choices).astype(np.int64)
    day = rng.integers(0, DAYS, count)
    leg = (country * 8 + rank) * DAYS + day
    order = rng.permutation(count)
    order = order[np.argsort(leg[order], kind="stable")]
    position = np.empty(count, dtype=np.int64)
    position[order] = np.arange(count)
    starts = np.searchsorted(leg[order], leg)
    minute = (day * 24 * 60) + rng.integers(0, 24 * 60, count)
    return pl.DataFrame({"rank": rank, "day": day, "leg": leg, "position": position,
                         "bag": (position - starts) // BAG_HOLDS, "minute": minute})  # fmt: skip


def make_parcels(rng: np.random.Generator, world: World) -> pl.DataFrame:
    """Return one row of numbers a parcel, in the order of the manifest (by flight and bag)."""
    country = world.parties["country"].to_numpy()[world.receiver]
    kind = _goods(rng, world)
    frame = pl.DataFrame({
        "receiver": world.receiver, "sender": world.sender, "sender_shown": world.sender_shown,
        "evading": world.evading, "from_shop": world.from_shop, "country": country, "kind": kind,
        "service": _services(rng, world), "story_row": np.full(len(country), -1, dtype=np.int64),
    })  # fmt: skip
    amounts = _amounts(rng, kind, evading=frame["evading"])
    return frame.hstack(amounts).hstack(_travel(rng, country)).sort("position")
