"""The folder where the node's keys lie: its root document, its certificate, and root keys left behind."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from borderlink.foundation.certificates import Certificate, SignedCertificate
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.roots import Root, SignedRoot

KEY_FOLDER: Final = "keys"
ROOT_FOLDER: Final = "root-keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFolder:
    """What lies in a node's folder; None where a document is missing or cannot be read."""

    root: Root | None
    certificate: Certificate | None
    left_behind: tuple[Path, ...]  # root keys that should have been carried away


def look(folder: Path) -> KeyFolder:
    """Return what a node's folder holds of root and certificate; each is verified first."""
    root = _root(folder / KEY_FOLDER / "root.json")
    certificate = _certificate(folder / KEY_FOLDER / "node-certificate.json", root) if root else None
    left = tuple(sorted((folder / ROOT_FOLDER).glob("*.pem")))
    return KeyFolder(root=root, certificate=certificate, left_behind=left)


def _root(path: Path) -> Root | None:
    try:
        return SignedRoot.from_bytes(path.read_bytes()).verify()
    except (OSError, Refusal):
        return None


def _certificate(path: Path, root: Root) -> Certificate | None:
    try:
        return SignedCertificate.from_bytes(path.read_bytes()).verify(root)
    except (OSError, Refusal):
        return None
