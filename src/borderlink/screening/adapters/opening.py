"""A manifest on the disk: whether it may be opened, what it is by its content, whether it held still."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from borderlink.screening.refusals.files import (
    ManifestChanged,
    ManifestEmpty,
    ManifestMissing,
    ManifestNotAFile,
    ManifestNotATable,
    ManifestNotReadable,
    WorkbookEncrypted,
    WorkbookLegacy,
)

_HEAD: Final = 65_536
_DIRECTORY: Final = 64 * 2**20  # of an OLE file: how far its list of streams is looked for
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_BINARY: Final[dict[bytes, str]] = {
    b"%PDF": "pdf", b"\x1f\x8b": "archive", b"BZh": "archive", b"7z\xbc\xaf": "archive", b"Rar!": "archive",
    b"\xfd7zXZ": "archive", b"(\xb5/\xfd": "archive", b"\x89PNG": "other", b"\xff\xd8\xff": "other",
    b"GIF8": "other", b"\x7fELF": "other", b"MZ\x90": "other", b"SQLite format 3": "other",
}  # fmt: skip
_MARKUP: Final[dict[bytes, str]] = {
    b"<!doctype html": "html", b"<html": "html", b"<table": "html",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A file to read: where it lies, and what it is called in parcels, quarantine and refusals."""

    path: Path
    name: str


class Format(StrEnum):
    """What a manifest is by its content, whatever its name ends with."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    ITEMS = "items"  # JSON
    MESSAGES = "messages"  # XML


@contextmanager
def held_still(manifest: Manifest) -> Iterator[int]:
    """Yield the size of an ordinary, non-empty file; refuse it afterwards if it changed meanwhile.

    Refuses: ``ManifestMissing``, ``ManifestNotAFile``, ``ManifestEmpty``, ``ManifestNotReadable``,
    ``ManifestChanged``.
    """
    before = _state(manifest)
    if before[1] == 0:
        raise ManifestEmpty(file=manifest.name)
    try:
        yield before[1]
    except OSError as error:
        raise ManifestNotReadable(file=manifest.name, why=_why(error)) from error
    finally:
        changed = _changed(manifest, before)
        if changed:
            raise ManifestChanged(file=manifest.name)


def _why(error: OSError) -> str:
    """Return the operating system's code, which needs no translation: EACCES, EIO."""
    return errno.errorcode.get(error.errno or 0, type(error).__name__)


def _changed(manifest: Manifest, before: tuple[int, int, int]) -> bool:
    try:
        return _state(manifest) != before
    except (ManifestMissing, ManifestNotAFile):
        return True


def _state(manifest: Manifest) -> tuple[int, int, int]:
    try:
        found = manifest.path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ManifestMissing(file=manifest.name) from error
    except OSError as error:
        raise ManifestNotReadable(file=manifest.name, why=_why(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise ManifestNotAFile(file=manifest.name)
    if not os.access(manifest.path, os.R_OK):
        raise ManifestNotReadable(file=manifest.name, why="EACCES")
    return found.st_ino, found.st_size, found.st_mtime_ns


def format_of(manifest: Manifest) -> Format:
    """Say by its first bytes what a file is.

    Refuses: ``WorkbookLegacy``, ``WorkbookEncrypted``, ``ManifestNotATable``.
    """
    with manifest.path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.WORKBOOK
    if head.startswith((b"PAR1", b"PARE")):
        return Format.PARQUET
    if head.startswith(_OLE):
        with manifest.path.open("rb") as file:
            encrypted = "EncryptedPackage".encode("utf-16-le") in file.read(_DIRECTORY)
        raise (WorkbookEncrypted if encrypted else WorkbookLegacy)(file=manifest.name)
    return _textual(head, manifest.name)


def _textual(head: bytes, name: str) -> Format:
    """Say what a text is: JSON and XML begin like nothing else; what is no text at all is refused."""
    for magic, kind in _BINARY.items():
        if head.startswith(magic):
            raise ManifestNotATable(file=name, kind=kind)
    text = _start(head)
    for start, kind in _MARKUP.items():
        if text.startswith(start):
            raise ManifestNotATable(file=name, kind=kind)
    if re.match(rb"""[\[{]\s*(["{\[\]]|$)""", text):
        return Format.ITEMS
    if re.match(rb"<[?!a-z]", text):
        return Format.MESSAGES
    controls = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 11, 12, 13, 27))
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and controls > max(len(head) // 50, 4):
        raise ManifestNotATable(file=name, kind="other")
    return Format.DELIMITED


def _start(head: bytes) -> bytes:
    """Return the first letters of a text, in lower case; those of UTF-16 without their zero bytes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:4096].replace(b"\0", b"").lstrip()[:64].lower()
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
