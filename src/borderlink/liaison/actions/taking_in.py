"""One sender's envelopes are taken in under the lock of its link, in one transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from borderlink.foundation.envelope import peek
from borderlink.journal.actions import note
from borderlink.liaison.actions.alarming import raise_alarm
from borderlink.liaison.actions.applying import Ready, apply_letters, ready_from
from borderlink.liaison.actions.counting import count_failures
from borderlink.liaison.actions.inserting import insert_many, new_row, write_back
from borderlink.liaison.actions.partners import pause_by_node
from borderlink.liaison.actions.points import reach
from borderlink.liaison.actions.receipting import (
    keep_receipts,
    kept_receipts,
    signed_receipt,
    tell_again,
)
from borderlink.liaison.domain.arrivals import Piece, reading
from borderlink.liaison.domain.placing import Duplicate, Equivocation, LinkView, NewEpoch, place
from borderlink.liaison.domain.rate import room
from borderlink.liaison.domain.receipts import advance
from borderlink.liaison.domain.schemas import Checked
from borderlink.liaison.domain.states import Arrived, PartnerState
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Epoch, Inbound, Incoming
from borderlink.liaison.queries.arrived import HELD, LOCKED, NEAR, WAIT_FOR
from borderlink.liaison.refusals.post import Equivocated, PartnerWentBack

EQUIVOCATION: Final = "PSE-EQUIVOCATION"
CHUNK: Final = 512
MOVES: Final = (  # of what came from a partner: what an exchange may change
    "epoch", "contiguous", "running", "heard_at", "told_epoch", "told_contiguous", "told_at", "told", "room",
    "room_at",
)  # fmt: skip


@dataclass(slots=True)
class _Batch:
    """What one transaction finds out about one sender's envelopes."""

    partner: Partner
    state: Inbound
    at: datetime
    new: dict[str, tuple[Piece, Incoming]] = field(default_factory=dict)  # by letter
    duplicates: list[Piece] = field(default_factory=list)
    wrong: list[tuple[Piece, str]] = field(default_factory=list)
    later: list[Incoming] = field(default_factory=list)  # that waited for one of these, and act now
    held: dict[int, str] = field(default_factory=dict)  # digests by seq of the epoch that the link is in
    decided: set[UUID] = field(default_factory=set)  # held letters of which it is decided what they become
    asked: set[int] = field(default_factory=set)  # seqs of it of which it is known whether they are held


def take_in(
    partner: Partner,
    pieces: Sequence[Piece],
    *,
    limited: bool,
    answered: bool,
    locked: Inbound | None = None,
    at: datetime,
) -> dict[str, tuple[bytes, ...]]:
    """Take one sender's judged envelopes in; return our receipts by digest.

    ``answered``: they go back at once, in the answer to whoever sent; else they wait to be told. ``locked``:
    what came from the sender, where the caller's transaction holds its lock.
    """
    if locked is not None:
        return _take_in(partner, pieces, locked, limited=limited, answered=answered, at=at)
    with transaction.atomic():
        state = locked_inbound(partner)
        return _take_in(partner, pieces, state, limited=limited, answered=answered, at=at)


def _take_in(
    partner: Partner, pieces: Sequence[Piece], state: Inbound, *, limited: bool, answered: bool, at: datetime
) -> dict[str, tuple[bytes, ...]]:
    reach("receiving.locked")
    batch = _Batch(partner, state, at)
    _place_all(batch, pieces)
    reach("receiving.placed")
    _write(batch)
    rows = [row for _, row in batch.new.values()]
    receipts = keep_receipts(partner, rows, at, told_at=at if answered else None)
    keep_receipts(partner, batch.later, at)
    reach("receiving.receipts-written")
    if batch.duplicates and not answered:
        tell_again(partner, [piece.letter for piece in batch.duplicates])
    if limited:
        seconds = (at - state.room_at).total_seconds() if state.room_at else None
        state.room = room(state.room, seconds, partner.letters_a_minute) - len(pieces)
        state.room_at = at
    state.heard_at = at
    write_back(state, *MOVES)
    reach("receiving.link-moved")
    _note(batch)
    reach("receiving.noted")
    return _answers(batch, receipts)


