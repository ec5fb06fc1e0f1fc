"""The parcels a node retains: Parquet files sorted by waybill, a folder for each day, an index beside each.

``parcels/dt=2026-11-22/<load>.parquet`` and ``<load>.waybills.npy`` (fixed-width bytes, in the file's order).
Files appear whole, under their final name, or not at all; writing one again replaces it.
"""

import os
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.screening.domain.retention import Part
from borderlink.screening.domain.schema import MORE, PARCEL

ROWS_A_GROUP: Final = 8192  # small, so that one parcel is read in a few milliseconds

Index = npt.NDArray[np.bytes_]


def _stem(folder: Path, part: Part) -> Path:
    return folder / "parcels" / f"dt={part.on.isoformat()}" / part.load


def parcels_path(folder: Path, part: Part) -> Path:
    """Return where a part's parcels lie."""
    return _stem(folder, part).with_suffix(".parquet")


def _index_path(folder: Path, part: Part) -> Path:
    return _stem(folder, part).with_suffix(".waybills.npy")


def write_parcels(folder: Path, part: Part, parcels: pl.DataFrame) -> None:
    """Write a part's parcels and its index, replacing what an interrupted attempt left behind."""
    path = parcels_path(folder, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = parcels.select(*PARCEL, *(name for name in MORE if name in parcels.columns)).sort(
        pl.col("waybill").cast(pl.Binary)
    )
    _write_index(_index_path(folder, part), ordered["waybill"])
    fresh = path.with_suffix(".fresh")
    ordered.write_parquet(fresh, row_group_size=ROWS_A_GROUP)
    settle(fresh, path)


def _write_index(path: Path, waybills: pl.Series) -> None:
    fresh = path.with_suffix(".fresh")
    with fresh.open("wb") as file:
        np.save(file, np.array(waybills.cast(pl.Binary).to_list() or [b""], dtype=np.bytes_))
    settle(fresh, path)


def settle(fresh: Path, path: Path) -> None:
    """Put a finished file in its place, so that neither a crash nor a power cut leaves half of it."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(path)


@lru_cache(maxsize=4096)
def _index(path: Path, _changed_ns: int) -> Index:
    index: Index = np.load(path, mmap_mode="r")
    return index


def _position(path: Path, waybill: bytes) -> int | None:
    try:
        index = _index(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    if len(waybill) > index.dtype.itemsize:
        return None
    at = int(np.searchsorted(index, np.bytes_(waybill)))
    return at if at < len(index) and index[at] == waybill else None


def holds_parcel(folder: Path, part: Part, waybill: str) -> bool:
    """Say whether a part holds this waybill: microseconds, from the index alone."""
    return bool(waybill) and _position(_index_path(folder, part), waybill.encode()) is not None


def find_part(folder: Path, parts: Iterable[Part], waybill: str) -> Part | None:
    """Return the first of the parts that holds this waybill."""
    return next((part for part in parts if holds_parcel(folder, part, waybill)), None)


def read_parcel(folder: Path, part: Part, waybill: str) -> dict[str, object] | None:
    """Return the facts of one parcel as columns of ``PARCEL``, and of ``MORE`` where its format has them.

    None when the part does not hold it.
    """
    position = _position(_index_path(folder, part), waybill.encode())
    if position is None:
        return None
    row = pl.scan_parquet(parcels_path(folder, part)).slice(position, 1).collect()
    return row.row(0, named=True)


def read_window(
    folder: Path, parts: Iterable[Part], *, most: int, columns: Sequence[str] = tuple(PARCEL)
) -> pl.DataFrame:
    """Return the parcels of the parts that are there: whole parts, in their order, at most ``most`` rows.

    Parts of formats that say more have the columns of ``MORE`` too; beside them, the others have them empty.
    """
    frames: list[pl.DataFrame] = []
    rows = 0
    for part in parts:
        path = parcels_path(folder, part)
        if not path.is_file():
            continue
        held = pl.read_parquet_schema(path) if set(PARCEL) <= set(columns) else {}
        frame = pl.read_parquet(path, columns=[*columns, *(name for name in MORE if name in held)])
        rows += frame.height
        if rows > most:
            break
        frames.append(frame)
    if any("lines" in frame.columns for frame in frames):
        return pl.concat(frames, how="diagonal")
    return pl.concat(frames) if frames else pl.DataFrame(schema={name: PARCEL[name] for name in columns})


def search_by_name(folder: Path, parts: Iterable[Part], folded: pl.Expr, *, most: int) -> pl.DataFrame:
    """Return waybill, names, contents and ``load`` of the parcels that ``folded`` finds, at most ``most``."""
    shown = ["waybill", "sender_name", "receiver_name", "contents"]
    found = [
        pl.scan_parquet(parcels_path(folder, part))
        .filter(folded)
        .select(*shown, load=pl.lit(part.load))
        .head(most)
        for part in parts
        if parcels_path(folder, part).is_file()
    ]
    if not found:
        return pl.DataFrame(schema=dict.fromkeys([*shown, "load"], pl.String()))
    return pl.concat(found).head(most).collect()


def drop_parcels(folder: Path, part: Part, *, keep: Collection[str] = ()) -> int:
    """Drop a part's parcels but those whose waybills are held; return how many were dropped."""
    path = parcels_path(folder, part)
    for broken_off in path.parent.glob(f"{part.load}*.fresh"):  # by a crash while it was written
        broken_off.unlink()
    if not path.is_file():
        _index_path(folder, part).unlink(missing_ok=True)
        return 0
    parcels = pl.read_parquet(path)
    held = parcels.filter(pl.col("waybill").is_in(list(keep)))
    if held.height == parcels.height:
        return 0
    if held.is_empty():
        path.unlink()
        _index_path(folder, part).unlink(missing_ok=True)
    else:
        write_parcels(folder, part, held)
    return parcels.height - held.height
