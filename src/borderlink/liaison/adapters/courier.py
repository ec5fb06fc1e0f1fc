"""The file that is carried by hand: a signed manifest, then statements and sealed envelopes in frames.

Nothing in it is compressed and no name in it is a path: a file can neither swell nor write anywhere. It is
read frame by frame, and twice: its digest is compared before anything of it is taken in.

    "BLNDCUR1", manifest, statements, envelopes: each with its length in four bytes (big-endian)
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Final

from borderlink.liaison.domain.carrying import LARGEST, SignedManifest
from borderlink.liaison.domain.files import LARGEST_PIECE
from borderlink.liaison.refusals.post import CourierFileCut, CourierFileExists, NotACourierFile

MAGIC: Final = b"BLNDCUR1"
_LENGTH: Final = 4
_CHUNK: Final = 1 << 20
_PRIVATE: Final = 0o600


def digest_of(parts: Iterable[bytes]) -> str:
    """Return SHA-256 in hexadecimal over parts in their frames: what a manifest names."""
    found = hashlib.sha256()
    for part in parts:
        found.update(_framed(part))
    return found.hexdigest()


def write(path: Path, manifest: bytes, parts: Iterable[bytes]) -> str:
    """Write a file whole or not at all; return its SHA-256 in hexadecimal. Refuses: ``CourierFileExists``."""
    if path.exists():
        raise CourierFileExists(path=str(path))
    part_file = path.with_name(f".{path.name}.part")
    found = hashlib.sha256()
    number = os.open(part_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    try:
        with os.fdopen(number, "wb") as stream:
            for piece in chain((MAGIC, _framed(manifest)), map(_framed, parts)):
                found.update(piece)
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(part_file, path)
    except FileExistsError:
        raise CourierFileExists(path=str(path)) from None
    finally:
        part_file.unlink(missing_ok=True)
    return found.hexdigest()


def read_manifest(path: Path) -> tuple[SignedManifest, str]:
    """Return the manifest of a file, and the file's SHA-256, after the whole was compared with the manifest.

    Refuses: ``NotACourierFile``, ``CourierFileCut``.
    """
    with _opened(path) as stream:
        manifest = SignedManifest.from_bytes(_frame(stream, LARGEST))
        behind = hashlib.sha256()
        while chunk := stream.read(_CHUNK):
            behind.update(chunk)
        if behind.hexdigest() != manifest.manifest.digest:
            raise CourierFileCut
        stream.seek(0)
        whole = hashlib.file_digest(stream, "sha256").hexdigest()
    told = manifest.manifest
    if sum(1 for _ in parts(path)) != told.envelopes + told.statements + told.files:
        raise NotACourierFile(what="counts")
    return manifest, whole


def parts(path: Path) -> Iterator[bytes]:
    """Yield the statements, envelopes and pieces of a file, one at a time. Refuses: ``CourierFileCut``."""
    with _opened(path) as stream:
        _frame(stream, LARGEST)
        while stream.peek(1):
            yield _frame(stream, LARGEST_PIECE)


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file that begins like one of ours: a plain file, no pipe, no folder."""
    if not path.is_file():
        raise NotACourierFile(what="no-file")
    with path.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise NotACourierFile(what="magic")
        yield stream


def _frame(stream: BufferedReader, most: int) -> bytes:
    length = int.from_bytes(stream.read(_LENGTH), "big")
    if not 0 < length <= most:
        raise CourierFileCut
    data = stream.read(length)
    if len(data) != length:
        raise CourierFileCut
    return data


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(_LENGTH, "big") + part
