"""Parties of parcels: who sent and who receives, one party behind many spellings."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from borderlink.screening.domain.linkage.addresses import read_addresses
from borderlink.screening.domain.linkage.hashing import I64, U64, combine, mix
from borderlink.screening.domain.linkage.names import read_names
from borderlink.screening.domain.linkage.phones import national_numbers
from borderlink.screening.domain.linkage.tokens import hash_words

ROLES: Final = ("sender", "receiver")
PARTIES: Final = {"waybill": pl.String, "role": pl.String, "party": pl.String}
EDGES: Final = {
    "role": pl.String, "party": pl.String, "left": pl.String, "right": pl.String, "weight": pl.Float64,
    "shares": pl.List(pl.String),
}  # fmt: skip
HUBS: Final = {"role": pl.String, "kind": pl.String, "value_hash": pl.String, "parcels": pl.Int64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much linkage may compare before it refuses blocks by name."""

    pairs: int = 12_000_000
    block: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlan:
    """What one block key was found to cost, and what was done with its large blocks."""

    role: str
    key: str
    blocks: int
    largest: int
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Which party sends and which receives each parcel, and why."""

    parties: pl.DataFrame
    edges: pl.DataFrame
    hubs: pl.DataFrame
    plan: list[BlockPlan]


def link_parties(parcels: pl.DataFrame, *, budget: Budget = Budget()) -> Linkage:
    """Link the parties of parcels across spellings. Exactly one row of ``parties`` per parcel and role."""
    found = [_link_role(parcels, role) for role in ROLES]
    return Linkage(
        parties=pl.concat([parties for parties, _ in found]),
        edges=pl.concat([edges for _, edges in found]),
        hubs=pl.DataFrame(schema=HUBS),
        plan=[],
    )


def _link_role(parcels: pl.DataFrame, role: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Link one role's parties by exact agreement of two normalised fields."""
    names = read_names(parcels[f"{role}_name"])
    phones = national_numbers(parcels[f"{role}_phone"], parcels[f"{role}_country"])
    places = read_addresses(parcels[f"{role}_address"])
    keys = [
        combine(names.letters, phones), combine(names.letters, places.whole), combine(phones, places.whole),
    ]  # fmt: skip
    waybills = mix(_hash_strings(parcels["waybill"]))
    labels = _chain(keys, parcels.height)
    party = _party_ids(labels, waybills, role)
    parties = pl.DataFrame(
        {"waybill": parcels["waybill"], "role": pl.repeat(role, parcels.height, eager=True), "party": party}, schema=PARTIES
    )
    return parties, pl.DataFrame(schema=EDGES)


def _hash_strings(values: pl.Series) -> U64:
    """Return our own hash of each string."""
    return hash_words(values.to_list())


def _chain(keys: list[U64], count: int) -> I64:
    """Return a label per record: records with an equal key, of any kind, bear the same one."""
    left, right = [], []
    for key in keys:
        order = np.argsort(key)
        same = (key[order][1:] == key[order][:-1]) & (key[order][1:] != 0)
        left.append(order[1:][same])
        right.append(order[:-1][same])
    rows, columns = np.concatenate(left), np.concatenate(right)
    graph = coo_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(count, count))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def _party_ids(labels: I64, waybills: U64, role: str) -> pl.Series:
    """Return a name for each record's party that does not depend on the order of rows."""
    lowest = np.full(int(labels.max(initial=-1)) + 1, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(lowest, labels, waybills)
    salt = hash_words([role])[0]
    codes = mix(lowest ^ salt)
    hexed = pl.Series([f"P{code:016x}" for code in codes.tolist()], dtype=pl.String)
    return hexed.gather(labels)
