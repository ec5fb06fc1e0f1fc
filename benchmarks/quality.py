"""How well parties were linked, and whether the planted stories were referred, against the truth."""

from pathlib import Path
from typing import Final

import polars as pl

ROLES: Final = ("receiver", "sender")
ROUND: Final = 4


def pairs(*keys: pl.Series) -> int:
    """Return how many pairs of parcels agree in all ``keys``."""
    sizes = pl.DataFrame([key.alias(str(at)) for at, key in enumerate(keys)]).group_by(pl.all()).len()["len"]
    return int((sizes.cast(pl.Int64) * (sizes.cast(pl.Int64) - 1) // 2).sum())


def linkage_quality(found: pl.Series, true: pl.Series) -> dict[str, float]:
    """Return pairwise precision, recall and F1, and how many parties were found and are true.

    Pairs of parcels: of those put into one party the share that truly are one, and the other way round.
    """
    together, linked, real = pairs(found, true), pairs(found), pairs(true)
    precision, recall = together / max(linked, 1), together / max(real, 1)
    return {
        "precision": round(precision, ROUND), "recall": round(recall, ROUND),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), ROUND),
        "parties_found": found.n_unique(), "parties_true": true.n_unique(), "pairs_true": real,
    }  # fmt: skip


def story_quality(joined: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Return per story: parcels, how many receiver parties they fell into, how many were referred."""
    stories = joined.filter(pl.col("story") != "").group_by("story", maintain_order=False).agg(
        parcels=pl.len(), receivers_true=pl.col("receiver_party").n_unique(),
        receivers_found=pl.col("receiver").n_unique(), referred=pl.col("referred").sum(),
    ).sort("story")  # fmt: skip
    return {row.pop("story"): row for row in stories.to_dicts()}


def quality_of(results: Path, truth: Path) -> dict[str, object]:
    """Compare what ``borderlink screen`` wrote into ``results`` with ``truth``."""
    known = pl.read_csv(truth, infer_schema=False).with_columns(pl.col("story").fill_null(""))
    parties = pl.read_parquet(results / "parties.parquet")
    referrals = pl.read_parquet(results / "referrals.parquet")
    joined = known
    for role in ROLES:
        named = parties.filter(pl.col("role") == role).select("waybill", pl.col("party").alias(role))
        joined = joined.join(named, on="waybill", how="inner", validate="1:1")
    joined = joined.with_columns(referred=pl.col("waybill").is_in(referrals["waybill"].implode()))
    tea = joined.filter(pl.col("story") == "tea")
    planted = joined.filter(pl.col("story") != "")
    return {
        **{role: linkage_quality(joined[role], joined[f"{role}_party"]) for role in ROLES},
        "compared": joined.height, "referred_share": round(referrals.height / max(known.height, 1), 6),
        "tea_in_one_party": tea["receiver"].n_unique() == 1 and tea.height > 1,
        "tea_alone": joined.filter(pl.col("receiver").is_in(tea["receiver"].implode())).height == tea.height,
        "tea_referred": int(tea["referred"].sum()), "tea_parcels": tea.height,
        "planted_among_referred": round(float(planted["referred"].sum()) / max(referrals.height, 1), ROUND),
        "stories": story_quality(joined),
    }  # fmt: skip
