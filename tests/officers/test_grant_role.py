"""Roles are granted by administrators, never to oneself, never two that exclude each other."""

import pytest

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Role
from borderlink.journal.models import JournalLine
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.queries import reader_of
from borderlink.officers.refusals import AlreadyHeld, NotToOneself, ReasonMissing, RolesConflict
from tests.world import NOON, World


def test_a_granted_role_is_read_with_the_next_question(world: World) -> None:
    grant_role(officer=world.bruno, role=Role.ANALYST, why="rota change", by=world.farid, at=NOON)

    assert reader_of(world.bruno).roles == {Role.INSPECTOR, Role.ANALYST}


def test_a_grant_alerts_the_auditors(world: World) -> None:
    grant_role(officer=world.bruno, role=Role.ANALYST, why="rota change", by=world.farid, at=NOON)

    line = JournalLine.objects.order_by("sequence").last()
    assert line is not None
    assert (line.act, line.subject, line.by, line.alert) == (
        "officers.grant-role", "officer GZ-0002", "GZ-0006", True,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["amina", "chidi", "dalia", "emeka", "ivan"])
def test_only_an_administrator_grants(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        grant_role(officer=world.bruno, role=Role.ANALYST, why="asked", by=getattr(world, who), at=NOON)

    assert reader_of(world.bruno).roles == {Role.INSPECTOR}


def test_nobody_grants_to_themselves(world: World) -> None:
    with pytest.raises(NotToOneself):
        grant_role(officer=world.farid, role=Role.INSPECTOR, why="handy", by=world.farid, at=NOON)


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("emeka", Role.ADMINISTRATOR),
        ("greta", Role.AUDITOR),
        ("greta", Role.INSPECTOR),
        ("amina", Role.AUDITOR),
        ("ivan", Role.INSPECTOR),
        ("jun", Role.ANALYST),
    ],
)
def test_roles_that_exclude_each_other_are_not_held_at_once(world: World, who: str, role: Role) -> None:
    with pytest.raises(RolesConflict):
        grant_role(officer=getattr(world, who), role=role, why="asked", by=world.farid, at=NOON)


def test_a_role_is_not_granted_twice(world: World) -> None:
    with pytest.raises(AlreadyHeld):
        grant_role(officer=world.bruno, role=Role.INSPECTOR, why="again", by=world.farid, at=NOON)


def test_a_grant_needs_a_reason(world: World) -> None:
    with pytest.raises(ReasonMissing):
        grant_role(officer=world.bruno, role=Role.ANALYST, why="  ", by=world.farid, at=NOON)


def test_a_guest_reads_as_its_own_organisation(world: World) -> None:
    assert reader_of(world.jun).agency == "PEARL-LAB"
    assert reader_of(world.amina).agency == "GZ-CUSTOMS"
    assert reader_of(world.amina).units == {"GZ-BAIYUN"}
