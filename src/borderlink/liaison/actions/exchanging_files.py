"""Pieces of files are exchanged with a partner: what it misses of ours, what we miss of its.

Nothing here touches the network. Only what a letter has named that was let out is ever given, and to its
recipient alone; whatever else is asked for is answered like a thing that is not there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.db.models import QuerySet

from borderlink.foundation.refusals import Refusal
from borderlink.journal.actions import note
from borderlink.liaison.actions.alarming import raise_alarm
from borderlink.liaison.actions.counting import count_failures
from borderlink.liaison.actions.filing import folder, forget_unused
from borderlink.liaison.actions.points import reach
from borderlink.liaison.adapters import shelf
from borderlink.liaison.domain.files import PIECE_BYTES, PieceHeader, SealedPiece, places, seal_piece, spans
from borderlink.liaison.domain.filing import (
    MOST_SENT,
    MOST_SPANS,
    Head,
    SignedHead,
    Want,
    from_bytes,
    to_bytes,
)
from borderlink.liaison.domain.states import FileState, PartnerState
from borderlink.liaison.models.files import EvidenceFile
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries import files as queries
from borderlink.liaison.queries.postkeys import (
    Ring,
    keyring_for,
    keys_of,
    me,
    own_keys,
    seal_keys,
)
from borderlink.liaison.refusals.files import (
    FileGone,
    FileNotWhole,
    NoRoom,
    NotFiles,
    PieceNotRead,
    PieceNotWanted,
    PieceWrong,
)
from borderlink.liaison.refusals.post import NotForUs
from borderlink.liaison.refusals.receiving import KeyNotValid, UnknownSender

Absent = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesParcel:
    """What is to go to a partner about files now, and where."""

    partner: str
    address: str
    tls: tuple[str, ...]
    data: bytes


def answer_files(data: bytes, *, at: datetime) -> bytes:
    """Take in what a partner says and sends of files and return our word and what it misses.

    Refuses: ``NotFiles``, ``NotForUs``, ``UnknownSender``, ``KeyNotValid``: to who has signed nothing that
    counts nothing is told.
    """
    signed, pieces = from_bytes(data)
    partner, ring = _sender(signed, at)
    absent = take(partner, signed.head, pieces, ring, at=at)
    return made_for(partner, signed.head.wants, absent, at=at)


def _sender(signed: SignedHead, at: datetime) -> tuple[Partner, Ring]:
    head = signed.head
    if head.recipient != me():
        raise NotForUs(recipient=head.recipient)
    ring = keyring_for({head.sender}, at)
    partner = ring[1].get(head.sender)
    if partner is None:
        count_failures([("", UnknownSender.code)], at)
        raise UnknownSender(sender=head.sender)
    key = ring[0].partners.get(head.sender, {}).get(signed.key)
    if key is None or not key.valid(head.at, int(at.timestamp())):
        raise KeyNotValid(sender=head.sender, key=signed.key[:16])
    signed.verify(key.key)
    return partner, ring


def prepare_files(*, partner: Partner, at: datetime) -> FilesParcel:
    """Return what is to go to a partner about files now: what we miss, and some of what it said it misses."""
    versions = keys_of(partner, at)
    wants = [_missed(row) for row in queries.going_to(partner)]
    data = made_for(partner, wants, (), at=at)
    tls = versions[-1].tls if versions else ()
    return FilesParcel(partner=partner.code, address=partner.address, tls=tls, data=data)


def take_files(*, partner: Partner, data: bytes, at: datetime) -> bool:
    """Take in a partner's answer; say whether it moved anything. Refuses: ``NotFiles`` and as above."""
    signed, pieces = from_bytes(data)
    found, ring = _sender(signed, at)
    if found.pk != partner.pk:
        raise NotFiles(what="another-sender")
    before = _standing(partner)
    take(partner, signed.head, pieces, ring, at=at)
    _tell_ended(partner, at)
    return _standing(partner) != before


def _standing(partner: Partner) -> list[tuple[int, str, int]]:
    rows = EvidenceFile.objects.filter(partner=partner).order_by("pk")
    return list(rows.values_list("pk", "state", "held"))


def _tell_ended(partner: Partner, at: datetime) -> None:
    """Note that a partner, which has answered us, knows how its files ended."""
    ended = [FileState.WHOLE.value, FileState.REFUSED.value]
    EvidenceFile.objects.filter(partner=partner, direction="in", told_at=None, state__in=ended).update(
        told_at=at
    )


# ---- what is given ----


def made_for(partner: Partner, wants: Sequence[Want], absent: Absent, *, at: datetime) -> bytes:
    """Return our word to a partner with pieces of what it wants; while it is paused, our word alone."""
    open_to = partner.state == PartnerState.PINNED.value
    pieces = tuple(islice(sealed_for(partner, wants, at=at), MOST_SENT)) if open_to else ()
    reach("files.sealed")
    return to_bytes(head_for(partner, absent, at=at), pieces)


