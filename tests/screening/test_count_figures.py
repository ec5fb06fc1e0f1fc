"""Figures: each counted by its rule, the rates with their interval, everyone only what is theirs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.screening.domain.figures import Counts, Period, start_of, wilson
from borderlink.screening.queries.figures import figures, stations_with_figures
from tests.guards import lift_guards
from tests.screening.scenes import screened
from tests.screening.test_open_parcel import DRUGS, NOTHING
from tests.screening.test_purge_parcels import close
from tests.world import World

TODAY = date(2026, 11, 22)
TOMORROW = TODAY + timedelta(days=1)


@given(st.integers(0, 400), st.integers(0, 400))
def test_an_interval_holds_its_share_and_stays_between_none_and_all(hits: int, misses: int) -> None:
    interval = wilson(hits, hits + misses)

    if interval is None:
        assert hits + misses == 0
    else:
        assert 0 <= interval.low <= interval.share <= interval.high <= 1


@given(st.integers(0, 50), st.integers(1, 50))
def test_more_openings_of_the_same_rate_narrow_the_interval(hits: int, misses: int) -> None:
    few, many = wilson(hits, hits + misses), wilson(hits * 10, (hits + misses) * 10)

    assert few
    assert many
    assert many.width < few.width


def test_the_interval_is_wilsons() -> None:
    interval = wilson(4, 10)

    assert interval is not None
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.1682, 0.6873)


def test_nothing_opened_has_no_rate() -> None:
    assert Counts().hit_rate is None


def test_weeks_start_on_monday_and_months_on_the_first() -> None:
    assert start_of(date(2026, 11, 22), Period.WEEK) == date(2026, 11, 16)
    assert start_of(date(2026, 11, 22), Period.MONTH) == date(2026, 11, 1)


def test_each_state_and_outcome_is_counted_by_its_rule(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    close(world, load, DRUGS)
    load.referrals.filter(waybill="TEA0001").update(state="selected", outcome="")
    load.referrals.filter(waybill="TEA0002").update(outcome="X")
    load.referrals.filter(waybill="TEA0003").update(outcome="U")

    total = figures(amina, start=TODAY, end=TOMORROW, period=Period.DAY).total

    referred = load.referrals.count()
    assert (total.parcels, total.referrals) == (604, referred)
    assert (total.presented, total.opened, total.hits) == (referred - 2, referred - 3, referred - 3)
    assert (total.not_presented, total.not_opened) == (1, 1)


def test_a_period_includes_its_first_day_and_excludes_its_end(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)

    before = figures(amina, start=TODAY - timedelta(days=9), end=TODAY, period=Period.DAY)
    within = figures(amina, start=TODAY, end=TOMORROW, period=Period.DAY)

    assert (before.total, before.lines) == (Counts(), [])
    assert within.total.parcels == 604


def test_the_random_arm_tells_what_there_was_in_all(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    close(world, load, NOTHING)
    first = load.referrals.order_by("pk").first()
    assert first
    lift_guards()
    load.referrals.filter(pk=first.pk).update(probability=0.05, outcome="S")

    found = figures(amina, start=TODAY, end=TOMORROW, period=Period.DAY)

    assert found.estimate == pytest.approx(20.0)
    assert (found.total.random_opened, found.total.random_hits) == (1, 1)


def test_an_inspector_sees_the_own_station_and_a_planner_the_whole_agency(world: World) -> None:
    screened(world.reader(world.amina))

    def parcels(reader: object) -> int:
        return figures(reader, start=TODAY, end=TOMORROW, period=Period.DAY).total.parcels  # type: ignore[arg-type]

    seen = {
        officer.name: parcels(world.reader(officer))
        for officer in (world.bruno, world.chidi, world.dalia, world.hoa, world.emeka, world.farid)
    }

    assert list(seen.values()) == [604, 0, 604, 604, 0, 0]
    assert stations_with_figures(world.reader(world.chidi)) == []
