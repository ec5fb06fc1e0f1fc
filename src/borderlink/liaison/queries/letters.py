"""Questions about letters: one letter, one thread, what lies in which lane and who waits for whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.post import Receipt
from borderlink.liaison.queries.sight import may_see_thread, seen

__all__ = ["Letter", "Receipt", "Thread"]

SILENT: Final = ("receipt", "key_update", "checkpoint")  # written by nodes, for nodes: they stand in no lane
ASKS: Final = frozenset({
    "clue", "rfi", "deconfliction", "preservation_request", "hold_request", "consent_request",
    "erasure_request", "evidence_request", "handover_offer",
})  # fmt: skip
IN, OUT = Direction.IN.value, Direction.OUT.value
UNFINISHED: Final = (LetterState.DRAFT.value, LetterState.ASKED.value)
FAILED: Final = (LetterState.UNDELIVERED.value, LetterState.REFUSED.value, LetterState.NOT_UNDERSTOOD.value)


class Lane(StrEnum):
    """Where a letter stands on the office's desk. A letter may stand in several."""

    TO_OPEN = "to-open"
    TO_ANSWER = "to-answer"
    FEEDBACK = "feedback"  # answered, and they still wait to hear what came of it
    OVERDUE = "overdue"
    DRAFTS = "drafts"
    TO_APPROVE = "to-approve"
    ON_THE_WAY = "on-the-way"
    WAITING = "waiting"  # for them
    NOT_DELIVERED = "not-delivered"
    CLOSED = "closed"


