"""What officers fill in, one form per type of letter, and the body that a letter then carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from borderlink.liaison.domain import precision
from borderlink.liaison.domain.parts import (
    Amount,
    Body,
    Drug,
    How,
    Identifier,
    Name,
    Note,
    Person,
    Place,
    Plain,
    Window,
    plain,
)
from borderlink.liaison.domain.schemas import VERSION, check_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Plain):
    """The channel of a letter, the instrument and article that open it, the references of both sides."""

    kept: ClassVar[frozenset[str]] = frozenset({"basis", "article", "own_reference", "their_reference"})

    code: str
    basis: str = ""
    article: str = ""
    own_reference: str = ""
    their_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling(Plain):
    """What the reader may do with a letter: its originator keeps control."""

    kept: ClassVar[frozenset[str]] = frozenset({"may_pass_to", "purposes", "expires", "delete_by"})

    scheme: str
    code: str
    purposes: tuple[str, ...] = ()
    may_pass_to: tuple[str, ...] = ()
    evidence_use: str = "ask"
    ask_before_action: bool = False
    expires: date | str = ""
    delete_by: date | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading(Plain):
    """How far the source and the information are trusted, in the scheme of whoever graded them."""

    scheme: str
    source: str
    information: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Plain):
    """A grading, and the original one where this was mapped from another scheme; never an average."""

    kept: ClassVar[frozenset[str]] = frozenset({"mapped_from"})

    scheme: str
    source: str
    information: str
    mapped_from: Grading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every letter says beside its facts: who writes, in which thread, under which rules."""

    letter: str
    thread: str
    reference: str
    written_at: datetime
    badge: str
    office: str
    channel: Route
    handling: Handling
    urgency: str = "URG-ROUTINE"
    after: str = ""
    reply_to: str = ""
    grade: Grade | None = None
    assurance: tuple[Mapping[str, Any], ...] = ()
    consents: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


class Draft(Plain):
    """The facts of one type of letter."""

    __slots__ = ()
    kind: ClassVar[str]

    def facts(self) -> dict[str, Any]:
        """Return the facts as the letter carries them."""
        return self.as_facts()


def compose(frame: Frame, draft: Draft) -> Mapping[str, Any]:
    """Return the body of a letter, in the form of its type. Refuses: ``LetterShapeWrong``."""
    body = {
        "type": draft.kind, "version": VERSION, "letter": frame.letter, "thread": frame.thread,
        "reference": frame.reference, "after": frame.after, "reply_to": frame.reply_to,
        "written_at": plain(frame.written_at), "author": {"badge": frame.badge, "office": frame.office},
        "channel": plain(frame.channel), "handling": plain(frame.handling), "urgency": frame.urgency,
        "grade": plain(frame.grade), "assurance": plain(frame.assurance), "consents": list(frame.consents),
        "facts": draft.facts(), "notes": plain(frame.notes),
    }  # fmt: skip
    return check_value(body).value


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject(Draft):
    """What a letter can be about: people, firms, drugs, places, times, numbers to follow."""

    people: tuple[Person, ...] = ()
    bodies: tuple[Body, ...] = ()
    drugs: tuple[Drug, ...] = ()
    places: tuple[Place, ...] = ()
    windows: tuple[Window, ...] = ()
    traces: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack(Plain):
    """A part of a clue that is not shared, for the source's sake or the operation's."""

    part: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueDraft(Subject):
    """What we know and ask them to look into. Its precision is counted, never typed."""

    kind: ClassVar[str] = "clue"

    how: How = field(default_factory=How)
    actions: tuple[str, ...] = ()
    held_back: tuple[HeldBack, ...] = ()
    low_score: str = ""

    def facts(self) -> dict[str, Any]:
        """Return the facts with their score."""
        facts = self.as_facts()
        return facts | {"score": precision.score(facts).as_facts()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Plain):
    """One thing that is asked, about people or firms of the same letter, for a span of time."""

    ref: str
    ask: str
    about: tuple[str, ...] = ()
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rfi(Subject):
    """Questions about what the letter names."""

    kind: ClassVar[str] = "rfi"

    questions: tuple[Question, ...]
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Plain):
    """What was found on one question; ``refusal`` says why not, ``about`` names what this letter tells."""

    question: str
    outcome: str
    refusal: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Subject):
    """What was found on each question of theirs."""

    kind: ClassVar[str] = "answer"

    answers: tuple[Found, ...]
    interim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seized(Plain):
    """What a clue led to."""

    substance: str
    amount: Amount
    on: date | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Subject):
    """What became of their clue: outcomes, what was seized, which parts were right."""

    kind: ClassVar[str] = "feedback"

    outcomes: tuple[str, ...]
    final: bool = False
    refusal: str = ""
    late_hours: int | None = None
    seized: tuple[Seized, ...] = ()
    arrested: int | None = None
    case: str = ""
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Plain):
    """Whom to call."""

    kept: ClassVar[frozenset[str]] = frozenset({"phone"})

    office: str
    badge: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deconfliction(Draft):
    """Whether another unit works this target. The answer is hit or no hit and whom to call, nothing else."""

    kind: ClassVar[str] = "deconfliction"

    step: str
    people: tuple[Person, ...] = ()
    bodies: tuple[Body, ...] = ()
    traces: tuple[Identifier, ...] = ()
    answer: str = ""
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Plain):
    """Data that a holder would delete, for a span of time."""

    ref: str
    data: str
    about: tuple[str, ...] = ()
    holder: str = ""
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preservation(Draft):
    """Keep this data until a request for it comes."""

    kind: ClassVar[str] = "preservation_request"

    items: tuple[Item, ...]
    until: date
    people: tuple[Person, ...] = ()
    bodies: tuple[Body, ...] = ()
    traces: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominee(Plain):
    """An officer nominated for a course."""

    names: tuple[Name, ...]
    office: str
    badge: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingNomination(Draft):
    """Officers nominated for a course."""

    kind: ClassVar[str] = "training_nomination"

    course: str
    nominees: tuple[Nominee, ...]
    reference: str = ""
    from_: date | None = None
    until: date | None = None
    place: str = ""
