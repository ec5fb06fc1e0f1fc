"""A seizure that cannot be is refused before a row of it is written."""

from datetime import date, timedelta

import pytest

from borderlink.cases.domain.seizures import MOST_MG, Facts, Item, Substance, check
from borderlink.cases.refusals import register as refusals
from borderlink.foundation.refusals import Refusal

TODAY = date(2026, 11, 22)
ICE = "SUB-METH-ICE"
HERE = Facts(seized_on=TODAY, country="CN")
WHOLE = Substance(presumptive=ICE, gross_mg=8_200_000, net_mg=7_981_000, pure_mg=6_500_000)


def test_a_seizure_that_can_be_is_taken() -> None:
    check(HERE, [WHOLE], [], TODAY)
    check(HERE, [], [Item(kind="MAT-PHONE")], TODAY)


@pytest.mark.parametrize(
    ("facts", "substance", "refusal"),
    [
        (Facts(seized_on=TODAY + timedelta(days=1), country="CN"), WHOLE, refusals.SeizedInFuture),
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
        check(facts, [substance], [], TODAY)


def test_a_seizure_of_nothing_is_refused() -> None:
    with pytest.raises(refusals.SeizureEmpty):
        check(HERE, [], [], TODAY)
