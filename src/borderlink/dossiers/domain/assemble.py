"""A dossier put together from plain values: its members, its index, and, once two have signed, its ZIP."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.schema import KEYS_CASE
from borderlink.custody.domain.witnessed import Event, read_event
from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.chain import CASES_LINE, Head, Proofs, Within
from borderlink.dossiers.domain.index import Index, IndexSignature, signatures_to_bytes
from borderlink.dossiers.domain.openings import Item, disclosure_to_bytes, openings_to_bytes
from borderlink.dossiers.domain.proofs import nodes_beside
from borderlink.foundation import canonical, tree
from borderlink.foundation.canonical import Value
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.commitments import Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A cosigner as it goes into a dossier: verifier key; certificate and roots of a partner, else none."""

    key: str
    certificate: str = ""
    roots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """All that a dossier is made of.

    ``hashes`` are the leaves of the whole ledger and ``heads`` the last entry of every case, both at the last
    checkpoint; ``openings`` are those that are told; ``files`` by their ending (`jpg`); ``papers`` by name.
    """

    number: str
    agency: str
    unit: str
    node: str
    case: str
    drawn_up_at: int
    drawn_up_by: str
    languages: tuple[str, ...]
    roots: Sequence[bytes]
    certificates: Sequence[bytes]
    keys: Sequence[bytes]
    events: Sequence[bytes]
    hashes: Sequence[bytes]
    heads: Mapping[str, tuple[int, str]]
    checkpoints: Sequence[str]
    packs: Mapping[str, RulePack]
    openings: Mapping[int, Sequence[Opening]] = field(default_factory=dict)
    disclosure: Sequence[Item] = ()
    witnesses: Sequence[Witness] = ()
    authorities: Sequence[bytes] = ()
    tokens: Mapping[tuple[int, int], bytes] = field(default_factory=dict)
    files: Sequence[tuple[str, bytes]] = ()
    papers: Mapping[str, bytes] = field(default_factory=dict)

    def events_of(self) -> list[Event]:
        """Return the events of the case as the verifier reads them."""
        return [event for body in self.events if (event := read_event(body)) is not None]


def members_of(pieces: Pieces) -> dict[str, bytes]:
    """Return every member but the index and its signatures."""
    members = {
        **_numbered("root-", ".json", pieces.roots),
        **_numbered("node-certificate-", ".json", pieces.certificates),
        **_numbered("checkpoint-", ".txt", [note.encode() for note in pieces.checkpoints]),
        **_numbered("authorities/", ".pem", pieces.authorities),
        **{f"tokens/{number}-{by}.tsr": token for (number, by), token in pieces.tokens.items()},
        "keys.jsonl": b"".join(body + b"\n" for body in pieces.keys),
        "events.jsonl": b"".join(body + b"\n" for body in pieces.events),
        "proofs.json": proofs_of(pieces).to_bytes(),
        "cosigners.json": canonical.to_bytes(_witnesses(pieces.witnesses)),
        "openings.json": openings_to_bytes(pieces.openings),
        "packs.json": canonical.to_bytes(_packs(pieces)),
        "disclosure.json": disclosure_to_bytes(pieces.disclosure),
        **pieces.papers,
    }
    for ending, content in pieces.files:
        members[f"files/{hashlib.sha256(content).hexdigest()}.{ending}"] = content
    return members


def index_of(pieces: Pieces, members: Mapping[str, bytes]) -> Index:
    """Return the index that two have to sign."""
    told = {name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in members.items()}
    return Index(
        number=pieces.number,
        agency=pieces.agency,
        unit=pieces.unit,
        node=pieces.node,
        case=pieces.case,
        drawn_up_at=pieces.drawn_up_at,
        drawn_up_by=pieces.drawn_up_by,
        languages=pieces.languages,
        members=told,
    )


def close(members: Mapping[str, bytes], index: bytes, signatures: Sequence[IndexSignature]) -> bytes:
    """Return the dossier's ZIP; the node has signed first, then the officer."""
    return archive.write({**members, "index.json": index, "index.sig": signatures_to_bytes(signatures)})


def proofs_of(pieces: Pieces) -> Proofs:
    """Return what shows that the events lie in the checkpoints, and the heads in the last one's cases."""
    events = [read_event(body) for body in (*pieces.keys, *pieces.events)]
    places = [event.sequence - 1 for event in events if event is not None]
    cases = sorted(pieces.heads)
    leaves = [Head(case, *pieces.heads[case], 0).leaf() for case in cases]
    wanted = sorted({pieces.case, KEYS_CASE})
    heads = tuple(Head(case, *pieces.heads[case], cases.index(case)) for case in wanted)
    return Proofs(
        heads=heads,
        case_nodes=tuple(nodes_beside(leaves, [head.index for head in heads])),
        cases=len(cases),
        checkpoints=tuple(_within(pieces, places)),
    )


def _within(pieces: Pieces, places: Sequence[int]) -> Iterator[Within]:
    before = 0
    for note in pieces.checkpoints:
        size = SignedCheckpoint.from_note(note).checkpoint.size
        hashes = pieces.hashes[:size]
        nodes = nodes_beside(hashes, [place for place in places if place < size])
        since = tree.consistency_proof(hashes, before) if before else ()
        yield Within(size, tuple(nodes), tuple(since))
        before = size


def _numbered(before: str, after: str, contents: Sequence[bytes]) -> dict[str, bytes]:
    return {f"{before}{number}{after}": content for number, content in enumerate(contents, 1)}


def _witnesses(witnesses: Sequence[Witness]) -> list[Value]:
    told = sorted(witnesses, key=lambda witness: witness.key)
    return [
        {"key": witness.key, "certificate": witness.certificate, "roots": list(witness.roots)}
        for witness in told
    ]


def _packs(pieces: Pieces) -> dict[str, Value]:
    events = [read_event(body) for body in (*pieces.keys, *pieces.events)]
    used = {event.pack for event in events if event is not None}
    return {version: pack.value() for version, pack in pieces.packs.items() if version in used}


def heads_line(heads: Mapping[str, tuple[int, str]]) -> str:
    """Return the line that a checkpoint over these heads carries."""
    leaves = [Head(case, *heads[case], 0).leaf() for case in sorted(heads)]
    return f"{CASES_LINE} {len(leaves)} {tree.root(leaves).hex()}"
