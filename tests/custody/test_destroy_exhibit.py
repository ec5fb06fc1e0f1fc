"""Destruction through the actions: only when final and free of holds, witnessed, and the balance closes."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection

from borderlink.custody.actions import destroying, dividing, holds, sealing
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.queries import overview, plans
from borderlink.custody.refusals.acts import CaseStillOpen, KeptApart, MassOutsideBounds, NotInPlan
from borderlink.custody.refusals.room import NotOpen
from borderlink.foundation.refusals import NotFound
from tests.custody.scenes import SAMPLE_MG, TEA_MG, Scene, Step, burn, exhibit, plan, tea_case, unseal

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _hold(scene: Scene, exhibit: str = "") -> int:
    row = holds.place_hold(
        case=scene.case, exhibit=exhibit, party="AU-POLICE", request="R-9", why="their trial is open",
        by=scene.by(), at=scene.now(),
    )  # fmt: skip
    return row.pk


def test_nothing_is_planned_while_the_case_is_open_even_with_a_decision_number() -> None:
    scene = tea_case(Step.STORED)

    with pytest.raises(CaseStillOpen):
        plan(scene)


def test_nothing_is_planned_while_a_hold_stands_on_the_case_or_on_an_exhibit() -> None:
    scene = tea_case(Step.FINAL)
    on_case, on_exhibit = _hold(scene), _hold(scene, scene.lots[1])

    with pytest.raises(CaseStillOpen):
        plan(scene)
    holds.lift_hold(hold=on_case, why="judged", by=scene.by(), at=scene.now())
    with pytest.raises(CaseStillOpen):
        plan(scene)
    plan(scene, exhibits=[scene.lots[0]])
    holds.lift_hold(hold=on_exhibit, why="judged", by=scene.by(), at=scene.now())
    with pytest.raises(NotOpen):
        holds.lift_hold(hold=on_exhibit, why="again", by=scene.by(), at=scene.now())
    plan(scene, exhibits=[scene.lots[1]])


def test_a_hold_covers_what_is_taken_out_of_the_exhibit_later() -> None:
    scene = tea_case(Step.FINAL)
    lot = scene.lots[1]
    _hold(scene, lot)
    unseal(scene, lot, "split")
    part = dividing.split(
        exhibit=lot, reading=Reading(balance="B-1", mass_mg=1_900_000), hands=scene.stores,
        by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip

    with pytest.raises(CaseStillOpen):
        plan(scene, exhibits=[part.number])

    assert overview.held_numbers([part, exhibit(scene.lots[2])]) == {part.number: "AU-POLICE R-9"}


def test_a_hold_that_is_not_theirs_to_know_tells_an_outsider_nothing() -> None:
    scene = tea_case(Step.STORED)
    told = []

    for hold in (_hold(scene), 9_999):
        with pytest.raises(NotFound) as caught:
            holds.lift_hold(hold=hold, why="-", by=scene.by(scene.world.chidi), at=scene.now())
        told.append({**caught.value.facts, "name": ""})

    assert told[0] == told[1]


def test_a_hold_that_comes_after_the_plan_stops_the_fire() -> None:
    scene = tea_case(Step.FINAL)
    plan(scene)
    unseal(scene, scene.lots[1], "destruction")
    _hold(scene, scene.lots[1])

    with pytest.raises(CaseStillOpen):
        burn(scene, scene.lots[1], TEA_MG[1] - SAMPLE_MG)

    assert exhibit(scene.lots[1]).state == "held"


def test_an_order_allows_it_only_with_a_counter_sample_that_is_kept() -> None:
    scene = tea_case(Step.STORED)
    lot, by = scene.lots[1], scene.by(scene.mika)

    with pytest.raises(CaseStillOpen):
        plan(scene, exhibits=[lot], decision="", order="ORDER-1")
    with pytest.raises(KeptApart):
        plan(scene, exhibits=[lot], decision="", order="ORDER-1", counter_sample=lot)
    unseal(scene, lot, "sampling")
    counter = dividing.sample(
        exhibit=lot, purpose=dividing.SamplePurpose.COUNTER, packages=1, spots=3,
        reading=Reading(balance="B-2", mass_mg=5_000), hands=scene.stores, by=by, at=scene.now(),
    )  # fmt: skip
    plan(scene, exhibits=[lot], decision="", order="ORDER-1", counter_sample=counter.number)
    burn(scene, lot, TEA_MG[1] - SAMPLE_MG - 5_000)

    assert exhibit(lot).state == "destroyed"
    assert exhibit(counter.number).state == "held"


def test_what_is_in_no_plan_or_weighs_something_else_is_not_burnt() -> None:
    scene = tea_case(Step.FINAL)
    unseal(scene, scene.lots[0], "destruction")
    with pytest.raises(NotInPlan):
        burn(scene, scene.lots[0], exhibit(scene.lots[0]).book_mg or 0)
    plan(scene)

    with pytest.raises(MassOutsideBounds):
        burn(scene, scene.lots[0], (exhibit(scene.lots[0]).book_mg or 0) - 20_000)


def test_the_closure_counts_the_destroyed_as_it_was_weighed() -> None:
    scene = tea_case(Step.FINAL)
    plan(scene)
    for lot in scene.lots:
        unseal(scene, lot, "destruction")
        burn(scene, lot, (exhibit(lot).book_mg or 0) - (1_000 if lot == scene.lots[0] else 0))

    closure = destroying.closure(case=scene.case, by=scene.by())

    assert (closure.destroyed_mg, closure.residual_mg(), closure.is_within()) == (7_936_000, 1_000, True)


def test_chance_chooses_what_is_tested_again() -> None:
    scene = tea_case(Step.FINAL)
    plan(scene)
    number = exhibit(scene.lots[0]).plan

    entry = plans.plan_entry(scene.case, number)
    assert entry is not None
    lots = [hashlib.sha256(f"{entry.hash} {lot}".encode()).hexdigest() for lot in scene.lots]
    by_lot = [lot for _, lot in sorted(zip(lots, scene.lots, strict=True))]
    assert plans.chosen_for_retest(scene.by(), scene.case, number, count=4) == by_lot
    (drawn,) = plans.chosen_for_retest(scene.by(), scene.case, number)
    unseal(scene, drawn, "sampling")
    taken = destroying.retest(
        exhibit=drawn, packages=1, spots=3, reading=Reading(balance="B-2", mass_mg=1_000),
        hands=scene.stores, by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip

    assert drawn in scene.lots
    assert taken.purpose == "retest"
    assert plans.chosen_for_retest(scene.by(), scene.case, number) == [drawn]


def test_packaging_is_destroyed_without_a_weighing() -> None:
    scene = tea_case(Step.FINAL)
    plan(scene, exhibits=[scene.wrapper])

    destroying.destroy(exhibit=scene.wrapper, hands=scene.stores, by=scene.by(scene.mika), at=scene.now())

    assert exhibit(scene.wrapper).state == "destroyed"


def test_an_outsider_places_no_hold_and_learns_nothing() -> None:
    scene = tea_case(Step.SEIZED)

    with pytest.raises(NotFound):
        holds.place_hold(case=scene.case, party="X", request="Y", by=scene.by(scene.world.chidi),
                         at=scene.now())  # fmt: skip


def test_a_case_that_is_reopened_after_the_plan_stops_the_fire() -> None:
    scene = tea_case(Step.FINAL)
    plan(scene)
    unseal(scene, scene.lots[0], "destruction")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET final_on = NULL WHERE number = %s", [scene.case])

    with pytest.raises(CaseStillOpen):
        burn(scene, scene.lots[0], exhibit(scene.lots[0]).book_mg or 0)


def test_sealed_tea_is_not_burnt_unseen() -> None:
    scene = tea_case(Step.FINAL)
    scene.at += timedelta(days=1)
    plan(scene)

    with pytest.raises(Exception, match="still-sealed"):
        burn(scene, scene.lots[0], exhibit(scene.lots[0]).book_mg or 0)
    sealing.unseal(
        exhibit=scene.lots[0], layer=1, number=exhibit(scene.lots[0]).seals[0], reason="destruction",
        hands=scene.stores, by=scene.by(scene.mika), at=scene.now(),
    )  # fmt: skip
