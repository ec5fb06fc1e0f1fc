"""Registers are read and searched, other units asked whether they know someone: each look is journalled."""

from datetime import datetime

from django.core.paginator import Page
from django.db import transaction

from borderlink.cases.domain.search import is_long_enough
from borderlink.cases.models.asked import Deconfliction, DeconflictionHit
from borderlink.cases.models.nominal import Organisation, Person
from borderlink.cases.queries import registers
from borderlink.cases.queries.asked import Question, asked_by_us, asked_of_us, hit_of
from borderlink.cases.queries.search import Hit, find, known_elsewhere, texts_of
from borderlink.cases.queries.sight import is_commander_of
from borderlink.cases.refusals.file import ReasonMissing
from borderlink.cases.refusals.register import AlreadyAnswered, NothingAsked, WordsTooShort
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note


@transaction.atomic
def list_suspects(
    *, words: str = "", role: str = "", page: int = 1, by: Reader, at: datetime
) -> Page[Person]:
    """Return a page of those who play a part in the reader's own cases. Refuses: ``NotAllowed``."""
    registers.needs_sight(by, "cases.list-suspects")
    shown = registers.suspects(by, words=words, role=role, page=page)
    facts = {"shown": len(shown)}
    note(
        act="cases.list-suspects", subject="suspects", facts=facts, personal=_said(words), by=by.badge, at=at
    )
    return shown


@transaction.atomic
def list_organisations(*, words: str = "", page: int = 1, by: Reader, at: datetime) -> Page[Organisation]:
    """Return a page of the organisations of the reader's own cases. Refuses: ``NotAllowed``."""
    registers.needs_sight(by, "cases.list-organisations")
    shown = registers.organisations(by, words=words, page=page)
    facts, act = {"shown": len(shown)}, "cases.list-organisations"
    note(act=act, subject="organisations", facts=facts, personal=_said(words), by=by.badge, at=at)
    return shown


def _said(words: str) -> dict[str, str]:
    return {"words": words.strip()[:200]} if words.strip() else {}


@transaction.atomic
def search_cases(*, words: str, why: str, by: Reader, at: datetime) -> list[Hit]:
    """Return what matches the words in the reader's own cases; the words stand in the journal, sealed.

    Refuses: ``NotAllowed``, ``ReasonMissing``, ``WordsTooShort``.
    """
    registers.needs_sight(by, "cases.search")
    if not why.strip():
        raise ReasonMissing
    if not is_long_enough(words):
        raise WordsTooShort
    found = find(by, words)
    note(
        act="cases.search", subject="cases", why=why.strip(), facts={"found": len(found)},
        personal=_said(words), by=by.badge, at=at,
    )  # fmt: skip
    return found


@transaction.atomic
def list_questions(*, by: Reader, at: datetime) -> tuple[list[Question], list[DeconflictionHit]]:
    """Return what the reader's cases asked other units, and what these ask of them: people are named in both.

    Refuses: ``NotAllowed``.
    """
    registers.needs_sight(by, "cases.list-questions")
    ours, theirs = asked_by_us(by), asked_of_us(by)
    facts: dict[str, str | int] = {"ours": len(ours), "theirs": len(theirs)}
    note(act="cases.list-questions", subject="questions", facts=facts, by=by.badge, at=at)
    return ours, theirs


@transaction.atomic
def ask_elsewhere(
    *, person: int = 0, organisation: int = 0, why: str, by: Reader, at: datetime
) -> Deconfliction:
    """Ask, as the commander of a case's unit, whether another unit of the agency knows someone of the case.

    The same name or number counts, as it is written but for width, case and marks. What comes back are
    units, never cases; each unit that knows is asked to answer. Refuses: ``NotFound``, ``NotAllowed``,
    ``ReasonMissing``, ``NothingAsked``.
    """
    about = _about(by, person, organisation)
    if not is_commander_of(by, about.case):
        raise NotAllowed(act="cases.ask-elsewhere")
    if not why.strip():
        raise ReasonMissing
    texts = [(kind, text) for kind, text in texts_of(about) if kind != "address"]
    if not texts:
        raise NothingAsked(label=about.label, case=about.case.number)
    question = Deconfliction.objects.create(
        case=about.case, person=about if isinstance(about, Person) else None,
        organisation=about if isinstance(about, Organisation) else None, agency=about.case.agency,
        unit=about.case.unit, why=why.strip()[:400], at=at, by=by.badge,
    )  # fmt: skip
    knowing = known_elsewhere(about.case, texts)
    DeconflictionHit.objects.bulk_create(
        DeconflictionHit(question=question, case=case, unit=case.unit) for case in knowing
    )
    facts: dict[str, str | int] = {"about": about.label, "units": len({case.unit for case in knowing})}
    subject = f"case {about.case.number}"
    note(act="cases.ask-elsewhere", subject=subject, why=why.strip(), facts=facts, by=by.badge, at=at)
    return question


def _about(by: Reader, person: int, organisation: int) -> Person | Organisation:
    about = registers.person_of(by, person) if person else registers.organisation_of(by, organisation)
    if about is None:
        raise NotFound(thing="person" if person else "body", name=str(person or organisation))
    return about


@transaction.atomic
def answer_elsewhere(*, hit: int, answer: str, by: Reader, at: datetime) -> DeconflictionHit:
    """Answer another unit's question, for a case of one's own.

    Refuses: ``NotFound``, ``ReasonMissing``, ``AlreadyAnswered``.
    """
    found = hit_of(by, hit)
    if not answer.strip():
        raise ReasonMissing
    row = DeconflictionHit.objects.select_for_update().get(pk=found.pk)
    if row.answered_by:
        raise AlreadyAnswered(badge=row.answered_by)
    row.answer, row.answered_by, row.answered_at = answer.strip()[:400], by.badge, at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    facts: dict[str, str | int] = {"question": found.question_id, "asked_by": found.question.by}
    subject = f"case {found.case.number}"
    note(act="cases.answer-elsewhere", subject=subject, why=row.answer, facts=facts, by=by.badge, at=at)
    return row
