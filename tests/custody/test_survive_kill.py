"""A process that writes custody is killed in the middle of acts: nothing that was told is lost."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import WANTED


@pytest.mark.slow
@pytest.mark.database
def test_nothing_that_was_told_is_lost_when_the_writer_is_killed() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BORDERLINK_")}
    database = {"sqlite": "sqlite", "postgres": "postgresql"}[WANTED]
    command = [sys.executable, "-m", "benchmarks.crash", "--writes", "120", "--kills", "4", "--json"]

    done = subprocess.run(
        [*command, "--database", database, "--seed", "7"], env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["lost"], told["whole"]) == (0, True)
    assert told["told"] >= 120
    assert told["kills"] >= 2
