"""Where referred parcels are: their last event, as often as events or referrals come."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import polars as pl
from django.conf import settings

from borderlink.screening.adapters import whereabouts
from borderlink.screening.domain.events import ONE_YEAR, is_out_of_reach, latest
from borderlink.screening.models.referrals import Load, Referral, Whereabouts
from borderlink.screening.queries.loads import parts_with_events
from borderlink.screening.queries.referrals import waiting_for


def follow_parcels(*, load: Load, referrals: Sequence[Referral], events: pl.DataFrame) -> int:
    """Write the last event of every referral of the load's station that these events or this load concern.

    Returns how many changed. Part of the transaction that records a load; it has no line of its own in the
    journal.
    """
    parts = parts_with_events(load.agency, load.unit)
    before = whereabouts.events_of(
        settings.BORDERLINK.folder, parts, [referral.waybill for referral in referrals]
    )
    told = [*zip(referrals, _last(referrals, pl.concat([before, events])), strict=True)]
    if not events.is_empty():
        earlier = waiting_for(load.agency, load.unit, events["waybill"].unique().to_list())
        others = [referral for referral in earlier if referral.load_id != load.pk]
        told += zip(others, _last(others, events), strict=True)
    return sum(_write(referral, event) for referral, event in told if event)


def _last(referrals: Iterable[Referral], events: pl.DataFrame) -> list[dict[str, object] | None]:
    """Return the last event of each referral's parcel, of its own year: a number may come again."""
    found = {row["waybill"]: row for row in latest(events).iter_rows(named=True)}
    rows = [(referral, found.get(referral.waybill)) for referral in referrals]
    return [row if row and abs(_day(referral) - row["at"]) < ONE_YEAR else None for referral, row in rows]


def _day(referral: Referral) -> datetime:
    return datetime.combine(referral.on, datetime.min.time(), UTC) + timedelta(hours=12)


def _write(referral: Referral, event: dict[str, object]) -> bool:
    """Keep an event as the last one, unless a later one is known."""
    known = Whereabouts.objects.filter(referral=referral).first()
    at = event["at"]
    assert isinstance(at, datetime)  # noqa: S101 - tells the type checker
    if known is not None and known.at > at:
        return False
    code = str(event["event"])
    Whereabouts.objects.update_or_create(
        referral=referral,
        defaults={
            "event": code,
            "at": at,
            "office": str(event["office"] or ""),
            "out_of_reach": is_out_of_reach(code, referral.direction),
        },
    )
    return True
