"""The list of cases: the reader's, narrowed by state, unit and whose they are."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from borderlink.cases.models.counted import Case
from borderlink.cases.queries.cases import cases_seen
from borderlink.cases.queries.following import overdue, tasks_to_do
from borderlink.foundation.who import Reader

OPEN_STATES = ("open", "prosecuted", "judged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the list is narrowed to. ``state`` empty: all that is not closed; ``mine``: those let into."""

    state: str = ""
    unit: str = ""
    mine: bool = False

    def words(self) -> dict[str, str]:
        """Return the filters in use: what the journal keeps of them."""
        named = {"state": self.state, "unit": self.unit, "mine": "1" if self.mine else ""}
        return {name: value for name, value in named.items() if value}


def cases_list(reader: Reader, filters: Filters) -> QuerySet[Case]:
    """Return the reader's cases, the newest first, with ``parcel_count``, ``people_count``, ``next_due``."""
    rows = cases_seen(reader).filter(erased_on=None)
    if filters.state != "all":
        rows = rows.filter(state=filters.state) if filters.state else rows.filter(state__in=OPEN_STATES)
    if filters.unit:
        rows = rows.filter(unit=filters.unit)
    if filters.mine:
        rows = rows.filter(number__in=reader.cases)
    return rows.annotate(
        parcel_count=Count("parcels", distinct=True),
        people_count=Count("involvements", filter=Q(involvements__struck_on=None), distinct=True),
        next_due=Min("tasks__due_on", filter=Q(tasks__done_at=None)),
    )


def units_with_cases(reader: Reader) -> list[str]:
    """Return the units that occur among the reader's cases."""
    return sorted(set(cases_seen(reader).order_by().values_list("unit", flat=True)))


def overdue_count(reader: Reader, today: date) -> int:
    """Return how many of the reader's own tasks are overdue."""
    return overdue(tasks_to_do(reader), today).count()
