"""Large files of evidence in pieces: the list that a letter names, and the sealed piece on its way.

A file is cut into pieces of 1 MiB. The letter, which is signed, names the SHA-256 of the whole and of every
piece: whatever brings a piece, it is taken in only where it fits. ``docs/design/letter-format.md`` has the
form byte by byte.

    piece: "BLNDPCE1", header, sealed, signature: each with its length in four bytes (big-endian)
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.openkeys import SUITES, OpenKey, PrivateOpenKey
from borderlink.foundation.signing import NotAKey, PublicKey, Signature, Signer
from borderlink.liaison.refusals.files import ListWrong, PieceNotRead

PIECE_BYTES: Final = 1 << 20
MOST_PIECES: Final = 1024
MOST_BYTES: Final = PIECE_BYTES * MOST_PIECES
MAGIC: Final = b"BLNDPCE1"
PURPOSE: Final = "piece"
LARGEST_PIECE: Final = PIECE_BYTES + (96 << 10)
_INFO: Final = b"borderlink-piece-1"
_STEP: Final = 64 << 10  # lengths are padded to a multiple of it
_LENGTH: Final = 4
_DIGITS: Final = 64  # of a SHA-256
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_TEXTS: Final = {
    "sender": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,31}"),
    "recipient": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,31}"),
    "letter": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "file": _DIGEST,
    "sign_key": re.compile(r"[0-9a-f]{16}"),
    "open_key": re.compile(r"[0-9a-f]{16}"),
}
_NUMBERS: Final = ("v", "suite", "place", "created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a letter names of a file: SHA-256 of the whole, its size in bytes, the SHA-256 of each piece."""

    sha256: str
    size: int
    pieces: tuple[str, ...]

    @classmethod
    def of_letter(cls, sha256: str, size: int, pieces: str) -> Self:
        """Return the listing of a letter, whose pieces stand in one text. Refuses: ``ListWrong``."""
        found = tuple(pieces[at : at + _DIGITS] for at in range(0, len(pieces), _DIGITS))
        fits = 0 < size <= MOST_BYTES and len(found) == -(-size // PIECE_BYTES)
        if not fits or not all(_DIGEST.fullmatch(one) for one in (sha256, *found)):
            raise ListWrong
        return cls(sha256=sha256, size=size, pieces=found)

    @property
    def text(self) -> str:
        """Return the pieces as a letter has them."""
        return "".join(self.pieces)

    def length(self, place: int) -> int:
        """Return how many bytes the piece at a place has, counted from 0."""
        return min(PIECE_BYTES, self.size - place * PIECE_BYTES)

    def has(self, place: int, data: bytes) -> bool:
        """Say whether bytes are the piece at a place."""
        inside = 0 <= place < len(self.pieces)
        return (
            inside
            and len(data) == self.length(place)
            and hashlib.sha256(data).hexdigest() == self.pieces[place]
        )


def listing_of(chunks: Iterable[bytes]) -> Listing:
    """Return the listing of a file's content, in whatever chunks it is read."""
    whole, pieces, size, rest = hashlib.sha256(), [], 0, bytearray()
    for chunk in chunks:
        whole.update(chunk)
        size += len(chunk)
        rest += chunk
        while len(rest) >= PIECE_BYTES:
            pieces.append(hashlib.sha256(rest[:PIECE_BYTES]).hexdigest())
            del rest[:PIECE_BYTES]
    if rest:
        pieces.append(hashlib.sha256(rest).hexdigest())
    return Listing(sha256=whole.hexdigest(), size=size, pieces=tuple(pieces))


def spans(places: Iterable[int]) -> list[list[int]]:
    """Return rising places as pairs of first and last."""
    found: list[list[int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1][1] = place
        else:
            found.append([place, place])
    return found


def places(given: Iterable[Iterable[int]]) -> Iterator[int]:
    """Yield the places of such pairs."""
    for first, last in given:
        yield from range(first, last + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceHeader:
    """What stands in clear on a piece: whose, of which letter and file, at which place, under which keys."""

    v: int = 1
    suite: int
    sender: str
    recipient: str
    letter: str
    file: str
    place: int
    sign_key: str
    open_key: str
    created: int

    def __post_init__(self) -> None:
        wrong = [name for name, form in _TEXTS.items() if not form.fullmatch(getattr(self, name))]
        if wrong or self.v != 1 or self.suite not in SUITES or not 0 <= self.place < MOST_PIECES:
            raise PieceNotRead(what=wrong[0] if wrong else "header")

    def to_bytes(self) -> bytes:
        """Return the header's canonical JSON."""
        return canonical.to_bytes({name: getattr(self, name) for name in (*_TEXTS, *_NUMBERS)})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the header of its canonical bytes. Refuses: ``PieceNotRead``."""
        try:
            content = canonical.object_of(data)
        except NotCanonical:
            raise PieceNotRead(what="header") from None
        if content.keys() != {*_TEXTS, *_NUMBERS}:
            raise PieceNotRead(what="fields")
        texts = {name: str(content[name]) for name in _TEXTS}
        return cls(
            v=_whole(content, "v"), suite=_whole(content, "suite"), sender=texts["sender"],
            recipient=texts["recipient"], letter=texts["letter"], file=texts["file"],
            place=_whole(content, "place"), sign_key=texts["sign_key"], open_key=texts["open_key"],
            created=_whole(content, "created"),
        )  # fmt: skip


def _whole(content: Mapping[str, Value], name: str) -> int:
    value = content[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PieceNotRead(what=name)
    return value


def seal_piece(header: PieceHeader, data: bytes, *, signer: Signer, to: OpenKey) -> bytes:
    """Return a piece sealed to a partner's key and signed; its length is hidden within 64 KiB."""
    head = header.to_bytes()
    length = _LENGTH + len(data)
    padded = (len(data).to_bytes(_LENGTH, "big") + data).ljust(-(-length // _STEP) * _STEP, b"\x00")
    sealed = to.seal(padded, _INFO + hashlib.sha256(head).digest())
    signature = signer.sign(framed(head) + framed(sealed), purpose=PURPOSE)
    return MAGIC + framed(head) + framed(sealed) + framed(signature.text().encode())


@dataclass(frozen=True, slots=True)
class SealedPiece:
    """A piece as it came: nothing of it is verified."""

    header: PieceHeader
    head: bytes
    sealed: bytes
    signature: Signature

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the piece of its bytes. Refuses: ``PieceNotRead``."""
        if len(data) > LARGEST_PIECE or data[: len(MAGIC)] != MAGIC:
            raise PieceNotRead(what="form")
        parts = list(frames(data, len(MAGIC)))
        if len(parts) != 3:  # noqa: PLR2004 - header, sealed, signature
            raise PieceNotRead(what="lengths")
        try:
            signature = Signature.from_text(parts[2].decode("ascii"))
        except (NotAKey, UnicodeDecodeError):
            raise PieceNotRead(what="signature") from None
        return cls(PieceHeader.from_bytes(parts[0]), parts[0], parts[1], signature)

    def open(self, key: PublicKey, private: PrivateOpenKey) -> bytes:
        """Return what is in it when ``key`` signed it and ``private`` opens it. Refuses: ``PieceNotRead``."""
        if not key.verify(framed(self.head) + framed(self.sealed), self.signature, purpose=PURPOSE):
            raise PieceNotRead(what="not-signed")
        same = private.suite == self.header.suite
        info = _INFO + hashlib.sha256(self.head).digest()
        padded = private.open(self.sealed, info) if same else None
        if padded is None:
            raise PieceNotRead(what="not-opened")
        length = int.from_bytes(padded[:_LENGTH], "big")
        data = padded[_LENGTH : _LENGTH + length]
        if len(data) != length or any(padded[_LENGTH + length :]):
            raise PieceNotRead(what="padding")
        return data


def framed(part: bytes) -> bytes:
    """Return a part behind its length in four bytes (big-endian)."""
    return len(part).to_bytes(_LENGTH, "big") + part


def frames(data: bytes, at: int) -> Iterator[bytes]:
    """Yield the parts behind their lengths, which end where the data ends. Refuses: ``PieceNotRead``."""
    while at < len(data):
        length = int.from_bytes(data[at : at + _LENGTH], "big")
        at += _LENGTH
        if at + length > len(data):
            raise PieceNotRead(what="lengths")
        yield data[at : at + length]
        at += length
