"""A partner's node in memory, with real keys and real envelopes, that can misbehave in every way.

It keeps its own numbering and its own inbox, answers bundles like a node, and can lie, repeat, reorder, cut,
sign with another's key, answer slowly, and go back to yesterday.
"""

import copy
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from borderlink.foundation import canonical
from borderlink.foundation.envelope import Header, Sealed, digest_of, open_content, peek, seal, size_class_of
from borderlink.foundation.ids import RANDOM_BYTES, new_id
from borderlink.foundation.letterkeys import LetterKeys, PrivateLetterKeys
from borderlink.foundation.signing import PrivateKey
from borderlink.liaison.domain.bundles import Bundle
from borderlink.liaison.domain.receipts import (
    GivenUp,
    Holding,
    ReceiptNote,
    Resync,
    SignedStatement,
    advance,
    sign,
)

LIFE = timedelta(days=14)
NOTHING = "0" * 32


def clue(
    *, letter: str, thread: str, after: str = "", at: datetime, note: str = "", **changed: object
) -> dict[str, Any]:
    """Return the body of the barest clue that is one; ``changed`` replaces members."""
    return {
        "type": "clue", "version": 1, "letter": letter, "thread": thread, "reference": "MC-2026-0001",
        "after": after, "reply_to": "", "written_at": int(at.timestamp()), "grade": None, "assurance": [],
        "author": {"badge": "MC-0101", "office": "MC-LIAISON"}, "consents": [], "urgency": "URG-ROUTINE",
        "channel": {
            "code": "CHA-POLICE", "basis": "Agreement between the two offices", "article": "4",
            "own_reference": "", "their_reference": "",
        },
        "handling": {
            "scheme": "HSC-EUROPOL", "code": "HDL-H1", "may_pass_to": [], "purposes": ["PUR-INVESTIGATION"],
            "evidence_use": "no", "ask_before_action": 1, "expires": "", "delete_by": "2031-12-31",
        },
        "facts": {"actions": [], "held_back": [], "score": {"points": 62, "of": 100, "actionable": 0}},
        "notes": [{"language": "vi", "text": note}] if note else [],
    } | changed  # fmt: skip


@dataclass(slots=True)
class State:
    """What a partner's node would keep in its database."""

    epoch: str
    seq: int = 0
    tip: str = ""
    running: str = ""
    sent: dict[str, bytes] = field(default_factory=dict)  # wires of ours to them, by digest
    receipts: list[ReceiptNote] = field(default_factory=list)  # what they signed of ours
    held: dict[str, dict[int, str]] = field(default_factory=dict)  # their envelopes: epoch, seq, digest
    letters: dict[str, bytes] = field(default_factory=dict)  # bodies of theirs, by letter
    applied: list[str] = field(default_factory=list)  # every effect, in order: a letter twice is a fault
    given: dict[str, bytes] = field(default_factory=dict)  # our receipts, by digest
    told: bytes = b""  # their last holding of ours


