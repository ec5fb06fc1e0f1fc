"""An index of names in a folder: which of many may be the one asked for."""

import heapq
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.ipc

from borderlink.language.names.keys import keys_of
from borderlink.language.names.readings import I64
from borderlink.language.names.scoring import POSSIBLE, score_names
from borderlink.language.refusals import NameIndexMissing

_KEYS, _ROWS, _NAMES = "keys.npy", "rows.npy", "names.arrow"
_BLOCK: Final = 50_000
_MOST_COMPARED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """One name of an index that may be the one asked for: its row from 0, how it is written, its score."""

    row: int
    name: str
    score: float


def build_index(names: list[str], folder: Path) -> int:
    """Write an index of names into a folder and return its postings: sorted keys, their rows, the names."""
    folder.mkdir(parents=True, exist_ok=True)
    keys, rows = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
    for begin in range(0, len(names), _BLOCK):
        found = keys_of(names[begin : begin + _BLOCK])
        keys.append(found.keys)
        rows.append(
            np.repeat(np.arange(begin, begin + len(found.starts) - 1, dtype=np.int32), np.diff(found.starts))
        )
    together, of_row = np.concatenate(keys), np.concatenate(rows)
    order = np.argsort(together, kind="stable")
    np.save(folder / _KEYS, together[order])
    np.save(folder / _ROWS, of_row[order])
    written = pa.table({"name": pa.array(names, pa.string())})
    with pa.OSFile(str(folder / _NAMES), "wb") as file, pa.ipc.new_file(file, written.schema) as writer:
        writer.write_table(written)
    return len(together)


class NameIndex:
    """An index opened for reading; its files are mapped, not read."""

    def __init__(self, folder: Path) -> None:
        """Open the index of a folder. Refuses: ``NameIndexMissing``."""
        if not all((folder / name).is_file() for name in (_KEYS, _ROWS, _NAMES)):
            raise NameIndexMissing(folder=str(folder))
        self._keys: I64 = np.load(folder / _KEYS, mmap_mode="r")
        self._rows = np.load(folder / _ROWS, mmap_mode="r")
        self._names = pa.ipc.open_file(pa.memory_map(str(folder / _NAMES))).read_all().column("name")

    def candidates(self, name: str) -> I64:
        """Return the rows that share a key with a name, those that share most first."""
        asked = keys_of([name], asked=True).keys
        begin, end = np.searchsorted(self._keys, asked), np.searchsorted(self._keys, asked, side="right")
        parts = [
            np.asarray(self._rows[a:b]) for a, b in zip(begin.tolist(), end.tolist(), strict=True) if a < b
        ]
        rows, shared = np.unique(np.concatenate(parts or [np.zeros(0, np.int32)]), return_counts=True)
        found: I64 = rows[np.argsort(-shared, kind="stable")].astype(np.int64)
        return found

    def search(self, name: str, *, most: int = 20, at_least: float = POSSIBLE) -> list[Found]:
        """Return the names most like one, best first; equal scores in the order of their rows."""
        rows = np.sort(self.candidates(name)[:_MOST_COMPARED])
        names = self._names.take(pa.array(rows)).to_pylist()
        scores = score_names([name] * len(names), names).score
        good = [(-float(s), int(r), n) for s, r, n in zip(scores, rows, names, strict=True) if s >= at_least]
        return [Found(row, text, -score) for score, row, text in heapq.nsmallest(most, good)]
