"""How does a node bear a station at work? Officers read their rooms, as locust plays them.

    python -m benchmarks.load --users 30 --seconds 30 --json

A demonstration's node is made and served in a folder of its own, with its worker and post; links sign the
invented officers in. Told are requests a second, the times in milliseconds of the half and of the slowest
hundredth, failures, and the machine's load at the end: of others too, where it is shared. Exits with 1 when
any request failed.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.error import URLError

from benchmarks.peers import ROOT, environment

PINNED: Final = ROOT / "requirements" / "load.txt"
OFFICERS: Final = ROOT / "benchmarks" / "load_officers.py"
LINKS: Final = """
import json
from pathlib import Path
import sys
from borderlink.node.opening import open_node

open_node(Path(sys.argv[1]))
from django.utils import timezone
from borderlink.officers.actions.signing_in import issue_demo_link
from borderlink.officers.queries import Officer

ROLES = {"inspector", "case-officer", "commander", "auditor"}
seats = [(role, officer) for officer in Officer.objects.all() for role in officer.held() if role in ROLES]
seats = [seats[number % len(seats)] for number in range(int(sys.argv[2]))]
found = [(role, issue_demo_link(officer=officer, at=timezone.now())) for role, officer in seats]
print(json.dumps(found))
"""


def main() -> int:
    """Measure and tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--users", type=int, default=30)
    asked.add_argument("--seconds", type=int, default=30)
    asked.add_argument("--json", action="store_true", help="print one line of JSON")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="borderlink-load-") as place:
        figures = measured(Path(place), users=given.users, seconds=given.seconds)
    print(json.dumps(figures) if given.json else "\n".join(f"{key}: {one}" for key, one in figures.items()))
    return int(figures["failures"] != 0)


def measured(place: Path, *, users: int, seconds: int) -> dict[str, object]:
    """Make a node, serve it, let locust loose on it, and return what it measured."""
    locust = environment(PINNED).parent / "locust"
    folder = place / "node"
    command = [sys.executable, "-m", "borderlink", "demo", "--once", "--no-border", "--folder", str(folder)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    with served(folder) as address:
        links = subprocess.run(
            [sys.executable, "-c", LINKS, str(folder), str(users)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        subprocess.run(
            [str(locust), "-f", str(OFFICERS), "--headless", "--host", address, "--users", str(users),
             "--spawn-rate", "10", "--run-time", f"{seconds}s", "--csv", str(place / "told"),
             "--only-summary"],
            env={**os.environ, "BORDERLINK_TEST_LINKS": links}, stdout=sys.stderr, check=False,
        )  # fmt: skip
        load = round(os.getloadavg()[0], 1)
    return {"users": users, "seconds": seconds, **told(place / "told_stats.csv"), "load_average": load}


def told(path: Path) -> dict[str, float]:
    """Return locust's sums of all pages."""
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    names, sums = rows[0], next(row for row in rows if row[1] == "Aggregated")
    found = dict(zip(names, sums, strict=True))
    return {
        "requests": int(found["Request Count"]), "failures": int(found["Failure Count"]),
        "per_second": round(float(found["Requests/s"]), 1), "p50_ms": float(found["50%"]),
        "p99_ms": float(found["99%"]),
    }  # fmt: skip


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the node on a free port until the block ends."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    serve = ["node", "serve", "--folder", str(folder), "--port", str(port)]
    command = [sys.executable, "-m", "borderlink", *serve]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_ready(f"http://localhost:{port}")
            yield f"http://localhost:{port}"
        finally:
            server.terminate()


def _wait_until_ready(address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=10):  # noqa: S310 - our own
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError(address)


if __name__ == "__main__":
    sys.exit(main())
