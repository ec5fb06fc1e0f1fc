"""Dates in three orders and as spreadsheets keep them; the order of a file follows what leaves no choice."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.screening.adapters.reading import read_manifests
from tests.screening.manifests import HEADER, ROW, as_csv, faults, read_cells, read_rows


def at(day: int, month: int, year: int = 2026, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment in Shanghai, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-05 14:30:00",
        "2026-11-05 14:30",
        "2026/11/5 14:30",
        "2026.11.5 14:30:00",
        "2026年11月5日 14:30",
        "2026年11月5日 14时30分",
        "2026年11月5日14时30分",
        "2026年11月5日下午2:30",
        "2026-11-05T14:30:00",
        "2026-11-05T06:30:00Z",
        "2026-11-05T14:30:00+08:00",
        "2026-11-05 14:30:00.123",
        "20261105143000",
        "202611051430",
        "5-Nov-2026 14:30",
        "Nov 5, 2026 14:30",
        "5 november 2026 2:30 pm",
        "2026-11-05 下午 2:30",
        "２０２６－１１－０５ １４：３０",
        "14:30 5/11/2026",
        "46331.604166667",
        "1793860200",
        "1793860200000",
        "5/11/2026 2:30:00 PM",
        "05.11.2026 14:30",
    ],
)
def test_a_moment_is_read_however_it_is_written(tmp_path: Path, cell: str) -> None:
    reading = read_cells(tmp_path, "寄件时间", cell)

    assert reading.parcels["posted_at"].to_list() == [at(5, 11, hour=14, minute=30)]


def test_one_column_may_mix_ways_of_writing(tmp_path: Path) -> None:
    cells = ("2026-11-05 14:30:00", "2026-11-05", "5.11.2026", "2026-11-05 14:30:00", "", "46331")

    reading = read_cells(tmp_path, "寄件时间", *cells)

    day, clock = at(5, 11), at(5, 11, hour=14, minute=30)
    assert reading.parcels["posted_at"].to_list() == [clock, day, day, clock, None, day]


def test_without_a_telling_date_the_day_stands_first(tmp_path: Path) -> None:
    assert read_cells(tmp_path, "寄件时间", "5/11/2026").parcels["posted_at"].item() == at(5, 11)


def test_one_date_that_leaves_no_choice_settles_the_file(tmp_path: Path) -> None:
    month_first = read_cells(tmp_path, "寄件时间", "5/11/2026", "5/13/2026")
    day_first = read_cells(tmp_path, "寄件时间", "5/11/2026", "13/5/2026")

    assert month_first.parcels["posted_at"].to_list() == [at(11, 5), at(13, 5)]
    assert day_first.parcels["posted_at"].to_list() == [at(5, 11), at(13, 5)]


def test_two_date_columns_of_a_file_share_one_order(tmp_path: Path) -> None:
    header = (*HEADER, "寄件时间", "截单时间")

    reading = read_rows(tmp_path, ("A", *ROW[1:], "5/11/2026", "5/13/2026"), header=header)

    assert reading.parcels.select("posted_at", "cutoff_at").rows() == [(at(11, 5), at(13, 5))]


def test_a_file_that_mixes_both_orders_sets_aside_what_could_be_either(tmp_path: Path) -> None:
    reading = read_cells(
        tmp_path, "寄件时间", "13/5/2026", "5/13/2026", "5/11/2026", "6/6/2026", "2026-05-11"
    )

    assert faults(reading) == [(4, "posted_at", "date-ambiguous")]
    assert reading.quarantine["detail"].item() == "5/11/2026"
    assert reading.parcels["posted_at"].to_list() == [at(13, 5), at(13, 5), at(6, 6), at(11, 5)]


def test_a_single_stray_date_does_not_unsettle_a_file(tmp_path: Path) -> None:
    reading = read_cells(tmp_path, "寄件时间", *["13/5/2026"] * 40, "5/11/2026", "5/31/2026")

    assert reading.parcels["posted_at"].to_list()[-2:] == [at(5, 11), at(31, 5)]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("yesterday", "date-unreadable"),
        ("2026-02-30", "date-unreadable"),
        ("2026-13-45 10:00", "date-unreadable"),
        ("32/13/2026", "date-unreadable"),
        ("2026-11-05 25:00", "date-unreadable"),
        ("1899-01-01", "date-absurd"),
        ("2199-01-01", "date-absurd"),
        ("99999", "date-unreadable"),
        ("29/2/2025", "date-unreadable"),
    ],
)
def test_a_date_that_cannot_be_sets_its_row_aside(tmp_path: Path, cell: str, reason: str) -> None:
    assert faults(read_cells(tmp_path, "寄件时间", "2026-11-05 10:00:00", cell)) == [(3, "posted_at", reason)]


def test_local_times_are_those_of_the_zone_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(as_csv([(*HEADER, "寄件时间"), (*ROW, "2026-11-05 14:30")]))

    (moment,) = read_manifests([path], zone="Australia/Sydney").parcels["posted_at"]

    assert moment == datetime(2026, 11, 5, 3, 30, tzinfo=UTC)


def test_an_hour_that_a_clock_change_skips_or_doubles_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        as_csv([(*HEADER, "寄件时间"), (*ROW, "2026-10-04 02:30"), ("LK2", *ROW[1:], "2026-04-05 02:30")])
    )

    reading = read_manifests([path], zone="Australia/Sydney")

    assert reading.parcels["posted_at"].null_count() == 0


@settings(deadline=None, max_examples=40)
@given(
    st.dates(date(1992, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d-%b-%Y", "%Y%m%d"]),
)
def test_any_day_is_read_as_it_is_meant(
    tmp_path_factory: pytest.TempPathFactory, day: date, shape: str
) -> None:
    reading = read_cells(tmp_path_factory.mktemp("days"), "寄件时间", day.strftime(shape), "31/01/2026")

    assert reading.parcels["posted_at"][0] == at(day.day, day.month, day.year)
