"""An index of names in a folder: which of many may be the one asked for.

Four files: the distinct keys, ascending; where each key's rows begin; the rows, ascending under each key; the
names, in batches of ``_BLOCK``. All are little-endian and mapped, not read, so an index may be larger than
memory. It is built in buckets of keys that lie on disk, so building needs the memory of one bucket.
"""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from borderlink.language.names.keys import keys_of, postings_of
from borderlink.language.names.readings import I64
from borderlink.language.names.scoring import POSSIBLE, score_names
from borderlink.language.names.shelf import read_names
from borderlink.language.refusals import NameIndexMissing

_KEYS, _STARTS, _ROWS, _NAMES = "keys.i64", "starts.i64", "rows.i32", "names.arrow"
_BLOCK: Final = 50_000
_BUCKET_BITS: Final = 6
_POSTING: Final = np.dtype([("key", "<i8"), ("row", "<i4")])
_SCHEMA: Final = pa.schema([pa.field("name", pa.string())])
_MOST_COMPARED: Final = 20_000

Postings = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Found:
    """One name of an index that may be the one asked for: its row from 0, how it is written, its score."""

    row: int
    name: str
    score: float


def build_index(names: Iterable[str], folder: Path) -> int:
    """Write an index of names into a folder and return its postings."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="building-") as scratch:
        buckets = [Path(scratch) / f"{at:02}" for at in range(1 << _BUCKET_BITS)]
        with ExitStack() as opened:
            files = [opened.enter_context(path.open("wb")) for path in buckets]
            sink = opened.enter_context(pa.OSFile(str(folder / _NAMES), "wb"))
            writer = opened.enter_context(pa.ipc.new_file(sink, _SCHEMA))
            for first, block in _blocks(names):
                writer.write_batch(pa.record_batch([pa.array(block, pa.string())], schema=_SCHEMA))
                for at, part in _by_bucket(first, block):
                    part.tofile(files[at])
        return _sorted_into(folder, buckets)


def _blocks(names: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    rest, first = iter(names), 0
    while block := list(islice(rest, _BLOCK)):
        yield first, block
        first += len(block)


def _by_bucket(first: int, block: list[str]) -> Iterator[tuple[int, Postings]]:
    """Yield the postings of a block by the first bits of their keys."""
    rows, keys = postings_of(read_names(block), asked=False)
    postings = np.empty(len(keys), _POSTING)
    postings["key"], postings["row"] = keys, rows + first
    bucket = ((keys >> (64 - _BUCKET_BITS)) + (1 << (_BUCKET_BITS - 1))).astype(np.uint8)
    order = np.argsort(bucket, kind="stable")
    ends = np.cumsum(np.bincount(bucket, minlength=1 << _BUCKET_BITS)).tolist()
    begin = 0
    for at, end in enumerate(ends):
        if begin < end:
            yield at, postings[order[begin:end]]
        begin = end


def _sorted_into(folder: Path, buckets: list[Path]) -> int:
    """Write the buckets, sorted, one behind the other; return how many postings there are."""
    total = 0
    with (
        (folder / _KEYS).open("wb") as keys_file,
        (folder / _STARTS).open("wb") as starts_file,
        (folder / _ROWS).open("wb") as rows_file,
    ):
        for path in buckets:
            held = np.fromfile(path, _POSTING)
            path.unlink()
            keys, rows = _sorted(np.ascontiguousarray(held["key"]), np.ascontiguousarray(held["row"]))
            new = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else keys
            keys[new].astype("<i8").tofile(keys_file)
            (new + total).astype("<i8").tofile(starts_file)
            rows.astype("<i4").tofile(rows_file)
            total += len(rows)
        np.array([total], "<i8").tofile(starts_file)
    return total


def _sorted(keys: I64, rows: npt.NDArray[np.int32]) -> tuple[I64, npt.NDArray[np.int32]]:
    """Return postings by key and row, each once."""
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    new = np.ones(len(keys), np.bool_)
    new[1:] = (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])
    return keys[new], rows[new]


class NameIndex:
    """An index opened for reading; its files are mapped, not read."""

    def __init__(self, folder: Path) -> None:
        """Open the index of a folder. Refuses: ``NameIndexMissing``."""
        if not all((folder / name).is_file() for name in (_KEYS, _STARTS, _ROWS, _NAMES)):
            raise NameIndexMissing(folder=str(folder))
        self._keys, self._starts = _mapped(folder / _KEYS, "<i8"), _mapped(folder / _STARTS, "<i8")
        self._rows = _mapped(folder / _ROWS, "<i4")
        self._names = pa.ipc.open_file(pa.memory_map(str(folder / _NAMES)))

    def candidates(self, name: str) -> I64:
        """Return the rows that share a key with a name, those that share most first."""
        asked = keys_of([name], asked=True).keys
        at = np.searchsorted(self._keys, asked)
        at = at[at < len(self._keys)] if len(self._keys) else at[:0]
        at = at[np.isin(self._keys[at], asked)]
        ends = zip(self._starts[at].tolist(), self._starts[at + 1].tolist(), strict=True)
        parts = [self._rows[begin:end] for begin, end in ends]
        rows, shared = np.unique(np.concatenate([np.zeros(0, np.int32), *parts]), return_counts=True)
        found: I64 = rows[np.argsort(-shared, kind="stable")].astype(np.int64)
        return found

    def search(self, name: str, *, most: int = 20, at_least: float = POSSIBLE) -> list[Found]:
        """Return the names most like one, best first; equal scores in the order of their rows."""
        rows = np.sort(self.candidates(name)[:_MOST_COMPARED])
        names = self._written(rows)
        scores = score_names([name] * len(names), names).score
        good = [(-float(s), int(r), n) for s, r, n in zip(scores, rows, names, strict=True) if s >= at_least]
        return [Found(row, text, -score) for score, row, text in heapq.nsmallest(most, good)]

    def _written(self, rows: I64) -> list[str]:
        """Return the names of ascending rows."""
        found: list[str] = []
        for batch in np.unique(rows // _BLOCK).tolist():
            here = rows[rows // _BLOCK == batch] - batch * _BLOCK
            found += self._names.get_batch(batch).column(0).take(pa.array(here)).to_pylist()
        return found


def _mapped(path: Path, kind: str) -> npt.NDArray[np.int64]:
    """Return the numbers of a file, mapped; an empty file cannot be."""
    return np.memmap(path, kind, mode="r") if path.stat().st_size else np.zeros(0, kind)
