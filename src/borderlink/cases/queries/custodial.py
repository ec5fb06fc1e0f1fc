"""Questions about people in custody: for consul, interpreter, minors and statutory returns alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from borderlink.cases.domain.custodial import is_minor
from borderlink.cases.models.counted import Case
from borderlink.cases.models.custodial import ConsularNotice, PersonInCustody
from borderlink.cases.models.nominal import Person
from borderlink.cases.queries.writing import person_of
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader, Role

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


def returns(reader: Reader, *, from_on: date, until_on: date) -> list[Return]:
    """Return the statutory return of a commander's units: counts of people held in the period, no names.

    The end is excluded. Others get nothing.
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
