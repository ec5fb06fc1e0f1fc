"""The heart: parcels and their linkage in, the few worth opening out, each with its reasons.

A person decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import reduce
from math import floor
from operator import mul
from typing import TYPE_CHECKING, Final

import polars as pl

from borderlink.language.folding import fold_expr
from borderlink.screening.domain.reasons import REFERRAL, fired, linked_parcels, reasons
from borderlink.screening.domain.rules.features import compared, described, shaped
from borderlink.screening.domain.rules.lines import SAID, by_line, strongest, with_said
from borderlink.screening.domain.rules.linked import linked
from borderlink.screening.domain.rules.rule import Group, Rule
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.watch import Entry, WatchList, watched

if TYPE_CHECKING:
    from borderlink.screening.domain.linkage.link import Linkage

# Correspondence is out of scope: parcels of these services are never referred, whatever they would score.
# Matched on folded text; "letter-post small packet" is a parcel of goods by the postal union's own words.
_LETTER: Final = (
    r"\b(letters?|letter ?post|postcards?|aerogrammes?|lettres?|thu|thu tin|thu tu|buu thiep)\b"
    r"|信函|信件|平信|挂号信|掛號信|书信|書信|明信片|邮简|郵簡"
)
_GOODS_BY_POST: Final = r"packets?|parcels?|小包|包裹|buu kien|goi nho"
SIGNAL: Final = 0.10  # what other rules must give before a typology weighs: honest tea is not referred
DIGITS: Final = 6
_NEEDED: Final = (
    "waybill", "service", "direction", "sender_name", "sender_phone", "sender_address", "sender_country",
    "receiver_name",
    "receiver_phone", "receiver_address", "receiver_postcode", "receiver_country", "contents", "hs6",
    "pieces", "weight_g",
    "value_cny", "goods_country", "posted_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What one screening found.

    ``referrals`` has the shape of ``reasons.REFERRAL``, the highest score first.
    """

    referrals: pl.DataFrame
    parcels: int  # how many were screened, letters and history not counted
    letters: int
    limit: int
    below_cut: int  # scored above zero but not referred
    by_rule: dict[str, int]  # parcels on which each rule fired
    rules_expired: tuple[str, ...]
    watch_expired: tuple[str, ...]


