"""A controlled delivery: no screen shows a GO after its end or after a STOP, and both sides say the same."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.liaison.domain.delivery import MOST_LEAD, Leg, Plan, Side, lead
from tests.delivery_model import CODES, Timeline


@given(seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_over_any_history_no_screen_shows_a_go_that_has_ended_or_was_stopped(seed: int) -> None:
    assert Timeline(seed=seed).run().wrong == []


def test_the_histories_reach_every_stage() -> None:
    stages = {stage for seed in range(40) for stage in Timeline(seed=seed).run().stages}

    assert {stage.value for stage in stages} == {
        "proposed", "agreed", "armed", "go", "lapsed", "stopped", "done",
    }  # fmt: skip


def test_without_a_measure_the_other_clock_may_be_as_far_ahead_as_both_promised() -> None:
    assert lead([]) == MOST_LEAD == 1200
    assert lead([(100, 160), (200, 203)]) == 3
    assert lead([(500, 100)]) == 0


SIDES = tuple(Side(agency=code, authority="-", reference="-", go=(f"{code}-1",)) for code in CODES)
LEG = Leg(leg="L1", start="a", end="b", minutes=60, agency=CODES[0], on_stop="CDM-SEIZE", on_lapse="CDM-HOLD")
PLAN = Plan(digest="d", revision=1, until=100, sides=SIDES, legs=(LEG,))


@pytest.mark.parametrize(
    ("fault", "plan"),
    [
        ("", PLAN),
        ("sides", replace(PLAN, sides=(SIDES[0], replace(SIDES[1], agency="SYD-POLICE")))),
        ("sides", replace(PLAN, sides=SIDES[:1])),
        ("go", replace(PLAN, sides=(SIDES[0], replace(SIDES[1], go=())))),
        ("legs", replace(PLAN, legs=())),
        ("legs", replace(PLAN, legs=(LEG, LEG))),
        ("minutes", replace(PLAN, legs=(replace(LEG, minutes=14),))),
        ("minutes", replace(PLAN, legs=(replace(LEG, minutes=1441),))),
        ("agency", replace(PLAN, legs=(replace(LEG, agency="SYD-POLICE"),))),
        ("until", replace(PLAN, until=99)),
    ],
)
def test_a_plan_is_signed_between_just_two_sides_and_only_while_it_can_be_kept(
    fault: str, plan: Plan
) -> None:
    assert plan.fault(CODES, 99) == fault
