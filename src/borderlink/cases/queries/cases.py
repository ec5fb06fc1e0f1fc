"""Questions about cases: one case, who is in it, what custody must know of it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from borderlink.cases.domain.numbers import number_from
from borderlink.cases.domain.standing import CaseState
from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import CaseParcel, Membership
from borderlink.cases.queries.sight import may_see_case, seen
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What custody must know of a case for its own rules. ``pack`` is a rule pack's name."""

    number: str
    agency: str
    unit: str
    pack: str
    is_final: bool
    is_open: bool


def case_of(reader: Reader, number: str) -> Case:
    """Return one case. Refuses: ``NotFound``, in the same words when it is not the reader's to see."""
    case = Case.objects.select_related("words").filter(number=number).first()
    if case is None or not may_see_case(reader, case):
        raise NotFound(thing="case", name=number)
    return case


def locked_case_of(reader: Reader, number: str) -> Case:
    """Return one case, its row locked until the transaction ends. Refuses: ``NotFound``."""
    found = case_of(reader, number)
    return Case.objects.select_for_update().get(pk=found.pk)


def facts_for_custody(number: str) -> CaseFacts:
    """Return what custody's rules ask of a case, its row locked: call it inside a transaction.

    Refuses: ``NotFound``.
    """
    case = Case.objects.select_for_update().filter(number=number).first()
    if case is None:
        raise NotFound(thing="case", name=number)
    return CaseFacts(
        number=case.number,
        agency=case.agency,
        unit=case.unit,
        pack=case.pack,
        is_final=case.final_on is not None,
        is_open=case.state != CaseState.CLOSED.value,
    )


def cases_of(badge: str) -> frozenset[str]:
    """Return the numbers of the cases an officer was let into and not out of again."""
    rows = Membership.objects.filter(badge=badge, let_out_at=None)
    return frozenset(rows.values_list("case__number", flat=True))


def members_of(case: Case) -> QuerySet[Membership]:
    """Return who is in a case now, in the order they were let in."""
    return case.memberships.filter(let_out_at=None).order_by("let_in_at", "pk")


def cases_seen(reader: Reader) -> QuerySet[Case]:
    """Return the cases that are the reader's to see, the newest first."""
    rows = Case.objects.filter(seen(reader)).select_related("words")
    return rows.order_by("-opened_at", "-pk")


def check_case(reader: Reader | None, number: str) -> str:
    """Return a typed case number as it is registered; a file (no reader) may name any case of the node.

    Refuses: ``CaseNotUnderstood``, ``NotFound``.
    """
    wanted = number_from(number)
    case = Case.objects.filter(number__iexact=wanted, erased_on=None).first()
    if case is None or (reader is not None and not may_see_case(reader, case)):
        raise NotFound(thing="case", name=wanted)
    return case.number


def held_parcels(agency: str) -> frozenset[str]:
    """Return the waybills of an agency's parcels that belong to a case: they are kept as long as it is."""
    rows = CaseParcel.objects.filter(case__agency=agency, case__erased_on=None)
    return frozenset(rows.values_list("waybill", flat=True))


def case_with_parcel(reader: Reader, waybill: str) -> Case | None:
    """Return the case that a parcel belongs to, if it is the reader's to see."""
    row = (
        CaseParcel.objects.filter(case__agency=reader.agency, waybill=waybill).select_related("case").first()
    )
    return row.case if row and may_see_case(reader, row.case) else None


def is_in_case(reader: Reader, waybill: str) -> bool:
    """Say whether a parcel of the reader's agency belongs to a case already, whoever may see it."""
    return CaseParcel.objects.filter(case__agency=reader.agency, waybill=waybill).exists()
