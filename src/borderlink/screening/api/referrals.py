"""Referred parcels by programs: the worklist, one parcel, scans, openings, results."""

from dataclasses import replace

from django.utils import timezone
from ninja import Query, Router

from borderlink.officers.api import officers
from borderlink.officers.domain import Scope
from borderlink.officers.schemas import ApiRequest
from borderlink.screening.actions import belt, opening
from borderlink.screening.domain.outcome import Finding
from borderlink.screening.queries import referrals
from borderlink.screening.queries.referrals import Filters
from borderlink.screening.schemas.referrals import (
    EventTold,
    LaboratoryIn,
    LinkTold,
    OpeningIn,
    ParcelTold,
    ReferralTold,
    ResultIn,
    ScanIn,
    ScanTold,
    WorklistAsked,
    WorklistTold,
)

router = Router()
AUTH = officers(Scope.REFERRALS)


@router.get("/referrals", auth=AUTH, response=WorklistTold, summary="The worklist")
def list_referrals(request: ApiRequest, asked: Query[WorklistAsked]) -> WorklistTold:
    """Return a page of fifty referrals, the highest score first; what is gone comes last.

    The list stands in the journal with filter and count.
    """
    filters = Filters(**asked.model_dump(exclude={"page"}))
    shown = belt.list_worklist(filters=filters, page=asked.page, by=request.reader, at=timezone.now())
    return WorklistTold(
        count=shown.total, page=shown.page.number, pages=shown.page.paginator.num_pages, missed=shown.missed,
        referrals=[ReferralTold.of(referral, request.language) for referral in shown.page],
    )  # fmt: skip


@router.post("/scans", auth=AUTH, response=ScanTold, summary="Scan a parcel at the belt")
def scan_at_belt(request: ApiRequest, scan: ScanIn) -> ScanTold:
    """Answer release, inspect, hold, unknown or wait, and mark a referred parcel as presented."""
    found = belt.scan_parcel(waybill=scan.waybill, by=request.reader, at=timezone.now())
    return ScanTold(waybill=found.waybill, answer=found.answer)


@router.get("/parcels/{waybill}", auth=AUTH, response=ParcelTold, summary="One parcel")
def look_at_parcel(request: ApiRequest, waybill: str, why: Query[str]) -> ParcelTold:
    """Return everything about a parcel of the reader's station; who looked and why stands in the journal.

    Refuses: ``NotFound``, ``NoReasonGiven``.
    """
    sheet = belt.look_at_parcel(waybill=waybill, why=why, by=request.reader, at=timezone.now())
    return ParcelTold(
        waybill=sheet.waybill,
        facts=dict(sheet.facts),
        referral=ReferralTold.of(sheet.referral, request.language) if sheet.referral else None,
        links=[LinkTold(waybill=link.waybill, shares=link.shares) for link in sheet.linked],
        events=[EventTold.model_validate(dict(event)) for event in sheet.events],
    )


@router.post("/parcels/{waybill}/opening", auth=AUTH, response=ReferralTold, summary="Record an opening")
def record_opening(request: ApiRequest, waybill: str, said: OpeningIn) -> ReferralTold:
    """Record that a presented parcel was opened before a second officer, or correct that.

    Refuses: ``NotFound``, ``SecondOfficerIsFirst``, ``SecondOfficerUnknown``, ``OperatorNotAccounted``,
    ``MoveNotLegal``, ``NoteMissing``.
    """
    witness = opening.Witness(**said.model_dump(exclude={"why"}))
    opening.open_parcel(waybill=waybill, witness=witness, why=said.why, by=request.reader, at=timezone.now())
    return _told(request, waybill)


@router.post("/parcels/{waybill}/result", auth=AUTH, response=ReferralTold, summary="Record an outcome")
def record_outcome(request: ApiRequest, waybill: str, said: ResultIn) -> ReferralTold:
    """Record what was found and close the referral; on a closed one a correction, with ``why``.

    Refuses: ``NotFound``, ``MoveNotLegal``, ``SubstanceMissing``, ``CauseMissing``,
    ``CauseTwice``, ``NoteMissing``, ``NothingIsSeized``.
    """
    finding = replace(Finding(outcome=said.outcome), **said.model_dump(exclude={"outcome", "why"}))
    opening.record_result(
        waybill=waybill, finding=finding, why=said.why, by=request.reader, at=timezone.now()
    )
    return _told(request, waybill)


@router.post("/parcels/{waybill}/laboratory", auth=AUTH, response=ReferralTold, summary="Record a report")
def record_laboratory_report(request: ApiRequest, waybill: str, said: LaboratoryIn) -> ReferralTold:
    """Record what a laboratory reported of a parcel in which drugs were found; it changes no outcome.

    Refuses: ``NotFound``, ``NotTheOutcome``.
    """
    opening.record_laboratory_result(
        waybill=waybill, **said.model_dump(), by=request.reader, at=timezone.now()
    )
    return _told(request, waybill)


def _told(request: ApiRequest, waybill: str) -> ReferralTold:
    return ReferralTold.of(referrals.referral_of(request.reader, belt.waybill_of(waybill)), request.language)
