"""How well, and at what cost, are parties linked? Against the truth of both makers' manifests.

    python -m benchmarks.linkage --parcels 1000000 --json
    python -m benchmarks.linkage --parcels 200000 --peer --json

``floor`` is what no linkage can do without: decode the eight columns, hash them, sort the hashes. It is
measured again in every run, in the same process. ``d_cpu`` is linkage's CPU over the floor's.
``blocking_recall`` is the recall that a perfect judge of the candidate pairs would reach. On a shared machine
processor seconds grow by some, wall seconds by much: the load is told beside them.

``--peer`` runs Splink beside us on the same receivers, by turns, each in a process of its own; senders are
taken out on both sides. Its threshold is the one that does best on the truth, which favours it.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.peers import Cost, answer_of, beside
from borderlink.screening.adapters.reading import read_manifests
from borderlink.screening.adapters.synthetic import generate_manifest
from borderlink.screening.domain.linkage.blocks import Budget, plan_pairs, split
from borderlink.screening.domain.linkage.forms import hash_waybills, read_forms
from borderlink.screening.domain.linkage.link import ROLES, link_parties
from tests.independent_manifests import write_independent

COLUMNS = [f"{role}_{field}" for role in ROLES for field in ("name", "phone", "address", "postcode")]


def pairs_within(frame: pl.DataFrame, *columns: str) -> int:
    """Return how many pairs of rows agree in all these columns."""
    size = pl.col("len").cast(pl.Int64)
    return int(frame.group_by(columns).len().select((size * (size - 1) // 2).sum()).item())


def agreement(parties: pl.DataFrame, truth: pl.DataFrame, role: str) -> dict[str, float | int]:
    """Return pairwise precision, recall and F1 of one role's parties."""
    both = parties.filter(pl.col("role") == role).join(truth, on="waybill")
    found, true = pairs_within(both, "party"), pairs_within(both, f"{role}_party")
    right = pairs_within(both, "party", f"{role}_party")
    precision, recall = right / max(found, 1), right / max(true, 1)
    return {
        "precision": round(precision, 5), "recall": round(recall, 5),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 5), "true_pairs": true,
    }  # fmt: skip


def blocking_recall(parcels: pl.DataFrame, truth: pl.DataFrame, role: str) -> float:
    """Return the recall reached when every candidate pair of one true party is linked, and no other."""
    forms = read_forms(parcels, role, hash_waybills(parcels["waybill"]))
    left, right = split(plan_pairs(forms, role, Budget())[1])
    true = parcels.select("waybill").join(truth, on="waybill", how="left", maintain_order="left")[
        f"{role}_party"
    ]
    of_form = true.gather(forms.first).cast(pl.Categorical).to_physical().to_numpy()
    kept = of_form[left] == of_form[right]
    graph = coo_array((np.ones(int(kept.sum())), (left[kept], right[kept])), shape=(len(forms), len(forms)))
    labels = connected_components(graph, directed=False)[1]
    found = pl.DataFrame({"label": labels[forms.of_parcel], "true": true})
    return round(pairs_within(found, "label", "true") / max(pairs_within(found, "true"), 1), 5)


def floor_seconds(parcels: pl.DataFrame) -> float:
    """Return the CPU seconds to decode, hash and sort the columns that linkage reads."""
    started = time.process_time()
    for column in COLUMNS:
        np.sort(hash_waybills(parcels[column]))
    return time.process_time() - started


def measure(parcels: pl.DataFrame, truth: pl.DataFrame) -> dict[str, object]:
    """Link parcels and return quality, cost, floor and plan."""
    floor = floor_seconds(parcels)
    load = os.getloadavg()[0]
    wall, cpu = time.perf_counter(), time.process_time()
    linkage = link_parties(parcels)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "parcels": parcels.height, "cpu_s": round(cpu, 2), "wall_s": round(wall, 2), "peak_mib": peak,
        "floor_cpu_s": round(floor, 2), "d_cpu": round(cpu / max(floor, 1e-9), 1),
        "load_before": round(load, 2), "cores": os.cpu_count(),
        "quality": {role: agreement(linkage.parties, truth, role) for role in ROLES},
        "blocking_recall": {"receiver": blocking_recall(parcels, truth, "receiver")},
        "hubs": linkage.hubs.height, "edges": linkage.edges.height,
        "plan": [{**asdict(line), "refused": len(line.refused)} for line in linkage.plan],
    }  # fmt: skip


