"""The carrier's duty to check, for programs: acceptance, suspicion, holds, notices again."""

from django.utils import timezone
from ninja import Header, Router

from borderlink.officers.api import company, holder_of
from borderlink.officers.domain import Scope
from borderlink.officers.schemas import ApiRequest
from borderlink.screening.actions.duty import acknowledge_hold, record_acceptance, report_suspicion
from borderlink.screening.actions.notices import replay_notices
from borderlink.screening.queries import counter
from borderlink.screening.queries.rows import Hold
from borderlink.screening.schemas.counter import (
    AcceptanceIn,
    AcknowledgeIn,
    HoldsTold,
    HoldTold,
    Once,
    RecordTold,
    ReplayIn,
    ReplayTold,
    SuspicionIn,
)

router = Router()


@router.post(
    "/acceptance-checks", auth=company(Scope.DUTY), response=RecordTold, summary="We checked it on acceptance"
)
def record_acceptance_check(request: ApiRequest, acceptance: AcceptanceIn, once: Header[Once]) -> RecordTold:
    """Keep who checked a parcel, when and where, and what was done. Send no copy of a person's paper.

    Refuses: ``DoneInFuture``, ``NotAWaybill``, ``KeyUsedOtherwise``.
    """
    said = {name: "" if value is None else value for name, value in acceptance.model_dump().items()}
    row = record_acceptance(
        said=said, idempotency=once.idempotency_key, by=holder_of(request), at=timezone.now()
    )
    return RecordTold(number=row.number, waybill=row.waybill, at=row.at)


@router.post(
    "/suspicions", auth=company(Scope.DUTY), response=RecordTold, summary="We find this parcel suspicious"
)
def report_suspicious_parcel(request: ApiRequest, suspicion: SuspicionIn, once: Header[Once]) -> RecordTold:
    """Tell customs what was seen. Leave the parcel closed and set it aside.

    Refuses: ``NotAWaybill``, ``KeyUsedOtherwise``.
    """
    said = suspicion.model_dump() | {"signs": sorted(sign.value for sign in suspicion.signs)}
    row = report_suspicion(
        said=said, idempotency=once.idempotency_key, by=holder_of(request), at=timezone.now()
    )
    return RecordTold(number=row.number, waybill=row.waybill, at=row.at)


@router.get("/holds", auth=company(Scope.DUTY), response=HoldsTold, summary="What must be kept back now?")
def list_holds(request: ApiRequest) -> HoldsTold:
    """List the parcels to keep back, unopened. What is not listed is released or over: it goes on."""
    by = holder_of(request)
    rows = counter.holds_of_company(by.company, sandbox=by.sandbox, at=timezone.now())
    return HoldsTold(holds=[_told(row) for row in rows])


@router.post(
    "/holds/{hold}/acknowledge", auth=company(Scope.DUTY), response=HoldTold, summary="We have set it aside"
)
def acknowledge_one_hold(request: ApiRequest, hold: str, said: AcknowledgeIn) -> HoldTold:
    """Say that the parcel is set aside, and by whom. Refuses: ``HoldUnknown``, ``HoldEnded``."""
    row = acknowledge_hold(number=hold, operator=said.operator, by=holder_of(request), at=timezone.now())
    return _told(row)


@router.post(
    "/notices/replay", auth=company(Scope.DUTY), response=ReplayTold, summary="Send us the notices again"
)
def replay_notices_since(request: ApiRequest, said: ReplayIn) -> ReplayTold:
    """Send the holds and releases since a moment again, at most of the last fourteen days."""
    return ReplayTold(events=replay_notices(since=said.since, by=holder_of(request), at=timezone.now()))


def _told(row: Hold) -> HoldTold:
    done = {step.what: step.at for step in row.steps.all()}
    return HoldTold(
        hold=row.number,
        waybill=row.waybill,
        placed_at=row.at,
        expires_at=row.expires_at,
        acknowledged_at=done.get("acknowledged"),
    )
