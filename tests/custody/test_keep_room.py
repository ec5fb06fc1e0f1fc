"""The evidence room through its actions: places, balances, putting, counting; the laboratory's requests."""

from dataclasses import replace
from datetime import date

import pytest

from borderlink.custody.actions import dividing, handing, keeping, laboratory, leaving, sealing
from borderlink.custody.actions.handing import Purpose
from borderlink.custody.actions.sheets import Sheet, work_through
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.domain.labels import exhibit_label
from borderlink.custody.models.room import LaboratoryRequest
from borderlink.custody.queries import asked, exhibits, overview
from borderlink.custody.refusals.acts import (
    ExhibitUnknown,
    MassesDiffer,
    NotInForm,
    OnePersonTwice,
    SealDoesNotMatch,
    SignerMissing,
)
from borderlink.custody.refusals.room import CodeTaken, NotOpen, UnknownCode
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.journal.models import JournalLine
from tests.custody.scenes import Scene, Step, analysis, exhibit, hand_to, tea_case

pytestmark = pytest.mark.django_db


def test_places_and_balances_are_registered_once_by_who_keeps_the_room() -> None:
    scene = tea_case(Step.OPENED)
    mika = scene.by(scene.mika)

    with pytest.raises(NotAllowed):
        keeping.add_place(code="R9", by=scene.by(), at=scene.now())
    with pytest.raises(CodeTaken):
        keeping.add_place(code="R1-S1", by=mika, at=scene.now())
    with pytest.raises(NotInForm):
        keeping.add_place(code="the safe", by=mika, at=scene.now())
    row = keeping.add_balance(
        number="B-1", division_mg=1_000, calibration_ug=100_000, certificate="NEW",
        certified_until=date(2028, 1, 1), by=mika, at=scene.now(),
    )  # fmt: skip

    assert (row.certificate, row.unit) == ("NEW", "GZ-STORE")


def test_an_exhibit_is_put_and_moved_to_places_that_are_registered() -> None:
    scene = tea_case(Step.STORED)
    lot, by = scene.lots[0], scene.by(scene.mika)

    with pytest.raises(UnknownCode):
        keeping.move(exhibit=lot, location="NOWHERE", hands=scene.stores, by=by, at=scene.now())
    keeping.close_place(code="R1-S2", by=by, at=scene.now())
    with pytest.raises(UnknownCode):
        keeping.move(exhibit=lot, location="R1-S2", hands=scene.stores, by=by, at=scene.now())
    for location in ("NOWHERE", "R1-S2"):
        with pytest.raises(UnknownCode):
            work_through(
                exhibit=lot, sheet=Sheet(location=location), hands=scene.stores, by=by, at=scene.now()
            )
    keeping.move(exhibit=lot, location="R2-SAFE", hands=scene.stores, by=by, at=scene.now())

    assert exhibit(lot).location == "R2-SAFE"


def test_a_stock_take_lists_what_is_missing_and_what_lies_there_unexpectedly() -> None:
    scene = tea_case(Step.STORED)
    by = scene.by(scene.mika)
    take = keeping.start_stock_take(place="R1-S1", by=by, at=scene.now())
    with pytest.raises(CodeTaken):
        keeping.start_stock_take(place="R1-S1", by=by, at=scene.now())

    label = exhibit_label(node="tests", exhibit=scene.lots[0], seized="ab" * 32)
    typed = (label, scene.lots[0], scene.lots[1], scene.samples[0], "NO-SUCH-THING", "??")
    found = [keeping.scan(number=take.number, label=text, by=by, at=scene.now()).found for text in typed]
    with pytest.raises(SignerMissing):
        keeping.close_stock_take(number=take.number, hands=scene.stores[:1], by=by, at=scene.now())
    with pytest.raises(OnePersonTwice):
        keeping.close_stock_take(
            number=take.number, hands=scene.hands(scene.mika, scene.mika), by=by, at=scene.now()
        )
    closed = keeping.close_stock_take(number=take.number, hands=scene.stores, by=by, at=scene.now())

    assert found == ["expected", "expected", "expected", "elsewhere", "unknown", "unknown"]
    assert closed.missing == [*scene.lots[2:], scene.wrapper, scene.telephone]
    assert set(closed.unexpected) == {scene.samples[0], "NO-SUCH-THING", "??"}
    assert JournalLine.objects.filter(act="custody.close-stock-take", alert=True).exists()
    lines = JournalLine.objects.filter(act="custody.scan", subject=f"stock-take {take.number}", by=by.badge)
    assert lines.count() == 5  # of six scans: the first label came twice
    with pytest.raises(NotOpen):
        keeping.scan(number=take.number, label=scene.lots[2], by=by, at=scene.now())


