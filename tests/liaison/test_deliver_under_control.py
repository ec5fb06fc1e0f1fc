"""A controlled delivery: no screen shows a GO after its end or after a STOP, and both sides say the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.liaison.domain.delivery import MOST_LEAD, lead
from tests.delivery_model import Timeline


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
