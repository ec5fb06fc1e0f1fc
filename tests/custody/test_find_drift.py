import random
from itertools import pairwise

from borderlink.custody.domain.acts import act_of
from borderlink.custody.domain.drift import Step, by_balance, by_holder, by_lot, drifts, steps_of
from borderlink.custody.domain.schema import Kind
from borderlink.foundation.mass import Balance, Weighing
from tests.custody_world import Desk, tea_case


def _read(true_mg: float, balance: Balance) -> Weighing:
    return Weighing(mass_mg=round(true_mg / balance.division_mg) * balance.division_mg, balance=balance)


def _steps(lots: int, weighings: int, theft_mg: int, balance: Balance, seed: int) -> list[Step]:
    """Every lot is weighed so often; between two weighings its holder takes a little."""
    chance, found, number = random.Random(seed), [], 0  # noqa: S311 - planted
    for lot in range(lots):
        true = chance.uniform(500_000, 900_000)
        read = [_read(true - theft_mg * time, balance) for time in range(weighings)]
        for before, after in pairwise(read):
            number += 1
            found.append(
                Step(
                    lot=f"E-{lot}", holder="EWA", expected_mg=before.mass_mg, before=before, after=after,
                    before_no=number + lot, after_no=number + lot + 1,
                )
            )  # fmt: skip
    return found


def test_twenty_thefts_of_four_tenths_of_a_gram_from_one_lot_are_found() -> None:
    steps = _steps(lots=1, weighings=21, theft_mg=400, balance=Balance(number="B", division_mg=1000), seed=1)

    assert not any(
        drift.is_alarm() for step in steps for drift in drifts([step], by_lot) if drift.lost_mg < 1000
    )
    assert drifts(steps, by_lot)[0].is_alarm()
    assert 7_000 <= drifts(steps, by_lot)[0].lost_mg <= 9_000


def test_twenty_thefts_from_twenty_lots_are_found_at_their_holder_and_their_balance() -> None:
    steps = _steps(lots=20, weighings=2, theft_mg=400, balance=Balance(number="B", division_mg=500), seed=2)

    assert not any(drift.is_alarm() for drift in drifts(steps, by_lot) if drift.lost_mg <= 500)
    assert drifts(steps, by_holder)[0].is_alarm()
    assert drifts(steps, by_balance)[0].is_alarm()


def test_honest_weighings_rarely_raise_an_alarm() -> None:
    balance = Balance(number="B", division_mg=1000)
    alarms = sum(drifts(_steps(20, 2, 0, balance, seed), by_holder)[0].is_alarm() for seed in range(300))

    assert alarms <= 3


def test_the_ledger_tells_what_each_holder_had_between_two_weighings() -> None:
    desk = Desk()
    tea_case(desk)

    steps = steps_of(act_of(line.content()) for line in desk.lines)

    assert len(steps) == 4
    assert [drift.lost_mg for drift in drifts(steps, by_holder)] == [0]
    assert {step.holder for step in steps} == {"AMINA"}


def test_a_theft_shows_as_a_step_of_the_ledger() -> None:
    desk = Desk()
    desk.seized("E-1", 500_000, division_mg=100)
    desk.do(Kind.HAND_OVER, "E-1", giver="AMINA", taker="EWA", by=("AMINA", "EWA"))
    desk.do(Kind.WEIGH, "E-1", mass_mg=499_600, division_mg=100, by=("EWA", "CHIDI"))

    found = drifts(steps_of(act_of(line.content()) for line in desk.lines), by_holder)

    assert [(drift.key, drift.lost_mg, drift.is_alarm()) for drift in found] == [("EWA", 400, True)]


def test_what_a_laboratory_used_up_and_what_a_partner_kept_is_no_drift() -> None:
    desk = Desk()
    desk.seized("E-1", 500_000, division_mg=10)
    desk.do(Kind.ANALYSE, "E-1", consumed_mg=2_000, remaining_mg=498_000)
    desk.do(Kind.WEIGH, "E-1", mass_mg=498_000, division_mg=10)
    desk.do(Kind.SEAL, "E-1", number="S-1")
    desk.do(Kind.OFFER, "E-1", seals=["S-1"], mass_mg=500_000)
    desk.do(Kind.ACCEPT, "E-1", seals=["S-1"], offered_mg=500_000, mass_mg=500_000, net_mg=498_000)
    desk.do(Kind.RETURN, "E-1", direction="back", taker="AMINA", mass_mg=400_000, division_mg=10)
    desk.do(Kind.WEIGH, "E-1", mass_mg=399_000, division_mg=10)

    steps = steps_of(act_of(line.content()) for line in desk.lines)

    assert [step.expected_mg - step.after.mass_mg for step in steps] == [0, 1_000]
    assert drifts(steps, by_holder)[0].lost_mg == 1_000
