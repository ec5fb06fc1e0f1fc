"""A letter on its way: signed by its sender, sealed to its recipient, signed again over the seal.

The inner signature covers header and body and is the evidence: header, body and it make the *content*,
which a third party verifies for ever. The content is padded and sealed by HPKE under the header; the outer
signature over header and ciphertext stops strangers before anything is opened. What is signed is kept and
checked as the exact bytes. ``docs/design/letter-format.md`` gives the form byte by byte.
"""

import hashlib
import json
import re
from dataclasses import dataclass, fields
from typing import Final, Self

from borderlink.foundation.openkeys import SUITES, OpenKey, PrivateOpenKey, key_id
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import NotAKey, PublicKey, Signature, Signer

VERSION: Final = 1
PROTOCOLS: Final = (1,)  # what this program reads and writes
LETTER: Final = "letter"  # purposes of signatures
ENVELOPE: Final = "envelope"
SIZES: Final = (1, 4, 16, 64, 256)  # in KiB
KIB: Final = 1024
LONGEST_HEADER: Final = 640
LARGEST_WIRE: Final = 256 * KIB + 3 * KIB  # the rest: header, encapsulated key, signature
CONTENT_MAGIC: Final = b"BLNDLTR1"
WIRE_MAGIC: Final = b"BLNDENV1"
_INFO: Final = b"borderlink-letter-1"
_LENGTH: Final = 4
_MAGIC: Final = 8
_LONGEST_SIGNATURE: Final = 128
_AROUND: Final = LONGEST_HEADER + _LONGEST_SIGNATURE + _MAGIC + 4 * _LENGTH
LARGEST_BODY: Final = SIZES[-1] * KIB - _AROUND
_MOST: Final = 2**53 - 1
_AGENCY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,31}")
_EPOCH: Final = re.compile(r"[0-9a-f]{32}")
_KEY: Final = re.compile(r"[0-9a-f]{16}")
_DIGEST: Final = re.compile(r"(?:[0-9a-f]{64})?")
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_written: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_TEXTS: Final = {
    "sender": _AGENCY, "recipient": _AGENCY, "epoch": _EPOCH, "letter": _ID, "previous": _DIGEST,
    "sign_key": _KEY, "open_key": _KEY,
}  # fmt: skip


class EnvelopeTooLarge(Refusal):
    """The envelope, or what should go into one, is beyond the largest size."""

    code = "envelope.too-large"
    says = "This letter has {size, number} bytes; at most {most, number} can be sent."
    advice = "Shorten the notes, or split it into several letters. Large evidence goes by its own way."


class NotAHeader(Refusal):
    """The bytes do not begin like an envelope with a header in its one form."""

    code = "envelope.not-a-header"
    says = "This is not a letter's envelope ({what})."
    advice = "Nothing is done with it. If it came from a partner, ask them to send the letter again."


class NewerEnvelope(Refusal):
    """The envelope is of a version that this program does not read yet."""

    code = "envelope.newer-version"
    says = "This envelope is of version {version}; this program reads up to version {known}."
    advice = "Bring the program up to date, or ask the partner to send in the older form."


class UnknownSuite(Refusal):
    """The envelope is sealed by a method that this program does not know."""

    code = "envelope.unknown-suite"
    says = "This envelope is sealed by method {suite}, which this program does not know."
    advice = "Bring the program up to date, or ask the partner to seal by a method that both know."


class OuterSignatureWrong(Refusal):
    """The signature on the envelope is not that of the pinned key over these bytes."""

    code = "envelope.outer-signature"
    says = "The signature on the envelope from {sender} does not hold."
    advice = (
        "The envelope was changed on its way, or another wrote it. The partner's node will send it again."
    )
    keep = True


class NotOpened(Refusal):
    """The sealed part does not open with our key under this header."""

    code = "envelope.not-opened"
    says = "The envelope of letter {letter} does not open with our key."
    advice = "Ask the partner whether they hold our present keys, and to write the letter again."


class HeaderSwapped(Refusal):
    """The header inside is not the header outside: the content was made for another envelope."""

    code = "envelope.header-swapped"
    says = "The content of letter {letter} was signed for another envelope."
    advice = "Speak to the partner: someone there seals contents that were written for other letters."
    keep = True


class PaddingWrong(Refusal):
    """What was sealed is not a content padded to the size that the header tells."""

    code = "envelope.padding"
    says = "The content of letter {letter} is not padded as its envelope says ({what})."
    advice = "The partner's program is at fault. Tell them the number of the letter."


