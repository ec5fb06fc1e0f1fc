"""Two nodes as real processes, killed, cut off, lied to by the line: every letter arrives once, in its order.

The long run is `python -m benchmarks.letters --count 50000 --faults 2000`; this is the same in short.
"""

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize(("database", "faults"), [("sqlite", 30), ("postgresql", 15)])
def test_no_letter_is_lost_or_acts_twice_whatever_happens_to_both_nodes(database: str, faults: int) -> None:
    command = [sys.executable, "-m", "benchmarks.letters", "--seed", "3", "--database", database]

    done = subprocess.run(
        [*command, "--count", "200", "--faults", str(faults), "--json"],
        check=False, capture_output=True, text=True, timeout=1200,
    )  # fmt: skip

    assert done.stdout, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    wrong = ("lost", "duplicate_effects", "never_sent", "out_of_order", "unsettled")
    assert {name: told[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert told["faults"] >= faults
    assert told["arrived"] + told["given_up"] == told["sealed"]
    assert any(kind.startswith("kill-point") for kind in told["faults_by_kind"])
