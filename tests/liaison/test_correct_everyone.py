"""What was told and stands no more is corrected to everyone ever told, and what rests on it waits."""

from datetime import timedelta
from uuid import uuid4

import pytest

from borderlink.cases.actions.deciding import Ruled, record_decision, record_told
from borderlink.cases.actions.people import Party, add_identifier, add_person, strike_person
from borderlink.cases.domain.standing import Stage
from borderlink.foundation.refusals import NotAllowed
from borderlink.liaison.actions.correcting import apply_again, raise_correction
from borderlink.liaison.domain.mentions import folded_name
from borderlink.liaison.models.casework import Correction, Mention
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.casework import corrections_of
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.refusals.office import NobodyTold
from borderlink.screening.queries.approved import suspended_warrants
from tests.cases.scenes import investigator, opened
from tests.liaison.office_scenes import LATER, TANNER, came, office, told, trusted
from tests.world import NOON, World


def test_an_acquittal_drafts_a_correction_to_every_partner_told_by_name_or_number(world: World) -> None:
    mong_cai, sydney = trusted(world), trusted(world, "SYD-POLICE", "AU")
    by, case = office(world), opened(world)
    kofi = world.reader(investigator(world))
    add_person(case=case.number, party=Party(name="Tanner Quill"), by=kofi, at=NOON)
    add_identifier(case=case.number, owner="P01", kind="IDT-PHONE", value="+61 491570156", by=kofi, at=NOON)
    record_told(
        case=case.number, person="P01", recipient="Harbour court", what="", told_on=NOON.date(), by=kofi,
        at=NOON,
    )  # fmt: skip
    by_name = told(world, mong_cai, by, {"people": [{**TANNER, "identifiers": []}]}, case=case.number)
    by_number = told(world, sydney, by, {"people": [{**TANNER, "names": []}]})
    told(world, sydney, by, {"people": [{**TANNER, "identifiers": []}]})  # a namesake of another matter
    told(world, sydney, by, {})

    record_decision(case=case.number, ruled=_acquitted(), by=kofi, at=LATER)

    rows = Correction.objects.filter(case=case.number).order_by("pk")
    assert {row.ground for row in rows} == {"CGR-ACQUITTED"}
    told_to = [row.partner.code if row.partner else row.recipient for row in rows]
    assert told_to == ["MC-POLICE", "SYD-POLICE", "Harbour court"]
    assert [row.letters for row in rows] == [[str(by_name.uuid)], [str(by_number.uuid)], []]
    drafts = [row.draft for row in rows if row.draft]
    assert all(draft.kind == "correction" and draft.state == "draft" for draft in drafts)
    assert "Tanner" not in drafts[0].body
    assert body_of(drafts[0])["facts"]["corrects"][0]["ref"] == "P1"
    assert case.number in suspended_warrants()
    shown = corrections_of(by)
    assert [one.acknowledged for one in shown] == [False, False]
    assert corrections_of(world.reader(world.chidi)) == []


def _acquitted() -> Ruled:
    return Ruled(
        stage=Stage.FIRST, outcome="CRT-ACQUITTED", decided_on=LATER.date(), body="Harbour court",
        person="P01", is_final=True,
    )  # fmt: skip


def test_however_many_letters_named_someone_each_of_them_is_corrected(world: World) -> None:
    partner = trusted(world)
    by, case = office(world), opened(world)
    kofi = world.reader(investigator(world))
    add_person(case=case.number, party=Party(name="Tanner Quill"), by=kofi, at=NOON)
    first = told(world, partner, by, {}, case=case.number)
    letters = Letter.objects.bulk_create(
        Letter(
            uuid=uuid4(), thread=first.thread, direction="out", kind="clue", state="sealed", body="{}",
            urgency="URG-ROUTINE", made_at=NOON, sent_at=NOON,
        )
        for _ in range(30)
    )  # fmt: skip
    Mention.objects.bulk_create(
        Mention(letter=letter, ref=ref, folded=folded_name("Tanner Quill"))
        for letter in letters for ref in ("P1", "P2")
    )  # fmt: skip

    raise_correction(
        case=case.number, person="P01", ground="CGR-IDENTITY", why="a namesake", by=kofi, at=LATER
    )

    drafted = [body_of(draft)["facts"] for draft in Letter.objects.filter(kind="correction").order_by("pk")]
    assert [len(facts["corrects"]) for facts in drafted] == [50, 10]
    assert {uuid for facts in drafted for uuid in facts["letters"]} == {
        str(letter.uuid) for letter in letters
    }


def test_who_opened_the_correction_has_acknowledged_it_and_nobody_is_told_twice(world: World) -> None:
    partner = trusted(world)
    by, case = office(world), opened(world)
    kofi = world.reader(investigator(world))
    add_person(case=case.number, party=Party(name="Tanner Quill"), by=kofi, at=NOON)
    told(world, partner, by, {"people": [TANNER]}, case=case.number)
    strike_person(case=case.number, person="P01", why="another man of that name", by=kofi, at=LATER)
    (one,) = corrections_of(by)
    assert one.row.draft_id is not None
    Letter.objects.filter(pk=one.row.draft_id).update(state="opened")

    with pytest.raises(NobodyTold):
        raise_correction(
            case=case.number, person="P01", ground="CGR-IDENTITY", why="again", by=kofi, at=LATER
        )

    assert [(one.acknowledged, one.row.ground) for one in corrections_of(by)] == [(True, "CGR-IDENTITY")]


def test_what_rests_on_a_case_is_applied_again_only_by_its_commander(world: World) -> None:
    case = opened(world)
    kofi = world.reader(investigator(world))
    add_person(case=case.number, party=Party(name="Tanner Quill"), by=kofi, at=NOON)
    strike_person(case=case.number, person="P01", why="entered twice", by=kofi, at=LATER)
    assert suspended_warrants() == {case.number}

    with pytest.raises(NotAllowed):
        apply_again(case=case.number, why="nothing hangs on it", by=kofi, at=LATER)
    apply_again(
        case=case.number, why="nothing hangs on it", by=world.reader(world.dalia),
        at=LATER + timedelta(hours=1),
    )  # fmt: skip

    assert suspended_warrants() == frozenset()


def test_a_partners_withdrawal_lays_itself_before_an_officer_and_suspends_the_seizure(world: World) -> None:
    partner = trusted(world)
    feedback = came(partner, "feedback", {"outcomes": ["OUT-SEIZED"], "final": 1, "case": "AU-ABF-2026-0193"})

    came(partner, "withdrawal", {"letters": [str(feedback.uuid)], "why": "WDR-WRONG"}, thread=feedback.thread)

    assert suspended_warrants() == {"AU-ABF-2026-0193"}
