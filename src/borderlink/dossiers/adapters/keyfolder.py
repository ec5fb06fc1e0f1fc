"""What the node's folder holds for dossiers: roots, certificates, cosigners, time-stamp authorities."""

from pathlib import Path
from typing import Final

from borderlink.dossiers.domain.assemble import Witness
from borderlink.foundation import canonical
from borderlink.foundation.certificates import SignedCertificate
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.roots import SignedRoot

_KEYS: Final = "keys"
_COSIGNERS: Final = "cosigners.json"  # as in a dossier: who may cosign, with certificate and roots
_AUTHORITIES: Final = "authorities"  # certificates of time-stamp authorities, *.pem


def roots(folder: Path) -> list[bytes]:
    """Return the agency's root documents, version by version; none where they cannot be read."""
    found: dict[int, bytes] = {}
    for path in (folder / _KEYS).glob("root*.json"):
        data = path.read_bytes()
        try:
            found[SignedRoot.from_bytes(data).root.version] = data
        except Refusal:
            return []
    return [found[version] for version in sorted(found)]


def certificates(folder: Path) -> list[bytes]:
    """Return every certificate that the node had, the oldest first."""
    found: list[tuple[int, int, bytes]] = []
    for path in (folder / _KEYS).glob("node-certificate*.json"):
        data = path.read_bytes()
        try:
            made = SignedCertificate.from_bytes(data).certificate
        except Refusal:
            return []
        found.append((made.from_at, made.until_at, data))
    return [data for _, _, data in sorted(found)]


def is_certified(folder: Path, at: int) -> bool:
    """Say whether a certificate signed by the newest root covers a time, in seconds since 1970."""
    known = roots(folder)
    if not known:
        return False
    try:
        root = SignedRoot.from_bytes(known[-1]).root
        files = certificates(folder)
        return any(SignedCertificate.from_bytes(data).verify(root).covers(at) for data in files)
    except Refusal:
        return False


def witnesses(folder: Path) -> list[Witness]:
    """Return who may cosign this node's checkpoints; none where nobody was agreed upon."""
    path = folder / _KEYS / _COSIGNERS
    if not path.is_file():
        return []
    listed = canonical.from_bytes(path.read_bytes().removesuffix(b"\n"))
    found = []
    for value in listed if isinstance(listed, list) else []:
        told = value if isinstance(value, dict) else {}
        given = told.get("roots")
        found.append(
            Witness(
                key=str(told.get("key", "")),
                certificate=str(told.get("certificate", "")),
                roots=tuple(str(text) for text in given) if isinstance(given, list) else (),
            )
        )
    return found


def authorities(folder: Path) -> list[bytes]:
    """Return the certificates of time-stamp authorities that the agency has agreed upon, by file name."""
    return [path.read_bytes() for path in sorted((folder / _KEYS / _AUTHORITIES).glob("*.pem"))]
