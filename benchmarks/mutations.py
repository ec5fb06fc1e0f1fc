"""Spoil the story's dossier in many ways and count what a verifier lets pass.

    python -m benchmarks.mutations --count 20000 --seed 1 --json
    python -m benchmarks.mutations --every-bit --json

An edit is *accepted* when members of the dossier have other bytes than before and the verdict, with the right
anchor, is neither 1 nor 2. An edit that leaves every member as it was (the same bytes compressed otherwise)
is none: it is counted as `equal`. Outsiders edit the file; insiders sign the index again with the real keys
of node and officer; forgers sign with keys of their own (`benchmarks/spoiling.py`).

Whether a key's signature covers some bytes is remembered by all three, whole: what an edit did not touch is
not computed again. Where it stands is told on standard error; stopped (Ctrl-C, SIGTERM), it answers for what
is done, with `count` below `asked`.
"""

import argparse
import gc
import json
import multiprocessing
import random
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from benchmarks.machine import Watch
from benchmarks.spoiling import WAYS, stored, the_story
from borderlink.custody.domain.signatures import holds
from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.foundation import signing
from tests.dossier_world import anchor

_BATCH = 500
_SAY_EVERY = 15  # seconds
_holds = lru_cache(maxsize=4_096)(holds)


@cache
def _anchors() -> list[str]:
    return [anchor()]


def judged(data: bytes) -> tuple[str, str]:
    """Return how an edited dossier came out, and the verdict or the crash."""
    try:
        verdict = verify_dossier(data, anchors=_anchors(), signatures=_holds)
    except Exception:  # noqa: BLE001 - a crash is what is counted here
        return "crash", traceback.format_exc(limit=-3)
    if verdict.code in {1, 2}:
        return "detected", f"{verdict.code} {verdict.findings[0].code}"
    same = archive.read(data) == the_story()[2]
    return ("equal" if same else "accepted"), str(verdict.code)


def batch(asked: tuple[int, int, int]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Judge edits from one number to another; return outcomes, codes, and what went wrong."""
    seed, start, end = asked
    outcomes: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(start, end):
        chance = random.Random(f"{seed}-{number}")
        (name, way, _) = chance.choices(WAYS, weights=[weight for _, _, weight in WAYS])[0]
        outcome, told = judged(way(chance))
        outcomes[f"{outcome} {name}"] += 1
        codes[told if outcome == "detected" else outcome] += 1
        if outcome in {"accepted", "crash"}:
            wrong.append(f"{number} {name} {told}")
    return outcomes, codes, wrong


def every_bit(asked: tuple[str, int, int]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Flip every bit of some bytes of a member."""
    name, start, end = asked
    outcomes: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    wrong: list[str] = []
    members = dict(the_story()[2])
    content = bytearray(members[name])
    for at in range(start * 8, end * 8):
        content[at // 8] ^= 1 << at % 8
        members[name] = bytes(content)
        outcome, told = judged(stored(members))
        content[at // 8] ^= 1 << at % 8
        outcomes[outcome] += 1
        codes[told] += 1
        if outcome != "detected":
            wrong.append(f"{name} bit {at} {told}")
    return outcomes, codes, wrong


def _begin() -> None:
    """Make a worker: it ends with its parent's word, and remembers what it computed of signatures."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    known = signing._ALGORITHMS[signing.ED25519]  # noqa: SLF001 - the one that all verifiers use
    signing.add_algorithm(replace(known, verify=lru_cache(maxsize=4_096)(known.verify)))
    the_story()
    gc.freeze()


class Tally:
    """What has been judged so far, and what came of it."""

    def __init__(self, asked: int) -> None:
        self.asked = asked
        self.outcomes: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._began = self._said = time.perf_counter()

    def take(self, found: tuple[Counter[str], Counter[str], list[str]]) -> None:
        """Add a batch."""
        self.outcomes += found[0]
        self.codes += found[1]
        self.wrong += found[2]

    def total(self, outcome: str) -> int:
        """Return how many came out so."""
        return sum(count for name, count in self.outcomes.items() if name.split()[0] == outcome)

    def say(self) -> None:
        """Tell on standard error where it stands, now and then."""
        now = time.perf_counter()
        if now - self._said < _SAY_EVERY:
            return
        self._said, done, spent = now, self.outcomes.total(), now - self._began
        left = (self.asked - done) * spent / max(done, 1)
        print(
            f"{done} of {self.asked} judged in {spent:.0f} s, {left:.0f} s to go: "
            f"{self.total('accepted')} accepted, {self.total('crash')} crashes",
            file=sys.stderr,
            flush=True,
        )  # fmt: skip

    def told(self) -> dict[str, object]:
        """Return the answer."""
        return {
            "asked": self.asked, "count": self.outcomes.total(), "accepted": self.total("accepted"),
            "crashes": self.total("crash"), "equal": self.total("equal"), "detected": self.total("detected"),
            "by_way": dict(sorted(self.outcomes.items())), "by_finding": dict(self.codes.most_common()),
            "wrong": self.wrong[:10], "seconds": round(time.perf_counter() - self._began, 1),
        }  # fmt: skip


def ask(
    work: Callable[[Any], Any], jobs: list[Any], processes: int, asked: int, stop: threading.Event
) -> dict[str, object]:
    """Answer the question, for what is done when ``stop`` is set."""
    watch, tally = Watch(), Tally(asked)
    with multiprocessing.get_context("spawn").Pool(processes, _begin) as pool:
        found = pool.imap_unordered(work, jobs)
        while not stop.is_set():
            try:
                tally.take(found.next(timeout=1))
            except multiprocessing.TimeoutError:
                pass
            except StopIteration:
                break
            tally.say()
    return {**tally.told(), **watch.told()}


def main() -> None:
    """Answer the question on the command line; exit with 1 for anything accepted, crashed or not judged."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutations", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every-bit", action="store_true", help="flip each bit of each member instead")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    work: Callable[[Any], Any] = every_bit if wanted.every_bit else batch
    jobs: list[Any] = [
        (wanted.seed, start, min(start + _BATCH, wanted.count)) for start in range(0, wanted.count, _BATCH)
    ]
    asked = wanted.count
    if wanted.every_bit:
        sizes = {name: len(data) for name, data in the_story()[2].items()}
        jobs = [(name, at, min(at + 64, size)) for name, size in sizes.items() for at in range(0, size, 64)]
        asked = 8 * sum(sizes.values())
    stop = threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: stop.set())
    found = {
        "question": "mutations", "seed": wanted.seed, "every_bit": wanted.every_bit,
        **ask(work, jobs, wanted.processes, asked, stop),
    }  # fmt: skip
    print(json.dumps(found, indent=None if wanted.json else 2))
    whole = found["count"] == asked and not found["accepted"] and not found["crashes"]
    sys.exit(0 if whole else 1)


if __name__ == "__main__":
    main()
