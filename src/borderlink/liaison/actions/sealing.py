"""Letters are sealed: numbered under the link's lock, signed, sealed, and laid into the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from borderlink.foundation.envelope import LARGEST_BODY, Header, Sealed, seal, size_class_of
from borderlink.foundation.openkeys import OpenKey
from borderlink.journal.actions import note
from borderlink.liaison.actions.epochs import locked_link
from borderlink.liaison.actions.inserting import insert_many, new_row, write_back
from borderlink.liaison.actions.points import reach
from borderlink.liaison.domain.receipts import advance
from borderlink.liaison.domain.states import LANES, Lane, PartnerState
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Link, Outgoing
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.queries.postkeys import OwnKeys, me, own_keys, seal_keys
from borderlink.liaison.refusals.post import LetterTooLarge, PartnerNotPinned, PartnerPaused

_THREADS: Final = Asked(
    lambda keys: (
        Thread.objects.filter(pk__in=keys)
        .select_related("partner")
        .only("partner__code", "partner__state", "partner__paused_why")
    )
)
# Beside the row that has just got its number: it is found again by its place on the link.
_ADD_BYTES: Final = (
    'INSERT INTO "liaison_outgoingbytes" (outgoing_id, wire, content)'
    ' SELECT id, %s, %s FROM "liaison_outgoing" WHERE partner_id = %s AND epoch = %s AND seq = %s'
)


def seal_letter(letter: Letter, *, lane: Lane, expires_at: datetime, at: datetime) -> Outgoing:
    """Seal one letter that the gate has let pass, inside the caller's transaction. See ``seal_many``."""
    return seal_many([letter], lane=lane, expires_at=expires_at, at=at)[0]


@transaction.atomic
def seal_many(letters: Sequence[Letter], *, lane: Lane, expires_at: datetime, at: datetime) -> list[Outgoing]:
    """Seal letters in their order, each numbered and to its thread's partner; return their envelopes.

    It never asks the gate: only who has passed ``leave_node`` in this transaction calls it. So many letters
    to one partner take as many statements as one.

    Refuses: ``PartnerNotPinned``, ``PartnerPaused``, ``KeysExpired``, ``NoCommonProtocol``,
    ``LetterTooLarge``.
    """
    wanted = {letter.thread_id for letter in letters}
    threads = {thread.pk: thread for thread in _THREADS(tuple(wanted))}
    by_partner: dict[int, list[Letter]] = {}
    for letter in letters:
        by_partner.setdefault(threads[letter.thread_id].partner_id, []).append(letter)
    partners = {thread.partner_id: thread.partner for thread in threads.values()}
    made = {
        row.letter: row
        for number, group in sorted(by_partner.items())
        for row in _seal_for(partners[number], group, lane, expires_at, at)
    }
    return [made[letter.uuid] for letter in letters]


def _seal_for(
    partner: Partner, letters: Sequence[Letter], lane: Lane, expires_at: datetime, at: datetime
) -> list[Outgoing]:
    _must_be_pinned(partner)
    theirs, ours = seal_keys(partner, at), own_keys()
    ours.in_force(int(at.timestamp()))
    link = locked_link(partner, at)
    reach("sealing.locked")
    to = theirs.open_key(theirs.suite())
    made = [_sealed(link, letter, partner.code, to, ours, lane, expires_at, at) for letter in letters]
    rows = [row for row, _ in made]
    reach("sealing.sealed")
    _keep(made)
    write_back(link, "next_seq", "tip", "running")
    reach("sealing.written")
    facts: dict[str, str | int] = {
        "count": len(rows), "lane": lane.value, "epoch": link.epoch, "from": rows[0].seq, "to": rows[-1].seq,
        "tip": link.tip,
    }  # fmt: skip
    note(act="liaison.seal", subject=f"partner {partner.code}", facts=facts, by="node", at=at)
    reach("sealing.noted")
    return rows


def _must_be_pinned(partner: Partner) -> None:
    if partner.state == PartnerState.PAUSED.value:
        raise PartnerPaused(partner=partner.code, reason=partner.paused_why)
    if partner.state != PartnerState.PINNED.value:
        raise PartnerNotPinned(partner=partner.code)


def _sealed(  # noqa: PLR0917 - what one envelope is made of
    link: Link,
    letter: Letter,
    recipient: str,
    to: OpenKey,
    ours: OwnKeys,
    lane: Lane,
    expires_at: datetime,
    at: datetime,
) -> tuple[Outgoing, Sealed]:
    """Return the next envelope of a link and its bytes, and move the link past it."""
    body = letter.body.encode()
    header = _header(link, letter, to, recipient, body, lane, expires_at, at, ours)
    sealed = seal(header, body, signer=ours.signer, to=to)
    running = advance(link.running, sealed.digest)
    link.next_seq, link.tip, link.running = link.next_seq + 1, sealed.digest, running
    row = new_row(
        Outgoing, partner_id=link.partner_id, letter=letter.uuid, epoch=header.epoch, seq=header.seq,
        digest=sealed.digest, running=running, lane=header.lane, expires_at=expires_at, sealed_at=at,
    )  # fmt: skip
    return row, sealed


def _keep(made: Sequence[tuple[Outgoing, Sealed]]) -> None:
    """Insert envelopes of one link, in their order, and their bytes beside them."""
    insert_many([row for row, _ in made])
    with connection.cursor() as cursor:
        cursor.executemany(_ADD_BYTES, [
            (sealed.wire, sealed.content, row.partner_id, row.epoch, row.seq) for row, sealed in made
        ])  # fmt: skip


def _header(  # noqa: PLR0917 - one header
    link: Link,
    letter: Letter,
    to: OpenKey,
    recipient: str,
    body: bytes,
    lane: Lane,
    expires_at: datetime,
    at: datetime,
    ours: OwnKeys,
) -> Header:
    if len(body) > LARGEST_BODY:
        raise LetterTooLarge(letter=str(letter.uuid), size=len(body), most=LARGEST_BODY)
    return Header(
        suite=to.suite, sender=me(), recipient=recipient, epoch=link.epoch, seq=link.next_seq,
        letter=str(letter.uuid), previous=link.tip, sign_key=ours.sign_key_id, open_key=to.id(),
        lane=LANES.index(lane), created=int(at.timestamp()), expires=int(expires_at.timestamp()),
        size=size_class_of(len(body)),
    )  # fmt: skip
