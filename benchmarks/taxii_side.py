"""The TAXII servers' side of ``benchmarks.letters --peers``: runs in the peers' own environment.

    python taxii_side.py opentaxii|medallion FOLDER COUNT BATCH

A server is started under gunicorn as its documentation says (one worker, eight threads, kept connections).
COUNT objects of 3.9 KB are pushed in requests of BATCH, and what was pushed is polled before the next push:
each object has then left one side and is in the hands of the other. OpenTAXII writes to SQLite, under WAL
with every commit on the disk, as we do; medallion keeps objects in memory. The poller keeps nothing on disk,
which favours both. Prints one line of JSON: wall seconds, processor seconds of server and client without
the starting, and the milliseconds from push to poll.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import urllib3

TAXII: Final = "application/taxii+json;version=2.1"
OBJECT_BYTES: Final = 3_900
WARM: Final = 1  # objects before the first that counts: whoever loads must not be timed
LONGEST_START_S: Final = 60
LONGEST_S: Final = 120  # from a push until all of it came
COLLECTION: Final = "9b0c5dcd-6c5b-4f0e-8d4d-6f1d2f5c2a11"
USER, PASSWORD = "sender", "not-a-secret"  # of a server that lives for a minute on loopback

# What OpenTAXII runs inside of: SQLAlchemy is told, for every connection, what we tell SQLite for ours.
DURABLE: Final = """
from sqlalchemy import event
from sqlalchemy.engine import Engine

@event.listens_for(Engine, "connect")
def durable(connection, record):
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=20000"):
        connection.execute("PRAGMA " + pragma)

# 0.9.3 keeps what was pushed and then fails to answer: JSON knows no UUID. Mended here, or nothing is pushed.
from opentaxii.taxii2.entities import Job

as_told = Job.as_taxii2_dict
Job.as_taxii2_dict = lambda job: {**as_told(job), "id": str(job.id)}

# 0.9.3 fails on every object without `modified`, as markings and observables are by the standard. Mended too.
from opentaxii.persistence.sqldb import Taxii2SQLDatabaseAPI

class Versioned(dict):
    def __missing__(self, name):
        if name != "modified":
            raise KeyError(name)
        return self.get("created", "1970-01-01T00:00:00.000000Z")

as_added = Taxii2SQLDatabaseAPI.add_objects
Taxii2SQLDatabaseAPI.add_objects = lambda api, api_root_id, collection_id, objects: as_added(
    api, api_root_id, collection_id, [Versioned(made) for made in objects]
)

