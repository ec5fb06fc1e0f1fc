"""The independent verifier: reads the kept bytes of a ledger and names the first event that breaks a rule.

It shares the closed form of `schema` with the ledger and nothing else: chain, signatures, custody, seals and
masses are checked again by code of its own, over whole numbers, in memory that grows with exhibits only.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from borderlink.custody.domain.packs import BY_VERSION, RulePack
from borderlink.custody.domain.reread import Rereading
from borderlink.custody.domain.signatures import Keys, SignatureCheck
from borderlink.custody.domain.witnessed import Event, read_event
from borderlink.foundation import canonical, tree
from borderlink.foundation.checkpoint import Checkpoint

START: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first thing that is wrong: in which event (from 1), in plain code, of which exhibit."""

    event: int
    code: str
    exhibit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the verifier is told from outside: the node, its anchors, the rule packs by version."""

    node: str
    anchors: frozenset[str]
    packs: Mapping[str, RulePack] = field(default_factory=lambda: BY_VERSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found: how many events hold, root of their tree, each case's last entry, the first fault."""

    events: int
    root: bytes
    heads: Mapping[str, tuple[int, str]]
    fault: Fault | None


def verify(
    bodies: Iterable[bytes],
    trust: Trust,
    *,
    checkpoint: Checkpoint | None = None,
    signatures: SignatureCheck | None = None,
) -> Verdict:
    """Check a whole ledger from its first event to its end, and that it is what a checkpoint says.

    Without a checkpoint kept elsewhere, events cut off at the very end leave a whole ledger behind.
    ``signatures`` checks signatures (`signatures.holds`); None leaves them unchecked.
    """
    walk = _Walk(trust, signatures)
    for body in bodies:
        fault = walk.take(body, None) or walk.at_checkpoint(checkpoint)
        if fault is not None:
            return walk.verdict(fault)
    return walk.verdict(walk.at_end(checkpoint))


def verify_case(
    bodies: Iterable[bytes],
    trust: Trust,
    *,
    case: str,
    head: tuple[int, str],
    keys: Iterable[bytes] = (),
    signatures: SignatureCheck | None = None,
) -> Verdict:
    """Check the events of one case, as a dossier holds them, against the head in a checkpoint.

    ``keys`` are the node's key events, which come first. What was left out, cut off or moved is found.
    """
    walk = _Walk(trust, signatures)
    for body in _each(keys, bodies):
        fault = walk.take(body, case)
        if fault is not None:
            return walk.verdict(fault)
    short = walk.heads.get(case, (0, START)) != head
    fault = Fault(event=walk.events + 1, code="custody.cut-off") if short else walk.balance()
    return walk.verdict(fault)


def disputed(bodies: Iterable[bytes], key: str, *, proven: int) -> list[int]:
    """Return the numbers of events that a compromised key signed and that no independent time covers.

    ``proven`` is the size of the last checkpoint whose time someone else proves and that lies before the
    compromise. Such events stay, but are disputed: the signer's own clock proves nothing.
    """
    events = ((number, read_event(body)) for number, body in enumerate(bodies, 1) if number > proven)
    return [number for number, event in events if event and any(signer[1] == key for signer in event.signers)]


def _each(first: Iterable[bytes], second: Iterable[bytes]) -> Iterator[bytes]:
    yield from first
    yield from second


class _Walk:
    """One pass over the events."""

    def __init__(self, trust: Trust, signatures: SignatureCheck | None) -> None:
        self.trust = trust
        self.events = 0
        self.heads: dict[str, tuple[int, str]] = {}
        self._previous = START
        self._tree = tree.Frontier()
        self._keys = Keys(trust.anchors, signatures)
        self._again = Rereading()

    def take(self, body: bytes, case: str | None) -> Fault | None:
        """Return what is wrong with the next event, or take it in."""
        event = read_event(body)
        if event is None:
            return Fault(event=self.events + 1, code="custody.not-in-form")
        code = self._place(event, case) or self._keys.wrong(event) or self._rules(event)
        if code:
            return Fault(event=self.events + 1, code=code, exhibit=event.exhibit)
        leaf = hashlib.sha256(b"\0" + body).digest()
        self._tree.append(leaf)
        self._previous = leaf.hex()
        self.heads[event.case] = (event.case_seq, self._previous)
        self.events += 1
        return None

    def _place(self, event: Event, case: str | None) -> str:
        """Return what is wrong with an event's place in the ledger and in its case."""
        if event.node != self.trust.node or (case not in {None, event.case} and event.case != "keys"):
            return "custody.not-in-form"
        if case is None and (event.sequence != self.events + 1 or event.previous != self._previous):
            return "foundation.line-not-linked"
        number, digest = self.heads.get(event.case, (0, START))
        in_turn = event.case_seq == number + 1 and event.case_previous == digest
        return "custody.out-of-turn" if not in_turn else ""

    def _rules(self, event: Event) -> str:
        pack = self.trust.packs.get(event.pack)
        return "custody.not-in-form" if pack is None else self._again.wrong(event, pack)

    def at_checkpoint(self, checkpoint: Checkpoint | None) -> Fault | None:
        """Return the fault of a ledger that is another than the checkpoint's, once it is as long."""
        if checkpoint is None or checkpoint.size != self.events:
            return None
        heads = [
            tree.leaf_hash(canonical.to_bytes({"case": case, "case_seq": number, "digest": digest}))
            for case, (number, digest) in sorted(self.heads.items())
        ]
        told = checkpoint.extension("custody-cases")
        same = checkpoint.root == self._tree.root() and told == f"{len(heads)} {tree.root(heads).hex()}"
        return None if same else Fault(event=self.events, code="custody.rewritten")

    def at_end(self, checkpoint: Checkpoint | None) -> Fault | None:
        """Return the fault of a ledger that ends too early or does not balance."""
        if checkpoint is not None and checkpoint.size > self.events:
            return Fault(event=self.events + 1, code="custody.cut-off")
        return self.balance()

    def balance(self) -> Fault | None:
        """Return the fault of an account that does not close in book."""
        root = self._again.unbalanced()
        return Fault(event=self.events, code="custody.masses-differ", exhibit=root) if root else None

    def verdict(self, fault: Fault | None) -> Verdict:
        """Return what was found."""
        return Verdict(events=self.events, root=self._tree.root(), heads=self.heads, fault=fault)
