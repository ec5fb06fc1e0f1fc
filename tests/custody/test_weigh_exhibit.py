"""Weighing through the actions: asked back when implausible, judged against the book, watched for drift."""

from datetime import date, timedelta

import pytest

from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import CaseParcel
from borderlink.custody.actions import alarms, keeping, laboratory, leaving, sealing, seizing, weighing
from borderlink.custody.actions.handing import Purpose
from borderlink.custody.actions.weighing import Measure, Reading
from borderlink.custody.domain.drift import by_holder, drifts
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.room import Alarm
from borderlink.custody.queries import drift, exhibits, warnings
from borderlink.custody.refusals.acts import DiscrepancyOpen, HeavierThanGross, SameUnit
from borderlink.custody.refusals.room import MassImplausible, NotOpen, UnknownCode
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.journal.models import JournalLine
from borderlink.officers.models import Officer
from tests.custody.scenes import Scene, Step, exhibit, hand_to, tea, tea_case, unseal, weigh

pytestmark = pytest.mark.django_db

KG_FOR_G = 7_981_000_000


def _weigh(scene: Scene, mass_mg: int, *, confirmed: bool = False) -> None:
    weighing.weigh(
        exhibit=scene.lots[0], measure=Measure.NET, reading=Reading(balance="B-1", mass_mg=mass_mg),
        confirmed=confirmed, hands=scene.two, by=scene.by(), at=scene.now(),
    )  # fmt: skip


def test_kilograms_typed_for_grams_are_asked_back_against_the_gross_mass() -> None:
    scene = tea_case(Step.SEIZED)
    weigh(scene, scene.lots[0], 2_133_000, Measure.GROSS)

    with pytest.raises(MassImplausible) as caught:
        _weigh(scene, KG_FOR_G)
    with pytest.raises(HeavierThanGross):
        _weigh(scene, KG_FOR_G, confirmed=True)

    assert caught.value.facts["expected_mg"] == 2_133_000
    assert exhibit(scene.lots[0]).book_mg is None
    assert warnings.overridden(scene.case) == []


def test_a_mass_far_above_the_declared_one_is_asked_back_and_the_answer_is_disclosed() -> None:
    scene = tea_case(Step.SEIZED)
    _declare(scene, "TEA0001", 2_000)

    with pytest.raises(MassImplausible):
        _weigh(scene, 201_000_000)
    _weigh(scene, 201_000_000, confirmed=True)

    (warning,) = warnings.overridden(scene.case)
    assert (warning.code, warning.exhibit, warning.by) == (
        "custody.mass-implausible", scene.lots[0], scene.kofi.badge
    )  # fmt: skip
    assert warning.facts["expected_mg"] == 2_000_000
    assert JournalLine.objects.filter(act="custody.override-warning").count() == 1


def _declare(scene: Scene, waybill: str, weight_g: int) -> None:
    CaseParcel.objects.create(
        case=Case.objects.get(number=scene.case), waybill=waybill, station="GZ-BAIYUN",
        facts={"weight_g": weight_g}, shares=[], at=scene.at, by=scene.kofi.badge,
    )  # fmt: skip


