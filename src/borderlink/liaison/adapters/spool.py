"""The spool of a relay: sealed envelopes in a folder, kept for nodes that cannot reach each other.

A relay stands in the outer zone and holds no secret: it knows introductions (public keys that were compared
by their 60 digits), checks size and outer signature, and cannot open what it keeps. It has no database: a
file is an envelope, its name says where it stands, and writing the same one again changes nothing. No Django.

    introductions/<AGENCY>-<version>.json
    post/<RECIPIENT>/<SENDER>/<lane>-<epoch>-<seq>-<digest>.envelope
    statements/<RECIPIENT>/<SENDER>/<kind>-<name>.statement
"""

import hashlib
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from borderlink.foundation.envelope import Header, check_outer, digest_of, peek
from borderlink.foundation.introductions import Introduction
from borderlink.foundation.letterkeys import LetterKeys
from borderlink.foundation.signing import PublicKey, same_fingerprint
from borderlink.liaison.domain.receiving import Keyring
from borderlink.liaison.refusals.relay import (
    DigitsDiffer,
    NotInFolder,
    RelayExpired,
    RelayFull,
    RelayStranger,
)

INTRODUCTIONS: Final = "introductions"
POST: Final = "post"
STATEMENTS: Final = "statements"
RUNNING: Final = frozenset({"holding", "echo"})  # kinds of statement of which the last one alone counts
MIB: Final = 1 << 20
MOST_MIB: Final = 4096  # a relay's whole spool, unless told otherwise
MOST_OF_ONE: Final = 200_000  # envelopes from one sender to one recipient
FREE_MIB: Final = 256  # left alone on the disk
COUNTED_EVERY_S: Final = 10.0  # in between, each file counts as ``_SOME_BYTES``
_SOME_BYTES: Final = 8192
_PRIVATE: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One envelope in the spool, by what its file's name says."""

    path: Path
    lane: int
    epoch: str
    seq: int
    digest: str

    def read(self) -> bytes:
        """Return the envelope, or nothing when it was dropped meanwhile."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""


class Spool:
    """A relay's folder. Every method may be called by several threads at once."""

    def __init__(self, folder: Path, *, most_mib: int = MOST_MIB) -> None:
        self.folder, self._most_mib = folder, most_mib
        if not (folder / INTRODUCTIONS).is_dir():
            raise NotInFolder(folder=str(folder))
        self.known = _introduced(folder / INTRODUCTIONS)
        self._ring = Keyring.of(self.known.values())
        self._lock, self._count_again_s = threading.Lock(), 0.0
        self._counted: Counter[Path] = Counter()
        self._bytes = 0

    def take(self, wire: bytes, *, at: int) -> Header:
        """Keep an envelope after its size, its names and its outer signature were checked; return its header.

        Kept again it changes nothing. Refuses: what ``envelope.peek`` and ``check_outer`` refuse,
        ``RelayStranger``, ``RelayExpired``, ``RelayFull``.
        """
        header = peek(wire)
        key = self._key_of(header, at)
        if header.recipient not in self.known:
            raise RelayStranger(agency=header.recipient)
        check_outer(wire, header, key)
        if header.expires <= at:
            raise RelayExpired(letter=header.letter)
        folder = self.folder / POST / header.recipient / header.sender
        name = f"{header.lane}-{header.epoch}-{header.seq:016d}-{digest_of(wire)}.envelope"
        if not (folder / name).exists():
            self._need_room(folder)
            _keep(folder / name, wire)
        return header

    def waiting(self, recipient: str, sender: str = "") -> Iterator[Kept]:
        """Yield what is kept for a recipient, urgent first, each sender's in the order of its numbers."""
        senders = [sender] if sender else _names(self.folder / POST / recipient)
        found = [kept for name in senders for kept in self._of(recipient, name)]
        yield from sorted(found, key=lambda kept: (kept.lane, kept.epoch, kept.seq))

    def drop_held(self, recipient: str, sender: str, epoch: str, held: "Held") -> int:
        """Drop what the recipient has signed that it holds of a sender's epoch; return how many envelopes."""
        dropped = 0
        for kept in self._of(recipient, sender):
            if kept.epoch == epoch and held.has(kept.seq):
                kept.path.unlink(missing_ok=True)
                dropped += 1
        return dropped

    def drop_expired(self, *, at: int) -> int:
        """Drop envelopes whose sender no longer wants them delivered; return how many."""
        dropped = 0
        for path in (self.folder / POST).glob("*/*/*.envelope"):
            with suppress(OSError):
                if peek(path.read_bytes()).expires <= at:
                    path.unlink()
                    dropped += 1
        return dropped

    def keep_statement(self, recipient: str, sender: str, kind: str, document: bytes) -> None:
        """Keep a signed statement for a recipient; of a running kind the last one alone."""
        name = kind if kind in RUNNING else f"{kind}-{hashlib.sha256(document).hexdigest()}"
        folder = self.folder / STATEMENTS / recipient / sender
        self._need_room(folder)
        _keep(folder / f"{name}.statement", document)

    def hand_over(self, recipient: str, sender: str, most: int) -> list[bytes]:
        """Return what a sender tells a recipient, oldest first; what is no running statement is given twice.

        An answer may be lost on its way. What was lost twice comes again: a letter without a receipt is sent
        again by its node, and a letter that comes again gets its receipt again.
        """
        folder = self.folder / STATEMENTS / recipient / sender
        found = []
        for path in sorted(folder.glob("*.statement*"), key=_age)[:most] if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                found.append(path.read_bytes())
                if path.stem in RUNNING:
                    continue
                if path.suffix == ".statement":
                    path.replace(path.with_suffix(".statement2"))
                else:
                    path.unlink()
        return found

    def sign_key(self, agency: str, key: str, *, signed_at: int, at: int) -> PublicKey | None:
        """Return the key with this id when the agency signed with it then, and it may still be taken now."""
        found = self._ring.partners.get(agency, {}).get(key)
        return found.key if found is not None and found.valid(signed_at, at) else None

    def count(self) -> dict[str, int]:
        """Return how many envelopes wait, by recipient."""
        agencies = _names(self.folder / POST)
        return {agency: sum(1 for _ in self.waiting(agency)) for agency in agencies}

    def _key_of(self, header: Header, at: int) -> PublicKey:
        found = self.sign_key(header.sender, header.sign_key, signed_at=header.created, at=at)
        if found is None:
            raise RelayStranger(agency=header.sender)
        return found

    def _of(self, recipient: str, sender: str) -> list[Kept]:
        folder = self.folder / POST / recipient / sender
        return [_kept(path) for path in folder.glob("*.envelope")] if folder.is_dir() else []

    def _need_room(self, folder: Path) -> None:
        """Refuse one file more where the spool, a pair of agencies or the disk is full: ``RelayFull``."""
        with self._lock:
            now = time.monotonic()
            if now >= self._count_again_s:
                self._counted, self._bytes = _count(self.folder)
                self._count_again_s = now + COUNTED_EVERY_S
            self._counted[folder] += 1
            self._bytes += _SOME_BYTES
            full = self._counted[folder] > MOST_OF_ONE or self._bytes > self._most_mib * MIB
        if full or shutil.disk_usage(self.folder).free < FREE_MIB * MIB:
            raise RelayFull(folder=str(self.folder))


