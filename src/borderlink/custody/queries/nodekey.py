"""The node's own key, as it lies in the node's folder: it certifies officers' keys, signs checkpoints."""

from pathlib import Path

from borderlink.custody.refusals.room import NodeKeyMissing
from borderlink.foundation.certificates import SignedCertificate
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import PrivateKey, PublicKey


def node_key(folder: Path) -> PrivateKey:
    """Return the node's private key. Refuses: ``NodeKeyMissing``."""
    try:
        return PrivateKey.from_pem((folder / "keys" / "node.pem").read_bytes())
    except (OSError, Refusal):
        raise NodeKeyMissing from None


def anchors(folder: Path) -> frozenset[str]:
    """Return every key that the node ever had: the one in use and those of earlier certificates.

    Refuses: ``NodeKeyMissing``.
    """
    try:
        now = PublicKey.from_text((folder / "keys" / "node.pub").read_text(encoding="ascii"))
    except (OSError, Refusal):
        now = node_key(folder).public()
    earlier = (_certified(path) for path in sorted((folder / "keys").glob("node-certificate*.json")))
    return frozenset({now.text(), *(text for text in earlier if text)})


def _certified(path: Path) -> str:
    try:
        return SignedCertificate.from_bytes(path.read_bytes()).certificate.key.text()
    except (OSError, Refusal):
        return ""
