"""At the belt: one scan, one answer, one line in the journal."""

import pytest

from borderlink.foundation.refusals import NotAllowed
from borderlink.journal.models import JournalLine
from borderlink.screening.actions.belt import choose_parcel, scan_parcel, waybill_of
from borderlink.screening.actions.opening import record_result
from borderlink.screening.domain.outcome import Finding, Outcome
from borderlink.screening.models.referrals import Referral
from borderlink.screening.refusals.belt import AlreadyReferred, NoReasonGiven
from tests.screening.scenes import manifest, receive, screened
from tests.world import NOON, World


def answer(world: World, waybill: str) -> str:
    return scan_parcel(waybill=waybill, by=world.reader(world.amina), at=NOON).answer.value


def test_a_referred_parcel_is_inspected_and_a_plain_one_released(world: World) -> None:
    screened(world.reader(world.amina))
    plain = _not_referred()

    assert answer(world, "TEA0001") == "inspect"
    assert answer(world, plain) == "release"


def _not_referred() -> str:
    referred = set(Referral.objects.values_list("waybill", flat=True))
    return next(f"HON{number:05}" for number in range(600) if f"HON{number:05}" not in referred)


def test_a_waybill_in_no_manifest_has_an_answer_of_its_own(world: World) -> None:
    screened(world.reader(world.amina))

    assert answer(world, "LK123456785CN") == "unknown"


def test_an_unknown_waybill_waits_while_a_manifest_is_screened(world: World) -> None:
    receive(world.reader(world.amina), manifest())

    assert answer(world, "HON00001") == "wait"


def test_a_scan_marks_the_parcel_presented_to_this_officer(world: World) -> None:
    screened(world.reader(world.amina))

    answer(world, "TEA0001")

    referral = Referral.objects.get(waybill="TEA0001")
    assert (referral.state, referral.holder) == ("presented", "GZ-0001")
    assert [step.what for step in referral.steps.all()] == ["selected", "presented"]


def test_every_scan_is_journalled_and_a_second_one_changes_nothing_else(world: World) -> None:
    screened(world.reader(world.amina))

    answer(world, "TEA0001")
    answer(world, "TEA0001")

    assert JournalLine.objects.filter(act="screening.scan", subject="parcel TEA0001").count() == 2
    assert Referral.objects.get(waybill="TEA0001").steps.count() == 2


def test_a_parcel_of_another_station_is_unknown_in_the_same_words_and_journalled(world: World) -> None:
    screened(world.reader(world.amina))
    chidi = world.reader(world.chidi)

    theirs = scan_parcel(waybill="TEA0001", by=chidi, at=NOON)
    missing = scan_parcel(waybill="TEA9999", by=chidi, at=NOON)

    assert (theirs.answer, theirs.referral) == (missing.answer, None)
    assert Referral.objects.get(waybill="TEA0001").state == "selected"
    assert JournalLine.objects.filter(act="screening.scan", by="GZ-0003").count() == 2


def test_a_parcel_recorded_as_not_presented_may_turn_up_after_all(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    record_result(waybill="TEA0001", finding=Finding(outcome=Outcome.NOT_PRESENTED), by=amina, at=NOON)

    shown = answer(world, "TEA0001")

    referral = Referral.objects.get(waybill="TEA0001")
    assert (shown, referral.state, referral.outcome) == ("inspect", "presented", "")
    assert [result.outcome for result in referral.results.all()] == ["X"]


def test_a_waybill_is_read_as_a_scanner_or_a_hand_writes_it() -> None:
    assert waybill_of(" ｔｅａ 0001\r") == "TEA0001"


def test_only_inspectors_scan(world: World) -> None:
    for officer in (world.dalia, world.emeka, world.farid, world.hoa, world.ivan, world.jun):
        with pytest.raises(NotAllowed):
            scan_parcel(waybill="TEA0001", by=world.reader(officer), at=NOON)


def test_an_officer_refers_a_parcel_on_their_own_judgement_with_a_reason(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)
    plain = _not_referred()

    referral = choose_parcel(waybill=plain, why="smells of vinegar", by=amina, at=NOON)

    assert (referral.selection, referral.state) == ("officer", "presented")
    assert answer(world, plain) == "inspect"
    with pytest.raises(AlreadyReferred):
        choose_parcel(waybill=plain, why="again", by=amina, at=NOON)


def test_a_choice_without_a_reason_is_refused(world: World) -> None:
    screened(world.reader(world.amina))

    with pytest.raises(NoReasonGiven):
        choose_parcel(waybill="HON00001", why=" ", by=world.reader(world.amina), at=NOON)
