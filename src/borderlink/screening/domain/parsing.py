"""From the cells of a manifest to parcels, or to a line of quarantine that says why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from borderlink.screening.domain import quantities
from borderlink.screening.domain.headers import Recognised, Source
from borderlink.screening.domain.rates import SYMBOLS, Rates
from borderlink.screening.domain.schema import PARCEL, REQUIRED

TEXT: Final = (
    "sender_name", "sender_address", "receiver_name", "receiver_address", "contents", "order_no", "office",
    "bag", "flight", "remark",
)  # fmt: skip
PLAIN: Final = ("sender_phone", "sender_postcode", "receiver_phone", "receiver_postcode")
COUNTRIES: Final = ("sender_country", "receiver_country", "goods_country")
DATES: Final = ("posted_at", "cutoff_at")
QUANTITIES: Final = ("weight_g", "value", "pieces")
PARTS: Final = ("region", "city", "district", "address", "address_2", "address_3")

MOST_GRAMS: Final = 1_000_000  # one tonne: heavier is no parcel
MOST_CNY: Final = 10_000_000.0
MOST_PIECES: Final = 9_999
LONGEST_CELL: Final = 2_000  # characters
LONGEST_WAYBILL: Final = 40
DETAIL: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for a whole reading: default currency, zone of local times, rates, names of countries."""

    currency: str
    zone: str
    rates: Rates
    countries: Mapping[str, str]


def merge_sources(raw: pl.DataFrame, recognised: Recognised) -> pl.DataFrame:
    """Return one text column per recognised column: of several for one, the first that holds something.

    ``raw`` has the columns ``line`` and, for every source, its index as text.
    """
    named: dict[str, list[Source]] = {}
    for source in sorted(recognised.sources, key=lambda source: source.rank):
        named.setdefault(source.column, []).append(source)
    columns = [raw["line"]]
    for name, sources in named.items():
        cells = [quantities.clean_text(raw[str(source.index)]) for source in sources]
        merged = cells[0]
        for other in cells[1:]:
            merged = merged.fill_null(other)
        columns.append(merged.alias(name))
    return pl.DataFrame(columns)


def parse_block(raw: pl.DataFrame, recognised: Recognised, terms: Terms) -> pl.DataFrame:
    """Return the block's rows as drafts: parcels' columns, weights and dates still undecided, and faults.

    A draft has ``fault_column``, ``fault`` (a reason or null) and ``fault_detail``; ``weight_number``
    and ``weight_unit`` (grams, null when the cell names no unit); ``posted_at`` and ``cutoff_at`` as text.
    """
    cells = merge_sources(raw, recognised)
    cells = cells.with_columns(
        pl.lit(None, pl.String).alias(name)
        for name in (
            *TEXT,
            *PLAIN,
            *COUNTRIES,
            *DATES,
            *QUANTITIES,
            "waybill",
            "service",
            "direction",
            "hs6",
            "currency",
        )
        if name not in cells.columns
    )
    draft = cells.with_columns(
        _waybill(cells["waybill"]),
        *(quantities.half_width(cells[name]).alias(name) for name in PLAIN),
        *(_country(cells[name], terms.countries) for name in COUNTRIES),
        cells["service"].str.to_lowercase(),
        _direction(cells["direction"]),
    )
    draft = _with_weight(draft, recognised)
    draft = _with_value(draft, recognised, terms)
    draft = draft.with_columns(quantities.split_quantity(cells["pieces"])["number"].alias("pieces_number"))
    draft = draft.with_columns(cells["hs6"].str.replace_all(r"[\s.\-]", "").alias("hs_digits"))
    return _with_faults(draft, cells)


def _waybill(cells: pl.Series) -> pl.Series:
    text = quantities.half_width(cells).str.to_uppercase()
    return text.str.replace_all(r"[\s\x{200b}-\x{200f}\x{feff}]", "").str.replace(
        r'^(?:=?"|\')(.*?)"?$', "$1"
    )


def _country(cells: pl.Series, countries: Mapping[str, str]) -> pl.Series:
    folded = cells.str.to_lowercase()
    return folded.replace_strict(
        list(countries), list(countries.values()), default=None, return_dtype=pl.String
    )


