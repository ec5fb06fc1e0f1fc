"""People in custody: recorded for consul, interpreter, a minor's safeguards and statutory returns alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from borderlink.cases.domain.custodial import due_at, treaty_for
from borderlink.cases.domain.standing import IN_CUSTODY, CustodyState, in_order
from borderlink.cases.models.counted import Case
from borderlink.cases.models.custodial import ConsularNotice, PersonInCustody, Safeguard
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.custodial import (
    Return,
    Waiting,
    country_of_detention,
    notice_of,
    open_record_of,
    record_in,
    returns,
    waiting,
)
from borderlink.cases.queries.registers import needs_sight
from borderlink.cases.queries.sight import needs
from borderlink.cases.queries.writing import code_of, days_past, open_case_of, person_of
from borderlink.cases.refusals.file import (
    CodeUnknown,
    DoneAlready,
    NoticeAnswered,
    NotInCustody,
    ReasonMissing,
    WordsMissing,
)
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note

CORRECTED = ("held_at", "nationality", "stateless", "language", "sex", "born_on", "age_said", "place")
PURPOSES = ("consular", "interpreter", "safeguards", "returns")
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What must be known of someone because they are held. ``nationality`` is a country's code, or empty."""

    held_at: datetime
    nationality: str = ""
    stateless: bool = False
    language: str = ""
    sex: str = ""
    born_on: date | None = None
    age_said: int | None = None
    place: str = ""


@transaction.atomic
def record_custody(*, case: str, person: str, held: Held, by: Reader, at: datetime) -> PersonInCustody:
    """Begin the record of someone in custody; a consul's notice is opened when another country's is owed.

    Refuses: ``NotFound``, ``CaseClosed``, ``NotInCustody``, ``DayInFuture``, ``CodeUnknown``.
    """
    found = open_case_of(by, case)
    who = person_of(found, person)
    custody = CustodyState(who.involvement.custody)
    if custody not in IN_CUSTODY or open_record_of(who) is not None:
        raise NotInCustody(person=person)
    _check(held, at)
    row = PersonInCustody.objects.create(
        person=who, nationality=held.nationality, stateless=held.stateless, language=held.language,
        sex=held.sex, born_on=held.born_on or who.born_on, age_said=held.age_said, held_at=held.held_at,
        place=held.place.strip()[:200], by=by.badge, at=at,
    )  # fmt: skip
    _owe_notice(row, of=country_of_detention(found))
    _note(found, "cases.record-custody", {"person": person}, by=by, at=at)
    return row


@transaction.atomic
def correct_custody(
    *, case: str, person: str, held: Held, why: str, by: Reader, at: datetime
) -> PersonInCustody:
    """Put right what a record says of someone; the journal keeps which parts and why, never what they said.

    A notice that was given stays; one that is still owed follows the country and the hour that are right, and
    keeps what the person was told and wished of that country's consul.
    Refuses: ``NotFound``, ``CaseClosed``, ``ReasonMissing``, ``DayInFuture``, ``CodeUnknown``.
    """
    found = open_case_of(by, case)
    row = record_in(found, person)
    if not why.strip():
        raise ReasonMissing
    _check(held, at)
    changed = [name for name in CORRECTED if getattr(row, name) != getattr(held, name)]
    for name in changed:
        setattr(row, name, getattr(held, name))
    row.save(update_fields=changed)
    if {"nationality", "stateless", "held_at"} & set(changed):
        _owe_notice(row, of=country_of_detention(found))
    facts: dict[str, str | int] = {"person": person, "parts": ", ".join(changed)}
    subject = f"case {found.number}"
    note(act="cases.correct-custody", subject=subject, why=why.strip(), facts=facts, by=by.badge, at=at)
    return row


def _check(held: Held, at: datetime) -> None:
    days_past([timezone.localdate(held.held_at), held.born_on], timezone.localdate(at))
    if held.sex:
        code_of("sex", held.sex)


def _owe_notice(row: PersonInCustody, *, of: str) -> None:
    country = "" if row.stateless or row.nationality == of else row.nationality
    row.notices.filter(given_at=None).exclude(country=country).delete()
    if not country or row.notices.exclude(given_at=None).filter(country=country).exists():
        return
    treaty = treaty_for(of=of, country=country)
    said = {"treaty": treaty.code, "mandatory": treaty.mandatory, "due_at": due_at(treaty, row.held_at)}
    ConsularNotice.objects.update_or_create(record=row, country=country, defaults=said)


@transaction.atomic
def tell_rights(
    *, case: str, person: str, country: str, wishes: bool, by: Reader, at: datetime
) -> ConsularNotice:
    """Record that the person was told of the right to the consul, and what they wish.

    Refuses: ``NotFound``, ``CaseClosed``, ``DoneAlready``.
    """
    found = open_case_of(by, case)
    row = notice_of(found, person, country)
    if row.given_at is not None:
        raise DoneAlready
    row.rights_told_at, row.wished = at, YES if wishes else NO
    row.save(update_fields=["rights_told_at", "wished"])
    _note(found, "cases.tell-rights", {"person": person, "wishes": int(wishes)}, by=by, at=at)
    return row


