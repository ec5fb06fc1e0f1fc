"""Documents and photographs of a case: kept under the hash of their content, shown without metadata."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Document
from borderlink.cases.queries.documents import document_of
from borderlink.cases.queries.writing import code_of, open_case_of
from borderlink.cases.refusals.file import DocumentEmpty, DocumentTooLarge, TooManyDocuments
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.screening.adapters import kept, pictures
from borderlink.screening.refusals.belt import NotAPicture, PictureTooLarge

SHELF: Final = "documents"
MOST_MIB: Final = 100
MOST_DOCUMENTS: Final = 2000
BATCH: Final = 500  # files of one question
# What a browser may be told of a file that is no picture, by its first bytes; anything else is plain bytes.
_SIGNS: Final = (
    (b"%PDF-", "application/pdf"), (b"PK\x03\x04", "application/zip"), (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"), (b"RIFF", "audio/wav"),
)  # fmt: skip
_BYTES: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    content: kept.Kept
    media_type: str
    width: int | None = None
    height: int | None = None


def add_document(
    *, case: str, kind: str, title: str, name: str, chunks: Iterable[bytes], by: Reader, at: datetime
) -> Document:
    """Keep a document or photograph as it came; a picture gets a preview that carries no metadata.

    The same content again in the same case changes nothing. Refuses: ``NotFound``, ``CaseClosed``,
    ``CodeUnknown``, ``DocumentTooLarge``, ``DocumentEmpty``, ``TooManyDocuments``.
    """
    code_of("document_kind", kind)
    with transaction.atomic():
        open_case_of(by, case)
    folder, plain = settings.BORDERLINK.folder, kept.plain_name(name)
    content = kept.keep(folder, SHELF, _at_most(chunks))
    try:
        judged = _judge(content, plain)
        return _add(case, kind=kind, title=title, name=plain, judged=judged, by=by, at=at)
    except Exception:
        _discard(content.sha256)
        raise


def _at_most(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks until the limit is passed; what follows is never written, and the document is refused."""
    total = 0
    for chunk in chunks:
        yield chunk
        total += len(chunk)
        if total > MOST_MIB * 1024 * 1024:
            return


def _judge(content: kept.Kept, name: str) -> _Judged:
    """Return what a kept file is by its content, and write its preview when it is a picture."""
    folder = settings.BORDERLINK.folder
    if content.size == 0:
        raise DocumentEmpty(file=name)
    if content.size > MOST_MIB * 1024 * 1024:
        raise _too_large(name)
    path = kept.path_of(folder, SHELF, content.sha256)
    try:
        seen = pictures.judge_picture(path, name=name)
        pictures.write_preview(path, kept.preview_of(folder, SHELF, content.sha256), name=name)
    except PictureTooLarge as refusal:
        raise _too_large(name) from refusal
    except NotAPicture:
        return _Judged(content=content, media_type=_sign(path))
    return _Judged(content=content, media_type=seen.media_type, width=seen.width, height=seen.height)


def _too_large(name: str) -> DocumentTooLarge:
    return DocumentTooLarge(file=name, mib=MOST_MIB, megapixels=pictures.MOST_MEGAPIXELS)


def _sign(path: Path) -> str:
    with path.open("rb") as file:
        first = file.read(8)
    return next((media for sign, media in _SIGNS if first.startswith(sign)), _BYTES)


@transaction.atomic
def _add(
    number: str, *, kind: str, title: str, name: str, judged: _Judged, by: Reader, at: datetime
) -> Document:
    case = open_case_of(by, number)
    again = Document.objects.filter(case=case, sha256=judged.content.sha256).first()
    if again is not None:
        return again
    place = _next_place(case)
    if place > MOST_DOCUMENTS:
        raise TooManyDocuments(case=case.number, limit=MOST_DOCUMENTS)
    row = Document.objects.create(
        case=case, place=place, title=title.strip()[:200], kind=kind, name=name, sha256=judged.content.sha256,
        media_type=judged.media_type, size=judged.content.size, width=judged.width, height=judged.height,
        by=by.badge, at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {
        "document": row.label,
        "kind": kind,
        "sha256": row.sha256,
        "size": row.size,
    }
    note(act="cases.add-document", subject=f"case {case.number}", facts=facts, by=by.badge, at=at)
    return row


def _next_place(case: Case) -> int:
    last = Document.objects.filter(case=case).order_by("-place").first()
    return last.place + 1 if last else 1


def _discard(sha256: str) -> None:
    if not Document.objects.filter(sha256=sha256).exists():
        kept.forget(settings.BORDERLINK.folder, SHELF, sha256)


@transaction.atomic
def read_document(
    *, case: str, document: str, preview: bool, by: Reader, at: datetime
) -> tuple[Document, Path]:
    """Return a document and where it lies, or its preview, and write into the journal who looked.

    ``document`` is its label, like D01. Refuses: ``NotFound``.
    """
    row = document_of(by, case, document)
    folder = settings.BORDERLINK.folder
    path = (kept.preview_of if preview else kept.path_of)(folder, SHELF, row.sha256)
    if not path.is_file():
        raise NotFound(thing="case-document", name=document)
    facts: dict[str, str | int] = {"document": row.label, "preview": int(preview)}
    note(act="cases.look", subject=f"case {row.case.number}", facts=facts, by=by.badge, at=at)
    return row, path


def sweep(*, at: datetime) -> None:
    """Remove what a crash left a day ago or earlier: files half-written, and those that no case holds."""
    folder, before = settings.BORDERLINK.folder, at - timedelta(days=1)
    kept.sweep(folder, SHELF, before=before)
    lying = kept.lying_since(folder, SHELF, before=before)
    for first in range(0, len(lying), BATCH):
        some = lying[first : first + BATCH]
        held = set(Document.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        for sha256 in some:
            if sha256 not in held:
                kept.forget(folder, SHELF, sha256)
