"""What we say of a link: how far we hold a partner's letters, and what it said of ours."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from borderlink.liaison.domain.receipts import MOST_GAPS, Holding, Resync, sign
from borderlink.liaison.domain.states import Posted
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Inbound, Incoming, Outgoing, Receipt
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.queries.postkeys import me, own_keys

NOTHING: Final = "0" * 32  # the epoch of a holding before anything came
LOOKED_AT: Final = 2_000  # envelopes beyond the first gap
_STANDS: Final = Asked(
    lambda partner: (
        Inbound.objects.filter(partner=partner)
        .annotate(
            gaps=Exists(
                Incoming.objects.filter(
                    partner=OuterRef("partner"), epoch=OuterRef("epoch"), seq__gt=OuterRef("contiguous")
                )
            ),
            untold=Exists(Receipt.objects.filter(partner=OuterRef("partner"), ours=True, told_at=None)),
            given_up=Exists(
                Outgoing.objects.filter(
                    partner=OuterRef("partner"), state=Posted.EXPIRED.value, settled_at=None
                )
            ),
        )
        .values_list("epoch", "contiguous", "running", "told", "gaps", "untold", "given_up")
    )
)
_BEYOND: Final = Asked(
    lambda partner, epoch, contiguous: (
        Incoming.objects.filter(partner=partner, epoch=epoch, seq__gt=contiguous)
        .order_by("seq")
        .values_list("seq")[:LOOKED_AT]
    )
)
_signed_here: Final[deque[bytes]] = deque(maxlen=16)  # our last holdings: partners show them to us again


@dataclass(frozen=True, slots=True)
class Stand:
    """How a link stands as it is committed.

    ``epoch``, ``contiguous``, ``running``: what we hold of a partner's letters; ``told``: what it last signed
    that it holds of ours; whether we hold some beyond a gap, have receipts of ours to tell, or letters that
    we gave up.
    """

    epoch: str = ""
    contiguous: int = 0
    running: str = ""
    told: str = ""
    gaps: bool = True
    untold: bool = True
    given_up: bool = True


def stand_of(partner: Partner) -> Stand:
    """Return how the link with a partner stands; where nothing came yet, there may be all sorts to tell."""
    found = _STANDS(partner.pk)
    return Stand(*found[0]) if found else Stand()


def of_the_link(partner: Partner, at: datetime, *, stand: Stand | None = None) -> list[bytes]:
    """Return what every exchange tells: our holding, and the partner's own last statement of what it holds.

    One that went back in time sees it there. Both are of what is committed, no more. ``stand``: where the
    caller has asked how the link stands.
    """
    found = stand or stand_of(partner)
    return [_holding(partner, found, at), *([found.told.encode()] if found.told else [])]


def _holding(partner: Partner, stand: Stand, at: datetime) -> bytes:
    """Return our signed statement of how far we hold a partner's letters, as a row says that is committed."""
    said = Holding(
        sender=partner.code, recipient=me(), epoch=stand.epoch or NOTHING, contiguous=stand.contiguous,
        running=stand.running, gaps=_gaps(partner, stand) if stand.gaps else (), at=int(at.timestamp()),
    )  # fmt: skip
    document = sign(said, own_keys().signer).to_bytes()
    _signed_here.append(document)
    return document


def is_signed_here(document: bytes) -> bool:
    """Say whether this process has just signed these very bytes as a holding: they need no other proof."""
    return document in _signed_here


def _gaps(partner: Partner, stand: Stand) -> tuple[tuple[int, int], ...]:
    """Return the first missing numbers beyond what is held without a gap, as far as we look."""
    gaps: list[tuple[int, int]] = []
    last = stand.contiguous
    for (seq,) in _BEYOND(partner.pk, stand.epoch, stand.contiguous):
        if seq > last + 1 and len(gaps) < MOST_GAPS:
            gaps.append((last + 1, seq - 1))
        last = seq
    return tuple(gaps)


def resync(partner: Partner, epoch: str, at: datetime) -> bytes:
    """Return our signed request for everything of an epoch that we do not hold any more."""
    state = Inbound.objects.filter(partner=partner, epoch=epoch).first()
    said = Resync(
        sender=partner.code, recipient=me(), epoch=epoch, after=state.contiguous if state else 0,
        running=state.running if state else "", at=int(at.timestamp()),
    )  # fmt: skip
    return sign(said, own_keys().signer).to_bytes()
