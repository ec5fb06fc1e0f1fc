"""Events of items as a node retains them: beside the parcels of their load, dropped with them."""

from collections.abc import Collection, Iterable
from pathlib import Path

import polars as pl

from borderlink.screening.adapters.retained import parcels_path, settle
from borderlink.screening.domain.events import EVENT
from borderlink.screening.domain.retention import Part


def _path(folder: Path, part: Part) -> Path:
    return parcels_path(folder, part).with_suffix(".events.parquet")


def write_events(folder: Path, part: Part, events: pl.DataFrame) -> None:
    """Write a load's events, sorted by number and time, in place of what an earlier attempt wrote."""
    path = _path(folder, part)
    if events.is_empty():
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".fresh")
    events.select(list(EVENT)).sort("waybill", "at").write_parquet(fresh, row_group_size=65_536)
    settle(fresh, path)


def events_of(folder: Path, parts: Iterable[Part], waybills: Collection[str]) -> pl.DataFrame:
    """Return the events of these items in all parts that hold some, each once, the first in time first."""
    paths = [path for part in parts if (path := _path(folder, part)).is_file()]
    if not paths or not waybills:
        return pl.DataFrame(schema=EVENT)
    found = pl.scan_parquet(paths).filter(pl.col("waybill").is_in(list(waybills))).collect()
    return found.unique(["waybill", "event", "at"], keep="first", maintain_order=True).sort("at")


def drop_events(folder: Path, part: Part, *, keep: Collection[str] = ()) -> None:
    """Drop a load's events but those of the items that are held."""
    path = _path(folder, part)
    if not path.is_file():
        return
    events = pl.read_parquet(path)
    held = events.filter(pl.col("waybill").is_in(list(keep)))
    if held.height < events.height:
        write_events(folder, part, held)