def screen_parcels(
    parcels: pl.DataFrame,
    *,
    linkage: "Linkage",
    rules: Rulebook,
    watch: WatchList,
    share: Decimal | float,
    on: date,
    history: pl.DataFrame | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Screened:
    """Score the parcels and refer at most ``share`` of them.

    ``history`` holds parcels of earlier days: they are linked and counted with today's, but never referred;
    the linkage covers both. A parcel without a time of posting counts as posted on ``on``. The score is
    noisy-or: 1 - product of (1 - weight) over the rules that fired, 0 when none did
    (docs/decisions/0006-scores.md).
    """
    progress("features")
    everyone, letters = _in_scope(parcels, history, linkage, on)
    features = _features(everyone, rules, watch.in_force(on))
    del everyone
    progress("scores")
    in_force = rules.in_force(on)
    scored = strongest(_scored(features, in_force).filter(pl.col("today")))
    above = scored.filter(pl.col("score") > 0)
    limit = referral_limit(parcels.height, share, scored=above.height)
    chosen = above.sort(["score", "waybill"], descending=[True, False]).head(limit)
    progress("reasons")
    return Screened(
        referrals=_referred(chosen, features, in_force), parcels=parcels.height - letters, letters=letters,
        limit=limit,
        below_cut=above.height - chosen.height, by_rule=_counted(scored, in_force),
        rules_expired=rules.expired(on),
        watch_expired=tuple(f"{entry.where} ({entry.warrant.case})" for entry in watch.expired(on)),
    )  # fmt: skip


def is_letter() -> pl.Expr:
    """Return whether a parcel's service is correspondence: such an item is never referred."""
    service = fold_expr(pl.col("service"))
    letter = service.str.contains(_LETTER) & ~service.str.contains(_GOODS_BY_POST)
    return letter.fill_null(value=False)


def referral_limit(parcels: int, share: Decimal | float, *, scored: int = 0) -> int:
    """Return how many of ``parcels`` may be referred: the share rounded down.

    Where that is none, as in a short manifest, it is one if any of them ``scored`` above zero: the best.
    """
    whole = floor(parcels * Decimal(str(share)))
    return whole or min(1, scored if share > 0 else 0)


def _in_scope(
    parcels: pl.DataFrame, history: pl.DataFrame | None, linkage: "Linkage", on: date
) -> tuple[pl.DataFrame, int]:
    """Return today's parcels and history, shaped, without letters, and how many letters today brought."""
    ours = _needed(parcels).with_columns(today=pl.lit(value=True))
    if history is not None:
        known = _needed(history).join(ours, on="waybill", how="anti")
        ours = pl.concat([ours, known.with_columns(today=pl.lit(value=False))], how="diagonal")
    noon = datetime.combine(on, time(12), UTC)
    parties = [_party(ours["waybill"], linkage, role) for role in ("sender", "receiver")]
    services = ours.select("service").unique()
    letters = services.filter(is_letter())["service"]
    everyone = shaped(ours.with_columns(pl.col("posted_at").fill_null(noon).alias("at"))).hstack(parties)
    kept = everyone if letters.is_empty() else everyone.filter(~_one_of(letters))
    return by_line(kept).with_row_index("row"), parcels.height - int(kept["today"].sum())


def _needed(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that rules are made from; those that only some formats have, where they are."""
    return parcels.select(*_NEEDED, *(name for name in SAID if name in parcels.columns))


def _one_of(services: pl.Series) -> pl.Expr:
    return pl.col("service").is_in(services.implode()).fill_null(value=False)


def _features(everyone: pl.DataFrame, rules: Rulebook, entries: tuple[Entry, ...]) -> pl.DataFrame:
    """Return the frame that rules see: one row a parcel in scope, or a goods line of it, in order."""
    return with_said(compared(linked(watched(described(everyone, rules.goods), entries))))


def _party(waybills: pl.Series, linkage: "Linkage", role: str) -> pl.Series:
    """Return the party of each parcel in one role, in the parcels' order."""
    parties = linkage.parties.filter(pl.col("role") == role).select("waybill", "party")
    if not parties["waybill"].equals(waybills):
        wanted = waybills.alias("waybill").to_frame()
        table = parties.unique("waybill", keep="first")
        parties = wanted.join(table, on="waybill", how="left", maintain_order="left")
    return parties["party"].alias(f"{role}_party")


def _scored(features: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """Return the frame with one truth a rule and the score."""
    flagged = features.with_columns(rule.holds().alias(fired(rule)) for rule in rules)
    signal = 1 - _left([rule for rule in rules if rule.group is not Group.TYPOLOGY])
    typology = [rule for rule in rules if rule.group is Group.TYPOLOGY]
    gated = flagged.with_columns(signal=signal).with_columns(
        (pl.col(fired(rule)) & (pl.col("signal") >= SIGNAL)).alias(fired(rule)) for rule in typology
    )
    return gated.with_columns(score=(1 - (1 - pl.col("signal")) * _left(typology)).round(DIGITS))


def _left(rules: list[Rule]) -> pl.Expr:
    """Return the chance that no rule means anything: the product of (1 - weight) over those that fired."""
    factors = [pl.when(fired(rule)).then(pl.lit(1 - rule.weight)).otherwise(pl.lit(1.0)) for rule in rules]
    return reduce(mul, factors, pl.lit(1.0))


def _referred(chosen: pl.DataFrame, everyone: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    told = chosen.with_columns(reasons(rules, chosen.schema))
    others = linked_parcels(chosen, everyone)
    joined = told.join(others, on="row", how="left", maintain_order="left")
    known = joined.with_columns(pl.col("linked").fill_null(pl.lit([], REFERRAL["linked"])))
    return known.select(pl.col(name).cast(kind) for name, kind in REFERRAL.items())


def _counted(scored: pl.DataFrame, rules: tuple[Rule, ...]) -> dict[str, int]:
    counts = scored.select(pl.col(fired(rule)).sum().alias(rule.name) for rule in rules)
    found: dict[str, int] = counts.row(0, named=True) if rules else {}
    return {name: int(count) for name, count in found.items() if count}
