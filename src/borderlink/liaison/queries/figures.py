"""The office's figures: how precise clues are, whether precise ones hit, who answers in time, both sides."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from borderlink.foundation.who import Reader
from borderlink.liaison.domain.office import Answering, Asked, Clue, Precision, answering, precision
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.post import Receipt
from borderlink.liaison.queries.letters import ASKS, letters_seen
from borderlink.liaison.queries.sight import seen

HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side's figures: its clues, and how it answers what the other side asked."""

    clues: Precision
    answers: Answering
    feedback_owed: int  # clues answered, of which the other side still does not know what came


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Both sides' figures for letters sent from ``since`` until before ``until``."""

    since: datetime
    until: datetime
    ours: Side
    theirs: Side


def figures(reader: Reader, *, since: datetime, until: datetime, at: datetime, partner: str = "") -> Figures:
    """Count the letters of a time that are the reader's to see, of one partner or of all.

    Theirs is what their letters, receipts and feedback say: a side that tells nothing has empty figures.
    """
    rows = letters_seen(reader).filter(sent_at__gte=since, sent_at__lt=until)
    if partner:
        rows = rows.filter(thread__partner__code=partner)
    out, came = rows.filter(direction=Direction.OUT.value), rows.filter(direction=Direction.IN.value)
    return Figures(
        since=since, until=until, ours=_side(clues=out, asked=came, at=at),
        theirs=_side(clues=came, asked=out, at=at),
    )  # fmt: skip


def _side(*, clues: QuerySet[Letter], asked: QuerySet[Letter], at: datetime) -> Side:
    """Return the figures of the side that wrote ``clues`` and was asked by ``asked``."""
    wanted = asked.filter(kind__in=ASKS)
    owed = asked.filter(kind="clue", answered_at__isnull=False, feedback_at=None).count()
    return Side(clues=precision(_clues(clues)), answers=answering(_asked(wanted), at), feedback_owed=owed)


def _clues(rows: QuerySet[Letter]) -> list[Clue]:
    columns = rows.filter(kind="clue").values_list("score", "score_of", "actionable", "outcome")
    return [
        Clue(score=score or 0, of=HUNDRED if of is None else of, actionable=bool(actionable), outcome=outcome)
        for score, of, actionable, outcome in columns
    ]


def _asked(rows: QuerySet[Letter]) -> list[Asked]:
    columns = rows.values_list("sent_at", "due_at", "answered_at")
    return [Asked(sent_at=sent, due_at=due, answered_at=answered) for sent, due, answered in columns if sent]


def receipts_taken(reader: Reader) -> int:
    """Return how many receipts partners signed about letters that are the reader's to see.

    Those of their nodes (stored, validated, refused) and of their officers (opened, answered) alike.
    """
    sent = letters_seen(reader).filter(direction=Direction.OUT.value).values("uuid")
    officers = Letter.objects.filter(
        seen(reader, "thread__"), kind="receipt", direction=Direction.IN.value
    ).count()
    return officers + Receipt.objects.filter(ours=False, letter__in=sent).count()
