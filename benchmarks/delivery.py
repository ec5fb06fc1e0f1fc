"""Random histories of controlled deliveries: `python -m benchmarks.delivery --timelines 100000 --json`.

Each is a day or more of two nodes: clocks up to ten minutes wrong, a link that holds back and repeats,
officers who say GO when they may not. Counts the screens that showed a GO after its end, after a lapse or
after STOP.
"""

import argparse
import json
import time
from collections import Counter

from tests.delivery_model import Timeline


def measure(timelines: int, first: int) -> dict[str, object]:
    """Run so many seeded histories and return what was counted."""
    start, wrong, looks = time.monotonic(), list[str](), 0
    stages: Counter[str] = Counter()
    for seed in range(first, first + timelines):
        timeline = Timeline(seed=seed).run()
        looks += timeline.checks
        stages.update(stage.value for stage in timeline.stages)
        wrong += [f"{seed}: {one}" for one in timeline.wrong[:1]]
    return {
        "timelines": timelines, "screens_judged": looks, "wrong": len(wrong), "first_wrong": wrong[:5],
        "reached": dict(sorted(stages.items())), "seconds": round(time.monotonic() - start, 1),
    }  # fmt: skip


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timelines", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.timelines, given.first)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}\t{value}")


if __name__ == "__main__":
    main()