class InnerSignatureWrong(Refusal):
    """The signature over header and body is not that of the pinned key."""

    code = "envelope.inner-signature"
    says = "The signature of {sender} over the content of letter {letter} does not hold."
    advice = "Do not rely on this letter. Speak to the partner by a way you know."
    keep = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands in clear on an envelope, signed twice and bound into the seal.

    ``epoch``: 32 hexadecimal digits, new whenever the sender's database begins or is restored; ``seq``:
    dense from 1 in an epoch; ``letter``: UUIDv7; ``previous``: SHA-256 of the sender's envelope before this
    one to the same recipient, empty for the first; ``sign_key``, ``open_key``: key ids; ``lane``: 0 STOP and
    GO to 3 bulk; ``created``, ``expires``: seconds since 1970; ``size``: of the padded content in KiB.
    """

    v: int = VERSION
    suite: int
    sender: str
    recipient: str
    epoch: str
    seq: int
    letter: str
    previous: str
    sign_key: str
    open_key: str
    lane: int
    created: int
    expires: int
    size: int

    def __post_init__(self) -> None:
        if self.v != VERSION:
            raise NewerEnvelope(version=self.v, known=VERSION)
        if self.suite not in SUITES:
            raise UnknownSuite(suite=self.suite)
        for name, form in _TEXTS.items():
            if not form.fullmatch(getattr(self, name)):
                raise NotAHeader(what=name)
        for name, holds in (
            ("seq", 1 <= self.seq <= _MOST and (self.seq == 1 or self.previous != "")),
            ("recipient", self.sender != self.recipient),
            ("lane", 0 <= self.lane <= 3),  # noqa: PLR2004 - STOP, urgent, normal, bulk
            ("expires", 0 <= self.created < self.expires <= _MOST),
            ("size", self.size in SIZES),
        ):
            if not holds:
                raise NotAHeader(what=name)

    def to_bytes(self) -> bytes:
        """Return the header's canonical JSON."""
        content = {name: getattr(self, name) for name in _KINDS}
        return _written(content).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the header of its canonical bytes.

        Refuses: ``NotAHeader``, ``NewerEnvelope``, ``UnknownSuite``.
        """
        content = _object(data)
        version = content.get("v")
        if type(version) is int and VERSION < version <= _MOST:
            raise NewerEnvelope(version=version, known=VERSION)
        if content.keys() != _KINDS.keys() or version != VERSION:
            raise NotAHeader(what="fields")
        for name, kind in _KINDS.items():
            if type(content[name]) is not kind:
                raise NotAHeader(what=name)
        found = cls(**content)  # type: ignore[arg-type]  # each was just seen to be of its kind
        if found.to_bytes() != data:
            raise NotAHeader(what="another-form")
        return found


_KINDS: Final[dict[str, type]] = {field.name: field.type for field in fields(Header)}  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Content:
    """The evidence: header and body as exact bytes, and the sender's signature over both."""

    header: bytes
    body: bytes
    signature: Signature

    def to_bytes(self) -> bytes:
        """Return the content's file, which others keep as ``*.letter``."""
        return _framed(CONTENT_MAGIC, self.header, self.body, self.signature.text().encode())

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the content of such bytes; nothing is verified yet. Refuses: ``NotAHeader``, ``NotAKey``."""
        header, body, signature = _parts(CONTENT_MAGIC, data)
        return cls(header, body, _signature(signature))

    def signed(self) -> bytes:
        """Return what the signature covers, for the purpose ``letter``."""
        return _two(self.header, self.body)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope as it is sent, its SHA-256 in hexadecimal, and the bytes of the content inside."""

    wire: bytes
    digest: str
    content: bytes


def size_class_of(body_length: int) -> int:
    """Return the size in KiB that a body of so many bytes is padded to. Refuses: ``EnvelopeTooLarge``."""
    for size in SIZES:
        if body_length + _AROUND <= size * KIB:
            return size
    raise EnvelopeTooLarge(size=body_length, most=LARGEST_BODY)


def digest_of(wire: bytes) -> str:
    """Return what names an envelope's exact bytes: SHA-256 in 64 hexadecimal digits."""
    return hashlib.sha256(wire).hexdigest()


def seal(header: Header, body: bytes, *, signer: Signer, to: OpenKey) -> Sealed:
    """Return the envelope of a body, signed by ``signer`` and sealed to the key ``to``.

    Header and keys must name each other, else it is a fault. Refuses: ``EnvelopeTooLarge``.
    """
    if header.sign_key != key_id(signer.public().text()) or (header.suite, header.open_key) != (
        to.suite,
        to.id(),
    ):
        raise ValueError("the header names other keys")
    if header.size != size_class_of(len(body)):
        raise ValueError("the header tells another size")
    head = header.to_bytes()
    content = Content(head, body, signer.sign(_two(head, body), purpose=LETTER)).to_bytes()
    return wrap(head, content, header.size, signer=signer, to=to)


