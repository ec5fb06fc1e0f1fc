"""Parties of parcels: who sends and who receives, one party behind many spellings."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.linkage.blocks import BlockPlan, Budget, plan_pairs, split
from borderlink.screening.domain.linkage.clusters import Links, cluster
from borderlink.screening.domain.linkage.forms import Forms, read_forms
from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, mix
from borderlink.screening.domain.linkage.levels import Levels, compare
from borderlink.screening.domain.linkage.tokens import hash_words
from borderlink.screening.domain.linkage.weights import (
    HUB_PARTIES,
    THRESHOLD,
    F32,
    Rarity,
    contradicts,
    rarity,
    shared_fields,
    weigh,
)

ROLES: Final = ("sender", "receiver")
PARTIES: Final = {"waybill": pl.String(), "role": pl.String(), "party": pl.String()}
EDGES: Final = {
    "role": pl.String(), "party": pl.String(), "left": pl.String(), "right": pl.String(), "weight": pl.Float64(),
    "shares": pl.List(pl.String()),
}  # fmt: skip
HUBS: Final = {"role": pl.String(), "kind": pl.String(), "value_hash": pl.String(), "parcels": pl.Int64()}
FIELDS: Final = ("name", "phone", "address", "postcode")
_EVERY_SHARE: Final = [[field for bit, field in enumerate(FIELDS) if mask >> bit & 1] for mask in range(16)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Which party sends and which receives each parcel, and why.

    ``parties``: one row per parcel and role. ``edges``: for each party the links that hold it together, a tree
    over its parcels. ``hubs``: values shared by parties that otherwise disagree. ``plan``: what each block key cost.
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
    alone: Bools  # forms that say too little: their parcels are parties of their own
    labels: I64
    tree: Links
    plan: list[BlockPlan]


def link_parties(parcels: pl.DataFrame, *, budget: Budget = Budget()) -> Linkage:  # noqa: B008 - frozen
    """Link the parties of parcels across spellings.

    The same parcels in another order of rows give the same parties. A parcel without any usable value is a party
    of its own. ``budget`` is each role's.
    """
    told = [_told(parcels["waybill"], role, _link(parcels, role, budget)) for role in ROLES]
    return Linkage(
        parties=pl.concat([part.parties for part in told]),
        edges=pl.concat([part.edges for part in told]),
        hubs=pl.concat([part.hubs for part in told]),
        plan=[line for part in told for line in part.plan],
    )


def _link(parcels: pl.DataFrame, role: str, budget: Budget) -> _Linked:
    """Find one role's parties among its forms."""
    forms = read_forms(parcels, role)
    plan, pairs = plan_pairs(forms, role, budget)
    left, right = split(pairs)
    levels = compare(forms, left, right)
    rare = rarity(forms, left, right, levels)
    alone = _too_little(forms, rare, role)
    weight = weigh(left, right, levels, rare)
    links = Links(left, right, weight)
    linked = (weight >= THRESHOLD[role]) & ~alone[left] & ~alone[right]
    labels, tree = cluster(links.chosen(linked), links.chosen(contradicts(levels, weight)), len(forms))
    return _Linked(forms, rare, alone, labels, tree, plan)


def _itself(forms: Forms, rare: Rarity, which: I64) -> tuple[Levels, F32]:
    """Return how far each form agrees with itself, and what that is worth."""
    levels = compare(forms, which, which)
    return levels, weigh(which, which, levels, rare)


def _too_little(forms: Forms, rare: Rarity, role: str) -> Bools:
    """Return which forms say so little that even two equal ones are not known to be one party."""
    _, weight = _itself(forms, rare, np.arange(len(forms)))
    return weight < THRESHOLD[role]


def _told(waybills: pl.Series, role: str, linked: _Linked) -> Linkage:
    """Return one role's linkage as frames."""
    party = _party_of_parcels(role, linked)
    rows = np.arange(len(waybills))
    parties = pl.DataFrame(
        {"waybill": waybills, "role": pl.repeat(role, len(rows), eager=True), "party": party}, schema=PARTIES
    )
    return Linkage(
        parties=parties,
        edges=_edges(waybills, role, linked, party),
        hubs=_hubs(role, linked),
        plan=linked.plan,
    )


def _party_of_parcels(role: str, linked: _Linked) -> pl.Series:
    """Return each parcel's party: named after the lowest waybill hash in it."""
    forms = linked.forms
    lowest = np.full(int(linked.labels.max(initial=-1)) + 1, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(lowest, linked.labels, forms.waybill[forms.first])
    of_parcel = np.where(linked.alone[forms.of_parcel], forms.waybill, lowest[linked.labels[forms.of_parcel]])
    codes = mix(of_parcel ^ hash_words([role])[0])
    return _hexed(codes, "P")


def _hexed(codes: U64, prefix: str) -> pl.Series:
    """Return 64-bit codes as text of 16 hexadecimal digits behind a prefix."""
    figures = codes.astype(">u8").tobytes().hex()
    return pl.Series([prefix + figures[at : at + 16] for at in range(0, len(figures), 16)], dtype=pl.String)


def _edges(waybills: pl.Series, role: str, linked: _Linked, party: pl.Series) -> pl.DataFrame:
    """Return the links within each party: between its forms, and from each form to parcels written the same."""
    forms, tree = linked.forms, linked.tree
    follows = np.ones(len(waybills), np.bool_)
    follows[forms.first] = False
    follows &= ~linked.alone[forms.of_parcel]
    rows = np.flatnonzero(follows)
    of_rows = forms.of_parcel[rows]
    between = compare(forms, tree.left, tree.right)
    within, itself = _itself(forms, linked.rare, np.arange(len(forms)))
    shares = np.concatenate((shared_fields(between), shared_fields(within)[of_rows]))
    left = np.concatenate((forms.first[tree.left], forms.first[of_rows]))
    right = np.concatenate((forms.first[tree.right], rows))
    frame = pl.DataFrame({
        "role": pl.repeat(role, len(left), eager=True), "party": party.gather(left), "left": waybills.gather(left),
        "right": waybills.gather(right),
        "weight": np.concatenate((tree.weight, itself[of_rows])).astype(np.float64).round(3),
        "shares": pl.Series(_EVERY_SHARE, dtype=EDGES["shares"]).gather(shares),
    }, schema=EDGES)  # fmt: skip
    return frame.sort("party", "left", "right")


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