def manifest_of(folder: Path, parcels: int, seed: int, maker: str) -> tuple[Path, Path]:
    """Make a manifest and its truth."""
    if maker == "independent":
        return write_independent(folder, parcels=parcels, seed=seed)
    made = generate_manifest(parcels=parcels, seed=seed, out=folder)
    return made.manifest, made.truth


def ask(parcels: int, seed: int, maker: str) -> dict[str, object]:
    """Measure one maker's manifest in a process of its own, so that memory is linkage's."""
    with tempfile.TemporaryDirectory(prefix="borderlink-linkage-") as scratch:
        folder = Path(scratch)
        manifest, truth = manifest_of(folder, parcels, seed, maker)
        reading = read_manifests([manifest])
        reading.parcels.write_parquet(folder / "parcels.parquet")
        command = [
            sys.executable,
            "-m",
            "benchmarks.linkage",
            "--measure",
            str(folder),
            "--truth",
            str(truth),
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        answer: dict[str, object] = json.loads(done.stdout)
        return {"maker": maker, "seed": seed, **answer}


def link_receivers(folder: Path) -> Cost:
    """Link the receivers alone, write their parties, return the cost."""
    wall, cpu = time.perf_counter(), time.process_time()
    parcels = pl.read_parquet(folder / "parcels.parquet").with_columns(
        pl.lit(None, pl.String).alias(column) for column in COLUMNS if column.startswith("sender")
    )
    parties = link_parties(parcels).parties.filter(pl.col("role") == "receiver")
    cost = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
    cost["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    parties.select("waybill", "party").write_parquet(folder / "ours.parquet")
    return cost


def ask_both(parcels: int, seed: int, maker: str, *, runs: int) -> dict[str, object]:
    """Run ours and the peer by turns on one maker's receivers."""
    with tempfile.TemporaryDirectory(prefix="borderlink-linkage-") as scratch:
        folder = Path(scratch)
        manifest, told = manifest_of(folder, parcels, seed, maker)
        held = folder / "parcels.parquet"
        read_manifests([manifest]).parcels.write_parquet(held)
        truth = pl.read_csv(told, infer_schema=False)

        def score(parties: pl.DataFrame) -> dict[str, float | int]:
            return agreement(parties.with_columns(role=pl.lit("receiver")), truth, "receiver")

        ours = [sys.executable, "-m", "benchmarks.linkage", "--receivers", str(folder)]
        compared = beside(held, folder, lambda: answer_of(ours), score, runs=runs)
        return {"maker": maker, "seed": seed, "parcels": parcels, "cores": os.cpu_count(), **compared}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the answer, one line a maker."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--parcels", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--maker", choices=("own", "independent", "both"), default="both")
    parser.add_argument("--json", action="store_true", help="one line of JSON a maker (the default)")
    parser.add_argument("--peer", action="store_true", help="Splink beside us, receivers only, by turns")
    parser.add_argument("--runs", type=int, default=3, help="of each side, with --peer")
    parser.add_argument("--receivers", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--truth", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    if wanted.measure:
        truth = pl.read_csv(wanted.truth, infer_schema=False)
        print(json.dumps(measure(pl.read_parquet(wanted.measure / "parcels.parquet"), truth)))
        return 0
    if wanted.receivers:
        print(json.dumps(link_receivers(wanted.receivers)))
        return 0
    for maker in ("own", "independent") if wanted.maker == "both" else (wanted.maker,):
        if wanted.peer:
            answer = ask_both(wanted.parcels, wanted.seed, maker, runs=wanted.runs)
        else:
            answer = ask(wanted.parcels, wanted.seed, maker)
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