from opentaxii.http import app
"""


class Server(NamedTuple):
    """A server that answers: where objects are pushed and polled, and with which headers."""

    pid: int
    objects: str
    headers: dict[str, str]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def basic() -> dict[str, str]:
    """Return the headers of a client that signs in with each request."""
    told = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    return {"Accept": TAXII, "Content-Type": TAXII, "Authorization": f"Basic {told}"}


@contextmanager
def gunicorn(application: str, folder: Path, environment: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Serve an application until the block ends; give the server's process and address."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--threads", "8", "--keep-alive", "60", "--log-level", "error", "--no-control-socket",
    ]  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=os.environ | environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_for(port, server)
        yield server.pid, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + LONGEST_START_S
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start: see server.log")


@contextmanager
def opentaxii(folder: Path) -> Iterator[Server]:
    """Serve OpenTAXII with one collection on SQLite; the client holds a token."""
    told = {"opentaxii": "error", "root": "error"}
    database = {"db_connection": f"sqlite:///{folder}/data.db", "create_tables": True}
    accounts = {
        **database,
        "db_connection": f"sqlite:///{folder}/auth.db",
        "secret": "of-a-minute-on-loopback-and-long-enough-for-it",
    }
    sql = "opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI"
    settings = {
        "domain": "127.0.0.1", "logging": told, "taxii1": None,
        "auth_api": {"class": "opentaxii.auth.sqldb.SQLDatabaseAPI", "parameters": accounts},
        "taxii2": {
            "title": "Peer", "max_content_length": 100_000_000, "public_discovery": True,
            "persistence_api": {"class": sql, "parameters": database},
        },
    }  # fmt: skip
    (folder / "config.yml").write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
    (folder / "durable.py").write_text(DURABLE, encoding="utf-8")
    environment = {"OPENTAXII_CONFIG": str(folder / "config.yml")}
    root, collection = _prepare(folder, environment)
    with gunicorn("durable:app", folder, environment) as (pid, address):
        asked = urllib3.PoolManager().request(
            "POST", f"{address}/management/auth", json={"username": USER, "password": PASSWORD}
        )
        headers = {"Accept": TAXII, "Content-Type": TAXII, "Authorization": f"Bearer {asked.json()['token']}"}
        yield Server(pid, f"{address}/taxii2/{root}/collections/{collection}/objects/", headers)


def _prepare(folder: Path, environment: dict[str, str]) -> tuple[str, str]:
    """Make account, root and collection through OpenTAXII's own code, in a process of its own."""
    code = (
        "from durable import app\n"
        "from opentaxii.http import server\n"
        "with app.app_context():\n"
        f"    server.auth.api.create_account({USER!r}, {PASSWORD!r}, is_admin=True)\n"
        "    api = server.servers.taxii2.persistence.api\n"
        "    root = api.add_api_root('root', default=True)\n"
        "    print(root.id, api.add_collection(root.id, 'letters').id)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=os.environ | environment, check=True,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    root, collection = done.stdout.split()
    return root, collection


@contextmanager
def medallion(folder: Path) -> Iterator[Server]:
    """Serve medallion with one empty collection in memory; the client signs in with each request."""
    collection = {
        "id": COLLECTION, "title": "letters", "can_read": True, "can_write": True,
        "media_types": ["application/stix+json;version=2.1"], "objects": [], "manifest": [],
    }  # fmt: skip
    information = {"title": "Root", "versions": [TAXII], "max_content_length": 100_000_000}
    data = {
        "/discovery": {"title": "Peer", "default": "/first/", "api_roots": ["/first/"]},
        "first": {"information": information, "status": [], "collections": [collection]},
    }
    (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
    memory = "medallion.backends.memory_backend"
    backend = {"module": memory, "module_class": "MemoryBackend", "filename": "data.json"}
    settings = {"users": {USER: PASSWORD}, "taxii": {"max_page_size": 1000}, "backend": backend}
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    with gunicorn("medallion:load_app('config.json')", folder, {}) as (pid, address):
        yield Server(pid, f"{address}/first/collections/{COLLECTION}/objects/", basic())


def stix(number: int) -> dict[str, object]:
    """Return one object of 3.9 KB, with a time of its own."""
    at = f"{datetime.now(UTC).isoformat(timespec='milliseconds')[:-6]}Z"
    made: dict[str, object] = {
        "type": "note", "spec_version": "2.1", "id": f"note--{uuid.uuid4()}", "created": at, "modified": at,
        "abstract": f"letter {number}", "object_refs": [f"indicator--{uuid.uuid4()}"], "content": "",
    }  # fmt: skip
    made["content"] = "x" * (OBJECT_BYTES - len(json.dumps(made)))
    return made


def cpu_of(pid: int) -> float:
    """Return the processor seconds of a process and of its children that live."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return sum(_own(found) for found in (str(pid), *children))


def _own(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def exchange(
    server: Server, objects: list[list[dict[str, object]]], after: str = ""
) -> tuple[list[float], str]:
    """Push each batch and poll until all of it came; return the milliseconds of each, and when the last came.

    ``after`` is when the last before them came: a page that begins earlier ends inside of a batch, and a
    server that gives one moment to a whole batch never shows the rest of it.
    """
    pool, took = urllib3.PoolManager(), []
    for batch in objects:
        began, missing = time.perf_counter(), {str(made["id"]) for made in batch}
        pushed = pool.request("POST", server.objects, json={"objects": batch}, headers=server.headers)
        if pushed.status not in (200, 202):
            raise SystemExit(f"pushing was answered {pushed.status}: {pushed.data[:300]!r}")
        while missing:
            if time.perf_counter() > began + LONGEST_S:
                raise SystemExit(f"{len(missing)} objects that were pushed never came")
            asked = {"limit": str(len(batch)), **({"added_after": after} if after else {})}
            answer = pool.request("GET", server.objects, fields=asked, headers=server.headers)
            came = answer.json().get("objects", [])
            after = answer.headers["X-TAXII-Date-Added-Last"] if came else after
            missing -= {made["id"] for made in came}
        took.append((time.perf_counter() - began) * 1000)
    return took, after


def main() -> None:
    """Measure one server."""
    peer, folder, count, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    made = [stix(number) for number in range(count)]
    batches = [made[start : start + size] for start in range(0, count, size)]
    first = [[stix(number)] for number in range(WARM)]
    with {"opentaxii": opentaxii, "medallion": medallion}[peer](folder) as server:
        _, after = exchange(server, first)
        cpu, own, began = cpu_of(server.pid), time.process_time(), time.perf_counter()
        took = sorted(exchange(server, batches, after)[0])
        seconds = time.perf_counter() - began
        used = cpu_of(server.pid) - cpu + time.process_time() - own
    print(json.dumps({
        "seconds": round(seconds, 3), "cpu_s": round(used, 3),
        "letters_per_second": round(count / seconds, 1),
        "p50_ms": round(took[len(took) // 2], 1), "p99_ms": round(took[int(len(took) * 0.99)], 1),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
