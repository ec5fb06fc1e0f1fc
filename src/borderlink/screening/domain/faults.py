"""What can be wrong with a row whose cells can be told apart, and how it is told."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from borderlink.screening.domain.dates import EARLIEST, LATEST
from borderlink.screening.domain.schema import QUARANTINE, REQUIRED

MOST_GRAMS: Final = 1_000_000  # one tonne: what is heavier is no parcel
MOST_CNY: Final = 10_000_000.0
MOST_PIECES: Final = 9_999
LONGEST_CELL: Final = 2_000  # characters
DETAIL: Final = 80  # characters of the value seen that quarantine keeps

Fault = tuple[str, pl.Expr, str]  # column, when, reason


def row_faults(headers: Sequence[str]) -> list[Fault]:
    """Return every fault that a row can have by itself, in the order in which the first one is told.

    ``headers`` are the words above the waybill: a row that says them again is a repeated header.
    """
    return [
        ("", pl.col("nothing"), "empty-row"),
        ("waybill", pl.col("waybill").is_in(headers), "repeated-header"),
        *_missing(),
        *waybill_faults(),
        *_lengths(),
        *_amounts(),
        *_goods(),
        *_dates(),
    ]


def _missing() -> list[Fault]:
    return [(name, pl.col(name).is_null() | (pl.col(name) == ""), "cell-missing") for name in REQUIRED]


def waybill_faults() -> list[Fault]:
    """Return what can be wrong with the number of a parcel."""
    waybill = pl.col("waybill")
    return [
        ("waybill", waybill.str.contains(r"^\d(?:[.,]\d*)?E\+?\d+$"), "waybill-eaten"),
        ("waybill", ~waybill.str.contains(r"^[0-9A-Z](?:[0-9A-Z._/#-]{0,39})$"), "waybill-malformed"),
    ]


def _lengths() -> list[Fault]:
    names = (
        "sender_name", "sender_phone", "sender_address", "sender_postcode", "receiver_name", "receiver_phone",
        "receiver_address", "receiver_postcode", "contents", "order_no", "office", "bag", "flight", "remark",
        "service", "hs6", "weight_g", "value", "pieces", "posted_at", "cutoff_at",
    )  # fmt: skip
    return [(name, pl.col(name).str.len_chars() > LONGEST_CELL, "cell-too-long") for name in names]


def _amounts() -> list[Fault]:
    weight, value, value_cny, pieces = (
        pl.col(f"{n}") for n in ("weight_number", "value_number", "value_cny", "pieces_number")
    )
    return [
        ("weight_g", pl.col("weight_g").is_not_null() & weight.is_null(), "weight-unreadable"),
        ("weight_g", pl.col("weight_foreign"), "weight-unit-unknown"),
        ("weight_g", weight <= 0, "weight-not-positive"),
        ("weight_g", weight * pl.col("weight_unit") > MOST_GRAMS, "weight-absurd"),
        ("value", pl.col("value").is_not_null() & value.is_null(), "value-unreadable"),
        ("value", value < 0, "value-negative"),
        ("currency", pl.col("currency_foreign"), "currency-unknown"),
        ("value", value_cny > MOST_CNY, "value-absurd"),
        ("pieces", pl.col("pieces").is_not_null() & pieces.is_null(), "pieces-unreadable"),
        ("pieces", pieces <= 0, "pieces-not-positive"),
        ("pieces", pieces > MOST_PIECES, "pieces-absurd"),
        ("pieces", pieces != pieces.round(0), "pieces-not-whole"),
    ]


def _goods() -> list[Fault]:
    return [
        (
            "hs6",
            pl.col("hs6").is_not_null() & ~pl.col("hs_digits").str.contains(r"^\d{2,12}$"),
            "hs-malformed",
        )
    ]


def _dates() -> list[Fault]:
    found: list[Fault] = []
    for name in ("posted_at", "cutoff_at"):
        parts = [pl.col(f"{name}_{part}") for part in ("utc", "local", "base")]
        moment = pl.coalesce(*parts)
        year = moment.dt.year()
        found += [
            (name, pl.col(name).is_not_null() & moment.is_null(), "date-unreadable"),
            (name, (year < EARLIEST) | (year >= LATEST), "date-absurd"),
        ]
    return found


def nothing_in(cells: pl.DataFrame) -> pl.Series:
    """Say for every row whether none of the cells that are read holds anything."""
    return cells.select(pl.all_horizontal(pl.exclude("line").is_null())).to_series()


def split(rows: pl.DataFrame, faults: list[Fault], file: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the sound rows, and the quarantine of the others: its detail is the faulty column's own text."""
    place = rows.select(_first_fault(faults).alias("fault"))["fault"]
    if place.is_null().all():
        return rows, pl.DataFrame(schema=QUARANTINE)
    bad = rows.with_columns(place).filter(pl.col("fault").is_not_null())
    told = [
        _told(bad.filter(pl.col("fault") == number), file, *faults[number])
        for number in place.drop_nulls().unique()
    ]
    return rows.filter(place.is_null()), pl.concat(told)


def _first_fault(faults: list[Fault]) -> pl.Expr:
    """Return the place in the list of a row's first fault; null for a sound row."""
    found: pl.Expr = pl.lit(None, pl.UInt8)
    for place, (_, when, _) in reversed(list(enumerate(faults))):
        found = pl.when(when).then(pl.lit(place, pl.UInt8)).otherwise(found)
    return found


def _told(rows: pl.DataFrame, file: str, column: str, _when: pl.Expr, reason: str) -> pl.DataFrame:
    seen = pl.col(column).fill_null("") if column else pl.lit("")
    return rows.select(
        pl.lit(file).alias("file"),
        "line",
        pl.lit(column).alias("column"),
        pl.lit(reason).alias("reason"),
        seen.str.slice(0, DETAIL).alias("detail"),
    )
