"""How well and how fast names are recognised across Chinese, Vietnamese and English, beside others.

    python -m benchmarks.names --json

Recall of invented pairs at a precision of 0.95 with five hard negatives a pair (benchmarks/names_pairs.py),
pooled and by slice, at the threshold that the tuning part gave; pairs a second on one core; the index. Peers
score the same pairs in their own environment, each at the threshold that is best for it on the reported part,
which favours them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import names_lists as lists
from benchmarks.names_pairs import Maker, Pair, Readings, bare, needed
from benchmarks.peers import ROOT, answer_of, environment, peak_mib
from borderlink.language.names.index import NameIndex, build_index
from borderlink.language.names.keys import Keys, keys_of
from borderlink.language.names.scoring import score_names

PRECISION = 0.95
CROWD = 100_000
PEERS = ("nomenklatura logic_v2", "rapidfuzz + anyascii")
F64 = npt.NDArray[np.float64]


def ask_side(python: Path, act: str, told: object) -> dict[str, object]:
    """Ask the peers' environment one question."""
    command = [str(python), str(ROOT / "benchmarks" / "names_side.py"), act]
    done = subprocess.run(
        command, input=json.dumps(told) + "\n", check=True, stdout=subprocess.PIPE, text=True
    )
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def threshold_for(scores: F64, same: npt.NDArray[np.bool_]) -> float:
    """Return the lowest threshold whose precision over all pairs is high enough; above 1 if none is."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(same[order])
    last_of_its_score = np.append(np.diff(scores[order]) != 0, True)
    good = (right / np.arange(1, len(order) + 1) >= PRECISION) & last_of_its_score
    return float(scores[order][np.flatnonzero(good)[-1]]) if good.any() else 1.01


def measured(pairs: list[Pair], scores: F64, threshold: float) -> dict[str, object]:
    """Return precision and recall at a threshold, pooled and by slice."""
    same = np.array([pair.same for pair in pairs])
    of_slice = np.array([pair.slice for pair in pairs])
    found = scores >= threshold
    slices = {
        name: {
            "recall": _share(found & same & (of_slice == name), same & (of_slice == name)),
            "false": int((found & ~same & (of_slice == name)).sum()),
        }
        for name in dict.fromkeys(pair.slice for pair in pairs)
    }
    return {
        "threshold": round(threshold, 4), "recall": _share(found & same, same),
        "precision": _share(found & same, found), "slices": slices,
    }  # fmt: skip


def _share(part: npt.NDArray[np.bool_], whole: npt.NDArray[np.bool_]) -> float:
    return round(float(part.sum() / max(1, whole.sum())), 4)


def scored(pairs: list[Pair]) -> F64:
    """Return our scores; a refused pair counts as 0."""
    return np.nan_to_num(score_names([pair.a for pair in pairs], [pair.b for pair in pairs]).score)


def speed(pairs: list[Pair], runs: int) -> dict[str, float]:
    """Return pairs a second of one process: the first time it sees these names, and the best of more."""
    a, b = [pair.a for pair in pairs], [pair.b for pair in pairs]
    score_names(["Lê"], ["黎"])
    rates = []
    for _ in range(runs):
        started = time.process_time()
        score_names(a, b)
        rates.append(len(pairs) / (time.process_time() - started))
    return {"pairs_per_s_first": round(rates[0]), "pairs_per_s": round(max(rates))}


def key_recall(pairs: list[Pair]) -> dict[str, object]:
    """Return how many pairs of one name share a key when one is asked for and the other is kept, by slice.

    The worse of both ways; ``either`` is for joins, which ask both ways.
    """
    same = [pair for pair in pairs if pair.same]
    a, b = [pair.a for pair in same], [pair.b for pair in same]
    ways = [_meet(keys_of(a, asked=True), keys_of(b)), _meet(keys_of(b, asked=True), keys_of(a))]
    of_slice = np.array([pair.slice for pair in same])
    told = {}
    for name in dict.fromkeys(pair.slice for pair in same):
        here = of_slice == name
        shares = [_share(way & here, here) for way in ways]
        told[name] = {"one_way": min(shares), "either": _share((ways[0] | ways[1]) & here, here)}
    kept = keys_of(a + b)
    return {"slices": told, "keys_kept_a_name": round(len(kept.keys) / (2 * len(same)), 1)}


def _meet(one: Keys, two: Keys) -> npt.NDArray[np.bool_]:
    rows = range(len(one.starts) - 1)
    parts = [(found.keys[found.starts[row] : found.starts[row + 1]] for row in rows) for found in (one, two)]
    return np.array([np.intersect1d(a, b).size > 0 for a, b in zip(*parts, strict=True)])


def crowd(size: int, seed: int) -> list[str]:
    """Return many invented names in five ways of writing, common ones more often, as registers have them."""
    random = np.random.default_rng(seed)
    viet, given = lists.pairs(lists.VIET_SURNAMES), lists.pairs(lists.VIET_GIVEN)

    def skewed(count: int) -> npt.NDArray[np.int64]:
        return np.minimum((random.random(size) ** 2.2 * count).astype(np.int64), count - 1)

    surname, first, second = skewed(len(viet)), skewed(len(given)), random.integers(0, len(given), size)
    sur, one, two = (
        skewed(len(lists.CHINESE_SURNAMES)),
        skewed(len(lists.CHINESE_GIVEN)),
        random.integers(0, len(lists.CHINESE_GIVEN), size),
    )
    kind = random.integers(0, 4, size)
    found = []
    for at in range(size):
        if kind[at] == 0:
            found.append(
                lists.CHINESE_SURNAMES[sur[at]] + lists.CHINESE_GIVEN[one[at]] + lists.CHINESE_GIVEN[two[at]]
            )
            continue
        parts = [viet[surname[at]], given[second[at]], given[first[at]]]
        text = (
            "".join(han for _, han in parts) if kind[at] == 1 else " ".join(v.capitalize() for v, _ in parts)
        )
        found.append(bare(text) if kind[at] == 3 else text)  # noqa: PLR2004
    return found


def crowds(size: int, seed: int) -> Iterator[str]:
    """Yield a crowd of any size, a part at a time."""
    for at in range(0, size, CROWD):
        yield from crowd(min(CROWD, size - at), seed + 1_000 * at)


def build(folder: Path, size: int, seed: int) -> dict[str, float]:
    """Build an index of many names; return what it cost, the making of the names left out."""
    started = time.process_time()
    for _ in crowds(size, seed):
        pass
    made = time.process_time() - started
    started, wall = time.process_time(), time.perf_counter()
    postings = build_index(crowds(size, seed), folder)
    return {
        "postings": postings, "build_cpu_s": round(time.process_time() - started - made, 1),
        "build_wall_s": round(time.perf_counter() - wall, 1), "build_peak_mib": peak_mib(),
    }  # fmt: skip


def indexed(size: int, seed: int, queries: int) -> dict[str, object]:
    """Return what an index of many names costs; it is built in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="borderlink-names-") as scratch:
        folder = Path(scratch)
        built = answer_of(
            [
                sys.executable,
                "-m",
                "benchmarks.names",
                "--build",
                scratch,
                "--index",
                str(size),
                "--seed",
                str(seed),
            ]
        )
        held = sum(path.stat().st_size for path in folder.iterdir())
        index, asked = NameIndex(folder), crowd(queries, seed + 1)
        index.candidates(asked[0])
        started = time.process_time()
        found = [len(index.candidates(name)) for name in asked]
        took = time.process_time() - started
        started = time.process_time()
        for name in asked[: queries // 10]:
            index.search(name)
        scored_s = time.process_time() - started
    return {
        "names": size, **built, "bytes": held,
        "candidates_queries_per_s": round(queries / took),
        "searches_per_s": round(queries // 10 / scored_s, 1),
        "candidates_p50": int(np.percentile(found, 50)), "candidates_p95": int(np.percentile(found, 95)),
    }  # fmt: skip


def peer(python: Path, name: str, pairs: list[Pair]) -> dict[str, object]:
    """Return what a peer makes of the same pairs at the threshold that is best for it."""
    answer = ask_side(python, name, [[pair.a, pair.b] for pair in pairs])
    scores = np.array(answer["scores"], np.float64)
    same = np.array([pair.same for pair in pairs])
    seconds = float(str(answer["seconds"]))
    told = measured(pairs, scores, threshold_for(scores, same))
    return {**told, "pairs_per_s": round(len(pairs) / seconds)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the answer on one line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=600, help="pairs of one name a slice")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="one line of JSON (the default)")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--index", type=int, nargs="*", default=[1_000_000], help="sizes of indexes, or none")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--only-index", action="store_true", help="measure indexes and nothing else")
    wanted = parser.parse_args(arguments)
    if wanted.build:
        print(json.dumps(build(wanted.build, wanted.index[0], wanted.seed)))
        return 0
    if wanted.only_index:
        print(json.dumps({"index": [indexed(size, wanted.seed, 1000) for size in wanted.index]}))
        return 0
    python = environment(ROOT / "requirements" / "name-peers.txt")
    readings: Readings = ask_side(python, "read", needed())  # type: ignore[assignment]
    tuning, reported = (Maker(wanted.seed + part, readings).pairs(wanted.each) for part in (0, 1))
    same = np.array([pair.same for pair in tuning])
    threshold = threshold_for(scored(tuning), same)
    answer: dict[str, object] = {
        "pairs": len(reported), "each": wanted.each, "seed": wanted.seed,
        "ours": {**measured(reported, scored(reported), threshold), **speed(reported, wanted.runs)},
        "keys": key_recall(reported), "load": round(os.getloadavg()[0], 1), "cores": os.cpu_count(),
    }  # fmt: skip
    if wanted.index:
        answer["index"] = [indexed(size, wanted.seed, 1000) for size in wanted.index]
    if not wanted.no_peers:
        answer["peers"] = {name: peer(python, name, reported) for name in PEERS}
    print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
