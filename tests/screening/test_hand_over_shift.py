"""A shift is planned and handed over to a named officer."""

import pytest

from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.screening.actions.belt import list_worklist, scan_parcel
from borderlink.screening.actions.shift import hand_over_shift, look_at_shift, plan_shift, take_over_shift
from borderlink.screening.domain.capacity import Capacity, Means
from borderlink.screening.models.referrals import Referral
from borderlink.screening.queries.referrals import Filters
from borderlink.screening.refusals.belt import HandOverNotYours, NothingToHandOver
from tests.screening.scenes import screened
from tests.world import NOON, World


def test_the_named_officer_takes_over_what_is_open(world: World) -> None:
    amina, bruno = world.reader(world.amina), world.reader(world.bruno)
    screened(amina)
    scan_parcel(waybill="TEA0001", by=amina, at=NOON)

    written = hand_over_shift(
        to="GZ-0002", remark="dog comes at two", notes={"TEA0001": "leaks"}, by=amina, at=NOON
    )
    before = Referral.objects.get(waybill="TEA0001").holder
    take_over_shift(hand_over=written.pk, by=bruno, at=NOON)

    assert written.items == [{"waybill": "TEA0001", "holder": "GZ-0001", "note": "leaks"}]
    assert (before, Referral.objects.get(waybill="TEA0001").holder) == ("GZ-0001", "GZ-0002")


def test_only_the_named_officer_takes_over_and_only_once(world: World) -> None:
    amina, bruno = world.reader(world.amina), world.reader(world.bruno)
    written = hand_over_shift(to="GZ-0002", remark="", notes={}, by=amina, at=NOON)

    with pytest.raises(HandOverNotYours):
        take_over_shift(hand_over=written.pk, by=amina, at=NOON)
    take_over_shift(hand_over=written.pk, by=bruno, at=NOON)
    with pytest.raises(HandOverNotYours):
        take_over_shift(hand_over=written.pk, by=bruno, at=NOON)


def test_a_shift_is_handed_to_a_colleague_of_the_station(world: World) -> None:
    amina = world.reader(world.amina)

    for badge in ("GZ-0001", "GZ-0003", "GZ-9999", ""):
        with pytest.raises(NothingToHandOver):
            hand_over_shift(to=badge, remark="", notes={}, by=amina, at=NOON)


def test_chidi_sees_no_shift_of_baiyun(world: World) -> None:
    amina, chidi = world.reader(world.amina), world.reader(world.chidi)
    screened(amina)
    scan_parcel(waybill="TEA0001", by=amina, at=NOON)
    written = hand_over_shift(to="GZ-0002", remark="", notes={}, by=amina, at=NOON)

    shift = look_at_shift(by=chidi, at=NOON)
    with pytest.raises(NotFound):
        take_over_shift(hand_over=written.pk, by=chidi, at=NOON)
    with pytest.raises(NotFound):
        plan_shift(capacity=Capacity(minutes=1, means=frozenset()), unit="GZ-BAIYUN", by=chidi, at=NOON)

    assert (shift.open, shift.hand_overs) == ([], [])


def test_the_line_runs_where_the_minutes_end(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    plan_shift(capacity=Capacity(minutes=25, means=frozenset({Means.XRAY, Means.OPEN})), by=amina, at=NOON)

    shown = list_worklist(filters=Filters(), by=amina, at=NOON)

    assert shown.line.above == 2
    assert shown.line.above + shown.line.below == shown.total


def test_who_is_no_inspector_plans_and_hands_over_nothing(world: World) -> None:
    for officer in (world.dalia, world.emeka, world.farid, world.hoa, world.ivan, world.jun):
        reader = world.reader(officer)
        with pytest.raises(NotAllowed):
            hand_over_shift(to="GZ-0002", remark="", notes={}, by=reader, at=NOON)
        with pytest.raises(NotAllowed):
            plan_shift(capacity=Capacity(minutes=1, means=frozenset()), by=reader, at=NOON)
        with pytest.raises(NotAllowed):
            look_at_shift(by=reader, at=NOON)
