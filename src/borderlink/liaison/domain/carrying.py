"""The manifest of hand-carried post: what lies in a file, from whom, for whom, signed by the sender."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.openkeys import key_id
from borderlink.foundation.signing import ED25519, NotAKey, PublicKey, Signature, Signer
from borderlink.liaison.refusals.post import NotACourierFile

PURPOSE: Final = "courier-file"
TYPE: Final = "borderlink-courier-1"
WITH_FILES: Final = "borderlink-courier-2"  # pieces of files lie behind the envelopes
LARGEST: Final = 256 * 1024  # a manifest
MOST_EPOCHS: Final = 1_000
RELAYED: Final = ""  # the key of a manifest that a relay wrote
_SIGNATURE_BYTES: Final = 64
_EPOCH: Final = re.compile(r"[0-9a-f]{32}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Envelopes of one epoch in a file: how many, the first and the last seq, the digest of the last."""

    epoch: str
    count: int
    first: int
    last: int
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a file holds. ``digest``: SHA-256 over all that stands behind the manifest; ``at``: seconds.

    ``files``: the parts behind the envelopes, one signed head and pieces of files; without any the manifest
    is what a program reads that knows no files.
    """

    sender: str
    recipient: str
    envelopes: int
    statements: int
    stretches: tuple[Stretch, ...]
    digest: str
    at: int
    files: int = 0

    def document(self) -> bytes:
        """Return the canonical bytes that are signed."""
        more: dict[str, Value] = {"files": self.files} if self.files else {}
        return canonical.to_bytes({
            "type": WITH_FILES if self.files else TYPE, **more,
            "sender": self.sender, "recipient": self.recipient, "envelopes": self.envelopes,
            "statements": self.statements, "digest": self.digest, "at": self.at,
            "epochs": [[one.epoch, one.count, one.first, one.last, one.tip] for one in self.stretches],
        })  # fmt: skip

    def sign(self, signer: Signer) -> bytes:
        """Return the manifest with the signature of the key that signs the sender's letters."""
        signature = signer.sign(self.document(), purpose=PURPOSE)
        return canonical.to_bytes({
            "key": key_id(signer.public().text()), "manifest": self.document().decode(),
            "signature": signature.text(),
        })  # fmt: skip

    def relayed(self) -> bytes:
        """Return the manifest as a relay writes it, which has no key: signed by nobody.

        It says what should lie in the file; every statement and every envelope is signed for itself.
        """
        return canonical.to_bytes({
            "key": RELAYED, "manifest": self.document().decode(),
            "signature": Signature(ED25519, bytes(_SIGNATURE_BYTES)).text(),
        })  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedManifest:
    """A manifest as it came: nothing of it is verified."""

    manifest: Manifest
    key: str
    signature: Signature

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the manifest of its bytes. Refuses: ``NotACourierFile``."""
        try:
            outer = canonical.object_of(data)
            content = canonical.object_of(str(outer.get("manifest")).encode())
            signature = Signature.from_text(str(outer.get("signature")))
        except (NotCanonical, NotAKey):
            raise NotACourierFile(what="manifest") from None
        found = _manifest(content)
        if found.document().decode() != outer.get("manifest"):
            raise NotACourierFile(what="manifest")
        return cls(found, str(outer.get("key")), signature)

    def verify(self, key: PublicKey) -> Manifest:
        """Return the manifest when ``key`` signed it. Refuses: ``NotACourierFile``."""
        if not key.verify(self.manifest.document(), self.signature, purpose=PURPOSE):
            raise NotACourierFile(what="signature")
        return self.manifest


def _manifest(content: Mapping[str, Value]) -> Manifest:
    epochs = content.get("epochs")
    form = content.get("type")
    if form not in {TYPE, WITH_FILES} or not isinstance(epochs, list) or len(epochs) > MOST_EPOCHS:
        raise NotACourierFile(what="manifest")
    return Manifest(
        sender=str(content.get("sender")), recipient=str(content.get("recipient")),
        envelopes=_whole(content, "envelopes"), statements=_whole(content, "statements"),
        stretches=tuple(_stretch(one) for one in epochs), digest=str(content.get("digest")),
        at=_whole(content, "at"), files=_whole(content, "files") if form == WITH_FILES else 0,
    )  # fmt: skip


def _stretch(value: Value) -> Stretch:
    match value:
        case [str(epoch), int(count), int(first), int(last), str(tip)] if (
            _EPOCH.fullmatch(epoch) and _DIGEST.fullmatch(tip) and 0 < first <= last and count > 0
        ):
            return Stretch(epoch=epoch, count=count, first=first, last=last, tip=tip)
    raise NotACourierFile(what="manifest")


def _whole(content: Mapping[str, Value], name: str) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotACourierFile(what="manifest")
    return value
