"""A parcel is opened before two officers, gets an outcome, and every correction is a new record."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Reader
from borderlink.screening.actions.belt import scan_parcel
from borderlink.screening.actions.opening import (
    Witness,
    open_parcel,
    record_laboratory_result,
    record_result,
    reseal_parcel,
    write_note,
)
from borderlink.screening.actions.reports import print_notice
from borderlink.screening.domain.outcome import POSITIVE, Finding, Outcome
from borderlink.screening.models.referrals import Opening, Referral
from borderlink.screening.refusals.belt import (
    CauseMissing,
    CauseTwice,
    MoveNotLegal,
    NoteMissing,
    NothingIsSeized,
    NotTheOutcome,
    OperatorNotAccounted,
    SecondOfficerIsFirst,
    SecondOfficerUnknown,
    SubstanceMissing,
)
from tests.screening.scenes import screened
from tests.world import NOON, World

WITH_BRUNO = Witness(second_officer="GZ-0002", operator_present=True, operator="Operator 7")
DRUGS = Finding(
    outcome=Outcome.PRESUMPTIVE,
    presumptive=POSITIVE,
    method="TST-RAMAN",
    substance="SUB-METH-ICE",
    concealment="CON-TEAPACK",
    detected_by="DET-DATA",
    also_detected_by=("DET-XRAY",),
)
NOTHING = Finding(outcome=Outcome.NOTHING)
LATER = NOON + timedelta(hours=1)


def presented(world: World, waybill: str = "TEA0001") -> Reader:
    amina = world.reader(world.amina)
    screened(amina)
    scan_parcel(waybill=waybill, by=amina, at=NOON)
    return amina


def opened(world: World, waybill: str = "TEA0001") -> Reader:
    amina = presented(world, waybill)
    open_parcel(waybill=waybill, witness=WITH_BRUNO, by=amina, at=NOON)
    return amina


def test_selected_presented_and_opened_are_three_states_with_time_and_officer(world: World) -> None:
    opened(world)

    steps = Referral.objects.get(waybill="TEA0001").steps.all()
    assert [(step.what, step.by) for step in steps] == [
        ("selected", ""),
        ("presented", "GZ-0001"),
        ("opened", "GZ-0001"),
    ]


def test_the_second_officer_is_another_person(world: World) -> None:
    amina = presented(world)

    for second in ("GZ-0001", "gz-0001 "):
        with pytest.raises(SecondOfficerIsFirst):
            open_parcel(
                waybill="TEA0001",
                witness=Witness(second_officer=second, operator_present=True, operator="7"),
                by=amina,
                at=NOON,
            )

    assert not Opening.objects.exists()


def test_the_second_officer_belongs_to_the_station(world: World) -> None:
    amina = presented(world)

    for second in ("GZ-0003", "GZ-9999", "LB-0001"):
        with pytest.raises(SecondOfficerUnknown):
            open_parcel(
                waybill="TEA0001",
                witness=Witness(second_officer=second, operator_present=True, operator="7"),
                by=amina,
                at=NOON,
            )


def test_the_database_itself_refuses_an_opening_by_one_officer(world: World) -> None:
    presented(world)
    referral = Referral.objects.get(waybill="TEA0001")

    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.create(
            referral=referral, second_officer="A", by="A", operator_present=True, operator="7", at=NOON
        )


def test_the_operator_is_named_or_the_absence_explained(world: World) -> None:
    amina = presented(world)
    absent = Witness(second_officer="GZ-0002", operator_present=False, operator="ignored")

    with pytest.raises(OperatorNotAccounted):
        open_parcel(waybill="TEA0001", witness=absent, by=amina, at=NOON)
    explained = Witness(second_officer="GZ-0002", operator_present=False, absence="night shift, none on duty")
    opening = open_parcel(waybill="TEA0001", witness=explained, by=amina, at=NOON)

    assert (opening.operator, opening.absence) == ("", "night shift, none on duty")


def test_what_was_not_presented_cannot_be_opened(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)

    with pytest.raises(MoveNotLegal):
        open_parcel(waybill="TEA0001", witness=WITH_BRUNO, by=amina, at=NOON)


def test_what_was_not_opened_has_no_contents(world: World) -> None:
    amina = presented(world)

    for finding in (NOTHING, DRUGS):
        with pytest.raises(MoveNotLegal):
            record_result(waybill="TEA0001", finding=finding, by=amina, at=NOON)


def test_drugs_need_a_positive_test_a_substance_and_both_causes(world: World) -> None:
    amina = opened(world)
    drug = {"presumptive": POSITIVE, "method": "TST-RAMAN", "substance": "SUB-METH-ICE"}

    with pytest.raises(SubstanceMissing):
        record_result(waybill="TEA0001", finding=Finding(outcome=Outcome.CONFIRMED), by=amina, at=NOON)
    with pytest.raises(CauseMissing):
        record_result(
            waybill="TEA0001", finding=Finding(outcome=Outcome.CONFIRMED, **drug), by=amina, at=NOON
        )
    with pytest.raises(CauseTwice):
        record_result(
            waybill="TEA0001",
            finding=Finding(
                outcome=Outcome.CONFIRMED,
                **drug,
                concealment="CON-TEAPACK",
                detected_by="DET-DATA",
                also_detected_by=("DET-DATA",),
            ),
            by=amina,
            at=NOON,
        )

    assert Referral.objects.get(waybill="TEA0001").state == "opened"


def test_nothing_found_names_no_substance(world: World) -> None:
    amina = opened(world)

    with pytest.raises(NothingIsSeized):
        record_result(
            waybill="TEA0001",
            finding=Finding(outcome=Outcome.NOTHING, substance="SUB-METH-ICE"),
            by=amina,
            at=NOON,
        )


def test_an_outcome_closes_the_referral(world: World) -> None:
    amina = opened(world)

    result = record_result(waybill="TEA0001", finding=DRUGS, by=amina, at=NOON)

    referral = Referral.objects.get(waybill="TEA0001")
    assert (referral.state, referral.outcome, referral.holder) == ("closed", "T", "")
    assert (result.concealment, result.detected_by, result.also_detected_by) == (
        "CON-TEAPACK",
        "DET-DATA",
        ["DET-XRAY"],
    )


def test_a_correction_is_a_new_record_with_its_reason(world: World) -> None:
    amina = opened(world)
    record_result(waybill="TEA0001", finding=NOTHING, by=amina, at=NOON)

    with pytest.raises(NoteMissing):
        record_result(waybill="TEA0001", finding=DRUGS, by=amina, at=LATER)
    record_result(waybill="TEA0001", finding=DRUGS, why="a second layer was found", by=amina, at=LATER)

    referral = Referral.objects.get(waybill="TEA0001")
    assert [(row.outcome, row.why) for row in referral.results.all()] == [
        ("N", ""),
        ("T", "a second layer was found"),
    ]
    assert referral.outcome == "T"


def test_an_opening_is_corrected_by_a_second_record(world: World) -> None:
    amina = opened(world)
    absent = Witness(second_officer="GZ-0002", operator_present=False, absence="the operator had left")

    with pytest.raises(NoteMissing):
        open_parcel(waybill="TEA0001", witness=absent, by=amina, at=LATER)
    open_parcel(waybill="TEA0001", witness=absent, why="wrong line ticked", by=amina, at=LATER)

    referral = Referral.objects.get(waybill="TEA0001")
    assert [row.operator_present for row in referral.openings.all()] == [True, False]
    assert referral.state == "opened"


def test_a_parcel_that_stayed_closed_says_why(world: World) -> None:
    amina = presented(world)

    with pytest.raises(NoteMissing):
        record_result(waybill="TEA0001", finding=Finding(outcome=Outcome.NOT_OPENED), by=amina, at=NOON)
    record_result(
        waybill="TEA0001",
        finding=Finding(outcome=Outcome.NOT_OPENED, note="leaks; sent to the hazard room"),
        by=amina,
        at=NOON,
    )

    assert Referral.objects.get(waybill="TEA0001").outcome == "U"


def test_the_laboratory_result_stands_beside_the_presumptive_one(world: World) -> None:
    amina = opened(world)
    record_result(waybill="TEA0001", finding=DRUGS, by=amina, at=NOON)

    record_laboratory_result(
        waybill="TEA0001",
        laboratory="Pearl River laboratory",
        report="PR-2026-118",
        substance="SUB-METH-ICE",
        reported_on=date(2026, 11, 24),
        by=amina,
        at=LATER,
    )

    referral = Referral.objects.get(waybill="TEA0001")
    assert [row.report for row in referral.laboratory_results.all()] == ["PR-2026-118"]
    assert referral.outcome == "T"


def test_a_laboratory_result_belongs_to_a_find(world: World) -> None:
    amina = opened(world)
    record_result(waybill="TEA0001", finding=NOTHING, by=amina, at=NOON)

    with pytest.raises(NotTheOutcome):
        record_laboratory_result(
            waybill="TEA0001",
            laboratory="Pearl River laboratory",
            report="PR-1",
            substance="",
            reported_on=date(2026, 11, 24),
            by=amina,
            at=NOON,
        )


def test_a_notice_is_for_parcels_in_which_nothing_was_found(world: World) -> None:
    amina = opened(world)

    with pytest.raises(NotTheOutcome):
        reseal_parcel(waybill="TEA0001", seal="S-1", language="en", by=amina, at=NOON)
    record_result(waybill="TEA0001", finding=NOTHING, by=amina, at=NOON)
    reseal_parcel(waybill="TEA0001", seal="S-1", language="en", by=amina, at=NOON)

    assert print_notice(waybill="TEA0001", by=amina, at=NOON).seal == "S-1"


def test_chidi_can_do_nothing_to_baiyuns_parcel(world: World) -> None:
    opened(world)
    chidi = world.reader(world.chidi)
    acts = (
        lambda: open_parcel(waybill="TEA0001", witness=WITH_BRUNO, by=chidi, at=NOON),
        lambda: record_result(waybill="TEA0001", finding=DRUGS, by=chidi, at=NOON),
        lambda: record_laboratory_result(
            waybill="TEA0001",
            laboratory="L",
            report="1",
            substance="",
            reported_on=date(2026, 11, 24),
            by=chidi,
            at=NOON,
        ),
        lambda: reseal_parcel(waybill="TEA0001", seal="S", language="en", by=chidi, at=NOON),
        lambda: print_notice(waybill="TEA0001", by=chidi, at=NOON),
        lambda: write_note(waybill="TEA0001", text="x", by=chidi, at=NOON),
    )

    for act in acts:
        with pytest.raises(NotFound):
            act()


def test_who_is_no_inspector_opens_nothing(world: World) -> None:
    opened(world)

    for officer in (world.dalia, world.emeka, world.farid, world.hoa, world.ivan, world.jun):
        with pytest.raises(NotAllowed):
            record_result(waybill="TEA0001", finding=DRUGS, by=world.reader(officer), at=NOON)
