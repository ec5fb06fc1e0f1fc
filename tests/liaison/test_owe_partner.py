"""What a partner's letter asks beside an answer: a hold at once, its end by an officer, a hit and no more."""

from uuid import uuid4

import pytest

from borderlink.cases.actions.people import Party, add_identifier, add_person
from borderlink.custody.models.room import Hold
from borderlink.foundation.refusals import NotFound
from borderlink.liaison.actions.owing import let_go, place_asked_hold
from borderlink.liaison.models.casework import Owed
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.letters import body_of
from tests.cases.scenes import investigator, opened
from tests.custody.scenes import Step, build_scene, tea_case
from tests.liaison.office_scenes import LATER, TANNER, came, office, trusted
from tests.world import NOON, World


def test_a_partners_hold_stands_before_anybody_reads_it_and_ends_by_an_officer(world: World) -> None:
    scene = tea_case(Step.STORED, build_scene(world))
    partner = trusted(world)
    by = office(world)
    first, second = scene.lots[:2]
    asked = came(
        partner, "hold_request", {"exhibits": [first, second], "why": "HRS-TRIAL", "until": "2027-06-01"}
    )

    assert place_asked_hold(at=LATER) is True
    assert place_asked_hold(at=LATER) is False

    holds = Hold.objects.order_by("pk")
    assert [(hold.exhibit, hold.party, hold.lifted_at) for hold in holds] == [
        (first, "MC-POLICE", None), (second, "MC-POLICE", None),
    ]  # fmt: skip
    assert Owed.objects.get(letter=asked).state == "stands"
    released = _release(partner, asked, first)
    assert {hold.lifted_at for hold in Hold.objects.all()} == {None}
    with pytest.raises(NotFound):
        let_go(owed=released.pk, why="theirs is final", by=world.reader(world.chidi), at=LATER)
    let_go(owed=released.pk, why="theirs is final", by=by, at=LATER)
    assert [hold.lifted_at for hold in holds.all()] == [LATER, None]  # the other one is still needed
    assert Owed.objects.get(letter=asked).state == "stands"
    let_go(owed=_release(partner, asked, second).pk, why="theirs is final", by=by, at=LATER)
    assert {hold.lifted_at for hold in Hold.objects.all()} == {LATER}
    assert {row.state for row in Owed.objects.all()} == {"done"}


def _release(partner: Partner, asked: Letter, exhibit: str) -> Owed:
    """Return what a partner's release of one exhibit lays before the office."""
    facts = {"request": str(asked.uuid), "exhibits": [exhibit], "why": "HEN-FINAL"}
    return Owed.objects.get(letter=came(partner, "hold_release", facts, thread=asked.thread))


def test_one_unknown_exhibit_released_does_not_free_the_whole_case(world: World) -> None:
    scene = tea_case(Step.STORED, build_scene(world))
    partner, by = trusted(world), office(world)
    thread = Thread.objects.create(
        uuid=uuid4(), partner=partner, unit=partner.unit, case=scene.case, reference="MC-1", opened_at=NOON,
        last_at=NOON,
    )  # fmt: skip
    asked = came(
        partner, "hold_request",
        {"exhibits": ["X-1", "X-2"], "case": scene.case, "why": "HRS-TRIAL", "until": "2027-06-01"},
        thread=thread,
    )  # fmt: skip
    place_asked_hold(at=LATER)

    let_go(owed=_release(partner, asked, "X-1").pk, why="one of two", by=by, at=LATER)

    hold = Hold.objects.get()
    assert (hold.case, hold.exhibit, hold.lifted_at) == (scene.case, "", None)


def test_an_exhibit_that_nobody_knows_waits_for_an_officer(world: World) -> None:
    partner = trusted(world)
    came(partner, "hold_request", {"exhibits": ["X-404"], "why": "HRS-TRIAL", "until": "2027-06-01"})

    place_asked_hold(at=LATER)

    assert (Owed.objects.get().state, Hold.objects.count()) == ("waiting", 0)


@pytest.mark.parametrize(
    ("number", "answer"), [("+61 491 570 156", "DCA-HIT"), ("+61 400 000 000", "DCA-NOHIT")]
)
def test_a_deconfliction_is_answered_with_a_hit_or_none_and_nothing_else(
    world: World, number: str, answer: str
) -> None:
    partner, case = trusted(world), opened(world, title="Red lantern")
    kofi = world.reader(investigator(world))
    add_person(case=case.number, party=Party(name="Tanner Quill"), by=kofi, at=NOON)
    add_identifier(case=case.number, owner="P01", kind="IDT-PHONE", value="+61491570156", by=kofi, at=NOON)
    target = {**TANNER, "names": [], "identifiers": [{"kind": "IDT-PHONE", "value": number}]}

    came(partner, "deconfliction", {"step": "DCS-ASK", "people": [target]})

    draft = Letter.objects.get(kind="deconfliction", direction="out")
    facts = body_of(draft)["facts"]
    assert (draft.state, facts["answer"]) == ("draft", answer)
    assert set(facts) <= {"step", "answer", "contact"}
    assert case.number not in draft.body
    assert "lantern" not in draft.body
