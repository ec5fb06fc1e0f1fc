"""A node is kept in one file while it lies there, and made again from it; the auditors are alerted."""

import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from borderlink.node.configuration import load
from borderlink.node.keeping import keep_node
from tests.world import NOON

pytestmark = pytest.mark.journey


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BORDERLINK_")}
    environment["LC_ALL"] = "C.UTF-8"
    command = [sys.executable, "-m", "borderlink", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


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
    file = folder.parent / "monday.tar.gz"
    done = _run("node", "backup", str(file), "--folder", str(folder))
    assert done.returncode == 0, done.stderr
    return folder, file


def test_a_backup_is_its_owners_alone_and_holds_neither_root_keys_nor_parcels(
    kept: tuple[Path, Path],
) -> None:
    _, file = kept

    with tarfile.open(file) as archive:
        names = set(archive.getnames())

    assert file.stat().st_mode & 0o777 == 0o600
    assert {"borderlink.toml", "borderlink.sqlite3", "keys/node.pem", "pictures/seal.jpg"} <= names
    assert not {name for name in names if name.startswith(("root-keys", "parcels", "manifests"))}


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


def test_a_node_is_made_again_its_journal_whole_and_the_auditors_alerted(
    kept: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, file = kept
    new = tmp_path / "again"

    done = _run("node", "restore", str(file), "--folder", str(new), "--why", "the disk died")

    assert done.returncode == 0, done.stderr
    assert (new / "keys" / "node.pem").read_bytes() == (folder / "keys" / "node.pem").read_bytes()
    assert (new / "keys" / "node.pem").stat().st_mode & 0o777 == 0o600
    assert (new / "pictures" / "seal.jpg").read_bytes() == b"a picture"
    assert _run("journal", "verify", "--folder", str(new)).returncode == 0
    with closing(sqlite3.connect(new / "borderlink.sqlite3")) as database:
        last = database.execute("SELECT act, alert FROM journal_line ORDER BY sequence DESC").fetchone()
    assert last == ("node.restore", 1)


def test_a_folder_that_holds_a_node_is_not_restored_over(kept: tuple[Path, Path]) -> None:
    folder, file = kept

    done = _run("node", "restore", str(file), "--folder", str(folder), "--why", "a mistake")

    assert done.returncode == 1
    assert "node.exists" in done.stderr


@pytest.mark.parametrize("harm", ["cut", "other"])
def test_a_damaged_or_foreign_file_is_refused_and_leaves_nothing(
    kept: tuple[Path, Path], tmp_path: Path, harm: str
) -> None:
    _, file = kept
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(file.read_bytes()[: file.stat().st_size // 2] if harm == "cut" else b"not a backup")

    done = _run("node", "restore", str(damaged), "--folder", str(tmp_path / "new"), "--why", "the disk died")

    assert done.returncode == 1
    assert "node.not-a-backup" in done.stderr
    assert not (tmp_path / "new").exists()
