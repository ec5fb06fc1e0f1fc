"""The random arm: a few parcels drawn by chance, because they alone measure what screening misses."""

import hashlib
import math
from dataclasses import dataclass
from random import Random
from typing import Final

import polars as pl

RANDOM_PART: Final = 0.05  # of the places for referrals; design/screening.md section 4
RULE: Final = "chosen-at-random"  # the reason such a referral carries


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How the places for referrals are divided between score and chance."""

    by_score: int
    at_random: int
    probability: float  # with which one parcel is drawn into the random arm, whatever its score


def divide_places(places: int, *, eligible: int, seed: str) -> Places:
    """Divide the places for referrals: 5 % of them are drawn at random among the eligible parcels.

    The fraction of a place that is left over is drawn with its own probability, so that small manifests
    take their part too and the recorded probability is exact. Deterministic given ``seed``.
    """
    wanted = min(places * RANDOM_PART, eligible)
    whole, rest = math.floor(wanted), wanted - math.floor(wanted)
    at_random = whole + (_generator(seed, "rounding").random() < rest)
    probability = wanted / eligible if eligible else 0.0
    return Places(by_score=places - at_random, at_random=at_random, probability=probability)


def draw_at_random(waybills: pl.Series, places: int, *, seed: str) -> list[str]:
    """Return ``places`` equally likely waybills, sorted; the same for the same set and seed in any order."""
    ordered = waybills.unique().sort()
    picked = _generator(seed, "draw").sample(range(ordered.len()), min(places, ordered.len()))
    return sorted(ordered.gather(sorted(picked)).to_list())


def _generator(seed: str, purpose: str) -> Random:
    return Random(hashlib.sha256(f"{seed}/{purpose}".encode()).digest())  # noqa: S311 - a sample, not a secret
