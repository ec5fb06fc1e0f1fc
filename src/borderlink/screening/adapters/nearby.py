"""The key index of the window: which retained parcels share a key with one that is asked about.

``counter/<agency>.keys.npy`` (key and row, sorted by key) and ``counter/<agency>.arrow`` (the parcels, mapped
into memory), written anew at each load; ``counter/<agency>.json`` names the parts they were made of, and is
written last.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from borderlink.screening.adapters.retained import read_window
from borderlink.screening.domain.nearby import keyed
from borderlink.screening.domain.retention import WINDOW_MOST, Part
from borderlink.screening.domain.schema import PARCEL

COMMON: Final = 200  # parcels that share one key: it is a hub's, and tells nothing of one parcel
FOUND_MOST: Final = 600
FORMAT: Final = f"3 polars {pl.__version__}"  # hashes are those of one version

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Nearby:
    """The window's parcels and their keys; empty where no manifest was loaded yet."""

    keys: Keys
    rows: Rows
    parcels: pa.Table

    def found(self, keys: Keys) -> pl.DataFrame:
        """Return the parcels that share one of these keys, or a key with one of those: some hundred."""
        first = self._rows_of(keys)
        if not len(first):
            return pl.DataFrame(schema=PARCEL)
        around = keyed(self._taken(first))["key"].unique().to_numpy()
        both = np.union1d(first, self._rows_of(around))
        return self._taken(both if len(both) <= FOUND_MOST else first[:FOUND_MOST])

    def _taken(self, rows: Rows) -> pl.DataFrame:
        return pl.DataFrame(self.parcels.take(pa.array(rows)), schema=PARCEL)

    def _rows_of(self, keys: Keys) -> Rows:
        starts = np.searchsorted(self.keys, keys, side="left")
        ends = np.searchsorted(self.keys, keys, side="right")
        few = (ends - starts) <= COMMON
        parts = [self.rows[start:end] for start, end in zip(starts[few], ends[few], strict=True)]
        found: Rows = np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.uint32)
        return found


def _stem(folder: Path, agency: str) -> Path:
    return folder / "counter" / agency


def made_of(parts: Iterable[Part]) -> list[str]:
    """Return what an index of these parts says that it was made of."""
    return [FORMAT, *sorted(f"{part.on.isoformat()} {part.load}" for part in parts)]


def is_current(folder: Path, agency: str, parts: Sequence[Part]) -> bool:
    """Say whether the index was made of just these parts."""
    path = _stem(folder, agency).with_suffix(".json")
    return path.is_file() and json.loads(path.read_text(encoding="utf-8")) == made_of(parts)


def write_index(folder: Path, agency: str, parts: Sequence[Part]) -> int:
    """Write the index of an agency's window anew; return how many parcels it holds."""
    stem = _stem(folder, agency)
    stem.parent.mkdir(parents=True, exist_ok=True)
    window = read_window(folder, parts, most=WINDOW_MOST).select(list(PARCEL))
    window = window.unique(subset="waybill", keep="first", maintain_order=True)
    tall = keyed(window).sort("key")
    for suffix, column in ((".keys.npy", "key"), (".rows.npy", "row")):
        with (fresh := stem.with_suffix(suffix + ".fresh")).open("wb") as file:
            np.save(file, tall[column].to_numpy())
        fresh.replace(stem.with_suffix(suffix))
    fresh = stem.with_suffix(".arrow.fresh")
    window.write_ipc(fresh, compression="uncompressed", compat_level=pl.CompatLevel.oldest())
    fresh.replace(stem.with_suffix(".arrow"))
    fresh = stem.with_suffix(".json.fresh")
    fresh.write_text(json.dumps(made_of(parts)), encoding="utf-8")
    fresh.replace(stem.with_suffix(".json"))
    return window.height


def open_index(folder: Path, agency: str) -> Nearby:
    """Return the index of an agency, mapped; read again when it was written anew."""
    path = _stem(folder, agency).with_suffix(".json")
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        changed = 0
    return _opened(folder, agency, changed)


@lru_cache(maxsize=4)
def _opened(folder: Path, agency: str, changed: int) -> Nearby:
    if not changed:
        return Nearby(np.zeros(0, np.uint64), np.zeros(0, np.uint32), pl.DataFrame(schema=PARCEL).to_arrow())
    stem = _stem(folder, agency)
    return Nearby(
        np.load(stem.with_suffix(".keys.npy"), mmap_mode="r"),
        np.load(stem.with_suffix(".rows.npy"), mmap_mode="r"),
        pa.ipc.open_file(pa.memory_map(str(stem.with_suffix(".arrow")))).read_all(),
    )


def drop_index(folder: Path, agency: str) -> None:
    """Remove an agency's index: what it held is not the window's any more."""
    for suffix in (".json", ".arrow", ".keys.npy", ".rows.npy"):
        _stem(folder, agency).with_suffix(suffix).unlink(missing_ok=True)
