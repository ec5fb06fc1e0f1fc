"""Which parcels of a manifest are referred: those of the highest scores, and a few by chance."""

from dataclasses import dataclass

import polars as pl

from borderlink.screening.domain.arm import divide_places, draw_at_random
from borderlink.screening.domain.schema import QUARANTINE
from borderlink.screening.domain.screen import Screened, is_letter, referral_limit


def set_apart(
    parcels: pl.DataFrame, quarantine: pl.DataFrame, window: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the parcels that no manifest of the last days held, and the quarantine with the others added.

    As within one manifest, the first record of a waybill counts.
    """
    first = window.select("waybill", first_file="file", first_line="line")
    again = parcels.join(first, on="waybill", how="inner", maintain_order="left")
    if again.is_empty():
        return parcels, quarantine
    told = again.select(
        "file",
        "line",
        pl.lit("waybill").alias("column"),
        pl.lit("duplicate-waybill").alias("reason"),
        pl.format("first on line {} of {}", "first_line", "first_file").str.slice(0, 80).alias("detail"),
    )
    return parcels.join(first, on="waybill", how="anti", maintain_order="left"), pl.concat(
        [quarantine, told.cast(pl.Schema(QUARANTINE))]
    )


def without_persons(quarantine: pl.DataFrame) -> pl.DataFrame:
    """Return the quarantine without what stood in fields about a sender or receiver: it leaves the node."""
    person = pl.col("column").str.contains("^(sender|receiver|addressee)[_.]") | (pl.col("column") == "")
    return quarantine.with_columns(detail=pl.when(person).then(pl.lit("")).otherwise("detail"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """Which parcels are referred.

    ``by_score`` are rows of the screened referrals, the highest score first; ``drawn`` are the waybills of
    the random arm, some perhaps in ``by_score`` too; ``probability`` is that of being drawn.
    """

    by_score: pl.DataFrame
    drawn: list[str]
    probability: float
    below_cut: int


def select_parcels(screened: Screened, parcels: pl.DataFrame, *, share: float, seed: str) -> Selected:
    """Return which of ``parcels`` are referred: at most ``share`` of them, a few of these by chance.

    The one parcel that a manifest too short for a whole place may refer is the best, never one by chance.
    A letter is never drawn. Deterministic given ``seed``.
    """
    eligible = parcels.filter(~is_letter())["waybill"]
    whole = referral_limit(parcels.height, share)
    places = divide_places(whole, eligible=eligible.len(), seed=seed)
    limit = places.by_score if whole else referral_limit(parcels.height, share, scored=eligible.len())
    by_score = screened.referrals.head(limit)
    return Selected(
        by_score=by_score,
        drawn=draw_at_random(eligible, places.at_random, seed=seed),
        probability=places.probability,
        below_cut=screened.below_cut + screened.referrals.height - by_score.height,
    )
