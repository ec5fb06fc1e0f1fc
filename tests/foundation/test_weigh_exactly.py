from datetime import date
from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation.mass import (
    Agreement,
    Balance,
    Closure,
    ExpectedLoss,
    Uncertainty,
    Weighing,
    coarsest_division_mg,
    combined,
    judge,
    of_weighings,
)

GRAM = Balance(number="B-1", division_mg=1000)
FINE = Balance(number="B-2", division_mg=10)


def test_eight_weighings_of_the_tea_case_have_an_uncertainty_of_2_31_grams() -> None:
    assert round(of_weighings(GRAM, 8).expanded_ug() / 10**6, 2) == 2.31


def test_forty_grams_by_difference_on_a_coarse_balance_are_a_hundred_times_less_certain() -> None:
    assert round(of_weighings(GRAM, 1).expanded_ug() / 10**6, 2) == 0.82
    assert round(of_weighings(FINE, 1).expanded_ug() / 10**6, 3) == 0.008


@given(st.integers(1, 500), st.integers(1, 10**6), st.integers(0, 10**6), st.integers(-(10**7), 10**7))
def test_beyond_k_u_is_decided_as_exact_fractions_decide_it(
    times: int, division_mg: int, calibration_ug: int, residual_mg: int
) -> None:
    balance = Balance(number="B", division_mg=division_mg, calibration_ug=calibration_ug)
    variance = times * Fraction(division_mg) ** 2 / 6 + (times * Fraction(calibration_ug, 1000)) ** 2

    found = of_weighings(balance, times)

    assert Fraction(found.sixths_ug2, 6 * 10**6) == variance
    assert found.is_exceeded_by(residual_mg) == (Fraction(residual_mg) ** 2 > 9 * variance)
    assert found.expanded_ug(1) == isqrt(-(-found.sixths_ug2 // 6) - 1) + 1


def test_the_error_of_one_balance_adds_linearly_and_of_two_balances_as_squares() -> None:
    first = Balance(number="B-1", division_mg=1, calibration_ug=100)
    second = Balance(number="B-2", division_mg=1, calibration_ug=100)

    together = combined([Weighing(mass_mg=1, balance=first), Weighing(mass_mg=1, balance=first)])
    apart = combined([Weighing(mass_mg=1, balance=first), Weighing(mass_mg=1, balance=second)])

    assert together.sixths_ug2 - apart.sixths_ug2 == 6 * ((2 * 100) ** 2 - 2 * 100**2)


@pytest.mark.parametrize(
    ("mass_mg", "division_mg"),
    [
        (99_999, 10), (100_000, 100), (999_999, 100), (1_000_000, 1_000), (9_999_999, 1_000),
        (10_000_000, 10_000), (100_000_000, 100_000), (999_999_999, 100_000), (1_000_000_000, 1_000_000),
    ],
)  # fmt: skip
def test_notice_511_wants_a_division_that_fits_the_mass(mass_mg: int, division_mg: int) -> None:
    assert coarsest_division_mg(mass_mg) == division_mg


def test_a_loss_that_drying_explains_is_expected_and_a_gain_never_is() -> None:
    drying = ExpectedLoss(rate_ppm_a_day=100, bound_ppm=2_000, source="planted for this test")
    u = of_weighings(FINE, 2)
    allowed = drying.allowed_mg(1_000_000, 10)

    assert allowed == 1_000
    assert drying.allowed_mg(1_000_000, 1_000) == 2_000
    assert judge(10, u, allowed_loss_mg=allowed) is Agreement.AGREES
    assert judge(900, u, allowed_loss_mg=allowed) is Agreement.EXPECTED_LOSS
    assert judge(1_200, u, allowed_loss_mg=allowed) is Agreement.DISCREPANCY
    assert judge(-900, u, allowed_loss_mg=allowed) is Agreement.DISCREPANCY


def test_a_certificate_holds_until_the_day_before_it_ends() -> None:
    balance = Balance(
        number="B", division_mg=1, certified_on=date(2026, 1, 1), certified_until=date(2027, 1, 1)
    )

    assert balance.is_valid_on(date(2026, 12, 31))
    assert not balance.is_valid_on(date(2027, 1, 1))
    assert not balance.is_valid_on(date(2025, 12, 31))


def test_the_tea_case_closes_at_zero() -> None:
    closure = Closure(
        seized_mg=7_981_000,
        samples_mg=4_000,
        transferred_mg=40_000,
        destroyed_mg=7_937_000,
        uncertainty=of_weighings(GRAM, 8),
    )

    assert closure.residual_mg() == 0
    assert closure.is_within()
    assert not Closure(seized_mg=10, uncertainty=Uncertainty()).is_within()
