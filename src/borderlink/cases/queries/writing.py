"""What an act asks before it writes into a case: that it is the officer's, not closed, and what it names."""

from collections.abc import Iterable
from datetime import date

from borderlink.cases.domain.standing import CaseState
from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Organisation, Person
from borderlink.cases.queries.cases import locked_case_of
from borderlink.cases.refusals.file import CaseClosed, CodeUnknown, DayInFuture
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.language import codes


def open_case_of(reader: Reader, number: str) -> Case:
    """Return a case to write into, its row locked. Refuses: ``NotFound``, ``CaseClosed``."""
    case = locked_case_of(reader, number)
    if case.state == CaseState.CLOSED.value or case.erased_on is not None:
        raise CaseClosed(case=case.number)
    return case


def person_of(case: Case, label: str) -> Person:
    """Return who stands in a case under a label like P01. Refuses: ``NotFound``."""
    rows = Person.objects.filter(case=case).select_related("involvement", "case")
    found = rows.filter(involvement__place=_place(label, "P")).first()
    if found is None:
        raise NotFound(thing="person", name=label[:16])
    return found


def owner_of(case: Case, label: str) -> Person | Organisation:
    """Return the person P01 or the organisation O01 of a case. Refuses: ``NotFound``."""
    if not label.startswith("O"):
        return person_of(case, label)
    found = Organisation.objects.filter(case=case, place=_place(label, "O")).first()
    if found is None:
        raise NotFound(thing="body", name=label[:16])
    return found


def _place(label: str, letter: str) -> int:
    digits = label.removeprefix(letter)
    return int(digits) if label.startswith(letter) and digits.isdecimal() and len(digits) < 8 else 0  # noqa: PLR2004


def code_of(list_name: str, code: str) -> str:
    """Return a code that stands in its list. Refuses: ``CodeUnknown``."""
    found = codes.find(code, list_name)
    if found is None or found.code != code:
        raise CodeUnknown(code=code[:32] or "–")
    return code


def days_past(days: Iterable[date | None], today: date) -> None:
    """Refuse days that are still to come. Refuses: ``DayInFuture``."""
    for day in days:
        if day is not None and day > today:
            raise DayInFuture(on=day)
