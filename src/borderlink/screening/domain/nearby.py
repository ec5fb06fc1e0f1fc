"""By what a parcel finds those of the window that may share a party with it: the same keys for one and all.

A key costs nothing to be wrong: what it finds is compared and weighed as in bulk. Equal phones, equal places,
equal names (in any order of words) at equal numbers or postcode, equal numbers at a postcode or beside one
street: at such a door stand those whose names are written in another system or script.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.screening.domain.linkage.forms import hash_waybill, hash_waybills
from borderlink.screening.domain.online.plain import Plain, compiled
from borderlink.screening.domain.rules.features import address_key, bare_text, name_key, phone_key

ROLE: Final = "receiver"  # senders are free to fake: no rule counts what shares a sender alone
KEYED: Final = tuple(f"{ROLE}_{field}" for field in ("name", "phone", "address", "postcode"))
_FEWEST_NUMBERS: Final = 2  # one number alone stands at every second door
_DOOR: Final = r"[0-9]+[a-z]? (?:duong |pho )?[a-z]{2,}|\p{Han}{2}[路街道巷弄里]?[0-9]+"


def keyed(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each key of each parcel: ``row`` (of the parcel) and ``key`` (64 bits)."""
    wide = parcels.select(KEYED).with_row_index("row").select("row", **_keys())
    tall = wide.unpivot(index="row", variable_name="kind", value_name="value").drop_nulls("value")
    values = tall["value"].unique()
    table = pl.DataFrame({"value": values, "key": hash_waybills(values)})
    return tall.join(table, on="value", how="left", maintain_order="left").select("row", "key").unique(
        maintain_order=True
    )  # fmt: skip


def keys_of_one(parcel: Mapping[str, Any]) -> list[int]:
    """Return the keys of one parcel: those that ``keyed`` gives it."""
    values = [make(parcel) for make in _plain_keys()]
    return list(dict.fromkeys(hash_waybill(value) for value in values if value is not None))


@cache
def _plain_keys() -> tuple[Plain, ...]:
    return tuple(compiled(made) for made in _keys().values())


def _keys() -> dict[str, pl.Expr]:
    """Return each key's value, behind a letter that tells what it is of; null for none."""
    address = bare_text(pl.col(f"{ROLE}_address"))
    numbers = address.str.extract_all(r"[0-9]+").list.sort()
    several = pl.when(numbers.list.len() >= _FEWEST_NUMBERS).then(numbers.list.join(" "))
    named = name_key(pl.col(f"{ROLE}_name")).str.split("").list.sort().list.join("")
    name = pl.when(named.str.len_chars() > 1).then(named)
    some = pl.when(numbers.list.len() >= 1).then(numbers.list.join(" "))
    postcode = pl.col(f"{ROLE}_postcode").str.replace_all(r"\s", "")
    door = address.str.extract_all(_DOOR).list.join("|")
    told = {
        "t": (phone_key(pl.col(f"{ROLE}_phone")),), "p": (address_key(pl.col(f"{ROLE}_address")),),
        "n": (name, some), "z": (name, postcode), "w": (several, postcode.fill_null("")),
        "d": (some, pl.when(door != "").then(door)),
    }  # fmt: skip
    return {kind: _side_by_side(kind, parts) for kind, parts in told.items()}


def _side_by_side(kind: str, parts: tuple[pl.Expr, ...]) -> pl.Expr:
    spaced = [piece for part in parts for piece in (pl.lit("|"), part)]
    return pl.concat_str(pl.lit(kind), *spaced)


def person_keys(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return of each parcel the keys by which chance draws and near-identical questions are told.

    ``phone``, ``place``, ``sender_phone`` and ``receiver`` (name and phone or place); empty for none.
    """
    return parcels.select(**_person())


def person_of_one(parcel: Mapping[str, Any]) -> dict[str, str]:
    """Return one parcel's ``person_keys``."""
    return {name: make(parcel) for name, make in _plain_person().items()}


@cache
def _plain_person() -> dict[str, Plain]:
    return {name: compiled(made) for name, made in _person().items()}


def _person() -> dict[str, pl.Expr]:
    place = address_key(pl.col("receiver_address")).fill_null("")
    return {
        "phone": phone_key(pl.col("receiver_phone")).fill_null(""),
        "place": place,
        "sender_phone": phone_key(pl.col("sender_phone")).fill_null(""),
        "receiver": pl.concat_str(name_key(pl.col("receiver_name")).fill_null(""), pl.lit("|"), place),
    }


Keys = npt.NDArray[np.uint64]


def as_keys(keys: list[int]) -> Keys:
    """Return keys as an array."""
    return np.array(keys, np.uint64)
