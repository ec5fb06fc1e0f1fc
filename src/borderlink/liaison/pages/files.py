"""Photographs and video of a hand-over: attached on its letter, sent, followed, looked at."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Reader
from borderlink.language import languages, sentences
from borderlink.liaison.actions import filing
from borderlink.liaison.forms.files import YES, FileForm
from borderlink.liaison.pages.linkwords import failure
from borderlink.liaison.pages.words import zone_here
from borderlink.liaison.queries import files as queries
from borderlink.liaison.queries.letters import Letter, letter_of
from borderlink.liaison.queries.sight import works_in
from borderlink.officers.schemas import OfficerRequest

# What a browser shows by itself and runs nothing of; all else is handed out to be kept.
SHOWN_INLINE = frozenset(
    {"image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm", "application/pdf"}
)


def attach(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Attach a photograph or video to the hand-over that a letter is about, and let its letter leave."""
    about = letter_of(request.reader, uuid)
    if about.kind not in filing.ABOUT:
        raise NotFound(thing="letter", name=str(uuid))
    if not works_in(request.reader, about.thread.unit):
        raise NotAllowed(act="liaison.attach-file")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (row := _attached(request, about, form)):
        return _sent(request, row.letter, back=uuid)
    status = 422 if request.method == "POST" else 200
    return render(request, "liaison/evidence/attach.html", {"form": form, "letter": about}, status=status)


def _attached(request: OfficerRequest, about: Letter, form: FileForm) -> queries.EvidenceFile | None:
    said = form.cleaned_data
    try:
        return filing.attach_file(
            about=about.uuid, shows=said["shows"], persons=said["persons"] == YES,
            chunks=said["file"].chunks(), by=request.reader, at=timezone.now(),
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        told = sentences.say_refusal(refusal, request.language, zone=zone_here())
        form.add_error(None, f"{told.sentence} {told.advice}")
        return None


@require_POST
def send(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Let the letter of a file leave, now that the gate has approved it."""
    letter_of(request.reader, uuid)
    return _sent(request, uuid, back=uuid)


def _sent(request: OfficerRequest, uuid: UUID, *, back: UUID) -> HttpResponse:
    """Let a letter leave; what the gate refuses stays a draft, on whose page its approval is asked for."""
    try:
        filing.send_file(letter=uuid, by=request.reader, at=timezone.now())
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        told = sentences.say_refusal(refusal, request.language, zone=zone_here())
        messages.error(request, f"{told.sentence} {told.advice}")
        return redirect("liaison:letter", uuid)
    messages.success(
        request, gettext("The letter has left. The file follows in pieces, after all other post.")
    )
    return redirect("liaison:letter", back)


@require_POST
def drop(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Throw a file away whose letter has not left."""
    filing.drop_file(letter=uuid, by=request.reader, at=timezone.now())
    messages.success(request, gettext("The file is thrown away."))
    return redirect("liaison:outbox")


@require_GET
def preview(request: OfficerRequest, uuid: UUID) -> FileResponse:
    """Show the preview of a photograph: no metadata, never the original."""
    _, path = filing.look_at_file(letter=uuid, preview=True, by=request.reader, at=timezone.now())
    answer = FileResponse(path.open("rb"), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@require_GET
def content(request: OfficerRequest, uuid: UUID) -> FileResponse:
    """Hand a whole file to its officer as it was sent; a browser runs nothing of it."""
    row, path = filing.look_at_file(letter=uuid, preview=False, by=request.reader, at=timezone.now())
    answer = FileResponse(path.open("rb"), content_type=row.media_type)
    inline = row.media_type in SHOWN_INLINE
    name = f"{row.sha256[:16]}.{row.media_type.rpartition('/')[2]}"
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    answer.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def letter_panel(reader: object, subject: object) -> dict[str, object]:
    """Return what a letter's page shows of files: its hand-over's, and whether one can be attached."""
    if not (isinstance(reader, Reader) and isinstance(subject, Letter)) or subject.kind not in filing.ABOUT:
        return {}
    works = works_in(reader, subject.thread.unit)
    language = languages.of_django(get_language() or "en")
    rows = told_of([filing.offered_by(subject)], subject.thread.partner.code, language)
    own = [one for one in rows if one.row.letter == subject.uuid]
    sent = subject.direction == "in" or subject.sent_at is not None
    attach_at = reverse("liaison:attach_file", args=[subject.uuid])
    return {
        "files": own or rows, "works": works, "letter": subject,
        "attach": attach_at if works and sent and not own else "",
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One file as pages show it."""

    row: queries.EvidenceFile
    ours: bool
    count: int  # of its pieces
    here: bool
    draft: bool
    moving: bool
    refused: bool
    reason: str


def told_of(offered: list[str], partner: str, language: str) -> list[Told]:
    """Return the files of hand-overs as pages show them."""
    return [_told(row, language) for row in queries.files_of(offered, partner)]


def _told(row: queries.EvidenceFile, language: str) -> Told:
    ours = row.direction == "out"
    return Told(
        row=row, ours=ours, count=len(queries.listing(row).pieces), here=ours or row.state == "whole",
        draft=row.state == "draft", moving=row.state in {"going", "coming"}, refused=row.state == "refused",
        reason=failure(row.code, language) if row.code else "",
    )  # fmt: skip
