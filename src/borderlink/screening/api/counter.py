"""The counter's door: a carrier asks before it ships, one parcel or a batch."""

from django.utils import timezone
from ninja import Header, Router

from borderlink.officers.api import company, holder_of
from borderlink.officers.domain import Scope
from borderlink.officers.schemas import ApiRequest
from borderlink.screening.actions.counter import check_parcels
from borderlink.screening.domain.counter import BATCH_MOST, BUDGET_MS, Reply
from borderlink.screening.domain.replies import say_reply
from borderlink.screening.queries import counter
from borderlink.screening.queries.rows import CounterCheck
from borderlink.screening.schemas.counter import BatchIn, BatchTold, CheckTold, Once, ParcelIn, PolicyTold

router = Router()


@router.post("/check", auth=company(Scope.CHECK), response=CheckTold, summary="May this parcel be shipped?")
def check_one_parcel(request: ApiRequest, parcel: ParcelIn, once: Header[Once]) -> CheckTold:
    """Answer `proceed`, `ask` or `routine-inspection`; the last says nothing of anyone: chance draws it too.

    The same parcel again is answered the same. With an `Idempotency-Key`, a repeated request is answered
    once. Wait at most `time_budget_ms` of the policy, then go by `when_down` and ask later.
    Refuses: ``NotAWaybill``, ``WaybillBound``, ``KeyUsedOtherwise``, ``TooManyChecks``.
    """
    rows = check_parcels(
        parcels=[parcel.columns()], idempotency=once.idempotency_key, by=holder_of(request), at=timezone.now()
    )
    return _told(rows[0], request.language)


@router.post("/check/batch", auth=company(Scope.CHECK), response=BatchTold, summary="May these be shipped?")
def check_batch_of_parcels(request: ApiRequest, batch: BatchIn, once: Header[Once]) -> BatchTold:
    """Answer a batch as a short manifest: its parcels are looked at together. All are answered, or none.

    Refuses: ``NotAWaybill``, ``WaybillTwice``, ``WaybillBound``, ``KeyUsedOtherwise``, ``TooManyChecks``.
    """
    rows = check_parcels(
        parcels=[parcel.columns() for parcel in batch.parcels],
        idempotency=once.idempotency_key,
        by=holder_of(request),
        at=timezone.now(),
    )
    return BatchTold(answers=[_told(row, request.language) for row in rows])


@router.get(
    "/policy", auth=company(Scope.CHECK), response=PolicyTold, summary="What the belt does without us"
)
def look_at_policy(request: ApiRequest) -> PolicyTold:
    """Keep the answer, so that it is there when this node is not."""
    when_down = counter.policy_of(holder_of(request).unit)
    return PolicyTold(when_down=when_down, time_budget_ms=BUDGET_MS, batch_most=BATCH_MOST)


def _told(row: CounterCheck, language: str) -> CheckTold:
    says = say_reply(row.answer, row.field, language)
    field = row.field if row.answer == Reply.ASK else ""
    return CheckTold(
        check=row.number, waybill=row.waybill, answer=Reply(row.answer), field=field or None, says=says
    )
