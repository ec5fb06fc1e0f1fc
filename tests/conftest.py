"""The ground of every test: a folder, SQLite or PostgreSQL, a closed network, the standing cast."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as trying
from pytest_django import DjangoDbBlocker

from tests.databases import LAY
from tests.kept import at_home
from tests.shared import shared_folder
from tests.walked import Walk, walk
from tests.world import NOON, World, build_world

trying.register_profile("untimed", deadline=None)  # no test is timed: machines are shared
trying.load_profile("untimed")

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
def django_db_keepdb() -> bool:
    """Take the tables as they lie there: the next fixture lays them."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    node_folder: Path,
    node_settings: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Choose the database of this run and lay its tables; a server is always stopped."""
    if WANTED not in LAY:
        raise ValueError(f"BORDERLINK_TEST_DATABASE is one of {sorted(LAY)}, not {WANTED}")
    with django_db_blocker.unblock(), ExitStack() as stack:
        LAY[WANTED](node_folder, shared_folder(tmp_path_factory), stack)
        with django_db_blocker.block():
            yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches records, so that the second run on PostgreSQL takes those tests alone."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(names):
            item.add_marker("database")
        for only in ("sqlite", "postgres"):
            if item.get_closest_marker(f"{only}_only") and only != WANTED:
                item.add_marker(pytest.mark.skip(reason=f"wants BORDERLINK_TEST_DATABASE={only}"))
        if item.get_closest_marker("browser") and item.path.parent.name != "browser":
            raise pytest.UsageError(f"{item.nodeid}: the stage of the browser looks into tests/browser alone")
        for mark in ("outside", "journey"):
            if item.get_closest_marker(mark) and f"mark.{mark}" not in item.path.read_text(encoding="utf-8"):
                raise pytest.UsageError(
                    f"{item.nodeid}: its stage finds {mark} by the mark in the file alone"
                )


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


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the tea case by its command, once a run."""
    return walk(shared_folder(tmp_path_factory))


@pytest.fixture
def world(db: None) -> World:
    """Return the standing cast, in the database."""
    return build_world()
