"""What programs are told of letters."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from borderlink.liaison.queries.letters import Letter
from borderlink.officers.schemas import Asked, Told

Code = Annotated[str, StringConstraints(max_length=24)]


class LettersAsked(Asked):
    """Which box, and what it is narrowed to."""

    box: Literal["in", "out"] = "in"
    lane: Code = Field("", description="to-open, to-answer, feedback, overdue, drafts ...; empty: not closed")
    partner: Annotated[str, StringConstraints(max_length=64)] = ""
    kind: Code = ""
    mine: bool = False
    page: int = Field(1, ge=1, le=1_000_000)


class LetterTold(Told):
    """A letter as a list shows it."""

    uuid: UUID
    thread: str = Field(description="The reference of its thread")
    case: str
    partner: str
    direction: str
    kind: str
    state: str
    urgency: str
    author: str
    owner: str
    sent_at: datetime | None
    opened_at: datetime | None
    due_at: datetime | None
    answered_at: datetime | None
    reply_to: UUID | None

    @classmethod
    def of(cls, row: Letter) -> "LetterTold":
        """Return what is told of a letter."""
        return cls(
            uuid=row.uuid, thread=row.thread.reference, case=row.thread.case,
            partner=row.thread.partner.code, direction=row.direction, kind=row.kind, state=row.state,
            urgency=row.urgency, author=row.author, owner=row.owner, sent_at=row.sent_at,
            opened_at=row.opened_at, due_at=row.due_at, answered_at=row.answered_at, reply_to=row.reply_to,
        )  # fmt: skip


class LettersTold(Told):
    """One page of a box."""

    count: int
    page: int
    pages: int
    letters: list[LetterTold]


class ReadTold(Told):
    """A letter as its schema has it."""

    letter: LetterTold
    body: dict[str, object] | None = Field(
        description="By docs/reference/letters.md; nothing while no officer has opened a letter that came"
    )
