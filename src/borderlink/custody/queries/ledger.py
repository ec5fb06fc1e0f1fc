"""Questions to the kept ledger: bytes, openings, checkpoints, proofs. No reader: actions and checks ask them.

Doors ask through ``queries.exhibits``, which knows who is reading; a dossier through its own action.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from borderlink.custody.domain.ledger import case_heads as leaves_of
from borderlink.custody.domain.schema import KEYS_CASE
from borderlink.custody.models.ledger import CaseHead, CheckpointKept, Entry, LedgerHead, Opening
from borderlink.custody.queries.nodekey import anchors as anchors_in
from borderlink.foundation import tree
from borderlink.foundation.chain import Line
from borderlink.foundation.commitments import Opening as OpeningValue

_CHUNK = 2000


def head_of_case(case: str) -> CaseHead | None:
    """Return the end of a case's chain, or None while nothing was recorded in it."""
    return CaseHead.objects.filter(case=case).first()


def lines_of_case(case: str) -> list[Line]:
    """Return the kept lines of a case, in order."""
    rows = Entry.objects.filter(case=case).order_by("case_seq").values_list("sequence", "body", "hash")
    return [Line(sequence=sequence, body=bytes(body), hash=digest) for sequence, body, digest in rows]


def case_events(case: str) -> list[bytes]:
    """Return the exact bytes of a case's entries, in order."""
    return [line.body for line in lines_of_case(case)]


def key_events() -> list[bytes]:
    """Return the exact bytes of the node's key events, in order."""
    return case_events(KEYS_CASE)


def all_events() -> Iterator[bytes]:
    """Yield the exact bytes of every entry of the node, in order."""
    rows = Entry.objects.order_by("sequence").values_list("body", flat=True)
    for body in rows.iterator(chunk_size=_CHUNK):
        yield bytes(body)


def openings(case: str) -> dict[int, list[OpeningValue]]:
    """Return what opens the commitments of a case's entries, by their number in the ledger."""
    found: dict[int, list[OpeningValue]] = {}
    for row in Opening.objects.filter(entry__case=case).order_by("entry_id", "name"):
        found.setdefault(row.entry_id, []).append(row.plain())
    return found


def size() -> int:
    """Return how many entries the ledger has."""
    head = LedgerHead.objects.filter(pk=1).first()
    return head.size if head else 0


def all_hashes(size: int) -> list[bytes]:
    """Return the leaf hashes of the first ``size`` entries, in order."""
    rows = Entry.objects.filter(sequence__lte=size).order_by("sequence").values_list("hash", flat=True)
    return [bytes.fromhex(text) for text in rows]


def inclusion(sequence: int, size: int) -> list[bytes]:
    """Return the path from an entry to the root of the ledger's first ``size`` entries (RFC 9162)."""
    return tree.inclusion_proof(all_hashes(size), sequence - 1)


def case_heads(size: int) -> dict[str, tuple[int, str]]:
    """Return the last entry of every case within the first ``size`` entries: its number, its line's hash."""
    rows = Entry.objects.filter(sequence__lte=size).order_by("sequence")
    found = rows.values_list("case", "case_seq", "hash")
    return {case: (number, digest) for case, number, digest in found}


def case_heads_now() -> dict[str, tuple[int, str]]:
    """Return the last entry of every case now: its number, its line's hash. Ask under the ledger's lock."""
    rows = CaseHead.objects.filter(number__gt=0).values_list("case", "number", "digest")
    return {case: (number, digest) for case, number, digest in rows}


def case_head_path(case: str, size: int) -> tuple[int, int, list[bytes]]:
    """Return a case's place among the sorted cases, how many there are, and the path in the tree of heads."""
    heads = case_heads(size)
    index = sorted(heads).index(case)
    return index, len(heads), tree.inclusion_proof(leaves_of(heads), index)


def latest_checkpoint() -> str | None:
    """Return the newest signed note, cosignatures included, or None before the first."""
    row = CheckpointKept.objects.order_by("-size").first()
    return row.note if row else None


def checkpoint_rows() -> list[CheckpointKept]:
    """Return every kept checkpoint, the newest first."""
    return list(CheckpointKept.objects.order_by("-size"))


def tokens_due() -> list[CheckpointKept]:
    """Return the checkpoints that no time-stamp covers yet, the oldest first."""
    return list(CheckpointKept.objects.filter(tokens=[]).order_by("size"))


def origin() -> str:
    """Return the name under which this node's ledger is signed."""
    return f"borderlink-custody/{settings.BORDERLINK.node}"


def anchors() -> frozenset[str]:
    """Return the node's own keys, which the first key events are signed with. Refuses: ``NodeKeyMissing``."""
    return anchors_in(Path(settings.BORDERLINK.folder))
