"""Until when a letter wants its answer: hours run through, days end on a day on which both sides work.

Source: the design of the liaison room. The orders of a controlled delivery 5 minutes; immediate 2 hours,
urgent 8 hours; priority 3 working days of both sides; routine 7 days; feedback on a clue 30 days.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

ORDER: Final = timedelta(minutes=5)  # a STOP or a GO is acknowledged
FEEDBACK_DAYS: Final = 30
HOURS: Final = {"URG-FLASH": timedelta(hours=2), "URG-URGENT": timedelta(hours=8)}
WORKING_DAYS: Final = {"URG-PRIORITY": 3}
DAYS: Final = {"URG-ROUTINE": 7}
ORDERS: Final = frozenset({"cd_go", "cd_stop"})
LONGEST_BREAK: Final = 60  # days without a common working day: more is a broken calendar
_SATURDAY: Final = 5


def due(
    kind: str, urgency: str, sent_at: datetime, calendars: Sequence[str] = (), zone: str = "UTC"
) -> datetime:
    """Return until when a letter wants its answer; ``feedback`` is the clock of what came of a clue.

    ``calendars`` are the countries of both sides (ISO 3166-1). A span of days ends on a day on which both
    work, by the dates of ``zone``, at the time of day at which it began; China's and Viet Nam's make-up
    working days are working days. An urgency that no list here knows counts as routine.
    """
    if kind in ORDERS:
        return sent_at + ORDER
    if kind == "feedback":
        return _ends_on_working_day(sent_at, FEEDBACK_DAYS, tuple(calendars), zone)
    if urgency in HOURS:
        return sent_at + HOURS[urgency]
    if urgency in WORKING_DAYS:
        return _after_working_days(sent_at, WORKING_DAYS[urgency], calendars, zone)
    return _ends_on_working_day(sent_at, DAYS.get(urgency, DAYS["URG-ROUTINE"]), tuple(calendars), zone)


def both_work(on: date, calendars: Sequence[str]) -> bool:
    """Say whether a day is a working day in every country given."""
    return all(_works(on, country) for country in calendars)


@lru_cache(maxsize=4096)  # a batch of letters asks for the same few days
def _works(on: date, country: str) -> bool:
    """Say whether a country works on a day; of one without a known calendar the weekends alone are free."""
    calendar = _calendar(country)
    return bool(calendar.is_working_day(on)) if calendar is not None else on.weekday() < _SATURDAY


@cache
def _calendar(country: str) -> HolidayBase | None:
    try:
        return country_holidays(country)
    except NotImplementedError:
        return None


@lru_cache(maxsize=256)  # letters of one batch came at one moment
def _ends_on_working_day(start: datetime, days: int, calendars: tuple[str, ...], zone: str) -> datetime:
    """Return the moment so many days later, moved on to the next day on which both work."""
    end = start.astimezone(ZoneInfo(zone)) + timedelta(days=days)
    for _ in range(LONGEST_BREAK):
        if both_work(end.date(), calendars):
            break
        end += timedelta(days=1)
    return end.astimezone(start.tzinfo)


def _after_working_days(start: datetime, days: int, calendars: Sequence[str], zone: str) -> datetime:
    """Return the moment after so many days on which both work; the day it is sent does not count."""
    end, left = start.astimezone(ZoneInfo(zone)), days
    for _ in range(days + LONGEST_BREAK):
        if not left:
            break
        end += timedelta(days=1)
        left -= both_work(end.date(), calendars)
    return end.astimezone(start.tzinfo)
