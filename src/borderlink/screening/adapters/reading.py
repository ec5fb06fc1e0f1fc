"""Manifests in, parcels out: every row is read or stands in quarantine with its reason."""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from borderlink.foundation.refusals import Refusal
from borderlink.screening.adapters.delimited import read_delimited
from borderlink.screening.adapters.events import read_event_file
from borderlink.screening.adapters.itmatt import read_items
from borderlink.screening.adapters.messages import Messages, read_messages
from borderlink.screening.adapters.opening import Format, Manifest, format_of, held_still
from borderlink.screening.adapters.papers import read_papers
from borderlink.screening.adapters.parquet import read_parquet
from borderlink.screening.adapters.shipped import country_codes, currency_codes, read_rates, waybill_words
from borderlink.screening.adapters.workbook import read_workbook
from borderlink.screening.domain.events import EVENT, once
from borderlink.screening.domain.faults import DETAIL
from borderlink.screening.domain.parsing import Terms
from borderlink.screening.domain.rates import Rates
from borderlink.screening.domain.schema import PARCEL, QUARANTINE
from borderlink.screening.domain.table import Table, finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that was refused as a whole, and why. None of its rows is counted."""

    file: str
    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """A column that was not read; ``why`` is ``forbidden``, ``identity-number`` or ``unknown``.

    Of a workbook also a sheet: ``sheet`` (no known header) or ``hidden-sheet``.
    """

    file: str
    column: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came out of a set of manifests: ``rows_read == parcels.height + quarantine.height`` always."""

    parcels: pl.DataFrame
    quarantine: pl.DataFrame
    refused: tuple[Refused, ...]
    columns_not_read: tuple[NotRead, ...]
    rows_read: int
    rates_version: str
    messages_read: dict[str, int] = field(default_factory=dict)  # of messages that are joined, by kind
    events: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EVENT))  # counted apart


def read_manifests(
    paths: Sequence[Path],
    *,
    currency: str = "CNY",
    zone: str = "Asia/Shanghai",
    progress: Callable[[str, float], None] | None = None,
    rates: Rates | None = None,
) -> Reading:
    """Read manifests of any supported format; a file that cannot be read is refused, the others go on.

    The first readable record of a waybill counts, over all files in the order given; later ones are
    quarantined as ``duplicate-waybill`` with the place of the first. Local times are of ``zone``;
    amounts without any currency are in ``currency``. ``progress`` is told a file's name and share read.
    """
    terms = Terms(
        currency=currency,
        zone=zone,
        rates=rates or read_rates(),
        countries=country_codes(),
        currencies=currency_codes(),
        waybill_words=waybill_words(),
    )
    parcels, quarantine = [pl.DataFrame(schema=PARCEL)], [pl.DataFrame(schema=QUARANTINE)]
    refused: list[Refused] = []
    not_read: list[NotRead] = []
    apart = _Apart()
    for manifest in _named(paths):
        try:
            tables = _read_file(manifest, terms, apart, partial(progress or _silent, manifest.name))
        except Refusal as refusal:
            refused.append(Refused(file=manifest.name, refusal=refusal))
            continue
        for table in tables:
            good, bad = finish(table, terms)
            parcels.append(good)
            quarantine.append(bad)
            not_read += [
                NotRead(file=table.name, column=column, why=why) for column, why in table.recognised.not_read
            ]
    events, again = once(pl.concat(apart.events))
    quarantine += [*apart.quarantine, again]
    papers = read_papers(apart.messages, terms) if apart.messages.files else None
    for table in papers.tables if papers else ():
        good, bad = finish(table, terms)
        parcels.append(good)
        quarantine.append(bad)
    quarantine += [papers.alone] if papers else []
    first, later = _first_of_each(_concatenated(parcels))
    out = pl.concat([*quarantine, later]).sort("file", "line", maintain_order=True)
    return Reading(
        parcels=first,
        quarantine=out,
        refused=tuple(refused),
        columns_not_read=tuple(not_read),
        rows_read=first.height + out.height,
        rates_version=terms.rates.version,
        messages_read=papers.messages if papers else {},
        events=events,
    )


@dataclass(slots=True)
class _Apart:
    """What is no table of parcels: messages that are joined once all are read, and events of items."""

    messages: Messages = field(default_factory=lambda: Messages(salt=secrets.token_bytes(32)))
    events: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=EVENT)])
    quarantine: list[pl.DataFrame] = field(default_factory=list)


def _named(paths: Sequence[Path]) -> list[Manifest]:
    """Call each file by its base name, or with its folder where two have the same."""
    seen = Counter(path.name for path in paths)
    names = [
        path.name if seen[path.name] == 1 else f"{path.absolute().parent.name}/{path.name}" for path in paths
    ]
    return [Manifest(path=path, name=name or str(path)) for path, name in zip(paths, names, strict=True)]


def _read_file(
    manifest: Manifest, terms: Terms, apart: _Apart, progress: Callable[[float], None]
) -> list[Table]:
    with held_still(manifest) as size:
        kind = format_of(manifest)
        if kind is Format.WORKBOOK:
            return read_workbook(manifest, terms, progress)
        if kind is Format.PARQUET:
            return [read_parquet(manifest, terms, progress)]
        if kind is Format.ITEMS:
            return [read_items(manifest, size, terms, progress)]
        if kind is Format.MESSAGES:
            read_messages(manifest, size, apart.messages, progress)
            return []
        found = read_event_file(manifest, size, terms, progress)
        if found is not None:
            apart.events.append(found[0])
            apart.quarantine.append(found[1])
            return []
        return [read_delimited(manifest, size, terms, progress)]


def _concatenated(parcels: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return all parcels; where one file says more than a table can, all have its columns."""
    return pl.concat(
        parcels, how="diagonal" if any("lines" in part.columns for part in parcels) else "vertical"
    )


def _silent(_file: str, _share: float) -> None:
    """Tell nobody how far the reading is."""


def _first_of_each(parcels: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the first record of every waybill, and the quarantine of the later ones."""
    is_first = parcels["waybill"].is_first_distinct()
    if is_first.all():
        return parcels, pl.DataFrame(schema=QUARANTINE)
    first = parcels.filter(is_first)
    later = parcels.filter(~is_first).join(
        first.select("waybill", first_file="file", first_line="line"),
        on="waybill",
        how="left",
        maintain_order="left",
    )
    detail = pl.format("first on line {} of {}", "first_line", "first_file").str.slice(0, DETAIL)
    return first, later.select(
        "file",
        "line",
        pl.lit("waybill").alias("column"),
        pl.lit("duplicate-waybill").alias("reason"),
        detail.alias("detail"),
    )
