"""CSV, TSV and their kin: any of four delimiters, four encodings, read block by block."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import polars as pl

from borderlink.screening.adapters.decoding import Block, Encoding, encoding_of, read_blocks
from borderlink.screening.adapters.heading import DEEPEST, Heading, best_heading, require
from borderlink.screening.adapters.opening import Manifest
from borderlink.screening.adapters.records import Records, Shape, cut_records, join_blocks
from borderlink.screening.domain.parsing import Parsed, Terms, line_faults, parse_rows
from borderlink.screening.domain.table import Table
from borderlink.screening.refusals.files import ManifestEmpty

DELIMITERS: Final = ",\t;|"
_HEAD: Final = 256 * 1024
_AHEAD: Final = 2  # blocks parsed while the next one is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How a file is written: encoding, delimiter, header, and the line its rows start on."""

    encoding: Encoding
    shape: Shape
    heading: Heading
    first_row: int


def read_delimited(manifest: Manifest, size: int, terms: Terms, progress: Callable[[float], None]) -> Table:
    """Read a delimited file. Refuses: ``HeaderUnknown``, ``HeaderIncomplete``, ``LineTooLong``."""
    layout = _layout(manifest, size)
    parsed: list[Parsed] = []
    lines: list[pl.DataFrame] = []
    with manifest.path.open("rb") as file, ThreadPoolExecutor(1) as pool:
        waiting: deque[Future[Parsed]] = deque()
        blocks = read_blocks(file, layout.encoding, manifest.name)
        for records in records_behind(blocks, layout.shape, layout.first_row):
            lines.append(line_faults(records.faults, manifest.name))
            waiting.append(pool.submit(_parse, records, layout, terms, manifest.name))
            if len(waiting) > _AHEAD:
                parsed.append(waiting.popleft().result())
            progress(min(file.tell() / size, 1.0))
        parsed += [future.result() for future in waiting]
    return Table(name=manifest.name, recognised=layout.heading.recognised, parsed=parsed, lines=lines)


def records_behind(blocks: Iterator[Block], shape: Shape, first_row: int) -> Iterator[Records]:
    """Yield the records from line ``first_row`` on, looking one block ahead to know the last."""
    rest: Block | None = None
    block = _behind(next(blocks, None), first_row)
    while block is not None:
        following = next(blocks, None)
        joined = join_blocks(rest, block)
        if joined.data:
            records = cut_records(joined, shape, last=following is None)
            rest = records.rest
            yield records
        block = following


def _behind(block: Block | None, first_row: int) -> Block | None:
    """Return the first block without the header and what stands above it."""
    if block is None:
        return None
    at = 0
    for _ in range(first_row - 1):
        at = block.data.index(b"\n", at) + 1
    spoiled = {place - first_row + 1: why for place, why in block.spoiled.items() if place >= first_row - 1}
    return Block(data=block.data[at:], first_line=first_row, spoiled=spoiled)


def _parse(records: Records, layout: _Layout, terms: Terms, file: str) -> Parsed:
    """Turn records into drafts. Only the columns that are read are ever taken out of the text."""
    recognised = layout.heading.recognised
    wanted = {f"column_{source.index + 1}": str(source.index) for source in recognised.sources}
    if len(records.lines) == 0:
        raw = pl.DataFrame(schema=dict.fromkeys(wanted, pl.String()))
    else:
        raw = pl.read_csv(
            records.data,
            separator=layout.shape.delimiter,
            has_header=False,
            infer_schema=False,
            schema={f"column_{place + 1}": pl.String() for place in range(layout.shape.width)},
            columns=list(wanted),
            quote_char='"' if b'"' in records.data else None,
        )
    raw = raw.rename(wanted)
    if raw.height != len(records.lines):
        raise RuntimeError(f"cut {len(records.lines)} records, parsed {raw.height}")
    raw = raw.with_columns(pl.Series("line", records.lines))
    return parse_rows(raw if records.in_order else raw.sort("line"), recognised, terms, file)


def _layout(manifest: Manifest, size: int) -> _Layout:
    """Find encoding, delimiter and header by what the first rows say."""
    encoding = encoding_of(manifest, size)
    with manifest.path.open("rb") as file:
        block = next(read_blocks(file, encoding, manifest.name), None)
    head = block.data[:_HEAD].decode("utf-8", "replace") if block else ""
    if size <= _HEAD and not head.strip(" \t\r\n,;|\u3000"):
        raise ManifestEmpty(file=manifest.name)
    tried = {delimiter: first_rows(head, delimiter) for delimiter in DELIMITERS}
    headings = {delimiter: best_heading([row for _, row in rows]) for delimiter, rows in tried.items()}
    known = [delimiter for delimiter, heading in headings.items() if heading]
    best = max(known, key=lambda delimiter: headings[delimiter].rank(), default=_likeliest(tried))  # type: ignore[union-attr]
    heading = require(headings[best], [row for _, row in tried[best]], manifest.name)
    width = _width(heading, [row for _, row in tried[best][heading.place + 1 :]])
    shape = Shape(delimiter=best, width=width)
    return _Layout(
        encoding=encoding, shape=shape, heading=heading, first_row=tried[best][heading.place][0] + 1
    )


def first_rows(head: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the first rows, each with the number of its last line."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append((reader.line_num, row))
            if len(rows) >= DEEPEST:
                break
    except csv.Error:
        return rows
    return rows


def _likeliest(tried: dict[str, list[tuple[int, list[str]]]]) -> str:
    return max(tried, key=lambda delimiter: len(tried[delimiter][0][1]) if tried[delimiter] else 0)


def _width(heading: Heading, rows: list[list[str]]) -> int:
    """Return the number of fields: one more than the header's where every row ends in a spare delimiter."""
    width = heading.recognised.width
    spare = rows and all(len(row) == width + 1 and not row[-1].strip() for row in rows)
    return width + 1 if spare else width
