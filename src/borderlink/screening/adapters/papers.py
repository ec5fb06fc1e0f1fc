"""Parcels out of the messages of all files: joined by their papers, then read like the rows of a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from borderlink.screening.adapters.messages import Messages
from borderlink.screening.domain.headers import Recognised, Source
from borderlink.screening.domain.papers import Joined, join_papers
from borderlink.screening.domain.parsing import Terms, parse_rows
from borderlink.screening.domain.table import Table

# What quarantine calls a column that was read from a message.
_FIELDS: Final[dict[str, str]] = {
    "waybill": "logisticsNo", "receiver_name": "consignee", "receiver_phone": "consigneeTelephone",
    "receiver_address": "consigneeAddress", "sender_name": "ebcName", "contents": "gname", "hs6": "gcode",
    "pieces": "packNo", "weight_g": "weight", "value": "goodsValue", "currency": "currency",
    "order_no": "orderNo", "posted_at": "appTime",
}  # fmt: skip
_KILOGRAM: Final = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What all messages came to: tables to be finished, papers without a parcel, messages read by kind."""

    tables: tuple[Table, ...]
    alone: pl.DataFrame
    messages: dict[str, int]


def read_papers(messages: Messages, terms: Terms) -> Papers:
    """Join the messages of all files and read each parcel's cells."""
    joined = join_papers(messages.frames(), terms)
    tables = tuple(_tables(messages, joined, terms))
    return Papers(tables=tables, alone=joined.alone, messages=joined.messages)


def _tables(messages: Messages, joined: Joined, terms: Terms) -> Iterator[Table]:
    columns = joined.rows.columns[2:]
    recognised = Recognised(width=len(columns), sources=_sources(columns))
    places = {name: str(place) for place, name in enumerate(columns)}
    for file in messages.files:
        own = pl.col("file") == file
        raw = joined.rows.filter(own).drop("file").rename(places).cast({"line": pl.UInt32})
        parsed = parse_rows(raw, recognised, terms, file)
        more = joined.more.filter(own).drop("file")
        yield Table(name=file, recognised=recognised, parsed=[parsed], lines=[], more=[more], paths=_FIELDS)


def _sources(columns: list[str]) -> tuple[Source, ...]:
    return tuple(
        Source(
            index=place, header=_FIELDS.get(column, column), column=column, rank=0,
            grams=_KILOGRAM if column == "weight_g" else None,
        )
        for place, column in enumerate(columns)
    )  # fmt: skip
