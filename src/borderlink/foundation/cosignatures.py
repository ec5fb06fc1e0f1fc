"""Cosignatures: what another party signs under a checkpoint, with the time at which it saw it.

The form is C2SP's tlog-cosignature. A verifier key names who and how: type 1 signs the checkpoint's text,
type 4 the time with it.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass, replace
from typing import Final, Self

from borderlink.foundation.checkpoint import NotACheckpoint, SignedCheckpoint
from borderlink.foundation.signing import ED25519, PrivateKey, PublicKey

PLAIN: Final = 1
TIMED: Final = 4
_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Cosigner:
    """Who may cosign: name, public key, and whether the time is signed with the checkpoint."""

    name: str
    key: PublicKey
    kind: int = TIMED

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the cosigner of a verifier key ``name+id+base64``. Refuses: ``NotACheckpoint``."""
        name, _, rest = text.partition("+")
        try:
            material = base64.b64decode(rest.partition("+")[2], validate=True)
        except (binascii.Error, ValueError):
            raise NotACheckpoint(what="not-base64") from None
        found = cls(name, PublicKey(ED25519, material[1:]), material[0] if material else 0)
        if len(found.key.raw) != _KEY_BYTES or found.kind not in {PLAIN, TIMED} or found.text() != text:
            raise NotACheckpoint(what="key-id-differs")
        return found

    def text(self) -> str:
        """Return the verifier key."""
        if not self.name or "+" in self.name or any(character.isspace() for character in self.name):
            raise NotACheckpoint(what="signer-name")
        return f"{self.name}+{self._id().hex()}+{base64.b64encode(self._material()).decode()}"

    def _material(self) -> bytes:
        return bytes([self.kind]) + self.key.raw

    def _id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self._material()).digest()[:_ID_BYTES]

    def line_in(self, signed: SignedCheckpoint) -> bytes | None:
        """Return what this cosigner's first line under a checkpoint holds after the id, or None."""
        ours = (raw for name, raw in signed.signatures if name == self.name and raw[:_ID_BYTES] == self._id())
        found = next(ours, None)
        return None if found is None else found[_ID_BYTES:]

    def holds(self, signed: SignedCheckpoint) -> bool:
        """Say whether this cosigner's line stands under the checkpoint and is valid."""
        line = self.line_in(signed)
        if line is None:
            return False
        at, signature = (line[:_TIME_BYTES], line[_TIME_BYTES:]) if self.kind == TIMED else (b"", line)
        return self.key.verify_bytes(_message(signed.checkpoint.text(), self.kind, at), signature)

    def time_of(self, signed: SignedCheckpoint) -> int | None:
        """Return the time that a valid line tells, in seconds since 1970; None where it tells none."""
        line = self.line_in(signed) if self.kind == TIMED and self.holds(signed) else None
        return int.from_bytes(line[:_TIME_BYTES], "big") if line else None

    def cosign(self, signed: SignedCheckpoint, key: PrivateKey, *, at: int) -> SignedCheckpoint:
        """Return the checkpoint with this cosigner's line added; ``at`` in seconds since 1970."""
        time = at.to_bytes(_TIME_BYTES, "big") if self.kind == TIMED else b""
        signature = key.sign_bytes(_message(signed.checkpoint.text(), self.kind, time))
        line = (self.name, self._id() + time + signature)
        return replace(signed, signatures=(*signed.signatures, line))


def _message(text: str, kind: int, at: bytes) -> bytes:
    head = f"cosignature/v1\ntime {int.from_bytes(at, 'big')}\n" if kind == TIMED else ""
    return (head + text).encode()
