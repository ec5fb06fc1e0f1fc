"""Is the kept ledger whole? The independent verifier over the very bytes, then what is kept beside them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from borderlink.custody.domain.acts import COMMITMENT_DOMAIN
from borderlink.custody.domain.schema import KEYS_CASE
from borderlink.custody.domain.signatures import holds
from borderlink.custody.domain.verify import Fault, Trust, Verdict, disputed, verify
from borderlink.custody.domain.witnessed import read_event
from borderlink.custody.models.exhibits import Exhibit, OpenedParcel
from borderlink.custody.models.ledger import CheckpointKept, Entry, Opening, SealNumber
from borderlink.custody.queries import ledger
from borderlink.custody.queries.exhibits import books_of_case
from borderlink.foundation import tree
from borderlink.foundation.checkpoint import Checkpoint, SignedCheckpoint
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import PublicKey

_CHUNK = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found: how many entries, up to which one a checkpoint covers them, the first fault."""

    entries: int
    covered: int
    root: str
    fault: Fault | None


def examine(*, signatures: bool = True) -> Findings:
    """Check the node's whole ledger against its latest checkpoint, and what is kept beside the entries.

    Asks for no reader: it answers whether and where, never what. Refuses: ``NodeKeyMissing``.
    """
    anchors = ledger.anchors()
    checkpoint, fault = _latest(anchors)
    trust = Trust(node=settings.BORDERLINK.node, anchors=anchors)
    check = holds if signatures else None
    verdict = verify(ledger.all_events(), trust, checkpoint=checkpoint, signatures=check)
    found = fault or verdict.fault or _first(_beside(verdict))
    return Findings(
        entries=verdict.events,
        covered=checkpoint.size if checkpoint else 0,
        root=verdict.root.hex(),
        fault=found,
    )


def _latest(anchors: frozenset[str]) -> tuple[Checkpoint | None, Fault | None]:
    """Return the latest checkpoint that the node's key signed, or the fault of one that it did not."""
    row = CheckpointKept.objects.order_by("-size").first()
    if row is None:
        return None, None
    for text in sorted(anchors):
        try:
            signed = SignedCheckpoint.from_note(row.note)
            checkpoint = signed.verify(ledger.origin(), PublicKey.from_text(text))
        except Refusal:
            continue
        if checkpoint.text() == row.text and checkpoint.size == row.size:
            return checkpoint, None
    return None, Fault(event=row.size, code="foundation.checkpoint-not-signed")


def _first(faults: Iterator[Fault]) -> Fault | None:
    return next(faults, None)


def _beside(verdict: Verdict) -> Iterator[Fault]:
    """Yield every fault of what is kept beside the bytes: ends, columns, openings, seals, the register."""
    if ledger.size() != verdict.events:
        yield Fault(event=min(ledger.size(), verdict.events) + 1, code="custody.cut-off")
    yield from _columns()
    yield from _openings()
    yield from _seals()
    if ledger.case_heads_now() != dict(verdict.heads):
        yield Fault(event=verdict.events, code="custody.register-differs")
    for case in verdict.heads:
        yield from _register(case)


def _columns() -> Iterator[Fault]:
    for row in Entry.objects.order_by("sequence").iterator(chunk_size=_CHUNK):
        body = bytes(row.body)
        event = read_event(body)
        told = (row.sequence, row.case, row.case_seq, row.kind, row.exhibit, row.at)
        meant = event and (
            event.sequence, event.case, event.case_seq, event.kind, event.exhibit, event.at
        )  # fmt: skip
        if meant != told or tree.leaf_hash(body).hex() != row.hash:
            yield Fault(event=row.sequence, code="custody.rewritten", exhibit=row.exhibit)


def _openings() -> Iterator[Fault]:
    """Yield openings that open nothing: a name or a note that was changed after it was committed to."""
    for row in Opening.objects.select_related("entry").order_by("entry_id").iterator(chunk_size=_CHUNK):
        commitments = row.entry.act().commitments
        if commitments.get(row.name) != row.plain().commitment(COMMITMENT_DOMAIN):
            yield Fault(event=row.entry_id, code="custody.opening-differs", exhibit=row.entry.exhibit)


def _seals() -> Iterator[Fault]:
    """Yield seals of entries that the register does not know: their numbers could be used again."""
    known = set(SealNumber.objects.values_list("number", flat=True))
    for row in Entry.objects.filter(kind__in=["seal", "reseal"]).order_by("sequence"):
        if row.act().text("number") not in known:
            yield Fault(event=row.sequence, code="custody.seal-used", exhibit=row.exhibit)


def _register(case: str) -> Iterator[Fault]:
    """Yield exhibits and opened parcels that stand in the register otherwise than the entries say."""
    books, _ = books_of_case(case)
    said = {
        number: (lot.state, lot.holder, lot.seals, lot.book_mg, lot.offer)
        for number, lot in books.lots.items()
    }
    rows = Exhibit.objects.filter(case=case)
    kept = {row.number: (row.state, row.holder, row.seals, row.book_mg, row.offer) for row in rows}
    for number in sorted(name for name in said.keys() | kept.keys() if said.get(name) != kept.get(name)):
        row = rows.filter(number=number).first()
        yield Fault(event=row.last_entry_id if row else 0, code="custody.register-differs", exhibit=number)
    parcels = OpenedParcel.objects.filter(case=case).values_list("waybill", "holder")
    for number, _ in sorted(set(parcels) ^ set(books.parcels.items())):
        yield Fault(event=0, code="custody.register-differs", exhibit=number)


def disputed_entries(key: str) -> list[int]:
    """Return the entries that a compromised key signed and no independent time covers, by number.

    What is proven: the largest checkpoint with a time-stamp. Asks for no reader.
    """
    stamped = CheckpointKept.objects.exclude(tokens=[]).order_by("-size").first()
    return disputed(ledger.all_events(), key, proven=stamped.size if stamped else 0)


def compromised_keys() -> dict[str, int]:
    """Return every key that was declared stolen, and since when (seconds). Asks for no reader."""
    rows = Entry.objects.filter(case=KEYS_CASE, kind="key-compromise").order_by("sequence")
    acts = (row.act() for row in rows)
    return {act.text("key"): act.number("since_at") for act in acts}
