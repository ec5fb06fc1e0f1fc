"""Signatures, each carrying the id of its algorithm, so that others can stand beside Ed25519 one day.

Keys and signatures have one text form, ``ed25519:<base64>``. A signature covers its purpose with the
message, so one made for a letter is worth nothing under a ledger event. Randomness comes from the caller.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from borderlink.foundation import canonical
from borderlink.foundation.refusals import Refusal

ED25519 = "ed25519"
SEED_BYTES = 32
_PRIME: Final = 2**255 - 19
# The y of every point of small order: a key there would fit signatures that nobody made.
_WEAK: Final = frozenset({
    0, 1, _PRIME - 1,
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
})  # fmt: skip


class NotAKey(Refusal):
    """The text is not a key or signature of a known algorithm."""

    code = "foundation.not-a-key"
    says = (
        "This is not a {thing, select, signature {signature} private-key {private key} other {public key}} "
        "that can be read here."
    )
    advice = "Copy it again, whole, from where it was made: it begins with the name of its algorithm."


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """How signatures of one algorithm are checked; lengths in bytes.

    ``verify`` takes raw key, message and raw signature, and never raises.
    """

    name: str
    key_bytes: int
    signature_bytes: int
    verify: Callable[[bytes, bytes, bytes], bool]


def _verify_ed25519(raw: bytes, message: bytes, signature: bytes) -> bool:
    if is_weak(raw):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_ALGORITHMS: Final = {
    ED25519: Algorithm(name=ED25519, key_bytes=32, signature_bytes=64, verify=_verify_ed25519)
}


def add_algorithm(algorithm: Algorithm) -> None:
    """Let keys and signatures of one more algorithm be read and checked; the same name replaces it."""
    _ALGORITHMS[algorithm.name] = algorithm


def remove_algorithm(name: str) -> None:
    """Forget an algorithm: its keys are then as unknown as any other text."""
    _ALGORITHMS.pop(name, None)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: its algorithm and its raw bytes."""

    algorithm: str
    raw: bytes

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the key written as ``ed25519:<base64>``. Refuses: ``NotAKey``."""
        return cls(*_parse(text, "public-key"))

    def text(self) -> str:
        """Return the key's one text form."""
        return f"{self.algorithm}:{base64.b64encode(self.raw).decode()}"

    def fingerprint(self) -> str:
        """Return the 60 digits by which people compare this key, on paper and on the telephone."""
        return fingerprint(canonical.to_bytes({"type": "borderlink-key", "key": self.text()}))

    def verify(self, message: bytes, signature: "Signature", *, purpose: str) -> bool:
        """Say whether ``signature`` is this key's over ``message`` for ``purpose``."""
        if signature.algorithm != self.algorithm:
            return False
        return self.verify_bytes(framed(purpose, message), signature.raw)

    def verify_bytes(self, message: bytes, signature: bytes) -> bool:
        """Say whether ``signature`` covers exactly ``message``: for forms that others have defined."""
        algorithm = _ALGORITHMS.get(self.algorithm)
        return algorithm is not None and algorithm.verify(self.raw, message, signature)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature: its algorithm and its raw bytes."""

    algorithm: str
    raw: bytes

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the signature written as ``ed25519:<base64>``. Refuses: ``NotAKey``."""
        return cls(*_parse(text, "signature"))

    def text(self) -> str:
        """Return the signature's one text form."""
        return f"{self.algorithm}:{base64.b64encode(self.raw).decode()}"


class Signer(Protocol):
    """Whatever can sign: a key in memory, or one on a token that never leaves it."""

    def public(self) -> PublicKey:
        """Return the public half."""
        ...

    def sign(self, message: bytes, *, purpose: str) -> Signature:
        """Sign ``message`` for ``purpose``, a name such as ``root-document``."""
        ...

    def sign_bytes(self, message: bytes) -> bytes:
        """Return the raw signature of exactly ``message``: for forms that others have defined."""
        ...


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """An Ed25519 private key, from its 32-byte seed; it never shows itself in a log or a traceback."""

    seed: bytes

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise ValueError(f"a seed has {SEED_BYTES} bytes")

    def __repr__(self) -> str:
        return "PrivateKey(...)"

    @classmethod
    def from_pem(cls, data: bytes) -> Self:
        """Return the key of an unprotected PEM file (PKCS #8). Refuses: ``NotAKey``."""
        try:
            key = load_pem_private_key(data, password=None)
        except (ValueError, TypeError):
            raise NotAKey(thing="private-key") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise NotAKey(thing="private-key")
        return cls(key.private_bytes_raw())

    def public(self) -> PublicKey:
        """Return the public half."""
        raw = self._key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(ED25519, raw)

    def sign(self, message: bytes, *, purpose: str) -> Signature:
        """Sign ``message`` for ``purpose``, a name such as ``root-document``."""
        return Signature(ED25519, self.sign_bytes(framed(purpose, message)))

    def sign_bytes(self, message: bytes) -> bytes:
        """Return the raw signature of exactly ``message``: for forms that others have defined."""
        return self._key().sign(message)

    def pem(self) -> bytes:
        """Return the key unprotected, in the PEM form that other programs read (PKCS #8)."""
        return self._key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def is_weak(raw: bytes) -> bool:
    """Say whether an Ed25519 key is of small order or not in its one form: nothing it signs counts."""
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    return y >= _PRIME or y in _WEAK


def fingerprint(data: bytes) -> str:
    """Return SHA-512 of ``data`` as 60 digits in twelve groups of five, with spaces.

    The first 60 bytes are read as twelve big-endian numbers of 5 bytes, each modulo 100,000.
    """
    digest = hashlib.sha512(data).digest()
    numbers = (int.from_bytes(digest[start : start + 5], "big") % 100_000 for start in range(0, 60, 5))
    return " ".join(f"{number:05d}" for number in numbers)


def same_fingerprint(left: str, right: str) -> bool:
    """Say whether two fingerprints are one; spaces and line breaks do not count."""
    return "".join(left.split()) == "".join(right.split())


def framed(purpose: str, message: bytes) -> bytes:
    """Return the bytes that a signature covers: the purpose, with its length in 2 bytes, and the message."""
    name = purpose.encode()
    return b"borderlink-signature-1\x00" + len(name).to_bytes(2, "big") + name + message


def _parse(text: str, thing: str) -> tuple[str, bytes]:
    name, _, encoded = text.strip().partition(":")
    known = _ALGORITHMS.get(name)
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise NotAKey(thing=thing) from None
    wanted = (known.signature_bytes if thing == "signature" else known.key_bytes) if known else -1
    if len(raw) != wanted or base64.b64encode(raw).decode() != encoded:
        raise NotAKey(thing=thing)
    return name, raw
