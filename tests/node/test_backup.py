"""A node is kept in one file while it lies there, and made again from it; the auditors are alerted."""

import fcntl
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from borderlink.node import purges
from borderlink.node.configuration import load
from borderlink.node.keeping import keep_node, lay_kept
from borderlink.node.refusals import NotABackup, NotAPurgeRecord, PurgesOfAnother
from tests.world import NOON

pytestmark = pytest.mark.journey


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BORDERLINK_")}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "borderlink", *arguments]
    return subprocess.run(
        command, env=_environment(), capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("keeping") / "node"
    made = _run(
        "node", "init", "--folder", str(folder), "--agency", "GZ-CUSTOMS", "--name", "Guangzhou customs",
        "--administrator", "GZ-0006",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (folder / "pictures").mkdir()
    (folder / "pictures" / "seal.jpg").write_bytes(b"a picture")
    (folder / "parcels" / "day.parquet").write_bytes(b"parcels of a day")
    (folder / "counter").mkdir()
    (folder / "counter" / "GZ-CUSTOMS.keys.npy").write_bytes(b"whom they were for")
    (folder / ".backup-killed").mkdir()
    (folder / ".backup-killed" / "borderlink.sqlite3").write_bytes(b"what a killed backup left")
    (folder.parent / "monday.tar.gz.part").write_bytes(b"of a backup that was killed")
    file = folder.parent / "monday.tar.gz"
    done = _run("node", "backup", str(file), "--folder", str(folder))
    assert done.returncode == 0, done.stderr
    return folder, file


def test_a_backup_is_its_owners_alone_and_holds_neither_root_keys_nor_parcels(
    kept: tuple[Path, Path],
) -> None:
    folder, file = kept

    with tarfile.open(file) as archive:
        names = set(archive.getnames())

    assert file.stat().st_mode & 0o777 == 0o600
    assert {"borderlink.toml", "borderlink.sqlite3", "keys/node.pem", "pictures/seal.jpg"} <= names
    assert not {name for name in names if name.startswith(("root-keys", "parcels", "counter"))}
    assert not file.with_name("monday.tar.gz.part").exists()
    assert not list(folder.glob(".backup-*"))


def _acts(folder: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(folder / "borderlink.sqlite3")) as database:
        return list(database.execute("SELECT act, alert FROM journal_line ORDER BY sequence"))


def test_a_backup_alerts_the_auditors_and_holds_the_line_that_tells_of_it(
    kept: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, file = kept

    with tarfile.open(file) as archive:
        archive.extract("borderlink.sqlite3", tmp_path, filter="data")

    assert _acts(tmp_path)[-1] == ("node.back-up", 1)
    told = _acts(folder)
    assert told[told.index(("node.complete-back-up", 0)) - 1] == ("node.back-up", 1)


def test_a_backup_that_cannot_be_written_is_told_to_the_auditors_all_the_same(
    kept: tuple[Path, Path],
) -> None:
    folder, _ = kept

    done = _run(
        "node", "backup", str(folder.parent / "no-such-folder" / "half.tar.gz"), "--folder", str(folder)
    )

    assert done.returncode != 0
    assert _acts(folder)[-1] == ("node.back-up", 1)


def test_a_backup_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    folder, file = tmp_path / "node", tmp_path / "half.tar.gz"
    folder.mkdir()
    (folder / "borderlink.sqlite3").write_bytes(b"no database at all" * 100)

    with pytest.raises(sqlite3.DatabaseError):
        keep_node(load({"BORDERLINK_FOLDER": str(folder)}).configuration, file, at=NOON)

    assert not file.exists()


def test_a_backup_is_not_written_over_another(kept: tuple[Path, Path]) -> None:
    folder, file = kept
    before = file.read_bytes()

    again = _run("node", "backup", str(file), "--folder", str(folder))

    assert again.returncode == 1
    assert "node.backup-exists" in again.stderr
    assert file.read_bytes() == before


WRITER = """
import itertools, sys
from pathlib import Path
from borderlink.node.opening import open_node

open_node(Path(sys.argv[1]))
from django.db import transaction
from django.utils import timezone
from borderlink.journal.actions import erase_openings, note
from borderlink.liaison.actions.epochs import locked_link
from borderlink.liaison.models.partners import Partner
from borderlink.node.purges import record

with transaction.atomic():
    at = timezone.now()
    locked_link(Partner.objects.create(code="MC-POLICE", root=b"", unit="X", added_by="x", added_at=at), at)
for number in itertools.count(1):
    personal = {"name": "a suspect"} if number == 1 else {}
    note(act="cases.open", subject=f"case {number}", personal=personal, by="x", at=timezone.now())
    print(number, flush=True)
    if (Path(sys.argv[1]) / "erase").exists():
        erase_openings(subject="case 1", why="asked", by="x", at=timezone.now())
        record(timezone.now())
        print("erased", flush=True)
        sys.stdin.read()
"""


def test_of_a_node_killed_under_load_the_backup_loses_nothing_said_before_and_knows_no_more_than_it_may(
    kept: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, _ = kept
    file, new = tmp_path / "tuesday.tar.gz", tmp_path / "again"

    said = _written_and_killed(folder, file)
    done = _run(
        "node", "restore", str(file), "--folder", str(new), "--why", "the disk died",
        "--purges", str(folder / "purged.jsonl"),
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert (new / "keys" / "node.pem").read_bytes() == (folder / "keys" / "node.pem").read_bytes()
    assert (new / "keys" / "node.pem").stat().st_mode & 0o777 == 0o600
    assert (new / "pictures" / "seal.jpg").read_bytes() == b"a picture"
    assert _run("journal", "verify", "--folder", str(new)).returncode == 0
    with closing(sqlite3.connect(new / "borderlink.sqlite3")) as database:
        last = database.execute("SELECT act, alert FROM journal_line ORDER BY sequence DESC").fetchone()
        subjects = {row[0] for row in database.execute("SELECT subject FROM journal_line")}
        named = database.execute("SELECT count(*) FROM journal_opening WHERE value = 'a suspect'").fetchone()
        epochs = set(database.execute("SELECT epoch FROM liaison_link"))
    assert last == ("node.restore", 1)
    assert said >= 1
    assert {f"case {number}" for number in range(1, said + 1)} <= subjects
    with tarfile.open(file) as archive:
        archive.extract("borderlink.sqlite3", tmp_path, filter="data")
    with closing(sqlite3.connect(tmp_path / "borderlink.sqlite3")) as database:
        before = database.execute("SELECT count(*) FROM journal_opening WHERE value = 'a suspect'").fetchone()
        assert epochs.isdisjoint(database.execute("SELECT epoch FROM liaison_link"))
    assert (before, named) == ((1,), (0,))
    assert '"journal.erase-openings"' in (new / "purged.jsonl").read_text()


def _written_and_killed(folder: Path, file: Path) -> int:
    """Back up while lines are written, erase a name, kill; return the last number said before the backup."""
    command = [sys.executable, "-c", WRITER, str(folder)]
    with subprocess.Popen(
        command, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as node:
        assert node.stdout is not None
        said = int(node.stdout.readline())
        done = _run("node", "backup", str(file), "--folder", str(folder))
        assert done.returncode == 0, done.stderr
        (folder / "erase").touch()
        for line in node.stdout:
            if line == "erased\n":
                break
        node.kill()
    return said


def test_a_folder_that_holds_a_node_is_not_restored_over(kept: tuple[Path, Path]) -> None:
    folder, file = kept

    done = _run("node", "restore", str(file), "--folder", str(folder), "--why", "a mistake")

    assert done.returncode == 1
    assert "node.exists" in done.stderr


@pytest.mark.parametrize("harm", ["cut", "other", "another's settings"])
def test_a_damaged_or_foreign_file_is_refused_and_leaves_nothing(
    kept: tuple[Path, Path], tmp_path: Path, harm: str
) -> None:
    _, file = kept
    damaged = tmp_path / "damaged.tar.gz"
    if harm == "another's settings":
        _with_other_settings(file, damaged)
    else:
        damaged.write_bytes(file.read_bytes()[: file.stat().st_size // 2] if harm == "cut" else b"none")

    with pytest.raises(NotABackup):
        lay_kept(damaged, tmp_path / "new")

    assert not (tmp_path / "new").exists()


def _with_other_settings(file: Path, changed: Path) -> None:
    with tarfile.open(file) as archive, tarfile.open(changed, "w:gz") as other:
        for entry in archive.getmembers():
            found = archive.extractfile(entry)
            content = found.read() if found else b""
            if entry.name == "borderlink.toml":
                content = b'node = "another1"\n'
                entry.size = len(content)
            other.addfile(entry, io.BytesIO(content))


def test_what_a_newer_program_kept_is_refused_and_leaves_nothing(
    kept: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, _ = kept
    with closing(sqlite3.connect(folder / "borderlink.sqlite3")) as database:
        step = (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_later', '2030-01-01')"
        )
        database.execute(step)
        database.commit()
        keep_node(load({"BORDERLINK_FOLDER": str(folder)}).configuration, tmp_path / "newer", at=NOON)
        database.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
        database.commit()

    done = _run(
        "node", "restore", str(tmp_path / "newer"), "--folder", str(tmp_path / "new"), "--why", "a try",
        "--purges", "none",
    )  # fmt: skip

    assert done.returncode == 1
    assert "node.schema-ahead" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_record_of_another_node_is_refused_and_a_line_cut_short_by_a_crash_is_left_out(
    tmp_path: Path,
) -> None:
    path = tmp_path / "purged.jsonl"
    line = json.dumps({"sequence": 7, "hash": "ab", "act": "cases.erase", "subject": "case 1", "at": "2026"})
    path.write_text(f'{{"form": "borderlink-purges-1", "node": "one"}}\n{line}\n{line[:20]}')

    assert [purge.sequence for purge in purges.read(path, "one")] == [7]
    with pytest.raises(PurgesOfAnother):
        purges.read(path, "two")
    path.write_text("[]\n")
    with pytest.raises(NotAPurgeRecord):
        purges.read(path, "one")


STEP_BACK = """
import sys
from pathlib import Path
from borderlink.node.opening import open_node

open_node(Path(sys.argv[1]))
from django.core.management import call_command

call_command("migrate", "sessions", "zero", verbosity=0)
"""


def test_an_upgrade_keeps_a_backup_before_it_takes_the_steps_and_none_begins_while_the_node_runs(
    kept: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, _ = kept
    file, upgrade = tmp_path / "before.tar.gz", ("node", "upgrade", "--folder", str(folder))
    subprocess.run([sys.executable, "-c", STEP_BACK, str(folder)], env=_environment(), check=True)

    told = _run(*upgrade, "--check")
    with (folder / "node.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        runs = _run(*upgrade, "--backup", str(file))
    was_there = file.exists()
    done = _run(*upgrade, "--backup", str(file))

    assert (told.returncode, told.stdout.split()) == (0, ["sessions.0001_initial"])
    assert "node.runs" in runs.stderr
    assert not was_there
    assert done.returncode == 0, done.stderr
    with tarfile.open(file) as archive:
        archive.extract("borderlink.sqlite3", tmp_path, filter="data")
    tables = "SELECT count(*) FROM sqlite_master WHERE name = 'django_session'"
    for place, count in ((tmp_path, 0), (folder, 1)):
        with closing(sqlite3.connect(place / "borderlink.sqlite3")) as database:
            assert database.execute(tables).fetchone() == (count,)
    assert _acts(folder)[-1] == ("node.upgrade", 0)