def test_a_typed_number_tells_a_keeper_nothing_of_what_others_keep() -> None:
    scene = tea_case(Step.SEIZED)  # all of it in the investigators' hands
    by, lot = scene.by(scene.mika), exhibit(scene.lots[0])
    take = keeping.start_stock_take(by=by, at=scene.now())
    label = exhibit_label(node="tests", exhibit=scene.lots[1], seized=exhibit(scene.lots[1]).first_entry.hash)
    forged = exhibit_label(node="tests", exhibit=scene.lots[2], seized="ab" * 32)

    texts = (lot.number, "NO-SUCH-E01", forged, label)
    found = [keeping.scan(number=take.number, label=text, by=by, at=scene.now()).found for text in texts]

    assert found == ["unknown", "unknown", "unknown", "unexpected"]
    assert overview.count_of(take).belongs == {}


def test_an_outsider_counts_nothing() -> None:
    scene = tea_case(Step.STORED)
    take = keeping.start_stock_take(by=scene.by(scene.mika), at=scene.now())

    with pytest.raises(NotFound):
        keeping.scan(number=take.number, label=scene.lots[0], by=scene.by(scene.world.chidi), at=scene.now())


def _ask(scene: Scene, samples: list[str]) -> LaboratoryRequest:
    return laboratory.request(
        case=scene.case, exhibits=samples, organisation="PEARL-LAB", questions=["identity"], by=scene.by(),
        at=scene.now(),
    )  # fmt: skip


def test_the_laboratory_reaches_its_own_requests_and_nothing_else() -> None:
    scene = tea_case(Step.STORED)
    jun, asked = scene.world.jun, _ask(scene, scene.samples[:1])
    by = scene.by(jun)

    assert exhibits.exhibits_of_case(by, scene.case) == []
    with pytest.raises(NotFound):
        exhibits.entries_of_exhibit(by, scene.samples[0])
    with pytest.raises(NotFound):  # it does not hold it yet
        laboratory.answer(
            request=asked.number, result=analysis(scene, scene.samples[0]), hands=scene.hands(jun), by=by,
            at=scene.now(),
        )  # fmt: skip
    hand_to(scene, scene.samples[0], scene.mika, jun, Purpose.LABORATORY)
    hand_to(scene, scene.samples[1], scene.mika, jun, Purpose.LABORATORY)
    for number, reached in ((scene.samples[0], True), (scene.samples[1], False)):
        try:
            sealing.unseal(exhibit=number, layer=1, number=exhibit(number).seals[0], reason="examination",
                           hands=scene.hands(jun), by=by, at=scene.now())  # fmt: skip
        except NotFound:
            assert not reached
        else:
            assert reached


def test_a_result_adds_up_closes_the_request_and_is_given_once() -> None:
    scene = tea_case(Step.STORED)
    jun, sample = scene.world.jun, scene.samples[0]
    asked = _ask(scene, [sample])
    hand_to(scene, sample, scene.mika, jun, Purpose.LABORATORY)
    sealing.unseal(exhibit=sample, layer=1, number=exhibit(sample).seals[0], reason="examination",
                   hands=scene.hands(jun), by=scene.by(jun), at=scene.now())  # fmt: skip

    def answer(**changes: object) -> None:
        laboratory.answer(
            request=asked.number, result=analysis(scene, sample, **changes), hands=scene.hands(jun),
            by=scene.by(jun), at=scene.now(),
        )  # fmt: skip

    with pytest.raises(MassesDiffer):
        answer(remaining_mg=900)
    with pytest.raises(ExhibitUnknown):
        laboratory.request(case="OTHER", exhibits=[sample], organisation="PEARL-LAB", questions=["identity"],
                           by=scene.by(), at=scene.now())  # fmt: skip
    answer()
    with pytest.raises(NotOpen):
        answer()

    asked.refresh_from_db()
    assert asked.closed_at is not None
    assert exhibit(sample).book_mg == 800
    assert exhibits.masses_of_case(scene.by(), scene.case).pure_mass_mg == 6_544_420


