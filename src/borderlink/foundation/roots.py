"""The root document of an agency: three keys meant to stay offline, of which any two speak for it.

Its fingerprint, 60 digits, is what two agencies compare at their ceremony and print on paper: trust
comes from outside the file. A later version is signed by two keys of the one before and two of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from borderlink.foundation import canonical, signing
from borderlink.foundation.canonical import Value
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import PrivateKey, PublicKey, Signature

TYPE = "borderlink-root-1"
PURPOSE = "root-document"
KEYS = 3
THRESHOLD = 2


class NotARoot(Refusal):
    """The document is not a root document."""

    code = "foundation.not-a-root"
    says = "This is not an agency's root document ({what})."
    advice = "Ask the agency for its root document again, and compare the fingerprint by another way."


class RootNotSigned(Refusal):
    """Fewer than two of the three keys have signed."""

    code = "foundation.root-not-signed"
    says = "Only {valid} of the {needed} signatures that the root document of {agency} needs are valid."
    advice = "Have two holders of different root keys sign it, and try again."


class RootDoesNotFollow(Refusal):
    """A new root document does not come from the one that is trusted."""

    code = "foundation.root-does-not-follow"
    says = "Root document {version} of {agency} does not follow from the trusted one ({what})."
    advice = "Do not trust it. Speak to the agency by a way you know, and compare the fingerprints."


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """Which three keys speak for an agency. ``previous`` is the fingerprint of the version before."""

    agency: str
    keys: tuple[PublicKey, ...]
    version: int = 1
    previous: str = ""

    def __post_init__(self) -> None:
        if len(self.keys) != KEYS or len({key.raw for key in self.keys}) != KEYS:
            raise NotARoot(what="three-different-keys")
        if self.version < 1 or (self.version == 1) != (self.previous == ""):
            raise NotARoot(what="version-and-previous")

    def document(self) -> bytes:
        """Return the canonical bytes that are signed and fingerprinted."""
        keys = [key.text() for key in self.keys]
        return canonical.to_bytes({
            "type": TYPE, "agency": self.agency, "version": self.version,
            "previous": self.previous, "threshold": THRESHOLD, "keys": keys,
        })  # fmt: skip

    def fingerprint(self) -> str:
        """Return the 60 digits in groups of five that stand for this document on paper."""
        return signing.fingerprint(self.document())

    def sign(self, *holders: PrivateKey) -> "SignedRoot":
        """Return the document with a signature of each holder, in the order of their public keys."""
        made = {holder.public().text(): holder.sign(self.document(), purpose=PURPOSE) for holder in holders}
        return SignedRoot(root=self, signatures=tuple(sorted(made.items(), key=lambda item: item[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRoot:
    """A root document with its signatures, each beside the text of the key that made it."""

    root: Root
    signatures: tuple[tuple[str, Signature], ...]

    def to_bytes(self) -> bytes:
        """Return the file of this signed document."""
        signatures = {key: signature.text() for key, signature in self.signatures}
        return canonical.to_bytes({"root": self.root.document().decode(), "signatures": signatures})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the signed document of a file; nothing is verified yet. Refuses: ``NotARoot``."""
        content = canonical.object_of(data)
        signatures = content.get("signatures")
        if set(content) != {"root", "signatures"} or not isinstance(signatures, Mapping):
            raise NotARoot(what="no-signatures")
        kept = tuple((key, Signature.from_text(str(text))) for key, text in signatures.items())
        return cls(root=read_root(str(content["root"]).encode()), signatures=kept)

    def verify(self) -> Root:
        """Return the root when two different keys of it have signed. Refuses: ``RootNotSigned``."""
        self._need_signatures_of(self.root.keys)
        return self.root

    def verify_after(self, trusted: Root) -> Root:
        """Return the root when two keys of ``trusted`` and two of its own have signed it.

        Refuses: ``RootDoesNotFollow``, ``RootNotSigned``.
        """
        root = self.root
        for holds, what in (
            (root.agency == trusted.agency, "another-agency"),
            (root.version == trusted.version + 1, "not-the-next-version"),
            (root.previous == trusted.fingerprint(), "another-predecessor"),
        ):
            if not holds:
                raise RootDoesNotFollow(version=root.version, agency=root.agency, what=what)
        self._need_signatures_of(trusted.keys)
        return self.verify()

    def _need_signatures_of(self, keys: Sequence[PublicKey]) -> None:
        document, by_text = self.root.document(), dict(self.signatures)
        valid = sum(
            key.text() in by_text and key.verify(document, by_text[key.text()], purpose=PURPOSE)
            for key in keys
        )
        if valid < THRESHOLD:
            raise RootNotSigned(valid=valid, needed=THRESHOLD, agency=self.root.agency)


def read_root(document: bytes) -> Root:
    """Return the root that canonical bytes hold. Refuses: ``NotARoot``, ``NotCanonical``, ``NotAKey``."""
    content = canonical.object_of(document)
    keys = content.get("keys")
    if content.get("type") != TYPE or not isinstance(keys, list):
        raise NotARoot(what="another-type")
    root = Root(
        agency=str(content.get("agency")),
        keys=tuple(PublicKey.from_text(str(key)) for key in keys),
        version=_number(content.get("version")),
        previous=str(content.get("previous")),
    )
    if root.document() != document:
        raise NotARoot(what="other-fields")
    return root


def _number(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
