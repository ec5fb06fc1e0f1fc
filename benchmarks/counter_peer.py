"""Measure how soon nomenklatura's matcher answers a carrier behind the same web server, of the same parties.

    python -m benchmarks.counter --parties 1000000 --rate 200 --seconds 20 --peer --json

The parcels, the questions, their rate, the web server and its number of processes and threads are those of
``benchmarks.counter``. The peer (benchmarks/counter_side.py) answers from memory, checks no key, applies no
rule, writes no journal: all of that favours it. It finds candidates by its own index's tokens, weights and
bounds, and scores each by logic_v2. Where it cannot keep up, times grow with the length of the run:
``cpu_ms`` and ``answers_a_second`` are then what tells; a lower ``--rate`` shows its times unqueued.
"""

import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.at_rate import ask_at_rate, wait_for
from benchmarks.counter import PERSONS
from benchmarks.peers import ROOT, environment

PINNED: Final = ROOT / "requirements" / "name-peers.txt"
SIDE: Final = ROOT / "benchmarks" / "counter_side.py"
THREADS: Final = 48  # of each process, as benchmarks.counter gives its node


def measure_peer(
    parcels: pl.DataFrame, bodies: Sequence[bytes], *, rate: float, workers: int
) -> dict[str, object]:
    """Let the peer index the parties of the parcels, then answer the questions; return what that took."""
    python = str(environment(PINNED))
    with tempfile.TemporaryDirectory(prefix="borderlink-counter-peer-") as place:
        _write_parties(parcels, Path(place) / "parties.jsonl")
        build = subprocess.run(
            [python, str(SIDE), "build", place], check=True, stdout=subprocess.PIPE, text=True
        )
        built = json.loads(build.stdout.splitlines()[-1])
        told = _served([python, str(SIDE), "serve", place], bodies, rate, workers)
    built["build_cpu_s"] = round(built["build_cpu_s"], 1)
    return {"peer": "nomenklatura logic_v2", **built, **told}


def _write_parties(parcels: pl.DataFrame, path: Path) -> None:
    """Write sender and receiver of every parcel, a line each."""
    parts = [
        parcels.select(pl.col(f"{role}_{name}").alias(name) for name in PERSONS)
        for role in ("sender", "receiver")
    ]
    pl.concat(parts).write_ndjson(path)


def _served(command: list[str], bodies: Sequence[bytes], rate: float, workers: int) -> dict[str, object]:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    asked = [*command, str(port), str(workers), str(THREADS)]
    surroundings = {**os.environ, "PYTHONPATH": str(SIDE.parent)}
    server = subprocess.Popen(asked, env=surroundings, cwd=ROOT)
    try:
        for _ in range(20 * workers):  # a new connection each: one of each process answers in the end
            wait_for(f"http://127.0.0.1:{port}/")
        return ask_at_rate(f"http://127.0.0.1:{port}/check", "none", bodies, rate=rate, pid=server.pid)
    finally:
        server.terminate()
        server.wait(30)
