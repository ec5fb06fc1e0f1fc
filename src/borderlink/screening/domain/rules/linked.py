"""What linkage adds to a parcel: how many of one kind came to its receiver in seven days, and how likely."""

from datetime import timedelta
from math import comb
from typing import Final

import polars as pl

from borderlink.screening.domain.rules.features import hashed, name_key

WINDOW: Final = timedelta(days=7)
MOST: Final = (
    40  # parcels of one receiver in a window; above it is a forwarder or a shop, which linkage does not judge
)
CROWD: Final = 1000
_COLUMNS: Final = {
    "phone_parcels": pl.UInt32, "phone_senders": pl.UInt32,
    "like_parcels": pl.UInt32, "like_senders": pl.UInt32, "like_phones": pl.UInt32,
    "like_spellings": pl.UInt32,
    "like_spread": pl.Float64, "receiver_parcels": pl.UInt32, "address_parcels": pl.UInt32,
    "like_chance": pl.Float64,
}  # fmt: skip

_COMPARED: Final = (
    "row", "at", "receiver_party", "like", "sender_name", "sender_tail", "receiver_tail", "receiver_name",
    "receiver_place", "weight_g",
)  # fmt: skip


def linked(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return the parcels, in the same order, with what their receiver's other parcels within seven days say.

    ``parcels`` has ``row`` (0, 1, 2 ...), ``receiver_party``, ``at`` (never null) and the columns of
    ``features``. Of all seven-day windows that hold a parcel, the one with most parcels speaks.
    """
    counted = parcels.with_columns(like=pl.coalesce("goods", "contents_key").rank("dense"))
    keys = hashed(pl.col("receiver_party")), hashed(pl.col("receiver_tail"))  # numbers count faster than text
    lines = counted.select(*_COMPARED, *(["of"] if "of" in counted.columns else [])).with_columns(*keys)
    whole, placed = _once(lines, "of"), _once(lines, "of", "like")  # parcels, and kinds within them
    receivers = _best_window(
        whole, ["receiver_party"], [pl.len().alias("receiver_parcels")], "receiver_parcels"
    )
    groups = _best_window(_spelt(placed), ["receiver_party", "like"], _AGGREGATES, "like_parcels")
    said = lines.select("row", "receiver_party", "like", *(["of"] if "of" in lines.columns else []))
    doors = _best_window(whole, ["receiver_place"], [pl.len().alias("address_parcels")], "address_parcels")
    for found, once in (
        (receivers, ["of"]),
        (groups, ["of", "like"]),
        (doors, ["of"]),
        (_phones(placed), ["of", "like"]),
    ):
        said = _told(said, found, once)
    told = said.with_columns(_chance(said)).select(pl.col(name).cast(kind) for name, kind in _COLUMNS.items())
    return counted.hstack(told)


def _once(lines: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Return one row, the first, for each of ``keys``: a parcel of three goods lines counts once."""
    return lines.unique(keys, keep="first", maintain_order=True) if "of" in lines.columns else lines


def _told(said: pl.DataFrame, found: pl.DataFrame, once: list[str]) -> pl.DataFrame:
    """Return the lines with what was found of the first row of each of ``once``."""
    if "of" not in said.columns:
        return said.join(found, on="row", how="left", maintain_order="left")
    first = said.with_columns(first=pl.col("row").min().over(once))
    return first.join(found, left_on="first", right_on="row", how="left", maintain_order="left").drop("first")


_AGGREGATES: Final = [
    pl.len().alias("like_parcels"),
    pl.col("sender_key").n_unique().alias("like_senders"),
    pl.col("sender_tail").drop_nulls().n_unique().alias("like_phones"),
    pl.col("spelling").n_unique().alias("like_spellings"),
    ((pl.col("weight_g").max() - pl.col("weight_g").min()) / pl.col("weight_g").max() * 100)
    .round(1)
    .alias("like_spread"),
]


def _phones(placed: pl.DataFrame) -> pl.DataFrame:
    """Return what comes to one receiver's phone, whoever is named; a phone of many is a forwarder's."""
    few = placed.filter(pl.len().over("receiver_tail") <= MOST)
    rows = _several(few, ["receiver_tail", "like"]).drop("together")
    keyed = rows.with_columns(sender_key=name_key(pl.col("sender_name")))
    said = [pl.len().alias("phone_parcels"), pl.col("sender_key").n_unique().alias("phone_senders")]
    return _best_window(keyed, ["receiver_tail", "like"], said, "phone_parcels")


def _several(parcels: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Return only parcels that share ``keys`` with another one."""
    known = parcels.filter(pl.all_horizontal(pl.col(key).is_not_null() for key in keys))
    several = known.select(*keys).select(together=pl.len().over(keys))["together"]
    return known.with_columns(several).filter(pl.col("together") > 1)


def _spelt(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return the parcels that come with others of their kind, with keys that tell spellings apart."""
    rows = _several(parcels, ["receiver_party", "like"])
    spelling = pl.struct(name_key(pl.col("receiver_name")), pl.col("receiver_place")).hash()
    return rows.with_columns(sender_key=name_key(pl.col("sender_name")), spelling=spelling)


def _best_window(parcels: pl.DataFrame, keys: list[str], said: list[pl.Expr], count: str) -> pl.DataFrame:
    """Return ``row`` and what ``said`` says of the fullest window of seven days that holds each parcel.

    A crowd is counted whole: it is a forwarder or a shop whatever the week.
    """
    rows = _several(parcels, keys)
    crowd = pl.col("together") > CROWD
    if rows.is_empty() or rows["at"].max() - rows["at"].min() < WINDOW:  # type: ignore[operator]
        return _whole(rows, keys, said)
    windows = _windows(rows.filter(~crowd), keys, said, count)
    return pl.concat([_whole(rows.filter(crowd), keys, said), windows])


def _whole(rows: pl.DataFrame, keys: list[str], said: list[pl.Expr]) -> pl.DataFrame:
    told = rows.group_by(keys).agg(*said)
    return rows.select("row", *keys).join(told, on=keys).drop(keys)


def _windows(rows: pl.DataFrame, keys: list[str], said: list[pl.Expr], count: str) -> pl.DataFrame:
    """Return what the fullest week around each parcel says; of two as full, the later one speaks."""
    ordered = rows.sort(*keys, "at", "row")
    behind = ordered.rolling("at", period=WINDOW, group_by=keys).agg(*said)
    # rolling keeps the order of what it was given, so each line stands for the parcel of the same place
    told = behind.drop(*keys, "at").with_row_index("line")
    rank = (pl.col(count).cast(pl.UInt64) * 2**32 + pl.col("line")).alias("rank")
    ahead = ordered.with_columns(told.select(rank)).rolling(
        "at", period=WINDOW, offset=timedelta(0), closed="left", group_by=keys
    ).agg(pl.col("rank").max())  # fmt: skip
    line = (ahead["rank"] % 2**32).cast(pl.UInt32).rename("line")
    best = pl.DataFrame([ordered["row"], line]).join(told, on="line", how="left", maintain_order="left")
    return best.drop("line")


def _chance(parcels: pl.DataFrame) -> list[pl.Expr]:
    """Return how many receivers of as many parcels would by chance get as many of this kind in this manifest.

    Receivers with that many parcels, times the binomial tail's first term: C(n, k) p^k, p being the kind's
    share.
    """
    share = (pl.len().over("like") / parcels.height).alias("share")
    sizes = parcels.group_by("receiver_party").agg(n=pl.col("receiver_parcels").max()).drop_nulls()
    receivers = [sizes.filter(pl.col("n") >= n).height for n in range(MOST + 1)]
    pairs = [(n, k) for n in range(2, MOST + 1) for k in range(2, n + 1)]
    ways = pl.DataFrame(
        {
            "pair": [n * 100 + k for n, k in pairs],
            "ways": [float(comb(n, k) * receivers[n]) for n, k in pairs],
        }
    )
    pair = (pl.col("receiver_parcels") * 100 + pl.col("like_parcels")).replace_strict(
        ways["pair"], ways["ways"], default=None
    )
    return [(pair * share ** pl.col("like_parcels")).alias("like_chance")]
