"""What the benchmarks of random histories share: how many, from which seed, told as JSON or line by line."""

import argparse
import json
import time
from collections.abc import Callable

Found = dict[str, object]


def ask_and_tell(about: str | None, thing: str, usual: int, measure: Callable[[range], Found]) -> None:
    """Read from the command line how many histories to run, run them by their seeds, print what was counted.

    ``thing`` names them: `--timelines 100000` runs so many. What is printed begins with their number and ends
    with the seconds that they took.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument(f"--{thing}", dest="count", type=int, default=usual)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    start = time.monotonic()
    counted = measure(range(given.first, given.first + given.count))
    found = {thing: given.count, **counted, "seconds": round(time.monotonic() - start, 1)}
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}\t{value}")
