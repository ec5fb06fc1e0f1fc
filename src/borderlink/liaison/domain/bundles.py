"""What goes over the line in one exchange, either way: signed statements, sealed envelopes, what went wrong.

A bundle itself is not signed: every statement and every envelope in it is. What it says went wrong
(``troubles``) is shown to people and changes nothing.

    "BLNDPST1", head, statements, envelopes: each with its length in four bytes (big-endian)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.liaison.refusals.post import NotABundle

MAGIC: Final = b"BLNDPST1"
MEDIA_TYPE: Final = "application/vnd.borderlink.post"
VERSION: Final = 1
MOST_WIRES: Final = 250
MOST_WIRE_BYTES: Final = 4 << 20
MOST_STATEMENTS: Final = 500
MOST_BYTES: Final = MOST_WIRE_BYTES + (2 << 20)
_LONGEST_HEAD: Final = 64 * 1024
_LENGTH: Final = 4


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an envelope, named by its digest, was not taken in this time; empty digest: why nothing was."""

    digest: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One side's part of an exchange between two agencies, named by their codes."""

    sender: str
    recipient: str
    statements: tuple[bytes, ...] = ()
    wires: tuple[bytes, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the bundle as it goes over the line."""
        head = canonical.to_bytes({
            "v": VERSION, "sender": self.sender, "recipient": self.recipient,
            "statements": len(self.statements), "envelopes": len(self.wires),
            "troubles": [[trouble.digest, trouble.code] for trouble in self.troubles],
        })  # fmt: skip
        parts = (head, *self.statements, *self.wires)  # megabytes: they are copied once
        return b"".join((MAGIC, *(piece for part in parts for piece in (_length(part), part))))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the bundle of what came; nothing in it is verified.

        Members of the head that a newer program adds are passed over. Refuses: ``NotABundle``.
        """
        if len(data) > MOST_BYTES:
            raise NotABundle(what="too-large")
        if data[: len(MAGIC)] != MAGIC:
            raise NotABundle(what="magic")
        parts = list(_parts(data))
        head = _head(parts[0]) if parts else {}
        count, wires = _count(head, "statements"), _count(head, "envelopes")
        if len(parts) != 1 + count + wires or count > MOST_STATEMENTS or wires > MOST_WIRES:
            raise NotABundle(what="counts")
        return cls(
            sender=_text(head, "sender"), recipient=_text(head, "recipient"),
            statements=tuple(parts[1 : 1 + count]), wires=tuple(parts[1 + count :]), troubles=_troubles(head),
        )  # fmt: skip


def _length(part: bytes) -> bytes:
    return len(part).to_bytes(_LENGTH, "big")


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield what lies in the frames, which end where the data ends. Refuses: ``NotABundle``."""
    at = len(MAGIC)
    while at < len(data):
        length = int.from_bytes(data[at : at + _LENGTH], "big")
        at += _LENGTH
        if at + length > len(data):
            raise NotABundle(what="lengths")
        yield data[at : at + length]
        at += length


def _head(data: bytes) -> Mapping[str, Value]:
    if len(data) > _LONGEST_HEAD:
        raise NotABundle(what="head")
    try:
        head = canonical.object_of(data)
    except NotCanonical:
        raise NotABundle(what="head") from None
    version = head.get("v")
    if not isinstance(version, int) or version < VERSION:
        raise NotABundle(what="version")
    return head


def _count(head: Mapping[str, Value], name: str) -> int:
    found = head.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise NotABundle(what=name)
    return found


def _text(head: Mapping[str, Value], name: str) -> str:
    found = head.get(name)
    if not isinstance(found, str) or len(found) > 32:  # noqa: PLR2004 - an agency's code
        raise NotABundle(what=name)
    return found


def _troubles(head: Mapping[str, Value]) -> tuple[Trouble, ...]:
    found = head.get("troubles")
    if not isinstance(found, list) or len(found) > MOST_WIRES + MOST_STATEMENTS:
        raise NotABundle(what="troubles")
    told: list[Trouble] = []
    for item in found:
        match item:
            case [str(digest), str(code)] if len(digest) <= 64 and len(code) <= 48:  # noqa: PLR2004
                told.append(Trouble(digest, code))
            case _:
                raise NotABundle(what="troubles")
    return tuple(told)
