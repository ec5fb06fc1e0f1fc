"""An act enters the ledger whole or not at all, signed by everyone's own key, by who may know of it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from borderlink.custody.actions import dividing, handing, pins, seizing, weighing
from borderlink.custody.actions.recording import Hand, Proposal, open_hands, record
from borderlink.custody.actions.weighing import Measure, Reading
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.ledger import Entry, SealNumber, SigningKey
from borderlink.custody.queries import exhibits, ledger
from borderlink.custody.refusals.acts import (
    BeforeSeizure,
    ExhibitKnown,
    NotInForm,
    NotTheHolder,
    OnePersonTwice,
    SealUsed,
)
from borderlink.custody.refusals.room import CaseNotOpen, NoSigningKey, NotSigning, PinLocked, WrongPin
from borderlink.foundation.refusals import NotFound
from borderlink.journal.models import JournalLine
from tests.custody.scenes import PIN, Scene, Step, exhibit, hand_to, tea, tea_case, weigh

pytestmark = pytest.mark.django_db


def _seal(case: str, number: str, seal: str) -> Proposal:
    return Proposal(
        kind=Kind.SEAL, case=case, exhibit=number, facts={"layer": 1, "number": seal, "closure": "bag"}
    )


def test_several_acts_are_recorded_all_or_none() -> None:
    scene = tea_case(Step.WEIGHED)
    before = ledger.size()
    proposals = [_seal(scene.case, scene.lots[0], "S-1"), _seal(scene.case, scene.lots[1], "S-1")]

    with pytest.raises(SealUsed):
        record(proposals=proposals, hands=scene.two, by=scene.by(), at=scene.now())

    assert ledger.size() == before == Entry.objects.count()
    assert not SealNumber.objects.exists()
    assert exhibit(scene.lots[0]).seals == []


def test_every_hand_signs_and_every_act_is_journalled() -> None:
    scene = tea_case(Step.SEIZED)

    weigh(scene, scene.lots[0], 2_013_000)

    entry = Entry.objects.order_by("-sequence")[0]
    assert [signer.badge for signer in entry.act().signers] == [scene.kofi.badge, scene.lena.badge]
    line = JournalLine.objects.order_by("-sequence")[0]
    assert (line.act, line.subject) == ("custody.weigh", f"exhibit {scene.lots[0]}")


def test_words_about_persons_stand_beside_the_ledger_and_never_in_it() -> None:
    scene = tea_case(Step.SEIZED)

    told = exhibits.entries_of_exhibit(scene.by(), scene.lots[0])

    seized = next(one for one in told if one.act.kind is Kind.SEIZE)
    assert seized.personal["witness_name"] == "Rosa Lindqvist"
    assert not any(b"Lindqvist" in body for body in ledger.all_events())


def test_one_person_never_signs_as_two() -> None:
    scene = tea_case(Step.SEIZED)
    as_lena = Hand(badge=scene.lena.badge, pin="not-her-pin")
    reading = Reading(balance="B-1", mass_mg=2_013_000)

    with pytest.raises(OnePersonTwice):
        weighing.weigh(
            exhibit=scene.lots[0], measure=Measure.NET, reading=reading,
            hands=scene.hands(scene.kofi, scene.kofi), by=scene.by(), at=scene.now(),
        )  # fmt: skip
    with pytest.raises(WrongPin):
        weighing.weigh(
            exhibit=scene.lots[0], measure=Measure.NET, reading=reading,
            hands=[scene.hand(scene.kofi), as_lena], by=scene.by(), at=scene.now(),
        )  # fmt: skip


def test_who_is_signed_in_signs_too() -> None:
    scene = tea_case(Step.SEIZED)

    with pytest.raises(NotSigning):
        seizing.group(
            case=scene.case, exhibits=[scene.wrapper], place="GZ-EMS-1", look="foil", hands=scene.two,
            by=scene.by(scene.world.amina), at=scene.now(),
        )  # fmt: skip


def test_an_officer_without_a_certified_key_signs_nothing() -> None:
    scene = tea_case(Step.SEIZED)
    hands = [*scene.two, Hand(badge=scene.world.dalia.badge, pin=PIN)]

    with pytest.raises(NoSigningKey):
        record(
            proposals=[_seal(scene.case, scene.lots[0], "S-1")], hands=hands, by=scene.by(), at=scene.now()
        )


def test_an_outsider_is_answered_as_if_there_were_nothing() -> None:
    scene = tea_case(Step.SEIZED)
    chidi = scene.world.chidi
    refused = []

    for number in (scene.lots[0], "GZ-CASES-2026-0001-E99"):
        with pytest.raises(NotFound) as caught:
            record(
                proposals=[_seal(scene.case, number, "S-1")], hands=scene.hands(chidi),
                by=scene.by(chidi), at=scene.now(),
            )  # fmt: skip
        refused.append(caught.value.code)
        with pytest.raises(NotFound) as caught:
            exhibits.exhibit_of(scene.by(chidi), number)
        refused.append(caught.value.code)
    with pytest.raises(NotFound):
        exhibits.entries_of_case(scene.by(chidi), scene.case)

    assert set(refused) == {"foundation.not-found"}
    assert exhibits.exhibits_of_case(scene.by(chidi), scene.case) == []


def test_a_custodian_sees_what_the_room_holds_and_not_the_rest_of_the_case() -> None:
    scene = tea_case(Step.SEALED)
    mika = scene.by(scene.mika)
    assert exhibits.exhibits_of_case(mika, scene.case) == []

    hand_to(scene, scene.lots[0], scene.kofi, scene.mika)

    assert [row.number for row in exhibits.exhibits_of_case(mika, scene.case)] == [scene.lots[0]]
    assert exhibits.entries_of_exhibit(mika, scene.lots[0])
    with pytest.raises(NotFound):
        exhibits.entries_of_case(mika, scene.case)


def test_the_custodian_takes_over_on_their_own_screen_when_the_holder_signs() -> None:
    scene = tea_case(Step.SEALED)
    lot = scene.lots[0]

    handing.hand_over(
        exhibit=lot, taker=scene.mika.badge, seals_seen=exhibit(lot).seals,
        hands=scene.hands(scene.kofi, scene.mika), by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip

    assert (exhibit(lot).holder, exhibit(lot).holder_unit) == (scene.mika.badge, "GZ-STORE")


def test_a_seal_number_used_in_another_case_is_refused() -> None:
    scene = tea_case(Step.SEALED)
    used = exhibit(scene.lots[0]).seals[0]
    other = tea_case(Step.OPENED, Scene(scene.world, scene.kofi, scene.lena, scene.mika, scene.nadia))
    made = seizing.seize(case=other.case, exhibits=[tea("")], hands=other.two, by=other.by(), at=scene.now())

    with pytest.raises(SealUsed):
        record(
            proposals=[_seal(other.case, made[0].number, used)],
            hands=other.two,
            by=other.by(),
            at=scene.now(),
        )


def test_a_parcel_of_another_case_is_refused() -> None:
    scene = tea_case(Step.TAKEN_OVER)
    other = tea_case(Step.OPENED, Scene(scene.world, scene.kofi, scene.lena, scene.mika, scene.nadia))

    with pytest.raises(ExhibitKnown):
        handing.take_over_parcels(
            case=other.case, waybills=["TEA0001"], giver=scene.kofi.badge, hands=other.two, by=other.by(),
            at=scene.now(),
        )  # fmt: skip


def test_nothing_is_dated_before_its_seizure() -> None:
    scene = tea_case(Step.SEIZED)
    early = scene.at - timedelta(days=2)

    with pytest.raises(BeforeSeizure):
        weighing.weigh(
            exhibit=scene.lots[0], measure=Measure.GROSS, reading=Reading(balance="B-1", mass_mg=2_000_000),
            hands=scene.two, by=scene.by(), at=max(early, scene.at - timedelta(minutes=2)),
        )  # fmt: skip
    with pytest.raises(BeforeSeizure):
        seizing.seize(
            case=scene.case, exhibits=[tea("", seized_at=scene.at + timedelta(days=1))], hands=scene.two,
            by=scene.by(), at=scene.now(),
        )  # fmt: skip


def test_only_the_holder_works_on_an_exhibit() -> None:
    scene = tea_case(Step.STORED)

    with pytest.raises(NotTheHolder):
        dividing.sample(
            exhibit=scene.lots[0], purpose=dividing.SamplePurpose.DEFENCE, packages=1, spots=3,
            reading=Reading(balance="B-2", mass_mg=1_000), hands=scene.two, by=scene.by(), at=scene.now(),
        )  # fmt: skip


def test_nothing_is_seized_in_a_closed_case() -> None:
    scene = tea_case(Step.OPENED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET state = 'closed' WHERE number = %s", [scene.case])

    with pytest.raises(CaseNotOpen):
        seizing.seize(case=scene.case, exhibits=[tea("")], hands=scene.two, by=scene.by(), at=scene.now())
    with pytest.raises(NotFound):  # not even that it is closed
        seizing.seize(
            case=scene.case, exhibits=[tea("")], hands=scene.hands(scene.world.chidi),
            by=scene.by(scene.world.chidi), at=scene.now(),
        )  # fmt: skip


def test_free_text_where_a_code_belongs_is_refused() -> None:
    scene = tea_case(Step.OPENED)

    with pytest.raises(NotInForm):
        seizing.seize(
            case=scene.case, exhibits=[tea("", place="in the hall of Mrs Marsh")], hands=scene.two,
            by=scene.by(), at=scene.now(),
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_wrong_pins_are_counted_although_nothing_is_recorded_and_the_fifth_locks() -> None:
    scene = tea_case(Step.WEIGHED)
    before = ledger.size()
    proposals = [_seal(scene.case, scene.lots[0], "S-1")]
    wrong = [Hand(badge=scene.kofi.badge, pin="not-the-pin")]

    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongPin) as caught:
            record(proposals=proposals, hands=wrong, by=scene.by(), at=scene.at)
        assert caught.value.facts["left"] == left
    with pytest.raises(PinLocked):
        record(proposals=proposals, hands=scene.two, by=scene.by(), at=scene.at)
    later = scene.at + pins.LOCKED_FOR
    record(proposals=proposals, hands=scene.two, by=scene.by(), at=later)

    assert ledger.size() == before + 1
    assert SigningKey.objects.get(badge=scene.kofi.badge).failed == 0
    assert JournalLine.objects.filter(act="custody.lock-key", alert=True).count() == 1


def test_a_wrong_pin_is_told_of_who_typed_it_not_of_whose_it_is() -> None:
    scene = tea_case(Step.SEIZED)
    hands = [scene.hand(scene.kofi), Hand(badge=scene.lena.badge, pin="not-her-pin")]

    with pytest.raises(WrongPin):
        record(
            proposals=[_seal(scene.case, scene.lots[0], "S-1")], hands=hands, by=scene.by(), at=scene.now()
        )

    line = JournalLine.objects.get(act="custody.wrong-pin")
    assert (line.subject, line.by) == (f"officer {scene.lena.badge}", scene.kofi.badge)


def test_no_pin_is_tried_inside_another_transaction_where_its_count_could_be_rolled_back() -> None:
    scene = tea_case(Step.SEIZED)
    proposals = [_seal(scene.case, scene.lots[0], "S-1")]

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        record(proposals=proposals, hands=scene.two, by=scene.by(), at=scene.now())
    assert exhibit(scene.lots[0]).seals == []
    hands = open_hands(hands=scene.two, by=scene.by(), at=scene.now())
    with transaction.atomic():
        record(proposals=proposals, hands=hands, by=scene.by(), at=scene.now())

    assert exhibit(scene.lots[0]).seals == ["S-1"]
