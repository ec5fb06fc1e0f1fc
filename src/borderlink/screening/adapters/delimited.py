"""Thin."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import polars as pl

from borderlink.screening.adapters.shipped import header_aliases
from borderlink.screening.domain.headers import Recognised, recognise
from borderlink.screening.domain.parsing import Terms, parse_block
from borderlink.screening.domain.schema import QUARANTINE


def read_delimited(
    path: Path, terms: Terms, progress: Callable[[str, float], None]
) -> tuple[Recognised, pl.DataFrame, pl.DataFrame]:
    """Read one delimited file."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    header = next(csv.reader(io.StringIO(text.split("\n", 1)[0])))
    recognised = recognise(header, header_aliases())
    wanted = [source.index for source in recognised.sources]
    raw = pl.read_csv(text.encode(), infer_schema=False, columns=wanted)
    raw.columns = [str(index) for index in wanted]
    raw = raw.with_row_index("line", offset=2)
    progress(path.name, 1.0)
    return recognised, parse_block(raw, recognised, terms), pl.DataFrame(schema=QUARANTINE)
