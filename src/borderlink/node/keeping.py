"""A node is kept: everything that people made, in one file, and made again from it in a new folder."""

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
from contextlib import closing
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
# Parcels and manifests are dropped by day and can be loaded again: a backup would outlive their retention.
# The record of what was forgotten must know more than a backup does.
STREAMS: Final = frozenset({"parcels", "incoming", "manifests", "quarantine", "root-keys", "purged.jsonl"})
PRIVATE: Final = 0o600


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
    retention a backup would outlive, are left out. What breaks off leaves no file.

    Refuses: ``BackupExists``.
    """
    path = new_file(path)
    database = configuration.database == "sqlite"
    about = {"form": FORM, "node": configuration.node, "at": at.isoformat(), "database": database}
    with _private(path) as stream:
        try:
            with tarfile.open(fileobj=stream, mode="w:gz") as archive:
                _add_text(archive, ABOUT, json.dumps(about))
                for part in _parts(configuration.folder):
                    archive.add(part, arcname=part.name)
                if database:
                    _add_database(archive, configuration.folder / DATABASE)
        except BaseException:
            path.unlink()
            raise
    return Kept(path=path, size=path.stat().st_size, sha256=sha256_of(path), database=database)


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


def _add_database(archive: tarfile.TarFile, path: Path) -> None:
    """Add one moment of the database, whatever is being written meanwhile."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as place:
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
