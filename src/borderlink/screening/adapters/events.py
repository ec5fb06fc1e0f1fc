"""Files of postal events (EMSEVT as CSV), told from manifests by their header."""

from collections.abc import Callable
from typing import Final

import polars as pl

from borderlink.screening.adapters.decoding import Block, encoding_of, read_blocks
from borderlink.screening.adapters.delimited import DELIMITERS, first_rows, records_behind
from borderlink.screening.adapters.opening import Manifest
from borderlink.screening.adapters.records import Records, Shape
from borderlink.screening.adapters.shipped import header_aliases
from borderlink.screening.domain.events import EVENT, HEADERS, REQUIRED, read_events
from borderlink.screening.domain.headers import fold_header, recognise
from borderlink.screening.domain.parsing import Terms, line_faults
from borderlink.screening.domain.schema import QUARANTINE
from borderlink.screening.domain.schema import REQUIRED as OF_PARCELS

_HEAD: Final = 256 * 1024
PARCELS_NEED: Final = frozenset(OF_PARCELS)


def read_event_file(
    manifest: Manifest, size: int, terms: Terms, progress: Callable[[float], None]
) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Return the events of a file and the quarantine of the rest; None where it is no file of events."""
    encoding = encoding_of(manifest, size)
    with manifest.path.open("rb") as file:
        block = next(read_blocks(file, encoding, manifest.name), None)
    found = _heading(block)
    if found is None:
        return None
    delimiter, first_row, columns, width = found
    events, bad = [pl.DataFrame(schema=EVENT)], [pl.DataFrame(schema=QUARANTINE)]
    with manifest.path.open("rb") as file:
        blocks = read_blocks(file, encoding, manifest.name)
        for records in records_behind(blocks, Shape(delimiter=delimiter, width=width), first_row):
            good, aside = read_events(_table(records, delimiter, columns, width), manifest.name, terms.zone)
            events.append(good)
            bad += [aside, line_faults(records.faults, manifest.name)]
            progress(min(file.tell() / size, 1.0))
    return pl.concat(events), pl.concat(bad)


def _heading(block: Block | None) -> tuple[str, int, dict[str, int], int] | None:
    """Return delimiter, first line of rows, the place of each column and the width, where a header tells."""
    head = block.data[:_HEAD].decode("utf-8", "replace") if block else ""
    for delimiter in DELIMITERS:
        for line, row in first_rows(head, delimiter):
            columns = _columns(row)
            if all(name in columns for name in REQUIRED) and not _of_parcels(row):
                return delimiter, line + 1, columns, len(row)
    return None


def _of_parcels(row: list[str]) -> bool:
    """Say whether a header is one of parcels, which may have a column for a state too."""
    return recognise(row, header_aliases()).columns() >= PARCELS_NEED


def _columns(row: list[str]) -> dict[str, int]:
    folded = [fold_header(cell) for cell in row]
    known = {name: [fold_header(word) for word in said] for name, said in HEADERS.items()}
    return {
        name: next(place for place, cell in enumerate(folded) if cell in said)
        for name, said in known.items()
        if any(cell in said for cell in folded)
    }


def _table(records: Records, delimiter: str, columns: dict[str, int], width: int) -> pl.DataFrame:
    """Return the columns of events out of clean records."""
    raw = pl.DataFrame(schema={f"column_{place + 1}": pl.String() for place in range(width)})
    if len(records.lines):
        raw = pl.read_csv(
            records.data, separator=delimiter, has_header=False, infer_schema=False,
            schema=raw.schema, quote_char='"' if b'"' in records.data else None,
        )  # fmt: skip
    named = {name: pl.col(f"column_{place + 1}") for name, place in columns.items()}
    cells = raw.select(named.get(name, pl.lit(None, pl.String)).alias(name) for name in HEADERS)
    return cells.with_columns(pl.Series("line", records.lines)).sort("line")
