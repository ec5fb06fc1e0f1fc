"""Random histories of evidence handed over: `python -m benchmarks.handover --deliveries 1000000 --json`.

Each is one offer between two nodes over a line that loses, repeats and reorders, with acts that die before
their commit, wishes to cancel that cross acceptances, and answers said again. Counts moments with two
custodians or with none, letters that contradict what was signed, and offers that never end.
"""

from collections import Counter

from benchmarks.histories import Found, ask_and_tell
from tests.handover_model import Delivery


def measure(seeds: range) -> Found:
    """Run the history of each seed and return what was counted."""
    wrong, counts, ends = list[str](), Counter[str](), Counter[str]()
    for seed in seeds:
        delivery = Delivery(seed=seed).run()
        counts.update(delivery.counts)
        ends[f"{delivery.ours}/{delivery.theirs}"] += 1
        wrong += [f"{seed}: {one}" for one in delivery.wrong[:1]]
    return {
        "wrong": len(wrong), "first_wrong": wrong[:5], "letters": dict(counts),
        "ended": dict(sorted(ends.items())),
    }  # fmt: skip


if __name__ == "__main__":
    ask_and_tell(__doc__, "deliveries", 10_000, measure)
