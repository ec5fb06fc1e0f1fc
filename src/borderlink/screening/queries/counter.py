"""Questions about the counter: what a carrier asked before, what officers see of it, where a score is cut."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Min, Prefetch, Q, QuerySet

from borderlink.foundation.who import Kind, Reader
from borderlink.officers.models import ApiKey
from borderlink.screening.domain.counter import FIRST_CUT, NEAR_MOST, Reply, WhenDown
from borderlink.screening.domain.outcome import Selection
from borderlink.screening.models.counter import (
    Acceptance,
    CounterCheck,
    CounterPolicy,
    Delivery,
    Hold,
    HoldStep,
    Suspicion,
    Webhook,
)
from borderlink.screening.models.referrals import Load, Referral
from borderlink.screening.queries.sight import needs, seen
from borderlink.screening.refusals.counter import HoldUnknown

CUT_DAYS: Final = 7
SHOWN_MOST: Final = 100
HOUR: Final = timedelta(hours=1)
BY_ITSELF: Final = "node"  # who keeps a test waybill back where no officer did
TEST: Final = "TEST[0-9]{9}"  # a waybill of a sandbox, as databases and JSON are searched for it


def answered(company: str, waybill: str, digest: str, *, sandbox: bool) -> CounterCheck | None:
    """Return what a carrier was answered for the very same question."""
    rows = _told(_ANSWERED, [company, waybill, digest, sandbox])
    return CounterCheck.objects.get(pk=rows[0][0]) if rows else None


# Asked for with every question of a carrier, so without the ORM, which takes longer than the database.
_CHECKS: Final = CounterCheck._meta.db_table  # noqa: SLF001 - Django's own name for what a table is like
_ANSWERED: Final = (
    f"SELECT id FROM {_CHECKS} WHERE company = %s AND waybill = %s AND digest = %s AND sandbox = %s"  # noqa: S608
    " ORDER BY id LIMIT 1"
)
_RECEIVERS: Final = (
    f"SELECT DISTINCT receiver_mark FROM {_CHECKS} WHERE company = %s AND waybill = %s"  # noqa: S608
    " AND sandbox = %s AND field = %s"
)
_NEAR: Final = (
    f"SELECT COUNT(*) FROM (SELECT 1 FROM {_CHECKS} WHERE company = %s AND {{mark}} = %s AND at > %s"  # noqa: S608
    " AND sandbox = %s LIMIT %s) AS near"
)

_HELD: Final = (
    f"SELECT waybill FROM {Hold._meta.db_table} held WHERE company = %s AND expires_at > %s"  # noqa: S608, SLF001
    f" AND NOT EXISTS (SELECT 1 FROM {HoldStep._meta.db_table} WHERE hold_id = held.id AND what = %s)"  # noqa: SLF001
    " AND waybill IN ({marks})"
)


def _told(statement: str, values: Sequence[str | int | None]) -> list[tuple[str | int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[str | int, ...]] = cursor.fetchall()
    return found


def checks_of_key(company: str, idempotency: Iterable[str]) -> dict[str, CounterCheck]:
    """Return a carrier's checks under these idempotency keys."""
    rows = CounterCheck.objects.filter(company=company, idempotency__in=list(idempotency))
    return {row.idempotency: row for row in rows}


def receivers_asked(company: str, waybill: str) -> set[str]:
    """Return the marks of the receivers that a waybill was judged for; what lacked a field was not judged."""
    return {str(mark) for (mark,) in _told(_RECEIVERS, [company, waybill, False, ""])}


def is_probing(company: str, *, marks: Mapping[str, str], among: int, at: datetime) -> bool:
    """Say whether the last ``among`` questions took a company to the number that customs is told of.

    ``marks`` are what near-identical questions share, by column; one that is empty is shared by nobody.
    """
    since, most = connection.ops.adapt_datetimefield_value(at - HOUR), NEAR_MOST + among
    counts = [
        _told(_NEAR.format(mark=connection.ops.quote_name(name)), [company, mark, since, False, most])[0][0]
        for name, mark in marks.items()
        if mark
    ]
    return any(isinstance(count, int) and NEAR_MOST <= count < most for count in counts)


def cut_of(unit: str, on: date) -> float:
    """Return the score from which a parcel is inspected: the lowest referred here of late, at most a half."""
    days = (on - timedelta(days=CUT_DAYS), on)
    rows = Referral.objects.filter(unit=unit, on__range=days, selection=Selection.SCORE.value, score__gt=0)
    lowest = rows.filter(load__state=Load.State.DONE.value).aggregate(lowest=Min("score"))["lowest"]
    return min(float(lowest), FIRST_CUT) if lowest is not None else FIRST_CUT


def policy_of(unit: str) -> WhenDown:
    """Return what the belt of a station does when no answer comes in time."""
    row = CounterPolicy.objects.filter(unit=unit).order_by("-at", "-pk").first()
    return WhenDown(row.when_down) if row else WhenDown.PROCEED


def companies_at(reader: Reader, *, trial: bool = False) -> list[str]:
    """Return the companies that have a live key at the reader's stations; on ``trial``, any key."""
    rows = ApiKey.objects.filter(unit__code__in=reader.units, organisation__isnull=False)
    rows = rows if trial else rows.filter(sandbox=False)
    return sorted(set(rows.values_list("organisation__code", flat=True)))


def is_asked(at: datetime) -> bool:
    """Say whether any carrier has a key in force, so that questions may come."""
    keys = ApiKey.objects.filter(organisation__isnull=False, revoked_at=None, expires_at__gt=at)
    return keys.exists()


