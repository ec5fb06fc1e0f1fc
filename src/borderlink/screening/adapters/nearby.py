"""The key index of the window: which retained parcels share a key with one that is asked about.

``counter/<name>.keys.npy`` and ``.rows.npy`` (key and row, sorted by key) and ``<name>.arrow`` (the parcels,
mapped into memory), written under a new name at each load; ``counter/<agency>.json`` tells the name and the
parts they were made of, and is written last.
"""

import json
import secrets
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


def _told(folder: Path, agency: str) -> Path:
    return folder / "counter" / f"{agency}.json"


def made_of(parts: Iterable[Part]) -> list[str]:
    """Return what an index of these parts says that it was made of."""
    return [FORMAT, *sorted(f"{part.on.isoformat()} {part.load}" for part in parts)]


def is_current(folder: Path, agency: str, parts: Sequence[Part]) -> bool:
    """Say whether the index was made of just these parts."""
    path = _told(folder, agency)
    return path.is_file() and json.loads(path.read_text(encoding="utf-8"))["made_of"] == made_of(parts)


def write_index(folder: Path, agency: str, parts: Sequence[Part]) -> int:
    """Write the index of an agency's window anew; return how many parcels it holds.

    Its files have a name of their own each time: who opens it meanwhile reads the old one whole.
    """
    (folder / "counter").mkdir(parents=True, exist_ok=True)
    window = read_window(folder, parts, most=WINDOW_MOST).select(list(PARCEL))
    window = window.unique(subset="waybill", keep="first", maintain_order=True)
    tall, name = keyed(window).sort("key"), f"{agency}.{secrets.token_hex(4)}"
    np.save(folder / "counter" / f"{name}.keys.npy", tall["key"].to_numpy())
    np.save(folder / "counter" / f"{name}.rows.npy", tall["row"].to_numpy())
    window.write_ipc(
        folder / "counter" / f"{name}.arrow", compression="uncompressed", compat_level=pl.CompatLevel.oldest()
    )
    fresh = _told(folder, agency).with_suffix(".fresh")
    fresh.write_text(json.dumps({"made_of": made_of(parts), "name": name}), encoding="utf-8")
    fresh.replace(_told(folder, agency))
    _sweep(folder, agency, but=name)
    return window.height


def _sweep(folder: Path, agency: str, *, but: str = "") -> None:
    """Remove an agency's files of every index but one; who has them mapped keeps them to the end."""
    for path in (folder / "counter").glob(f"{agency}.*"):
        if not path.name.endswith(".json") and not (but and path.name.startswith(f"{but}.")):
            path.unlink(missing_ok=True)


def open_index(folder: Path, agency: str) -> Nearby:
    """Return the index of an agency, mapped; read again when it was written anew."""
    try:
        name = json.loads(_told(folder, agency).read_text(encoding="utf-8"))["name"]
        return _opened(folder, name)
    except FileNotFoundError:  # none yet, or dropped between the two
        _opened.cache_clear()
        return Nearby(np.zeros(0, np.uint64), np.zeros(0, np.uint32), pl.DataFrame(schema=PARCEL).to_arrow())


@lru_cache(maxsize=1)  # one that was dropped is let go with the next question
def _opened(folder: Path, name: str) -> Nearby:
    place = folder / "counter"
    return Nearby(
        np.load(place / f"{name}.keys.npy", mmap_mode="r"),
        np.load(place / f"{name}.rows.npy", mmap_mode="r"),
        pa.ipc.open_file(pa.memory_map(str(place / f"{name}.arrow"))).read_all(),
    )


def drop_index(folder: Path, agency: str) -> None:
    """Remove an agency's index: parcels in it were forgotten; the worker makes it anew of what is left."""
    _told(folder, agency).unlink(missing_ok=True)
    _sweep(folder, agency)
