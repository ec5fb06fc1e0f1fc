"""What a partner's letter asks beside an answer: a hold at once, its end by an officer, a hit and no more."""

import pytest

from borderlink.cases.actions.people import Party, add_identifier, add_person
from borderlink.custody.models.room import Hold
from borderlink.foundation.refusals import NotFound
from borderlink.liaison.actions.owing import let_go, place_asked_hold
from borderlink.liaison.models.casework import Owed
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.letters import body_of
from tests.cases.scenes import investigator, opened
from tests.custody.scenes import Step, build_scene, tea_case
from tests.liaison.office_scenes import LATER, TANNER, came, office, trusted
from tests.world import NOON, World


def test_a_partners_hold_stands_before_anybody_reads_it_and_ends_by_an_officer(world: World) -> None:
    scene = tea_case(Step.STORED, build_scene(world))
    partner = trusted(world)
    by = office(world)
    asked = came(
        partner, "hold_request", {"exhibits": [scene.lots[0]], "why": "HRS-TRIAL", "until": "2027-06-01"}
    )

    assert place_asked_hold(at=LATER) is True
    assert place_asked_hold(at=LATER) is False

    hold = Hold.objects.get()
    assert (hold.exhibit, hold.party, hold.lifted_at) == (scene.lots[0], "MC-POLICE", None)
    assert Owed.objects.get(letter=asked).state == "stands"
    came(
        partner, "hold_release",
        {"request": str(asked.uuid), "exhibits": [scene.lots[0]], "why": "HEN-FINAL"}, thread=asked.thread,
    )  # fmt: skip
    assert Hold.objects.get().lifted_at is None
    released = Owed.objects.get(kind="hold_release")
    with pytest.raises(NotFound):
        let_go(owed=released.pk, why="theirs is final", by=world.reader(world.chidi), at=LATER)
    let_go(owed=released.pk, why="theirs is final", by=by, at=LATER)
    assert Hold.objects.get().lifted_at == LATER
    assert {row.state for row in Owed.objects.all()} == {"done"}


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