INBOX: Final = (Lane.TO_OPEN, Lane.TO_ANSWER, Lane.FEEDBACK, Lane.OVERDUE, Lane.CLOSED)
OUTBOX: Final = (Lane.DRAFTS, Lane.TO_APPROVE, Lane.ON_THE_WAY, Lane.WAITING, Lane.NOT_DELIVERED, Lane.CLOSED)
CLOCKED: Final = frozenset({Lane.TO_ANSWER, Lane.FEEDBACK, Lane.OVERDUE, Lane.WAITING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a box is narrowed to: a lane, a partner's code, a kind, only what the reader works on."""

    lane: str = ""
    partner: str = ""
    kind: str = ""
    mine: bool = False

    def words(self) -> dict[str, str]:
        """Return the filters in use: what the journal keeps of them."""
        named = {"lane": self.lane, "partner": self.partner, "kind": self.kind}
        return {name: value for name, value in named.items() if value} | ({"mine": "1"} if self.mine else {})


def letters_seen(reader: Reader) -> QuerySet[Letter]:
    """Return the letters that are the reader's to see, without what nodes write each other."""
    rows = Letter.objects.filter(seen(reader, "thread__")).exclude(kind__in=SILENT)
    return rows.select_related("thread", "thread__partner")


def letter_of(reader: Reader, uuid: UUID | str) -> Letter:
    """Return one letter. Refuses: ``NotFound``, in the same words when it is not the reader's to see."""
    row = Letter.objects.select_related("thread", "thread__partner").filter(uuid=uuid_of(uuid)).first()
    if row is None or not may_see_thread(reader, row.thread):
        raise NotFound(thing="letter", name=str(uuid)[:36])
    return row


def locked_letter_of(reader: Reader, uuid: UUID | str) -> Letter:
    """Return one letter, its row locked until the transaction ends. Refuses: ``NotFound``."""
    found = letter_of(reader, uuid)
    rows = Letter.objects.select_for_update(of=("self",)).select_related("thread", "thread__partner")
    return rows.get(pk=found.pk)


NOBODYS: Final = UUID(int=0)  # no letter has it


def uuid_of(text: UUID | str) -> UUID:
    """Return a letter's number as it is typed; what is none is nobody's."""
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError:
        return NOBODYS


def thread_of(reader: Reader, uuid: UUID | str) -> Thread:
    """Return one thread. Refuses: ``NotFound``."""
    row = Thread.objects.select_related("partner").filter(uuid=uuid_of(uuid)).first()
    if row is None or not may_see_thread(reader, row):
        raise NotFound(thing="letter-thread", name=str(uuid)[:36])
    return row


def letters_of(thread: Thread) -> list[Letter]:
    """Return a thread's letters in the order in which they were sent or came; drafts stand last."""
    rows = thread.letters.exclude(kind__in=SILENT).exclude(state=LetterState.DROPPED.value)
    return sorted(rows, key=lambda row: (row.sent_at is None, row.sent_at or row.made_at, row.pk))


def letters_to_name(letter: Letter) -> list[Letter]:
    """Return the sent letters that a draft can name: its thread's, then others that it names already."""
    named = body_of(letter).get("facts", {}).get("letters", ())
    elsewhere = Letter.objects.filter(
        uuid__in=named, thread__partner=letter.thread.partner_id, sent_at__isnull=False
    ).exclude(thread=letter.thread_id)
    sent = [one for one in letters_of(letter.thread) if one.sent_at is not None]
    return [*sent, *elsewhere.order_by("sent_at", "pk")]


def receipts_of(letter: Letter) -> list[Receipt]:
    """Return the signed receipts about a letter, in the order of their time."""
    return list(Receipt.objects.filter(letter=letter.uuid).order_by("at", "pk"))


def body_of(letter: Letter) -> Mapping[str, Any]:
    """Return what a letter says, as its schema has it."""
    value: Mapping[str, Any] = json.loads(letter.body) if letter.body else {}
    return value


def answers_to(letter: Letter) -> list[Letter]:
    """Return the letters that answer one, the oldest first; drafts too."""
    rows = Letter.objects.filter(reply_to=letter.uuid).exclude(kind__in=SILENT)
    return list(rows.exclude(state=LetterState.DROPPED.value).order_by("made_at", "pk"))


def condition(lane: Lane, at: datetime) -> Q:
    """Return the condition under which a letter stands in a lane at a moment."""
    live_in = Q(direction=IN) & ~Q(state=LetterState.CLOSED.value)
    sent = Q(direction=OUT, sent_at__isnull=False) & ~Q(state=LetterState.CLOSED.value)
    asked = Q(kind__in=ASKS)
    unanswered = asked & Q(answered_at=None)
    feedback = Q(kind="clue", answered_at__isnull=False, feedback_at=None)
    late = (unanswered & Q(due_at__lt=at)) | (feedback & Q(feedback_due_at__lt=at))
    return {
        Lane.TO_OPEN: live_in & Q(opened_at=None),
        Lane.TO_ANSWER: live_in & unanswered & Q(opened_at__isnull=False),
        Lane.FEEDBACK: live_in & feedback,
        Lane.OVERDUE: live_in & late,
        Lane.DRAFTS: Q(direction=OUT, state=LetterState.DRAFT.value),
        Lane.TO_APPROVE: Q(direction=OUT, state=LetterState.ASKED.value),
        Lane.ON_THE_WAY: Q(direction=OUT, state=LetterState.SEALED.value),
        Lane.WAITING: sent & ~Q(state__in=FAILED) & (unanswered | feedback),
        Lane.NOT_DELIVERED: Q(direction=OUT, state__in=FAILED),
        Lane.CLOSED: Q(state=LetterState.CLOSED.value),
    }[lane]


def box(reader: Reader, direction: str, filters: Filters, at: datetime) -> QuerySet[Letter]:
    """Return a box's letters: where clocks run what is due first stands first, else the newest."""
    rows = letters_seen(reader).filter(direction=direction).exclude(state=LetterState.DROPPED.value)
    if filters.lane in set(Lane):
        rows = rows.filter(condition(Lane(filters.lane), at))
    elif not filters.lane:
        rows = rows.exclude(state=LetterState.CLOSED.value)
    if filters.partner:
        rows = rows.filter(thread__partner__code=filters.partner)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.mine:
        rows = rows.filter(Q(owner=reader.badge) | Q(author=reader.badge))
    if filters.lane in CLOCKED:
        clock = Case(When(answered_at=None, then="due_at"), default="feedback_due_at")
        return rows.order_by(clock.asc(nulls_last=True), "-made_at", "-pk")
    return rows.order_by("-made_at", "-pk")


def counts(reader: Reader, direction: str, at: datetime) -> dict[Lane, int]:
    """Return how many of the reader's letters stand in each lane of a box."""
    rows = letters_seen(reader).filter(direction=direction)
    lanes = INBOX if direction == IN else OUTBOX
    return {lane: rows.filter(condition(lane, at)).count() for lane in lanes}


def late_on_their_side(reader: Reader, at: datetime) -> int:
    """Return how many of our letters they should have answered by now."""
    late = Q(answered_at=None, due_at__lt=at) | Q(
        answered_at__isnull=False, feedback_at=None, feedback_due_at__lt=at
    )
    return letters_seen(reader).filter(condition(Lane.WAITING, at) & late).count()


def told_to_author(reader: Reader) -> list[tuple[Letter, Letter]]:
    """Return the reader's own clues with feedback that nobody has opened yet, the newest first."""
    rows = letters_seen(reader).filter(kind="feedback", direction=IN, opened_at=None).order_by("-sent_at")
    found = list(rows[:20])
    clues = {
        row.uuid: row
        for row in Letter.objects.filter(uuid__in=[row.reply_to for row in found], author=reader.badge)
    }
    return [(clues[row.reply_to], row) for row in found if row.reply_to in clues]
