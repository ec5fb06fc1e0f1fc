"""The key index of the window: which retained parcels share a key with one that is asked about.

``counter/<name>.keys.npy`` and ``.rows.npy`` (key and row, sorted by key), ``.own.npy`` and ``.starts.npy``
(the keys of each row), ``.names.npy``, ``.places.npy``, ``.words.npy``, ``.parcels.npy`` (receivers as
linkage reads them) and ``.arrow`` (the parcels, and what of them is compared), mapped into memory, written
under a new name at each load; ``counter/<agency>.json`` tells the name and the parts they were made of, and
is written last.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from borderlink.screening.adapters.goods import shipped_goods
from borderlink.screening.adapters.retained import read_window
from borderlink.screening.domain.nearby import keyed
from borderlink.screening.domain.online.judging import Around, compared, others_of
from borderlink.screening.domain.online.parties import Read, parties_of, read_parcels
from borderlink.screening.domain.retention import WINDOW_MOST, Part
from borderlink.screening.domain.schema import PARCEL

COMMON: Final = 200  # parcels that share one key: it is a hub's, and tells nothing of one parcel
FOUND_MOST: Final = 600
FORMAT: Final = f"5 goods {shipped_goods().version[:16]}"  # what is compared hangs on the goods table
_MARK: Final = "compared "  # stands before the names of columns that parcels have not of themselves
_ARRAYS: Final = ("keys", "rows", "own", "starts", "names", "places", "words", "parcels")

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.uint32]
_NONE: Final = np.zeros(0, np.uint32)


@dataclass(frozen=True, slots=True)
class Nearby:
    """The window's parcels and their keys; empty where no manifest was loaded yet."""

    keys: Keys
    rows: Rows
    own: Keys  # of every row, one row after the other
    starts: npt.NDArray[np.int64]
    read: Read | None
    parcels: pa.Table

    def found(self, keys: Keys, *, but: str = "") -> pl.DataFrame:
        """Return the parcels that share one of these keys, or a key with one of those: some hundred."""
        rows = self.rows_near(keys)
        if not len(rows):
            return pl.DataFrame(schema=PARCEL)
        taken = pl.DataFrame(self.parcels.select(list(PARCEL)).take(pa.array(rows)), schema=PARCEL)
        return taken.filter(pl.col("waybill") != but) if but else taken

    def around(self, parcel: dict[str, Any], keys: Keys, *, on: date) -> Around | None:
        """Return what stands around one parcel, and what tells its receiver's; None for a stranger."""
        rows, read = self.rows_near(keys), self.read
        if read is None or not len(rows):
            return None
        told = self._compared(rows)
        kept = [at for at, row in enumerate(told) if row["waybill"] != parcel["waybill"]]
        if not kept:
            return None
        told, rows = [told[at] for at in kept], rows[kept]

        def parties() -> list[int]:
            written, addresses = [row["written"] or "" for row in told], [row["address"] for row in told]
            return parties_of(parcel, read, rows, written, addresses)

        return others_of(told, on, parties)

    def _compared(self, rows: Rows) -> list[Mapping[str, Any]]:
        names = [name for name in self.parcels.column_names if name.startswith(_MARK)]
        taken = self.parcels.select(names).take(pa.array(rows)).rename_columns(
            [name.removeprefix(_MARK) for name in names]
        )  # fmt: skip
        found: list[Mapping[str, Any]] = taken.to_pylist()
        return found

    def rows_near(self, keys: Keys) -> Rows:
        """Return the rows that share one of these keys, or a key with one of those, in rising order."""
        first = self._rows_of(keys)
        if not len(first):
            return first
        around = np.concatenate([self.own[self.starts[row] : self.starts[row + 1]] for row in first.tolist()])
        both = np.union1d(first, self._rows_of(np.unique(around)))
        return both if len(both) <= FOUND_MOST else first[:FOUND_MOST]

    def _rows_of(self, keys: Keys) -> Rows:
        starts = np.searchsorted(self.keys, keys, side="left")
        ends = np.searchsorted(self.keys, keys, side="right")
        few = (ends > starts) & (ends - starts <= COMMON)
        parts = [self.rows[start:end] for start, end in zip(starts[few], ends[few], strict=True)]
        found: Rows = np.unique(np.concatenate(parts)) if parts else _NONE
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
    name = f"{agency}.{secrets.token_hex(4)}"
    table = _written(folder / "counter", name, window)
    table.write_ipc(
        folder / "counter" / f"{name}.arrow",
        compression="uncompressed",
        compat_level=pl.CompatLevel.oldest(),
        record_batch_size=max(table.height, 1),
    )  # fmt: skip - of several batches, whoever takes some rows would copy all
    fresh = _told(folder, agency).with_suffix(".fresh")
    fresh.write_text(json.dumps({"made_of": made_of(parts), "name": name}), encoding="utf-8")
    fresh.replace(_told(folder, agency))
    _sweep(folder, agency, but=name)
    return window.height


def _written(place: Path, name: str, window: pl.DataFrame) -> pl.DataFrame:
    """Write the arrays of an index; return the parcels with what of them is compared."""
    tall = keyed(window)
    by_row, by_key = tall.sort("row"), tall.sort("key")
    read, written = read_parcels(window)
    arrays = {
        "keys": by_key["key"].to_numpy(), "rows": by_key["row"].to_numpy(), "own": by_row["key"].to_numpy(),
        "starts": np.searchsorted(by_row["row"].to_numpy(), np.arange(window.height + 1)),
        "names": read.names, "places": read.places, "words": read.words, "parcels": read.parcels,
    }  # fmt: skip
    for kind, array in arrays.items():
        np.save(place / f"{name}.{kind}.npy", array)
    told = compared(window, shipped_goods()).with_columns(written=written)
    return window.hstack(told.rename({column: f"{_MARK}{column}" for column in told.columns})).rechunk()


def _sweep(folder: Path, agency: str, *, but: str = "") -> None:
    """Remove an agency's files of every index but one; who has them mapped keeps them to the end."""
    for path in (folder / "counter").glob(f"{agency}.*"):
        if not path.name.endswith(".json") and not (but and path.name.startswith(f"{but}.")):
            path.unlink(missing_ok=True)


def open_index(folder: Path, agency: str) -> Nearby:
    """Return the index of an agency, mapped; read again when it was written anew."""
    for _ in range(2):  # it may be written anew between name and files: the new name is there by then
        try:
            name = json.loads(_told(folder, agency).read_text(encoding="utf-8"))["name"]
            return _opened(folder, name)
        except FileNotFoundError:  # none yet, or dropped
            _opened.cache_clear()
    return _NOTHING


_NOTHING: Final = Nearby(
    np.zeros(0, np.uint64), _NONE, np.zeros(0, np.uint64), np.zeros(1, np.int64), None,
    pl.DataFrame(schema=PARCEL).to_arrow(),
)  # fmt: skip


@lru_cache(maxsize=1)  # one that was dropped is let go with the next question
def _opened(folder: Path, name: str) -> Nearby:
    place = folder / "counter"
    keys, rows, own, starts, *read = (
        np.load(place / f"{name}.{kind}.npy", mmap_mode="r").view(np.ndarray) for kind in _ARRAYS
    )
    table = pa.ipc.open_file(pa.memory_map(str(place / f"{name}.arrow"))).read_all()
    return Nearby(keys, rows, own, starts, Read(*read), table)


def drop_index(folder: Path, agency: str) -> None:
    """Remove an agency's index: parcels in it were forgotten; the worker makes it anew of what is left."""
    _told(folder, agency).unlink(missing_ok=True)
    _sweep(folder, agency)
