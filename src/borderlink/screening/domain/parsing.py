"""From the cells of a manifest to drafts of parcels, or to a line of quarantine that says why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from borderlink.screening.domain import dates, faults, quantities, words
from borderlink.screening.domain.headers import Recognised, Source
from borderlink.screening.domain.rates import Rates
from borderlink.screening.domain.schema import QUARANTINE

TEXT: Final = (
    "sender_name", "sender_address", "receiver_name", "receiver_address", "contents", "order_no", "office",
    "bag", "flight", "remark",
)  # fmt: skip
PLAIN: Final = ("sender_phone", "sender_postcode", "receiver_phone", "receiver_postcode")
COUNTRIES: Final = ("sender_country", "receiver_country", "goods_country")
DATES: Final = ("posted_at", "cutoff_at")
OTHERS: Final = ("waybill", "service", "direction", "hs6", "currency", "weight_g", "value", "pieces")
_WIDE: Final = ("address", "address_2", "address_3", "district", "city", "region")  # small to large


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for a whole reading: default currency, zone of local times, rates, codes by their names."""

    currency: str
    zone: str
    rates: Rates
    countries: Mapping[str, str]
    currencies: Mapping[str, str]
    waybill_words: tuple[str, ...] = ()  # what stands above waybills: a row that says it is a repeated header


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What became of some rows: ``drafts`` of parcels, and the ``quarantine`` of the others."""

    drafts: pl.DataFrame
    quarantine: pl.DataFrame


def parse_rows(raw: pl.DataFrame, recognised: Recognised, terms: Terms, file: str) -> Parsed:
    """Parse rows: ``raw`` has ``line`` and, for every source, a text column named by its index.

    A draft has the columns of a parcel but ``file``, with ``weight_number`` and ``weight_unit`` (grams; null
    where neither cell nor header names one) for ``weight_g``, and for a date those of ``dates.read_dates``.
    """
    cells = _complete(join_parts(merge_sources(raw, recognised)))
    read = cells.with_columns(
        words.waybill(cells["waybill"]),
        *(quantities.half_width(cells[name]) for name in PLAIN),
        *(words.country(cells[name], terms.countries) for name in COUNTRIES),
        words.service(cells["service"]),
        words.direction(cells["direction"]),
        *_weight(cells, recognised),
        *_value(cells, recognised, terms),
        *_pieces(cells),
        quantities.hs_digits(cells["hs6"]),
        *_dates(cells),
    )
    read = read.with_columns(
        terms.rates.value_cny(pl.col("value_number"), pl.col("currency_code")).alias("value_cny"),
        faults.nothing_in(cells).alias("nothing"),
    )
    drafts, quarantine = faults.split(read, faults.row_faults(_above_waybills(recognised, terms)), file)
    return Parsed(drafts=drafts.drop("nothing", "weight_foreign", "currency_foreign"), quarantine=quarantine)


def merge_sources(raw: pl.DataFrame, recognised: Recognised) -> pl.DataFrame:
    """Return a clean text column per recognised one: of several sources, the first that holds something."""
    named: dict[str, list[Source]] = {}
    for source in sorted(recognised.sources, key=lambda source: source.rank):
        named.setdefault(source.column, []).append(source)
    breaks = raw.select(pl.exclude("line").str.contains("\n", literal=True).any())
    broken = {name for name in breaks.columns if raw.height and breaks[name].item()}

    def cell(source: Source) -> pl.Expr:
        place = str(source.index)
        return quantities.clean_text(pl.col(place), lines=place in broken)

    merged = (pl.coalesce(*map(cell, sources)).alias(name) for name, sources in named.items())
    return raw.select("line", *merged)


def join_parts(cells: pl.DataFrame) -> pl.DataFrame:
    """Put province, city and further address lines into the address, unless it already says them.

    Chinese goes from large to small without spaces, everything else from small to large with commas.
    """
    for side in ("sender", "receiver"):
        there = [f"{side}_{part}" for part in _WIDE if f"{side}_{part}" in cells.columns]
        address = f"{side}_address"
        if address not in there or len(there) == 1:
            continue
        told = {
            name: pl.when(~pl.col(address).str.contains(pl.col(name), literal=True)).then(pl.col(name))
            for name in there[1:]
        }
        western = pl.concat_str([pl.col(address), *told.values()], separator=", ", ignore_nulls=True)
        wider = [told[name] for name in reversed(there) if name in told and "address" not in name]
        finer = [told[name] for name in there if name in told and "address" in name]
        chinese = pl.concat_str([*wider, pl.col(address), *finer], ignore_nulls=True)
        joined = pl.when(pl.col(address).str.contains(r"\p{Han}")).then(chinese).otherwise(western)
        cells = cells.with_columns(pl.when(pl.col(address).is_not_null()).then(joined).alias(address)).drop(
            there[1:]
        )
    return cells


def _above_waybills(recognised: Recognised, terms: Terms) -> list[str]:
    headers = [source.header for source in recognised.sources if source.column == "waybill"]
    said = words.waybill(pl.Series("waybill", [*headers, *terms.waybill_words], pl.String)).to_list()
    return [*said, *(f"{word}." for word in said)]


def _complete(cells: pl.DataFrame) -> pl.DataFrame:
    wanted = (*TEXT, *PLAIN, *COUNTRIES, *DATES, *OTHERS)
    parts = [name for name in cells.columns if name not in wanted and name != "line"]
    return cells.drop(parts).with_columns(
        pl.lit(None, pl.String).alias(n) for n in wanted if n not in cells.columns
    )


def _weight(cells: pl.DataFrame, recognised: Recognised) -> list[pl.Series]:
    parts = quantities.split_quantity(cells["weight_g"])
    header = next((s.grams for s in recognised.sources if s.column == "weight_g" and s.grams), None)
    unit = quantities.grams_of(parts["after"])
    foreign = parts["before"].is_not_null() | (parts["after"].is_not_null() & unit.is_null())
    unit = unit if header is None else unit.fill_null(header)
    return [
        parts["number"].alias("weight_number"),
        unit.alias("weight_unit"),
        foreign.alias("weight_foreign"),
    ]


def _value(cells: pl.DataFrame, recognised: Recognised, terms: Terms) -> list[pl.Series]:
    """Read amounts; a currency in the cell goes before the column's, the header's and the default.

    ``$`` and ``¥`` alone yield to the column and the header, which may say which dollar is meant.
    """
    parts = quantities.split_quantity(cells["value"])
    header = next((s.currency for s in recognised.sources if s.column == "value" and s.currency), None)
    written = quantities.half_width(parts["before"].fill_null(parts["after"]))
    column, cell = _currency(cells["currency"], terms), _currency(written, terms)
    around = column if header is None else column.fill_null(header)
    cell = cell.set(written.is_in(["$", "¥"]) & around.is_not_null(), None)
    unknown = (cells["currency"].is_not_null() & column.is_null()) | (
        written.is_not_null() & _currency(written, terms).is_null()
    )
    code = cell.fill_null(around).fill_null(terms.currency)
    return [
        parts["number"].alias("value_number"),
        code.alias("currency_code"),
        unknown.alias("currency_foreign"),
    ]


def _currency(cells: pl.Series, terms: Terms) -> pl.Series:
    codes = terms.currencies
    upper = cells.str.to_uppercase()
    return upper.replace_strict(list(codes), list(codes.values()), default=None, return_dtype=pl.String)


def _pieces(cells: pl.DataFrame) -> list[pl.Series]:
    parts = quantities.split_quantity(cells["pieces"])
    number = parts["number"].set(parts["before"].is_not_null(), None)
    return [number.alias("pieces_number")]


def _dates(cells: pl.DataFrame) -> list[pl.Series]:
    return [part.alias(f"{name}_{part.name}") for name in DATES for part in dates.read_dates(cells[name])]


def line_faults(found: Sequence[tuple[int, str, str]], file: str) -> pl.DataFrame:
    """Return the quarantine of lines that are no records: (line, reason, detail)."""
    lines, reasons, details = ([entry[place] for entry in found] for place in range(3))
    columns = {
        "file": [file] * len(lines),
        "line": lines,
        "column": [""] * len(lines),
        "reason": reasons,
        "detail": details,
    }
    return pl.DataFrame(columns, schema=QUARANTINE)
