"""The keys that letters are sealed to: HPKE (RFC 9180) in two suites, one against quantum computers.

Suite 1 is DHKEM(X25519, HKDF-SHA256); suite 2 the hybrid MLKEM768-X25519 of draft-ietf-hpke-pq, opened only
by whoever breaks both. Both use HKDF-SHA256 and AES-256-GCM. A suite is never chosen by the wire: the sealer
takes the highest that the recipient's signed keys offer and it knows itself.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self, TypeAlias

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from borderlink.foundation.signing import NotAKey

X25519: Final = 1
HYBRID: Final = 2
SUITES: Final = (X25519, HYBRID)  # from the weakest to the strongest
SEED_BYTES: Final = 128  # X25519 of suite 1, ML-KEM of suite 2, X25519 of suite 2
_CURVE_BYTES: Final = 32
_LATTICE_BYTES: Final = 1184
_LATTICE_SEED_BYTES: Final = 64
_PUBLIC_BYTES: Final = {X25519: _CURVE_BYTES, HYBRID: _LATTICE_BYTES + _CURVE_BYTES}
_PRIVATE_BYTES: Final = {X25519: _CURVE_BYTES, HYBRID: _LATTICE_SEED_BYTES + _CURVE_BYTES}
_HPKE: Final = {
    X25519: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
    HYBRID: Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
}
_PROBE: Final = X25519PrivateKey.from_private_bytes(b"\x01" * _CURVE_BYTES)
_END: Final = b"-----END PRIVATE KEY-----\n"

_Public: TypeAlias = "X25519PublicKey | MLKEM768X25519PublicKey"
_Private: TypeAlias = "X25519PrivateKey | MLKEM768X25519PrivateKey"


@lru_cache(maxsize=256)
def key_id(text: str) -> str:
    """Return the 16 hexadecimal digits that name a key in a header: the start of SHA-256 of its text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A public key to seal to: its suite and its raw bytes (suite 2: ML-KEM-768, then X25519)."""

    suite: int
    raw: bytes

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the key written as ``hpke-1:<base64>``; weak ones are none. Refuses: ``NotAKey``."""
        name, _, encoded = text.partition(":")
        suite = next((number for number in SUITES if name == f"hpke-{number}"), 0)
        try:
            raw = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise NotAKey(thing="public-key") from None
        found = cls(suite, raw)
        if len(raw) != _PUBLIC_BYTES.get(suite, -1) or found.text() != text:
            raise NotAKey(thing="public-key")
        _public(suite, raw)
        return found

    def text(self) -> str:
        """Return the key's one text form."""
        return _text(self.suite, self.raw)

    def id(self) -> str:
        """Return the 16 hexadecimal digits that name this key in a header."""
        return key_id(self.text())

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """Return ``plaintext`` sealed to this key under ``info``: encapsulated key, ciphertext, tag."""
        return _HPKE[self.suite].encrypt(plaintext, _public(self.suite, self.raw), info=info)


@dataclass(frozen=True, slots=True)
class PrivateOpenKey:
    """The private half: suite and raw bytes (suite 2: ML-KEM seed, then X25519); it never shows itself."""

    suite: int
    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != _PRIVATE_BYTES.get(self.suite, -1):
            raise NotAKey(thing="private-key")

    def __repr__(self) -> str:
        return f"PrivateOpenKey({self.suite}, ...)"

    def public(self) -> OpenKey:
        """Return the public half."""
        curve = _curve(self.raw).public_key().public_bytes_raw()
        if self.suite == X25519:
            return OpenKey(X25519, curve)
        return OpenKey(HYBRID, _lattice(self.raw).public_key().public_bytes_raw() + curve)

    def open(self, sealed: bytes, info: bytes) -> bytes | None:
        """Return what was sealed to this key under ``info``, or None."""
        try:
            return _HPKE[self.suite].decrypt(sealed, _private(self.suite, self.raw), info=info)
        except (InvalidTag, ValueError):
            return None


def private_keys(seed: bytes) -> dict[int, PrivateOpenKey]:
    """Return a private key for each suite from 128 fresh random bytes; they share no part."""
    if len(seed) != SEED_BYTES:
        raise ValueError(f"the keys of a version take {SEED_BYTES} random bytes")
    return {
        X25519: PrivateOpenKey(X25519, seed[:_CURVE_BYTES]),
        HYBRID: PrivateOpenKey(HYBRID, seed[_CURVE_BYTES:]),
    }


def to_pem(keys: dict[int, PrivateOpenKey]) -> bytes:
    """Return the unprotected file of a version's private keys: three PEM blocks (PKCS #8) for openssl."""
    parts = (_curve(keys[X25519].raw), _lattice(keys[HYBRID].raw), _curve(keys[HYBRID].raw))
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return b"".join(part.private_bytes(*form) for part in parts)


def from_pem(data: bytes) -> dict[int, PrivateOpenKey]:
    """Return the private keys of such a file. Refuses: ``NotAKey``."""
    try:
        blocks = data.split(_END)[:-1]
        match [load_pem_private_key(block + _END, password=None) for block in blocks]:
            case [X25519PrivateKey() as one, MLKEM768PrivateKey() as two, X25519PrivateKey() as three]:
                parts = (one.private_bytes_raw(), two.private_bytes_raw(), three.private_bytes_raw())
                return private_keys(b"".join(parts))
            case _:
                raise NotAKey(thing="private-key")
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise NotAKey(thing="private-key") from None


@lru_cache(maxsize=256)
def _text(suite: int, raw: bytes) -> str:
    return f"hpke-{suite}:{base64.b64encode(raw).decode()}"


@lru_cache(maxsize=256)
def _public(suite: int, raw: bytes) -> _Public:
    """Return the library's key; a point of small order, which everyone opens, is refused: ``NotAKey``."""
    try:
        curve = X25519PublicKey.from_public_bytes(raw[-_CURVE_BYTES:])
        _PROBE.exchange(curve)
        if suite == X25519:
            return curve
        return MLKEM768X25519PublicKey(MLKEM768PublicKey.from_public_bytes(raw[:_LATTICE_BYTES]), curve)
    except ValueError:
        raise NotAKey(thing="public-key") from None


@lru_cache(maxsize=64)
def _private(suite: int, raw: bytes) -> _Private:
    return _curve(raw) if suite == X25519 else MLKEM768X25519PrivateKey(_lattice(raw), _curve(raw))


def _curve(raw: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(raw[-_CURVE_BYTES:])


def _lattice(raw: bytes) -> MLKEM768PrivateKey:
    return MLKEM768PrivateKey.from_seed_bytes(raw[:_LATTICE_SEED_BYTES])
