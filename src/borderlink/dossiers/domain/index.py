"""The index of a dossier: what it is, who drew it up, and every member with its hash; signed by two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.signing import NotAKey, PublicKey, Signature, Signer

TYPE: Final = "borderlink-dossier-1"
PURPOSE: Final = "dossier-index"
NODE_BADGE: Final = "NODE"
LATEST: Final = 253_402_300_799  # the last second that a calendar of four digits can tell
LANGUAGES: Final = ("zh-Hans", "zh-Hant", "vi", "en")
_TEXTS: Final = ("number", "agency", "unit", "node", "case", "drawn_up_by")
_HEX: Final = frozenset("0123456789abcdef")


class NotAnIndex(Exception):  # noqa: N818 - a fact about bytes; the verdict says it in words
    """The bytes are not an index, or not its signatures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What a dossier says of itself. ``members``: SHA-256 in hexadecimal and size in bytes, by name."""

    number: str
    agency: str
    unit: str
    node: str
    case: str
    drawn_up_at: int
    drawn_up_by: str
    languages: tuple[str, ...]
    members: Mapping[str, tuple[str, int]]

    def about(self) -> dict[str, Value]:
        """Return all but the members."""
        texts: dict[str, Value] = {name: getattr(self, name) for name in _TEXTS}
        return {**texts, "drawn_up_at": self.drawn_up_at, "languages": list(self.languages)}

    def to_bytes(self) -> bytes:
        """Return the bytes that are signed."""
        members: dict[str, Value] = {
            name: {"sha256": digest, "size": size} for name, (digest, size) in self.members.items()
        }
        return canonical.to_bytes({"type": TYPE, **self.about(), "members": members})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the index of bytes. Raises ``NotAnIndex`` for any other form."""
        try:
            content = canonical.object_of(data)
        except NotCanonical as fault:
            raise NotAnIndex(str(fault.facts.get("what"))) from None
        members = content.get("members")
        if not isinstance(members, Mapping):
            raise NotAnIndex("members")
        texts = {name: _text(content.get(name)) for name in _TEXTS}
        found = cls(
            **texts,
            drawn_up_at=_time(content.get("drawn_up_at")),
            languages=_languages(content.get("languages")),
            members={name: _member(told) for name, told in members.items()},
        )
        if found.to_bytes() != data:
            raise NotAnIndex("fields")
        return found


def _whole(value: Value) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotAnIndex("fields")
    return value


def _time(value: Value) -> int:
    found = _whole(value)
    if found > LATEST:
        raise NotAnIndex("fields")
    return found


def _languages(value: Value) -> tuple[str, ...]:
    found = tuple(str(item) for item in value) if isinstance(value, list) else ()
    if not found or len(set(found)) != len(found) or not set(found) <= set(LANGUAGES):
        raise NotAnIndex("fields")
    return found


def _text(value: Value) -> str:
    if not isinstance(value, str) or not value:
        raise NotAnIndex("fields")
    return value


def _member(value: Value) -> tuple[str, int]:
    """Return hash and size of one member; what else stands there is found by writing the index again."""
    told = value if isinstance(value, Mapping) else {}
    digest, size = _text(told.get("sha256")), _whole(told.get("size"))
    if len(digest) != 64 or not set(digest) <= _HEX:  # noqa: PLR2004 - SHA-256 in hexadecimal
        raise NotAnIndex("members")
    return digest, size


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSignature:
    """One signature under the index: whose, by which key."""

    badge: str
    key: PublicKey
    signature: Signature

    def holds(self, index: bytes) -> bool:
        """Say whether it covers the index's bytes."""
        return self.key.verify(index, self.signature, purpose=PURPOSE)


def sign(index: bytes, badge: str, key: Signer) -> IndexSignature:
    """Return a signature under an index."""
    return IndexSignature(badge=badge, key=key.public(), signature=key.sign(index, purpose=PURPOSE))


def signatures_to_bytes(signatures: Sequence[IndexSignature]) -> bytes:
    """Return the content of `index.sig`."""
    listed: list[Value] = [
        {"badge": one.badge, "key": one.key.text(), "signature": one.signature.text()} for one in signatures
    ]
    return canonical.to_bytes({"signatures": listed})


def signatures_from_bytes(data: bytes) -> tuple[IndexSignature, ...]:
    """Return the signatures of `index.sig`: the node's, then the officer's. Raises ``NotAnIndex``."""
    try:
        listed = canonical.object_of(data).get("signatures")
        items = listed if isinstance(listed, list) else []
        found = tuple(_signature(item) for item in items)
    except (NotCanonical, NotAKey):
        raise NotAnIndex("signatures") from None
    if len(found) != 2 or signatures_to_bytes(found) != data:  # noqa: PLR2004 - node and officer
        raise NotAnIndex("signatures")
    return found


def _signature(value: Value) -> IndexSignature:
    if not isinstance(value, Mapping):
        raise NotAnIndex("signatures")
    return IndexSignature(
        badge=_text(value.get("badge")),
        key=PublicKey.from_text(str(value.get("key"))),
        signature=Signature.from_text(str(value.get("signature"))),
    )
