"""What has passed between our ledger and a partner's. No reader: actions ask it, and liaison's queries."""

from collections.abc import Iterable

from borderlink.custody.domain.handover import LOCKED, OPEN, Side
from borderlink.custody.models.ledger import Entry, SigningKey
from borderlink.custody.models.partners import Cosigner, Handover, PartnerEntry, SeenCheckpoint

__all__ = ["Handover", "PartnerEntry", "SeenCheckpoint"]


def partner_entry(digest: str) -> PartnerEntry | None:
    """Return a partner's entry by the SHA-256 of its bytes."""
    return PartnerEntry.objects.filter(digest=digest).first()


def entry_at(node: str, sequence: int) -> PartnerEntry | None:
    """Return what we hold at one place of a partner's ledger."""
    return PartnerEntry.objects.filter(node=node, sequence=sequence).first()


def handover(side: Side, digest: str) -> Handover | None:
    """Return an offer by the SHA-256 of its entry."""
    return Handover.objects.filter(side=side.value, digest=digest).first()


def pending_of(exhibit: str) -> Handover | None:
    """Return the offer of ours of an exhibit that no entry of ours has ended."""
    states = [state.value for state in LOCKED]
    return Handover.objects.filter(side=Side.OURS.value, exhibit=exhibit, state__in=states).last()


def came_as(exhibit: str) -> Handover | None:
    """Return the offer of theirs under which an exhibit of ours came."""
    return Handover.objects.filter(side=Side.THEIRS.value, lot=exhibit).last()


def unanswered(row: Handover) -> bool:
    """Say whether the partner has answered nothing so far."""
    return row.state in {state.value for state in OPEN}


def registrations(keys: Iterable[str]) -> list[bytes]:
    """Return the exact bytes of the entries that registered officers' keys, in the ledger's order."""
    rows = SigningKey.objects.filter(public__in=list(keys)).exclude(certified_entry=None)
    entries = Entry.objects.filter(pk__in=[row.certified_entry_id for row in rows]).order_by("sequence")
    return [bytes(entry.body) for entry in entries]


def seen_last(node: str) -> SeenCheckpoint | None:
    """Return the newest checkpoint of a partner's ledger that we cosigned."""
    return SeenCheckpoint.objects.filter(node=node).order_by("-size").first()


def seen_untold(node: str) -> SeenCheckpoint | None:
    """Return the newest checkpoint that we cosigned and have not sent back."""
    return SeenCheckpoint.objects.filter(node=node, told_in=None).order_by("-size").first()


def cosigners() -> list[Cosigner]:
    """Return the partners' nodes whose cosignatures stand under checkpoints of ours."""
    return list(Cosigner.objects.all())
