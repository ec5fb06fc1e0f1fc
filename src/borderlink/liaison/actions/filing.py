"""Photographs and video belong to a hand-over: kept here, named by a letter, and known when theirs come."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from borderlink.custody.models.partners import Handover
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.composing import begin, to_text
from borderlink.liaison.actions.sending import leave_sealed
from borderlink.liaison.adapters import shelf
from borderlink.liaison.domain import evidence as letters
from borderlink.liaison.domain import schemas
from borderlink.liaison.domain.files import MOST_BYTES, Listing, listing_of
from borderlink.liaison.domain.states import Direction, FileState, Lane, LetterState
from borderlink.liaison.models.files import EvidenceFile
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries import files as queries
from borderlink.liaison.queries.handing_over import consents_for
from borderlink.liaison.queries.letters import UNFINISHED, body_of, letter_of, locked_letter_of
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.files import FileEmpty, FileGone, FileKnown, FileTooLarge, TooManyFiles
from borderlink.liaison.refusals.handing import NotARequest, OfferNotHere
from borderlink.liaison.refusals.writing import NotADraft

ROUTINE: Final = "URG-ROUTINE"
_MIB: Final = 1 << 20
ABOUT: Final = frozenset({letters.OFFER, letters.ACCEPT, letters.REFUSE, letters.FILE})


def folder() -> Path:
    """Return the node's folder."""
    return Path(settings.BORDERLINK.folder)


def attach_file(
    *, about: UUID | str, shows: str, persons: bool, chunks: Iterable[bytes], by: Reader, at: datetime
) -> EvidenceFile:
    """Keep a photograph or video of a hand-over and draft the letter that names it; nothing leaves yet.

    ``about`` is a letter of the hand-over: the offer, the answer, either way. ``persons`` says that someone
    can be recognised in it: the gate asks for approval as for someone known by name. The same file belongs to
    a hand-over once. Refuses: ``NotFound``, ``NotAllowed``, ``NotARequest``, ``OfferNotHere``, ``FileEmpty``,
    ``FileTooLarge``, ``FileKnown``, ``TooManyFiles``.
    """
    letter, _ = _handed(about, by)
    kept = shelf.keep_file(folder(), _at_most(chunks))
    try:
        _must_fit(kept.size)
        found = listing_of(shelf.read_through(folder(), kept.sha256))
        return _attach(letter.uuid, shows, found, persons=persons, by=by, at=at)
    except Exception:
        forget_unused(kept.sha256)
        raise


def _must_fit(size: int) -> None:
    if size == 0:
        raise FileEmpty
    if size > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // _MIB)


def _at_most(chunks: Iterable[bytes]) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        yield chunk
        total += len(chunk)
        if total > MOST_BYTES:
            return


def _handed(about: UUID | str, by: Reader) -> tuple[Letter, Handover]:
    """Return a letter of a hand-over, and the hand-over. Refuses: as ``attach_file``."""
    letter = letter_of(by, about)
    needs_office(by, letter.thread.unit, "liaison.attach-file")
    if letter.kind not in ABOUT or (letter.direction == Direction.OUT.value and letter.sent_at is None):
        raise NotARequest
    row = Handover.objects.filter(digest=offered_by(letter), partner=letter.thread.partner.code).first()
    if row is None:
        raise OfferNotHere
    return letter, row


def offered_by(letter: Letter) -> str:
    """Return by what the hand-over that a letter is about is known; empty for any other letter."""
    facts = body_of(letter).get("facts", {})
    return letters.offered_in(body_of(letter)) if letter.kind == letters.OFFER else facts.get("offered", "")


