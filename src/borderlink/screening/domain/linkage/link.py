"""Parties of parcels: who sends and who receives, one party behind many spellings."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from borderlink.screening.domain.linkage.blocks import BlockPlan, Budget, plan_pairs, split
from borderlink.screening.domain.linkage.clusters import Links, cluster
from borderlink.screening.domain.linkage.forms import Forms, hash_waybills, read_forms
from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, mix
from borderlink.screening.domain.linkage.levels import compare
from borderlink.screening.domain.linkage.tokens import hash_words
from borderlink.screening.domain.linkage.weights import (
    F32,
    HUB_PARTIES,
    THRESHOLD,
    Rarity,
    contradicts,
    rarity,
    shared_fields,
    weigh,
)

ROLES: Final = ("sender", "receiver")
PARTIES: Final = {"waybill": pl.String(), "role": pl.String(), "party": pl.String()}
EDGES: Final = {
    "role": pl.String(), "party": pl.String(), "left": pl.String(), "right": pl.String(),
    "weight": pl.Float64(), "shares": pl.List(pl.String()),
}  # fmt: skip
HUBS: Final = {"role": pl.String(), "kind": pl.String(), "value_hash": pl.String(), "parcels": pl.Int64()}
FIELDS: Final = ("name", "phone", "address", "postcode")
_EVERY_SHARE: Final = [[field for bit, field in enumerate(FIELDS) if mask >> bit & 1] for mask in range(16)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Which party sends and which receives each parcel, and why.

    ``parties``: one row per parcel and role. ``edges``: for each party the links that hold it together, a
    tree over its parcels. ``hubs``: values that several otherwise disagreeing parties share. ``plan``: what
    each block key cost.
    """

    parties: pl.DataFrame
    edges: pl.DataFrame
    hubs: pl.DataFrame
    plan: list[BlockPlan]


@dataclass(frozen=True, slots=True)
class _Linked:
    """One role's forms, clustered."""

    forms: Forms
    rare: Rarity
    worth: F32  # of each form's agreement with itself
    alone: Bools  # forms that say too little: their parcels are parties of their own
    labels: I64
    tree: Links
    shares: npt.NDArray[np.uint8]  # of each link of the tree
    plan: list[BlockPlan]


def link_parties(parcels: pl.DataFrame, *, budget: Budget = Budget()) -> Linkage:  # noqa: B008 - frozen
    """Link the parties of parcels across spellings.

    The same parcels in another order of rows give the same parties. A parcel without any usable value is a
    party of its own. ``budget`` is each role's.
    """
    waybill = hash_waybills(parcels["waybill"])
    with ThreadPoolExecutor(len(ROLES)) as side_by_side:  # numpy lets go of the lock while it works
        linked = side_by_side.map(lambda role: _link(parcels, role, waybill, budget), ROLES)
        told = [_told(parcels["waybill"], role, found) for role, found in zip(ROLES, linked, strict=True)]
    return Linkage(
        parties=pl.concat([part.parties for part in told]),
        edges=pl.concat([part.edges for part in told]),
        hubs=pl.concat([part.hubs for part in told]),
        plan=[line for part in told for line in part.plan],
    )


def _link(parcels: pl.DataFrame, role: str, waybill: U64, budget: Budget) -> _Linked:
    return _link_forms(read_forms(parcels, role, waybill), role, budget)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One role's forms, compared and weighed."""

    rare: Rarity
    worth: F32
    alone: Bools
    links: Links
    contradictions: Links
    plan: list[BlockPlan]


def weigh_forms(forms: Forms, role: str, budget: Budget) -> Weighed:
    """Compare one role's forms, and return the links strong enough and what contradicts them."""
    plan, pairs = plan_pairs(forms, role, budget)
    left, right = split(pairs)
    levels = compare(forms, left, right)
    rare = rarity(forms, left, right, levels)
    every = np.arange(len(forms))
    worth = weigh(every, every, compare(forms, every, every), rare)
    alone = worth < THRESHOLD[role]
    weight = weigh(left, right, levels, rare)
    links = Links(left, right, weight)
    linked = (weight >= THRESHOLD[role]) & ~alone[left] & ~alone[right]
    return Weighed(rare, worth, alone, links.chosen(linked), links.chosen(contradicts(levels)), plan)