def locked_inbound(partner: Partner) -> Inbound:
    """Return what came from a partner, its row locked; made when it is the first."""
    found = LOCKED(partner.pk)
    return found[0] if found else Inbound.objects.select_for_update().get_or_create(partner=partner)[0]


def _place_all(batch: _Batch, pieces: Sequence[Piece]) -> None:
    """Sort envelopes into new ones, those that came before, and those that contradict others."""
    view = _view(batch, pieces)
    batch.asked = {seq for piece in pieces for seq in _around(piece)}
    for piece in pieces:
        header, digest = piece.admitted.header, piece.admitted.digest
        found = place(view, header, digest)
        if isinstance(found, Duplicate):
            batch.duplicates.append(piece)
            continue
        if isinstance(found, Equivocation):
            batch.wrong.append((piece, found.what))
            continue
        if isinstance(found, NewEpoch):
            view = _begin_epoch(batch, view, piece)
        digests = view.past.get(header.epoch) if header.epoch != view.epoch else view.digests
        _learn(view, digests, piece)
        batch.new[header.letter] = (piece, _row(batch, piece))
    batch.held = dict(view.digests) if view.epoch == batch.state.epoch else {}


def _learn(view: LinkView, digests: object, piece: Piece) -> None:
    """Let the view know of an envelope that was just placed: those after it in the batch are judged by it."""
    header, digest = piece.admitted.header, piece.admitted.digest
    if isinstance(digests, dict):
        digests[header.seq] = digest
    if header.epoch == view.epoch and isinstance(view.previous, dict):
        view.previous[header.seq] = header.previous
    if isinstance(view.letters, dict):
        view.letters[header.letter] = digest


def _view(batch: _Batch, pieces: Sequence[Piece]) -> LinkView:
    """Return what is held of the sender around the envelopes in hand, by one question."""
    state, seqs = batch.state, {state_seq for piece in pieces for state_seq in _around(piece)}
    seqs.add(batch.state.contiguous)
    epochs = {piece.admitted.header.epoch for piece in pieces} | {state.epoch}
    letters = [UUID(piece.letter) for piece in pieces]
    letters += [UUID(piece.after) for piece in pieces if piece.after]
    rows = NEAR(batch.partner.pk, tuple(letters), tuple(epochs), tuple(seqs))
    digests: dict[int, str] = {}
    previous: dict[int, str] = {}
    known: dict[str, str] = {}
    earlier: dict[str, dict[int, str]] = {epoch: {} for epoch in _past(batch, epochs)}
    for letter, epoch, seq, digest, before, fate in rows:
        if fate != Arrived.WAITS.value:
            batch.decided.add(letter)
        known[str(letter)] = digest
        if epoch == state.epoch:
            digests[seq] = digest
            previous |= {seq: before} if before else {}
        else:
            earlier.setdefault(epoch, {})[seq] = digest
    return LinkView(
        epoch=state.epoch, contiguous=state.contiguous, digests=digests, previous=previous, letters=known,
        past=earlier,
    )  # fmt: skip


def _past(batch: _Batch, epochs: set[str]) -> list[str]:
    """Return the epochs that the sender has left, where some envelope in hand may be of one."""
    if epochs == {batch.state.epoch}:
        return []
    past = Epoch.objects.filter(partner=batch.partner, ours=False).exclude(epoch=batch.state.epoch)
    return list(past.values_list("epoch", flat=True))


def _around(piece: Piece) -> tuple[int, int, int]:
    seq = piece.admitted.header.seq
    return seq - 1, seq, seq + 1


