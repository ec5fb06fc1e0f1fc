"""Time a ledger: writing it, checking it, and how much that is beside hashing alone.

    python -m benchmarks.custody --events 100000 --json

Each case has 40 events of the tea case's kind (seize, weigh, sample, seal, offer, destroy). Checking runs in
a process of its own for its memory, without signatures and with them on every core.
"""

import argparse
import hashlib
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.machine import Watch, own_seconds
from borderlink.custody.domain.signatures import holds
from borderlink.custody.domain.verify import verify
from borderlink.custody.domain.witnessed import read_event
from borderlink.foundation.refusals import Refusal
from tests.custody_world import Desk, tea_case_of

_BATCH = 5_000


def write(path: Path, events: int) -> dict[str, object]:
    """Write a ledger of at least so many events, a line each, and tell how fast."""
    desk, written, started = Desk(), 0, time.perf_counter()
    with path.open("wb") as file:
        case = 0
        while written < events:
            case += 1
            tea_case_of(desk, case)
            file.writelines(line.body + b"\n" for line in desk.lines)
            written += len(desk.lines)
            desk.lines.clear()
    seconds = time.perf_counter() - started
    return {"events": written, "cases": case, "append_per_second": round(written / seconds)}


def _bodies(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            yield line[:-1]


def _hashing(path: Path) -> float:
    started = time.perf_counter()
    for body in _bodies(path):
        hashlib.sha256(b"\0" + body).digest()
    return time.perf_counter() - started


def _peak_kb() -> int:
    """Return this program's own peak of memory: ru_maxrss begins with the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def _check(path: Path, told: "multiprocessing.Queue[dict[str, float]]") -> None:
    base = _peak_kb()
    started, spent = time.perf_counter(), time.process_time()
    verdict = verify(_bodies(path), Desk().trust)
    if verdict.fault is not None:
        raise SystemExit(f"the ledger does not hold: {verdict.fault}")
    peak = _peak_kb()
    told.put({
        "seconds": time.perf_counter() - started, "cpu_seconds": time.process_time() - spent,
        "peak_mb": peak / 1024, "base_mb": base / 1024,
    })  # fmt: skip


def _signed(bodies: list[bytes]) -> int:
    """Check every signature of some events; return how many."""
    count = 0
    for body in bodies:
        event = read_event(body)
        if event is None:
            raise SystemExit("an event cannot be read")
        signed = event.signed_bytes()
        for signer, signature in zip(event.signers, event.signatures(), strict=True):
            if not holds(signer[1], signed, signature):
                raise SystemExit("a signature does not hold")
            count += 1
    return count


def _batches(path: Path) -> Iterator[list[bytes]]:
    bodies = _bodies(path)
    while batch := list(islice(bodies, _BATCH)):
        yield batch


def ask(events: int) -> dict[str, object]:
    """Answer the question."""
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="borderlink-custody-") as folder:
        path = Path(folder) / "ledger"
        told = write(path, events)
        context = multiprocessing.get_context("spawn")
        queue: multiprocessing.Queue[dict[str, float]] = context.Queue()
        process = context.Process(target=_check, args=(path, queue))
        process.start()
        checked = queue.get()
        process.join()
        hashing = _hashing(path)
        started, spent = time.perf_counter(), own_seconds()
        with context.Pool() as pool:
            signatures = sum(pool.imap_unordered(_signed, _batches(path)))
            pool.close()
            pool.join()
        with_signatures = time.perf_counter() - started + checked["seconds"]
        return {
            "question": "custody", **told, "bytes": path.stat().st_size, "signatures": signatures,
            "check_seconds": round(checked["seconds"], 2),
            "check_with_signatures_seconds": round(with_signatures, 2),
            "check_cpu_seconds": round(checked["cpu_seconds"], 2),
            "signatures_cpu_seconds": round(own_seconds() - spent, 2),
            "peak_mb": round(checked["peak_mb"]), "base_mb": round(checked["base_mb"]),
            "hashing_seconds": round(hashing, 3), "times_hashing": round(checked["seconds"] / hashing, 1),
            **watch.told(),
        }  # fmt: skip


def main() -> None:
    """Answer the question on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.custody", description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    try:
        print(json.dumps(ask(wanted.events), indent=None if wanted.json else 2))
    except Refusal as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