def head_for(partner: Partner, absent: Absent = (), *, at: datetime) -> bytes:
    """Return our signed word on a partner's files: what is here, what is missed."""
    said = [_want(row, partner) for row in queries.spoken_of(partner, at)]
    head = Head(sender=me(), recipient=partner.code, at=int(at.timestamp()), wants=tuple(said), absent=absent)
    return head.sign(own_keys().signer)


def _want(row: EvidenceFile, partner: Partner) -> Want:
    letter, code = str(row.letter), row.code
    if row.state != FileState.COMING.value:
        return Want(letter=letter, file=row.sha256, held=row.held, code=code)
    held = shelf.places_held(folder(), row.pk)
    if not _has_room(row, partner):
        return Want(letter=letter, file=row.sha256, held=len(held), code=NoRoom.code)
    missed = spans(one for one in range(len(queries.listing(row).pieces)) if one not in held)
    some = tuple((first, last) for first, last in missed[:MOST_SPANS])
    return Want(letter=letter, file=row.sha256, held=len(held), missing=some)


def _has_room(row: EvidenceFile, partner: Partner) -> bool:
    fits = queries.taken_by(partner, row) + row.size <= queries.QUOTA_BYTES
    needed = 2 * row.size - row.held * PIECE_BYTES  # the pieces, and the whole made of them
    return fits and needed <= shelf.free_bytes(folder())


def sealed_for(partner: Partner, wants: Iterable[Want], *, at: datetime) -> Iterator[bytes]:
    """Yield the sealed pieces that a partner wants of files whose letters have left for it."""
    theirs, ours = seal_keys(partner, at), own_keys()
    to = theirs.open_key(theirs.suite())
    for want in wants:
        row = queries.let_out(partner, want.letter, want.file)
        listing = queries.listing(row) if row else None
        if row is None or listing is None:
            continue
        for place in (one for one in places(want.missing) if one < len(listing.pieces)):
            data = shelf.read_piece(folder(), row.sha256, place)
            if not listing.has(place, data):
                _spoilt(row, at)
                break
            header = PieceHeader(
                suite=to.suite, sender=me(), recipient=partner.code, letter=want.letter, file=want.file,
                place=place, sign_key=ours.sign_key_id, open_key=to.id(), created=int(at.timestamp()),
            )  # fmt: skip
            yield seal_piece(header, data, signer=ours.signer, to=to)


def _spoilt(row: EvidenceFile, at: datetime) -> None:
    """Note that a file of ours is not what its letter names any more: no more of it is given."""
    if row.code != FileGone.code:
        EvidenceFile.objects.filter(pk=row.pk).update(code=FileGone.code)
        note(
            act="liaison.file-broken", subject=f"letter {row.letter}", facts={"code": FileGone.code},
            alert=True, by="node", at=at,
        )  # fmt: skip


@contextmanager
def pieces_laid_out(partner: Partner | None, beside: Path, *, at: datetime) -> Iterator[list[Path]]:
    """Give what is carried about files, sealed once: a signed head, then every piece that is missed.

    Empty where there is nothing to say: then the carried file is what any program reads.
    """
    rows = queries.going_to(partner) if partner and partner.state == PartnerState.PINNED.value else []
    if partner is None or not (rows or queries.spoken_of(partner, at)):
        yield []
        return
    with TemporaryDirectory(prefix=".pieces-", dir=beside.parent) as place:
        parts = chain([head_for(partner, at=at)], sealed_for(partner, map(_missed, rows), at=at))
        paths = []
        for number, part in enumerate(parts):
            paths.append(Path(place) / str(number))
            paths[-1].write_bytes(part)
        yield paths


def _missed(row: EvidenceFile) -> Want:
    missing = tuple((first, last) for first, last in row.missing)
    return Want(letter=str(row.letter), file=row.sha256, held=row.held, missing=missing)


# ---- what comes ----


def take_carried(partner: Partner, parts: Iterator[bytes], *, at: datetime) -> Counter[str]:
    """Take in the head and the pieces of a carried file; return how often each code was met."""
    first = next(parts, None)
    if first is None:
        return Counter()
    try:
        found, ring = _sender(SignedHead.from_bytes(first), at)
    except Refusal as refusal:
        return Counter([refusal.code])
    if found.pk != partner.pk:
        return Counter([NotFiles.code])
    met = Counter[str]()
    for wire in parts:
        met.update(_codes(partner, [wire], ring, at=at))
    take(partner, SignedHead.from_bytes(first).head, (), ring, at=at)
    return met


def _codes(partner: Partner, pieces: Iterable[bytes], ring: Ring, *, at: datetime) -> list[str]:
    """Keep the pieces that fit; return and count why others do not."""
    failures: list[str] = []
    for wire in pieces:
        try:
            take_piece(partner, wire, ring, at=at)
        except Refusal as refusal:
            failures.append(refusal.code)
    if failures:
        count_failures([(partner.code, code) for code in failures], at)
    return failures