def test_a_laboratory_that_is_no_guest_is_not_asked() -> None:
    scene = tea_case(Step.STORED)

    with pytest.raises(UnknownCode):
        laboratory.request(case=scene.case, exhibits=scene.samples, organisation="SWIFT",
                           questions=["identity"], by=scene.by(), at=scene.now())  # fmt: skip


def test_other_seals_than_those_seen_stop_a_hand_over() -> None:
    scene = tea_case(Step.STORED)

    with pytest.raises(SealDoesNotMatch):
        handing.hand_over(
            exhibit=scene.lots[0], taker=scene.kofi.badge, seals_seen=["ANOTHER"],
            hands=scene.hands(scene.mika, scene.kofi), by=scene.by(scene.mika), at=scene.now(),
        )  # fmt: skip


def test_the_plan_of_samples_counts_by_group() -> None:
    scene = tea_case(Step.WEIGHED)
    (planned,) = dividing.plan_samples(case=scene.case, by=scene.by())

    for lot in scene.lots[:3]:
        dividing.sample(
            exhibit=lot, purpose=dividing.SamplePurpose.LABORATORY, packages=1, spots=3,
            reading=Reading(balance="B-2", mass_mg=1_000), hands=scene.two, by=scene.by(), at=scene.now(),
        )  # fmt: skip
    (done,) = dividing.plan_samples(case=scene.case, by=scene.by())

    assert (planned.packages, planned.wanted, planned.taken, planned.missing()) == (4, 4, 0, 4)
    assert (done.taken, done.missing()) == (3, 1)


def test_nobody_else_answers_for_the_laboratory_nor_reads_what_another_found() -> None:
    scene = tea_case(Step.STORED)
    jun, lot, sample = scene.world.jun, scene.lots[0], scene.samples[0]
    of_lot = _ask(scene, [lot])
    hand_to(scene, sample, scene.mika, jun, Purpose.LABORATORY)
    sealing.unseal(exhibit=sample, layer=1, number=exhibit(sample).seals[0], reason="examination",
                   hands=scene.hands(jun), by=scene.by(jun), at=scene.now())  # fmt: skip

    with pytest.raises(NotAllowed):
        laboratory.answer(
            request=of_lot.number, result=analysis(scene, sample), hands=scene.hands(scene.mika, jun),
            by=scene.by(scene.mika), at=scene.now(),
        )  # fmt: skip
    laboratory.answer(
        request=of_lot.number, result=analysis(scene, sample), hands=scene.hands(jun), by=scene.by(jun),
        at=scene.now(),
    )  # fmt: skip

    told = asked.request_of(scene.by(jun), of_lot.number, scene.now())
    assert (told.state, list(asked.results_of(told))) == ("answered", [sample])
    assert asked.results_of(replace(told, organisation="ANOTHER-LAB")) == {}


def test_a_laboratory_lets_nothing_go_out_of_the_agency_s_hands() -> None:
    scene = tea_case(Step.STORED)
    jun, sample = scene.world.jun, scene.samples[0]
    _ask(scene, [sample])
    hand_to(scene, sample, scene.mika, jun, Purpose.LABORATORY)
    hands, by = scene.hands(jun, scene.world.chidi), scene.by(jun)

    with pytest.raises(NotAllowed):
        leaving.give_back(
            exhibit=sample, direction="out", party="X", reading=Reading(balance="B-2", mass_mg=1_000),
            hands=hands, by=by, at=scene.now(),
        )  # fmt: skip

    assert exhibit(sample).state == "held"
