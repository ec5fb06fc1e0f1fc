"""A node's records move to the other database and back; what cannot move whole does not move."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from psycopg import connect

from borderlink.node import running
from borderlink.node.refusals import NodeRuns, NodeStandsStill
from tests.node.there_and_back import USED_UP

TOP = Path(__file__).resolve().parents[2]
RUNS = """
import sys
from pathlib import Path
from borderlink.node.running import stay

stay(Path(sys.argv[1]))
print("runs", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def address(db: None) -> Iterator[str]:
    given = connection.settings_dict
    where = f"host={given['HOST']} port={given['PORT']} user={given['USER']} dbname=postgres"
    with connect(where, autocommit=True) as server:
        server.execute("CREATE DATABASE a_move")
    yield f"postgresql://{given['USER']}@:{given['PORT']}/a_move?host={given['HOST']}"
    with connect(where, autocommit=True) as server:
        server.execute("DROP DATABASE a_move WITH (FORCE)")


@pytest.mark.postgres_only
def test_a_node_moved_to_postgresql_and_back_is_the_same_row_by_row(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "node"

    done = subprocess.run(
        [sys.executable, "-m", "tests.node.there_and_back", str(folder), address],
        env={key: value for key, value in os.environ.items() if not key.startswith("BORDERLINK_")},
        cwd=TOP, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["head"]
    assert told["whole"] == [True, True]
    assert told["guards"] == [[True] * 4] * 2
    assert told["refused"] == [True, True, True]
    assert told["officers"] == 10
    assert told["number"] == USED_UP + 1
    before, after = _contents(Path(told["left"])), _contents(folder / "borderlink.sqlite3")
    assert before.pop("schema") == after.pop("schema")
    since = {table for table, rows in after.items() if rows != before[table]}
    assert since == {"journal_line", "journal_head", "officers_unit", "sqlite_sequence"}
    assert before["journal_line"] < after["journal_line"]
    assert 'database = "sqlite"' in (folder / "borderlink.toml").read_text()


def _contents(path: Path) -> dict[str, set[str]]:
    """Return every row of every table, and under `schema` every table, index and trigger."""
    with closing(sqlite3.connect(path)) as database:
        made = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        tables = [name for kind, name, _ in made if kind == "table" and name != "node_cache"]
        found = {name: {repr(row) for row in database.execute(f'SELECT * FROM "{name}"')} for name in tables}  # noqa: S608
    return {**found, "schema": {repr(row) for row in made}}


def test_a_node_that_runs_is_left_alone_and_none_begins_meanwhile(tmp_path: Path) -> None:
    with running.alone(tmp_path), pytest.raises(NodeStandsStill):
        running.stay(tmp_path)

    with subprocess.Popen(
        [sys.executable, "-c", RUNS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as node:
        assert node.stdout is not None
        assert node.stdout.readline() == b"runs\n"
        with pytest.raises(NodeRuns), running.alone(tmp_path):
            pass
        node.kill()
    with running.alone(tmp_path):
        pass
