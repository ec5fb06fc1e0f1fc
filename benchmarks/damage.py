"""Is every damaged row of a large manifest named, and no other? Through the command, both makers' files.

    python -m benchmarks.damage --parcels 200000 --json

Exits with 1 when a count does not add up or a row is missing, named wrongly, or named without need.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import polars as pl

from borderlink.screening.adapters.synthetic import generate_manifest
from tests.damage import KINDS, Damaged, damage
from tests.independent_manifests import ENCODING, write_independent


def damaged_file(folder: Path, parcels: int, *, independent: bool) -> tuple[Path, Damaged]:
    """Make a manifest, damage 5 % of its rows, and return it with the list of what was done."""
    if independent:
        good, encoding = write_independent(folder, parcels=parcels, seed=3)[0], ENCODING
    else:
        good, encoding = generate_manifest(parcels=parcels, seed=3, out=folder).manifest, "utf-8"
    damaged = damage(good.read_bytes(), seed=3, encoding=encoding)
    path = folder / "damaged.csv"
    path.write_bytes(damaged.content)
    return path, damaged


def compare(out: Path, damaged: Damaged) -> dict[str, object]:
    """Compare what was screened with what was planted."""
    summary = json.loads((out / "summary.json").read_text())
    quarantine = pl.read_csv(out / "quarantine.csv", infer_schema=False)
    named = {int(line): reason for line, reason in quarantine.select("line", "reason").iter_rows()}
    wanted = {planted.line: planted.reason for planted in damaged.planted if planted.reason}
    odd = {planted.line for planted in damaged.planted if not planted.reason}
    differing = [line for line in wanted.keys() | named.keys() if wanted.get(line) != named.get(line)]
    return {
        "rows": damaged.rows, "rows_read": summary["rows_read"], "parcels": summary["parcels"],
        "quarantined": summary["quarantined"], "damaged": len(damaged.planted), "kinds": len(KINDS),
        "to_set_aside": len(wanted), "to_be_read_all_the_same": len(odd),
        "read_all_the_same": len(odd - named.keys()),
        "named_wrongly_or_not_at_all": len(differing),
        "adds_up": summary["rows_read"] == damaged.rows == summary["parcels"] + summary["quarantined"],
        "by_kind": dict(Counter(planted.kind for planted in damaged.planted)), "seconds": summary["seconds"],
    }  # fmt: skip


def ask(parcels: int, *, independent: bool) -> dict[str, object]:
    """Screen one damaged manifest in a process of its own and compare."""
    with tempfile.TemporaryDirectory(prefix="borderlink-damage-") as scratch:
        path, damaged = damaged_file(Path(scratch), parcels, independent=independent)
        out = Path(scratch) / "out"
        command = [sys.executable, "-m", "borderlink", "screen", str(path), "--out", str(out)]
        subprocess.run(command, check=True, capture_output=True)
        return compare(out, damaged)


def main() -> None:
    """Answer the question on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.damage", description=__doc__.splitlines()[0])
    parser.add_argument("--parcels", type=int, default=200_000)
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    told = {kind: ask(wanted.parcels, independent=kind == "independent") for kind in ("own", "independent")}
    print(json.dumps({"question": "damage", **told}, indent=None if wanted.json else 2))
    sound = all(answer["adds_up"] and not answer["named_wrongly_or_not_at_all"] for answer in told.values())
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
