"""How soon is a scan at the belt answered? Beside it the floor: plain row-group look-ups in the same files.

    python -m benchmarks.belt --parcels 1000000 --scans 500 --json

A node is made in a folder of its own: the parcels of an invented manifest are retained in several loads a
day, and the last day's manifest is handed in and screened as officers do it. Scans go through the action,
journal and all, in one process: seven of ten for retained parcels, two for referred ones (as many as there
are), one for waybills in no manifest. Each is followed by its floor: the row group of a parcel, read from a
file whose place and row are known. ``commit`` is what one durable write to the same disk takes. ``cpu`` is
the processor time of the scans: what a busy machine lengthens least. Exits with 1 when the slowest hundredth
of the answers takes more than a tenth of a second.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from benchmarks.machine import busy_seconds
from benchmarks.screen import cached_manifest
from borderlink.foundation.who import Reader
from borderlink.screening.adapters.reading import read_manifests
from borderlink.screening.adapters.retained import ROWS_A_GROUP, parcels_path, write_parcels
from borderlink.screening.adapters.synthetic import generate_manifest
from borderlink.screening.domain.retention import WINDOW_DAYS, Part

PROMISE_MS: Final = 100.0
SCREENED: Final = 20_000  # parcels of the last day, screened for the referrals


class Place(NamedTuple):
    """Where a retained parcel lies."""

    path: Path
    group: int


class Port(NamedTuple):
    """A node with what it holds: the scans in their order, and where the retained parcels lie."""

    folder: Path
    by: Reader
    scans: list[str]
    places: list[Place]
    parts: int


def open_node(folder: Path) -> Reader:
    """Make a node of invented people in this process and return its inspector."""
    from borderlink.node.demo.people import ADMINISTRATOR, AGENCY
    from borderlink.node.founding import found

    chosen = {"language": "en", "log_level": "WARNING", "demo": True}
    found(folder, *ADMINISTRATOR, "", AGENCY | chosen, set_up=_set_up)
    from django.utils import timezone

    from borderlink.node.demo.cast import hire
    from borderlink.officers.queries import Officer

    administrator = Officer.objects.get(badge=ADMINISTRATOR[0])
    return hire(administrator=administrator, language="en", at=timezone.now()).reader("inspector")


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "borderlink.node.settings"
    import django

    django.setup()


def retain(
    folder: Path, parcels: pl.DataFrame, by: Reader, *, days: int, loads: int, at: datetime
) -> list[Part]:
    """Retain the parcels as loads that were screened on the days before the last day's window."""
    from django.utils import timezone

    from borderlink.screening.models.referrals import Load

    parts = []
    for number, rows in enumerate(np.array_split(np.arange(parcels.height), days * loads)):
        received = at - timedelta(days=WINDOW_DAYS + number // loads)
        part = Part(load=f"belt-{number:04}", on=timezone.localdate(received))
        write_parcels(folder, part, parcels[int(rows[0]) : int(rows[-1]) + 1])
        Load.objects.create(
            number=part.load, agency=by.agency, unit=min(by.units), state=Load.State.DONE.value, on=part.on,
            received_at=received, received_by=by.badge, finished_at=received,
            rows_read=len(rows), parcels=len(rows),
        )  # fmt: skip
        parts.append(part)
    return parts


def screen_today(folder: Path, by: Reader, *, at: datetime) -> list[str]:
    """Hand in and screen the last day's manifest; return the waybills that it referred."""
    from borderlink.screening.actions.loads import Incoming, receive_manifest
    from borderlink.screening.jobs import work_once

    made = generate_manifest(parcels=SCREENED, seed=29, out=folder / "made")
    incoming = Incoming(name=made.manifest.name, chunks=[made.manifest.read_bytes()])
    load = receive_manifest(files=[incoming], by=by, at=at).load
    work_once(at)
    return sorted(load.referrals.values_list("waybill", flat=True))


def places_of(folder: Path, parts: Sequence[Part], chance: random.Random, count: int) -> dict[str, Place]:
    """Draw retained waybills and where each lies."""
    drawn: dict[str, Place] = {}
    while len(drawn) < count:
        path = parcels_path(folder, chance.choice(parts))
        waybills = pl.read_parquet(path, columns=["waybill"])["waybill"]
        row = chance.randrange(len(waybills))
        drawn[waybills[row]] = Place(path, row // ROWS_A_GROUP)
    return drawn


def build(folder: Path, *, parcels: int, scans: int, days: int, loads: int) -> Port:
    """Make the node and decide what is scanned."""
    by = open_node(folder)
    from django.utils import timezone

    at, chance = timezone.now(), random.Random(7)
    reading = read_manifests([cached_manifest(parcels, 11, independent=False).path])
    parts = retain(folder, reading.parcels, by, days=days, loads=loads, at=at)
    referred = screen_today(folder, by, at=at)
    chance.shuffle(referred)
    inspected, unknown = referred[: scans // 5], [f"NONE{number:09}" for number in range(scans // 10)]
    places = places_of(folder, parts, chance, scans)
    retained = list(places)[: scans - len(inspected) - len(unknown)]
    waybills = [*retained, *inspected, *unknown]
    chance.shuffle(waybills)
    return Port(folder, by, waybills, list(places.values()), len(parts) + 1)


def timed(once: Callable[[], object]) -> float:
    """Return how many milliseconds a call took."""
    began = time.perf_counter()
    once()
    return (time.perf_counter() - began) * 1000


def read_group(place: Place) -> None:
    """Read one row group whose place is known."""
    pq.ParquetFile(place.path).read_row_group(place.group)


def commit(file: Path) -> None:
    """Add one page to a file and wait until the disk has it."""
    with file.open("ab") as held:
        held.write(bytes(4096))
        held.flush()
        os.fsync(held.fileno())


def percentiles(times_ms: Sequence[float]) -> dict[str, float]:
    """Return the median, the slowest twentieth and the slowest hundredth."""
    return {f"p{share}_ms": round(float(np.percentile(times_ms, share)), 2) for share in (50, 95, 99)}


def scan_all(port: Port) -> dict[str, object]:
    """Scan everything, each scan followed by its floor and one plain commit."""
    from django.utils import timezone

    from borderlink.screening.actions.belt import scan_parcel

    answers: dict[str, list[float]] = {}
    floor: list[float] = []
    commits: list[float] = []
    cpu: list[float] = []
    first = timed(lambda: scan_parcel(waybill="NONE", by=port.by, at=timezone.now()))
    for waybill, place in zip(port.scans, port.places, strict=True):
        began, used = time.perf_counter(), time.process_time()
        scan = scan_parcel(waybill=waybill, by=port.by, at=timezone.now())
        answers.setdefault(scan.answer.value, []).append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - used) * 1000)
        floor.append(timed(partial(read_group, place)))
        commits.append(timed(partial(commit, port.folder / "commits")))
    every = [taken for times in answers.values() for taken in times]
    return {
        **percentiles(every), "first_ms": round(first, 2), "cpu": percentiles(cpu),
        "floor": percentiles(floor), "commit": percentiles(commits),
        "answers": {
            answer: {"scans": len(times), **percentiles(times)} for answer, times in sorted(answers.items())
        },
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the answer on one line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--parcels", type=int, default=1_000_000)
    parser.add_argument("--scans", type=int, default=500)
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--loads", type=int, default=4, help="a day")
    parser.add_argument("--json", action="store_true", help="one line of JSON (the default)")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="borderlink-belt-") as scratch:
        size = {name: getattr(wanted, name) for name in ("parcels", "scans", "days", "loads")}
        port = build(Path(scratch) / "node", **size)
        began, busy, used = time.perf_counter(), busy_seconds(), time.process_time()
        told = scan_all(port)
        room = (time.perf_counter() - began) * (os.cpu_count() or 1)
        others = (busy_seconds() - busy - (time.process_time() - used)) / room
    print(json.dumps({**size, "parts": port.parts, **told, "used_by_others": round(max(others, 0.0), 3)}))
    return 0 if float(str(told["p99_ms"])) <= PROMISE_MS else 1


if __name__ == "__main__":
    sys.exit(main())
