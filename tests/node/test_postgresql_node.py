"""A whole node on PostgreSQL: made, served, asked whether it is ready, stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from psycopg import connect

pytestmark = pytest.mark.postgres_only


@pytest.fixture
def database(db: None) -> Iterator[str]:
    given = connection.settings_dict
    where = f"host={given['HOST']} port={given['PORT']} user={given['USER']} dbname=postgres"
    with connect(where, autocommit=True) as server:
        server.execute("CREATE DATABASE a_node")
    yield f"postgresql://{given['USER']}@:{given['PORT']}/a_node?host={given['HOST']}"
    with connect(where, autocommit=True) as server:
        server.execute("DROP DATABASE a_node WITH (FORCE)")


def test_a_node_on_postgresql_is_made_and_served(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "node"
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    made = _run(
        "node", "init", "--folder", str(folder), "--agency", "GZ-CUSTOMS", "--name", "Guangzhou customs",
        "--administrator", "GZ-0006", "--database", database, "--port", str(port),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert not (folder / "borderlink.sqlite3").exists()
    assert "GZ-0006" in _run("officers", "list", "--folder", str(folder)).stdout

    server = subprocess.Popen(
        [sys.executable, "-m", "borderlink", "node", "serve", "--folder", str(folder)],
        env=_environment(), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        ready = _ready(f"http://127.0.0.1:{port}/health/ready")
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
    finally:
        server.kill()

    assert ready["status"] == "ready"


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BORDERLINK_")}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "borderlink", *arguments]
    return subprocess.run(
        command, env=_environment(), capture_output=True, text=True, timeout=120, check=False
    )


def _ready(url: str) -> dict[str, str]:
    until = time.monotonic() + 240
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own
                return dict(json.loads(answer.read()))
        except OSError:  # not yet there, or too busy to answer in time
            time.sleep(0.2)
    raise TimeoutError(url)
