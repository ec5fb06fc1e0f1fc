"""What a partner has signed is taken in: receipts settle letters, holdings show who has gone back in time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from borderlink.foundation.refusals import Refusal
from borderlink.journal.actions import note
from borderlink.liaison.actions.counting import count_failures
from borderlink.liaison.actions.going_back import hear_echo, hear_holding, hear_resync, we_went_back
from borderlink.liaison.actions.inserting import insert_many, new_row, write_back
from borderlink.liaison.actions.letting_go import take_given_up
from borderlink.liaison.actions.points import reach
from borderlink.liaison.actions.taking_in import MOVES, locked_inbound
from borderlink.liaison.domain.receipts import (
    GivenUp,
    Holding,
    ReceiptNote,
    Resync,
    SignedStatement,
    signer_of,
)
from borderlink.liaison.domain.receiving import Keyring, SigningKey
from borderlink.liaison.domain.states import LetterState, Posted
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Inbound, Outgoing, Receipt
from borderlink.liaison.queries.asking import Asked, Changed
from borderlink.liaison.queries.postkeys import me, own_keys, ring_of
from borderlink.liaison.queries.statements import is_signed_here
from borderlink.liaison.refusals.post import Equivocated, GaveUp
from borderlink.liaison.refusals.receiving import StatementNotSigned

# By stage: what an envelope becomes, what its letter becomes, from which states.
_S = LetterState
_BECOMES: Final[Mapping[str, tuple[Posted, LetterState, tuple[LetterState, ...]]]] = {
    "RCP-STORED": (Posted.STORED, _S.STORED, (_S.SEALED, _S.UNDELIVERED)),
    "RCP-VALIDATED": (
        Posted.STORED, _S.VALIDATED, (_S.SEALED, _S.STORED, _S.NOT_UNDERSTOOD, _S.UNDELIVERED),
    ),
    "RCP-NOTUNDERSTOOD": (Posted.STORED, _S.NOT_UNDERSTOOD, (_S.SEALED, _S.STORED, _S.UNDELIVERED)),
    "RCP-REFUSED": (Posted.REFUSED, _S.REFUSED, (_S.SEALED, _S.STORED, _S.NOT_UNDERSTOOD)),
}  # fmt: skip

_NAMED: Final = Asked(  # by letter alone: a partner's own would be all that was ever sent to it
    lambda letters: Outgoing.objects.filter(letter__in=letters).values_list("digest", "pk", "partner")
)
_ENVELOPES: Final = {
    stage: Changed(
        lambda at, numbers, becomes=becomes: (
            Outgoing.objects.filter(pk__in=numbers).exclude(state=becomes.value),
            {"state": becomes.value, "settled_at": at},
        )
    )
    for stage, (becomes, _, _) in _BECOMES.items()
}
_LETTERS: Final = {
    stage: Changed(
        lambda letters, becomes=becomes, before=before: (
            Letter.objects.filter(uuid__in=letters, state__in=[state.value for state in before]),
            {"state": becomes.value},
        )
    )
    for stage, (_, becomes, before) in _BECOMES.items()
}


@dataclass(slots=True)
class Heard:
    """A partner's statements that count, what we say to them, and how many were worth nothing."""

    said: list[SignedStatement] = field(default_factory=list)
    replies: list[bytes] = field(default_factory=list)
    refused: int = 0
    settled: set[str] = field(default_factory=set)  # digests of envelopes that these say are settled

    @property
    def valid(self) -> int:
        """Return how many count."""
        return len(self.said)

    @property
    def calm(self) -> bool:
        """Say whether they only tell how far somebody holds what: nothing of that is journalled."""
        return all(isinstance(signed.statement, Holding) for signed in self.said)


@dataclass(frozen=True, slots=True)
class Sent:
    """An envelope of ours on its way: its row, and the letter in it."""

    number: int
    letter: str


NOTHING: Final[Mapping[str, Sent]] = {}


@dataclass(frozen=True, slots=True)
class _Receipt:
    note: ReceiptNote
    document: bytes


def settle(
    partner: Partner, documents: Sequence[bytes], *, sent: Mapping[str, Sent] = NOTHING, at: datetime
) -> Heard:
    """Take in what a partner signed, or what we signed and it shows us again; return what we say to it.

    A statement that is not rightly signed is counted and has no effect; those beside it have theirs.
    ``sent``: envelopes that the caller knows to be ours for this partner, by digest.
    """
    heard = hear(partner, documents, ring_of(partner, at), at=at)
    take_said(partner, heard, sent=sent, at=at)
    return heard


def hear(partner: Partner, documents: Sequence[bytes], ring: Keyring, *, at: datetime) -> Heard:
    """Return the statements between us two that their signer's valid key has signed; nothing is taken in."""
    theirs = ring.partners.get(partner.code, {})
    found: list[SignedStatement] = []
    wrong: list[tuple[str, str]] = []
    for document in documents:
        try:
            found.append(_verify(partner, document, theirs, int(at.timestamp())))
        except Refusal as refusal:
            wrong.append((partner.code, refusal.code))
    if wrong:
        count_failures(wrong, at)
    return Heard(said=found, refused=len(wrong))


