"""Small helpers for tables of words and for drawing rows of them in bulk."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def words(text: str) -> tuple[str, ...]:
    """Return the blank-separated words of ``text``."""
    return tuple(text.split())


def columns(text: str, width: int) -> tuple[tuple[str, ...], ...]:
    """Return the ``width`` columns of a table written one row a line, cells parted by ``|``."""
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    wrong = [row for row in rows if len(row) != width]
    if wrong:
        raise ValueError(f"not {width} cells: {wrong[0]}")
    return tuple(zip(*rows, strict=True))


def pick(table: Sequence[str], rows: pl.Series | Ints) -> pl.Series:
    """Return the words of ``table`` at ``rows``: round and round past its end, an empty text below zero."""
    at = rows.to_numpy() if isinstance(rows, pl.Series) else rows
    return pl.Series([*table, ""]).gather(pl.Series(np.where(at < 0, len(table), at % len(table))))


def zipf(rng: np.random.Generator, size: int, kinds: int, *, power: float = 1.0, shift: float = 2.0) -> Ints:
    """Return ``size`` draws out of ``kinds`` ranks, rank r as likely as ``1 / (r + shift) ** power``."""
    ranks = np.arange(kinds, dtype=np.float64)
    return weighted(rng, size, (ranks + shift) ** -power)


def weighted(rng: np.random.Generator, size: int, weights: Sequence[float] | Floats) -> Ints:
    """Return ``size`` indices into ``weights``, each as likely as its weight."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    found: Ints = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right").astype(
        np.int64
    )
    return found


def write_each(
    rows: pl.DataFrame, kind: pl.Series, writers: Mapping[int, Callable[[pl.DataFrame], pl.Series]]
) -> pl.Series:
    """Return one text a row, each written by the writer of its kind, who sees no other rows."""
    written = pl.repeat("", rows.height, eager=True)
    for number, write in writers.items():
        at = (kind == number).arg_true()
        if len(at):
            written = written.scatter(at, write(rows[at]))
    return written