@transaction.atomic
def _attach(
    about: UUID, shows: str, found: Listing, *, persons: bool, by: Reader, at: datetime
) -> EvidenceFile:
    media_type, preview = shelf.judge(folder(), found.sha256)
    first, handed = _handed(about, by)
    partner = first.thread.partner
    rows = EvidenceFile.objects.select_for_update().filter(offered=handed.digest, partner=partner)
    alive = [row for row in rows if _alive(row)]
    if any(row.sha256 == found.sha256 for row in alive):
        raise FileKnown
    if len(alive) >= queries.MOST_FILES:
        raise TooManyFiles(most=queries.MOST_FILES)
    letter = begin(letters.FILE, first.thread, None, by.badge, at)
    draft = letters.EvidenceFileNamed(
        offered=handed.digest, shows=shows, sha256=found.sha256, size=found.size,
        pieces=found.text, persons=int(persons),
    )  # fmt: skip
    body = dict(body_of(letter)) | {"facts": draft.facts(), "urgency": ROUTINE}
    letter.body, letter.urgency = to_text(schemas.check_value(body).value), ROUTINE
    letter.save(update_fields=["body", "urgency"])
    facts: dict[str, str | int] = {
        "partner": partner.code, "sha256": found.sha256, "size": found.size, "offered": handed.digest,
    }  # fmt: skip
    note(act="liaison.attach-file", subject=f"letter {letter.uuid}", facts=facts, by=by.badge, at=at)
    return EvidenceFile.objects.create(
        partner=partner, direction=Direction.OUT.value, letter=letter.uuid, offered=handed.digest,
        shows=shows, sha256=found.sha256, size=found.size, media_type=media_type, pieces=found.text,
        state=FileState.DRAFT.value, missing=[[0, len(found.pieces) - 1]], preview=preview, by=by.badge,
        made_at=at,
    )  # fmt: skip


def _alive(row: EvidenceFile) -> bool:
    """Say whether a file still belongs to its hand-over; one whose draft was thrown away is let go here."""
    if row.state == FileState.REFUSED.value:
        return False
    gone = Letter.objects.filter(uuid=row.letter, state=LetterState.DROPPED.value).exists()
    if gone:
        row.state, row.code = FileState.REFUSED.value, "files.dropped"
        row.save(update_fields=["state", "code"])
    return not gone


def forget_unused(sha256: str) -> None:
    """Remove a file that no letter names."""
    if not EvidenceFile.objects.filter(sha256=sha256).exclude(state=FileState.REFUSED.value).exists():
        shelf.forget(folder(), sha256)


@transaction.atomic
def send_file(*, letter: UUID | str, by: Reader, at: datetime) -> Letter:
    """Let the letter that names a file leave, in the bulk lane; its pieces follow as they are asked for.

    The file is what the letter says to the byte, or nothing leaves.
    Refuses: ``NotFound``, ``NotAllowed``, ``NotADraft``, ``FileGone``, what the gate and sealing refuse.
    """
    row = locked_letter_of(by, letter)
    needs_office(by, row.thread.unit, "liaison.attach-file")
    file = EvidenceFile.objects.select_for_update().filter(letter=row.uuid).first()
    if file is None or row.state not in UNFINISHED:
        raise NotADraft
    if not is_here(file):
        raise FileGone
    _leave(row, by, at)
    file.state = FileState.GOING.value
    file.save(update_fields=["state"])
    facts: dict[str, str | int] = {
        "partner": row.thread.partner.code,
        "kind": row.kind,
        "sha256": file.sha256,
    }
    note(act="liaison.evidence-file", subject=f"letter {row.uuid}", facts=facts, by=by.badge, at=at)
    return row


def is_here(file: EvidenceFile) -> bool:
    """Say whether the content of a file is here as its letter names it."""
    try:
        found = listing_of(shelf.read_through(folder(), file.sha256))
    except OSError:
        return False
    return found == queries.listing(file)


