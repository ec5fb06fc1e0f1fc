"""Letters that their sender no longer sends are counted as held: the count goes on over them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from borderlink.journal.actions import note
from borderlink.liaison.actions.inserting import insert_many
from borderlink.liaison.actions.receipting import keep_receipts, kept_receipts
from borderlink.liaison.actions.taking_in import follow, move_link, release
from borderlink.liaison.domain.receipts import GivenUp, SignedStatement
from borderlink.liaison.domain.states import Arrived
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Inbound, Incoming
from borderlink.liaison.refusals.post import GaveUp


def take_given_up(
    partner: Partner, state: Inbound, given_up: Sequence[SignedStatement], *, at: datetime
) -> list[bytes]:
    """Count letters as given up that their sender no longer sends; what came already stays as it is.

    Return our receipts for them: what became of those that came, or that the others never have an effect.
    """
    said = {one.letter: one for one in (signed.statement for signed in given_up) if isinstance(one, GivenUp)}
    held = Incoming.objects.filter(partner=partner, letter__in=[UUID(letter) for letter in said])
    known = {str(letter) for letter in held.values_list("letter", flat=True)}
    taken = Incoming.objects.filter(
        partner=partner,
        epoch__in={one.epoch for one in said.values()},
        seq__in=[one.seq for one in said.values()],
    )
    places = set(taken.values_list("epoch", "seq"))
    fresh = {
        (one.epoch, one.seq): one
        for one in said.values()
        if one.letter not in known and (one.epoch, one.seq) not in places
    }
    rows = [
        Incoming(
            partner=partner, letter=UUID(one.letter), epoch=one.epoch, seq=one.seq, digest=one.digest,
            state=Arrived.GIVEN_UP.value, code=GaveUp.code, wire=b"", content=b"", at=at,
        )
        for one in fresh.values()
    ]  # fmt: skip
    for row in rows:
        follow(partner, state, row.epoch, "", at)
    insert_many(rows)
    receipts = keep_receipts(partner, rows, at, told_at=at)
    keep_receipts(partner, release(partner, {row.letter for row in rows}, at), at)
    move_link(state, rows)
    state.save()
    if rows:
        facts = {"count": len(rows), "whole-to": state.contiguous}
        note(act="liaison.take-given-up", subject=f"partner {partner.code}", facts=facts, by="node", at=at)
    before = kept_receipts(partner, sorted(known))
    return [*receipts.values(), *(document for documents in before.values() for document in documents)]
