"""XLSX workbooks, unpacked only after they have been weighed, read sheet by sheet."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Final

import fastexcel
import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.screening.adapters.heading import DEEPEST, Heading, best_heading, require
from borderlink.screening.adapters.opening import Manifest
from borderlink.screening.domain.headers import Recognised
from borderlink.screening.domain.parsing import Terms, parse_rows
from borderlink.screening.domain.table import Table
from borderlink.screening.refusals.files import (
    ManifestEmpty,
    ManifestNotATable,
    WorkbookBomb,
    WorkbookBroken,
    WorkbookEntities,
)

MOST_UNPACKED: Final = 1_536 * 2**20  # bytes: a full sheet of a million rows has about 1,400 MiB of XML
MOST_TIMES: Final = 200  # an entry's size over its packed size; honest sheets have 5 to 40
MOST_ENTRIES: Final = 2_000
MOST_CELLS: Final = 48_000_000  # of all sheets' bounding boxes: a full sheet of 45 columns
_SMALL: Final = 8 * 2**20  # below this, any ratio is harmless
_CHUNK: Final = 4 * 2**20
_OVERLAP: Final = 64
_SLICE: Final = 200_000  # rows parsed at once
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # of a workbook's parts
_ENTITIES: Final = tuple(
    word.encode(codec) for word in ("<!DOCTYPE", "<!ENTITY") for codec in ("ascii", "utf-16-le", "utf-16-be")
)


def read_workbook(manifest: Manifest, terms: Terms, progress: Callable[[float], None]) -> list[Table]:
    """Read every visible sheet that has a known header; the others are named among what was not read.

    Refuses: ``WorkbookBroken``, ``WorkbookBomb``, ``WorkbookEntities``, ``HeaderUnknown``,
    ``HeaderIncomplete``, ``ManifestEmpty``, ``ManifestNotATable``.
    """
    weigh(manifest)
    sheets, hidden = _sheets(manifest)
    headings = [best_heading(_first_rows(frame)) for _, frame in sheets]
    known = [(place, found) for place, found in enumerate(headings) if found and found.rank()[0]]
    if not known:
        _refuse_all(manifest, [frame for _, frame in sheets], headings)
    tables: list[Table] = []
    for place, heading in known:
        sheet, frame = sheets[place]
        tables.append(_table(f"{manifest.name}#{sheet}" if tables else manifest.name, frame, heading, terms))
        progress((place + 1) / len(sheets))
    read = {place for place, _ in known}
    left = [
        (sheet, "sheet") for place, (sheet, frame) in enumerate(sheets) if place not in read and frame.height
    ]
    return [_naming(tables[0], [*left, *((sheet, "hidden-sheet") for sheet in hidden)]), *tables[1:]]


def _naming(table: Table, sheets: list[tuple[str, str]]) -> Table:
    """Return the table, naming sheets among what was not read."""
    known = table.recognised
    named = Recognised(width=known.width, sources=known.sources, not_read=(*known.not_read, *sheets))
    return Table(name=table.name, recognised=named, parsed=table.parsed, lines=table.lines)


def _refuse_all(manifest: Manifest, frames: list[pl.DataFrame], headings: list[Heading | None]) -> None:
    """Refuse for the sheet that comes closest to a manifest."""
    filled = [place for place, frame in enumerate(frames) if frame.height]
    if not filled:
        raise ManifestEmpty(file=manifest.name)
    best = max(filled, key=lambda place: headings[place].rank() if headings[place] else (False, 0))  # type: ignore[union-attr]
    require(headings[best], _first_rows(frames[best]), manifest.name)


def _sheets(manifest: Manifest) -> tuple[list[tuple[str, pl.DataFrame]], list[str]]:
    """Return the visible sheets as text, their first row being the sheet's, and the names of hidden ones."""
    visible: list[tuple[str, pl.DataFrame]] = []
    hidden: list[str] = []
    try:
        reader = fastexcel.read_excel(manifest.path)
        for name in reader.sheet_names:
            sheet = reader.load_sheet(
                name, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True
            )
            if sheet.visible == "visible":
                visible.append((name, sheet.to_polars()))
            elif sheet.height:
                hidden.append(name)
    except fastexcel.FastExcelError as error:
        raise WorkbookBroken(file=manifest.name) from error
    return visible, hidden


