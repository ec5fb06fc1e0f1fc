"""The one way out: nothing about a person leaves without a commander's decision, used once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from borderlink.foundation import slots
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.slots import Leaving, WayOut, add_leaving_policy, add_way_out, ways_out
from borderlink.journal.models import JournalLine
from borderlink.officers.actions.leaving import decide_release, leave_node
from borderlink.officers.queries import Officer, Release
from borderlink.officers.refusals import NotReleased, ReasonMissing, WayUnknown
from tests.world import NOON, World

WAY = "officers.test-file"
WHAT, WHOM, WHY = "referrals 2026-11-22", "Sydney liaison office", "request 14"


@pytest.fixture(autouse=True)
def way() -> Iterator[None]:
    add_way_out(WayOut(name=WAY, says="A file made by a test.", persons=True))
    kept, slots._leaving_policies = slots._leaving_policies, {}
    yield
    del slots._ways_out[WAY]
    slots._leaving_policies = kept


def _leave(by: Officer, *, persons: bool = True, what: str = WHAT, to: str = WHOM, days: int = 0) -> None:
    leave_node(way=WAY, subject=what, to=to, why=WHY, persons=persons, by=by, at=NOON + timedelta(days=days))


def _decide(world: World) -> None:
    decide_release(way=WAY, subject=WHAT, recipient=WHOM, why=WHY, by=world.dalia, at=NOON)


def test_nothing_about_a_person_leaves_without_a_decision(world: World) -> None:
    for officer in (world.amina, world.chidi, world.dalia, world.farid):
        with pytest.raises(NotReleased):
            _leave(officer)


def test_a_commanders_decision_lets_one_thing_leave_once(world: World) -> None:
    _decide(world)

    _leave(world.amina)

    with pytest.raises(NotReleased):
        _leave(world.amina)
    line = JournalLine.objects.order_by("sequence").last()
    assert line is not None
    assert (line.act, line.subject, line.by) == ("officers.leave-node", WHAT, "GZ-0001")


def test_a_decision_serves_one_thing_and_one_recipient_for_some_days(world: World) -> None:
    _decide(world)

    with pytest.raises(NotReleased):
        _leave(world.amina, what="referrals 2026-11-23")
    with pytest.raises(NotReleased):
        _leave(world.amina, to="Somebody else")
    with pytest.raises(NotReleased):
        _leave(world.amina, days=7)
    _leave(world.amina, days=6)


def test_a_commander_does_not_use_a_decision_of_their_own(world: World) -> None:
    _decide(world)

    with pytest.raises(NotReleased):
        _leave(world.dalia)


@pytest.mark.parametrize("who", ["amina", "chidi", "emeka", "farid"])
def test_only_a_commander_decides(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        decide_release(way=WAY, subject=WHAT, recipient=WHOM, why=WHY, by=getattr(world, who), at=NOON)


def test_figures_alone_leave_and_are_journalled(world: World) -> None:
    _leave(world.amina, persons=False)

    assert JournalLine.objects.filter(act="officers.leave-node", alert=False).count() == 1


def test_a_bulk_export_alerts_the_auditors(world: World) -> None:
    _decide(world)

    leave_node(way=WAY, subject=WHAT, to=WHOM, why=WHY, persons=True, count=312, by=world.amina, at=NOON)

    assert JournalLine.objects.filter(act="officers.leave-node", alert=True).count() == 1


def test_an_unregistered_way_is_no_way_out(world: World) -> None:
    with pytest.raises(WayUnknown):
        leave_node(
            way="screening.backdoor", subject=WHAT, to=WHOM, why=WHY, persons=False, by=world.amina, at=NOON
        )


def test_a_reason_is_needed(world: World) -> None:
    with pytest.raises(ReasonMissing):
        leave_node(way=WAY, subject=WHAT, to=WHOM, why=" ", persons=False, by=world.amina, at=NOON)


def test_a_later_rooms_policy_sees_what_leaves_and_its_own_decision_stands_in_for_the_release(
    world: World,
) -> None:
    seen: list[Leaving] = []

    def decides(leaving: Leaving) -> bool:
        seen.append(leaving)
        return True

    add_leaving_policy("liaison.gate", decides)

    _leave(world.amina)

    assert [(leaving.way, leaving.to, leaving.by) for leaving in seen] == [(WAY, WHOM, "GZ-0001")]


def test_a_policy_that_decides_nothing_leaves_the_release_needed(world: World) -> None:
    add_leaving_policy("liaison.gate", lambda _: False)

    with pytest.raises(NotReleased):
        _leave(world.amina)
    _decide(world)

    _leave(world.amina)


def test_a_policy_refuses_though_a_commander_has_released_and_uses_nothing_up(world: World) -> None:
    def refuse(leaving: Leaving) -> bool:
        raise WayUnknown(way=leaving.way)

    _decide(world)
    add_leaving_policy("liaison.gate", refuse)

    with pytest.raises(WayUnknown):
        _leave(world.amina)

    assert not Release.objects.exclude(used_at=None).exists()


def test_every_way_out_says_what_leaves_by_it() -> None:
    assert all(way.says and way.name.count(".") == 1 for way in ways_out())
