"""What we say of a link: how far we hold a partner's letters, and what it said of ours."""

from datetime import datetime
from typing import Final

from borderlink.liaison.domain.receipts import MOST_GAPS, Holding, Resync, sign
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Inbound, Incoming
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.queries.postkeys import me, own_keys

NOTHING: Final = "0" * 32  # the epoch of a holding before anything came
LOOKED_AT: Final = 2_000  # envelopes beyond the first gap
_CAME: Final = Asked(lambda partner: Inbound.objects.filter(partner=partner)[:1])
_BEYOND: Final = Asked(
    lambda partner, epoch, contiguous: (
        Incoming.objects.filter(partner=partner, epoch=epoch, seq__gt=contiguous)
        .order_by("seq")
        .values_list("seq")[:LOOKED_AT]
    )
)


def of_the_link(partner: Partner, at: datetime) -> list[bytes]:
    """Return what every exchange tells: our holding, and the partner's own last statement of what it holds.

    One that went back in time sees it there. Both are of what is committed, no more.
    """
    found = _CAME(partner.pk)
    state = found[0] if found else Inbound(partner=partner)
    return [holding(partner, state, at), *([state.told.encode()] if state.told else [])]


def holding(partner: Partner, state: Inbound, at: datetime) -> bytes:
    """Return our signed statement of how far we hold a partner's letters, as a row says that is committed."""
    said = Holding(
        sender=partner.code, recipient=me(), epoch=state.epoch or NOTHING, contiguous=state.contiguous,
        running=state.running, gaps=_gaps(state), at=int(at.timestamp()),
    )  # fmt: skip
    return sign(said, own_keys().signer).to_bytes()


def _gaps(state: Inbound) -> tuple[tuple[int, int], ...]:
    """Return the first missing numbers beyond what is held without a gap, as far as we look."""
    gaps: list[tuple[int, int]] = []
    last = state.contiguous
    for (seq,) in _BEYOND(state.partner_id, state.epoch, state.contiguous):
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