def _begin_epoch(batch: _Batch, view: LinkView, piece: Piece) -> LinkView:
    """Follow the sender into a new epoch; if it has forgotten some of what it sent, say so."""
    header, state = piece.admitted.header, batch.state
    if _is_earlier(batch, header.created):
        known = {"partner": batch.partner, "ours": False, "epoch": header.epoch}
        Epoch.objects.create(**known, previous=header.previous, at=batch.at)
        return replace(view, past={**view.past, header.epoch: {}})
    tip = view.digests.get(state.contiguous, "")
    if header.seq == 1 and header.previous != tip and _forgotten(batch, header.previous):
        raise_alarm(
            partner=batch.partner, code=PartnerWentBack.code, letter=header.letter, epoch=header.epoch,
            seq=header.seq, evidence=piece.admitted.wire, at=batch.at,
        )  # fmt: skip
    past = {**view.past, **({state.epoch: dict(view.digests)} if state.epoch else {})}
    follow(batch.partner, state, header.epoch, header.previous, batch.at)
    return LinkView(epoch=header.epoch, letters=view.letters, past=past, digests={}, previous={})


def _is_earlier(batch: _Batch, created: int) -> bool:
    """Say whether an envelope of an unknown epoch was sealed before the epoch that we are in began."""
    held = Incoming.objects.filter(partner=batch.partner, epoch=batch.state.epoch).exclude(wire=b"")
    first = held.order_by("seq").values_list("wire", flat=True).first()
    return first is not None and created < peek(bytes(first)).created


def follow(partner: Partner, state: Inbound, epoch: str, previous: str, at: datetime) -> None:
    """Count in a new epoch of the sender from now on, unless this one is known."""
    if epoch == state.epoch:
        return
    known = {"partner": partner, "ours": False, "epoch": epoch}
    if Epoch.objects.get_or_create(**known, defaults={"previous": previous, "at": at})[1]:
        state.epoch, state.contiguous, state.running = epoch, 0, ""


def _forgotten(batch: _Batch, previous: str) -> bool:
    """Say whether the sender links its new epoch to an envelope that is not the last we hold of it."""
    held = Incoming.objects.filter(partner=batch.partner, epoch=batch.state.epoch)
    return held.exists() and (previous == "" or held.filter(digest=previous).exists())


def _row(batch: _Batch, piece: Piece) -> Incoming:
    header = piece.admitted.header
    return new_row(
        Incoming, partner_id=batch.partner.pk, letter=UUID(header.letter), epoch=header.epoch, seq=header.seq,
        digest=piece.admitted.digest, previous=header.previous, state=piece.fate.value, code=piece.code,
        after=UUID(piece.after) if piece.after else None, wire=piece.admitted.wire, content=piece.content,
        read_with=reading(), at=batch.at,
    )  # fmt: skip


def _write(batch: _Batch) -> None:
    """Let letters whose turn it is have their effect, and keep every envelope with what became of it."""
    ready = _in_turn(batch)
    apply_letters(batch.partner, ready, batch.at)
    reach("receiving.effects-done")
    insert_many([row for _, row in batch.new.values()])
    reach("receiving.envelopes-written")
    settled = {row.letter for _, row in batch.new.values() if row.state != Arrived.WAITS.value}
    batch.later = release(batch.partner, settled, batch.at)
    _move_over(batch)
    _tell_equivocation(batch)


def _in_turn(batch: _Batch) -> list[Ready]:
    """Return the letters that may act now, in the order of their threads; the others wait."""
    rows = [(piece, row) for piece, row in batch.new.values() if row.state == Arrived.APPLIED.value]
    done = batch.decided | {row.letter for _, row in batch.new.values() if row.state != Arrived.APPLIED.value}
    ready: list[Ready] = []
    waiting = rows
    while waiting:
        still = []
        for piece, row in waiting:
            if row.after is None or row.after in done:
                assert piece.value is not None  # noqa: S101 - it is applied: it was understood
                ready.append(
                    Ready(row, Checked(kind=piece.kind, version=piece.version, value=piece.value), piece.body)
                )
                done.add(row.letter)
            else:
                still.append((piece, row))
        if len(still) == len(waiting):
            break
        waiting = still
    for _, row in waiting:
        row.state = Arrived.WAITS.value
    return ready