@transaction.atomic
def give_notice(
    *, case: str, person: str, country: str, reference: str, by: Reader, at: datetime
) -> ConsularNotice:
    """Record that the consul was told. Refuses: ``NotFound``, ``CaseClosed``, ``NoticeAnswered``."""
    found = open_case_of(by, case)
    row = notice_of(found, person, country)
    if row.given_at is not None or (row.wished == NO and not row.mandatory):
        raise NoticeAnswered(country=country)
    row.given_at, row.given_by, row.reference = at, by.badge, reference.strip()[:120]
    row.save(update_fields=["given_at", "given_by", "reference"])
    _note(found, "cases.give-notice", {"person": person}, by=by, at=at)
    return row


@transaction.atomic
def record_interpreter(
    *, case: str, person: str, interpreter: str, language: str = "", by: Reader, at: datetime
) -> PersonInCustody:
    """Record who interprets, and into which language.

    Refuses: ``NotFound``, ``CaseClosed``, ``WordsMissing``.
    """
    found = open_case_of(by, case)
    row = record_in(found, person)
    if not interpreter.strip():
        raise WordsMissing
    row.interpreter, row.interpreter_at = interpreter.strip()[:200], at
    row.language = language or row.language
    row.save(update_fields=["interpreter", "interpreter_at", "language"])
    _note(found, "cases.record-interpreter", {"person": person}, by=by, at=at)
    return row


@transaction.atomic
def record_safeguard(
    *, case: str, person: str, kind: str, words: str = "", by: Reader, at: datetime
) -> Safeguard:
    """Record what was done to protect someone in custody.

    Refuses: ``NotFound``, ``CaseClosed``, ``CodeUnknown``.
    """
    found = open_case_of(by, case)
    code_of("safeguard", kind)
    row = Safeguard.objects.create(
        record=record_in(found, person), kind=kind, done_at=at, words=words.strip()[:400], by=by.badge, at=at
    )
    _note(found, "cases.record-safeguard", {"person": person, "kind": kind}, by=by, at=at)
    return row


@transaction.atomic
def end_custody(*, case: str, person: str, by: Reader, at: datetime) -> PersonInCustody:
    """Close the record of someone who was released.

    Refuses: ``NotFound``, ``CaseClosed``, ``DoneAlready``.
    """
    found = open_case_of(by, case)
    row = record_in(found, person)
    if row.released_at is not None:
        raise DoneAlready
    row.released_at = at
    row.save(update_fields=["released_at"])
    _note(found, "cases.end-custody", {"person": person}, by=by, at=at)
    return row


@transaction.atomic
def look_at_custody(
    *, case: str, person: str, purpose: str, by: Reader, at: datetime
) -> PersonInCustody | None:
    """Return someone's record of custody for one of its four purposes; None when there is none yet.

    Refuses: ``NotFound``, ``ReasonMissing``, ``CodeUnknown``.
    """
    found = case_of(by, case)
    who = person_of(found, person)
    if not purpose:
        raise ReasonMissing
    if purpose not in PURPOSES:
        raise CodeUnknown(code=purpose[:32])
    _note(found, "cases.look-custody", {"person": person, "purpose": purpose}, by=by, at=at)
    return PersonInCustody.objects.filter(person=who).first()


@transaction.atomic
def list_waiting(*, by: Reader, at: datetime) -> list[Waiting]:
    """Return who is held in the officer's own cases and still owed something. Refuses: ``NotAllowed``."""
    needs_sight(by, "cases.list-held")
    found = waiting(by, at=at)
    facts: dict[str, str | int] = {"shown": len(found), "late": sum(row.is_late for row in found)}
    note(act="cases.list-held", subject="custody", facts=facts, by=by.badge, at=at)
    return found


@transaction.atomic
def take_return(*, from_on: date, until_on: date, by: Reader, at: datetime) -> list[Return]:
    """Return the statutory return of a commander's units: counts of people held, no names; the end excluded.

    Refuses: ``NotAllowed``, ``DatesOutOfOrder``.
    """
    needs(by, frozenset({Role.COMMANDER}), "cases.take-return")
    in_order([from_on, until_on])
    found = returns(by, from_on=from_on, until_on=until_on)
    facts: dict[str, str | int] = {
        "from": from_on.isoformat(), "until": until_on.isoformat(), "lines": len(found),
    }  # fmt: skip
    note(act="cases.take-return", subject="custody", facts=facts, by=by.badge, at=at)
    return found


def _note(case: Case, act: str, facts: Mapping[str, str | int], *, by: Reader, at: datetime) -> None:
    note(act=act, subject=f"case {case.number}", facts=facts, by=by.badge, at=at)