@dataclass(kw_only=True)
class SimulatedPartner:
    """One partner's node: ``code`` with its keys, and the keys of the node under test, ``them``."""

    code: str
    sign_key: PrivateKey
    keys: LetterKeys
    private: PrivateLetterKeys
    them: LetterKeys
    state: State = field(default_factory=lambda: State(epoch=secrets.token_hex(16)))
    now: datetime = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    refuse_with: str = ""  # a code with which everything is refused
    mangle: Callable[[bytes], bytes] = bytes  # what the line does to its answers

    @classmethod
    def of(cls, agency: Any, them: LetterKeys) -> Self:
        """Return the node of an agency of ``tests.liaison.partners``."""
        version = max(agency.private)
        return cls(
            code=agency.code, sign_key=agency.sign_key, keys=agency.signed[-1].keys,
            private=agency.private[version], them=them,
        )  # fmt: skip

    def fresh_id(self) -> str:
        """Return the id of a new letter or thread."""
        return str(new_id(self.now, secrets.token_bytes(RANDOM_BYTES)))

    def seal(
        self, body: Mapping[str, Any] | bytes, *, letter: str = "", lane: int = 2, **changed: Any
    ) -> bytes:
        """Return the next envelope; ``changed`` replaces members of its header."""
        data = body if isinstance(body, bytes) else canonical.to_bytes(body)
        letter = letter or (str(body["letter"]) if not isinstance(body, bytes) else self.fresh_id())
        to = self.them.open_key(self.them.suite())
        created = int(self.now.timestamp())
        header = Header(
            suite=to.suite, sender=self.code, recipient=self.them.agency, epoch=self.state.epoch,
            seq=self.state.seq + 1, letter=letter, previous=self.state.tip, sign_key=self.keys.sign_key_id(),
            open_key=to.id(), lane=lane, created=created, expires=created + int(LIFE.total_seconds()),
            size=size_class_of(len(data)),
        )  # fmt: skip
        sealed = seal(replace(header, **changed), data, signer=self.sign_key, to=to)
        self._count(sealed)
        return sealed.wire

    def _count(self, sealed: Sealed) -> None:
        state = self.state
        state.seq, state.tip, state.running = (
            state.seq + 1,
            sealed.digest,
            advance(state.running, sealed.digest),
        )
        state.sent[sealed.digest] = sealed.wire

    def clue(self, *, thread: str = "", after: str = "", lane: int = 2, **changed: Any) -> bytes:
        """Return the envelope of a clue, in a new thread unless one is given."""
        letter = self.fresh_id()
        body = clue(letter=letter, thread=thread or self.fresh_id(), after=after, at=self.now, **changed)
        return self.seal(body, lane=lane)

    def thread_of(self, count: int) -> tuple[str, list[bytes]]:
        """Return a thread and the envelopes of so many clues in it, each after the one before."""
        thread, after, wires = self.fresh_id(), "", []
        for _ in range(count):
            wires.append(self.clue(thread=thread, after=after))
            after = peek(wires[-1]).letter
        return thread, wires

    def snapshot(self) -> State:
        """Return a copy of everything it knows, like a backup."""
        return copy.deepcopy(self.state)

    def go_back(self, to: State) -> None:
        """Put an old backup back, as if nobody had noticed."""
        self.state = copy.deepcopy(to)

    def restore(self, to: State) -> None:
        """Put an old backup back as one should: a new epoch begins, linked to the tip that is known."""
        self.go_back(to)
        self.state.epoch, self.state.seq, self.state.running = secrets.token_hex(16), 0, ""

    def holding(self) -> bytes:
        """Return its statement of what it holds of the node under test."""
        epoch = next(reversed(self.state.held), NOTHING)
        held, contiguous, running = self.state.held.get(epoch, {}), 0, ""
        while contiguous + 1 in held:
            contiguous += 1
            running = advance(running, held[contiguous])
        said = Holding(
            sender=self.them.agency, recipient=self.code, epoch=epoch, contiguous=contiguous, running=running,
            at=int(self.now.timestamp()),
        )  # fmt: skip
        return self.signed(said)

    def signed(self, statement: ReceiptNote | Holding | Resync | GivenUp) -> bytes:
        """Return the bytes of a statement that it signs."""
        return sign(statement, self.sign_key).to_bytes()

    def given_up(self, wire: bytes) -> bytes:
        """Return its statement that it no longer sends an envelope."""
        header = peek(wire)
        digest = next(digest for digest, one in self.state.sent.items() if one == wire)
        return self.signed(
            GivenUp(
                letter=header.letter, digest=digest, epoch=header.epoch, seq=header.seq, sender=self.code,
                recipient=self.them.agency, at=int(self.now.timestamp()),
            )
        )  # fmt: skip

    def bundle(self, wires: Sequence[bytes] = (), statements: Sequence[bytes] = ()) -> bytes:
        """Return a bundle with its holding, what the other holds of it, and what is given."""
        echo = (self.state.told,) if self.state.told else ()
        said = (self.holding(), *echo, *statements)
        made = Bundle(sender=self.code, recipient=self.them.agency, statements=said, wires=tuple(wires))
        return made.to_bytes()

    def hear(self, data: bytes) -> Bundle:
        """Take in an answer: receipts and the holding are kept; envelopes in it are taken in."""
        bundle = Bundle.from_bytes(data)
        self._hear_statements(bundle)
        for wire in bundle.wires:
            self.take(wire)
        return bundle

    def _hear_statements(self, bundle: Bundle) -> list[bytes]:
        replies = []
        for document in bundle.statements:
            statement = SignedStatement.from_bytes(document).statement
            match statement:
                case ReceiptNote():
                    self.state.receipts.append(statement)
                case Holding(sender=sender, contiguous=contiguous) if sender == self.code and contiguous:
                    self.state.told = document
                case Holding() if statement.contiguous > len(self.state.held.get(statement.epoch, {})):
                    replies.append(self._resync(statement.epoch))
                case _:
                    pass
        return replies

    def _resync(self, epoch: str) -> bytes:
        mine = SignedStatement.from_bytes(self.holding()).statement
        assert isinstance(mine, Holding)
        same = mine.epoch == epoch
        return self.signed(
            Resync(
                sender=self.them.agency, recipient=self.code, epoch=epoch,
                after=mine.contiguous if same else 0, running=mine.running if same else "",
                at=int(self.now.timestamp()),
            )
        )  # fmt: skip

    def answer(self, data: bytes) -> bytes:
        """Answer a bundle of the node under test like a node does."""
        bundle = Bundle.from_bytes(data)
        replies = self._hear_statements(bundle)
        receipts = [self.take(wire) for wire in bundle.wires]
        said = (*receipts, *replies, self.holding(), *((self.state.told,) if self.state.told else ()))
        made = Bundle(sender=self.code, recipient=self.them.agency, statements=said)
        return self.mangle(made.to_bytes())

    def take(self, wire: bytes) -> bytes:
        """Take an envelope in and return the receipt for it: the same bytes for the same envelope."""
        header = peek(wire)
        digest = digest_of(wire)
        if digest in self.state.given:
            return self.state.given[digest]
        known = self.state.held.setdefault(header.epoch, {})
        code = self.refuse_with
        if known.get(header.seq, digest) != digest or header.letter in self.state.letters:
            code = "post.equivocation"
        if not code:
            known[header.seq] = digest
            content = open_content(wire, header, self.private.by_id()[header.open_key])
            self.state.letters[header.letter] = content.body
            self.state.applied.append(header.letter)
        note = ReceiptNote(
            letter=header.letter, digest=digest, stage="RCP-REFUSED" if code else "RCP-VALIDATED", code=code,
            at=int(self.now.timestamp()), sender=self.them.agency, recipient=self.code,
        )  # fmt: skip
        receipt = self.signed(note)
        if code != "post.equivocation":
            self.state.given[digest] = receipt
        return receipt

    def stages_of(self, wire: bytes) -> list[tuple[str, str]]:
        """Return stage and code of every receipt it got for an envelope of its own."""
        letter = peek(wire).letter
        return [(one.stage, one.code) for one in self.state.receipts if one.letter == letter]


def uuid_of(wire: bytes) -> UUID:
    """Return the id of the letter in an envelope."""
    return UUID(peek(wire).letter)
