"""Whether the node is alive, and whether it is ready to work."""

import os
import threading
import time
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

STALE_AFTER_S = 30
_seen_current = threading.Event()
BEAT = "worker.beat"  # touched by the background worker on every round


@never_cache
@login_not_required
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer 200 as long as this process answers at all."""
    return JsonResponse({"status": "live"})


@never_cache
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer 200 when database, schema and folder are as they must be, else 503 with what is not."""
    checks = {"database": _database(), "schema": _schema(), "folder": _folder()}
    good = all(checks.values())
    words = {name: "ok" if holds else "failing" for name, holds in checks.items()}
    body = {"status": "ready" if good else "not-ready", **words, "worker": worker()}
    return JsonResponse(body, status=HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE)


def worker() -> str:
    """Return `ok`, `busy` (no sign for 30 s: a long piece of work, or stopped) or `none`."""
    try:
        age = time.time() - (settings.BORDERLINK.folder / BEAT).stat().st_mtime
    except OSError:
        return "none"
    return "ok" if age < STALE_AFTER_S else "busy"


def steps_behind() -> int:
    """Return how many migrations the database still lacks."""
    return len(steps_waiting())


def steps_waiting() -> tuple[str, ...]:
    """Return the migrations that the database still lacks, in the order in which they are taken."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)


def steps_ahead() -> list[str]:
    """Return the migrations of rooms that are here which the database has and this program does not know."""
    loader = MigrationExecutor(connection).loader
    rooms = {room for room, _ in loader.disk_migrations}
    taken = [step for step in loader.applied_migrations if step[0] in rooms]
    unknown = {(room, name) for room, name in taken if (room, name) not in loader.disk_migrations}
    return sorted(f"{room}.{name}" for room, name in unknown - _replaced(loader))


def _replaced(loader: MigrationLoader) -> set[tuple[str, str]]:
    """Return what squashed migrations stand in for."""
    return {step for migration in loader.disk_migrations.values() for step in migration.replaces}


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def _schema() -> bool:
    """Say whether the tables are those of this program; once they were, they stay so while it runs."""
    try:
        return _seen_current.is_set() or _remember(steps_behind() == 0)
    except DatabaseError:
        return False


def _remember(holds: bool) -> bool:  # noqa: FBT001 - a thing said of the schema
    if holds:
        _seen_current.set()
    return holds


def _folder() -> bool:
    return os.access(settings.BORDERLINK.folder, os.W_OK)
