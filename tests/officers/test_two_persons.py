"""Nobody removes, strips or takes over an auditor's account alone; the node keeps an administrator."""

from datetime import timedelta

import pytest

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Role
from borderlink.journal.models import JournalLine
from borderlink.officers.actions.accounts import create_officer, deactivate_officer
from borderlink.officers.actions.roles import decide, grant_role, propose, revoke_role
from borderlink.officers.actions.signing_in import issue_sign_in
from borderlink.officers.domain import Act, not_the_last
from borderlink.officers.queries import Officer, administrators, reader_of
from borderlink.officers.refusals import (
    AlreadyDecided,
    AlreadyProposed,
    LastAdministrator,
    NeedsAnother,
    NeedsTwoPersons,
    NotToOneself,
    TooNew,
)
from tests.world import NOON, World

WHY = "complaint 12 of this week"
LATER = NOON + timedelta(days=8)  # everyone has held their office for longer than a week


def _second_auditor(world: World) -> Officer:
    made = create_officer(badge="GZ-0020", name="Nia Brandt", unit=world.baiyun, by=world.farid, at=NOON)
    grant_role(officer=made, role=Role.AUDITOR, why="rota", by=world.farid, at=NOON)
    return made


def test_an_administrator_alone_neither_strips_nor_removes_an_auditor(world: World) -> None:
    with pytest.raises(NeedsTwoPersons):
        revoke_role(officer=world.emeka, role=Role.AUDITOR, why=WHY, by=world.farid, at=NOON)
    with pytest.raises(NeedsTwoPersons):
        deactivate_officer(officer=world.emeka, why=WHY, by=world.farid, at=NOON)

    assert reader_of(world.emeka).roles == {Role.AUDITOR}


def test_an_administrator_alone_does_not_take_over_an_auditors_account(world: World) -> None:
    issue_sign_in(officer=world.emeka, why="first day", by=world.farid, at=NOON)
    world.emeka.refresh_from_db()
    world.emeka.last_login = NOON
    world.emeka.save()

    with pytest.raises(NeedsTwoPersons):
        issue_sign_in(officer=world.emeka, why="again", by=world.farid, at=NOON)


def test_a_second_administrator_confirms_and_it_is_done(world: World) -> None:
    proposal = propose(act=Act.REVOKE_ROLE, officer=world.emeka, why=WHY, by=world.farid, at=LATER)

    decide(proposal=proposal, confirm=True, by=world.greta, at=LATER)

    assert reader_of(world.emeka).roles == frozenset()


def test_another_auditor_confirms_too(world: World) -> None:
    nia = _second_auditor(world)
    proposal = propose(act=Act.DEACTIVATE, officer=world.emeka, why=WHY, by=world.farid, at=LATER)

    decide(proposal=proposal, confirm=True, by=nia, at=LATER)

    world.emeka.refresh_from_db()
    assert not world.emeka.is_active


@pytest.mark.parametrize("who", ["farid", "emeka", "amina", "dalia", "chidi"])
def test_neither_the_proposer_nor_the_person_nor_anyone_else_confirms(world: World, who: str) -> None:
    proposal = propose(act=Act.REVOKE_ROLE, officer=world.emeka, why=WHY, by=world.farid, at=LATER)

    with pytest.raises(NeedsAnother):
        decide(proposal=proposal, confirm=True, by=getattr(world, who), at=LATER)

    assert reader_of(world.emeka).roles == {Role.AUDITOR}


def test_what_is_declined_stays_as_it_was_and_is_not_decided_again(world: World) -> None:
    proposal = propose(act=Act.DEACTIVATE, officer=world.emeka, why=WHY, by=world.farid, at=LATER)

    decide(proposal=proposal, confirm=False, by=world.greta, at=LATER)

    with pytest.raises(AlreadyDecided):
        decide(proposal=proposal, confirm=True, by=world.greta, at=LATER)
    assert reader_of(world.emeka).roles == {Role.AUDITOR}


def test_the_same_act_is_not_proposed_twice(world: World) -> None:
    propose(act=Act.DEACTIVATE, officer=world.emeka, why=WHY, by=world.farid, at=LATER)

    with pytest.raises(AlreadyProposed):
        propose(act=Act.DEACTIVATE, officer=world.emeka, why=WHY, by=world.greta, at=LATER)


def test_only_an_administrator_proposes(world: World) -> None:
    with pytest.raises(NotAllowed):
        propose(act=Act.DEACTIVATE, officer=world.emeka, why=WHY, by=world.chidi, at=LATER)


def test_proposals_and_decisions_alert_the_auditors(world: World) -> None:
    proposal = propose(act=Act.REVOKE_ROLE, officer=world.emeka, why=WHY, by=world.farid, at=LATER)
    decide(proposal=proposal, confirm=True, by=world.greta, at=LATER)

    acts = JournalLine.objects.filter(alert=True).order_by("sequence").values_list("act", flat=True)
    assert list(acts)[-3:] == ["officers.propose", "officers.decide", "officers.revoke-role"]


def test_the_last_administrator_stays(world: World) -> None:
    deactivate_officer(officer=world.greta, why=WHY, by=world.farid, at=NOON)

    with pytest.raises(NotToOneself):
        revoke_role(officer=world.farid, role=Role.ADMINISTRATOR, why=WHY, by=world.farid, at=NOON)
    with pytest.raises(LastAdministrator):
        not_the_last(administrators(), "GZ-0006")


def test_an_administrator_who_has_left_acts_no_more(world: World) -> None:
    deactivate_officer(officer=world.greta, why=WHY, by=world.farid, at=NOON)

    with pytest.raises(NotAllowed):
        grant_role(officer=world.bruno, role=Role.ANALYST, why=WHY, by=world.greta, at=NOON)


def test_an_administrator_does_not_confirm_under_the_badge_of_an_officer_made_for_it(world: World) -> None:
    puppet = create_officer(badge="GZ-0066", name="Nobody", unit=world.baiyun, by=world.farid, at=LATER)
    grant_role(officer=puppet, role=Role.ADMINISTRATOR, why="help", by=world.farid, at=LATER)
    proposal = propose(act=Act.DEACTIVATE, officer=world.emeka, why=WHY, by=world.farid, at=LATER)

    with pytest.raises(TooNew):
        decide(proposal=proposal, confirm=True, by=puppet, at=LATER + timedelta(days=30))

    assert reader_of(world.emeka).roles == {Role.AUDITOR}


def test_an_administrator_does_not_confirm_under_the_badge_of_another_whose_sign_in_they_issued(
    world: World,
) -> None:
    issue_sign_in(officer=world.greta, forget_second_factor=True, why="lost", by=world.farid, at=LATER)
    proposal = propose(act=Act.ISSUE_SIGN_IN, officer=world.emeka, why=WHY, by=world.farid, at=LATER)

    with pytest.raises(TooNew):
        decide(proposal=proposal, confirm=True, by=world.greta, at=LATER)


def test_whoever_is_new_may_still_decline(world: World) -> None:
    issue_sign_in(officer=world.greta, why="lost", by=world.farid, at=LATER)
    proposal = propose(act=Act.DEACTIVATE, officer=world.emeka, why=WHY, by=world.farid, at=LATER)

    decide(proposal=proposal, confirm=False, by=world.greta, at=LATER)

    assert reader_of(world.emeka).roles == {Role.AUDITOR}
