"""The office's figures: bands of what could be shared, hits whose outcome is final, ranks of answer times."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from borderlink.liaison.domain.mentions import folded_name, folded_number
from borderlink.liaison.domain.office import BANDS, HOUR, NOT_FINAL, Asked, Clue, answering, precision
from tests.world import NOON

CLUES = st.builds(
    Clue, score=st.integers(0, 100), of=st.integers(0, 100), actionable=st.booleans(),
    outcome=st.sampled_from(["", "OUT-ONGOING", "OUT-SEIZED", "OUT-NOTFOUND", "OUT-LINK"]),
)  # fmt: skip


def test_a_part_that_was_held_back_costs_no_point() -> None:
    counted = precision([Clue(score=60, of=75, actionable=True), Clue(score=60, of=100, actionable=False)])

    assert [band.clues for band in counted.bands] == [0, 0, 1, 1]
    assert (counted.actionable_share, counted.precise) == (0.5, 2)


@given(st.lists(CLUES.filter(lambda clue: clue.score <= clue.of)))
def test_each_clue_stands_in_one_band_and_only_final_outcomes_count(clues: list[Clue]) -> None:
    counted = precision(clues)

    assert sum(band.clues for band in counted.bands) == len(clues)
    assert sum(band.known for band in counted.bands) == sum(one.outcome not in NOT_FINAL for one in clues)
    assert all(band.hits <= band.known <= band.clues for band in counted.bands)
    assert [(band.least, band.most) for band in counted.bands] == list(BANDS)


def test_the_median_is_the_nearest_rank_and_what_is_unanswered_after_its_time_is_overdue() -> None:
    asked = [
        Asked(sent_at=NOON, due_at=NOON + 8 * HOUR, answered_at=NOON + hours * HOUR) for hours in (1, 2, 9, 4)
    ]
    open_one = Asked(sent_at=NOON, due_at=NOON + 8 * HOUR, answered_at=None)

    told = answering([*asked, open_one], NOON + timedelta(days=1))

    assert (told.median_h, told.p90_h) == (2.0, 9.0)
    assert (told.asked, told.answered, told.late, told.overdue) == (5, 4, 1, 1)


def test_a_name_and_a_number_are_found_again_however_they_are_written() -> None:
    assert folded_name("  Nguyễn  Văn Đức ") == folded_name("NGUYỄN VĂN ĐỨC")
    assert folded_number("+61 491-570-156") == folded_number("61491570156")
