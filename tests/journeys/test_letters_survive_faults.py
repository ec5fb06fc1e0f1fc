"""Two nodes as real processes, killed, cut off, lied to by the line: every letter acts once, in its order.

The long run is `python -m benchmarks.letters --count 50000 --faults 2000`; this is the same in short.
"""

import json
import subprocess
import sys

import pytest

from benchmarks.letter_run import WRONG, Effect, Sealed, judged
from tests.conftest import WANTED

DATABASE = {"sqlite": "sqlite", "postgres": "postgresql"}[WANTED]
LINE_FAULTS = 9  # kinds of them, of eleven; one that meets a dead node is replaced by another
NODES = ("-receiver", "-sender", "-writer")


@pytest.mark.journey
@pytest.mark.slow
def test_no_letter_is_lost_or_acts_twice_whatever_happens_to_both_nodes_and_the_line() -> None:
    command = [sys.executable, "-m", "benchmarks.letters", "--seed", "3", "--database", DATABASE]

    done = subprocess.run(
        [*command, "--count", "300", "--faults", "40", "--json"],
        check=False, capture_output=True, text=True, timeout=900,
    )  # fmt: skip

    assert done.stdout, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert {name: told[name] for name in WRONG} == dict.fromkeys(WRONG, 0)
    assert told["arrived"] + told["given_up"] == told["sealed"] >= 300
    assert told["faults"] >= 40
    kinds = told["faults_by_kind"]
    assert sum(not kind.endswith(NODES) for kind in kinds) >= LINE_FAULTS, kinds
    assert sum(count for kind, count in kinds.items() if kind.startswith("kill-")) >= 5, kinds
    assert told["holds"], told


def test_the_judge_of_a_run_sees_what_was_lost_doubled_out_of_turn_and_never_sent() -> None:
    sealed = [Sealed(letter, 1000.0, "stored") for letter in "abcd"]
    came = (("b", "c"), ("c", ""), ("c", ""), ("x", ""))
    effects = [Effect(letter=letter, at=2.0, after=after) for letter, after in came]
    told = dict.fromkeys("abcde", 1.0)

    found = judged(sealed, told, effects)

    assert {name: found[name] for name in WRONG} == {
        "lost": 3, "duplicate_effects": 1, "never_sent": 1, "out_of_order": 1, "unsettled": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("life_s", "became", "lost"),
    [
        (2.0, "expired", 0),
        (2.0, "refused post.expired", 0),
        (2.0, "refused post.equivocated", 1),
        (2.0, "stored", 1),
        (5_000.0, "expired", 1),
        (5_000.0, "refused post.expired", 1),
    ],
)
def test_only_a_letter_that_lives_briefly_and_came_too_late_is_given_up_and_not_lost(
    life_s: float, became: str, lost: int
) -> None:
    found = judged([Sealed("a", life_s, became)], {"a": 1.0}, [])

    assert (found["lost"], found["given_up"]) == (lost, 1 - lost)
