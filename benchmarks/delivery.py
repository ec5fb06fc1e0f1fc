"""Random histories of controlled deliveries: `python -m benchmarks.delivery --timelines 100000 --json`.

Each is a day or more of two nodes: clocks up to ten minutes wrong, a link that holds back and repeats,
officers who say GO when they may not. Counts the screens that showed a GO after its end, after a lapse or
after STOP.
"""

from collections import Counter

from benchmarks.histories import Found, ask_and_tell
from tests.delivery_model import Timeline


def measure(seeds: range) -> Found:
    """Run the history of each seed and return what was counted."""
    wrong, looks, stages = list[str](), 0, Counter[str]()
    for seed in seeds:
        timeline = Timeline(seed=seed).run()
        looks += timeline.checks
        stages.update(stage.value for stage in timeline.stages)
        wrong += [f"{seed}: {one}" for one in timeline.wrong[:1]]
    return {
        "screens_judged": looks, "wrong": len(wrong), "first_wrong": wrong[:5],
        "reached": dict(sorted(stages.items())),
    }  # fmt: skip


if __name__ == "__main__":
    ask_and_tell(__doc__, "timelines", 1000, measure)
