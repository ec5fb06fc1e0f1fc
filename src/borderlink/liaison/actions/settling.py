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
from borderlink.liaison.actions.inserting import insert_many, write_back
from borderlink.liaison.actions.points import reach
from borderlink.liaison.actions.taking_in import MOVES, locked_inbound, take_given_up
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
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.queries.postkeys import keyring_for, me, own_keys
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

_NAMED: Final = Asked(
    lambda partner, letters: Outgoing.objects.filter(partner=partner, letter__in=letters).values_list(
        "digest", "pk"
    )
)


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
class _Receipt:
    note: ReceiptNote
    document: bytes


def settle(partner: Partner, documents: Sequence[bytes], *, at: datetime) -> Heard:
    """Take in what a partner signed, or what we signed and it shows us again; return what we say to it.

    A statement that is not rightly signed is counted and has no effect; those beside it have theirs.
    """
    heard = hear(partner, documents, keyring_for({partner.code}, at)[0], at=at)
    take_said(partner, heard, at=at)
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
        keys = {keys.sign_key_id(): keys.sign_key for keys in own_keys().versions}
        if signed.key not in keys:
            raise StatementNotSigned(signer=signer)
        signed.verify(keys[signed.key])
        return signed
    pinned = theirs.get(signed.key)
    if pinned is None or not pinned.valid(statement.at, at):
        raise StatementNotSigned(signer=signer)
    signed.verify(pinned.key)
    return signed


def take_said(partner: Partner, heard: Heard, *, at: datetime) -> Inbound | None:
    """Let verified statements have their effect; what we say to them is added to ``heard``.

    Return what came from the partner, locked while the caller's transaction lasts, if it had one.
    """
    return _take(partner, heard.said, heard, at) if heard.said else None


@transaction.atomic
def _take(partner: Partner, said: Sequence[SignedStatement], heard: Heard, at: datetime) -> Inbound:
    state = locked_inbound(partner)
    reach("settling.begun")
    state.heard_at = at
    for signed in said:
        match signed.statement:
            case Resync(sender=sender) if sender == me():
                hear_resync(partner, state, signed, at)
            case Holding(sender=sender) if sender == me():
                hear_holding(partner, state, signed, at)
            case Holding():
                heard.replies += hear_echo(partner, state, signed, at)
            case _:
                pass
    write_back(state, *MOVES)
    given_up = [signed for signed in said if isinstance(signed.statement, GivenUp)]
    if given_up:
        heard.replies += take_given_up(partner, state, given_up, at=at)
    receipts = [
        _Receipt(signed.statement, signed.to_bytes())
        for signed in said
        if isinstance(signed.statement, ReceiptNote) and signed.statement.sender == me()
    ]
    if receipts:
        heard.settled = _settle_letters(partner, receipts, at)
    return state


def _settle_letters(partner: Partner, receipts: Sequence[_Receipt], at: datetime) -> set[str]:
    """Let receipts settle the envelopes and letters that they name by digest; return those digests."""
    letters = [UUID(one.note.letter) for one in receipts]
    numbers = dict(_NAMED(partner.pk, tuple(letters)))
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


def _row(partner: Partner, one: _Receipt, at: datetime) -> Receipt:
    return Receipt(
        partner=partner, letter=UUID(one.note.letter), stage=one.note.stage, code=one.note.code, ours=False,
        document=one.document, at=at,
    )  # fmt: skip


def _settle_envelopes(receipts: Sequence[_Receipt], numbers: Mapping[str, int], at: datetime) -> int:
    """Settle envelopes by what their receipts say; return how many were changed by it."""
    changed = 0
    for stage, (becomes, _, _) in _BECOMES.items():
        said = [one.note for one in receipts if one.note.stage == stage]
        named = [numbers[one.digest] for one in said if one.code != GaveUp.code]
        given_up = [numbers[one.digest] for one in said if one.code == GaveUp.code]
        if named:
            rows = Outgoing.objects.filter(pk__in=named).exclude(state=becomes.value)
            changed += rows.update(state=becomes.value, settled_at=at)
        if given_up:
            changed += Outgoing.objects.filter(pk__in=given_up, settled_at=None).update(settled_at=at)
    return changed


def _settle_states(receipts: Sequence[_Receipt]) -> None:
    """Move letters to where their receipts say they are; an officer's acts over there are not taken back."""
    for stage, (_, becomes, before) in _BECOMES.items():
        named = [
            UUID(one.note.letter)
            for one in receipts
            if one.note.stage == stage and one.note.code != GaveUp.code
        ]
        if named:
            states = [state.value for state in before]
            Letter.objects.filter(uuid__in=named, state__in=states).update(state=becomes.value)