_DIRECTIONS: Final = {
    "export": ("export", "exports", "e", "ex", "out", "outbound", "outward", "出口", "出境", "xuất", "xuất khẩu"),
    "import": ("import", "imports", "i", "im", "in", "inbound", "inward", "进口", "进境", "進口", "進境", "nhập", "nhập khẩu"),
    "transit": ("transit", "t", "过境", "過境", "转运", "轉運", "中转", "quá cảnh"),
    "domestic": ("domestic", "d", "inland", "国内", "國內", "境内", "境內", "nội địa", "trong nước"),
}  # fmt: skip


def _direction(cells: pl.Series) -> pl.Series:
    words = {word: direction for direction, listed in _DIRECTIONS.items() for word in listed}
    lower = cells.str.to_lowercase()
    return lower.replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.String)


def _with_weight(draft: pl.DataFrame, recognised: Recognised) -> pl.DataFrame:
    parts = quantities.split_quantity(draft["weight_g"])
    header = next((s.grams for s in recognised.sources if s.column == "weight_g" and s.grams), None)
    unit = quantities.grams_of(parts["after"])
    foreign = parts["after"].is_not_null() & unit.is_null()
    unit = unit if header is None else unit.fill_null(header)
    return draft.with_columns(
        parts["number"].alias("weight_number"), unit.alias("weight_unit"), foreign.alias("weight_foreign")
    )


def _with_value(draft: pl.DataFrame, recognised: Recognised, terms: Terms) -> pl.DataFrame:
    parts = quantities.split_quantity(draft["value"])
    header = next((s.currency for s in recognised.sources if s.column == "value" and s.currency), None)
    named = _currency(draft["currency"], terms)
    in_cell = _currency(parts["before"].fill_null(parts["after"]), terms)
    default = pl.Series([header or terms.currency]).new_from_index(0, draft.height)
    clear = in_cell.is_in(["CNY", "USD"]) & named.is_not_null()  # "$" and "¥" yield to the column
    currency = in_cell.set(clear, None).fill_null(named).fill_null(default)
    foreign = (draft["currency"].is_not_null() & named.is_null()) | (
        (parts["before"].is_not_null() | parts["after"].is_not_null()) & in_cell.is_null()
    )
    draft = draft.with_columns(
        parts["number"].alias("value_number"),
        currency.alias("currency_code"),
        foreign.alias("currency_foreign"),
    )
    return draft.with_columns(
        terms.rates.value_cny(pl.col("value_number"), pl.col("currency_code")).alias("value_cny")
    )


def _currency(cells: pl.Series, terms: Terms) -> pl.Series:
    codes = {**{code: code for code in terms.rates.cny_per_unit}, **SYMBOLS}
    upper = cells.str.to_uppercase()
    return upper.replace_strict(list(codes), list(codes.values()), default=None, return_dtype=pl.String)


