"""One table of a manifest, parsed but not yet decided as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from borderlink.screening.domain import dates, faults
from borderlink.screening.domain.headers import Recognised
from borderlink.screening.domain.parsing import DATES, Parsed, Terms
from borderlink.screening.domain.schema import MORE, PARCEL, QUARANTINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file or sheet: ``name`` is what ``file`` will say, ``lines`` the quarantine of broken lines.

    ``more`` holds frames of ``line`` and the columns of ``MORE``; ``paths`` says what quarantine calls a
    column in a format whose fields have other names.
    """

    name: str
    recognised: Recognised
    parsed: list[Parsed]
    lines: list[pl.DataFrame]
    more: list[pl.DataFrame] = field(default_factory=list)
    paths: Mapping[str, str] = field(default_factory=dict)


def finish(table: Table, terms: Terms) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Decide what the whole table tells (unit of weight, order of dates); return parcels, quarantine."""
    quarantine = [pl.DataFrame(schema=QUARANTINE), *table.lines, *(part.quarantine for part in table.parsed)]
    if not table.parsed:
        return pl.DataFrame(schema=PARCEL), pl.concat(quarantine)
    drafts = pl.concat([part.drafts for part in table.parsed], rechunk=False)
    order = _order(drafts)
    decided = drafts.with_columns(_grams(drafts), *(_moment(name, order, terms.zone) for name in DATES))
    sound, bad = faults.split(decided, _faults(order), table.name)
    told = pl.concat([*quarantine, bad])
    if table.paths:
        told = told.with_columns(pl.col("column").replace(table.paths))
    return _with_more(_parcels(sound, table.name), table.more), told


def _with_more(parcels: pl.DataFrame, more: list[pl.DataFrame]) -> pl.DataFrame:
    if not more:
        return parcels
    said = pl.concat(more).select("line", *(pl.col(name).cast(kind) for name, kind in MORE.items()))
    return parcels.join(said, on="line", how="left", maintain_order="left")


def _order(drafts: pl.DataFrame) -> dates.Order:
    """Decide once for all the table's dates."""
    pairs = [(drafts[f"{name}_one"], drafts[f"{name}_two"]) for name in DATES]
    written = [(one, two) for one, two in pairs if one.null_count() < len(one)]
    return dates.order_of([one for one, _ in written], [two for _, two in written])


def _grams(drafts: pl.DataFrame) -> pl.Expr:
    """Return grams. Numbers without any unit: kilograms if one has decimals or their median is below 50."""
    bare = drafts.filter(pl.col("weight_unit").is_null())["weight_number"].drop_nulls()
    median = bare.median()
    small = isinstance(median, float) and median < 50  # noqa: PLR2004
    unit = 1000.0 if small or bool((bare != bare.round(0)).any()) else 1.0
    return (pl.col("weight_number") * pl.col("weight_unit").fill_null(unit)).round(0).alias("grams")


def _moment(name: str, order: dates.Order, zone: str) -> pl.Expr:
    one, two, base = (pl.col(f"{name}_{part}") for part in ("one", "two", "base"))
    local = pl.coalesce(pl.col(f"{name}_local"), dates.settle(order, one, two, base))
    written = pl.col(f"{name}_utc").dt.replace_time_zone("UTC")
    return pl.coalesce(written, dates.to_utc(local, zone)).alias(f"{name}_moment")


def _faults(order: dates.Order) -> list[faults.Fault]:
    grams = pl.col("grams")
    found: list[faults.Fault] = [("weight_g", (grams > faults.MOST_GRAMS) | (grams < 1), "weight-absurd")]
    for name in DATES:
        one, two = pl.col(f"{name}_one"), pl.col(f"{name}_two")
        found += [
            (name, dates.is_open(order, one, two), "date-ambiguous"),
            (name, pl.col(name).is_not_null() & pl.col(f"{name}_moment").is_null(), "date-unreadable"),
        ]
    return found


def _parcels(sound: pl.DataFrame, file: str) -> pl.DataFrame:
    digits = pl.col("hs_digits")
    named = {
        "file": pl.lit(file),
        "weight_g": pl.col("grams"),
        "value": pl.col("value_number"),
        "currency": pl.when(pl.col("value_number").is_not_null()).then(pl.col("currency_code")),
        "pieces": pl.col("pieces_number"),
        "hs6": pl.when(digits.str.len_bytes() >= 6).then(digits.str.slice(0, 6)),  # noqa: PLR2004
        **{name: pl.col(f"{name}_moment") for name in DATES},
    }
    return sound.select(named.get(name, pl.col(name)).cast(kind).alias(name) for name, kind in PARCEL.items())
