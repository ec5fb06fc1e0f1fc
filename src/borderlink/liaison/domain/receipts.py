"""What nodes sign for each other about the post: receipts, how far a link has come, what to send again.

A receipt is evidence like the letter: a third party checks it with the public key of the agency that gave it.
In every statement ``sender`` is the agency that wrote the letters and ``recipient`` the one that took them in
and signs. Times are seconds since 1970, digests SHA-256 of envelopes in 64 hexadecimal digits.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Self, TypeAlias

from borderlink.foundation import canonical
from borderlink.foundation.canonical import LARGEST, NotCanonical, Value
from borderlink.foundation.openkeys import key_id
from borderlink.foundation.signing import NotAKey, PublicKey, Signature, Signer
from borderlink.liaison.refusals.receiving import NotAStatement, StatementNotSigned

MOST_GAPS: Final = 100
LARGEST_STATEMENT: Final = 16 * 1024
_AGENCY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,31}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_DIGEST_OR_NONE: Final = re.compile(r"(?:[0-9a-f]{64})?")
_EPOCH: Final = re.compile(r"[0-9a-f]{32}")
_LETTER: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STAGE: Final = re.compile(r"RCP-[A-Z]{1,24}")
_CODE: Final = re.compile(r"[a-z0-9.-]{0,48}")
_REASON: Final = re.compile(r"[a-z-]{1,32}")
_KEY: Final = re.compile(r"[0-9a-f]{16}")
_SIGNED: Final = ("key", "statement", "signature")


def advance(running: str, digest: str) -> str:
    """Return the running digest with one more envelope: SHA-256 of it and the digest; "" before the first."""
    return hashlib.sha256(bytes.fromhex(running) + bytes.fromhex(digest)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptNote:
    """That ``recipient`` has a letter of ``sender``, and how far it has come there.

    ``digest``: of the envelope; ``content``: SHA-256 of the content that was found in it, empty when it did
    not open: only the recipient can say which text an envelope held; ``stage``: a code of the list
    `receipt_stage`; ``code``: why it was refused or not understood, else empty.
    """

    PURPOSE: ClassVar[str] = "receipt"

    letter: str
    digest: str
    content: str = ""
    stage: str
    code: str = ""
    at: int
    sender: str
    recipient: str

    def __post_init__(self) -> None:
        _must_match(
            letter=(_LETTER, self.letter), digest=(_DIGEST, self.digest), stage=(_STAGE, self.stage),
            code=(_CODE, self.code), sender=(_AGENCY, self.sender), recipient=(_AGENCY, self.recipient),
            content=(_DIGEST_OR_NONE, self.content),
        )  # fmt: skip
        _must_be_whole(at=self.at)

    def fields(self) -> dict[str, Value]:
        """Return what is signed."""
        return {
            "letter": self.letter, "digest": self.digest, "content": self.content, "stage": self.stage,
            "code": self.code, "at": self.at, "sender": self.sender, "recipient": self.recipient,
        }  # fmt: skip

    @classmethod
    def read(cls, content: Mapping[str, Value]) -> Self:
        """Return the receipt of what was signed. Refuses: ``NotAStatement``."""
        texts = _texts(content, "letter", "digest", "content", "stage", "code", "sender", "recipient")
        return cls(**texts, at=_number(content, "at"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What ``recipient`` holds of an epoch of ``sender``: all to ``contiguous``, beyond it all but the gaps.

    ``running``: the digest over all envelopes to ``contiguous`` (see ``advance``); ``gaps``: first and last
    missing seq, the first hundred. One that is older (``at``) than another says nothing any more.
    """

    PURPOSE: ClassVar[str] = "holding"

    sender: str
    recipient: str
    epoch: str
    contiguous: int
    running: str
    gaps: tuple[tuple[int, int], ...] = ()
    at: int

    def __post_init__(self) -> None:
        _must_match(
            sender=(_AGENCY, self.sender), recipient=(_AGENCY, self.recipient), epoch=(_EPOCH, self.epoch),
            running=(_DIGEST_OR_NONE, self.running),
        )  # fmt: skip
        _must_be_whole(at=self.at, contiguous=self.contiguous)
        if (self.contiguous == 0) != (self.running == ""):
            raise NotAStatement(what="running")
        last = self.contiguous
        for first, end in self.gaps:
            if not last < first <= end <= LARGEST:
                raise NotAStatement(what="gaps")
            last = end
        if len(self.gaps) > MOST_GAPS:
            raise NotAStatement(what="gaps")

    def fields(self) -> dict[str, Value]:
        """Return what is signed."""
        return {
            "sender": self.sender, "recipient": self.recipient, "epoch": self.epoch,
            "contiguous": self.contiguous, "running": self.running, "gaps": self.gaps, "at": self.at,
        }  # fmt: skip

    @classmethod
    def read(cls, content: Mapping[str, Value]) -> Self:
        """Return the holding of what was signed. Refuses: ``NotAStatement``."""
        gaps = content.get("gaps")
        texts = _texts(content, "sender", "recipient", "epoch", "running")
        return cls(
            **texts,
            contiguous=_number(content, "contiguous"),
            gaps=tuple(_pair(gap) for gap in gaps) if isinstance(gaps, list) else ((0, 0),),
            at=_number(content, "at"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resync:
    """That ``recipient`` has lost what it held of an epoch beyond ``after`` and asks for all of it again.

    ``running``: the digest over all envelopes to ``after``; ``reason``: ``restored``, ``refused-by-error``.
    """

    PURPOSE: ClassVar[str] = "resync"

    sender: str
    recipient: str
    epoch: str
    after: int
    running: str
    reason: str = "restored"
    at: int

    def __post_init__(self) -> None:
        _must_match(
            sender=(_AGENCY, self.sender), recipient=(_AGENCY, self.recipient), epoch=(_EPOCH, self.epoch),
            running=(_DIGEST_OR_NONE, self.running), reason=(_REASON, self.reason),
        )  # fmt: skip
        _must_be_whole(at=self.at, after=self.after)
        if (self.after == 0) != (self.running == ""):
            raise NotAStatement(what="running")

    def fields(self) -> dict[str, Value]:
        """Return what is signed."""
        return {
            "sender": self.sender, "recipient": self.recipient, "epoch": self.epoch, "after": self.after,
            "running": self.running, "reason": self.reason, "at": self.at,
        }  # fmt: skip

    @classmethod
    def read(cls, content: Mapping[str, Value]) -> Self:
        """Return the request of what was signed. Refuses: ``NotAStatement``."""
        texts = _texts(content, "sender", "recipient", "epoch", "running", "reason")
        return cls(**texts, after=_number(content, "after"), at=_number(content, "at"))


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """That ``sender`` no longer sends a letter that was sealed under ``seq``: its time has passed.

    The one statement that the letters' sender signs. Unless the envelope has come already it never has an
    effect, even if a copy of it comes later; with this the recipient's count goes on without a gap.
    """

    PURPOSE: ClassVar[str] = "given-up"

    letter: str
    digest: str
    epoch: str
    seq: int
    at: int
    sender: str
    recipient: str

    def __post_init__(self) -> None:
        _must_match(
            letter=(_LETTER, self.letter), digest=(_DIGEST, self.digest), epoch=(_EPOCH, self.epoch),
            sender=(_AGENCY, self.sender), recipient=(_AGENCY, self.recipient),
        )  # fmt: skip
        _must_be_whole(at=self.at, seq=self.seq)

    def fields(self) -> dict[str, Value]:
        """Return what is signed."""
        return {
            "letter": self.letter, "digest": self.digest, "epoch": self.epoch, "seq": self.seq,
            "at": self.at, "sender": self.sender, "recipient": self.recipient,
        }  # fmt: skip

    @classmethod
    def read(cls, content: Mapping[str, Value]) -> Self:
        """Return the statement of what was signed. Refuses: ``NotAStatement``."""
        texts = _texts(content, "letter", "digest", "epoch", "sender", "recipient")
        return cls(**texts, seq=_number(content, "seq"), at=_number(content, "at"))


Statement: TypeAlias = "ReceiptNote | Holding | Resync | GivenUp"
_KINDS: Final[Mapping[str, type[Statement]]] = {
    kind.PURPOSE: kind for kind in (ReceiptNote, Holding, Resync, GivenUp)
}


def signer_of(statement: Statement) -> str:
    """Return the agency that signs a statement: the letters' recipient, but for what is given up."""
    return statement.sender if isinstance(statement, GivenUp) else statement.recipient


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement, its exact bytes, the id of the key that signed them, and the signature."""

    statement: Statement
    document: bytes
    key: str
    signature: Signature

    def to_bytes(self) -> bytes:
        """Return the statement's file."""
        return _plain({
            "key": self.key, "signature": self.signature.text(), "statement": self.document.decode(),
        })  # fmt: skip

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the statement of a file; nothing is verified yet. Refuses: ``NotAStatement``."""
        if len(data) > LARGEST_STATEMENT:
            raise NotAStatement(what="too-large")
        try:
            outer = canonical.object_of(data)  # so whatever has these three texts writes these bytes
            key, text, signed = (str(outer.get(name)) for name in _SIGNED)
            document = text.encode()
            signature = Signature.from_text(signed)
            statement = _statement(document)
        except (NotCanonical, NotAKey):
            raise NotAStatement(what="another-form") from None
        alike = outer == {"key": key, "statement": text, "signature": signature.text()}
        if not alike or not _KEY.fullmatch(key):
            raise NotAStatement(what="another-form")
        return cls(statement, document, key, signature)

    def verify(self, key: PublicKey) -> Statement:
        """Return the statement when ``key``, that of its signer, signed it.

        Refuses: ``StatementNotSigned``.
        """
        purpose = self.statement.PURPOSE
        named = key_id(key.text()) == self.key
        if not named or not key.verify(self.document, self.signature, purpose=purpose):
            raise StatementNotSigned(signer=signer_of(self.statement))
        return self.statement


def sign(statement: Statement, signer: Signer) -> SignedStatement:
    """Return a statement signed with the key that signs the letters of its recipient."""
    document = _plain({"type": f"borderlink-{statement.PURPOSE}-1", **statement.fields()})
    signature = signer.sign(document, purpose=statement.PURPOSE)
    return SignedStatement(statement, document, key_id(signer.public().text()), signature)


def _statement(document: bytes) -> Statement:
    content = canonical.object_of(document)
    name = str(content.get("type")).removeprefix("borderlink-").removesuffix("-1")
    kind = _KINDS.get(name)
    if kind is None:
        raise NotAStatement(what="another-type")
    found = kind.read(content)
    if _plain({"type": f"borderlink-{name}-1", **found.fields()}) != document:
        raise NotAStatement(what="other-fields")
    return found


def _plain(content: Mapping[str, Value]) -> bytes:
    """Return the canonical bytes of texts and whole numbers that have been seen to be nothing else."""
    return canonical.written(content).encode()


def _must_match(**forms: tuple[re.Pattern[str], str]) -> None:
    for name, (form, text) in forms.items():
        if not form.fullmatch(text):
            raise NotAStatement(what=name)


def _must_be_whole(**numbers: int) -> None:
    for name, number in numbers.items():
        if not 0 <= number <= LARGEST:
            raise NotAStatement(what=name)


def _texts(content: Mapping[str, Value], *names: str) -> dict[str, str]:
    return {name: str(content.get(name)) for name in names}


def _number(content: Mapping[str, Value], name: str) -> int:
    value = content.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _pair(value: Value) -> tuple[int, int]:
    match value:
        case [int(first), int(last)] if not isinstance(first, bool) and not isinstance(last, bool):
            return first, last
    raise NotAStatement(what="gaps")
