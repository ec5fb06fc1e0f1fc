"""Questions about photographs and video of hand-overs: what goes, what comes, what is here."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.files import Listing
from borderlink.liaison.domain.states import Direction, FileState, LetterState
from borderlink.liaison.models.files import EvidenceFile
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.letters import letter_of

__all__ = ["EvidenceFile"]

QUOTA_BYTES: Final = 20 << 30  # of one partner's files here, whole and coming
MOST_FILES: Final = 200  # of one hand-over
TOLD_AGAIN: Final = timedelta(days=30)  # for so long a file that came is named in every exchange
KNOWS_FILES: Final = (
    LetterState.VALIDATED.value, LetterState.OPENED.value, LetterState.ANSWERED.value,
    LetterState.CLOSED.value,
)  # fmt: skip
_GONE: Final = (
    LetterState.DRAFT.value, LetterState.DROPPED.value, LetterState.UNDELIVERED.value,
    LetterState.REFUSED.value,
)  # fmt: skip


def listing(row: EvidenceFile) -> Listing:
    """Return what the letter of a file names."""
    return Listing.of_letter(row.sha256, row.size, row.pieces)


def coming_from(partner: Partner) -> QuerySet[EvidenceFile]:
    """Return the files of a partner that are not whole yet, the earliest named first."""
    return EvidenceFile.objects.filter(
        partner=partner, direction=Direction.IN.value, state=FileState.COMING.value
    )


def spoken_of(partner: Partner, at: datetime) -> list[EvidenceFile]:
    """Return the files of a partner of which it is told how they stand here."""
    ended = EvidenceFile.objects.filter(partner=partner, direction=Direction.IN.value)
    ended = ended.filter(Q(told_at=None) | Q(done_at__gt=at - TOLD_AGAIN)).exclude(
        state=FileState.COMING.value
    )
    return [*coming_from(partner), *ended.order_by("told_at", "-done_at")][:50]


def let_out(partner: Partner, letter: str, file: str) -> EvidenceFile | None:
    """Return a file of ours whose letter has left for this partner; for any other there is nothing."""
    row = EvidenceFile.objects.filter(
        partner=partner, direction=Direction.OUT.value, letter=UUID(letter), sha256=file,
        state__in=[FileState.GOING.value, FileState.WHOLE.value],
    ).first()  # fmt: skip
    sent = Letter.objects.filter(uuid=letter, direction=Direction.OUT.value, sent_at__isnull=False)
    return row if row and sent.exclude(body="").exclude(state__in=_GONE).exists() else None


def going_to(partner: Partner, *, known: bool = True) -> list[EvidenceFile]:
    """Return what a partner does not hold whole; ``known``: only where its program has read the letter."""
    rows = EvidenceFile.objects.filter(
        partner=partner, direction=Direction.OUT.value, state=FileState.GOING.value
    )
    letters = Letter.objects.filter(uuid__in=[row.letter for row in rows]).exclude(state__in=_GONE)
    if known:
        letters = letters.filter(state__in=KNOWS_FILES)
    fit = set(letters.values_list("uuid", flat=True))
    return [row for row in rows if row.letter in fit]


def files_wait(partner: Partner) -> bool:
    """Say whether there is reason to call a partner about files."""
    untold = EvidenceFile.objects.filter(partner=partner, direction=Direction.IN.value, told_at=None)
    return untold.exists() or bool(going_to(partner))


def taken_by(partner: Partner, before: EvidenceFile) -> int:
    """Return how many bytes a partner's files take here, those that came before one included."""
    rows = EvidenceFile.objects.filter(partner=partner, direction=Direction.IN.value)
    rows = rows.filter(Q(state=FileState.WHOLE.value) | Q(state=FileState.COMING.value, pk__lt=before.pk))
    return int(rows.exclude(pk=before.pk).aggregate(total=Sum("size"))["total"] or 0)


def files_of(offered: Iterable[str], partner: str) -> list[EvidenceFile]:
    """Return the files of hand-overs with a partner, both ways; drafts that were thrown away are left out."""
    rows = EvidenceFile.objects.filter(offered__in=list(offered), partner__code=partner)
    dropped = Letter.objects.filter(
        uuid__in=[row.letter for row in rows], state=LetterState.DROPPED.value
    ).values_list("uuid", flat=True)
    return list(rows.exclude(letter__in=list(dropped)))


def file_of(reader: Reader, letter: UUID | str) -> EvidenceFile:
    """Return the file that a letter names. Refuses: ``NotFound``, also where the letter is not theirs."""
    found = letter_of(reader, letter)
    row = EvidenceFile.objects.filter(letter=found.uuid).first()
    if row is None:
        raise NotFound(thing="letter", name=str(letter)[:36])
    return row
