"""Peers, beside us: installed from requirements/peers.txt into their own environment, run as processes."""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.machine import Watch

ROOT: Final = Path(__file__).resolve().parent.parent
PINNED: Final = ROOT / "requirements" / "peers.txt"
SPLINK: Final = ROOT / "benchmarks" / "splink_side.py"
THRESHOLDS: Final = tuple(range(-2, 33, 2))  # match weights, in bits

Cost = dict[str, float]
Quality = dict[str, float | int]
Score = Callable[[pl.DataFrame], Quality]  # of a frame of waybill, party


def environment(pinned: Path = PINNED) -> Path:
    """Return the Python of the peers' environment, made now or in an earlier run."""
    mark = hashlib.sha256(pinned.read_bytes() + sys.version.encode()).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / "borderlink-benchmarks" / f"peers-{mark}"
    python = folder / "bin" / "python"
    if not (folder / "done").exists():
        print(f"Installing what requirements/{pinned.name} names ...", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        quietly = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([str(python), "-m", "pip", "install", *quietly, "-r", str(pinned)], check=True)
        (folder / "done").touch()
    return python


def answer_of(command: list[str]) -> Cost:
    """Run one side in a process of its own and return the costs it tells on its last line."""
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    cost: Cost = json.loads(done.stdout.splitlines()[-1])
    return cost


def splink(parcels: Path, out: Path, *thresholds: float) -> Cost:
    """Let Splink link the receivers; the clusters lie in ``out`` by threshold."""
    told = ",".join(f"{threshold:g}" for threshold in thresholds)
    return answer_of([str(environment()), str(SPLINK), str(parcels), str(out), told])


def best_threshold(parcels: Path, out: Path, score: Score) -> float:
    """Return the threshold at which Splink does best on the truth, which favours it."""
    splink(parcels, out, *THRESHOLDS)
    by_f1 = {
        threshold: score(pl.read_parquet(out / f"{threshold:g}.parquet"))["f1"] for threshold in THRESHOLDS
    }
    return max(THRESHOLDS, key=lambda threshold: by_f1[threshold])


def peak_mib() -> int:
    """Return the most MiB this process held. ``ru_maxrss`` begins with the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def beside(
    parcels: Path, out: Path, ours: Callable[[], Cost], score: Score, *, runs: int
) -> dict[str, object]:
    """Run ours and Splink by turns and return medians, ratios, and how busy others kept the machine.

    ``ours`` leaves its parties in ``out / "ours.parquet"``.
    """
    threshold = best_threshold(parcels, out, score)
    watch = Watch()
    told: dict[str, list[Cost]] = {"ours": [], "splink": []}
    for _ in range(runs):
        told["ours"].append(ours())
        told["splink"].append(splink(parcels, out, threshold))
    shared = watch.told()
    costs = {side: _medians(runs_of) for side, runs_of in told.items()}
    return {
        "runs": runs,
        "ours": {**costs["ours"], **score(pl.read_parquet(out / "ours.parquet"))},
        "splink": {**costs["splink"], **score(pl.read_parquet(out / f"{threshold:g}.parquet"))},
        "splink_threshold": threshold,
        "splink_over_ours": {
            name: round(costs["splink"][name] / costs["ours"][name], 2) for name in costs["ours"]
        },
        **shared,
        "load_after": round(os.getloadavg()[0], 2),
    }  # fmt: skip


def _medians(runs: list[Cost]) -> Cost:
    return {name: round(statistics.median(run[name] for run in runs), 2) for name in runs[0]}