def _verify(partner: Partner, document: bytes, theirs: Mapping[str, SigningKey], at: int) -> SignedStatement:
    signed = SignedStatement.from_bytes(document)
    statement, signer = signed.statement, signer_of(signed.statement)
    if {statement.sender, statement.recipient} != {me(), partner.code}:
        raise StatementNotSigned(signer=signer)
    if signer == me():
        key = own_keys().signing.get(signed.key)
        if key is None:
            raise StatementNotSigned(signer=signer)
        if not is_signed_here(document):
            signed.verify(key)
        return signed
    pinned = theirs.get(signed.key)
    if pinned is None or not pinned.valid(statement.at, at):
        raise StatementNotSigned(signer=signer)
    signed.verify(pinned.key)
    return signed


def take_said(
    partner: Partner, heard: Heard, *, sent: Mapping[str, Sent] = NOTHING, goes_on: bool = False, at: datetime
) -> Inbound | None:
    """Let verified statements have their effect; what we say to them is added to ``heard``.

    Return what came from the partner, locked while the caller's transaction lasts, if it had one.
    ``goes_on``: the caller takes envelopes in next, in that transaction, and writes what this changes of it.
    """
    if not heard.said:
        return None
    if goes_on:
        return _take(partner, heard, sent, at, written=not heard.calm)
    with transaction.atomic():
        return _take(partner, heard, sent, at, written=True)


def _take(
    partner: Partner, heard: Heard, sent: Mapping[str, Sent], at: datetime, *, written: bool
) -> Inbound:
    state = locked_inbound(partner)
    reach("settling.begun")
    state.heard_at = at
    for signed in heard.said:
        match signed.statement:
            case Resync(sender=sender) if sender == me():
                hear_resync(partner, state, signed, at)
            case Holding(sender=sender) if sender == me():
                hear_holding(partner, state, signed, at)
            case Holding():
                heard.replies += hear_echo(partner, state, signed, at)
            case _:
                pass
    if written:
        write_back(state, *MOVES)
    given_up = [signed for signed in heard.said if isinstance(signed.statement, GivenUp)]
    if given_up:
        heard.replies += take_given_up(partner, state, given_up, at=at)
    receipts = [
        _Receipt(signed.statement, signed.to_bytes())
        for signed in heard.said
        if isinstance(signed.statement, ReceiptNote) and signed.statement.sender == me()
    ]
    if receipts:
        heard.settled = _settle_letters(partner, receipts, sent, at)
    return state


def _settle_letters(
    partner: Partner, receipts: Sequence[_Receipt], sent: Mapping[str, Sent], at: datetime
) -> set[str]:
    """Let receipts settle the envelopes and letters that they name by digest; return those digests."""
    numbers = _numbers(partner, receipts, sent)
    ours = [one for one in receipts if one.note.digest in numbers]
    insert_many([_row(partner, one, at) for one in ours], unless_there=True)
    reach("settling.receipts-written")
    changed = _settle_envelopes(ours, numbers, at)
    reach("settling.envelopes-settled")
    _settle_states(ours)
    reach("settling.letters-settled")
    if changed:
        stages = Counter(one.note.stage for one in ours)
        facts: dict[str, str | int] = {**stages, "envelopes": changed}
        note(act="liaison.settle", subject=f"partner {partner.code}", facts=facts, by="node", at=at)
    reach("settling.noted")
    for one in ours:
        if one.note.code == Equivocated.code:
            we_went_back(partner, one.note.letter, numbers[one.note.digest], one.document, at)
    return {one.note.digest for one in ours if one.note.stage in _BECOMES and one.note.code != GaveUp.code}


def _numbers(partner: Partner, receipts: Sequence[_Receipt], sent: Mapping[str, Sent]) -> dict[str, int]:
    """Return the rows of the envelopes that receipts name by digest, those that are ours for this partner."""
    found, asked = {}, []
    for one in receipts:
        known = sent.get(one.note.digest)
        if known is not None and known.letter == one.note.letter:
            found[one.note.digest] = known.number
        else:
            asked.append(UUID(one.note.letter))
    named = _NAMED(tuple(asked)) if asked else []
    return found | {digest: number for digest, number, owner in named if owner == partner.pk}


def _row(partner: Partner, one: _Receipt, at: datetime) -> Receipt:
    return new_row(
        Receipt, partner_id=partner.pk, letter=UUID(one.note.letter), stage=one.note.stage,
        code=one.note.code, ours=False, document=one.document, at=at,
    )  # fmt: skip


def _settle_envelopes(receipts: Sequence[_Receipt], numbers: Mapping[str, int], at: datetime) -> int:
    """Settle envelopes by what their receipts say; return how many were changed by it."""
    changed = 0
    for stage in _BECOMES:
        said = [one.note for one in receipts if one.note.stage == stage]
        named = [numbers[one.digest] for one in said if one.code != GaveUp.code]
        given_up = [numbers[one.digest] for one in said if one.code == GaveUp.code]
        if named:
            changed += _ENVELOPES[stage](at, tuple(named))
        if given_up:
            changed += Outgoing.objects.filter(pk__in=given_up, settled_at=None).update(settled_at=at)
    return changed


def _settle_states(receipts: Sequence[_Receipt]) -> None:
    """Move letters to where their receipts say they are; an officer's acts over there are not taken back."""
    for stage in _BECOMES:
        named = [
            UUID(one.note.letter)
            for one in receipts
            if one.note.stage == stage and one.note.code != GaveUp.code
        ]
        if named:
            _LETTERS[stage](tuple(named))
