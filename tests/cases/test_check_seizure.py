"""A seizure that cannot be is refused before a row of it is written."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from borderlink.cases.domain.seizures import MOST_MG, Facts, Item, Substance, check
from borderlink.cases.refusals import register as refusals
from borderlink.foundation.refusals import Refusal

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)  # 22:00 in Guangzhou, 01:00 of the next day in Sydney
ICE = "SUB-METH-ICE"
HERE = Facts(seized_on=TODAY, country="CN")


def at(hour: str, zone: str, *, day: int = 22, month: int = 11) -> Facts:
    """Return a seizure at an hour by the clocks of a place."""
    on = date(2026, month, day)
    return Facts(seized_on=on, country="CN", seized_time=time.fromisoformat(hour), zone=zone)


WHOLE = Substance(presumptive=ICE, gross_mg=8_200_000, net_mg=7_981_000, pure_mg=6_500_000)


def test_a_seizure_that_can_be_is_taken() -> None:
    check(HERE, [WHOLE], [], today=TODAY, at=NOW)
    check(at("22:00", "Asia/Shanghai"), [WHOLE], [], today=TODAY, at=NOW)
    check(at("00:30", "Australia/Sydney", day=23), [WHOLE], [], today=TODAY, at=NOW)
    check(HERE, [], [Item(kind="MAT-PHONE")], today=TODAY, at=NOW)


@pytest.mark.parametrize(
    ("facts", "substance", "refusal"),
    [
        (Facts(seized_on=TODAY + timedelta(days=1), country="CN"), WHOLE, refusals.SeizedInFuture),
        (at("22:01", "Asia/Shanghai"), WHOLE, refusals.SeizedInFuture),
        (at("01:01", "Australia/Sydney", day=23), WHOLE, refusals.SeizedInFuture),
        (at("02:30", "Australia/Sydney", day=4, month=10), WHOLE, refusals.HourNotThere),
        (at("12:00", "Asia/Nowhere"), WHOLE, refusals.SeizureCodeUnknown),
        (Facts(seized_on=TODAY, country="CN", channel="CHN-NONE"), WHOLE, refusals.SeizureCodeUnknown),
        (HERE, Substance(presumptive="SUB-NONE"), refusals.SeizureCodeUnknown),
        (HERE, Substance(net_mg=1), refusals.SubstanceMissing),
        (HERE, Substance(presumptive=ICE, gross_mg=999, net_mg=1_000), refusals.NetOverGross),
        (HERE, Substance(presumptive=ICE, net_mg=999, pure_mg=1_000), refusals.PureOverNet),
        (HERE, Substance(presumptive=ICE, net_mg=MOST_MG + 1), refusals.QuantityAbsurd),
    ],
)
def test_a_seizure_that_cannot_be_is_refused(
    facts: Facts, substance: Substance, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        check(facts, [substance], [], today=TODAY, at=NOW)


def test_a_seizure_of_nothing_is_refused() -> None:
    with pytest.raises(refusals.SeizureEmpty):
        check(HERE, [], [], today=TODAY, at=NOW)
