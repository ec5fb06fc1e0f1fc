"""Questions about controlled deliveries: which there are, how one stands on our screen now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.delivery import Event, Known, View, fold, lead, see
from borderlink.liaison.domain.delivery import Operation as Folded
from borderlink.liaison.domain.orders import STOP, event_of, plan_of
from borderlink.liaison.domain.receipts import ReceiptNote, SignedStatement
from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.models.delivery import Operation, OperationEvent, Substitution
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Outgoing, Receipt
from borderlink.liaison.queries.postkeys import me
from borderlink.liaison.queries.sight import may_see_thread, seen

__all__ = ["Operation", "OperationEvent", "Substitution"]

MEASURED: Final = timedelta(days=1)  # a clock is trusted to keep its error for so long
SAMPLES: Final = 20
WAITING: Final = frozenset({LetterState.DRAFT.value, LetterState.SEALED.value})  # not with the partner yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An operation as one officer sees it now."""

    row: Operation
    folded: Folded
    view: View
    events: tuple[Event, ...]
    untold: int  # STOP orders of ours that could not be sealed yet: say them by telephone


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One event of an operation as it stands in our log. ``state``: of our letter; empty of theirs."""

    row: OperationEvent
    body: Mapping[str, Any]
    state: str

    @property
    def ours(self) -> bool:
        """Whether our side said it."""
        return self.row.side == me()

    @property
    def by_telephone(self) -> bool:
        """Whether it was heard by telephone and is no letter."""
        return bool(self.body.get("phone"))

    @property
    def reached(self) -> bool:
        """Whether the partner's node has our letter, as it has signed."""
        return self.ours and not self.by_telephone and self.state not in WAITING


def operations_of(reader: Reader) -> list[Operation]:
    """Return the operations that are the reader's to see, the newest first."""
    rows = Operation.objects.filter(seen(reader, "thread__")).select_related("partner", "thread")
    return list(rows.order_by("-pk"))


def operation_of(reader: Reader, uuid: UUID | str) -> Operation:
    """Return one operation. Refuses: ``NotFound``, in the same words when it is not the reader's to see."""
    try:
        wanted = UUID(str(uuid))
    except ValueError:
        raise NotFound(thing="operation", name=str(uuid)[:36]) from None
    row = Operation.objects.select_related("partner", "thread").filter(uuid=wanted).first()
    if row is None or not may_see_thread(reader, row.thread):
        raise NotFound(thing="operation", name=str(uuid)[:36])
    return row


def standing_of(row: Operation, at: datetime) -> Standing:
    """Return how an operation stands on our screen now."""
    rows = list(row.events.all())
    events = tuple(event_of(json.loads(one.body), one.side) for one in rows)
    known = {str(one.letter): Known(int(one.known_at.timestamp()), one.lead_s) for one in rows}
    folded = fold(events)
    drafts = Letter.objects.filter(thread=row.thread, kind=STOP, state=LetterState.DRAFT.value)
    return Standing(
        row=row, folded=folded, view=see(folded, known, int(at.timestamp())), events=events,
        untold=drafts.filter(uuid__in=[one.letter for one in rows]).count(),
    )  # fmt: skip


def log_of(row: Operation) -> list[LogLine]:
    """Return every event of an operation, in the order in which we learnt of them."""
    rows = list(row.events.all())
    letters = Letter.objects.filter(uuid__in=[one.letter for one in rows], direction=Direction.OUT.value)
    states = dict(letters.values_list("uuid", "state"))
    return [LogLine(row=one, body=json.loads(one.body), state=states.get(one.letter, "")) for one in rows]


def plan_text(row: Operation, digest: str) -> Mapping[str, Any] | None:
    """Return a plan of an operation as it was signed, by its digest; its letter's facts."""
    for one in row.events.filter(kind="cd_plan"):
        facts: Mapping[str, Any] = json.loads(one.body)["facts"]
        if plan_of(facts["plan"]).digest == digest:
            return facts
    return None


def operation_of_letter(letter: UUID) -> UUID | None:
    """Return the operation that a letter is an event of; None of any other letter."""
    return OperationEvent.objects.filter(letter=letter).values_list("operation__uuid", flat=True).first()


def substitutes_of(row: Operation) -> list[Substitution]:
    """Return the substitutes that an operation uses."""
    return list(row.substitutions.all())


def lead_of(partner: Partner, at: datetime) -> int:
    """Return how far a partner's clock may be ahead of ours: by when they signed that our letters came."""
    rows = Receipt.objects.filter(partner=partner, ours=False, at__gte=at - MEASURED).order_by("-pk")
    notes = [SignedStatement.from_bytes(bytes(row.document)).statement for row in rows[:SAMPLES]]
    said = {UUID(note.letter): note.at for note in notes if isinstance(note, ReceiptNote)}
    sealed = Outgoing.objects.filter(partner=partner, letter__in=said, sealed_at__gte=at - MEASURED)
    times = sealed.values_list("letter", "sealed_at")
    return lead((int(ours.timestamp()), said[letter] + 1) for letter, ours in times)


def untold_stops() -> list[Letter]:
    """Return our STOP orders that could not be sealed when they were given, the oldest first."""
    rows = Letter.objects.filter(kind=STOP, state=LetterState.DRAFT.value).order_by("pk")
    return list(rows.select_related("thread", "thread__partner"))


def way_of_leg(letter: Letter) -> tuple[str, str] | None:
    """Return where the leg that a letter of an operation is about begins and ends, by the newest plan."""
    leg = json.loads(letter.body)["facts"].get("leg") if letter.body else ""
    plans = OperationEvent.objects.filter(operation__thread=letter.thread_id, kind="cd_plan").order_by("-pk")
    for body in plans.values_list("body", flat=True)[:1] if leg else ():
        for one in json.loads(body)["facts"]["plan"]["legs"]:
            if one["leg"] == leg:
                return str(one["start"]), str(one["end"])
    return None
