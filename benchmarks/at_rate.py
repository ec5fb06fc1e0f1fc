"""Questions sent over HTTP at a fixed rate, whether or not the one before was answered; what they took."""

import json
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import urllib3

THREADS: Final = 64
START_S: Final = 120


@dataclass(slots=True)
class Took:
    """What answers took, in milliseconds from the moment at which a question was due, and what they were."""

    ms: list[float] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, ms: float, answer: str) -> None:
        """Count one answer."""
        with self.lock:
            self.ms.append(ms)
            self.answered[answer] = self.answered.get(answer, 0) + 1

    def told(self) -> dict[str, object]:
        """Return counts and the times of the half and of the slowest hundredth."""
        ms = sorted(self.ms)
        return {
            "answers": len(ms), "p50_ms": round(ms[len(ms) // 2], 1),
            "p99_ms": round(ms[int(len(ms) * 0.99)], 1), "answered": self.answered,
        }  # fmt: skip


def ask_at_rate(url: str, key: str, bodies: Sequence[bytes], *, rate: float, pid: int) -> dict[str, object]:
    """Send the bodies, ``rate`` a second, after a few that warm up; ``pid`` is the server's first process.

    ``cpu_ms`` is the processor time of the server for one answer.
    """
    pool = urllib3.PoolManager(maxsize=THREADS, retries=False, timeout=600)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask(body: bytes, due: float, took: Took) -> None:
        time.sleep(max(due - time.perf_counter(), 0))
        told = pool.request("POST", url, body=body, headers=headers)
        took.add((time.perf_counter() - due) * 1000, str(json.loads(told.data).get("answer") or told.status))

    warm = min(len(bodies) // 5, 200)
    for body in bodies[:warm]:
        ask(body, time.perf_counter(), Took())
    took, busy, began = Took(), processor_seconds(pid), time.perf_counter() + 0.2
    with ThreadPoolExecutor(THREADS) as threads:
        for place, body in enumerate(bodies[warm:]):
            threads.submit(ask, body, began + place / rate, took)
    seconds = time.perf_counter() - began
    cpu = (processor_seconds(pid) - busy) / max(len(took.ms), 1) * 1000
    return {
        **took.told(), "rate": rate, "answers_a_second": round(len(took.ms) / seconds, 1),
        "cpu_ms": round(cpu, 2),
    }  # fmt: skip


def wait_for(url: str) -> None:
    """Wait until something answers there. Raises ``TimeoutError``."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            urllib3.request("GET", url, retries=False, timeout=5)
        except urllib3.exceptions.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process and its children."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total
