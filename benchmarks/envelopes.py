"""Spoil envelopes in every known way and count what the receiver lets pass or names wrongly.

    python -m benchmarks.envelopes --count 100000 --seed 1 --json

Bits flipped and bytes spliced anywhere, headers and parts swapped, signed again by another peer, forwarded to
another, sealed or signed with old keys, replayed after a restore, and what a partner that lies can do with
its own keys (``tests/letter_mutations.py``). One in fifty is a good letter, which must be taken in.
*Accepted* is a spoiled one taken in; *wrong code* one refused by another rule than the one it breaks first.
Exits with 1 on either, on a crash, and on a good letter refused. ``examine_us`` is the time of one good
letter whose wire has 4 KiB.
"""

import argparse
import json
import multiprocessing
import random
import statistics
import sys
import time
import traceback
from collections import Counter

from benchmarks.machine import Watch
from borderlink.liaison.domain.receiving import Refused, examine
from tests.letter_mutations import GZ, MC, RING, WAYS, nothing_wrong, told
from tests.letter_world import NOON_S, write

_BATCH = 500
_ONE_GOOD_IN = 50
_FAULTS = ("accepted", "wrong_code", "crashes", "good_refused")
Counts = tuple[Counter[str], Counter[str], Counter[str], list[str]]


def batch(job: tuple[int, int, int]) -> Counts:
    """Spoil the envelopes numbered ``start`` to ``end``; the same numbers and seed give the same ones."""
    seed, start, end = job
    outcomes: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(start, end):
        chance = random.Random(f"{seed} {number}")
        way = nothing_wrong if number % _ONE_GOOD_IN == 0 else WAYS[number % len(WAYS)]
        spoiled = way(chance)
        try:
            code = told(spoiled)
        except Exception:  # noqa: BLE001 - a crash is what is looked for
            code = "crash"
            wrong.append(f"{number} {way.__name__} {traceback.format_exc(limit=-1)}")
        outcome = _outcome(spoiled.code, code)
        outcomes[outcome] += 1
        ways[way.__name__] += 1
        codes[code] += 1
        if outcome not in {"refused", "good"}:
            wrong.append(f"{number} {way.__name__} wanted {spoiled.code} told {code}")
    return outcomes, ways, codes, wrong


def _outcome(wanted: str, code: str) -> str:
    if code == "crash":
        return "crashes"
    if wanted == "accepted":
        return "good" if code == wanted else "good_refused"
    if code == "accepted":
        return "accepted"
    return "refused" if code == wanted else "wrong_code"


def examine_us(seed: int) -> dict[str, float]:
    """Return the median time in microseconds of examining a good letter of 4 KiB, for each suite."""
    found = {}
    for suite in (1, 2):
        wire = write(MC, GZ, random.Random(seed), suite=suite, length=1500).wire
        times = []
        for _ in range(500):
            started = time.perf_counter()
            verdict = examine(wire, RING, me=GZ.code, at=NOON_S)
            times.append(time.perf_counter() - started)
            assert not isinstance(verdict, Refused)
        found[str(suite)] = round(statistics.median(times) * 1e6, 1)
    return found


def ask(count: int, seed: int, processes: int) -> dict[str, object]:
    """Answer the question."""
    watch, started = Watch(), time.perf_counter()
    outcomes: Counter[str] = Counter(dict.fromkeys((*_FAULTS, "good", "refused"), 0))
    ways: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    wrong: list[str] = []
    jobs = [(seed, start, min(start + _BATCH, count)) for start in range(0, count, _BATCH)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for one, two, three, bad in pool.imap_unordered(batch, jobs):
            outcomes.update(one)
            ways += two
            codes += three
            wrong += bad
    return {
        "question": "envelopes", "seed": seed, "count": count, **outcomes,
        "by_way": dict(sorted(ways.items())), "by_code": dict(codes.most_common()), "wrong": wrong[:10],
        "examine_us": examine_us(seed), "seconds": round(time.perf_counter() - started, 1), **watch.told(),
    }  # fmt: skip


def main() -> None:
    """Answer the question on the command line; exit with 1 when a letter was judged wrongly."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.envelopes", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    found = ask(wanted.count, wanted.seed, wanted.processes)
    print(json.dumps(found, indent=None if wanted.json else 2))
    sys.exit(1 if any(found[name] for name in _FAULTS) else 0)


if __name__ == "__main__":
    main()
