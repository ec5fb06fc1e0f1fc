"""The events of a dossier: read, put in the ledger's order, judged, and shown to lie in the checkpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.schema import KEYS_CASE
from borderlink.custody.domain.signatures import SignatureCheck
from borderlink.custody.domain.verify import Trust, verify_case
from borderlink.custody.domain.witnessed import Event, read_event
from borderlink.dossiers.domain.proofs import root_from
from borderlink.dossiers.domain.verdict import Fault
from borderlink.foundation import canonical, tree
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.checkpoint import Checkpoint

EVENTS: Final = "events.jsonl"
KEYS: Final = "keys.jsonl"
CASES_LINE: Final = "custody-cases"
_HASH: Final = 64


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept line: where it stands, its bytes, and what it says; None when it is not in form."""

    member: str
    number: int
    body: bytes
    event: Event | None

    def facts(self) -> dict[str, Value]:
        """Return what names this event in a finding."""
        told = self.event
        return {
            "entry": self.number, "member": self.member, "sequence": told.sequence if told else 0,
            "kind": told.kind if told else "", "exhibit": told.exhibit if told else "",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of one case, and the place of the case in the tree of heads."""

    case: str
    case_seq: int
    digest: str
    index: int

    def leaf(self) -> bytes:
        """Return the hash under which the checkpoint holds it."""
        told: dict[str, Value] = {"case": self.case, "case_seq": self.case_seq, "digest": self.digest}
        return tree.leaf_hash(canonical.to_bytes(told))


@dataclass(frozen=True, slots=True)
class Within:
    """What shows that a checkpoint of ``size`` holds the events, and begins with the checkpoint before it."""

    size: int
    nodes: tuple[bytes, ...]
    since: tuple[bytes, ...] = ()

    def value(self) -> dict[str, Value]:
        """Return it as it stands in `proofs.json`."""
        nodes, since = [node.hex() for node in self.nodes], [node.hex() for node in self.since]
        return {"nodes": nodes, "since": since, "size": self.size}


@dataclass(frozen=True, slots=True)
class Proofs:
    """The content of `proofs.json`: what is proven of each checkpoint; heads, nodes and size of the cases."""

    heads: tuple[Head, ...]
    case_nodes: tuple[bytes, ...]
    cases: int
    checkpoints: tuple[Within, ...]

    def to_bytes(self) -> bytes:
        """Return the member's bytes."""
        heads: list[Value] = [
            {"case": head.case, "case_seq": head.case_seq, "digest": head.digest, "index": head.index}
            for head in self.heads
        ]
        each: list[Value] = [within.value() for within in self.checkpoints]
        nodes = [node.hex() for node in self.case_nodes]
        cases: dict[str, Value] = {"heads": heads, "nodes": nodes, "size": self.cases}
        return canonical.to_bytes({"cases": cases, "checkpoints": each})


def read_lines(data: bytes, member: str) -> list[Kept]:
    """Return the kept lines of a member; one without its end counts as not in form."""
    bodies = data.split(b"\n")
    ended = bodies.pop() == b""
    whole = [Kept(member, number, body, read_event(body)) for number, body in enumerate(bodies, 1)]
    if not ended:
        whole.append(Kept(member, len(whole) + 1, b"", None))
    return whole


def in_order(keys: Sequence[Kept], events: Sequence[Kept]) -> list[Kept]:
    """Return both in the order of the ledger, each in its own order; an unreadable line comes first."""
    merged: list[Kept] = []
    left, right = list(keys), list(events)
    while left and right:
        first, second = left[0].event, right[0].event
        takes_left = first is None or (second is not None and first.sequence <= second.sequence)
        merged.append((left if takes_left else right).pop(0))
    return merged + left + right


def read_proofs(data: bytes, checkpoints: Sequence[Checkpoint], case: str) -> Proofs:
    """Return what `proofs.json` says, and check that the heads lie in the last checkpoint."""
    try:
        proofs = _proofs(canonical.object_of(data))
        in_form = proofs.to_bytes() == data
    except (NotCanonical, KeyError, TypeError, ValueError, AttributeError):
        in_form = False
    if not in_form or not _fits(proofs, checkpoints, case):
        raise Fault("dossier.proof-invalid", member="proofs.json")
    return proofs


def _proofs(content: Mapping[str, Value]) -> Proofs:
    cases = _mapping(content["cases"])
    heads = tuple(_head(_mapping(value)) for value in _listed(cases["heads"]))
    each = [_mapping(value) for value in _listed(content["checkpoints"])]
    return Proofs(
        heads=heads,
        case_nodes=_nodes(cases["nodes"]),
        cases=_number(cases["size"]),
        checkpoints=tuple(
            Within(_number(told["size"]), _nodes(told["nodes"]), _nodes(told["since"])) for told in each
        ),
    )


def _head(told: Mapping[str, Value]) -> Head:
    return Head(str(told["case"]), _number(told["case_seq"]), str(told["digest"]), _number(told["index"]))


def _mapping(value: Value) -> Mapping[str, Value]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _listed(value: Value) -> Sequence[Value]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _number(value: Value) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _nodes(value: Value) -> tuple[bytes, ...]:
    found = tuple(bytes.fromhex(str(node)) for node in _listed(value))
    if any(len(node) * 2 != _HASH for node in found):
        raise ValueError
    return found


def _fits(proofs: Proofs, checkpoints: Sequence[Checkpoint], case: str) -> bool:
    """Say whether sizes are those of the checkpoints and the heads lie in the last one's tree of cases."""
    if [within.size for within in proofs.checkpoints] != [checkpoint.size for checkpoint in checkpoints]:
        return False
    cases, places = [head.case for head in proofs.heads], [head.index for head in proofs.heads]
    if case == KEYS_CASE or cases != sorted((case, KEYS_CASE)) or places[0] >= places[1]:
        return False
    known = {head.index: head.leaf() for head in proofs.heads}
    root = root_from(known, proofs.cases, proofs.case_nodes)
    told = checkpoints[-1].extension(CASES_LINE)
    return root is not None and told == f"{proofs.cases} {root.hex()}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the events are judged by."""

    node: str
    case: str
    node_keys: frozenset[str]
    packs: Mapping[str, RulePack]
    signatures: SignatureCheck


def judge(lines: Sequence[Kept], proofs: Proofs, asked: Asked) -> list[Event]:
    """Judge the events one after the other; return them, or raise ``Fault`` at the first that is wrong."""
    trust = Trust(node=asked.node, anchors=asked.node_keys, packs=asked.packs)
    heads = {head.case: (head.case_seq, head.digest) for head in proofs.heads}
    found = verify_case(
        (line.body for line in lines), trust, case=asked.case, head=heads[asked.case],
        signatures=asked.signatures,
    )  # fmt: skip
    _must_be_apart(lines, found.events)
    if found.fault is not None and found.events < len(lines):
        raise Fault.at(found.fault.code, lines[found.events].facts())
    _must_reach(lines, found.heads, heads, KEYS, KEYS_CASE)
    _must_reach(lines, found.heads, heads, EVENTS, asked.case)
    if found.fault is not None:
        raise Fault.at(found.fault.code, {**lines[-1].facts(), "exhibit": found.fault.exhibit})
    return [line.event for line in lines if line.event is not None]


def _must_be_apart(lines: Sequence[Kept], holding: int) -> None:
    """Raise ``Fault`` for an event under the other's member, or not after the one before it."""
    last = 0
    for line in lines[:holding]:
        event = line.event
        if event is None or (event.case == KEYS_CASE) != (line.member == KEYS):
            raise Fault.at("custody.not-in-form", line.facts())
        if event.sequence <= last:
            raise Fault.at("custody.out-of-turn", line.facts())
        last = event.sequence


def _must_reach(
    lines: Sequence[Kept],
    found: Mapping[str, tuple[int, str]],
    told: Mapping[str, tuple[int, str]],
    member: str,
    case: str,
) -> None:
    """Raise ``Fault`` when the events of a member end before the head that the checkpoint holds, or after."""
    if found.get(case) != told[case]:
        count = sum(line.member == member for line in lines)
        raise Fault("custody.cut-off", entry=count + 1, member=member, sequence=0, kind="", exhibit="")


def must_lie_in(lines: Sequence[Kept], proofs: Proofs, checkpoints: Sequence[Checkpoint]) -> None:
    """Raise ``Fault`` for the first checkpoint whose tree does not hold the events at their places.

    Each must begin with the one before it: whoever signed an earlier one saw the beginning of this ledger.
    """
    leaves = {line.event.sequence - 1: tree.leaf_hash(line.body) for line in lines if line.event}
    before: Checkpoint | None = None
    for number, (within, checkpoint) in enumerate(zip(proofs.checkpoints, checkpoints, strict=True), 1):
        is_last = number == len(checkpoints)
        known = {place: leaf for place, leaf in leaves.items() if place < within.size or is_last}
        holds = root_from(known, within.size, within.nodes) == checkpoint.root
        if not holds or not _begins_with(before, checkpoint, within.since):
            raise Fault("dossier.proof-invalid", member=f"checkpoint-{number}.txt")
        before = checkpoint


def _begins_with(before: Checkpoint | None, checkpoint: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Say whether a checkpoint's tree is the one before it and what came after; the first has no proof."""
    if before is None:
        return not proof
    return tree.verify_consistency(
        old_size=before.size, old_root=before.root, size=checkpoint.size, root=checkpoint.root, proof=proof
    )
