"""One process of a node of ``benchmarks.letters``: set up, its clock turned, ended at a named point."""

import os
import re
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

UNIT: Final = "LIAISON"


def set_up() -> None:
    """Set Django up in this process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "borderlink.node.settings"
    import django

    django.setup()


def wait_briefly() -> None:
    """Let this life wait for locks only as long as a benchmark of faults can afford."""
    from django.db import connections

    wait_ms = int(os.environ.get("BENCH_LOCK_WAIT_MS", "0"))
    database = connections.settings["default"]
    if wait_ms and database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"]["timeout"] = wait_ms / 1000
    elif wait_ms:
        database["OPTIONS"]["options"] = f"-c lock_timeout={wait_ms}"


def folder() -> Path:
    """Return the node's folder."""
    return Path(os.environ["BORDERLINK_FOLDER"])


def reader(badge: str) -> Any:
    """Return an officer who deals with partners."""
    from django.conf import settings

    from borderlink.foundation.who import Reader, Role

    agency = settings.BORDERLINK.agency
    roles = frozenset({Role.LIAISON_OFFICER, Role.COMMANDER})
    return Reader(badge=badge, agency=agency, units=frozenset({UNIT}), roles=roles)


def turn_clock() -> None:
    """Let this process live in another time, if it was told to."""
    shift = timedelta(seconds=int(os.environ.get("BENCH_CLOCK_S", "0")))
    if shift:
        from django.utils import timezone

        real = timezone.now
        timezone.now = lambda: real() + shift  # doors alone read it


class Killer:
    """Ends this process by SIGKILL at the so-many-th time that it comes to a named point."""

    def __init__(self, point: str, times: int) -> None:
        self.point, self.left = point, times

    def __call__(self, point: str) -> None:
        """Come to a point."""
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Recorder:
    """Writes down every point that this process comes to, once, in the file ``points``."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._file = os.open(folder() / "points", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def __call__(self, point: str) -> None:
        """Come to a point."""
        if point not in self._seen:
            self._seen.add(point)
            os.write(self._file, f"{os.environ['BENCH_NAME']} {point}\n".encode())


def watch_points() -> None:
    """Observe the post's points and every statement to the database, to end there or to write them down."""
    told = os.environ.get("BENCH_KILL_AT", "")
    if not told:
        return
    from django.db.backends.signals import connection_created

    from borderlink.liaison.actions import points

    point, _, times = told.rpartition(" ")
    observer = Recorder() if told == "record" else Killer(point, int(times))
    points.observe(observer)

    def wrap(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        name = statement(sql)
        observer(f"before-{name}")
        result = execute(sql, *arguments)
        observer(f"after-{name}")
        return result

    def watch(connection: Any, **_: Any) -> None:
        if wrap not in connection.execute_wrappers:  # it is the same one each time it connects anew
            connection.execute_wrappers.append(wrap)

    connection_created.connect(watch, weak=False)


def statement(sql: str) -> str:
    """Return the name of a statement: what it does, and to which table."""
    verb = sql.split(None, 1)[0].lower()
    found = re.search(r'(?:INTO|UPDATE|FROM) "(\w+)"', sql)
    return f"{verb}-{found[1]}" if found else verb
