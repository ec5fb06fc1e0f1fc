"""Envelopes are taken in: each has its effect once, whatever comes twice, out of turn or not at all.

What can be judged without the database is judged before its lock is held. Then a batch is one transaction for
each sender: envelopes, letters, effects, receipts and the state of the link stand together or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from borderlink.foundation.envelope import Header, digest_of, peek
from borderlink.foundation.refusals import Refusal
from borderlink.liaison.actions.counting import count_failures
from borderlink.liaison.actions.points import reach
from borderlink.liaison.actions.taking_in import take_in
from borderlink.liaison.domain import rate
from borderlink.liaison.domain.arrivals import Piece, judge
from borderlink.liaison.domain.receiving import Admitted, Keyring, Refused, admit
from borderlink.liaison.domain.states import Arrived
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Inbound, Incoming
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.queries.postkeys import Ring, keyring_for, me
from borderlink.liaison.refusals.post import TooMany

_CAME_BEFORE: Final = Asked(lambda letters: Incoming.objects.filter(letter__in=letters).values_list("digest"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one envelope: our signed receipts for it, or why it was not taken in this time."""

    digest: str
    letter: str = ""
    receipts: tuple[bytes, ...] = ()
    trouble: str = ""


def receive(
    wires: Sequence[bytes],
    *,
    limited: bool = True,
    answered: bool = True,
    partner_hint: str = "",
    at: datetime,
) -> list[Answer]:
    """Take envelopes in, in the order given, and return an answer for each.

    ``limited`` holds each sender to its letters a minute; ``answered`` says that the receipts go back at
    once: neither is so for a hand-carried file. ``partner_hint`` is who brought them: it brings nobody
    else's. One that came before is answered with the same receipts.
    """
    judged = judge_all(wires, limited=limited, partner_hint=partner_hint, at=at)
    answers = take_judged(judged, answered=answered, at=at)
    reach("receiving.committed")
    return answers


@dataclass(frozen=True, slots=True)
class Judged:
    """Envelopes, what was found of each without any lock, and whose they are."""

    wires: Sequence[bytes]
    found: Sequence[Admitted | Refused]
    pieces: Sequence[Piece]
    partners: Mapping[str, Partner]
    limited: bool


def judge_all(
    wires: Sequence[bytes], *, limited: bool = True, partner_hint: str = "", ring: Ring | None = None,
    at: datetime,
) -> Judged:  # fmt: skip
    """Return what is to become of envelopes; ``ring`` is the keys of who brought them, where they are known.

    Nothing is written but counters of what is wrong.
    """
    headers = [_header(wire) for wire in wires]
    senders = [header.sender if header else "" for header in headers]
    known = {sender for sender in senders if sender and partner_hint in {"", sender}}
    keyring, partners = ring or keyring_for(known, at)
    reach("receiving.read")
    excess = _excess(senders, partners, at) if limited and senders else frozenset()
    found = [
        Refused(TooMany())
        if place in excess
        else admit(wire, keyring, peeked=headers[place], me=me(), at=int(at.timestamp()))
        for place, wire in enumerate(wires)
    ]
    pieces = _judged([one for one in found if isinstance(one, Admitted)], keyring, partners, at)
    reach("receiving.examined")
    names = [sender if sender in partners else partner_hint for sender in senders]
    wrong = [(name, one.code) for name, one in zip(names, found, strict=True) if isinstance(one, Refused)]
    wrong += [(piece.admitted.header.sender, piece.code) for piece in pieces if piece.code]
    if wrong:
        count_failures(wrong, at)
    return Judged(wires, found, pieces, partners, limited)


def take_judged(
    judged: Judged, *, answered: bool = True, locked: Inbound | None = None, at: datetime
) -> list[Answer]:
    """Take judged envelopes in, each sender's in one transaction, and return an answer for each.

    ``locked`` is what came from one of them, where this transaction has locked it already.
    """
    receipts: dict[str, tuple[bytes, ...]] = {}
    for partner in sorted(judged.partners.values(), key=lambda partner: partner.pk):
        theirs = [piece for piece in judged.pieces if piece.admitted.header.sender == partner.code]
        if theirs:
            state = locked if locked and locked.partner_id == partner.pk else None
            receipts |= take_in(
                partner, theirs, limited=judged.limited, answered=answered, locked=state, at=at
            )
    return [_answer(wire, one, receipts) for wire, one in zip(judged.wires, judged.found, strict=True)]


def _answer(wire: bytes, found: Admitted | Refused, receipts: Mapping[str, tuple[bytes, ...]]) -> Answer:
    if isinstance(found, Admitted):
        return Answer(digest=found.digest, letter=found.header.letter, receipts=receipts[found.digest])
    letter = found.header.letter if found.header else ""
    return Answer(digest=found.digest or digest_of(wire), letter=letter, trouble=found.code)


def _header(wire: bytes) -> Header | None:
    """Return what an envelope says of itself; nothing for what is no envelope."""
    try:
        return peek(wire)
    except Refusal:
        return None


def _judged(
    admitted: Sequence[Admitted], keyring: Keyring, partners: Mapping[str, Partner], at: datetime
) -> list[Piece]:
    """Return what is to become of envelopes; those that came before are not opened again."""
    letters = [UUID(one.header.letter) for one in admitted if not _is_next(one.header, partners)]
    known = {digest for (digest,) in _CAME_BEFORE(tuple(letters))} if letters else set()
    return [
        Piece(admitted=one, fate=Arrived.APPLIED)
        if one.digest in known
        else judge(one, keyring, at=int(at.timestamp()))
        for one in admitted
    ]


def _is_next(header: Header, partners: Mapping[str, Partner]) -> bool:
    """Say whether an envelope is the very next of its link, as it just stood: then it did not come before."""
    state: Inbound | None = getattr(partners.get(header.sender), "inbound", None)
    return state is not None and (header.epoch, header.seq) == (state.epoch, state.contiguous + 1)


def _excess(senders: Sequence[str], partners: Mapping[str, Partner], at: datetime) -> frozenset[int]:
    """Return the places of envelopes beyond what their senders may send now."""
    left = {code: _room(getattr(one, "inbound", None), one, at) for code, one in partners.items()}
    over: set[int] = set()
    for place, sender in enumerate(senders):
        if sender in left:
            left[sender] -= 1
            if left[sender] < 0:
                over.add(place)
    return frozenset(over)


def _room(state: Inbound | None, partner: Partner, at: datetime) -> float:
    if state is None or state.room_at is None:
        return rate.room(0, None, partner.letters_a_minute)
    return rate.room(state.room, (at - state.room_at).total_seconds(), partner.letters_a_minute)
