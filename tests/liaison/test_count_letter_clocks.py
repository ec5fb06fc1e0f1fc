"""Until when a letter wants its answer: hours run through, days end when both sides work."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.liaison.domain.clocks import both_work, due

BOTH = ("CN", "VN")
FRIDAY = datetime(2026, 2, 13, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "urgency", "after"),
    [
        ("cd_stop", "URG-ROUTINE", timedelta(minutes=5)),
        ("cd_go", "URG-FLASH", timedelta(minutes=5)),
        ("rfi", "URG-FLASH", timedelta(hours=2)),
        ("clue", "URG-URGENT", timedelta(hours=8)),
    ],
)
def test_minutes_and_hours_run_through_every_holiday(kind: str, urgency: str, after: timedelta) -> None:
    assert due(kind, urgency, FRIDAY, BOTH) == FRIDAY + after


def test_seven_days_that_end_in_the_new_year_holiday_end_after_it_on_both_sides() -> None:
    # Tet and the Spring Festival 2026: Viet Nam is back on Monday 23 February, China on Tuesday 24.
    assert due("rfi", "URG-ROUTINE", FRIDAY, ("VN",)) == datetime(2026, 2, 23, 2, tzinfo=UTC)
    assert due("rfi", "URG-ROUTINE", FRIDAY, BOTH) == datetime(2026, 2, 24, 2, tzinfo=UTC)
    assert due("rfi", "URG-ROUTINE", FRIDAY) == FRIDAY + timedelta(days=7)


def test_chinas_make_up_working_days_are_working_days() -> None:
    assert both_work(date(2026, 2, 14), ("CN",))  # a Saturday
    assert not both_work(date(2026, 2, 14), BOTH)
    assert due("rfi", "URG-PRIORITY", datetime(2026, 2, 11, 2, tzinfo=UTC), ("CN",)).date() == date(
        2026, 2, 14
    )


def test_priority_is_three_days_on_which_both_work() -> None:
    assert due("rfi", "URG-PRIORITY", FRIDAY, BOTH) == datetime(2026, 2, 26, 2, tzinfo=UTC)


def test_feedback_has_thirty_days_whatever_the_urgency() -> None:
    assert due("feedback", "URG-FLASH", FRIDAY, BOTH) == datetime(2026, 3, 16, 2, tzinfo=UTC)


def test_an_unknown_calendar_keeps_its_weekends_and_an_unknown_urgency_is_routine() -> None:
    assert due("rfi", "URG-NEWER", datetime(2026, 11, 21, 2, tzinfo=UTC), ("QQ",)).date() == date(
        2026, 11, 30
    )


def test_the_day_is_the_offices_own() -> None:
    late = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # Saturday in Dongxing, Friday in Greenwich

    assert due("rfi", "URG-ROUTINE", late, ("CN",), "Asia/Shanghai").date() == date(2026, 11, 29)
    assert due("rfi", "URG-ROUTINE", late, ("CN",)).date() == date(2026, 11, 27)


@given(st.integers(0, 4 * 365 * 24), st.sampled_from(["URG-ROUTINE", "URG-PRIORITY"]))
@settings(max_examples=60)
def test_what_is_counted_in_days_ends_when_both_work_and_never_early(hours: int, urgency: str) -> None:
    sent = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    end = due("rfi", urgency, sent, BOTH)

    assert both_work(end.date(), BOTH)
    assert end - sent >= timedelta(days=7 if urgency == "URG-ROUTINE" else 3)
    assert end.timetz() == sent.timetz()
