"""A few parcels are judged as bulk is: the same links, rules and scores, over what stands around them."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from borderlink.screening.domain.linkage.link import EDGES, HUBS, PARTIES, ROLES, Linkage, link_parties
from borderlink.screening.domain.nearby import keyed
from borderlink.screening.domain.reasons import REFERRAL
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.schema import PARCEL
from borderlink.screening.domain.screen import screen_parcels
from borderlink.screening.domain.watch import WatchList


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules say of one parcel; score 0 and no reason where none fired."""

    score: float = 0.0
    reasons: list[dict[str, object]] = field(default_factory=list)
    linked: list[dict[str, object]] = field(default_factory=list)


def judge(
    parcels: pl.DataFrame, around: pl.DataFrame, *, rules: Rulebook, watch: WatchList, on: date
) -> dict[str, Judgement]:
    """Return the judgement of each parcel by its waybill; ``around``, of the window, is not judged."""
    window = around.filter(~pl.col("waybill").is_in(parcels["waybill"].implode()))
    strangers = window.is_empty() and not keyed(parcels)["key"].is_duplicated().any()
    linkage = unlinked(parcels) if strangers else link_parties(pl.concat([parcels, window]))
    screened = screen_parcels(
        parcels, linkage=linkage, rules=rules, watch=watch, share=1.0, on=on, history=window
    )
    return _told(screened.referrals)


def unlinked(parcels: pl.DataFrame) -> Linkage:
    """Return the linkage of parcels none of which shares a party with another."""
    parties = pl.concat(
        parcels.select("waybill", role=pl.lit(role), party=pl.format("{} {}", pl.lit(role), "waybill"))
        for role in ROLES
    )
    return Linkage(
        parties=parties.cast(pl.Schema(PARTIES)), edges=pl.DataFrame(schema=EDGES),
        hubs=pl.DataFrame(schema=HUBS), plan=[],
    )  # fmt: skip


def _told(referrals: pl.DataFrame) -> dict[str, Judgement]:
    return {
        row["waybill"]: Judgement(
            score=row["score"], reasons=list(row["reasons"]), linked=list(row["linked"])
        )
        for row in referrals.select(list(REFERRAL)).iter_rows(named=True)
    }


def framed(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Return parcels as a frame of every column; what a row does not say is null."""
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in PARCEL}, schema=PARCEL)
