"""How far independent time reaches: what is stamped, what still waits, since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from borderlink.custody.models.ledger import CheckpointKept, Entry
from borderlink.custody.models.room import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The newest checkpoint, if an authority has still to stamp it, and since when entries wait.

    ``tokens`` are those that it carries already (base64).
    """

    size: int
    text: str
    tokens: tuple[str, ...]
    since: datetime

    def is_late(self, at: datetime, hours: int) -> bool:
        """Say whether entries have waited longer than they should."""
        return at - self.since >= timedelta(hours=hours)


def waiting(authorities: int) -> Waiting | None:
    """Return what waits for a time-stamp; None when the newest checkpoint has one of every authority.

    A stamp on a checkpoint covers everything before it, so only what came after the last stamp waits.
    """
    newest = CheckpointKept.objects.order_by("-size").first()
    if newest is None or len(newest.tokens) >= authorities:
        return None
    stamped = CheckpointKept.objects.exclude(tokens=[]).order_by("-size").first()
    first = CheckpointKept.objects.filter(size__gt=stamped.size if stamped else 0).order_by("size").first()
    since = first.signed_at if first is not None else newest.signed_at
    return Waiting(size=newest.size, text=newest.text, tokens=tuple(newest.tokens), since=since)


def unstamped_since() -> datetime | None:
    """Return when the oldest entry was kept that no stamped checkpoint covers; None when every one is.

    It counts entries, not checkpoints: a worker that stands still hides nothing.
    """
    stamped = CheckpointKept.objects.exclude(tokens=[]).order_by("-size").first()
    later = Entry.objects.filter(sequence__gt=stamped.size if stamped else 0)
    return later.order_by("sequence").values_list("written_at", flat=True).first()


def rooms() -> list[str]:
    """Return the units that keep an evidence room: those an alarm about the whole ledger is shown to."""
    return sorted(set(Place.objects.filter(is_closed=False).values_list("unit", flat=True)))
