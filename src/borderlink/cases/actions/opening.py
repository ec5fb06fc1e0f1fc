"""A case is opened: from a referral, a tip, a clue or by hand. Its number has no gap and no double."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from borderlink.cases.domain.numbers import case_number
from borderlink.cases.domain.standing import Source
from borderlink.cases.models.counted import Case, CaseCounter
from borderlink.cases.models.nominal import CaseParcel, CaseWords, Membership
from borderlink.cases.queries.sight import OPENERS, needs, unit_codes
from borderlink.cases.queries.writing import open_case_of
from borderlink.cases.refusals.file import (
    NoParcel,
    NoReference,
    NoTitle,
    PackUnknown,
    ParcelHasCase,
    UnitUnknown,
)
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.screening.actions.casework import Given, give_to_case

PACKS: Final = ("cn-511-2016", "vn", "un")
__all__ = ["PACKS", "Source", "open_case", "take_parcels"]


@transaction.atomic
def open_case(
    *,
    title: str,
    unit: str,
    pack: str,
    source: Source,
    waybills: Sequence[str] = (),
    summary: str = "",
    reference: str = "",
    country: str = "",
    opened_at: datetime | None = None,
    by: Reader,
    at: datetime,
) -> Case:
    """Open a case for a unit; whoever opens it is its first officer.

    ``waybills`` are referred parcels, one or several at once; ``reference`` is the number of the tip or the
    clue; ``opened_at`` is when an imported case was opened elsewhere. From a referral an inspector opens for
    any unit of the agency, else everyone for their own.

    Refuses: ``NotAllowed``, ``NoTitle``, ``PackUnknown``, ``UnitUnknown``, ``NoParcel``, ``NoReference``,
    ``NotFound`` for a parcel, ``ParcelHasCase``.
    """
    needs(by, OPENERS, "cases.open")
    _check(title=title, unit=unit, pack=pack, source=source, waybills=waybills, reference=reference, by=by)
    case = Case.objects.create(
        number=_next_number(unit, at), agency=by.agency, unit=unit, pack=pack, source=source.value,
        country=country, opened_by=by.badge, opened_at=opened_at or at,
    )  # fmt: skip
    CaseWords.objects.create(
        case=case, title=title.strip()[:200], summary=summary.strip(), source_reference=reference.strip()[:64]
    )
    Membership.objects.create(case=case, badge=by.badge, let_in_by=by.badge, let_in_at=at)
    _take(case, waybills, by, at)
    facts: dict[str, str | int] = {"source": source.value, "pack": pack, "parcels": len(set(waybills))}
    note(act="cases.open", subject=f"case {case.number}", facts=facts, by=by.badge, at=at)
    return case


def _check(
    *,
    title: str,
    unit: str,
    pack: str,
    source: Source,
    waybills: Sequence[str],
    reference: str,
    by: Reader,
) -> None:
    if not title.strip():
        raise NoTitle
    if pack not in PACKS:
        raise PackUnknown(pack=pack[:32])
    if unit not in unit_codes() or not (source is Source.REFERRAL or unit in by.units):
        raise UnitUnknown(unit=unit[:32])
    if source is Source.REFERRAL and not waybills:
        raise NoParcel
    if source in {Source.TIP, Source.CLUE} and not reference.strip():
        raise NoReference


def _next_number(unit: str, at: datetime) -> str:
    """Return the next number of a unit in the year; the counter's row stays locked until all is written."""
    year = timezone.localdate(at).year
    CaseCounter.objects.get_or_create(unit=unit, year=year)
    counter = CaseCounter.objects.select_for_update().get(unit=unit, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return case_number(unit, year, counter.last)


def _take(case: Case, waybills: Sequence[str], by: Reader, at: datetime) -> list[Given]:
    """Take parcels into a case with what is known of them; one parcel stands in one case alone."""
    taken: list[Given] = []
    for waybill in dict.fromkeys(waybills):
        given = give_to_case(waybill=waybill, case=case.number, by=by, at=at)
        if CaseParcel.objects.filter(waybill=given.waybill, case__agency=case.agency).exists():
            raise ParcelHasCase(waybill=given.waybill)
        CaseParcel.objects.create(
            case=case, waybill=given.waybill, station=given.station, facts=dict(given.facts),
            shares=given.shares, at=at, by=by.badge,
        )  # fmt: skip
        taken.append(given)
    return taken


@transaction.atomic
def take_parcels(*, case: str, waybills: Sequence[str], by: Reader, at: datetime) -> list[str]:
    """Take further referred parcels into a case and return their waybills.

    Refuses: ``NotFound``, ``CaseClosed``, ``NoParcel``, ``ParcelHasCase``.
    """
    found = open_case_of(by, case)
    if not waybills:
        raise NoParcel
    taken = [given.waybill for given in _take(found, waybills, by, at)]
    facts: dict[str, str | int] = {"parcels": len(taken)}
    note(act="cases.take-parcels", subject=f"case {found.number}", facts=facts, by=by.badge, at=at)
    return taken
