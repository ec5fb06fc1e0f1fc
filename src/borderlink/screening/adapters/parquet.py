"""Parquet files: the columns that are read, as text, batch by batch."""

from collections.abc import Callable
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from borderlink.screening.adapters.heading import best_heading, require
from borderlink.screening.adapters.opening import Manifest
from borderlink.screening.domain.headers import Recognised
from borderlink.screening.domain.parsing import Parsed, Terms, parse_rows
from borderlink.screening.domain.table import Table
from borderlink.screening.refusals.files import ParquetBroken

_BATCH: Final = 100_000  # rows


def read_parquet(manifest: Manifest, terms: Terms, progress: Callable[[float], None]) -> Table:
    """Read a Parquet file; the header counts as row 1. A nested column is not read.

    Refuses: ``ParquetBroken``, ``HeaderUnknown``, ``HeaderIncomplete``.
    """
    try:
        with pq.ParquetFile(manifest.path) as file:
            names = file.schema_arrow.names
            heading = require(best_heading([names]), [names], manifest.name)
            recognised = _without_nested(heading.recognised, file.schema_arrow)
            return Table(
                name=manifest.name,
                recognised=recognised,
                parsed=_parsed(file, recognised, terms, manifest.name, progress),
                lines=[],
            )
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ParquetBroken(file=manifest.name) from error


def _without_nested(recognised: Recognised, schema: pa.Schema) -> Recognised:
    nested = [s for s in recognised.sources if pa.types.is_nested(schema.field(s.index).type)]
    sources = tuple(source for source in recognised.sources if source not in nested)
    not_read = (*recognised.not_read, *((source.header, "unknown") for source in nested))
    return Recognised(width=recognised.width, sources=sources, not_read=not_read)


def _parsed(
    file: pq.ParquetFile, recognised: Recognised, terms: Terms, name: str, progress: Callable[[float], None]
) -> list[Parsed]:
    wanted = {file.schema_arrow.names[source.index]: str(source.index) for source in recognised.sources}
    parsed: list[Parsed] = []
    line = 2
    for batch in file.iter_batches(batch_size=_BATCH, columns=list(wanted)):
        batch.validate(full=True)  # text that is no UTF-8 must not reach Polars
        frame = pl.DataFrame(pl.from_arrow(batch))
        rows = pl.DataFrame([as_text(frame[column]).alias(place) for column, place in wanted.items()])
        parsed.append(parse_rows(rows.with_row_index("line", offset=line), recognised, terms, name))
        line += batch.num_rows
        progress(min((line - 2) / max(file.metadata.num_rows, 1), 1.0))
    return parsed


def as_text(column: pl.Series) -> pl.Series:
    """Return typed cells as a manifest writes them: whole numbers without a point, moments in ISO form."""
    if isinstance(column.dtype, pl.Datetime):
        if column.dtype.time_zone:
            return column.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%d %H:%M:%S+00:00")
        return column.dt.strftime("%Y-%m-%d %H:%M:%S")
    if column.dtype.is_float():
        whole = column.cast(pl.Int64, strict=False)
        return whole.cast(pl.String).zip_with(
            (whole == column).fill_null(value=False), column.cast(pl.String)
        )
    if column.dtype == pl.Binary:
        return pl.Series(
            column.name, [value.decode("utf-8", "replace") if value else None for value in column], pl.String
        )
    return column.cast(pl.String)
