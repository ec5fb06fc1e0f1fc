"""A private key in a file, behind a passphrase: what an officer carries on a stick.

The passphrase is stretched by scrypt (128 MiB, about half a second) and the seed sealed with
ChaCha20-Poly1305; the file is one line of canonical JSON that also shows the public key.
"""

import base64
import binascii
import unicodedata
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import PrivateKey, PublicKey

TYPE = "borderlink-private-key-1"
SALT_BYTES = 16
SHORTEST = 12
COST = 17  # log2 of scrypt's n; r = 8, p = 1
_COSTS = range(10, 21)  # what is accepted in a file: no bomb above, none for tests below


class PassphraseTooShort(Refusal):
    """A passphrase that a stolen file would not withstand."""

    code = "foundation.passphrase-too-short"
    says = "The passphrase has {length} characters; a key needs at least {least}."
    advice = "Take several words that belong to nothing, and write them down only where the key is not."


class WrongPassphrase(Refusal):
    """The passphrase does not open the key file, or the file was changed."""

    code = "foundation.wrong-passphrase"
    says = "The passphrase does not open this key, or the file has been changed."
    advice = "Type it again. If it still fails, take the copy of the key from the safe."


class NotAKeyFile(Refusal):
    """The file is no key file of ours."""

    code = "foundation.not-a-key-file"
    says = "This file is not a private key that can be read here."
    advice = "Choose the file that was made when your key was made; its name ends in .key."


def protect(key: PrivateKey, passphrase: str, *, salt: bytes, cost: int = COST) -> bytes:
    """Return the key file of ``key``; ``salt`` is 16 fresh random bytes. Refuses: ``PassphraseTooShort``."""
    if len(passphrase) < SHORTEST:
        raise PassphraseTooShort(length=len(passphrase), least=SHORTEST)
    head = _head(key.public(), salt, cost)
    sealed = _box(passphrase, salt, cost).encrypt(bytes(12), key.seed, canonical.to_bytes(head))
    return canonical.to_bytes({**head, "sealed": base64.b64encode(sealed).decode()}) + b"\n"


def unprotect(data: bytes, passphrase: str) -> PrivateKey:
    """Return the private key of a key file. Refuses: ``NotAKeyFile``, ``WrongPassphrase``."""
    head, salt, cost, sealed = _read(data)
    try:
        seed = _box(passphrase, salt, cost).decrypt(bytes(12), sealed, canonical.to_bytes(head))
    except InvalidTag:
        raise WrongPassphrase from None
    return PrivateKey(seed)


def public_of(data: bytes) -> PublicKey:
    """Return the public key that a key file shows, without a passphrase. Refuses: ``NotAKeyFile``."""
    return PublicKey.from_text(str(_read(data)[0]["public"]))


def _head(public: PublicKey, salt: bytes, cost: int) -> dict[str, Value]:
    return {"type": TYPE, "public": public.text(), "salt": base64.b64encode(salt).decode(), "scrypt": cost}


def _box(passphrase: str, salt: bytes, cost: int) -> ChaCha20Poly1305:
    """Return the cipher; its key is used once, for it comes from a fresh salt, so its nonce is zero."""
    stretched = Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1)
    return ChaCha20Poly1305(stretched.derive(unicodedata.normalize("NFC", passphrase).encode()))


def _read(data: bytes) -> tuple[Mapping[str, Value], bytes, int, bytes]:
    """Return head, salt, cost and sealed seed of a key file. Refuses: ``NotAKeyFile``."""
    try:
        content = dict(canonical.object_of(data.removesuffix(b"\n")))
        sealed = base64.b64decode(str(content.pop("sealed", "")), validate=True)
        salt = base64.b64decode(str(content.get("salt", "")), validate=True)
        public = PublicKey.from_text(str(content.get("public", "")))
    except (NotCanonical, binascii.Error, Refusal):
        raise NotAKeyFile from None
    cost = content.get("scrypt")
    if not isinstance(cost, int) or cost not in _COSTS or content != _head(public, salt, cost):
        raise NotAKeyFile
    return content, salt, cost, sealed
