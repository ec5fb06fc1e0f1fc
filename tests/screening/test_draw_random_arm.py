"""The random arm: every parcel may be drawn, with one recorded probability; the draw can be replayed."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.screening.domain.arm import divide_places, draw_at_random
from borderlink.screening.domain.capacity import Capacity, Means, draw_line
from borderlink.screening.domain.outcome import (
    MOVES,
    Answer,
    Outcome,
    State,
    answer_at_belt,
    holds,
    may_record,
)
from borderlink.screening.domain.picture import draw_links
from tests.screening.scenes import manifest, screened
from tests.world import World


@given(st.integers(0, 5000), st.text(max_size=8))
def test_the_places_are_divided_and_none_is_lost(places: int, seed: str) -> None:
    divided = divide_places(places, eligible=places * 100, seed=seed)

    assert divided.by_score + divided.at_random == places
    assert abs(divided.at_random - places * 0.05) < 1


@given(st.sets(st.integers(0, 10_000), max_size=60), st.integers(0, 20), st.randoms())
def test_a_draw_is_the_same_in_whatever_order_the_parcels_stand(
    numbers: set[int], places: int, chance: object
) -> None:
    waybills = [f"W{number}" for number in numbers]
    mixed = list(waybills)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    one = draw_at_random(pl.Series(waybills, dtype=pl.String), places, seed="s")
    other = draw_at_random(pl.Series(mixed, dtype=pl.String), places, seed="s")

    assert one == other
    assert len(one) == min(places, len(waybills))
    assert set(one) <= set(waybills)


def test_over_many_seeds_each_parcel_is_drawn_as_often_as_recorded() -> None:
    waybills = pl.Series([f"W{number}" for number in range(40)])
    drawn = dict.fromkeys(waybills, 0)
    for seed in range(4000):
        places = divide_places(10, eligible=40, seed=str(seed))
        for waybill in draw_at_random(waybills, places.at_random, seed=str(seed)):
            drawn[waybill] += 1

    recorded = divide_places(10, eligible=40, seed="0").probability
    assert recorded == pytest.approx(10 * 0.05 / 40)
    assert all(abs(count / 4000 - recorded) < 0.009 for count in drawn.values())


def test_the_random_arm_carries_its_probability_and_takes_no_more_than_the_share(world: World) -> None:
    load = screened(world.reader(world.amina), manifest(20_000))

    drawn = load.referrals.filter(probability__isnull=False)
    assert load.referrals.count() <= 200
    assert drawn.count() == 10
    assert [row.probability for row in drawn] == [pytest.approx(200 * 0.05 / 20_004)] * 10
    assert load.referrals.filter(selection="random").exists()


@given(st.integers(0, 3000), st.integers(0, 3000), st.sets(st.sampled_from(Means)))
def test_the_line_divides_what_waits_and_never_promises_more_minutes(
    waiting: int, minutes: int, means: set[Means]
) -> None:
    capacity = Capacity(minutes=minutes, means=frozenset(means))
    line = draw_line(waiting, capacity)

    assert line.above + line.below == waiting
    assert capacity.needed(line.above) <= minutes or not means


@given(st.sampled_from(State), st.booleans())
def test_every_outcome_on_offer_leads_to_a_legal_state(state: State, opened: bool) -> None:  # noqa: FBT001
    if may_record(state, opened=opened):
        assert State.CLOSED in MOVES[state]


@given(st.sampled_from(State), st.sampled_from([*Outcome, ""]))
def test_what_is_held_is_never_released(state: State, outcome: str) -> None:
    shown = answer_at_belt(in_manifest=True, state=state.value, outcome=outcome)

    if shown is Answer.RELEASE:
        assert not holds(state=state.value, outcome=outcome)


@given(st.lists(st.sets(st.sampled_from(["name", "phone", "address", "unheard-of"])), max_size=30))
def test_the_picture_draws_at_most_a_dozen_and_counts_the_rest(shares: list[set[str]]) -> None:
    drawing = draw_links([(f"W{number}", sorted(kinds)) for number, kinds in enumerate(shares)])

    assert len(drawing.nodes) + drawing.left_out == len(shares)
    assert all(node.y >= 0 and node.y + 34 <= drawing.height for node in drawing.nodes)
