from datetime import UTC, datetime, timedelta, timezone
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation.ids import made_at_ms, new_id

moments = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
chances = st.binary(min_size=10, max_size=10)


def test_the_example_of_rfc_9562_is_reproduced() -> None:
    at = datetime(2022, 2, 22, 14, 22, 22, tzinfo=timezone(timedelta(hours=-5)))
    randomness = ((0xCC3 << 62) | 0x18C4DC0C0C07398F).to_bytes(10, "big")

    assert new_id(at, randomness) == UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")


@given(moments, chances)
def test_an_id_is_a_version_7_uuid_that_tells_its_millisecond(at: datetime, randomness: bytes) -> None:
    made = new_id(at, randomness)

    assert (made.version, made.variant) == (7, RFC_4122)
    assert made_at_ms(made) == (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@given(moments, chances, chances)
def test_later_ids_sort_after_earlier_ones(at: datetime, one: bytes, other: bytes) -> None:
    assert str(new_id(at, one)) < str(new_id(at + timedelta(milliseconds=1), other))


def test_a_moment_without_zone_and_too_little_chance_are_faults() -> None:
    with pytest.raises(ValueError, match="zone"):
        new_id(datetime(2026, 1, 1), bytes(10))  # noqa: DTZ001
    with pytest.raises(ValueError, match="10 random bytes"):
        new_id(datetime(2026, 1, 1, tzinfo=UTC), bytes(9))
