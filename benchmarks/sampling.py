"""Compare every count of `custody sample-size` with what trying every number finds, N 2..1000.

    python -m benchmarks.sampling --json

The other computation starts from the definition with `math.comb` and tries sizes from 1 upwards.
"""

import argparse
import json
import sys
import time
from fractions import Fraction
from math import ceil, comb

from benchmarks.machine import Watch
from borderlink.custody.domain.sampling import sample_size
from borderlink.custody.refusals.acts import NoSampleSuffices

_SHARES = ("0.5", "0.7", "0.9")
_CONFIDENCES = ("0.95", "0.99")


def by_trying(units: int, share: Fraction, confidence: Fraction, negatives: int) -> int:
    """Return the smallest count by trying each from 1, or 0 where none suffices."""
    positives = ceil(share * units) - 1
    for size in range(1, units + 1):
        ways = sum(
            comb(units - positives, seen) * comb(positives, size - seen)
            for seen in range(min(negatives, size) + 1)
        )
        if Fraction(ways, comb(units, size)) <= 1 - confidence:
            return size
    return 0


def ours(units: int, share: Fraction, confidence: Fraction, negatives: int) -> int:
    """Return our count, or 0 where it is refused."""
    try:
        return sample_size(units=units, share=share, confidence=confidence, negatives=negatives)
    except NoSampleSuffices:
        return 0


def ask(most: int) -> dict[str, object]:
    """Compare for every number of units, share, confidence and 0 to 2 negatives."""
    watch = Watch()
    started, compared, differing, refused = time.perf_counter(), 0, [], 0
    for units in range(2, most + 1):
        for share in map(Fraction, _SHARES):
            for confidence in map(Fraction, _CONFIDENCES):
                for negatives in range(3):
                    found = ours(units, share, confidence, negatives)
                    compared += 1
                    refused += not found
                    if found != by_trying(units, share, confidence, negatives):
                        differing.append([units, str(share), str(confidence), negatives, found])
    seconds = round(time.perf_counter() - started, 2)
    return {
        "question": "sampling", "compared": compared, "refused": refused, "differing": differing,
        "seconds": seconds, **watch.told(),
    }  # fmt: skip


def main() -> None:
    """Answer the question on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sampling", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--most", type=int, default=1000, help="units from 2 to this many")
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    told = ask(wanted.most)
    print(json.dumps(told, indent=None if wanted.json else 2))
    sys.exit(1 if told["differing"] else 0)


if __name__ == "__main__":
    main()