def _link_forms(forms: Forms, role: str, budget: Budget) -> _Linked:
    """Find one role's parties among its forms."""
    found = weigh_forms(forms, role, budget)
    labels, tree = cluster(found.links, found.contradictions, len(forms))
    shares = shared_fields(compare(forms, tree.left, tree.right))
    return _Linked(forms, found.rare, found.worth, found.alone, labels, tree, shares, found.plan)


def _told(waybills: pl.Series, role: str, linked: _Linked) -> Linkage:
    """Return one role's linkage as frames."""
    codes = _party_of_parcels(role, linked)
    columns = {
        "waybill": waybills,
        "role": pl.repeat(role, len(waybills), eager=True),
        "party": _hexed(codes, "P"),
    }
    parties = pl.DataFrame(columns, schema=PARTIES)
    return Linkage(
        parties=parties,
        edges=_edges(parties, codes, role, linked),
        hubs=_hubs(role, linked),
        plan=linked.plan,
    )


def _party_of_parcels(role: str, linked: _Linked) -> U64:
    """Return a code of each parcel's party, made of the lowest waybill hash in it."""
    forms = linked.forms
    lowest = np.full(int(linked.labels.max(initial=-1)) + 1, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(lowest, linked.labels, forms.waybill[forms.first])
    of_parcel = np.where(linked.alone[forms.of_parcel], forms.waybill, lowest[linked.labels[forms.of_parcel]])
    return mix(of_parcel ^ hash_words([role])[0])


def _hexed(codes: U64, prefix: str) -> pl.Series:
    """Return 64-bit codes as text of 16 hexadecimal digits behind a prefix."""
    held = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(8), len(codes), [None, pa.py_buffer(codes.astype(">u8"))]
    )
    figures = pl.Series(held.cast(pa.large_binary()), dtype=pl.Binary).bin.encode("hex")
    return prefix + figures


def _edges(parties: pl.DataFrame, codes: U64, role: str, linked: _Linked) -> pl.DataFrame:
    """Return the links within each party: between its forms, and from each form to parcels written the same.

    Sorted by party, then by the hashes of the waybills.
    """
    forms, tree = linked.forms, linked.tree
    follows = ~linked.alone[forms.of_parcel]
    follows[forms.first] = False
    rows = np.flatnonzero(follows)
    of_rows = forms.of_parcel[rows]
    left = np.concatenate((forms.first[tree.left], forms.first[of_rows]))
    right = np.concatenate((forms.first[tree.right], rows))
    weight = np.concatenate((tree.weight, linked.worth[of_rows])).astype(np.float64)
    shares = np.concatenate((linked.shares, _held(forms)[of_rows]))
    order = np.lexsort((forms.waybill[right], forms.waybill[left], codes[left]))
    left, right = left[order], right[order]
    return pl.DataFrame({
        "role": pl.repeat(role, len(left), eager=True), "party": parties["party"].gather(left),
        "left": parties["waybill"].gather(left), "right": parties["waybill"].gather(right),
        "weight": weight[order].round(3), "shares": pl.Series(_EVERY_SHARE).gather(shares[order]),
    }, schema=EDGES)  # fmt: skip


def _held(forms: Forms) -> npt.NDArray[np.uint8]:
    """Return, as bits, what each form holds and so shares with parcels written the same."""
    held = [forms.names.whole[forms.name], forms.phone, forms.places.whole[forms.place], forms.postcode]
    bits = np.zeros(len(forms), np.uint8)
    for bit, values in enumerate(held):
        bits |= (values != 0).astype(np.uint8) << bit
    return bits


def _hubs(role: str, linked: _Linked) -> pl.DataFrame:
    """Return the phones and houses that several disagreeing parties share."""
    forms, rare = linked.forms, linked.rare
    found = []
    for kind, values, parties in (
        ("phone", forms.phone, rare.phone),
        ("address", forms.places.number_set[forms.place], rare.point),
    ):
        hub = (parties >= HUB_PARTIES) & (values != 0)
        frame = pl.DataFrame({"value": mix(values[hub]), "parcels": forms.parcels[hub]})
        found.append(frame.group_by("value").agg(pl.col("parcels").sum()).with_columns(kind=pl.lit(kind)))
    hubs = pl.concat(found).sort("kind", "value")
    return pl.DataFrame({
        "role": pl.repeat(role, hubs.height, eager=True), "kind": hubs["kind"],
        "value_hash": _hexed(hubs["value"].to_numpy(), ""), "parcels": hubs["parcels"],
    }, schema=HUBS)  # fmt: skip
