"""Questions to the journal. Only an auditor of this agency is answered, and never with personal fields."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from borderlink.foundation import who
from borderlink.foundation.chain import Line
from borderlink.foundation.checkpoint import NotACheckpoint, SignedCheckpoint
from borderlink.foundation.commitments import Opening
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.signing import PublicKey
from borderlink.foundation.who import Kind, Reader, Subject
from borderlink.journal.domain.examine import REGISTER, RETIRE, Examination, Findings, Kept, Keys
from borderlink.journal.domain.lines import commitments_of
from borderlink.journal.domain.views import MOST_LINES, CheckpointView, Filter, LineView, Page, view_of
from borderlink.journal.models import Checkpoint, Head, JournalLine
from borderlink.journal.models import Opening as OpeningRow
from borderlink.journal.refusals import CheckpointForged, KeyNotRegistered

ACKNOWLEDGE = "journal.acknowledge-alert"
_CHUNK = 2000
_NO_MORE: tuple[float, tuple[Opening, ...]] = (math.inf, ())


def origin() -> str:
    """Return the name under which this node's journal is signed."""
    return f"borderlink/journal/{settings.BORDERLINK.agency}"


def end() -> tuple[int, str]:
    """Return the number and the hash of the last line: public values, asked by whoever keeps the node."""
    head = Head.objects.filter(pk=1).first()
    return (head.sequence, head.hash) if head else (0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a line says in public: where it stands in the chain, what was done, to what, when."""

    sequence: int
    hash: str
    act: str
    subject: str
    at: datetime


def lines_of(acts: Iterable[str], *, after: int) -> Iterator[Told]:
    """Yield the lines of these acts behind line ``after``, oldest first: asked by whoever keeps the node."""
    rows = JournalLine.objects.filter(act__in=list(acts), sequence__gt=after).order_by("sequence")
    for row in rows.iterator(chunk_size=_CHUNK):
        yield Told(sequence=row.sequence, hash=row.hash, act=row.act, subject=row.subject, at=row.at)


def hash_of(sequence: int) -> str | None:
    """Return the hash of one line; None where the journal has no such line."""
    return JournalLine.objects.filter(sequence=sequence).values_list("hash", flat=True).first()


def done_since(*, act: str, subject: str, by: str, at: datetime) -> bool:
    """Say whether an officer has done this to a subject since a moment. Shown to nobody."""
    return JournalLine.objects.filter(act=act, subject=subject, by=by, at__gte=at).exists()


def subjects_opened(*, prefix: str, before: datetime) -> list[str]:
    """Return the subjects of lines older than a moment whose personal fields can still be opened.

    Asked by what forgets, shown to nobody.
    """
    rows = OpeningRow.objects.filter(line__subject__startswith=prefix, line__at__lt=before).order_by()
    return sorted(rows.values_list("line__subject", flat=True).distinct())


def need_auditor(reader: Reader, *, act: str) -> None:
    """Let an auditor of this agency pass. Refuses: ``NotAllowed``."""
    if not who.may_see(reader, Subject(kind=Kind.JOURNAL, agency=settings.BORDERLINK.agency)):
        raise NotAllowed(act=act)


def lines(*, reader: Reader, wanted: Filter, before: int | None = None, most: int = 50) -> Page:
    """Return lines that fit ``wanted``, newest first, older than line ``before``. Refuses: ``NotAllowed``.

    The cursor is a line's number, so a page stays what it is while new lines are written.
    """
    need_auditor(reader, act="journal.read")
    found = _fitting(wanted)
    if before is not None:
        found = found.filter(sequence__lt=before)
    most = min(most, MOST_LINES)
    rows = list(found.order_by("-sequence").prefetch_related("openings")[: most + 1])
    older = rows[most - 1].sequence if len(rows) > most else None
    return Page(lines=tuple(_view(row) for row in rows[:most]), older=older)


def line(*, reader: Reader, sequence: int) -> LineView:
    """Return one line. Refuses: ``NotAllowed``, ``NotFound``."""
    need_auditor(reader, act="journal.read")
    row = JournalLine.objects.prefetch_related("openings").filter(sequence=sequence).first()
    if row is None:
        raise NotFound(thing="line", name=str(sequence))
    return _view(row)


def open_alerts(*, reader: Reader) -> tuple[LineView, ...]:
    """Return the alerts that no auditor has acknowledged, oldest first. Refuses: ``NotAllowed``."""
    need_auditor(reader, act="journal.read")
    return tuple(_view(row) for row in open_alert_rows().prefetch_related("openings"))


def open_alert_rows() -> QuerySet[JournalLine]:
    """Return the rows of unacknowledged alerts: an acknowledgement is itself a line of the chain."""
    subject = Concat(Value("line "), Cast(OuterRef("sequence"), CharField()))
    acknowledged = JournalLine.objects.filter(act=ACKNOWLEDGE, subject=subject)
    return JournalLine.objects.filter(~Exists(acknowledged), alert=True).order_by("sequence")


def acts(*, reader: Reader) -> tuple[str, ...]:
    """Return every act that the journal knows. Refuses: ``NotAllowed``."""
    need_auditor(reader, act="journal.read")
    return tuple(JournalLine.objects.order_by("act").values_list("act", flat=True).distinct())


def checkpoints(*, reader: Reader) -> tuple[CheckpointView, ...]:
    """Return every signed checkpoint, newest first. Refuses: ``NotAllowed``."""
    need_auditor(reader, act="journal.read")
    return tuple(checkpoint_view(row) for row in Checkpoint.objects.order_by("-pk"))


def checkpoint(*, reader: Reader, number: int) -> CheckpointView:
    """Return one signed checkpoint. Refuses: ``NotAllowed``, ``NotFound``."""
    need_auditor(reader, act="journal.read")
    row = Checkpoint.objects.filter(pk=number).first()
    if row is None:
        raise NotFound(thing="checkpoint", name=str(number))
    return checkpoint_view(row)


def own_keys(*, reader: Reader) -> tuple[PublicKey, ...]:
    """Return the keys that this auditor has registered and not withdrawn. Refuses: ``NotAllowed``."""
    need_auditor(reader, act="journal.read")
    known = registered_keys()
    return tuple(PublicKey.from_text(text) for text, badge in known.items() if badge == reader.badge)


def registered_keys() -> dict[str, str]:
    """Return every auditor's key in force, and whose it is. Asks for no reader: public halves alone."""
    known = Keys()
    for row in JournalLine.objects.filter(act__in=(REGISTER, RETIRE)).order_by("sequence"):
        known.learn(row.columns(), _chained(row).content())
    return known.badges


def auditor_of(public: PublicKey) -> str:
    """Return the badge of the auditor who registered a key: what a signature at the machine goes by.

    Asks for no reader: whoever opens the key's file is its auditor. Refuses: ``KeyNotRegistered``.
    """
    badge = registered_keys().get(public.text())
    if badge is None:
        raise KeyNotRegistered
    return badge


def examine(*, outside: Iterable[SignedCheckpoint] = ()) -> Findings:
    """Say whether the journal is whole, against its own checkpoints and those kept ``outside`` it.

    Asks for no reader: it answers whether and where, never what. Locks nothing: what is written meanwhile
    comes after the head that is read first.
    """
    head = Head.objects.filter(pk=1).values_list("sequence", flat=True).first() or 0
    try:
        signed = [_signed(row) for row in Checkpoint.objects.all()]
    except CheckpointForged as fault:
        return Findings(lines=0, root=b"", checkpoints=0, erased=0, fault=fault)
    return Examination(origin=origin(), checkpoints=[*signed, *outside], head=head).run(kept_lines())


def kept_lines() -> Iterator[Kept]:
    """Yield every line in its order, with what is kept beside it. For checks; shows nobody anything."""
    beside = _openings_by_line()
    line, openings = next(beside, _NO_MORE)
    for row in JournalLine.objects.order_by("sequence").iterator(chunk_size=_CHUNK):
        while line < row.sequence:
            line, openings = next(beside, _NO_MORE)
        mine = openings if line == row.sequence else ()
        yield Kept(line=_chained(row), columns=row.columns(), openings=mine)


def _openings_by_line() -> Iterator[tuple[float, tuple[Opening, ...]]]:
    """Yield each line's number with all its openings, in the order of lines."""
    fields = ("line_id", "name", "salt", "value")
    rows = OpeningRow.objects.order_by("line_id", "name").values_list(*fields).iterator(chunk_size=_CHUNK)
    for line, group in groupby(rows, key=itemgetter(0)):
        yield line, tuple(Opening(name=name, salt=bytes(salt), value=value) for _, name, salt, value in group)


def _signed(row: Checkpoint) -> SignedCheckpoint:
    """Return what a kept checkpoint says. Refuses: ``CheckpointForged``."""
    try:
        signed = SignedCheckpoint.from_note(row.note)
    except NotACheckpoint:
        raise CheckpointForged(size=row.size) from None
    if signed.checkpoint.size != row.size:
        raise CheckpointForged(size=row.size)
    return signed


def _fitting(wanted: Filter) -> QuerySet[JournalLine]:
    found = JournalLine.objects.all()
    for field in ("by", "act", "subject"):
        if beginning := getattr(wanted, field):
            found = found.filter(**{f"{field}__startswith": beginning})
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until)
    return found


def _chained(row: JournalLine) -> Line:
    return Line(sequence=row.sequence, body=bytes(row.body), hash=row.hash)


def _view(row: JournalLine) -> LineView:
    openings = tuple(opening.plain() for opening in row.openings.all())
    return view_of(_chained(row), row.columns(), openings)


def checkpoint_view(row: Checkpoint) -> CheckpointView:
    """Return a kept checkpoint as a plain value. Refuses: ``CheckpointForged``."""
    signed = _signed(row)
    return CheckpointView(
        number=row.pk,
        size=row.size,
        root=signed.checkpoint.root.hex(),
        note=row.note,
        by=row.by,
        at=row.at,
        on=row.at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
        key=PublicKey.from_text(row.key),
        after=row.after,
        proof=tuple(row.proof.split()),
    )


def committed(*, reader: Reader, sequence: int) -> dict[str, str]:
    """Return the commitments of one line by field, to check an opening against. Refuses: ``NotAllowed``."""
    need_auditor(reader, act="journal.read")
    row = JournalLine.objects.filter(sequence=sequence).first()
    if row is None:
        raise NotFound(thing="line", name=str(sequence))
    return commitments_of(_chained(row).content())
