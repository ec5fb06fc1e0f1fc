"""A signed dossier is looked at, or leaves the node by the one way out."""

from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from borderlink.dossiers.models import Dossier
from borderlink.dossiers.queries import drawn
from borderlink.dossiers.refusals import NotSignedYet
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.officers.actions.leaving import leave_node
from borderlink.screening.queries.sight import account_of

WAY: Final = "dossiers.dossier"


def subject_of(number: str) -> str:
    """Return what a commander's decision to let a dossier leave names."""
    return f"dossier {number}"


@transaction.atomic
def look_at_dossier(*, number: str, by: Reader, at: datetime) -> Dossier:
    """Return a dossier to look at; the look is journalled. Refuses: ``NotFound``."""
    row = drawn.dossier_of(by, number)
    note(act="dossiers.look", subject=subject_of(row.number), by=by.badge, at=at)
    return row


@transaction.atomic
def export_dossier(*, number: str, to: str, why: str, country: str = "", by: Reader, at: datetime) -> Path:
    """Let a signed dossier leave to a recipient; return the file. It tells of persons and exhibits.

    ``country`` is that of a recipient abroad (ISO 3166-1), empty at home. Refuses: ``NotFound``,
    ``NotSignedYet``, and what ``leave_node`` refuses: without a commander's recorded decision for this
    dossier and recipient, ``NotReleased``.
    """
    row = drawn.dossier_of(by, number)
    path = drawn.file_of(row)
    if path is None:
        raise NotSignedYet(number=row.number)
    leave_node(
        way=WAY, subject=subject_of(row.number), to=to, why=why, persons=True, case=row.case,
        country=country, by=account_of(by), at=at,
    )  # fmt: skip
    return path