def _leave(row: Letter, by: Reader, at: datetime) -> None:
    """Let the letter leave, after the last one of its thread, with every consent that stands."""
    sent = row.thread.letters.filter(direction=Direction.OUT.value, sent_at__isnull=False)
    last = sent.exclude(kind="receipt").order_by("-sent_at", "-pk").first()
    body = dict(body_of(row)) | {
        "written_at": int(at.timestamp()), "after": str(last.uuid) if last else "",
        "consents": consents_for(row.thread, row.kind, at),
    }  # fmt: skip
    value = schemas.check_value(body).value
    row.body = to_text(body)
    leave_sealed(row, value, lane=Lane.BULK, by=by, at=at)


def drop_file(*, letter: UUID | str, by: Reader, at: datetime) -> None:
    """Throw a file away whose letter has not left. Refuses: ``NotFound``, ``NotAllowed``, ``NotADraft``."""
    with transaction.atomic():
        row = locked_letter_of(by, letter)
        needs_office(by, row.thread.unit, "liaison.attach-file")
        file = EvidenceFile.objects.filter(letter=row.uuid).first()
        if file is None or row.state not in UNFINISHED:
            raise NotADraft
        row.state = LetterState.DROPPED.value
        row.save(update_fields=["state"])
        _alive(file)
        note(act="liaison.drop-draft", subject=f"letter {row.uuid}", by=by.badge, at=at)
    forget_unused(file.sha256)


def file_came(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Write down a file that a partner names; its pieces are asked for from now on.

    Whether we have the same bytes from elsewhere is not looked at: a partner learns nothing by naming a file.
    Refuses: ``ListWrong``, ``OfferNotHere``, ``FileKnown``, ``TooManyFiles``.
    """
    facts, partner = value["facts"], letter.thread.partner
    if not Handover.objects.filter(digest=facts["offered"], partner=partner.code).exists():
        raise OfferNotHere
    found = Listing.of_letter(facts["sha256"], facts["size"], facts["pieces"])
    rows = EvidenceFile.objects.filter(
        offered=facts["offered"], partner=partner, direction=Direction.IN.value
    )
    rows = rows.exclude(state=FileState.REFUSED.value)
    if rows.filter(sha256=found.sha256).exists():
        raise FileKnown
    if rows.count() >= queries.MOST_FILES:
        raise TooManyFiles(most=queries.MOST_FILES)
    EvidenceFile.objects.create(
        partner=partner, direction=Direction.IN.value, letter=letter.uuid, offered=facts["offered"],
        shows=facts["shows"], sha256=found.sha256, size=found.size, media_type="", pieces=found.text,
        state=FileState.COMING.value, made_at=at,
    )  # fmt: skip
    told: dict[str, str | int] = {"partner": partner.code, "sha256": found.sha256, "size": found.size}
    note(act="liaison.file-came", subject=f"letter {letter.uuid}", facts=told, by="node", at=at)


@transaction.atomic
def look_at_file(*, letter: UUID | str, preview: bool, by: Reader, at: datetime) -> tuple[EvidenceFile, Path]:
    """Return a whole file and where it, or its preview, lies; the look is journalled.

    Refuses: ``NotFound``.
    """
    row = queries.file_of(by, letter)
    path = shelf.path_of(folder(), row.sha256, preview=preview)
    theirs = row.direction == Direction.IN.value
    if not path.is_file() or (theirs and row.state != FileState.WHOLE.value):
        raise NotFound(thing="letter", name=str(letter)[:36])
    facts: dict[str, str | int] = {"sha256": row.sha256, "preview": int(preview)}
    note(act="liaison.look-at-file", subject=f"letter {row.letter}", facts=facts, by=by.badge, at=at)
    return row, path


def erase_file(letter: UUID) -> None:
    """Remove what a letter named, with the letter that is erased; that it came stays."""
    for row in EvidenceFile.objects.filter(letter=letter):
        row.state, row.code = FileState.REFUSED.value, "files.erased"
        row.save(update_fields=["state", "code"])
        shelf.drop_pieces(folder(), row.pk)
        forget_unused(row.sha256)
