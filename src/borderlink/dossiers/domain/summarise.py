"""The summary that a dossier's papers show, made from the same pieces as its members."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from borderlink.custody.domain.acts import Act, act_of
from borderlink.custody.domain.books import Books, Lot
from borderlink.custody.domain.breaches import breaches
from borderlink.custody.domain.rules.table import judge_and_apply
from borderlink.custody.domain.schema import Kind
from borderlink.dossiers.domain.assemble import Pieces
from borderlink.dossiers.domain.summary import (
    DisclosureRow,
    DossierSummary,
    EventRow,
    ExhibitRow,
    HandlerRow,
    MassRow,
    RemarkRow,
)
from borderlink.foundation import canonical, tree
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.roots import SignedRoot

if TYPE_CHECKING:
    from borderlink.foundation.canonical import Value


def summary_of(pieces: Pieces) -> DossierSummary:
    """Return what the papers of a dossier show."""
    checkpoint = SignedCheckpoint.from_note(pieces.checkpoints[-1]).checkpoint
    acts = acts_in(pieces)
    books = _books(acts, pieces)
    root = checkpoint.root.hex()
    return DossierSummary(
        number=pieces.number,
        case=pieces.case,
        agency=pieces.agency,
        unit=pieces.unit,
        node=pieces.node,
        drawn_up_at=_moment(pieces.drawn_up_at),
        drawn_up_by=pieces.drawn_up_by,
        languages=pieces.languages,
        root_fingerprint=SignedRoot.from_bytes(pieces.roots[-1]).root.fingerprint(),
        checkpoint_size=checkpoint.size,
        checkpoint_root=root,
        checkpoint_qr=f"BLC1:{checkpoint.origin}:{checkpoint.size}:{root}",
        packs=tuple(sorted({act.pack for act in acts})),
        events=tuple(_event(body, act, pieces) for body, act in zip(pieces.events, acts, strict=True)),
        exhibits=tuple(_exhibit(lot) for lot in books.lots.values()),
        masses=_masses(books, pieces.case),
        remarks=tuple(_remarks(acts, pieces)),
        disclosure=tuple(
            DisclosureRow(
                kind=item.kind, reference=item.reference, text=item.text, status=item.status,
                ground=item.ground, sha256=item.sha256, facts=item.facts,
            )
            for item in pieces.disclosure
        ),
        handlers=_handlers(acts),
        files=tuple(f"files/{name}" for name in _file_names(pieces)),
    )  # fmt: skip


def acts_in(pieces: Pieces) -> list[Act]:
    """Return the acts of the case, in order."""
    return [act_of(canonical.object_of(body)) for body in pieces.events]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _books(acts: Sequence[Act], pieces: Pieces) -> Books:
    books = Books()
    for act in acts:
        judge_and_apply(act, books, pieces.packs[act.pack])
        books.cases[act.case] = (act.case_seq, "")
    return books


def _sequence(body: bytes) -> int:
    number: Value = canonical.object_of(body)["sequence"]
    return int(str(number))


def _event(body: bytes, act: Act, pieces: Pieces) -> EventRow:
    sequence = _sequence(body)
    opened = {one.name: one.value for one in pieces.openings.get(sequence, ())}
    return EventRow(
        entry=act.case_seq,
        sequence=sequence,
        short_hash=tree.leaf_hash(body).hex()[:8],
        at=_moment(act.at),
        kind=act.kind.value,
        exhibit=act.exhibit,
        signers=tuple((signer.badge, signer.unit, signer.role) for signer in act.signers),
        facts=act.facts,
        openings=opened,
        withheld=tuple(sorted(act.commitments.keys() - opened.keys())),
    )


def _exhibit(lot: Lot) -> ExhibitRow:
    return ExhibitRow(
        number=lot.exhibit,
        item=lot.item,
        substance=lot.substance,
        form=lot.form,
        state=lot.state,
        holder=lot.holder,
        root=lot.root,
        is_sample=lot.is_sample,
        book_mg=lot.book_mg,
        seals=tuple(lot.seals),
        seized_at=_moment(lot.seized_at),
    )


def _masses(books: Books, case: str) -> MassRow:
    closure = books.closure(case)
    return MassRow(
        seized_mg=closure.seized_mg,
        kept_mg=closure.kept_mg,
        samples_mg=closure.samples_mg,
        consumed_mg=closure.consumed_mg,
        transferred_mg=closure.transferred_mg,
        destroyed_mg=closure.destroyed_mg,
        loss_mg=closure.loss_mg,
        residual_mg=closure.residual_mg(),
        expanded_ug=closure.uncertainty.expanded_ug(),
    )


def _remarks(acts: Sequence[Act], pieces: Pieces) -> list[RemarkRow]:
    if not acts:
        return []
    found = [
        RemarkRow(kind="breach", name=breach.name, entry=breach.entry, exhibit=breach.exhibit)
        for breach in breaches(acts, pieces.packs)
    ]
    for act in acts:
        if act.kind is Kind.DISCREPANCY:
            found.append(RemarkRow(kind="discrepancy", name="", entry=act.case_seq, exhibit=act.exhibit))
        elif act.kind is Kind.EXPLAIN:
            cause = act.text("cause")
            found.append(RemarkRow(kind="explanation", name=cause, entry=act.case_seq, exhibit=act.exhibit))
    return found


def _handlers(acts: Sequence[Act]) -> tuple[HandlerRow, ...]:
    """Return everyone who signed, in the order of their first signature."""
    entries: dict[tuple[str, str, str], list[int]] = {}
    for act in acts:
        for signer in act.signers:
            entries.setdefault((signer.badge, signer.unit, signer.role), []).append(act.case_seq)
    return tuple(
        HandlerRow(badge=badge, unit=unit, role=role, entries=tuple(dict.fromkeys(signed)))
        for (badge, unit, role), signed in entries.items()
    )


def _file_names(pieces: Pieces) -> list[str]:
    return sorted(f"{hashlib.sha256(content).hexdigest()}.{ending}" for ending, content in pieces.files)
