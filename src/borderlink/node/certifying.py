"""The certificate of the node's key: made with the node, made anew by two holders of root keys."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from borderlink.foundation.certificates import Certificate, SignedCertificate
from borderlink.foundation.roots import SignedRoot
from borderlink.foundation.signing import PrivateKey, PublicKey

CERTIFICATE: Final = "node-certificate.json"
DAYS: Final = 1826  # five years, unless the agency says otherwise
_DAY_S: Final = 86_400


def for_days(agency: str, node: str, key: PublicKey, *, days: int, now: int) -> Certificate:
    """Return an unsigned certificate from the midnight (UTC) before ``now`` for ``days``."""
    from_at = now - now % _DAY_S
    return Certificate(agency=agency, node=node, key=key, from_at=from_at, until_at=from_at + days * _DAY_S)


def certify(keys: Path, node: str, root_keys: Sequence[Path], *, days: int, now: int) -> SignedCertificate:
    """Certify the node's key anew with root keys from files; the certificate before is kept beside it.

    Refuses: ``NotAKey``, ``NotARoot``, ``CertificateNotSigned`` unless two different keys of the root sign.
    """
    root = SignedRoot.from_bytes((keys / "root.json").read_bytes()).verify()
    public = PublicKey.from_text((keys / "node.pub").read_text(encoding="ascii"))
    made = for_days(root.agency, node, public, days=days, now=now)
    signed = made.sign(*(PrivateKey.from_pem(path.read_bytes()) for path in root_keys))
    signed.verify(root)
    _replace(keys / CERTIFICATE, signed.to_bytes())
    return signed


def certificates(keys: Path) -> list[bytes]:
    """Return the files of every certificate that the node had, the oldest first."""
    older = sorted(keys.glob("node-certificate-*.json"), key=lambda path: int(path.stem.rpartition("-")[2]))
    return [path.read_bytes() for path in [*older, keys / CERTIFICATE]]


def _replace(path: Path, content: bytes) -> None:
    """Write a file beside the one in use, then put it in its place; the one in use gets a number."""
    number = len(list(path.parent.glob("node-certificate-*.json"))) + 1
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    if path.is_file():
        os.link(path, path.with_name(f"node-certificate-{number}.json"))
    fresh.replace(path)
