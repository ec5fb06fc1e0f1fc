"""A second algorithm of signatures, as an agency would add a national one: Ed448 stands for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey, Ed448PublicKey

from borderlink.foundation.signing import (
    Algorithm,
    PublicKey,
    Signature,
    add_algorithm,
    framed,
    remove_algorithm,
)

NAME = "ed448"


def _checks(raw: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed448PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class OtherKey:
    """A key of the second algorithm: what a national one would bring."""

    key: Ed448PrivateKey

    def public(self) -> PublicKey:
        return PublicKey(NAME, self.key.public_key().public_bytes_raw())

    def sign(self, message: bytes, *, purpose: str) -> Signature:
        return Signature(NAME, self.sign_bytes(framed(purpose, message)))

    def sign_bytes(self, message: bytes) -> bytes:
        return self.key.sign(message)


@contextmanager
def second_algorithm() -> Iterator[OtherKey]:
    """Know the second algorithm for as long as the block lasts; give a key of it."""
    add_algorithm(Algorithm(name=NAME, key_bytes=57, signature_bytes=114, verify=_checks))
    try:
        yield OtherKey(Ed448PrivateKey.from_private_bytes(bytes(range(57))))
    finally:
        remove_algorithm(NAME)
