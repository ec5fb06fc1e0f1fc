"""What two agencies exchange at their ceremony: root document, letter keys and names, in one file each.

The file proves nothing by itself. Its 60 digits, those of the root document, are read aloud and compared on
paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation import canonical
from borderlink.foundation.letterkeys import LetterKeys, SignedLetterKeys
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.roots import Root, SignedRoot
from borderlink.foundation.signing import Signature, Signer

TYPE: Final = "borderlink-introduction-1"
PURPOSE: Final = "introduction"
LANGUAGES: Final = ("zh-Hans", "vi", "en")
LARGEST_FILE: Final = 128 * 1024
_LONGEST_NAME: Final = 120


class NotAnIntroduction(Refusal):
    """The file is no introduction, or its parts do not belong together."""

    code = "foundation.not-an-introduction"
    says = "This file does not introduce an agency's node ({what})."
    advice = "Ask the agency for its introduction file again, as its own program wrote it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """A signed root document, letter keys signed under it, and the agency's names by language."""

    root: SignedRoot
    keys: SignedLetterKeys
    names: Mapping[str, str]
    signature: Signature

    def to_bytes(self) -> bytes:
        """Return the introduction's file."""
        signed = _signed(self.root, self.keys, self.names)
        return canonical.to_bytes({"introduction": signed.decode(), "signature": self.signature.text()})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the introduction of a file; nothing is verified yet. Refuses: ``NotAnIntroduction``."""
        if len(data) > LARGEST_FILE:
            raise NotAnIntroduction(what="too-large")
        try:
            found = cls._read(data)
        except NotAnIntroduction:
            raise
        except Refusal as fault:
            raise NotAnIntroduction(what=fault.code) from None
        if found.to_bytes() != data:
            raise NotAnIntroduction(what="another-form")
        return found

    @classmethod
    def _read(cls, data: bytes) -> Self:
        outer = canonical.object_of(data)
        content = canonical.object_of(str(outer.get("introduction")).encode())
        names = content.get("names")
        if content.get("type") != TYPE or not isinstance(names, Mapping):
            raise NotAnIntroduction(what="another-type")
        kept = {language: str(names[language]) for language in LANGUAGES if language in names}
        if not kept or not all(
            0 < len(name) <= _LONGEST_NAME and name.isprintable() for name in kept.values()
        ):
            raise NotAnIntroduction(what="names")
        return cls(
            root=SignedRoot.from_bytes(str(content.get("root")).encode()),
            keys=SignedLetterKeys.from_bytes(str(content.get("keys")).encode()),
            names=kept,
            signature=Signature.from_text(str(outer.get("signature"))),
        )

    def fingerprint(self) -> str:
        """Return the 60 digits that are compared at the ceremony: those of the root document."""
        return self.root.root.fingerprint()

    def verify(self) -> tuple[Root, LetterKeys]:
        """Return root and letter keys when every signature holds; trust comes from the digits alone.

        Refuses: ``RootNotSigned``, ``NotLetterKeys``, ``LetterKeysNotSigned``, ``NotAnIntroduction``.
        """
        root = self.root.verify()
        keys = self.keys.verify(root)
        signed = _signed(self.root, self.keys, self.names)
        if not keys.sign_key.verify(signed, self.signature, purpose=PURPOSE):
            raise NotAnIntroduction(what="signature")
        return root, keys


def introduce(
    root: SignedRoot, keys: SignedLetterKeys, names: Mapping[str, str], *, signer: Signer
) -> Introduction:
    """Return the introduction of a node, signed with the key that signs its letters."""
    signature = signer.sign(_signed(root, keys, names), purpose=PURPOSE)
    return Introduction(root=root, keys=keys, names=names, signature=signature)


def keys_file(root: SignedRoot, keys: SignedLetterKeys) -> bytes:
    """Return root document and letter keys in the form of an introduction, unsigned and without names.

    It is enough to prove what these keys signed: all that counts in it is signed by the root's keys.
    """
    return canonical.to_bytes({"introduction": _signed(root, keys, {}).decode(), "signature": ""})


def _signed(root: SignedRoot, keys: SignedLetterKeys, names: Mapping[str, str]) -> bytes:
    return canonical.to_bytes({
        "type": TYPE, "root": root.to_bytes().decode(), "keys": keys.to_bytes().decode(), "names": names,
    })  # fmt: skip
