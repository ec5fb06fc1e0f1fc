"""Files kept under the hash of their content: manifests as they came, pictures as the camera wrote them."""

import hashlib
import os
import secrets
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Final

HASH_LETTERS: Final = 64  # of a SHA-256


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One file as it is kept."""

    sha256: str
    size: int


def path_of(folder: Path, shelf: str, sha256: str) -> Path:
    """Return where a shelf keeps the content of this hash."""
    return folder / shelf / sha256[:2] / sha256


def keep(folder: Path, shelf: str, chunks: Iterable[bytes]) -> Kept:
    """Write content to its shelf under its SHA-256; the same content again changes nothing."""
    incoming = folder / shelf / f".incoming-{secrets.token_hex(8)}"
    incoming.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with incoming.open("xb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        kept = Kept(sha256=digest.hexdigest(), size=size)
        target = path_of(folder, shelf, kept.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        incoming.replace(target)
    finally:
        incoming.unlink(missing_ok=True)
    return kept


def plain_name(name: str) -> str:
    """Return a file's own name: no folders, no control characters, at most 200 characters."""
    bare = PurePath(name.replace("\\", "/")).name
    return "".join(letter for letter in bare if unicodedata.category(letter)[0] != "C")[-200:] or "file"


def write_text(path: Path, text: str) -> None:
    """Write a small text file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(path)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def drop_text(path: Path) -> None:
    """Remove a small text file, and what a crash left of it half-written; both may be gone already."""
    path.unlink(missing_ok=True)
    _fresh(path).unlink(missing_ok=True)


def _fresh(path: Path) -> Path:
    return path.with_name(f".{path.name}.fresh")


def forget(folder: Path, shelf: str, sha256: str) -> None:
    """Remove content from its shelf; it may be gone already."""
    path_of(folder, shelf, sha256).unlink(missing_ok=True)
    preview_of(folder, shelf, sha256).unlink(missing_ok=True)


def sweep(folder: Path, shelf: str, *, before: datetime) -> None:
    """Remove what a crash left on a shelf half-written, or laid out to be read, before a moment."""
    if not (folder / shelf).is_dir():
        return
    for left in (folder / shelf).iterdir():
        half = left.is_file() or left.name.startswith(".reading-")
        if half and left.lstat().st_mtime < before.timestamp():
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def lying_since(folder: Path, shelf: str, *, before: datetime) -> list[str]:
    """Return the hashes of what has lain on a shelf since before a moment, without previews."""
    lying = [path for path in (folder / shelf).glob("??/*") if len(path.name) == HASH_LETTERS]
    return sorted(path.name for path in lying if path.lstat().st_mtime < before.timestamp())


def preview_of(folder: Path, shelf: str, sha256: str) -> Path:
    """Return where the preview of a kept picture lies."""
    return path_of(folder, shelf, sha256).with_suffix(".preview.jpg")


@contextmanager
def laid_out(folder: Path, shelf: str, files: Iterable[tuple[str, str]]) -> Iterator[list[Path]]:
    """Give kept content its own names again, in a folder of its own, for as long as it is read.

    ``files`` are pairs of name and SHA-256; no name stands twice.
    """
    with TemporaryDirectory(prefix=".reading-", dir=folder / shelf) as place:
        paths: list[Path] = []
        for name, sha256 in files:
            path = Path(place) / name
            path.hardlink_to(path_of(folder, shelf, sha256))
            paths.append(path)
        yield paths
