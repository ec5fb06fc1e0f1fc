"""An agency's own register as a file: CSV in any of four encodings, or an XLSX workbook, as rows of cells.

Decoding, line by line, and the weighing of workbooks are screening's: a damaged line spoils itself alone.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import fastexcel
import polars as pl

from borderlink.cases.domain.importing import (
    ENOUGH,
    ColumnMapping,
    Fault,
    Field,
    Heading,
    Words,
    read_heading,
    require,
    require_columns,
)
from borderlink.cases.domain.rowreading import Raw
from borderlink.cases.refusals.register import ImportFormat, ImportHeaderUnknown, ImportTooLarge
from borderlink.screening.adapters.decoding import encoding_of, read_blocks
from borderlink.screening.adapters.delimited import DELIMITERS
from borderlink.screening.adapters.opening import Format, Manifest, format_of, held_still
from borderlink.screening.adapters.records import scan_record
from borderlink.screening.adapters.workbook import weigh
from borderlink.screening.refusals.files import ManifestEmpty, WorkbookBroken

DEEPEST: Final = 20  # rows looked at for the header: titles may stand above it
MOST_ROWS: Final = 200_000
MOST_LINES: Final = 64  # of one record
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a file: its heading, the rows below it, and the lines that are no rows at all."""

    name: str
    heading: Heading
    header: tuple[str, ...]
    rows: tuple[Raw, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def read(self) -> int:
        """Return how many rows were read, sound or not."""
        return len(self.rows) + len(self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """A table before its header is known: rows, and lines that are none."""

    name: str
    rows: list[Raw]
    faults: list[Fault]
    ragged: bool = True  # whether a row of another width than the header's is a fault


def read_file(path: Path, name: str, mapping: ColumnMapping, words: Words) -> list[Sheet]:
    """Read a file: every sheet that has a known header, or the one table of a CSV file.

    Refuses: ``ImportFormat``, ``ImportHeaderUnknown``, ``ImportTooLarge``, ``MappingTwice``,
    ``MappingColumnUnknown``, ``MappingFieldUnknown``, and what screening refuses of a damaged file.
    """
    tables = _tables(Manifest(path=path, name=name))
    found = [sheet for table in tables if (sheet := _sheet(table, mapping, words))]
    if not found:
        first = next((row.cells for table in tables for row in table.rows if any(row.cells)), ())
        raise ImportHeaderUnknown(file=name, saw=[cell[:24] for cell in first if cell.strip()][:_SHOWN])
    for sheet in found:
        require(sheet.heading, sheet.name)
    require_columns(mapping, [cell for sheet in found for cell in sheet.header], name)
    return found


def columns_of(path: Path, name: str, mapping: ColumnMapping, words: Words) -> list[tuple[str, str]]:
    """Return the headings of a file, each with the field it would fill (empty: none), for an officer to map.

    Where no header is known, the widest of the first rows is taken for one. Refuses what ``read_file`` does.
    """
    tables = _tables(Manifest(path=path, name=name))
    known = [sheet.header for table in tables if (sheet := _sheet(table, mapping, words))]
    first = [row.cells for table in tables for row in table.rows[:DEEPEST]]
    cells = known[0] if known else max(first, key=lambda row: sum(bool(cell) for cell in row), default=())
    found = read_heading(cells, mapping, words)
    fields = {column.header: column.field.value for column in found.columns}
    headings = dict.fromkeys(" ".join(cell.split()) for cell in cells if cell.strip())
    return [(heading, fields.get(heading, "")) for heading in headings]


def _tables(manifest: Manifest) -> list[_Lines]:
    with held_still(manifest) as size:
        kind = format_of(manifest)
        if kind is Format.PARQUET:
            raise ImportFormat(file=manifest.name)
        return _workbook(manifest) if kind is Format.WORKBOOK else [_delimited(manifest, size)]


def _sheet(table: _Lines, mapping: ColumnMapping, words: Words) -> Sheet | None:
    """Return the table below its header; None where no row names a case number and one thing more."""
    best: tuple[int, Heading] | None = None
    for place, row in enumerate(table.rows[:DEEPEST]):
        heading = read_heading(row.cells, mapping, words)
        known = len({column.field for column in heading.columns})
        enough = known >= ENOUGH and heading.has(Field.CASE)
        if enough and (best is None or known > len({column.field for column in best[1].columns})):
            best = place, heading
    if best is None:
        return None
    place, heading = best
    header = table.rows[place]
    behind = list(table.rows[place + 1 :])
    faults = [fault for fault in table.faults if fault.line > header.line]
    width = len(header.cells)
    sound = [row for row in behind if not table.ragged or _fits(row, width)]
    ragged = [_ragged(row, width) for row in behind if table.ragged and not _fits(row, width)]
    return Sheet(
        name=table.name,
        heading=heading,
        header=tuple(header.cells),
        rows=tuple(sound),
        faults=tuple(sorted([*faults, *ragged], key=lambda fault: fault.line)),
    )


def _fits(row: Raw, width: int) -> bool:
    """Say whether a row has the header's cells; empty ones too many at its end are none."""
    return (
        len(row.cells) == width
        or (len(row.cells) > width and not any(row.cells[width:]))
        or not any(row.cells)
    )


def _ragged(row: Raw, width: int) -> Fault:
    reason = "too-few-fields" if len(row.cells) < width else "too-many-fields"
    return Fault(line=row.line, reason=reason, detail=f"{len(row.cells)} / {width}")


def _delimited(manifest: Manifest, size: int) -> _Lines:
    encoding = encoding_of(manifest, size)
    lines: list[str] = []
    spoiled: dict[int, str] = {}
    with manifest.path.open("rb") as file:
        for block in read_blocks(file, encoding, manifest.name):
            spoiled |= {len(lines) + place: why for place, why in block.spoiled.items()}
            lines += block.data.decode("utf-8", "replace").split("\n")[:-1]
            if len(lines) > MOST_ROWS:
                raise ImportTooLarge(file=manifest.name, rows=MOST_ROWS)
    if not any(line.strip() for line in lines):
        raise ManifestEmpty(file=manifest.name)
    while not lines[-1].strip():
        lines.pop()
    rows, faults = _records(lines, spoiled, _delimiter(lines))
    return _Lines(name=manifest.name, rows=rows, faults=faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """How records are written: the delimiter, and how many fields most of the first ones have."""

    delimiter: str
    width: int


def _delimiter(lines: Sequence[str]) -> _Shape:
    """Return the delimiter that cuts most of the first lines into the same number of cells, above one."""
    head = [line for line in lines[:DEEPEST] if line.strip()]
    shapes = [_shape(head, delimiter) for delimiter in DELIMITERS]
    return max(shapes, key=lambda found: found[0])[1]


def _shape(head: Sequence[str], delimiter: str) -> tuple[tuple[int, int], _Shape]:
    try:
        rows = list(csv.reader(io.StringIO("\n".join(head)), delimiter=delimiter))
    except csv.Error:
        rows = [line.split(delimiter) for line in head]
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda one: (one[1], one[0]), default=(1, 0))
    rank = (count, width) if width > 1 else (0, 0)
    return rank, _Shape(delimiter=delimiter, width=width)


def _records(lines: Sequence[str], spoiled: dict[int, str], shape: _Shape) -> tuple[list[Raw], list[Fault]]:
    """Cut lines into records; every line belongs to a row or to a fault."""
    rows: list[Raw] = []
    faults: list[Fault] = []
    at = 0
    while at < len(lines):
        fields, taken = _record(lines, at, shape)
        why = next((spoiled[place] for place in range(at, at + taken) if place in spoiled), None)
        if why or not fields:
            faults.append(Fault(line=at + 1, reason=why or "broken-quotes"))
        else:
            rows.append(Raw(line=at + 1, cells=[_clean(cell) for cell in fields]))
        at += taken
    return rows, faults


def _record(lines: Sequence[str], at: int, shape: _Shape) -> tuple[list[str], int]:
    """Return the fields of the record that starts at a line, and how many lines it takes; none: broken.

    A record over several lines must have the width of the others: a stray quote swallows no sound line.
    """
    if '"' not in lines[at]:
        return lines[at].split(shape.delimiter), 1
    for most in (4, MOST_LINES):
        text = "\n".join(lines[at : at + most]) + "\n"
        fields, taken = scan_record(text, shape.delimiter)
        if fields and (taken == 1 or (taken > 1 and len(fields) == shape.width)):
            return fields, taken
    return [], 1


def _clean(cell: str) -> str:
    return cell.strip().strip("\ufeff").strip()


def _workbook(manifest: Manifest) -> list[_Lines]:
    weigh(manifest)
    return [
        _sorted_cells(f"{manifest.name}#{sheet}", _cells(frame, manifest))
        for sheet, frame in _visible(manifest)
    ]


def _sorted_cells(name: str, cells: Iterable[Raw]) -> _Lines:
    """Return a sheet's rows; one with a NUL, which a workbook can spell, is a fault as in a text file."""
    rows = list(cells)
    spoiled = [row for row in rows if any("\0" in cell for cell in row.cells)]
    faults = [Fault(line=row.line, reason="nul-byte") for row in spoiled]
    lines = {fault.line for fault in faults}
    return _Lines(name=name, rows=[row for row in rows if row.line not in lines], faults=faults, ragged=False)


def _visible(manifest: Manifest) -> Iterator[tuple[str, pl.DataFrame]]:
    try:
        reader = fastexcel.read_excel(manifest.path)
        for name in reader.sheet_names:
            sheet = reader.load_sheet(
                name, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True
            )
            if sheet.visible == "visible":
                yield name, sheet.to_polars()
    except fastexcel.FastExcelError as error:
        raise WorkbookBroken(file=manifest.name) from error


def _cells(frame: pl.DataFrame, manifest: Manifest) -> Iterator[Raw]:
    if frame.height > MOST_ROWS:
        raise ImportTooLarge(file=manifest.name, rows=MOST_ROWS)
    for line, row in enumerate(frame.iter_rows(), 1):
        yield Raw(line=line, cells=[_clean(cell or "") for cell in row])
