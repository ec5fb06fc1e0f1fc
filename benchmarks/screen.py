"""How fast and how well is a manifest screened? Beside it the floor: reading and sorting the file.

    python -m benchmarks.screen --parcels 1000000 --json
    python -m benchmarks.screen --parcels 1000000 --independent --json

The manifest is invented once and kept in the temporary folder. Every run is a process of its own; screening
and floor take turns, so that a busy hour hurts both alike. CPU seconds hold the process and its children.
"""

import argparse
import hashlib
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.machine import QUIET, busy_seconds
from benchmarks.quality import quality_of
from borderlink.screening.adapters.synthetic import generate_manifest
from borderlink.screening.domain import synthetic
from tests import independent_manifests
from tests.independent_manifests import write_independent

_MIB: Final = 1024  # ru_maxrss counts KiB on Linux
_SHARED: Final = "The machine was shared while this ran: wall times are longer than on a quiet one."
_ALONE: Final = "The machine was quiet while this ran."
FLOOR: Final = """
import io, sys
import polars as pl
data = open(sys.argv[1], "rb").read()
if sys.argv[2] != "utf-8":
    data = data.decode(sys.argv[2]).encode()
table = pl.read_csv(io.BytesIO(data), infer_schema=False)
table = table.sort(sys.argv[3])
print(table.height)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one process cost."""

    wall_s: float
    cpu_s: float
    peak_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A cached manifest, its truth, and what the floor must know to read it."""

    path: Path
    truth: Path
    encoding: str
    waybill: str


def _maker() -> str:
    """Return a mark of both makers' sources: a changed maker makes its manifests anew."""
    own = Path(synthetic.__file__).parent
    files = [
        *sorted(own.glob("*.py")),
        *sorted(Path(independent_manifests.__file__).parent.glob("independent_*.py")),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:10]


def cached_manifest(parcels: int, seed: int, *, independent: bool) -> Manifest:
    """Return the manifest of this size and seed, made now or in an earlier run."""
    kind = "independent" if independent else "own"
    folder = Path(tempfile.gettempdir()) / "borderlink-benchmarks" / f"{kind}-{parcels}-{seed}-{_maker()}"
    if not (folder / "done").exists():
        print(f"Making {parcels} parcels in {folder} ...", file=sys.stderr)
        if independent:
            write_independent(folder, parcels=parcels, seed=seed)
        else:
            generate_manifest(parcels=parcels, seed=seed, out=folder)
        (folder / "done").touch()
    encoding, waybill = ("gb18030", "运单号") if independent else ("utf-8", "Waybill No")
    return Manifest(
        path=folder / "manifest.csv", truth=folder / "truth.csv", encoding=encoding, waybill=waybill
    )


def measure(command: list[str]) -> Run:
    """Run a command to its end and return what it cost; a failure is a fault of the benchmark."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as words:
        actions = [(os.POSIX_SPAWN_DUP2, words.fileno(), 1), (os.POSIX_SPAWN_DUP2, words.fileno(), 2)]
        child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
        _, status, used = os.wait4(child, 0)
        if status:
            words.seek(0)
            raise RuntimeError(words.read().decode("utf-8", "replace")[-2000:])
    return Run(
        wall_s=round(time.perf_counter() - began, 3),
        cpu_s=round(used.ru_utime + used.ru_stime, 3),
        peak_mib=round(used.ru_maxrss / _MIB, 1),
    )


def middle(runs: list[Run]) -> dict[str, float]:
    """Return the medians of some runs."""
    rows = [asdict(run) for run in runs]
    return {name: round(statistics.median(row[name] for row in rows), 3) for name in rows[0]}


def take_turns(manifest: Manifest, out: Path, repeats: int) -> tuple[list[Run], list[Run], float]:
    """Run screening and floor in turns; return their costs and what share of the machine others used."""
    screen = [sys.executable, "-m", "borderlink", "screen", str(manifest.path), "--out", str(out), "--json"]
    floor = [sys.executable, "-c", FLOOR, str(manifest.path), manifest.encoding, manifest.waybill]
    screened: list[Run] = []
    floors: list[Run] = []
    busy, began = busy_seconds(), time.perf_counter()
    for number in range(repeats):
        floors.append(measure(floor))
        screened.append(measure(screen))
        print(f"run {number + 1}: floor {floors[-1]}, screen {screened[-1]}", file=sys.stderr)
    others = busy_seconds() - busy - sum(run.cpu_s for run in (*screened, *floors))
    whole = (time.perf_counter() - began) * (os.cpu_count() or 1)
    return screened, floors, max(0.0, others / whole)


def run_benchmark(parcels: int, seed: int, repeats: int, *, independent: bool) -> dict[str, object]:
    """Measure screening and floor in turns, then the quality of the last screening."""
    manifest = cached_manifest(parcels, seed, independent=independent)
    with tempfile.TemporaryDirectory(prefix="borderlink-benchmark-") as scratch:
        out = Path(scratch) / "out"
        screened, floors, others = take_turns(manifest, out, repeats)
        summary = json.loads((out / "summary.json").read_text())
        quality = quality_of(out, manifest.truth)
    cost, least = middle(screened), middle(floors)
    return {
        "question": "screen", "parcels": parcels, "seed": seed,
        "generator": "independent" if independent else "own",
        "rows_per_s": round(parcels / cost["wall_s"]), **cost, "floor": least,
        "cpu_over_floor": round(cost["cpu_s"] / least["cpu_s"], 2),
        "wall_over_floor": round(cost["wall_s"] / least["wall_s"], 2),
        **{name: summary[name] for name in ("rows_read", "quarantined", "referrals", "below_cut")},
        "quality": quality,
        "runs": {"screen": [asdict(run) for run in screened], "floor": [asdict(run) for run in floors]},
        "machine": {
            "cores": os.cpu_count(), "python": platform.python_version(), "polars": pl.__version__,
            "others_share": round(others, 3), "note": _SHARED if others > QUIET else _ALONE,
        },
    }  # fmt: skip


def main() -> None:
    """Answer the question on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screen", description=__doc__.splitlines()[0])
    parser.add_argument("--parcels", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--independent", action="store_true", help="use the second maker of manifests")
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    told = run_benchmark(wanted.parcels, wanted.seed, wanted.repeats, independent=wanted.independent)
    print(json.dumps(told, ensure_ascii=False, indent=None if wanted.json else 2))


if __name__ == "__main__":
    main()
