"""One exchange of pieces of files, either way: what each side still misses, and pieces that the other missed.

The head is signed as a whole; of two heads of one side the later counts.

    "BLNDFIL1", head, pieces: each with its length in four bytes (big-endian)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.openkeys import key_id
from borderlink.foundation.signing import NotAKey, PublicKey, Signature, Signer
from borderlink.liaison.domain.files import MOST_PIECES, framed, frames
from borderlink.liaison.refusals.files import NotFiles, PieceNotRead

MAGIC: Final = b"BLNDFIL1"
TYPE: Final = "borderlink-files-1"
PURPOSE: Final = "files"
MOST_SENT: Final = 4  # pieces in one exchange: other post of the line waits for no more
MOST_WANTS: Final = 50
MOST_SPANS: Final = 100
LARGEST_HEAD: Final = 256 * 1024
_AGENCY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,31}")
_LETTER: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_CODE: Final = re.compile(r"[a-z0-9.-]{0,48}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """How a partner's file stands here: how many pieces we hold, the first spans of those we miss.

    ``code``: why it cannot be taken in; nothing is missed and no code stands: the whole is here, verified.
    """

    letter: str
    file: str
    held: int
    missing: tuple[tuple[int, int], ...] = ()
    code: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether all of it is held."""
        return not self.missing and not self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What one side says. ``absent``: letters and files of which it has nothing for who asked."""

    sender: str
    recipient: str
    at: int
    wants: tuple[Want, ...] = ()
    absent: tuple[tuple[str, str], ...] = ()

    def document(self) -> bytes:
        """Return the canonical bytes that are signed."""
        return canonical.to_bytes({
            "type": TYPE, "sender": self.sender, "recipient": self.recipient, "at": self.at,
            "wants": [
                [one.letter, one.file, one.held, [list(span) for span in one.missing], one.code]
                for one in self.wants
            ],
            "absent": [list(one) for one in self.absent],
        })  # fmt: skip

    def sign(self, signer: Signer) -> bytes:
        """Return the head with the signature of the key that signs its sender's letters."""
        signature = signer.sign(self.document(), purpose=PURPOSE)
        return canonical.to_bytes({
            "head": self.document().decode(), "key": key_id(signer.public().text()),
            "signature": signature.text(),
        })  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head as it came: nothing of it is verified."""

    head: Head
    key: str
    signature: Signature

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the head of its bytes. Refuses: ``NotFiles``."""
        if len(data) > LARGEST_HEAD:
            raise NotFiles(what="head")
        try:
            outer = canonical.object_of(data)
            head = _head(canonical.object_of(str(outer.get("head")).encode()))
            signature = Signature.from_text(str(outer.get("signature")))
        except (NotCanonical, NotAKey):
            raise NotFiles(what="head") from None
        if head.document().decode() != outer.get("head"):
            raise NotFiles(what="head")
        return cls(head, str(outer.get("key")), signature)

    def verify(self, key: PublicKey) -> Head:
        """Return the head when ``key`` signed it. Refuses: ``NotFiles``."""
        if not key.verify(self.head.document(), self.signature, purpose=PURPOSE):
            raise NotFiles(what="signature")
        return self.head


def to_bytes(head: bytes, pieces: tuple[bytes, ...]) -> bytes:
    """Return an exchange as it goes over the line: a signed head and sealed pieces."""
    return MAGIC + b"".join(framed(part) for part in (head, *pieces))


def from_bytes(data: bytes) -> tuple[SignedHead, list[bytes]]:
    """Return the head and the pieces of what came; nothing is verified. Refuses: ``NotFiles``."""
    if data[: len(MAGIC)] != MAGIC:
        raise NotFiles(what="magic")
    try:
        head, *pieces = frames(data, len(MAGIC))
    except (PieceNotRead, ValueError):
        raise NotFiles(what="lengths") from None
    if len(pieces) > MOST_SENT:
        raise NotFiles(what="counts")
    return SignedHead.from_bytes(head), pieces


def _head(content: Mapping[str, Value]) -> Head:
    wants, absent = content.get("wants"), content.get("absent")
    sender, recipient, at = content.get("sender"), content.get("recipient"), content.get("at")
    agencies = isinstance(sender, str) and isinstance(recipient, str) and type(at) is int and at >= 0
    listed = isinstance(wants, list) and isinstance(absent, list)
    if content.get("type") != TYPE or not agencies or not listed:
        raise NotFiles(what="head")
    assert isinstance(sender, str) and isinstance(recipient, str) and isinstance(at, int)  # noqa: S101, PT018 - seen above
    assert isinstance(wants, list) and isinstance(absent, list)  # noqa: S101, PT018 - seen above
    named = all(_AGENCY.fullmatch(one) for one in (sender, recipient))
    if not named or len(wants) > MOST_WANTS or len(absent) > MOST_WANTS:
        raise NotFiles(what="head")
    return Head(
        sender=sender, recipient=recipient, at=at, wants=tuple(map(_want, wants)),
        absent=tuple(map(_pair, absent)),
    )  # fmt: skip


def _want(value: Value) -> Want:
    match value:
        case [str(letter), str(file), int(held), list(missing), str(code)] if _CODE.fullmatch(code):
            spans = tuple(map(_span, missing[: MOST_SPANS + 1]))
            if 0 <= held <= MOST_PIECES and len(spans) <= MOST_SPANS:
                letter, file = _pair([letter, file])
                return Want(letter=letter, file=file, held=int(held), missing=spans, code=code)
    raise NotFiles(what="wants")


def _span(value: Value) -> tuple[int, int]:
    match value:
        case [int(first), int(last)] if 0 <= first <= last < MOST_PIECES:
            return int(first), int(last)
    raise NotFiles(what="missing")


def _pair(value: Value) -> tuple[str, str]:
    match value:
        case [str(letter), str(file)] if _LETTER.fullmatch(letter) and _DIGEST.fullmatch(file):
            return letter, file
    raise NotFiles(what="file")
