"""One exchange with a partner's node: its bundle is answered, or ours is made up and its answer taken in.

Nothing here touches the network: doors carry the bytes.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from borderlink.liaison.actions.counting import count_failures
from borderlink.liaison.actions.points import reach
from borderlink.liaison.actions.receiving import Answer, judge_all, receive, take_judged
from borderlink.liaison.actions.settling import Sent, hear, settle, take_said
from borderlink.liaison.actions.trying import came_through, failed
from borderlink.liaison.domain.bundles import MOST_STATEMENTS, MOST_WIRE_BYTES, Bundle, Trouble
from borderlink.liaison.domain.receipts import GivenUp, sign
from borderlink.liaison.domain.states import PartnerState, Posted
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Link, Outgoing, Receipt
from borderlink.liaison.queries import statements
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.queries.postkeys import keyring_for, keys_of, me, own_keys
from borderlink.liaison.refusals.post import NotABundle, NotForUs
from borderlink.liaison.refusals.receiving import UnknownSender

URGENT: Final = (0, 1)  # lanes: STOP and GO, urgent; the others have a way of their own
OTHERS: Final = (2, 3)
TOLD_AT_ONCE: Final = 200  # receipts, and letters given up, in one bundle
AT_ONCE: Final = 128  # letters in one bundle of ours: the partner reads them while the last are settled
_WAITING: Final = Asked(
    lambda partner, lanes, held_back: (
        Outgoing.objects.filter(partner=partner, state=Posted.WAITING.value, lane__in=lanes)
        .exclude(pk__in=held_back)
        .order_by("lane", "pk")
        .values_list("pk", "letter", "digest", "sealed__wire")[:AT_ONCE]
    )
)
_UNTOLD: Final = Asked(
    lambda partner: (
        Receipt.objects.filter(partner=partner, ours=True, told_at=None)
        .order_by("pk")
        .values_list("pk", "document")[:TOLD_AT_ONCE]
    )
)
_GIVEN_UP: Final = Asked(
    lambda partner: Outgoing.objects.filter(
        partner=partner, state=Posted.EXPIRED.value, settled_at=None
    ).order_by("pk")[:TOLD_AT_ONCE]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is to go to a partner now, and where; ``sent`` are the rows of its wires, by digest.

    ``full``: it holds as many as may go at once, so more may wait.
    """

    partner: str
    address: str
    tls: tuple[str, ...]
    data: bytes
    sent: dict[str, Sent]
    receipts: tuple[int, ...]
    full: bool

    @property
    def envelopes(self) -> dict[str, int]:
        """Return the rows of the wires, by digest."""
        return {digest: one.number for digest, one in self.sent.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an exchange came to: envelopes that were settled, and those that were not, with the code why."""

    settled: int
    troubles: dict[int, str]  # rows of `Outgoing`


def answer_post(data: bytes, *, at: datetime) -> bytes:
    """Take in a partner's bundle and return ours in answer.

    Nothing is told to who has signed nothing that counts. Refuses: ``NotABundle``, ``NotForUs``,
    ``UnknownSender``.
    """
    bundle = Bundle.from_bytes(data)
    if bundle.recipient != me():
        raise NotForUs(recipient=bundle.recipient)
    ring = keyring_for({bundle.sender}, at)
    partner = ring[1].get(bundle.sender)
    if partner is None:
        count_failures([("", UnknownSender.code)], at)
        raise UnknownSender(sender=bundle.sender)
    heard = hear(partner, bundle.statements, ring[0], at=at)
    judged = judge_all(bundle.wires, partner_hint=partner.code, ring=ring, at=at)
    comes = any(piece.admitted.header.sender == partner.code for piece in judged.pieces)
    with transaction.atomic() if heard.calm else nullcontext():  # a line of the journal is held briefly
        state = take_said(partner, heard, goes_on=heard.calm and comes, at=at)
        answers = take_judged(judged, locked=state if heard.calm else None, at=at)
    reach("receiving.committed")
    if not heard.valid and not any(one.receipts for one in answers):
        return _bundle(partner, answers, (), ()).to_bytes()
    stand = statements.stand_of(partner)
    untold = _untold(partner) if stand.untold else {}
    ours, *echo = statements.of_the_link(partner, at, stand=stand)
    said = [ours, *heard.replies, *echo, *untold.values()]
    rows, _ = _waiting(partner, (*URGENT, *OTHERS), ()) if _polls(partner) else ([], False)
    made = _bundle(partner, answers, said, tuple(row.wire for row in rows)).to_bytes()
    if untold and not _can_call(partner):  # this answer is the one way to tell them
        Receipt.objects.filter(pk__in=list(untold)).update(told_at=at)
    reach("receiving.answering")
    return made


def _polls(partner: Partner) -> bool:
    """Say whether a partner can only be answered, never called."""
    return not partner.address and partner.state == PartnerState.PINNED.value


def _can_call(partner: Partner) -> bool:
    """Say whether exchanges of ours come through to a partner."""
    return bool(partner.address) and not Link.objects.filter(partner=partner, failed__gt=0).exists()


def _bundle(
    partner: Partner, answers: Sequence[Answer], said: Sequence[bytes], wires: tuple[bytes, ...]
) -> Bundle:
    receipts = [document for one in answers for document in one.receipts]
    return Bundle(
        sender=me(), recipient=partner.code, wires=wires,
        statements=tuple([*receipts, *said][:MOST_STATEMENTS]),
        troubles=tuple(Trouble(one.digest, one.trouble) for one in answers if one.trouble),
    )  # fmt: skip


def prepare(
    *, partner: Partner, lanes: tuple[int, ...], held_back: Sequence[int] = (), at: datetime
) -> Parcel:
    """Return what is to go to a partner now: letters of some lanes, receipts, what is given up, our holding.

    ``held_back`` are envelopes that were just not taken: others go before them. A paused partner gets no
    letters, but our word on its own.
    """
    open_to = partner.state == PartnerState.PINNED.value
    rows, full = _waiting(partner, lanes, held_back) if open_to else ([], False)
    stand = statements.stand_of(partner)
    untold = _untold(partner) if stand.untold else {}
    gone = given_up(partner, at) if stand.given_up else []
    said = [*statements.of_the_link(partner, at, stand=stand), *untold.values(), *gone]
    bundle = Bundle(
        sender=me(), recipient=partner.code, statements=tuple(said), wires=tuple(row.wire for row in rows)
    )
    keys = keys_of(partner, at)
    reach("sending.chosen")
    return Parcel(
        partner=partner.code, address=partner.address, tls=keys[-1].tls if keys else (),
        data=bundle.to_bytes(), sent={row.digest: row.sent for row in rows}, receipts=tuple(untold),
        full=full,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One envelope that is to go."""

    sent: Sent
    digest: str
    wire: bytes


def _waiting(
    partner: Partner, lanes: tuple[int, ...], held_back: Sequence[int]
) -> tuple[list[_Waiting], bool]:
    """Return what waits in some lanes, urgent first, as much as one bundle takes, and whether it is full.

    Full, by number or by bytes: more may wait.
    """
    chosen: list[_Waiting] = []
    size = 0
    for number, letter, digest, wire in _WAITING(partner.pk, lanes, tuple(held_back))[:AT_ONCE]:
        size += len(wire)
        if size > MOST_WIRE_BYTES:
            return chosen, True
        chosen.append(_Waiting(Sent(number, str(letter)), digest, bytes(wire)))
    return chosen, len(chosen) == AT_ONCE


def _untold(partner: Partner) -> dict[int, bytes]:
    return {pk: bytes(document) for pk, document in _UNTOLD(partner.pk)}


def given_up(partner: Partner, at: datetime) -> list[bytes]:
    """Return our statements of letters that are no longer sent, until the partner has answered them."""
    return [
        sign(
            GivenUp(
                letter=str(row.letter), digest=row.digest, epoch=row.epoch, seq=row.seq,
                at=int(at.timestamp()), sender=me(), recipient=partner.code,
            ),
            own_keys().signer,
        ).to_bytes()
        for row in _GIVEN_UP(partner.pk)
    ]  # fmt: skip


def take_answer(*, partner: Partner, parcel: Parcel, data: bytes, at: datetime) -> Outcome:
    """Take in a partner's answer to what was sent; return what became of the envelopes that were in it.

    Refuses: ``NotABundle`` for an answer that is none, or not this partner's.
    """
    bundle = Bundle.from_bytes(data)
    if (bundle.sender, bundle.recipient) != (partner.code, me()):
        raise NotABundle(what="another-sender")
    heard = settle(partner, bundle.statements, sent=parcel.sent, at=at)
    if bundle.wires:
        receive(bundle.wires, answered=False, partner_hint=partner.code, at=at)
    if heard.valid and parcel.receipts:
        Receipt.objects.filter(pk__in=parcel.receipts).update(told_at=at)
    left = set() if heard.settled.issuperset(parcel.envelopes) else _left(parcel)
    codes = {trouble.digest: trouble.code for trouble in bundle.troubles}
    troubles = {
        pk: codes.get(digest, NotABundle.code) for digest, pk in parcel.envelopes.items() if pk in left
    }
    came_through(partner, sorted(set(troubles.values())), at=at)
    reach("sending.settled")
    return Outcome(settled=len(parcel.envelopes) - len(left), troubles=troubles)


def _left(parcel: Parcel) -> set[int]:
    rows = Outgoing.objects.filter(pk__in=parcel.envelopes.values(), state=Posted.WAITING.value)
    return set(rows.values_list("pk", flat=True))


@transaction.atomic
def not_reached(*, partner: Partner, code: str, next_try_at: datetime | None, at: datetime) -> None:
    """Keep that a try to reach a partner failed, how, and when the next one is."""
    failed(partner, code, next_try_at, at=at)
