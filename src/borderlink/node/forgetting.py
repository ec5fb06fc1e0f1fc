"""The proof that what had to be forgotten is gone: from files, indexes, records, the journal and backups."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from borderlink.journal.queries import examine, lines_of
from borderlink.node import purges
from borderlink.screening.queries.forgotten import left_behind

KEPT = "node.complete-back-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What still lies that should be gone, and which backups are so old that they must be destroyed."""

    left: tuple[str, ...]
    unrecorded: int  # acts of forgetting that the record beside the backups does not tell of
    erased: int  # fields of the journal whose openings are gone; the chain is whole without them
    backups: tuple[str, ...]  # when each was made that is older than what may be known

    @property
    def clean(self) -> bool:
        """True when nothing is left; of backups the node knows only that they were made."""
        return not self.left and not self.unrecorded

    def to_json(self) -> str:
        """Return it as one line."""
        return json.dumps({**asdict(self), "clean": self.clean})

    def lines(self) -> Iterator[str]:
        """Yield it in lines for a terminal, a tab between."""
        yield from (f"left\t{what}" for what in self.left)
        yield from (f"destroy the backup of\t{at}" for at in self.backups)
        if self.unrecorded:
            yield f"not in the record\t{self.unrecorded}"
        yield f"{'clean' if self.clean else 'not clean'}\t{self.erased} fields of the journal erased"


def proof() -> Proof:
    """Look through files, indexes, records and the journal for what should be gone."""
    node, at = settings.BORDERLINK, timezone.now()
    left = left_behind(node.folder, today=timezone.localdate(at), retention_days=node.retention_days)
    return Proof(
        left=tuple(left), unrecorded=_unrecorded(), erased=examine().erased,
        backups=tuple(_old_backups(at - timedelta(days=node.retention_days))),
    )  # fmt: skip


def _unrecorded() -> int:
    path = purges.record_path(settings.BORDERLINK)
    known = purges.read(path, settings.BORDERLINK.node) if path.is_file() else []
    told = {purge.hash for purge in known}
    return sum(1 for line in lines_of(purges.ACTS, after=0) if line.hash not in told)


def _old_backups(before: datetime) -> Iterator[str]:
    for line in lines_of([KEPT], after=0):
        if line.at < before:
            yield line.at.isoformat()