def release(partner: Partner, settled: set[UUID], at: datetime) -> list[Incoming]:
    """Let letters that waited for these have their effect, and those that waited for them in turn."""
    released: list[Incoming] = []
    while settled:
        rows = [row for row in WAIT_FOR(tuple(settled)) if row.partner_id == partner.pk]
        if not rows:
            break
        apply_letters(partner, [ready_from(row) for row in rows], at)
        Incoming.objects.bulk_update(rows, ["state", "code"])
        released += rows
        settled = {row.letter for row in rows}
    return released


def _move_over(batch: _Batch) -> None:
    """Count on over what is held without a gap; ask for what is beyond the numbers asked for."""
    state = batch.state
    before = state.contiguous
    _walk(state, batch.held)
    if state.contiguous != before and state.contiguous + 1 not in batch.asked:
        _count_on(state)


def move_link(state: Inbound, rows: Iterable[Incoming]) -> None:
    """Count on over everything that is now held without a gap; ``rows`` were just written."""
    next_seq = state.contiguous + 1
    if any(row.epoch == state.epoch and next_seq in {row.seq, 1} for row in rows):
        _count_on(state)


def _count_on(state: Inbound) -> None:
    whole = True
    while whole:
        until = state.contiguous + CHUNK
        digests = dict(HELD(state.partner_id, state.epoch, state.contiguous, until))
        whole = len(digests) == CHUNK
        _walk(state, digests)


def _walk(state: Inbound, digests: Mapping[int, str]) -> None:
    while state.contiguous + 1 in digests:
        state.contiguous += 1
        state.running = advance(state.running, digests[state.contiguous])


def _tell_equivocation(batch: _Batch) -> None:
    """Alarm and pause, once until officers have let post pass again; each contradiction is counted.

    What contradicts an epoch that its sender has left is alarmed of once, and pauses nobody: a sender whose
    record went back began the new epoch for its sake.
    """
    if not batch.wrong:
        return
    count_failures([(batch.partner.code, Equivocated.code)] * len(batch.wrong), batch.at)
    paused = Partner.objects.filter(
        pk=batch.partner.pk, state=PartnerState.PAUSED.value, paused_why=EQUIVOCATION
    )
    if paused.exists():
        return
    now = [piece for piece, _ in batch.wrong if piece.admitted.header.epoch == batch.state.epoch]
    piece = now[0] if now else batch.wrong[0][0]
    header = piece.admitted.header
    if not now:
        raise_alarm(
            partner=batch.partner, code=Equivocated.code, epoch=header.epoch, evidence=piece.admitted.wire,
            at=batch.at,
        )  # fmt: skip
        return
    raise_alarm(
        partner=batch.partner, code=Equivocated.code, letter=header.letter, epoch=header.epoch,
        seq=header.seq, evidence=piece.admitted.wire, at=batch.at,
    )  # fmt: skip
    pause_by_node(partner=batch.partner, reason=EQUIVOCATION, at=batch.at)


def _note(batch: _Batch) -> None:
    """Write the one journal line of a batch that changed something."""
    states = Counter(row.state for _, row in batch.new.values())
    if not states and not batch.wrong:
        return
    state = batch.state
    facts: dict[str, str | int] = {
        **states, "released": len(batch.later), "again": len(batch.duplicates),
        "contradicting": len(batch.wrong), "epoch": state.epoch, "whole-to": state.contiguous,
    }  # fmt: skip
    note(act="liaison.receive", subject=f"partner {batch.partner.code}", facts=facts, by="node", at=batch.at)


def _answers(batch: _Batch, receipts: dict[str, bytes]) -> dict[str, tuple[bytes, ...]]:
    """Return receipts by digest: new ones, those that were given before, refusals of what contradicts."""
    answers: dict[str, tuple[bytes, ...]] = {digest: (one,) for digest, one in receipts.items()}
    again = (
        kept_receipts(batch.partner, [piece.letter for piece in batch.duplicates]) if batch.duplicates else {}
    )
    for piece in batch.duplicates:
        answers.setdefault(piece.admitted.digest, again.get(piece.letter, ()))
    for piece, _ in batch.wrong:
        answers[piece.admitted.digest] = (
            signed_receipt(
                batch.partner, piece.letter, piece.admitted.digest, "RCP-REFUSED", Equivocated.code, batch.at
            ),
        )
    return answers
