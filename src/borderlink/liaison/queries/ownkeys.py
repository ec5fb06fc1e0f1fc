"""The keys of our own letters as they lie in the node's folder: signed versions, and what opens each of them.

`keys/letters-<version>.json` is what partners are given, `keys/letters-<version>.pem` never leaves the node.
The key that signs is the node's, `keys/node.pem`; the root document is `keys/root.json`.
"""

from pathlib import Path
from typing import Final

from borderlink.foundation.letterkeys import LetterKeys, PrivateLetterKeys, SignedLetterKeys
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.roots import SignedRoot
from borderlink.foundation.signing import PrivateKey
from borderlink.liaison.refusals.partners import NoLetterKeys

FOLDER: Final = "keys"


def versions(folder: Path) -> list[SignedLetterKeys]:
    """Return every version of our letter keys, the oldest first; none where none was made."""
    paths = (folder / FOLDER).glob("letters-*.json")
    found = [SignedLetterKeys.from_bytes(path.read_bytes()) for path in paths]
    return sorted(found, key=lambda signed: signed.keys.version)


def in_force(folder: Path, at: int) -> SignedLetterKeys:
    """Return the newest version that is valid at a time in seconds since 1970. Refuses: ``NoLetterKeys``."""
    valid = [signed for signed in versions(folder) if signed.keys.covers(at)]
    if not valid:
        raise NoLetterKeys
    return valid[-1]


def mine(folder: Path) -> list[tuple[LetterKeys, PrivateLetterKeys]]:
    """Return every version with what opens it: what the receiver's keyring is made of."""
    return [
        (signed.keys, PrivateLetterKeys.from_pem(private_file(folder, signed.keys.version).read_bytes()))
        for signed in versions(folder)
        if private_file(folder, signed.keys.version).is_file()
    ]


def root(folder: Path) -> SignedRoot:
    """Return the agency's signed root document. Refuses: ``NoLetterKeys`` where none lies there."""
    try:
        found = SignedRoot.from_bytes((folder / FOLDER / "root.json").read_bytes())
        found.verify()
    except (OSError, Refusal):
        raise NoLetterKeys from None
    return found


def signer(folder: Path) -> PrivateKey:
    """Return the node's private key. Refuses: ``NoLetterKeys`` where it is missing."""
    try:
        return PrivateKey.from_pem((folder / FOLDER / "node.pem").read_bytes())
    except (OSError, Refusal):
        raise NoLetterKeys from None


def private_file(folder: Path, version: int) -> Path:
    """Return where what opens a version lies."""
    return folder / FOLDER / f"letters-{version}.pem"


def public_file(folder: Path, version: int) -> Path:
    """Return where a signed version lies."""
    return folder / FOLDER / f"letters-{version}.json"
