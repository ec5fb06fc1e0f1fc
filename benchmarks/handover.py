"""Random histories of evidence handed over: `python -m benchmarks.handover --deliveries 1000000 --json`.

Each is one offer between two nodes over a line that loses, repeats and reorders, with acts that die before
their commit, wishes to cancel that cross acceptances, and answers said again. Counts moments with two
custodians or with none, letters that contradict what was signed, and offers that never end.
"""

import argparse
import json
import time
from collections import Counter

from tests.handover_model import Delivery


def measure(deliveries: int, first: int) -> dict[str, object]:
    """Run so many seeded histories and return what was counted."""
    start, wrong, counts = time.monotonic(), list[str](), Counter[str]()
    ends: Counter[str] = Counter()
    for seed in range(first, first + deliveries):
        delivery = Delivery(seed=seed).run()
        counts.update(delivery.counts)
        ends[f"{delivery.ours}/{delivery.theirs}"] += 1
        wrong += [f"{seed}: {one}" for one in delivery.wrong[:1]]
    return {
        "deliveries": deliveries, "wrong": len(wrong), "first_wrong": wrong[:5], "letters": dict(counts),
        "ended": dict(sorted(ends.items())), "seconds": round(time.monotonic() - start, 1),
    }  # fmt: skip


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.deliveries, given.first)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}\t{value}")


if __name__ == "__main__":
    main()
