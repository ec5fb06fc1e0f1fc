"""A record that went back in time is seen: ours by a partner's word or our own, a partner's by its resync."""

from datetime import datetime
from typing import Final

from borderlink.liaison.actions.alarming import raise_alarm
from borderlink.liaison.actions.epochs import WENT_BACK, begin_epochs
from borderlink.liaison.actions.partners import pause_by_node
from borderlink.liaison.domain.receipts import Holding, Resync, SignedStatement
from borderlink.liaison.domain.states import PartnerState, Posted
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Epoch, Inbound, Incoming, Link, Outgoing
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.queries.statements import resync
from borderlink.liaison.refusals.post import PartnerWentBack, WentBack

ROLLBACK: Final = "PSE-ROLLBACK"
_RUNNING: Final = Asked(
    lambda partner, epoch, seq: Outgoing.objects.filter(partner=partner, epoch=epoch, seq=seq).values_list(
        "running"
    )
)


def hear_holding(partner: Partner, state: Inbound, signed: SignedStatement, at: datetime) -> None:
    """Take in how far a partner holds our letters; when it holds what we never sealed, our record is old."""
    said = signed.statement
    if not isinstance(said, Holding) or said.contiguous == 0:
        return
    if _is_ahead(partner, said):
        _our_record_is_old(partner, signed.to_bytes(), said, at)
        return
    known = said.epoch == state.told_epoch
    if (known and said.contiguous >= state.told_contiguous) or (not known and said.at >= state.told_at):
        state.told_epoch, state.told_contiguous = said.epoch, said.contiguous
        state.told_at, state.told = said.at, signed.to_bytes().decode()


def _is_ahead(partner: Partner, said: Holding) -> bool:
    """Say whether a partner holds envelopes under numbers of ours that we did not give, or gave to others."""
    return _RUNNING(partner.pk, said.epoch, said.contiguous) != [(said.running,)]


def _our_record_is_old(partner: Partner, evidence: bytes, said: Holding, at: datetime) -> None:
    """Alarm and begin anew, once until officers let post pass again: a partner that lies says it often."""
    paused = Partner.objects.filter(pk=partner.pk, state=PartnerState.PAUSED.value, paused_why=ROLLBACK)
    if paused.exists():
        return
    link = Link.objects.filter(partner=partner).first()
    current = link is not None and link.epoch == said.epoch
    left = Epoch.objects.filter(partner=partner, ours=True, epoch=said.epoch).exists() and not current
    new = raise_alarm(
        partner=partner, code=WentBack.code, epoch=said.epoch, seq=None if left else said.contiguous,
        evidence=evidence, at=at,
    )  # fmt: skip
    if new and not left:  # an epoch that we have left already is one that a restore was told of
        begin_epochs(reason=WENT_BACK, by="node", at=at)
        pause_by_node(partner=partner, reason=ROLLBACK, at=at)


def we_went_back(partner: Partner, letter: str, number: int, evidence: bytes, at: datetime) -> None:
    """Draw the consequence of a partner's word that it holds another envelope under a number of ours.

    In an epoch that we have left the consequence was drawn: the letter is refused, and its author told.
    """
    row = Outgoing.objects.only("epoch", "seq").get(pk=number)
    if not Link.objects.filter(partner=partner, epoch=row.epoch).exists():
        return
    new = raise_alarm(
        partner=partner, code=WentBack.code, letter=letter, epoch=row.epoch, seq=row.seq, evidence=evidence,
        at=at,
    )  # fmt: skip
    if new:
        begin_epochs(reason=WENT_BACK, by="node", at=at)
        pause_by_node(partner=partner, reason=ROLLBACK, at=at)


def hear_echo(partner: Partner, state: Inbound, signed: SignedStatement, at: datetime) -> list[bytes]:
    """Hear our own earlier statement of what we hold: when we hold less now, ask for the rest again."""
    said = signed.statement
    if not isinstance(said, Holding) or said.contiguous == 0:
        return []
    if said.epoch == state.epoch:
        whole = said.contiguous <= state.contiguous
    else:
        whole = Incoming.objects.filter(partner=partner, epoch=said.epoch, seq=said.contiguous).exists()
    if whole:
        return []
    new = raise_alarm(
        partner=partner, code=WentBack.code, epoch=said.epoch, seq=said.contiguous,
        evidence=signed.to_bytes(), at=at,
    )  # fmt: skip
    if new:
        begin_epochs(reason=WENT_BACK, by="node", at=at)
    state.save()
    return [resync(partner, said.epoch, at)]


def hear_resync(partner: Partner, state: Inbound, signed: SignedStatement, at: datetime) -> None:
    """Send a partner again, under its own signed request, what it has lost of our letters."""
    said = signed.statement
    if not isinstance(said, Resync) or said.at < state.told_at:
        return
    epochs = Epoch.objects.filter(partner=partner, ours=True)
    begun = epochs.filter(epoch=said.epoch).values_list("pk", flat=True).first()
    if begun is None:
        return
    lost = Outgoing.objects.filter(partner=partner, epoch=said.epoch, seq__gt=said.after)
    since = list(epochs.filter(pk__gt=begun).values_list("epoch", flat=True))
    settled = [Posted.STORED.value, Posted.REFUSED.value]
    for rows in (lost, Outgoing.objects.filter(partner=partner, epoch__in=since)):
        rows.filter(state__in=settled).update(state=Posted.WAITING.value, settled_at=None)
    state.told_epoch, state.told_contiguous, state.told_at, state.told = said.epoch, said.after, said.at, ""
    raise_alarm(
        partner=partner, code=PartnerWentBack.code, epoch=said.epoch, seq=said.after,
        evidence=signed.to_bytes(), at=at,
    )  # fmt: skip
