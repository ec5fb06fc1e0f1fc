"""A node is kept: everything that people made, in one file, and made again from it in a new folder."""

import fcntl
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Final

from borderlink.node.configuration import FILE_NAME, Configuration
from borderlink.node.refusals import BackupExists, NotABackup

DATABASE: Final = "borderlink.sqlite3"
ABOUT: Final = "about.json"
FORM: Final = "borderlink-backup-1"
# Parcels, their index and manifests are dropped by day and loaded again: a backup would outlive their days.
# The record of what was forgotten must know more than a backup does.
STREAMS: Final = frozenset(
    {"parcels", "counter", "incoming", "manifests", "quarantine", "root-keys", "purged.jsonl"}
)
PRIVATE: Final = 0o600
COPY: Final = ".backup-"  # the copy of the database that goes into a backup, for as long as that is written
COPYING: Final = "backup.lock"
PART: Final = ".part"  # what a backup is called until it is whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One backup: where it is, its size, its SHA-256, and whether the database is in it."""

    path: Path
    size: int
    sha256: str
    database: bool


def keep_node(configuration: Configuration, path: Path, *, at: datetime) -> Kept:
    """Write settings, keys, files and the SQLite database of a node into one file, while the node runs.

    A PostgreSQL database is kept by its own means. Root keys, which belong elsewhere, and parcels, whose
    retention a backup would outlive, are left out. What breaks off leaves no file of that name: until all of
    it lies on the disk it is called ``….part``. Copies of the database that a killed backup left are removed.

    Refuses: ``BackupExists``.
    """
    path = new_file(path)
    remove_copies(configuration.folder)
    database = configuration.database == "sqlite"
    about = {"form": FORM, "node": configuration.node, "at": at.isoformat(), "database": database}
    with _whole(path) as stream, tarfile.open(fileobj=stream, mode="w:gz") as archive:
        _add_text(archive, ABOUT, json.dumps(about))
        if database:  # first: what a row of it names lies on the disk already
            _add_database(archive, configuration.folder / DATABASE)
        for part in _parts(configuration.folder):
            _add(archive, part, configuration.folder)
    return Kept(path=path, size=path.stat().st_size, sha256=sha256_of(path), database=database)


@contextmanager
def _whole(path: Path) -> Iterator[io.BufferedWriter]:
    """Give a file that takes its name once it is whole and on the disk."""
    part = path.with_name(f"{path.name}{PART}")
    part.unlink(missing_ok=True)  # of a backup to this file that was killed
    try:
        with _private(part) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        part.unlink()
        raise
    part.rename(new_file(path))


def remove_copies(folder: Path) -> None:
    """Remove copies of the database that a killed backup left: they know what is forgotten later."""
    left = list(folder.glob(f"{COPY}*"))
    if not left:
        return
    with (folder / COPYING).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # one is being written: the next round removes what is left
        for copy in left:
            shutil.rmtree(copy, ignore_errors=True)


@contextmanager
def _copying(folder: Path) -> Iterator[None]:
    """Say, until the block ends or the process dies, that a copy of the database is in use."""
    with (folder / COPYING).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def new_file(path: Path) -> Path:
    """Return where a backup is to lie, whole. Refuses: ``BackupExists``."""
    path = path.expanduser().resolve()
    if path.exists():
        raise BackupExists(path=str(path))
    return path


def lay_kept(path: Path, folder: Path) -> dict[str, object]:
    """Lay what a backup holds into a new folder and return what it says about itself.

    Refuses: ``NotABackup``; leaves nothing behind then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            archive.extractall(folder, filter="data")
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        whole = about.get("form") == FORM and _node_of(folder / FILE_NAME) == about.get("node")
    except (tarfile.TarError, OSError, EOFError, ValueError, AttributeError, zlib.error):
        whole, about = False, {}
    if not whole:
        shutil.rmtree(folder)
        raise NotABackup(path=str(path))
    (folder / ABOUT).unlink()
    _make_private(folder)
    return dict(about)


def _node_of(path: Path) -> object:
    """Return the node's id as the settings laid have it."""
    return tomllib.loads(path.read_text(encoding="utf-8")).get("node", Configuration().node)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _parts(folder: Path) -> Iterator[Path]:
    """Yield what of a folder is kept as it lies there."""
    for part in sorted(folder.iterdir()):
        if part.name not in STREAMS and not part.name.startswith((DATABASE, ".")) and part.suffix != ".lock":
            yield part


def _add(archive: tarfile.TarFile, part: Path, folder: Path) -> None:
    """Add a file, or a folder with all below it; what is taken away meanwhile is not kept."""
    for path in (part, *sorted(part.rglob("*"))):
        with suppress(FileNotFoundError):
            archive.add(path, arcname=path.relative_to(folder), recursive=False)


def _add_database(archive: tarfile.TarFile, path: Path) -> None:
    """Add one moment of the database, whatever is being written meanwhile."""
    with _copying(path.parent), tempfile.TemporaryDirectory(dir=path.parent, prefix=COPY) as place:
        copy = Path(place) / DATABASE
        with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(copy)) as still:
            live.backup(still)
        archive.add(copy, arcname=DATABASE)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))


def _private(path: Path) -> io.BufferedWriter:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb")


def _make_private(folder: Path) -> None:
    """Make a restored folder its owner's alone, and the folders that streams need."""
    for name in ("files", "incoming", "parcels", "root-keys"):
        (folder / name).mkdir(exist_ok=True)
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else PRIVATE)
