"""What the rules count within seven days is what one would count by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.screening.domain.rules.linked import linked

START = datetime(2026, 11, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["tea", "sugar"]), st.integers(0, 20 * 24), st.integers(0, 3)
    ),
    max_size=14,
)


def placed(rows: list[tuple[int, str, int, int]]) -> pl.DataFrame:
    """Return the frame that windows are counted on: receiver, goods, hour and sender of each parcel."""
    table = [
        {
            "row": place, "at": START + timedelta(hours=hour), "receiver_party": f"R{receiver}",
            "receiver_tail": None,
            "goods": goods,
            "contents_key": goods, "sender_name": f"S{sender}", "sender_tail": f"{sender}",
            "receiver_name": f"N{sender}",
            "receiver_place": receiver, "weight_g": 100 + sender,
        }
        for place, (receiver, goods, hour, sender) in enumerate(rows)
    ]  # fmt: skip
    schema = {
        "row": pl.UInt32(),
        "at": pl.Datetime("us", "UTC"),
        "receiver_place": pl.UInt64(),
        "weight_g": pl.Int64(),
    }
    texts = dict.fromkeys(
        (
            "receiver_party",
            "receiver_tail",
            "goods",
            "contents_key",
            "sender_name",
            "sender_tail",
            "receiver_name",
        ),
        pl.String(),
    )
    return pl.DataFrame(table, schema={**schema, **texts})


def fullest(rows: list[tuple[int, str, int, int]], place: int, *, of_kind: bool) -> int:
    """Count by hand: the fullest window of seven days that holds the parcel."""
    receiver, goods, hour, _ = rows[place]
    hours = [h for r, g, h, _ in rows if r == receiver and (g == goods or not of_kind)]
    return max(sum(end - 7 * 24 < h <= end for h in hours) for end in hours if end - 7 * 24 < hour <= end)


@settings(deadline=None, max_examples=60)
@given(rows=ROWS)
def test_the_fullest_week_that_holds_a_parcel_speaks(rows: list[tuple[int, str, int, int]]) -> None:
    found = linked(placed(rows))

    assert list(found["row"]) == list(range(len(rows)))
    for place in range(len(rows)):
        assert (found["like_parcels"][place] or 1) == fullest(rows, place, of_kind=True)
        assert (found["receiver_parcels"][place] or 1) == fullest(rows, place, of_kind=False)


def test_senders_spellings_phones_and_weights_are_counted_within_that_week() -> None:
    rows = [(0, "tea", 0, 0), (0, "tea", 24, 1), (0, "tea", 48, 2), (0, "tea", 19 * 24, 3)]

    found = linked(placed(rows))

    told = ("like_parcels", "like_senders", "like_phones", "like_spellings", "like_spread")
    assert found.select(told).row(0) == (3, 3, 3, 3, 2.0)


def test_chance_is_how_many_receivers_would_get_so_many_of_a_kind() -> None:
    together = [(0, "sugar", 1, place) for place in range(3)]
    others = [(1 + place, "tea", 1, 0) for place in range(27)]

    found = linked(placed([*together, *others]))

    assert found["like_chance"][0] == pytest.approx(1 * 0.1**3)


def test_a_crowd_is_counted_whole_and_in_no_time() -> None:
    rows = [(0, "tea", hour % 480, hour % 4) for hour in range(1500)]

    found = linked(placed(rows))

    assert found["like_parcels"].unique().to_list() == [1500]
    assert found["like_chance"].null_count() == 1500
