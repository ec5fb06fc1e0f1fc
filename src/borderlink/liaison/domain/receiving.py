"""What may be taken in: the receiver's order as a pure rule, and where an envelope stands on its link.

The order: size, header, pinned key known and valid, outer signature, recipient, clock; then (``placing``) the
place on the link; then expiry, opening, inner signature, shape of the body. Schema and policy come after,
with whoever knows them. ``admit`` and ``unseal`` are the two halves, so that a letter that came before is not
opened again; nothing here touches a database or a clock. Times are seconds since 1970.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from borderlink.foundation.canonical import Value
from borderlink.foundation.envelope import (
    Content,
    Header,
    check_inner,
    check_outer,
    digest_of,
    open_content,
    peek,
)
from borderlink.foundation.letterkeys import OVERLAP_S, LetterKeys, PrivateLetterKeys, signing_periods
from borderlink.foundation.openkeys import PrivateOpenKey
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import PublicKey
from borderlink.liaison.domain.bodies import read_body
from borderlink.liaison.refusals.receiving import (
    AnotherLetter,
    Expired,
    FromTheFuture,
    KeyNotValid,
    NotForMe,
    OpenKeyNotValid,
    UnknownSender,
)

SKEW_S: Final = 600  # by which the clocks of two nodes may differ


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A partner's key and the periods in which it signs their letters; none overlaps another key's."""

    key: PublicKey
    periods: tuple[tuple[int, int], ...]

    def valid(self, created: int, at: int) -> bool:
        """Say whether a letter sealed at ``created`` may carry this key at ``at``.

        A letter may travel long, so the key must have signed when it was sealed. Thirty days after a key has
        ended nothing new is taken from it: whoever stole it could write any date.
        """
        return any(
            from_at <= created < until_at and at < until_at + OVERLAP_S for from_at, until_at in self.periods
        )


@dataclass(frozen=True, slots=True)
class OpeningKey:
    """A private key of ours, and the period of its version."""

    private: PrivateOpenKey
    from_at: int
    until_at: int

    def valid(self, created: int, at: int) -> bool:
        """Say whether a letter may still be sealed to this key: until 30 days after its version ended."""
        return self.from_at - SKEW_S <= created and at < self.until_at + OVERLAP_S


@dataclass(frozen=True, slots=True)
class Keyring:
    """The pinned keys of every partner by agency and key id, and our own private keys by key id."""

    partners: Mapping[str, Mapping[str, SigningKey]]
    mine: Mapping[str, OpeningKey]

    @classmethod
    def of(
        cls,
        partners: Iterable[Sequence[LetterKeys]],
        mine: Sequence[tuple[LetterKeys, PrivateLetterKeys]] = (),
    ) -> Self:
        """Return the ring of each partner's pinned versions and of ours; leave out what was revoked."""
        theirs = {versions[0].agency: _signing(versions) for versions in partners if versions}
        private = {keys.version: secret for keys, secret in mine}
        ours = {
            key_id: OpeningKey(key, from_at, until_at)
            for keys, from_at, until_at in signing_periods([keys for keys, _ in mine])
            for key_id, key in private[keys.version].by_id().items()
        }
        return cls(theirs, ours)


@dataclass(frozen=True, slots=True)
class Refused:
    """What is refused, by which rule; ``header`` only once the sender's outer signature has held.

    Without a header nobody knows who wrote it: it is counted, not stored and not answered.
    """

    refusal: Refusal
    header: Header | None = None
    digest: str = ""

    @property
    def code(self) -> str:
        """Return the code of the rule."""
        return self.refusal.code

    @property
    def facts(self) -> Mapping[str, object]:
        """Return what the rule's sentence names."""
        return self.refusal.facts


@dataclass(frozen=True, slots=True)
class Admitted:
    """An envelope that its sender signed, for us, now; nothing in it has been opened."""

    wire: bytes
    header: Header
    digest: str
    key: PublicKey


@dataclass(frozen=True, slots=True)
class Examined:
    """An envelope opened and proved: its content is the evidence, its body one canonical JSON object."""

    header: Header
    digest: str
    content: Content
    body: Mapping[str, Value]


def examine(wire: bytes, keyring: Keyring, *, me: str, at: int) -> Examined | Refused:
    """Return what an envelope holds, or the first rule of the order that it breaks."""
    found = admit(wire, keyring, me=me, at=at)
    return found if isinstance(found, Refused) else unseal(found, keyring, at=at)


def admit(
    wire: bytes, keyring: Keyring, *, peeked: Header | None = None, me: str, at: int
) -> Admitted | Refused:
    """Return an envelope whose sender, signature, recipient and clock hold, or the first that does not.

    ``peeked`` is its header, where the caller has read it already.
    """
    try:
        header = peeked or peek(wire)
        key = _key_of(header, keyring, at)
        check_outer(wire, header, key)
    except Refusal as refusal:
        return Refused(refusal)
    digest = digest_of(wire)
    if header.recipient != me:
        where = {"sender": header.sender, "recipient": header.recipient}
        return Refused(NotForMe(letter=header.letter, **where), header, digest)
    if header.created > at + SKEW_S:
        minutes = (header.created - at) // 60
        early = FromTheFuture(letter=header.letter, sender=header.sender, minutes=minutes)
        return Refused(early, header, digest)
    return Admitted(wire, header, digest, key)


def unseal(found: Admitted, keyring: Keyring, *, at: int) -> Examined | Refused:
    """Return what an admitted envelope holds, or the first rule from expiry onwards that it breaks."""
    header = found.header
    try:
        if header.expires <= at:
            raise Expired(letter=header.letter, sender=header.sender)
        mine = keyring.mine.get(header.open_key)
        if mine is None or not mine.valid(header.created, at):
            raise OpenKeyNotValid(letter=header.letter, key=header.open_key)
        content = open_content(found.wire, header, mine.private)
        check_inner(content, found.key)
        body = read_body(content.body, letter=header.letter)
        if body.get("letter") != header.letter:
            raise AnotherLetter(letter=header.letter)
    except Refusal as refusal:
        return Refused(refusal, header, found.digest)
    return Examined(header, found.digest, content, body)


def _key_of(header: Header, keyring: Keyring, at: int) -> PublicKey:
    keys = keyring.partners.get(header.sender)
    if keys is None:
        raise UnknownSender(sender=header.sender)
    pinned = keys.get(header.sign_key)
    if pinned is None or not pinned.valid(header.created, at):
        raise KeyNotValid(sender=header.sender, key=header.sign_key)
    return pinned.key


def _signing(versions: Sequence[LetterKeys]) -> dict[str, SigningKey]:
    """Return the signing keys by id; one that stays for several versions signs in all their periods."""
    found: dict[str, SigningKey] = {}
    for keys, from_at, until_at in signing_periods(versions):
        before = found.get(keys.sign_key_id())
        periods = before.periods if before else ()
        found[keys.sign_key_id()] = SigningKey(keys.sign_key, (*periods, (from_at, until_at)))
    return found
