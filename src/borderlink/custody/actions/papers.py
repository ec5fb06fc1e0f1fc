"""Signed papers come back: the scan is kept under its hash beside the form that was printed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Protocol

from django.conf import settings
from django.db import transaction

from borderlink.custody.models.room import Form
from borderlink.custody.queries.overview import cases_in_sight
from borderlink.custody.refusals.room import NotAPaper, PaperKnown
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.screening.adapters.kept import keep, plain_name

SHELF: Final = "papers"
MOST_BYTES: Final = 40 * 1024 * 1024
BEGINNINGS: Final = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


class File(Protocol):
    """A file on its way in."""

    @property
    def name(self) -> str | None:
        """Its name where it came from."""

    @property
    def size(self) -> int | None:
        """Its length in bytes."""

    def chunks(self) -> Iterator[bytes]:
        """Give the content piece by piece."""


def keep_scan(*, form: str, file: File, by: Reader, at: datetime) -> Form:
    """Keep the scan of a signed paper beside its form: once, under the hash of its content.

    Refuses: ``NotFound``, ``NotAPaper`` (no PDF, JPEG or PNG, or larger than 40 MiB), ``PaperKnown``.
    """
    _must_be_paper(file)
    kept = keep(settings.MEDIA_ROOT, SHELF, file.chunks())
    with transaction.atomic():
        row = Form.objects.select_for_update().filter(number__iexact=form).first()
        if row is None or not cases_in_sight(by).filter(case=row.case).exists():
            raise NotFound(thing="printed-form", name=form)
        if row.scan_sha256 and row.scan_sha256 != kept.sha256:
            raise PaperKnown(form=row.number)
        row.scan_sha256, row.scan_name = kept.sha256, plain_name(file.name or "")
        row.scanned_by, row.scanned_at = by.badge, at
        row.save(update_fields=["scan_sha256", "scan_name", "scanned_by", "scanned_at"])
        facts = {"sha256": kept.sha256, "case": row.case}
        note(act="custody.keep-paper", subject=f"form {row.number}", facts=facts, by=by.badge, at=at)
    return row


def keep_report(file: File) -> str:
    """Keep a laboratory's report on the same shelf; return the hash that its laboratory signs.

    Refuses: ``NotAPaper``.
    """
    _must_be_paper(file)
    return keep(settings.MEDIA_ROOT, SHELF, file.chunks()).sha256


def ending_of(beginning: bytes) -> str:
    """Return which ending the name of a paper with these first bytes has."""
    return next((ending for mark, ending in BEGINNINGS.items() if beginning.startswith(mark)), "bin")


def _must_be_paper(file: File) -> None:
    first = next(iter(file.chunks()), b"")
    if not first.startswith(tuple(BEGINNINGS)) or (file.size or 0) > MOST_BYTES:
        raise NotAPaper(most_mib=MOST_BYTES // 1024 // 1024)
