"""Letters leave by channel, consent and approval, or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from borderlink.cases.actions.deciding import Ruled, record_decision
from borderlink.cases.actions.people import Standing, add_identifier, change_standing
from borderlink.cases.domain.standing import CustodyState, Stage
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Role
from borderlink.journal.models import JournalLine
from borderlink.liaison.actions.assuring import (
    Request,
    ask_assurance,
    refuse_assurance,
    void_outdated,
    withdraw_assurance,
)
from borderlink.liaison.actions.composing import drop_draft, start_letter
from borderlink.liaison.actions.consenting import Given, enter_consent, withdraw_consent
from borderlink.liaison.actions.partners import change_terms, pause_partner
from borderlink.liaison.domain.terms import Basis
from borderlink.liaison.models.gate import Passage
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.post import Outgoing
from borderlink.liaison.queries import gate
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.refusals.gate import (
    ApprovalMissing,
    ApprovalOutdated,
    ChannelMissing,
    ConsentMissing,
    DecidedAlready,
    GradeTooLow,
    GroundsMissing,
    KindNotPermitted,
    NeverLeaves,
    NotByOneself,
    NotOurLetter,
    PartnerNotOpen,
)
from borderlink.officers.actions.leaving import leave_node
from tests.cases.scenes import hire, opened
from tests.liaison.gate_world import LATER, TERMS, Desk, consent, enter, kofi, person
from tests.liaison.office_scenes import came
from tests.liaison.partners import pinned_agency
from tests.world import NOON, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    yield Desk(world)
    sealed = set(Outgoing.objects.values_list("letter", flat=True))
    assert sealed == set(Passage.objects.exclude(letter=None).values_list("letter", flat=True))


def _refused(why: str, desk: Desk, letter: Letter, **more: Any) -> None:
    with pytest.raises(ApprovalOutdated) as refused:
        desk.send(letter, **more)
    assert refused.value.facts["why"] == why
    assert not Outgoing.objects.exists()


@pytest.fixture
def case(desk: Desk) -> str:
    return str(opened(desk.world, at=NOON).number)


# ---- letters ----


def test_a_letter_about_nobody_leaves_and_its_passage_is_kept(desk: Desk) -> None:
    desk.send(desk.draft())

    assert Passage.objects.get().people == 0
    assert Passage.objects.get().assurance is None


def test_a_clue_about_a_suspect_waits_for_a_commander_and_leaves_saying_so(desk: Desk) -> None:
    letter = desk.draft(person())
    with pytest.raises(ApprovalMissing) as refused:
        desk.send(letter)
    assert refused.value.facts["grade"] == "AGR-SENIOR"

    row = desk.approve(desk.ask(letter))
    sent = desk.send(letter)

    block = body_of(sent)["assurance"]
    assert [(one["person"], one["status"], one["penalty"], one["decided_by"]) for one in block] == [
        ("P1", "PST-SUSPECT", "MXP-DEATH", "AGR-SENIOR")
    ]
    row.refresh_from_db()
    assert row.used_at == LATER
    assert Passage.objects.get().assurance == row


def test_a_charged_person_needs_the_minister_whose_paper_a_commander_records(desk: Desk) -> None:
    letter = desk.draft(person(status="PST-CHARGED"))
    row = desk.ask(letter)

    with pytest.raises(GradeTooLow):
        desk.approve(row)
    with pytest.raises(GroundsMissing):
        desk.approve(row, "AGR-MINISTER", reference="")
    with pytest.raises(GroundsMissing):
        desk.approve(row, "AGR-MINISTER", decided_on=NOON.date() + timedelta(days=1))
    desk.approve(row, "AGR-MINISTER")
    desk.send(letter)

    assert Outgoing.objects.count() == 1


def test_nobody_approves_what_they_asked_for_or_wrote_and_only_a_commander_decides(desk: Desk) -> None:
    head = desk.world.reader(hire(desk.world, "GZ-0301", Role.COMMANDER, Role.LIAISON_OFFICER))
    letter = desk.draft(person())
    row = ask_assurance(letter=letter.uuid, request=Request(why="urgent"), by=head, at=NOON)

    with pytest.raises(NotByOneself):
        desk.approve(row, by=head)
    with pytest.raises(NotAllowed):
        desk.approve(row, by=desk.second)
    with pytest.raises(NotFound):
        desk.approve(row, by=desk.world.reader(desk.world.chidi))
    desk.approve(row)
    with pytest.raises(DecidedAlready):
        desk.approve(row)


def test_a_commander_who_may_not_read_a_letter_does_not_decide_on_it(desk: Desk) -> None:
    elsewhere = desk.world.reader(hire(desk.world, "GZ-0302", Role.COMMANDER, unit="nansha"))
    row = desk.ask(desk.draft(person()))

    with pytest.raises(NotFound):
        desk.approve(row, by=elsewhere)
    with pytest.raises(NotFound):
        refuse_assurance(pk=row.pk, grounds="no assurance", by=elsewhere, at=NOON)

    row.refresh_from_db()
    assert (row.state, gate.may_read(elsewhere, row), gate.may_read(desk.dalia, row)) == (
        "asked",
        False,
        True,
    )


def test_a_question_about_a_letter_that_has_left_is_decided_no_more_and_leaves_the_queue(desk: Desk) -> None:
    letter, dropped = desk.draft(person()), desk.draft(person())
    desk.approve(desk.ask(letter))
    open_still, approved = desk.ask(letter), desk.approve(desk.ask(dropped))
    sent = desk.send(letter)
    drop_draft(letter=dropped, by=desk.author, at=NOON)

    with pytest.raises(DecidedAlready):
        desk.approve(open_still)
    assert body_of(Letter.objects.get(pk=sent.pk)) == body_of(sent)
    assert void_outdated(at=LATER) == 2
    for row, state in ((open_still, "withdrawn"), (approved, "approved")):
        row.refresh_from_db()
        assert (row.state, row.void_why, row.void_at) == (state, "GTR-GONE", LATER)
    assert gate.queue(desk.dalia) == []


def test_what_was_changed_since_it_was_asked_is_not_approved_and_it_is_said_what(desk: Desk) -> None:
    for change, why in (
        ({"people": [person()], "actions": ["ACT-INSPECT"]}, "GTR-TEXT"),
        ({"people": [person(status="PST-CHARGED")]}, "GTR-STATUS"),
        ({"people": [person(), person("P2", name="Nora Vale")]}, "GTR-PERSONS"),
    ):
        letter = desk.draft(person())
        row = desk.ask(letter)
        desk.change(letter, {"facts": change})

        with pytest.raises(ApprovalOutdated) as refused:
            desk.approve(row, "AGR-MINISTER")

        assert refused.value.facts["why"] == why


def test_a_word_changed_after_the_approval_voids_it(desk: Desk) -> None:
    letter = desk.draft(person())
    desk.approve(desk.ask(letter))

    desk.change(letter, {"facts": {"people": [person()], "actions": ["ACT-INSPECT"]}})

    _refused("GTR-TEXT", desk, letter)


def test_a_person_added_after_the_approval_is_not_covered(desk: Desk) -> None:
    letter = desk.draft(person())
    desk.approve(desk.ask(letter))

    desk.change(letter, {"facts": {"people": [person(), person("P2", name="Nora Vale")]}})

    _refused("GTR-PERSONS", desk, letter)


def test_an_approval_runs_out_serves_one_letter_and_ends_with_a_withdrawal(desk: Desk) -> None:
    letter, other = desk.draft(person()), desk.draft(person())
    row = desk.approve(desk.ask(letter), days=1)

    _refused("GTR-EXPIRED", desk, letter, at=NOON + timedelta(days=1))
    with pytest.raises(ApprovalMissing):
        desk.send(other)
    withdraw_assurance(pk=row.pk, why="the grounds are gone", by=desk.dalia, at=NOON)
    _refused("GTR-VOID", desk, letter)


def test_a_refusal_at_the_gate_lets_nothing_leave(desk: Desk) -> None:
    letter = desk.draft(person())

    with pytest.raises(GroundsMissing):
        refuse_assurance(pk=desk.ask(letter).pk, grounds=" ", by=desk.dalia, at=NOON)
    refuse_assurance(pk=desk.ask(letter).pk, grounds="no assurance", by=desk.dalia, at=NOON)

    with pytest.raises(ApprovalMissing):
        desk.send(letter)
    assert JournalLine.objects.filter(act="liaison.refuse-assurance").count() == 1


def test_the_letters_own_words_on_assurances_are_the_gates_alone(desk: Desk) -> None:
    letter = desk.draft()
    letter.body = letter.body.replace(
        '"assurance":[]',
        '"assurance":[{"assurance":"ASR-NOTEXECUTED",'
        '"penalty":"MXP-DEATH","person":"P1","status":"PST-CHARGED"}]',
    )
    letter.save(update_fields=["body"])

    with pytest.raises(ApprovalMissing):
        desk.send(letter)


@pytest.mark.parametrize(
    "wrong", [("clue", "cd_stop"), ("clue", "key_update")], ids=["as a STOP", "as new keys"]
)
def test_a_letter_whose_row_calls_it_something_else_does_not_leave(
    desk: Desk, wrong: tuple[str, str]
) -> None:
    letter = desk.draft(
        channel={"code": "", "basis": "", "article": "", "own_reference": "", "their_reference": ""}
    )
    letter.kind = wrong[1]
    letter.save(update_fields=["kind"])

    with pytest.raises(NotOurLetter):
        leave_node(
            way="liaison.letter",
            subject="x",
            to=desk.partner.code,
            why="x",
            persons=False,
            letter=str(letter.uuid),
            by=desk.world.amina,
            at=LATER,
        )


# ---- what the register of cases knows ----


def test_the_register_knows_of_an_arrest_that_the_letter_does_not_say(desk: Desk, case: str) -> None:
    enter(desk, case, custody=CustodyState.ARRESTED)

    with pytest.raises(ApprovalMissing) as refused:
        desk.send(desk.draft(person(name="QUILL  tanner"), case=case))

    assert refused.value.facts["grade"] == "AGR-MINISTER"


def test_a_number_known_in_another_units_case_overrules_the_letter_and_a_mere_name_does_not(
    desk: Desk,
) -> None:
    other = str(opened(desk.world, at=NOON).number)
    enter(desk, other, custody=CustodyState.ARRESTED)
    add_identifier(case=other, owner="P01", kind="IDT-PHONE", value="+84 90-123", by=kofi(desk), at=NOON)
    phone = {**person(), "identifiers": [{"kind": "IDT-PHONE", "value": "+8490 123"}]}

    with pytest.raises(ApprovalMissing) as named:
        desk.send(desk.draft(person()))
    with pytest.raises(ApprovalMissing) as numbered:
        desk.send(desk.draft(phone))

    assert named.value.facts["grade"] == "AGR-SENIOR"
    assert numbered.value.facts["grade"] == "AGR-MINISTER"


def test_a_change_of_standing_after_the_approval_voids_it_and_the_register_says_so(
    desk: Desk, case: str
) -> None:
    enter(desk, case)
    letter = desk.draft(person(), case=case)
    row = desk.approve(desk.ask(letter))
    assert void_outdated(at=LATER) == 0

    standing = Standing(role="ROL-COURIER", custody=CustodyState.HELD)
    change_standing(case=case, person="P01", standing=standing, by=kofi(desk), at=NOON)

    _refused("GTR-STATUS", desk, letter)
    assert void_outdated(at=LATER) == 1
    row.refresh_from_db()
    assert (row.void_why, row.void_at) == ("GTR-STATUS", LATER)
    assert void_outdated(at=LATER) == 0


def test_an_acquittal_voids_an_approval_too(desk: Desk, case: str) -> None:
    enter(desk, case)
    letter = desk.draft(person(), case=case)
    desk.approve(desk.ask(letter))

    ruled = Ruled(
        stage=Stage.FIRST,
        outcome="CRT-ACQUITTED",
        decided_on=NOON.date(),
        body="Court",
        person="P01",
        is_final=True,
    )
    record_decision(case=case, ruled=ruled, by=kofi(desk), at=NOON)

    _refused("GTR-STATUS", desk, letter)


def test_a_name_in_a_note_is_found_though_no_code_names_the_person(desk: Desk, case: str) -> None:
    enter(desk, case, custody=CustodyState.ARRESTED)

    desk.send(desk.draft(notes="the white van again"))
    with pytest.raises(ApprovalMissing) as refused:
        desk.send(desk.draft(case=case, notes="he told us: Quill-Tanner waits at the pier"))

    assert refused.value.facts["grade"] == "AGR-MINISTER"


def test_an_answer_that_only_points_at_a_person_of_an_earlier_letter_tells_of_them(desk: Desk) -> None:
    question = {
        "questions": [{"ref": "Q1", "ask": "ACT-IDENTIFY", "about": ["P1"]}],
        "purpose": "PUR-INVESTIGATE",
        "people": [person(status="PST-DETAINED")],
    }
    asked = came(desk.partner, "rfi", question)
    answer = start_letter(kind="answer", partner="", reply_to=asked.uuid, by=desk.author, at=NOON)
    facts = {"answers": [{"question": "Q1", "outcome": "OUT-CONFIRMED", "about": ["P1"]}], "interim": 0}
    desk.change(answer, {"facts": facts})

    with pytest.raises(ApprovalMissing) as refused:
        desk.send(answer)

    assert (refused.value.facts["grade"], refused.value.facts["persons"]) == ("AGR-MINISTER", 1)


# ---- channel, kind, handling, consent, partner ----


def test_over_a_sample_of_the_product_nothing_is_sealed_without_all_three(
    desk: Desk,
) -> None:
    channels = {"agreed": {}, "other": {"article": "5"}, "empty": {"code": "", "basis": "", "article": ""}}
    for status, channel, evidence, approval in product(
        ("PST-UNIDENTIFIED", "PST-SUSPECT"), channels, ("no", "yes"), (False, True)
    ):
        letter = desk.draft(person(name="" if status == "PST-UNIDENTIFIED" else "Quill", status=status))
        body = body_of(letter)
        value = {
            "channel": {**body["channel"], **channels[channel]},
            "handling": {**body["handling"], "evidence_use": evidence},
        }
        desk.change(letter, value)
        if approval:
            desk.approve(desk.ask(letter))
        should = channel == "agreed" and evidence == "no" and (approval or status == "PST-UNIDENTIFIED")
        try:
            desk.send(letter)
        except Refusal:
            assert not should, (status, channel, evidence, approval)
        assert Outgoing.objects.filter(letter=letter.uuid).exists() == should


def test_what_a_court_may_use_needs_a_consent_that_covers_it_and_still_holds(desk: Desk) -> None:
    letter = desk.draft()
    evidence = {**body_of(letter)["handling"], "evidence_use": "yes"}
    good = consent(desk)

    for consents in ([], [consent(desk, for_evidence=False)], [consent(desk, kinds=("rfi",))], ["f" * 64]):
        desk.change(letter, {"handling": evidence, "consents": consents})
        with pytest.raises(ConsentMissing):
            desk.send(letter)
    desk.change(letter, {"handling": evidence, "consents": [good]})
    with pytest.raises(ConsentMissing):
        desk.send(letter, at=NOON + timedelta(days=40))
    withdraw_consent(digest=good, why="revoked", by=desk.dalia, at=NOON)
    with pytest.raises(ConsentMissing):
        desk.send(letter)

    desk.change(letter, {"handling": evidence, "consents": [consent(desk)]})
    assert desk.send(letter).state == "sealed"


def test_only_a_commander_enters_a_consent(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        enter_consent(
            given=Given(
                recipient="X",
                authority="Y",
                number="1",
                given_on=NOON.date(),
                until_on=NOON.date(),
                scope="z",
                for_evidence=True,
                for_persons=True,
            ),
            by=desk.author,
            at=NOON,
        )


def test_a_third_agencys_words_are_passed_on_by_its_consent_alone(desk: Desk, case: str) -> None:
    other = pinned_agency(desk.world, "AU-POLICE", "AU", terms=TERMS)[0]
    told = came(other, "clue", {})
    told.thread.case = case
    told.thread.save(update_fields=["case"])
    letter = desk.draft(person(name="", status="PST-UNIDENTIFIED"), case=case)
    with pytest.raises(ConsentMissing):
        desk.send(letter)

    facts = {
        "request": "",
        "decision": "CND-GRANTED",
        "scope": ["CNS-PASS"],
        "letters": [],
        "authority": "AFP",
        "number": "A-1",
        "on": "2026-11-22",
        "pass_to": [desk.partner.code],
    }
    consent = came(other, "consent", facts, thread=told.thread)
    ((digest, _),) = gate.consents_to_choose(desk.dalia, LATER)
    desk.change(letter, {"consents": [digest]})
    desk.send(letter)

    came(other, "consent", {**facts, "decision": "CND-REVOKED"}, thread=consent.thread)
    assert gate.consents_to_choose(desk.dalia, LATER) == []


def test_nothing_leaves_for_a_partner_with_strict_terms_or_that_is_paused(desk: Desk) -> None:
    letter = desk.draft()
    pause_partner(code=desk.partner.code, reason="decision", why="x", by=desk.author, at=NOON)
    with pytest.raises(PartnerNotOpen):
        desk.send(letter)


def test_terms_changed_after_the_draft_are_those_that_count(desk: Desk) -> None:
    letter = desk.draft(person())
    row = desk.ask(letter)
    for terms, refusal in (
        (replace(TERMS, kinds=("rfi",)), KindNotPermitted),
        (replace(TERMS, bases=(Basis(channel="CHA-MLA", instrument="Treaty"),)), ChannelMissing),
        (replace(TERMS, policy=()), NeverLeaves),
    ):
        change_terms(code=desk.partner.code, terms=terms, by=desk.dalia, at=NOON)
        with pytest.raises(refusal):
            desk.send(letter)
    with pytest.raises(NeverLeaves):
        desk.approve(row)


def test_a_letter_that_came_or_left_or_goes_by_another_way_is_not_ours_to_send(desk: Desk) -> None:
    theirs, sent = came(desk.partner, "clue", {}), desk.send(desk.draft())
    draft = desk.draft()
    by, at = desk.world.amina, LATER
    for uuid, way, to in (
        (theirs.uuid, "liaison.letter", desk.partner.code),
        (sent.uuid, "liaison.letter", desk.partner.code),
        (draft.uuid, "liaison.letter", "ELSEWHERE"),
        (draft.uuid, "cases.report", desk.partner.code),
        ("nothing", "liaison.letter", desk.partner.code),
        ("", "liaison.letter", desk.partner.code),
    ):
        with pytest.raises(NotOurLetter):
            leave_node(way=way, subject="x", to=to, why="x", persons=False, letter=str(uuid), by=by, at=at)