def wrap(head: bytes, content: bytes, size: int, *, signer: Signer, to: OpenKey) -> Sealed:
    """Return a content padded to ``size`` KiB, sealed under a header's bytes and signed over the seal."""
    padded = (len(content).to_bytes(_LENGTH, "big") + content).ljust(size * KIB, b"\x00")
    sealed = to.seal(padded, _INFO + hashlib.sha256(head).digest())
    outer = signer.sign(_two(head, sealed), purpose=ENVELOPE)
    wire = _framed(WIRE_MAGIC, head, sealed, outer.text().encode())
    return Sealed(wire, digest_of(wire), content)


def peek(wire: bytes) -> Header:
    """Return what an envelope says of itself; nothing is verified yet.

    Refuses, in this order: ``EnvelopeTooLarge``, ``NotAHeader``, ``NewerEnvelope``, ``UnknownSuite``.
    """
    if len(wire) > LARGEST_WIRE:
        raise EnvelopeTooLarge(size=len(wire), most=LARGEST_WIRE)
    head = _parts(WIRE_MAGIC, wire)[0]
    if len(head) > LONGEST_HEADER:
        raise NotAHeader(what="length")
    return Header.from_bytes(head)


def check_outer(wire: bytes, header: Header, key: PublicKey) -> None:
    """Refuse an envelope whose outer signature is not ``key``'s: ``OuterSignatureWrong``."""
    head, sealed, text = _parts(WIRE_MAGIC, wire)
    try:
        signature = _signature(text)
    except NotAKey:
        raise OuterSignatureWrong(sender=header.sender) from None
    if not key.verify(_two(head, sealed), signature, purpose=ENVELOPE):
        raise OuterSignatureWrong(sender=header.sender)


def open_content(wire: bytes, header: Header, private: PrivateOpenKey) -> Content:
    """Return what is sealed in an envelope; its signature is not checked yet.

    Refuses: ``NotOpened``, ``PaddingWrong`` (no content found), ``HeaderSwapped``, ``PaddingWrong``.
    """
    head, sealed, _ = _parts(WIRE_MAGIC, wire)
    matches = private.suite == header.suite
    padded = private.open(sealed, _INFO + hashlib.sha256(head).digest()) if matches else None
    if padded is None:
        raise NotOpened(letter=header.letter)
    length = int.from_bytes(padded[:_LENGTH], "big")
    content = padded[_LENGTH : _LENGTH + length]
    try:
        found = Content.from_bytes(content)
    except (NotAHeader, NotAKey):
        raise PaddingWrong(letter=header.letter, what="content") from None
    if found.header != head:
        raise HeaderSwapped(letter=header.letter)
    size = size_class_of(len(found.body)) if len(found.body) <= LARGEST_BODY else 0
    if size != header.size or len(padded) != size * KIB:
        raise PaddingWrong(letter=header.letter, what="size")
    if padded.count(b"\x00", _LENGTH + length) != len(padded) - _LENGTH - length:
        raise PaddingWrong(letter=header.letter, what="filling")
    return found


def check_inner(content: Content, key: PublicKey) -> None:
    """Refuse a content whose signature is not ``key``'s: ``InnerSignatureWrong``."""
    if not key.verify(content.signed(), content.signature, purpose=LETTER):
        header = Header.from_bytes(content.header)
        raise InnerSignatureWrong(sender=header.sender, letter=header.letter)


def _two(first: bytes, second: bytes) -> bytes:
    """Return both, each behind its length in four bytes (big-endian): what signatures cover."""
    return b"".join((
        len(first).to_bytes(_LENGTH, "big"), first, len(second).to_bytes(_LENGTH, "big"), second,
    ))  # fmt: skip


def _framed(magic: bytes, first: bytes, second: bytes, third: bytes) -> bytes:
    return b"".join((magic, _two(first, second), len(third).to_bytes(_LENGTH, "big"), third))


def _parts(magic: bytes, data: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the three parts behind ``magic``, which end where the data ends. Refuses: ``NotAHeader``."""
    if data[:_MAGIC] != magic:
        raise NotAHeader(what="magic")
    at, parts = _MAGIC, []
    for _ in range(3):
        length = int.from_bytes(data[at : at + _LENGTH], "big")
        at += _LENGTH
        parts.append(data[at : at + length])
        at += length
    if at != len(data):
        raise NotAHeader(what="lengths")
    return parts[0], parts[1], parts[2]


def _signature(text: bytes) -> Signature:
    """Return the signature of its one text form. Refuses: ``NotAKey``."""
    try:
        found = Signature.from_text(text.decode("ascii"))
    except UnicodeDecodeError:
        raise NotAKey(thing="signature") from None
    if found.text().encode() != text:
        raise NotAKey(thing="signature")
    return found


def _object(data: bytes) -> dict[str, object]:
    """Return the JSON object of a header's bytes; what it may not hold falls to the comparison afterwards."""
    try:
        content = json.loads(data.decode("ascii"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise NotAHeader(what="not-json") from None
    if not isinstance(content, dict):
        raise NotAHeader(what="not-an-object")
    return content