def test_an_unknown_balance_is_refused_and_an_expired_certificate_is_a_breach() -> None:
    scene = tea_case(Step.SEIZED)
    with pytest.raises(UnknownCode):
        weigh(scene, scene.lots[0], 2_013_000, balance="B-99")
    keeping.add_balance(
        number="B-1", division_mg=1_000, calibration_ug=200_000, certificate="CERT-OLD",
        certified_until=date(2026, 11, 1), by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip

    weigh(scene, scene.lots[0], 2_013_000)

    assert exhibit(scene.lots[0]).book_mg == 2_013_000
    assert "certificate-out-of-date" in {
        breach.name for breach in exhibits.breaches_of_case(scene.by(), scene.case)
    }


def test_a_discrepancy_blocks_until_two_units_explain_it() -> None:
    scene = tea_case(Step.STORED)
    lot, by = scene.lots[0], scene.by(scene.mika)
    sealing.unseal(exhibit=lot, layer=1, number=exhibit(lot).seals[0], reason="weighing", hands=scene.stores,
                   by=by, at=scene.now())  # fmt: skip
    weighing.weigh(
        exhibit=lot, measure=Measure.NET, reading=Reading(balance="B-1", mass_mg=2_000_000),
        hands=scene.stores, by=by, at=scene.now(),
    )  # fmt: skip
    row = exhibit(lot)
    assert row.discrepancy is not None
    assert Alarm.objects.filter(kind="discrepancy", key=lot, settled_at=None).exists()

    weighing.record_discrepancy(exhibit=lot, note="twelve grams", hands=scene.stores, by=by, at=scene.now())
    with pytest.raises(DiscrepancyOpen):
        leaving.give_back(
            exhibit=lot, direction="out", party="COURT-1", reading=Reading(balance="B-1", mass_mg=2_000_000),
            hands=scene.stores, by=by, at=scene.now(),
        )  # fmt: skip

    def explain(*officers: Officer) -> None:
        weighing.explain(
            exhibit=lot, weighing=row.discrepancy or 0, cause="spillage", loss_mg=12_000, text="a torn bag",
            hands=scene.hands(*officers), by=by, at=scene.now(),
        )  # fmt: skip

    with pytest.raises(SameUnit):
        explain(scene.mika, scene.nadia)
    explain(scene.mika, scene.kofi)

    assert (exhibit(lot).discrepancy, exhibit(lot).book_mg) == (None, 2_000_000)
    assert not Alarm.objects.filter(kind="discrepancy", settled_at=None).exists()
    assert exhibits.masses_of_case(scene.by(), scene.case).loss == 12_000
    assert exhibits.masses_of_case(scene.by(), scene.case).residual_mg == 0


def test_twenty_thefts_of_0_4_g_are_found_though_each_hides_in_one_weighing() -> None:
    scene = tea_case(Step.OPENED)
    keeping.add_balance(
        number="B-4", division_mg=500, calibration_ug=5_000, certificate="CERT-B-4",
        certified_until=date(2027, 1, 1), by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip
    lots = seizing.seize(
        case=scene.case, exhibits=[tea("")] * 20, hands=scene.two, by=scene.by(), at=scene.now()
    )
    for lot in lots:
        weigh(scene, lot.number, 1_000_000, balance="B-4")
        weigh(scene, lot.number, 999_600, balance="B-4")

    kinds = set(Alarm.objects.filter(settled_at=None).values_list("kind", "key"))
    assert not Exhibit.objects.filter(discrepancy__isnull=False).exists()
    assert kinds == {("drift-officer", scene.kofi.badge), ("drift-balance", "B-4")}
    assert drift.drift(scene.by(scene.mika), "officer") == []  # of the store's hands, not the investigators'
    assert drifts(drift.steps(), by_holder)[0].lost_mg == 8_000


def test_small_losses_of_one_lot_raise_its_alarm_by_their_sum_and_not_before() -> None:
    scene = tea_case(Step.OPENED)
    keeping.add_balance(
        number="B-4", division_mg=500, calibration_ug=5_000, certificate="CERT-B-4",
        certified_until=date(2027, 1, 1), by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip
    (lot,) = seizing.seize(
        case=scene.case, exhibits=[tea("")], hands=scene.two, by=scene.by(), at=scene.now()
    )
    drifting = Alarm.objects.filter(kind="drift-lot", key=lot.number)
    for mass_mg in (1_000_000, 999_400):
        weigh(scene, lot.number, mass_mg, balance="B-4")
    assert not drifting.exists()

    weigh(scene, lot.number, 998_800, balance="B-4")

    assert (drifting.get().facts["lost_mg"], drifting.get().case) == (1_200, scene.case)


def test_nothing_is_weighed_on_a_balance_that_was_retired() -> None:
    scene = tea_case(Step.SEIZED)
    keeping.retire_balance(number="B-1", by=scene.by(scene.mika), at=scene.now())

    with pytest.raises(UnknownCode):
        _weigh(scene, 2_000_000)


def test_an_alarm_is_settled_with_a_reason_by_who_keeps_the_room() -> None:
    scene = tea_case(Step.STORED)
    assert alarms.raise_alarm("drift-balance", "B-1", case="", unit="GZ-STORE", facts={}, at=scene.at)
    assert not alarms.raise_alarm("drift-balance", "B-1", case="", unit="GZ-STORE", facts={}, at=scene.at)
    (alarm,) = Alarm.objects.all()

    with pytest.raises(NotFound):
        alarms.settle_alarm(alarm=alarm.pk, why="-", by=scene.by(), at=scene.now())
    alarms.settle_alarm(alarm=alarm.pk, why="balance adjusted", by=scene.by(scene.mika), at=scene.now())
    with pytest.raises(NotOpen):
        alarms.settle_alarm(alarm=alarm.pk, why="again", by=scene.by(scene.mika), at=scene.now())


def test_a_drift_is_settled_by_another_and_not_told_again_until_more_is_missed() -> None:
    scene = tea_case(Step.STORED)
    lot, mika = scene.lots[0], scene.by(scene.mika)
    unseal(scene, lot, "weighing")
    weigh(scene, lot, 2_000_000, hands=scene.stores, by=scene.mika)
    drifting = Alarm.objects.filter(kind__startswith="drift", settled_at=None)
    assert set(drifting.values_list("kind", "key")) == {
        ("drift-lot", lot), ("drift-officer", scene.mika.badge), ("drift-balance", "B-1"),
    }  # fmt: skip

    for alarm in drifting.filter(kind__in=["drift-officer", "drift-lot"]):
        with pytest.raises(NotAllowed):  # it is about her, or about what she holds
            alarms.settle_alarm(alarm=alarm.pk, why="nothing", by=mika, at=scene.now())
    for alarm in drifting.all():
        alarms.settle_alarm(alarm=alarm.pk, why="explained", by=scene.by(scene.nadia), at=scene.now())
    weigh(scene, lot, 2_000_000, hands=scene.stores, by=scene.mika)
    assert not drifting.all()
    weigh(scene, lot, 1_990_000, hands=scene.stores, by=scene.mika)

    assert {alarm.facts["lost_mg"] for alarm in drifting.all()} == {10_000}


def test_samples_late_for_the_laboratory_raise_an_alarm_that_ends_when_they_arrive() -> None:
    scene = tea_case(Step.STORED)

    assert alarms.raise_overdue(at=scene.at + timedelta(days=2)) == 0
    assert alarms.raise_overdue(at=scene.at + timedelta(days=4)) == 4
    assert alarms.raise_overdue(at=scene.at + timedelta(days=4)) == 0
    scene.at += timedelta(days=4)
    laboratory.request(
        case=scene.case, exhibits=scene.samples[:1], organisation="PEARL-LAB", questions=["identity"],
        by=scene.by(), at=scene.now(),
    )  # fmt: skip
    hand_to(scene, scene.samples[0], scene.mika, scene.world.jun, Purpose.LABORATORY)

    assert alarms.raise_overdue(at=scene.at) == 0
    assert not Alarm.objects.filter(kind="laboratory-late", settled_at=None).exists()