@dataclass(frozen=True, slots=True)
class Held:
    """Which numbers a recipient holds: up to ``contiguous``, and beyond it up to ``most`` but ``gaps``."""

    contiguous: int
    most: int
    gaps: tuple[tuple[int, int], ...]

    def has(self, seq: int) -> bool:
        """Say whether the recipient holds this number."""
        missing = any(first <= seq <= last for first, last in self.gaps)
        return seq <= self.contiguous or (seq <= self.most and not missing)


def lay(folder: Path) -> None:
    """Make a relay's folder, its owner's alone."""
    for name in (INTRODUCTIONS, POST, STATEMENTS):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def introduce(folder: Path, document: bytes, digits: str) -> LetterKeys:
    """Let a relay know an agency, after its 60 digits were compared with the paper; return its keys.

    Refuses: ``NotAnIntroduction`` and what its signatures are refused for, ``DigitsDiffer``.
    """
    found = Introduction.from_bytes(document)
    _, keys = found.verify()
    if not same_fingerprint(found.fingerprint(), digits):
        raise DigitsDiffer(agency=keys.agency)
    _keep(folder / INTRODUCTIONS / f"{keys.agency}-{keys.version:04d}.json", document)
    return keys


def _introduced(folder: Path) -> dict[str, list[LetterKeys]]:
    known: dict[str, list[LetterKeys]] = {}
    for path in sorted(folder.glob("*.json")):
        _, keys = Introduction.from_bytes(path.read_bytes()).verify()
        known.setdefault(keys.agency, []).append(keys)
    return known


def _kept(path: Path) -> Kept:
    lane, epoch, seq, digest = path.stem.split("-")
    return Kept(path=path, lane=int(lane), epoch=epoch, seq=int(seq), digest=digest)


def _age(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except FileNotFoundError:
        return 0, path.name


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _count(folder: Path) -> tuple[Counter[Path], int]:
    """Return how many files lie in each folder under ``folder``, and the bytes of all of them."""
    files = [path for top in (POST, STATEMENTS) for path in (folder / top).glob("*/*/*")]
    size = 0
    for path in files:
        with suppress(FileNotFoundError):
            size += path.stat().st_size
    return Counter(path.parent for path in files), size


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: what is under its name has reached the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}-{id(content):x}")
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
