"""A checkpoint: what a log was at one moment, signed, in the text forms of C2SP.

``tlog-checkpoint`` gives the text (origin, size, root, extension lines), ``signed-note`` the signature
lines under it, so that any witness or verifier of transparency logs reads ours.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Self

from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import ED25519, NotAKey, PublicKey, Signer

_DASH = "\u2014"
_ED25519_TYPE = b"\x01"
_OTHER_TYPE = b"\xff"  # the signed note's way for algorithms without a number of their own
_ID_BYTES = 4
_MOST_SIGNATURES = 100
_LARGEST_NOTE = 1 << 20
_HEADER_LINES = 3


class NotACheckpoint(Refusal):
    """The text is not a signed checkpoint."""

    code = "foundation.not-a-checkpoint"
    says = "This is not a signed checkpoint ({what})."
    advice = "Copy it again, whole, from its first line to the last signature."


class CheckpointNotSigned(Refusal):
    """No signature of the key that is trusted stands under the checkpoint, or it does not hold."""

    code = "foundation.checkpoint-not-signed"
    says = "The checkpoint at {size} lines does not carry a valid signature of {signer}."
    advice = "Do not rely on it. Take the copy that the signer keeps on paper and compare."


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What is signed: the log's name, its size, its root (32 bytes) and extension lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the checkpoint's text, without signatures."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        if any(not line or not line.isprintable() for line in lines):
            raise ValueError("a line of a checkpoint is empty or not printable")
        return "\n".join(lines) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the checkpoint of a text. Refuses: ``NotACheckpoint``."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < _HEADER_LINES or not lines[1].isascii() or not lines[1].isdigit():
            raise NotACheckpoint(what="no-name-size-root")
        found = cls(
            origin=lines[0],
            size=int(lines[1][:20]),
            root=_decoded(lines[2], 32),
            extensions=tuple(lines[_HEADER_LINES:]),
        )
        if not all(line and line.isprintable() for line in lines) or found.text() != text:
            raise NotACheckpoint(what="another-form")
        return found

    def extension(self, word: str) -> str:
        """Return what follows ``word`` in the extension line that begins with it, or nothing."""
        found = (line.removeprefix(f"{word} ") for line in self.extensions if line.startswith(f"{word} "))
        return next(found, "")

    def sign(self, name: str, key: Signer) -> "SignedCheckpoint":
        """Return the checkpoint signed by ``key`` under ``name`` (no spaces, no plus sign)."""
        _check_name(name)
        raw = key.sign_bytes(self.text().encode())
        return SignedCheckpoint(checkpoint=self, signatures=((name, key_id(name, key.public()) + raw),))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint and its signature lines: the signer's name, and key id and signature as bytes."""

    checkpoint: Checkpoint
    signatures: tuple[tuple[str, bytes], ...]

    def note(self) -> str:
        """Return the signed note: the text, an empty line, one line for each signature."""
        lines = (f"{_DASH} {name} {base64.b64encode(raw).decode()}\n" for name, raw in self.signatures)
        return self.checkpoint.text() + "\n" + "".join(lines)

    @classmethod
    def from_note(cls, note: str) -> Self:
        """Return the signed checkpoint of a note; nothing is verified yet. Refuses: ``NotACheckpoint``."""
        text, signatures = read_note(note)
        return cls(checkpoint=Checkpoint.from_text(text), signatures=signatures)

    def cosigned(self, name: str, key: Signer) -> Self:
        """Return the same checkpoint with one more signature."""
        added = self.checkpoint.sign(name, key).signatures
        return type(self)(checkpoint=self.checkpoint, signatures=self.signatures + added)

    def verify(self, name: str, key: PublicKey) -> Checkpoint:
        """Return the checkpoint if ``key`` signed it as ``name``. Refuses: ``CheckpointNotSigned``."""
        if not signed_by(self.checkpoint.text(), self.signatures, name, key):
            raise CheckpointNotSigned(size=self.checkpoint.size, signer=name)
        return self.checkpoint


def key_id(name: str, key: PublicKey) -> bytes:
    """Return the four bytes that lead from a signature line to its key."""
    return hashlib.sha256(name.encode() + b"\n" + _material(key)).digest()[:_ID_BYTES]


def _material(key: PublicKey) -> bytes:
    if key.algorithm == ED25519:
        return _ED25519_TYPE + key.raw
    return _OTHER_TYPE + key.algorithm.encode() + b"\n" + key.raw


def verifier_key(name: str, key: PublicKey) -> str:
    """Return a public key as other verifiers of signed notes take it: ``name+id+base64``."""
    _check_name(name)
    return f"{name}+{key_id(name, key).hex()}+{base64.b64encode(_material(key)).decode()}"


def read_verifier_key(text: str) -> tuple[str, PublicKey]:
    """Return name and public key of a verifier key. Refuses: ``NotACheckpoint``."""
    parts = text.strip().split("+", 2)
    if len(parts) != _HEADER_LINES:
        raise NotACheckpoint(what="no-name-id-key")
    key = _key_of(_decoded(parts[2], None))
    if verifier_key(parts[0], key) != text.strip():
        raise NotACheckpoint(what="key-id-differs")
    return parts[0], key


def _key_of(material: bytes) -> PublicKey:
    """Return the key that a type and its bytes make. Refuses: ``NotACheckpoint``."""
    kind, raw, algorithm = material[:1], material[1:], ED25519
    if kind == _OTHER_TYPE:
        name, _, raw = raw.partition(b"\n")
        algorithm = name.decode("ascii", errors="replace")
    encoded = base64.b64encode(raw).decode()
    try:
        return PublicKey.from_text(f"{algorithm}:{encoded}")
    except NotAKey:
        raise NotACheckpoint(what="key-id-differs") from None


def read_note(note: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """Return text and signature lines of any signed note. Refuses: ``NotACheckpoint``."""
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n") or len(note) > _LARGEST_NOTE:
        raise NotACheckpoint(what="no-signature")
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise NotACheckpoint(what="too-many-signatures")
    return head + "\n", tuple(_signature(line) for line in lines)


def signed_by(text: str, signatures: tuple[tuple[str, bytes], ...], name: str, key: PublicKey) -> bool:
    """Say whether ``key`` signed ``text`` under ``name``: the first line with its name and id decides."""
    wanted = key_id(name, key)
    for signer, raw in signatures:
        if signer == name and raw[:_ID_BYTES] == wanted:
            return key.verify_bytes(text.encode(), raw[_ID_BYTES:])
    return False


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != _HEADER_LINES or parts[0] != _DASH:
        raise NotACheckpoint(what="signature-line")
    raw = _decoded(parts[2], None)
    _check_name(parts[1])
    if len(raw) <= _ID_BYTES:
        raise NotACheckpoint(what="signature-line")
    return parts[1], raw


def _check_name(name: str) -> None:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise NotACheckpoint(what="signer-name")


def _decoded(text: str, size: int | None) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotACheckpoint(what="not-base64") from None
    if base64.b64encode(raw).decode() != text or (size is not None and len(raw) != size):
        raise NotACheckpoint(what="another-length")
    return raw
