"""Manifests for the tests of reading: small tables written as a courier would write them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from borderlink.screening.adapters.reading import Reading, read_manifests

HEADER = ("运单号", "收件人", "收件地址")
ROW = ("LK1", "李明", "广州市天河区1号")


def as_csv(rows: Sequence[Sequence[object]], *, delimiter: str = ",", end: str = "\r\n") -> str:
    """Return rows as delimited text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def read_text(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "manifest.csv") -> Reading:
    """Write a text into a file and read it."""
    return read_bytes(folder, text.encode(encoding), name=name)


def read_bytes(folder: Path, content: bytes, *, name: str = "manifest.csv") -> Reading:
    """Write bytes into a file and read it."""
    path = folder / name
    path.write_bytes(content)
    return adding_up(read_manifests([path]))


def read_rows(folder: Path, *rows: Sequence[object], header: Sequence[str] = HEADER) -> Reading:
    """Write rows under a header and read them."""
    return read_text(folder, as_csv([header, *rows]))


def read_cells(folder: Path, header: str, *cells: object) -> Reading:
    """Write one further column beside the required ones, a row for each cell, and read them."""
    rows = [(f"LK{number}", *ROW[1:], cell) for number, cell in enumerate(cells)]
    return read_rows(folder, *rows, header=(*HEADER, header))


def adding_up(reading: Reading) -> Reading:
    """Return the reading, whose count must add up."""
    assert reading.rows_read == reading.parcels.height + reading.quarantine.height
    assert reading.parcels["waybill"].is_unique().all()
    return reading


def faults(reading: Reading) -> list[tuple[int, str, str]]:
    """Return line, column and reason of every quarantined row."""
    return list(reading.quarantine.select("line", "column", "reason").iter_rows())
