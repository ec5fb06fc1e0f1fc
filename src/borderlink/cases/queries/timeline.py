"""The timeline of a case: what officers wrote, and what follows from the file itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from borderlink.cases.models.counted import Case, Seizure
from borderlink.cases.queries.deciding import decisions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline. ``what`` is a code, ``codes`` further ones, ``words`` an officer's own."""

    at: datetime
    what: str
    to_the_day: bool = False
    codes: tuple[str, ...] = ()
    words: str = ""
    place: str = ""
    by: str = ""


def timeline_of(case: Case) -> list[Moment]:
    """Return what happened, in its order."""
    found = [
        Moment(at=case.opened_at, what="MOM-OPENED", codes=(case.source,), by=case.opened_by),
        *_events(case),
        *_parcels(case),
        *_people(case),
        *_decisions(case),
        *_seizures(case),
    ]
    if case.closed_at is not None:
        found.append(Moment(at=case.closed_at, what="MOM-CLOSED"))
    return sorted(found, key=_place_of)


def _place_of(moment: Moment) -> tuple[date, bool, datetime]:
    """Order by day; what is known to the day alone comes after what has its hour."""
    return timezone.localdate(moment.at), moment.to_the_day, moment.at


def _events(case: Case) -> Iterator[Moment]:
    for row in case.events.all():
        yield Moment(
            at=row.happened_at, what=row.kind, to_the_day=row.to_the_day, words=row.text, place=row.place,
            by=row.by,
        )  # fmt: skip


def _parcels(case: Case) -> Iterator[Moment]:
    for row in case.parcels.all():
        yield Moment(at=row.at, what="MOM-PARCEL", words=row.waybill, by=row.by)


def _people(case: Case) -> Iterator[Moment]:
    for row in case.involvements.filter(struck_on=None).order_by("place"):
        for what, on in (
            ("MOM-SUSPECTED", row.suspected_on),
            ("MOM-HELD", row.held_on),
            ("MOM-ARRESTED", row.arrested_on),
            ("MOM-RELEASED", row.released_on),
        ):
            if on is not None:
                yield Moment(at=_noon(on), what=what, to_the_day=True, words=row.label)


def _decisions(case: Case) -> Iterator[Moment]:
    for row in decisions_of(case):
        words = row.involvement.label if row.involvement else ""
        yield Moment(
            at=_noon(row.decided_on), what="MOM-DECISION", to_the_day=True, codes=(row.outcome,), words=words,
            by=row.by,
        )  # fmt: skip


def _seizures(case: Case) -> Iterator[Moment]:
    for row in Seizure.objects.filter(case=case, struck_on=None):
        exact = row.seized_at is not None
        yield Moment(
            at=row.seized_at or _noon(row.seized_on), what="MOM-SEIZED", to_the_day=not exact,
            words=row.number, by=row.by,
        )  # fmt: skip


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))
