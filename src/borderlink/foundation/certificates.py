"""The certificate of a node's key: two root keys of the agency say which key a node signs with, and when.

The root stays offline, the node's key is in use every day; a dossier carries both, so that a court with the
root's fingerprint on paper needs to trust nothing else. A period includes its start and excludes its end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation import canonical
from borderlink.foundation.canonical import LARGEST, NotCanonical, Value
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.roots import THRESHOLD, Root
from borderlink.foundation.signing import NotAKey, PrivateKey, PublicKey, Signature

TYPE: Final = "borderlink-node-certificate-1"
PURPOSE: Final = "node-certificate"


class NotACertificate(Refusal):
    """The document is not a node's certificate."""

    code = "foundation.not-a-certificate"
    says = "This is not the certificate of a node's key ({what})."
    advice = "Take it again from the keys folder of the node, or make a new one with two root keys."


class CertificateNotSigned(Refusal):
    """Fewer than two keys of the agency's root have signed the certificate."""

    code = "foundation.certificate-not-signed"
    says = "Only {valid} of the {needed} root signatures that the certificate of node {node} needs are valid."
    advice = "Have two holders of different root keys sign it, and try again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Which key a node of an agency signs with; times in seconds since 1970."""

    agency: str
    node: str
    key: PublicKey
    from_at: int
    until_at: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_at < self.until_at <= LARGEST:
            raise NotACertificate(what="period")

    def document(self) -> bytes:
        """Return the canonical bytes that are signed."""
        return canonical.to_bytes({
            "type": TYPE, "agency": self.agency, "node": self.node, "key": self.key.text(),
            "from_at": self.from_at, "until_at": self.until_at,
        })  # fmt: skip

    def covers(self, at: int) -> bool:
        """Say whether the key was certified at a time in seconds since 1970."""
        return self.from_at <= at < self.until_at

    def sign(self, *holders: PrivateKey) -> "SignedCertificate":
        """Return the certificate with a signature of each holder of a root key."""
        made = {holder.public().text(): holder.sign(self.document(), purpose=PURPOSE) for holder in holders}
        return SignedCertificate(certificate=self, signatures=tuple(sorted(made.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCertificate:
    """A certificate with its signatures, each beside the text of the root key that made it."""

    certificate: Certificate
    signatures: tuple[tuple[str, Signature], ...]

    def to_bytes(self) -> bytes:
        """Return the file of this signed certificate."""
        signatures = {key: signature.text() for key, signature in self.signatures}
        return canonical.to_bytes({
            "certificate": self.certificate.document().decode(), "signatures": signatures,
        })  # fmt: skip

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the signed certificate of a file; nothing is verified yet. Refuses: ``NotACertificate``."""
        try:
            content = canonical.object_of(data)
            signatures = content.get("signatures")
            if set(content) != {"certificate", "signatures"} or not isinstance(signatures, Mapping):
                raise NotACertificate(what="no-signatures")
            kept = tuple((key, Signature.from_text(str(text))) for key, text in signatures.items())
        except (NotCanonical, NotAKey):
            raise NotACertificate(what="another-form") from None
        return cls(certificate=read_certificate(str(content["certificate"]).encode()), signatures=kept)

    def verify(self, root: Root) -> Certificate:
        """Return the certificate when two different keys of ``root`` have signed it.

        Refuses: ``NotACertificate`` (of another agency), ``CertificateNotSigned``.
        """
        found = self.certificate
        if found.agency != root.agency:
            raise NotACertificate(what="another-agency")
        document, by_text = found.document(), dict(self.signatures)
        valid = sum(
            key.text() in by_text and key.verify(document, by_text[key.text()], purpose=PURPOSE)
            for key in root.keys
        )
        if valid < THRESHOLD:
            raise CertificateNotSigned(valid=valid, needed=THRESHOLD, node=found.node)
        return found


def read_certificate(document: bytes) -> Certificate:
    """Return the certificate that canonical bytes hold. Refuses: ``NotACertificate``."""
    try:
        content = canonical.object_of(document)
        found = Certificate(
            agency=str(content.get("agency")),
            node=str(content.get("node")),
            key=PublicKey.from_text(str(content.get("key"))),
            from_at=_seconds(content.get("from_at")),
            until_at=_seconds(content.get("until_at")),
        )
    except (NotCanonical, NotAKey):
        raise NotACertificate(what="another-form") from None
    if found.document() != document:
        raise NotACertificate(what="other-fields")
    return found


def _seconds(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