def _first_rows(frame: pl.DataFrame) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in frame.head(DEEPEST).iter_rows()]


def _table(name: str, frame: pl.DataFrame, heading: Heading, terms: Terms) -> Table:
    wanted = {frame.columns[source.index]: str(source.index) for source in heading.recognised.sources}
    rows = frame.select(list(wanted)).rename(wanted).with_row_index("line", offset=1).slice(heading.place + 1)
    parsed = [parse_rows(part, heading.recognised, terms, name) for part in rows.iter_slices(_SLICE)]
    return Table(name=name, recognised=heading.recognised, parsed=parsed, lines=[])


def weigh(manifest: Manifest) -> None:
    """Refuse a workbook that is damaged, or would take too much memory, before anything is built from it.

    The sizes told in the archive are checked first, then the archive is unpacked piece by piece and
    thrown away, so that a false size, an entity or a cell in the last corner of a sheet is seen.
    """
    try:
        with zipfile.ZipFile(manifest.path) as archive:
            entries = archive.infolist()
            _weigh_told(entries, manifest)
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= {entry.filename for entry in entries}:
                raise ManifestNotATable(file=manifest.name, kind="archive")
            cells = sum(_weigh_entry(archive, entry, manifest) for entry in entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise WorkbookBroken(file=manifest.name) from error
    if cells > MOST_CELLS:
        raise _bomb(manifest)


def _bomb(manifest: Manifest) -> WorkbookBomb:
    return WorkbookBomb(file=manifest.name, mib=MOST_UNPACKED // 2**20, times=MOST_TIMES)


def _weigh_told(entries: list[zipfile.ZipInfo], manifest: Manifest) -> None:
    if not {entry.compress_type for entry in entries} <= _PACKINGS:
        raise WorkbookBroken(file=manifest.name)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    steep = any(e.file_size > _SMALL and e.file_size > MOST_TIMES * max(e.compress_size, 1) for e in entries)
    overlapping = packed > manifest.path.stat().st_size
    if unpacked > MOST_UNPACKED or len(entries) > MOST_ENTRIES or steep or overlapping:
        raise _bomb(manifest)


def _weigh_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, manifest: Manifest) -> int:
    """Unpack one entry piece by piece; return how many cells its bounding box has."""
    if entry.is_dir() or not entry.filename.endswith((".xml", ".rels", ".vml")):
        return 0
    rows = columns = 0
    is_sheet = entry.filename.startswith("xl/worksheets/")
    with archive.open(entry) as packed:
        for piece in _pieces(packed):
            if any(word in piece for word in _ENTITIES):
                raise WorkbookEntities(file=manifest.name)
            if is_sheet:
                furthest = _furthest_cell(piece)
                rows, columns = max(rows, furthest[0]), max(columns, furthest[1])
    return rows * columns


def _pieces(packed: IO[bytes]) -> Iterator[bytes]:
    before = b""
    while piece := packed.read(_CHUNK):
        yield before + piece
        before = piece[-_OVERLAP:]


def _furthest_cell(piece: bytes) -> tuple[int, int]:
    """Return the largest row and column that cell references (``r="AB12"``) in a piece of a sheet name."""
    octets = np.frombuffer(piece, np.uint8)
    if len(octets) <= _OVERLAP:
        return 0, 0
    quotes = np.flatnonzero(octets[: -_OVERLAP // 4] == ord('"'))
    quotes = quotes[quotes > 2]  # noqa: PLR2004 - room for ` r=` before it
    marked = (
        (octets[quotes - 1] == ord("=")) & (octets[quotes - 2] == ord("r")) & (octets[quotes - 3] == ord(" "))
    )
    starts = quotes[marked] + 1
    row, column = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
    for place in range(10):
        octet = octets[starts + place]
        letter, digit = (octet >= ord("A")) & (octet <= ord("Z")), (octet >= ord("0")) & (octet <= ord("9"))
        column = np.where(letter & (row == 0), column * 26 + octet - ord("A") + 1, column)
        row = np.where(digit & (row >= 0), row * 10 + octet - ord("0"), row)
        row = np.where(letter | digit, row, -np.abs(row))
    return _most(np.abs(row)), _most(column)


def _most(numbers: npt.NDArray[np.int64]) -> int:
    return int(numbers.max(initial=0))
