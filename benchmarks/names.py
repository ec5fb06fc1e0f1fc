"""How well and how fast names are recognised across Chinese, Vietnamese and English, beside others.

    python -m benchmarks.names --json

Recall of invented pairs at a precision of 0.95 with five hard negatives a pair (benchmarks/names_pairs.py),
pooled and by slice, at the threshold that the tuning part gave; pairs a second on one core; the index. Peers
score the same pairs in their own environment, each at the threshold that is best for it on the reported part,
which favours them.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.names_pairs import Maker, Pair, Readings, needed
from benchmarks.peers import ROOT, environment
from borderlink.language.names.scoring import score_names

PRECISION = 0.95
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
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args(arguments)
    python = environment()
    readings: Readings = ask_side(python, "read", needed())  # type: ignore[assignment]
    tuning, reported = (Maker(wanted.seed + part, readings).pairs(wanted.each) for part in (0, 1))
    same = np.array([pair.same for pair in tuning])
    threshold = threshold_for(scored(tuning), same)
    answer: dict[str, object] = {
        "pairs": len(reported), "each": wanted.each, "seed": wanted.seed,
        "ours": {**measured(reported, scored(reported), threshold), **speed(reported, wanted.runs)},
    }  # fmt: skip
    if not wanted.no_peers:
        answer["peers"] = {name: peer(python, name, reported) for name in PEERS}
    print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