def to_inspect(reader: Reader) -> list[CounterCheck]:
    """Return the newest parcels that carriers were told to have inspected, at the reader's stations.

    Refuses: ``NotAllowed``.
    """
    needs(reader, Kind.REFERRAL, "screening.list-counter")
    rows = CounterCheck.objects.filter(seen(reader, Kind.REFERRAL), answer=Reply.ROUTINE.value, sandbox=False)
    return list(rows.filter(forgotten_on=None, repeats="").order_by("-at", "-pk")[:SHOWN_MOST])


def suspicions_seen(reader: Reader) -> list[Suspicion]:
    """Return the newest reports of suspicious parcels. Refuses: ``NotAllowed``."""
    needs(reader, Kind.REFERRAL, "screening.list-counter")
    rows = Suspicion.objects.filter(seen(reader, Kind.REFERRAL), sandbox=False, forgotten_on=None)
    return list(rows.order_by("-at", "-pk")[:SHOWN_MOST])


def holds_seen(reader: Reader) -> list[Hold]:
    """Return the newest holds, with their steps. Refuses: ``NotAllowed``."""
    needs(reader, Kind.REFERRAL, "screening.list-counter")
    rows = _with_steps().filter(seen(reader, Kind.REFERRAL), forgotten_on=None).exclude(by=BY_ITSELF)
    return list(rows.order_by("-at", "-pk")[:SHOWN_MOST])


def hold_seen(reader: Reader, number: str) -> Hold:
    """Return one hold at the reader's stations. Refuses: ``HoldUnknown``."""
    rows = Hold.objects.filter(seen(reader, Kind.REFERRAL), number=number)
    hold = rows.exclude(by=BY_ITSELF).first()
    if hold is None:
        raise HoldUnknown(thing="hold", name=number)
    return hold


def of_parcel(reader: Reader, waybill: str) -> dict[str, Sequence[object]]:
    """Return what carriers asked and recorded of one parcel: checks, acceptances, suspicions, holds."""
    mine = seen(reader, Kind.REFERRAL) & Q(waybill=waybill)
    live = mine & Q(sandbox=False)
    return {
        "checks": list(CounterCheck.objects.filter(live).order_by("-at", "-pk")),
        "acceptances": list(Acceptance.objects.filter(live).order_by("-at", "-pk")),
        "suspicions": list(Suspicion.objects.filter(live).order_by("-at", "-pk")),
        "holds": list(_with_steps().filter(mine).exclude(by=BY_ITSELF).order_by("-at", "-pk")),
    }


def standing_hold(unit: str, waybill: str, *, at: datetime) -> Hold | None:
    """Return the hold on a parcel that is neither released nor over."""
    rows = Hold.objects.filter(unit=unit, waybill=waybill, expires_at__gt=at).exclude(by=BY_ITSELF)
    return rows.exclude(steps__what="released").first()


def was_held(company: str, waybill: str) -> bool:
    """Say whether a carrier was ever asked to keep a parcel back."""
    return Hold.objects.filter(company=company, waybill=waybill).exists()


def waybills_held(company: str, waybills: Sequence[str], *, at: datetime) -> set[str]:
    """Return which of these a carrier is asked to keep back now."""
    if not waybills:
        return set()
    moment = connection.ops.adapt_datetimefield_value(at)
    statement = _HELD.format(marks=", ".join(["%s"] * len(waybills)))
    return {str(waybill) for (waybill,) in _told(statement, [company, moment, "released", *waybills])}


def of_sandbox(sandbox: bool, *, body: bool = False) -> Q:  # noqa: FBT001 - said by the key itself
    """Return the condition that keeps apart what a sandbox key and a live key may see and touch."""
    test = Q(body__regex=f'"waybill": "{TEST}"') if body else Q(waybill__regex=f"^{TEST}$")
    return test if sandbox else ~test


def holds_of_company(company: str, *, sandbox: bool, at: datetime) -> list[Hold]:
    """Return what a carrier is asked to keep back now: by a sandbox key, test waybills alone."""
    rows = _with_steps().filter(of_sandbox(sandbox), company=company, expires_at__gt=at)
    rows = rows.exclude(steps__what="released")
    return list(rows.order_by("at", "pk"))


def hold_of_company(company: str, number: str, *, sandbox: bool) -> Hold:
    """Return one hold of a carrier, locked. Refuses: ``HoldUnknown``."""
    rows = Hold.objects.select_for_update().filter(of_sandbox(sandbox), company=company)
    hold = rows.filter(number=number).first()
    if hold is None:
        raise HoldUnknown(thing="hold", name=number)
    return hold


def _with_steps() -> QuerySet[Hold]:
    return Hold.objects.prefetch_related(Prefetch("steps", HoldStep.objects.order_by("at", "pk")))


def webhooks_of(company: str) -> list[Webhook]:
    """Return where a carrier is told."""
    return list(Webhook.objects.filter(company=company, ended_at=None).order_by("pk"))


def webhooks(reader: Reader) -> list[Webhook]:
    """Return every webhook of the companies at the reader's stations, newest first."""
    return list(Webhook.objects.filter(company__in=companies_at(reader, trial=True)).order_by("-at", "-pk"))


def due_delivery(at: datetime) -> Delivery | None:
    """Return the event that is to be tried next."""
    rows = Delivery.objects.select_related("webhook").filter(next_at__lte=at, webhook__ended_at=None)
    return rows.order_by("next_at", "pk").first()


def lapsed(before: datetime) -> QuerySet[CounterCheck]:
    """Return checks that are older than they are kept."""
    return CounterCheck.objects.filter(at__lt=before)
