"""What dossiers keep of a case is destroyed with it: their files; what was served elsewhere stays served."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from borderlink.dossiers.models import Dossier
from borderlink.dossiers.queries.drawn import SHELF
from borderlink.journal.actions import note
from borderlink.screening.adapters.kept import forget


def erase_with_case(case: str, by: str, at: datetime) -> int:
    """Destroy the files of a case's dossiers, inside the act that erases the case; return how many.

    Numbers, hashes and verdicts stay, so that a dossier a court holds can still be told from a false one.
    """
    rows = Dossier.objects.filter(case=case)
    hashes = {hash_ for row in rows for hash_ in (row.draft_sha256, row.sha256) if hash_}
    transaction.on_commit(lambda: _forget(hashes))
    facts: dict[str, str | int] = {"erased": len(hashes)}
    note(act="dossiers.erase", subject=f"case {case}", facts=facts, by=by, at=at)
    return len(hashes)


def _forget(hashes: set[str]) -> None:
    for sha256 in hashes:
        forget(Path(settings.MEDIA_ROOT), SHELF, sha256)
