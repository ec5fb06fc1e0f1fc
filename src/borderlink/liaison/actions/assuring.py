"""The gate is asked, and answers: approvals that name persons, letter and end; refused, withdrawn, void."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from borderlink.foundation import canonical
from borderlink.foundation.slots import way_out
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.domain.assurance import Factor, Grade, Kind
from borderlink.liaison.domain.gate import GONE, Asked, Setting, check_grade, grade_needed
from borderlink.liaison.domain.penalties import Charge, version
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.models.gate import APPROVED, ASKED, REFUSED, WITHDRAWN, Assurance, AssuredPerson
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries import gate, gating
from borderlink.liaison.queries.letters import UNFINISHED, body_of, locked_letter_of
from borderlink.liaison.refusals.gate import (
    ApprovalOutdated,
    DecidedAlready,
    ExpiryNotPossible,
    GroundsMissing,
    NotByOneself,
    NotOurLetter,
)
from borderlink.officers.refusals import ReasonMissing, WayUnknown

LONGEST: Final = 90  # days an approval holds
LETTER: Final = "liaison.letter"
PAPER: Final = frozenset({Grade.HEAD, Grade.MINISTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What whoever asks says of one person; who it is and their status is read from what leaves."""

    offence: str = ""
    substance: str = ""
    quantity_g: Decimal | None = None
    factors: tuple[str, ...] = ()

    def charge(self) -> Charge:
        """Return what is said of the offence."""
        return Charge(offence=self.offence, substance=self.substance, quantity_g=self.quantity_g)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Why something should leave, and what was assured for the persons in it, by reference."""

    why: str
    people: Mapping[str, Said] = field(default_factory=dict)
    assurance: str = Kind.NONE.value
    giver: str = ""
    reference: str = ""
    assured_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Something other than a letter that should leave: what, to whom, through which channel."""

    way: str
    subject: str
    to: str
    channel: str
    basis: str
    article: str = ""
    country: str = ""  # of a recipient abroad that is no partner
    case: str = ""
    consents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision, with its grounds; above a commander, whose paper with number and day it records."""

    grade: str
    grounds: str
    days: int = 30
    body: str = ""
    reference: str = ""
    decided_on: date | None = None


@transaction.atomic
def ask_assurance(*, letter: UUID | str, request: Request, by: Reader, at: datetime) -> Assurance:
    """Ask whether a draft may leave with the persons it tells of; an earlier open question is withdrawn.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotOurLetter``, ``ReasonMissing``.
    """
    row = locked_letter_of(by, letter)
    gate.need_asker(by, row.thread.unit, row.thread.case)
    if row.direction != Direction.OUT.value or row.state not in UNFINISHED:
        raise NotOurLetter
    asked = gating.asked_of_letter(row)
    partner, route = row.thread.partner, asked.route
    made = Assurance(
        way=LETTER, subject=asked.subject, letter=row.uuid, kind=row.kind, partner=partner,
        recipient=partner.code, country=partner.country, unit=row.thread.unit, case=row.thread.case,
        channel=route.channel, basis=route.basis, article=route.article, consents=list(asked.consents),
        digest=asked.digest,
    )  # fmt: skip
    return _ask(made, asked, request, by=by, at=at)


@transaction.atomic
def ask_for_paper(*, paper: Paper, request: Request, by: Reader, at: datetime) -> Assurance:
    """Ask whether a file, a print or an exhibit may leave for a partner, or for someone abroad.

    Of a case everyone in it is asked for, of a letter handed out everyone it tells of.
    Refuses: ``NotFound``, ``NotAllowed``, ``WayUnknown``, ``ReasonMissing``.
    """
    if way_out(paper.way) is None or paper.way == LETTER:
        raise WayUnknown(way=paper.way)
    partner = gating.partner_named(paper.to)
    case = gate.case_to_tell_of(by, paper.case) if paper.case else None
    unit = case.unit if case else gate.own_unit(by)
    gate.need_asker(by, unit, paper.case)
    made = Assurance(
        way=paper.way, subject=paper.subject.strip(), kind=gating.kind_of_way(paper.way), partner=partner,
        recipient=partner.code if partner else paper.to.strip(), unit=unit, case=paper.case,
        country=partner.country if partner else paper.country, channel=paper.channel,
        basis=paper.basis.strip(), article=paper.article.strip(), consents=sorted(paper.consents),
    )  # fmt: skip
    gate.need_to_read(by, made)
    made.digest = gating.paper_digest(made)
    return _ask(made, gating.asked_of_paper(made), request, by=by, at=at)


def _ask(made: Assurance, asked: Asked, request: Request, *, by: Reader, at: datetime) -> Assurance:
    if not request.why.strip():
        raise ReasonMissing
    _withdraw_open(made, at)
    made.table, made.why, made.asked_by, made.asked_at = version(), request.why.strip()[:1000], by.badge, at
    made.assurance = request.assurance if request.assurance in set(Kind) else Kind.NONE.value
    made.giver, made.reference = request.giver.strip()[:200], request.reference.strip()[:120]
    made.assured_on = request.assured_on
    people = {person.ref: person.status.value for person in asked.people}
    least = Grade.NONE if made.letter else Grade.SENIOR
    setting = gating.setting_of(made.partner, row=made, author=by.badge, least=least, at=at)
    made.needed = grade_needed(asked, setting).value
    made.save()
    AssuredPerson.objects.bulk_create(
        _person(made, ref, status, request.people.get(ref, Said())) for ref, status in people.items()
    )
    facts: dict[str, str | int] = {"to": made.recipient, "kind": made.kind, "persons": len(people)}
    note(
        act="liaison.ask-assurance", subject=made.subject, why=made.why[:400], facts=facts, by=by.badge, at=at
    )
    return made


def _person(made: Assurance, ref: str, status: str, said: Said) -> AssuredPerson:
    penalty = gating.penalty_in(gating.country_of(made), said.charge(), made.asked_at)
    return AssuredPerson(
        assurance=made, ref=ref[:80], status=status, offence=said.offence, substance=said.substance,
        quantity_g=said.quantity_g, penalty=penalty.value, factors=sorted(set(said.factors) & set(Factor)),
    )  # fmt: skip


def _withdraw_open(made: Assurance, at: datetime) -> None:
    """Withdraw what was asked before of the same thing: whoever decides sees one question."""
    rows = Assurance.objects.filter(subject=made.subject, recipient=made.recipient, state=ASKED)
    rows.update(state=WITHDRAWN, void_at=at, void_why="GTR-ASKED-AGAIN")


@transaction.atomic
def approve_assurance(*, pk: int, decision: Decision, by: Reader, at: datetime) -> Assurance:
    """Let it leave, as a commander, or by the paper of a higher office that a commander records.

    The approval names the persons with their statuses, what is said, and its end; the letter itself is made
    to say under which assurance it leaves. It is void as soon as any of that changes.
    Refuses: ``NotFound`` (the letter too, to who may not read it), ``NotAllowed``, ``NotByOneself``,
    ``DecidedAlready``, ``ApprovalOutdated``, ``GroundsMissing``, ``ExpiryNotPossible``, ``GradeTooLow``,
    ``NeverLeaves``.
    """
    row = _to_decide(pk, by)
    _check_words(decision, at)
    asked, setting = _as_it_stands(row, at)
    if changed := _changed(row, asked, setting):
        raise ApprovalOutdated(why=changed)
    grade = Grade(decision.grade)
    check_grade(asked, setting, gating.subjects_of(row, gating.country_of(row), at), grade)
    row.grade, row.until_at = grade.value, at + timedelta(days=decision.days)
    row.body, row.decision = decision.body.strip()[:200], decision.reference.strip()[:120]
    row.decided_on = decision.decided_on
    _decide(row, APPROVED, decision.grounds, by=by, at=at)
    _mark_letter(row)
    return row


def _changed(row: Assurance, asked: Asked, setting: Setting) -> str:
    """Return what is not as it was when it was asked for, a code of `gate_reason`; empty if all is."""
    told = {one.ref: one.status for one in row.people.all()}
    now = {person.ref: person.status.value for person in asked.people}
    flaws = (
        (row.table != setting.table, "GTR-TABLE"),
        (set(told) != set(now), "GTR-PERSONS"),
        (told != now, "GTR-STATUS"),
        (row.digest != asked.digest, "GTR-TEXT"),
    )
    return next((code for is_so, code in flaws if is_so), "")


def _as_it_stands(row: Assurance, at: datetime) -> tuple[Asked, Setting]:
    letter = _letter_of(row)
    asked = gating.asked_of_letter(letter) if letter else gating.asked_of_paper(row)
    least = Grade.NONE if letter else Grade.SENIOR
    return asked, gating.setting_of(row.partner, row=row, author=row.asked_by, least=least, at=at)


def _letter_of(row: Assurance) -> Letter | None:
    if row.letter is None:
        return None
    return Letter.objects.select_related("thread", "thread__partner").get(uuid=row.letter)


def _mark_letter(row: Assurance) -> None:
    """Put into the letter what it says of the assurances it leaves under."""
    letters = Letter.objects.select_for_update(of=("self",))
    letter = letters.filter(uuid=row.letter).first() if row.letter else None
    if letter is not None:
        body = {**body_of(letter), "assurance": canonical.from_bytes(gating.block_of(row))}
        letter.body = canonical.to_bytes(body).decode()
        letter.save(update_fields=["body"])


@transaction.atomic
def refuse_assurance(*, pk: int, grounds: str, by: Reader, at: datetime) -> Assurance:
    """Refuse that it leaves.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotByOneself``, ``DecidedAlready``, ``GroundsMissing``.
    """
    row = _to_decide(pk, by)
    if not grounds.strip():
        raise GroundsMissing
    _decide(row, REFUSED, grounds, by=by, at=at)
    return row


@transaction.atomic
def withdraw_assurance(*, pk: int, why: str, by: Reader, at: datetime) -> Assurance:
    """Take back a question or an approval that was not used yet, as who asked or as a commander.

    Refuses: ``NotFound``, ``NotAllowed``, ``DecidedAlready``, ``GroundsMissing``.
    """
    row = gate.locked_assurance_of(by, pk)
    if row.state not in {ASKED, APPROVED} or row.used_at is not None or row.void_at is not None:
        raise DecidedAlready
    if by.badge != row.asked_by:
        gate.need_decider(by, "liaison.withdraw-assurance")
    if not why.strip():
        raise GroundsMissing
    if row.state == ASKED:
        row.state = WITHDRAWN
    row.void_at, row.void_why = at, "GTR-WITHDRAWN"
    row.save(update_fields=["state", "void_at", "void_why"])
    _note(row, "liaison.withdraw-assurance", why, by=by.badge, at=at)
    return row


def _to_decide(pk: int, by: Reader) -> Assurance:
    """Return an open question for a commander to decide who may read what would leave.

    The letter is locked before the question, as whoever asks locks them, so that none is sent meanwhile.
    """
    found = gate.assurance_of(by, pk)
    gate.need_decider(by, "liaison.decide-assurance")
    gate.need_to_read(by, found)
    letter = locked_letter_of(by, found.letter) if found.letter else None
    row = gate.locked_assurance_of(by, pk)
    if row.state != ASKED or (letter is not None and letter.state not in UNFINISHED):
        raise DecidedAlready
    if by.badge in {row.asked_by, letter.author if letter else ""}:
        raise NotByOneself(badge=by.badge)
    return row


def _check_words(decision: Decision, at: datetime) -> None:
    if decision.grade not in set(Grade) or not decision.grounds.strip():
        raise GroundsMissing
    on, paper = decision.decided_on, decision.body.strip() and decision.reference.strip()
    if decision.grade in PAPER and not (paper and on and on <= timezone.localdate(at)):
        raise GroundsMissing
    if not 1 <= decision.days <= LONGEST:
        raise ExpiryNotPossible(days=LONGEST)


def _decide(row: Assurance, state: str, grounds: str, *, by: Reader, at: datetime) -> None:
    row.state, row.grounds = state, grounds.strip()[:1000]
    row.decided_by, row.decided_at = by.badge, at
    row.save()
    act = "liaison.approve-assurance" if state == APPROVED else "liaison.refuse-assurance"
    _note(row, act, grounds, by=by.badge, at=at)


def _note(row: Assurance, act: str, why: str, *, by: str, at: datetime) -> None:
    facts: dict[str, str | int] = {"to": row.recipient, "grade": row.grade, "request": row.pk}
    note(act=act, subject=row.subject, why=why.strip()[:400], facts=facts, by=by, at=at)


@transaction.atomic
def void_outdated(*, at: datetime) -> int:
    """Void every approval whose persons, text or penalties are no longer those it rests on; say how many.

    What is asked about a letter that has left or was thrown away is taken back too. The gate asks anew each
    time, so this only makes the queue and the register say at once what would be refused.
    """
    rows = Assurance.objects.select_for_update().filter(state=APPROVED, used_at=None, void_at=None)
    voided = sum(_void(row, why, at) for row in rows if (why := gate.why_void(row, at)))
    drafts = Letter.objects.filter(state__in=UNFINISHED).values("uuid")
    asked = Assurance.objects.select_for_update().filter(state=ASKED, letter__isnull=False)
    return voided + sum(_void(row, GONE, at) for row in asked.exclude(letter__in=drafts))


def _void(row: Assurance, why: str, at: datetime) -> int:
    row.state = WITHDRAWN if row.state == ASKED else row.state
    row.void_at, row.void_why = at, why
    row.save(update_fields=["state", "void_at", "void_why"])
    facts: dict[str, str | int] = {"to": row.recipient, "why": why, "request": row.pk}
    note(act="liaison.void-assurance", subject=row.subject, facts=facts, by="NODE", at=at)
    return 1