def _with_faults(draft: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    seen = [name for name in cells.columns if name != "line"]
    empty = pl.all_horizontal(pl.col(name).is_null() for name in seen)
    draft = draft.with_columns(cells.select(empty.alias("nothing"))["nothing"])
    faults = [("", pl.col("nothing"), "empty-row"), *_missing(), *_shapes()]
    columns, reasons, details = pl.lit(None, pl.String), pl.lit(None, pl.String), pl.lit(None, pl.String)
    for column, when, reason in reversed(faults):
        detail = pl.col(column).str.slice(0, DETAIL) if column else pl.lit("")
        columns = pl.when(when).then(pl.lit(column)).otherwise(columns)
        reasons = pl.when(when).then(pl.lit(reason)).otherwise(reasons)
        details = pl.when(when).then(detail).otherwise(details)
    return draft.with_columns(
        columns.alias("fault_column"), reasons.alias("fault"), details.fill_null("").alias("fault_detail")
    )


def _missing() -> list[tuple[str, pl.Expr, str]]:
    return [(name, pl.col(name).is_null() | (pl.col(name) == ""), "cell-missing") for name in REQUIRED]


def _shapes() -> list[tuple[str, pl.Expr, str]]:
    """Return what can be wrong with a cell that is there, in the order in which it is told."""
    waybill, weight, pieces, hs = (
        pl.col(n) for n in ("waybill", "weight_number", "pieces_number", "hs_digits")
    )
    value, value_cny = pl.col("value_number"), pl.col("value_cny")
    return [
        ("waybill", waybill.str.contains(r"^[0-9][.,]?[0-9]*E\+[0-9]+$"), "waybill-eaten"),
        ("waybill", ~waybill.str.contains(r"^[0-9A-Z](?:[0-9A-Z._/#-]{0,39})$"), "waybill-malformed"),
        *(
            (name, pl.col(name).str.len_chars() > LONGEST_CELL, "cell-too-long")
            for name in (*TEXT, *PLAIN, "service", "hs6", "value", "weight_g", "pieces", *DATES)
        ),
        (
            "weight_g",
            pl.col("weight_g").is_not_null() & (weight.is_null() | weight.is_nan()),
            "weight-unreadable",
        ),
        ("weight_g", pl.col("weight_foreign"), "weight-unit-unknown"),
        ("weight_g", weight <= 0, "weight-not-positive"),
        ("value", pl.col("value").is_not_null() & (value.is_null() | value.is_nan()), "value-unreadable"),
        ("value", value < 0, "value-negative"),
        ("currency", pl.col("currency_foreign"), "currency-unknown"),
        ("value", (value_cny > MOST_CNY) | value.is_infinite(), "value-absurd"),
        ("pieces", pl.col("pieces").is_not_null() & pieces.is_null(), "pieces-unreadable"),
        ("pieces", pieces <= 0, "pieces-not-positive"),
        ("pieces", pieces > MOST_PIECES, "pieces-absurd"),
        ("pieces", pieces != pieces.round(0), "pieces-not-whole"),
        ("hs6", ~hs.str.contains(r"^\d{2,12}$"), "hs-malformed"),
    ]


def finish_file(draft: pl.DataFrame, file: str, terms: Terms) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Decide what needs the whole file (dates, unit of weight); return its parcels and its quarantine."""
    unit = pl.col("weight_unit").fill_null(1000.0)
    grams = (pl.col("weight_number") * unit).round(0)
    draft = draft.with_columns(grams.alias("grams"))
    fault = pl.when(pl.col("fault").is_not_null()).then(pl.col("fault"))
    draft = draft.with_columns(
        fault.when(pl.col("grams") > MOST_GRAMS).then(pl.lit("weight-absurd")).alias("fault"),
        pl.when(pl.col("fault").is_not_null())
        .then(pl.col("fault_column"))
        .otherwise(pl.lit("weight_g"))
        .alias("fault_column"),
        pl.when(pl.col("fault").is_not_null())
        .then(pl.col("fault_detail"))
        .otherwise(pl.col("weight_g"))
        .alias("fault_detail"),
    )
    bad = draft.filter(pl.col("fault").is_not_null()).select(
        pl.lit(file).alias("file"),
        "line",
        pl.col("fault_column").alias("column"),
        pl.col("fault").alias("reason"),
        pl.col("fault_detail").str.slice(0, DETAIL).alias("detail"),
    )
    good = draft.filter(pl.col("fault").is_null()).with_columns(
        pl.lit(file).alias("file"),
        pl.col("grams").cast(pl.Int64).alias("weight_g"),
        pl.col("value_number").alias("value"),
        pl.col("currency_code").alias("currency"),
        pl.col("pieces_number").cast(pl.Int64).alias("pieces"),
        pl.when(pl.col("hs_digits").str.len_chars() >= 6)
        .then(pl.col("hs_digits").str.slice(0, 6))
        .alias("hs6"),
        *(
            pl.col(name)
            .str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_zone=terms.zone)
            .dt.convert_time_zone("UTC")
            .cast(pl.Datetime("us", "UTC"))
            .alias(name)
            for name in DATES
        ),
    )
    return good.select(pl.col(name).cast(kind) for name, kind in PARCEL.items()), bad