def take(partner: Partner, head: Head, pieces: Iterable[bytes], ring: Ring, *, at: datetime) -> Absent:
    """Take in a partner's word and pieces; return what it asked for that is not there for it."""
    absent = tuple((one.letter, one.file) for one in head.wants if not _heard(partner, one, head.at, at))
    _codes(partner, pieces, ring, at=at)
    for row in queries.coming_from(partner):
        finish(row, partner, at=at)
    reach("files.taken")
    return absent


def _heard(partner: Partner, want: Want, said_at: int, at: datetime) -> bool:
    """Keep how a file of ours stands over there, by their later word; False where there is none for them."""
    row = queries.let_out(partner, want.letter, want.file)
    if row is None:
        return False
    if row.state == FileState.WHOLE.value or said_at < row.heard_at:
        return True
    row.held, row.heard_at, row.code = want.held, said_at, want.code or row.code.replace(NoRoom.code, "")
    row.missing = [list(span) for span in want.missing]
    if want.is_whole:
        row.state, row.held, row.code = FileState.WHOLE.value, len(queries.listing(row).pieces), ""
    elif want.code not in {"", NoRoom.code}:
        row.state = FileState.REFUSED.value
    row.done_at = None if row.state == FileState.GOING.value else at
    row.save(update_fields=["state", "held", "missing", "code", "heard_at", "done_at"])
    return True


def take_piece(partner: Partner, wire: bytes, ring: Ring, *, at: datetime) -> None:
    """Keep one piece where it fits a file that a letter of this partner names; twice changes nothing.

    Refuses: ``PieceNotRead``, ``PieceNotWanted``, ``PieceWrong``, ``NoRoom``.
    """
    sealed, now = SealedPiece.from_bytes(wire), int(at.timestamp())
    header = sealed.header
    if (header.sender, header.recipient) != (partner.code, me()):
        raise PieceNotRead(what="another-agency")
    key = ring[0].partners.get(header.sender, {}).get(header.sign_key)
    private = ring[0].mine.get(header.open_key)
    valid = key and private and key.valid(header.created, now) and private.valid(header.created, now)
    if not (valid and key and private):
        raise PieceNotRead(what="keys")
    row = queries.coming_from(partner).filter(letter=header.letter, sha256=header.file).first()
    if row is None:
        raise PieceNotWanted
    data = sealed.open(key.key, private.private)
    if not queries.listing(row).has(header.place, data):
        raise PieceWrong
    if not _has_room(row, partner):
        raise NoRoom
    try:
        shelf.keep_piece(folder(), row.pk, header.place, data)
    except OSError:
        raise NoRoom from None
    reach("files.kept")


def finish(row: EvidenceFile, partner: Partner, *, at: datetime) -> None:
    """Count what lies here of a coming file, and put it together once nothing is missed."""
    held, listing = shelf.places_held(folder(), row.pk), queries.listing(row)
    if row.held != len(held):
        _coming(row).update(held=len(held))
    if len(held) < len(listing.pieces) or shelf.wrong_places(folder(), row.pk, listing):
        return
    try:
        whole = shelf.put_together(folder(), row.pk, listing)
    except OSError:
        return  # tried again with the next exchange, once there is room
    reach("files.whole")
    if whole.sha256 != row.sha256:
        forget_unused(whole.sha256)
        _broken(row, partner, at)
    else:
        _whole(row, at)
    shelf.drop_pieces(folder(), row.pk)


def _coming(row: EvidenceFile) -> QuerySet[EvidenceFile]:
    """Return the row as long as its file is coming: two exchanges at once end it once."""
    return EvidenceFile.objects.filter(pk=row.pk, state=FileState.COMING.value)


@transaction.atomic
def _whole(row: EvidenceFile, at: datetime) -> None:
    media_type, preview = shelf.judge(folder(), row.sha256)
    ended = _coming(row).update(
        state=FileState.WHOLE.value, held=len(queries.listing(row).pieces), media_type=media_type,
        preview=preview, done_at=at, told_at=None,
    )  # fmt: skip
    if not ended:
        return
    facts: dict[str, str | int] = {"sha256": row.sha256, "size": row.size}
    note(act="liaison.file-whole", subject=f"letter {row.letter}", facts=facts, by="node", at=at)


@transaction.atomic
def _broken(row: EvidenceFile, partner: Partner, at: datetime) -> None:
    """Refuse a file for good whose pieces fit and whose whole does not: its letter contradicts itself."""
    _coming(row).update(state=FileState.REFUSED.value, code=FileNotWhole.code, done_at=at, told_at=None)
    raise_alarm(
        partner=partner, code=FileNotWhole.code, evidence=row.sha256.encode(), letter=str(row.letter), at=at
    )
