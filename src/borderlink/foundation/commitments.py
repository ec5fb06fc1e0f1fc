"""A commitment binds to a personal or free-text value without showing it.

What is signed holds the commitment; the opening (salt and value) is stored beside it. Withholding
leaves the opening out, erasing destroys it: the signed record stays valid either way.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens one commitment: the field's name, its salt and the value itself."""

    name: str
    salt: bytes
    value: str

    def commitment(self, domain: str) -> str:
        """Return the commitment that this opens in ``domain``."""
        return commit(domain, self.name, self.salt, self.value)


def commit(domain: str, name: str, salt: bytes, value: str) -> str:
    """Return SHA-256(domain ‖ name ‖ salt ‖ value) as 64 hexadecimal digits.

    Each part stands behind its length in 8 bytes, so that no two lists of parts give the same bytes;
    text is UTF-8 in NFC. The salt has 16 random bytes, fresh for every value: without it a name
    or a telephone number could be guessed from its hash.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    digest = hashlib.sha256()
    for part in (_utf8(domain), _utf8(name), salt, _utf8(value)):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def opens(commitment: str, domain: str, opening: Opening) -> bool:
    """Say whether ``opening`` is what ``commitment`` was made of."""
    if len(opening.salt) != SALT_BYTES:
        return False
    return hmac.compare_digest(commitment.encode(), opening.commitment(domain).encode())


def _utf8(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode()
