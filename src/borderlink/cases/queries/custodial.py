"""Questions about people in custody: for consul, interpreter, minors and statutory returns alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from typing import Final

from django.db.models import F
from django.utils import timezone

from borderlink.cases.domain.custodial import is_minor
from borderlink.cases.domain.standing import IN_CUSTODY, CaseState
from borderlink.cases.models.counted import Case
from borderlink.cases.models.custodial import ConsularNotice, PersonInCustody
from borderlink.cases.models.nominal import Person
from borderlink.cases.queries.sight import seen
from borderlink.cases.queries.writing import person_of
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader, Role

MOST: Final = 200  # people without a record that are listed
_BY_PACK = {"cn-511-2016": "CN", "vn": "VN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is still owed to someone in custody: a notice with its clock, an interpreter, safeguards."""

    minor: bool
    notices: tuple[ConsularNotice, ...]
    late: tuple[ConsularNotice, ...]  # owed, and the clock has run out
    interpreter_missing: bool
    guardian_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Someone held in one of the reader's cases and what is owed to them, in words that tell no nationality.

    ``owed`` is None where nobody has begun the record: no clock runs yet.
    """

    case: Case
    label: str
    held_on: date | None
    owed: Owed | None

    @property
    def is_owed(self) -> bool:
        """Say whether anything is left to do."""
        own = self.owed
        return own is None or bool(own.notices) or own.interpreter_missing or own.guardian_missing

    @property
    def is_late(self) -> bool:
        """Say whether a clock has run out, or nobody looks after a minor, or no record was begun."""
        return self.owed is None or bool(self.owed.late) or self.owed.guardian_missing

    @property
    def until(self) -> datetime | None:
        """Return when the first notice with a clock falls due."""
        clocks = [row.due_at for row in (self.owed.notices if self.owed else ()) if row.due_at is not None]
        return min(clocks, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """One line of a statutory return: how many people were held."""

    nationality: str
    sex: str
    minor: bool
    people: int


def country_of_detention(case: Case) -> str:
    """Return the country whose treaties count: the case's, else that of its rule pack."""
    return case.country or _BY_PACK.get(case.pack, "")


def open_record_of(person: Person) -> PersonInCustody | None:
    """Return someone's record of custody, if there is one."""
    return PersonInCustody.objects.filter(person=person).first()


def record_in(case: Case, label: str) -> PersonInCustody:
    """Return the record of custody of P01. Refuses: ``NotFound``."""
    found = open_record_of(person_of(case, label))
    if found is None:
        raise NotFound(thing="custody-record", name=label)
    return found


def notice_of(case: Case, label: str, country: str) -> ConsularNotice:
    """Return the notice owed to a country's consul, its row locked. Refuses: ``NotFound``."""
    rows = ConsularNotice.objects.select_for_update().filter(record=record_in(case, label), country=country)
    found = rows.first()
    if found is None:
        raise NotFound(thing="custody-record", name=label)
    return found


def owed(record: PersonInCustody, *, at: datetime) -> Owed:
    """Return what is still owed to someone in custody at a moment.

    A notice without a number of hours is late from the hour on in which it could have been given and was not:
    it is always shown as owed until it was given or the person declined it.
    """
    minor = is_minor(born_on=record.born_on, age_said=record.age_said, on=timezone.localdate(record.held_at))
    notices = tuple(row for row in record.notices.order_by("country") if _is_owed(row))
    kinds = set(record.safeguards.values_list("kind", flat=True))
    return Owed(
        minor=minor,
        notices=notices,
        late=tuple(row for row in notices if row.due_at is not None and row.due_at <= at),
        interpreter_missing=bool(record.language) and not record.interpreter,
        guardian_missing=minor and "SFG-GUARDIAN" not in kinds,
    )


def _is_owed(row: ConsularNotice) -> bool:
    return row.given_at is None and (row.mandatory or row.wished != "no")


def waiting(reader: Reader, *, at: datetime) -> list[Waiting]:
    """Return who is held in the reader's own open cases and still owed something, the latest first.

    Of those without a record, whom an older register may bring by thousands, the ``MOST`` held last.
    """
    cases = Case.objects.filter(seen(reader), erased_on=None).exclude(state=CaseState.CLOSED.value)
    people = Person.objects.filter(
        case__in=cases, involvement__struck_on=None,
        involvement__custody__in=[state.value for state in IN_CUSTODY],
    ).select_related("case__words", "involvement", "custody_record")  # fmt: skip
    begun = people.filter(custody_record__isnull=False, custody_record__released_at=None)
    others = people.filter(custody_record=None).order_by(
        F("involvement__held_on").desc(nulls_last=True), "pk"
    )
    rows = [
        *(_waiting(person, owed(person.custody_record, at=at)) for person in begun),
        *(_waiting(person, None) for person in others[:MOST]),
    ]
    return sorted((row for row in rows if row.is_owed), key=_urgency)


def _waiting(person: Person, found: Owed | None) -> Waiting:
    held_on = person.involvement.held_on
    return Waiting(case=person.case, label=person.label, held_on=held_on, owed=found)


def _urgency(row: Waiting) -> tuple[bool, float, str, str]:
    until = row.until.timestamp() if row.until else inf
    return not row.is_late, until, row.case.number, row.label


def returns(reader: Reader, *, from_on: date, until_on: date) -> list[Return]:
    """Return the statutory return of a commander's units: counts of people held in the period, no names.

    The end is excluded; a case that was erased keeps no record to count. Others get nothing.
    """
    if Role.COMMANDER not in reader.roles:
        return []
    rows = PersonInCustody.objects.filter(
        person__case__agency=reader.agency,
        person__case__unit__in=reader.units,
        person__involvement__struck_on=None,
    )
    counted: Counter[tuple[str, str, bool]] = Counter()
    for row in rows:
        on = timezone.localdate(row.held_at)
        if from_on <= on < until_on:
            counted[
                row.nationality, row.sex, is_minor(born_on=row.born_on, age_said=row.age_said, on=on)
            ] += 1
    return [
        Return(nationality=country, sex=sex, minor=minor, people=people)
        for (country, sex, minor), people in sorted(counted.items())
    ]
