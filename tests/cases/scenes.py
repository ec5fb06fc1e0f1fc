"""The scene of the case register's tests: a case officer of Baiyun, and a case that Amina and Bruno share."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from borderlink.cases.actions.members import let_in
from borderlink.cases.actions.opening import Source, open_case
from borderlink.cases.queries.rows import Case
from borderlink.foundation.who import Role
from borderlink.officers.actions.accounts import create_officer
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.queries import Officer
from tests.world import NOON, World

PACK = "cn-511-2016"


def hire(world: World, badge: str, *roles: Role, unit: str = "baiyun", language: str = "en") -> Officer:
    """Return a further officer of Baiyun (or another unit of the world) who holds these roles."""
    home = getattr(world, unit)
    officer = create_officer(
        badge=badge, name=f"Officer {badge}", unit=home, organisation=None, language=language,
        by=world.farid, at=NOON,
    )  # fmt: skip
    for role in roles:
        grant_role(officer=officer, role=role, why="a test", by=world.farid, at=NOON)
    return officer


def investigator(world: World) -> Officer:
    """Return Kofi, a case officer of Baiyun; made once."""
    found = Officer.objects.filter(badge="GZ-0011").first()
    return found or hire(world, "GZ-0011", Role.CASE_OFFICER)


def opened(
    world: World,
    *,
    title: str = "Tea for one receiver",
    by: Officer | None = None,
    waybills: Sequence[str] = (),
    unit: str = "GZ-BAIYUN",
    at: datetime = NOON,
) -> Case:
    """Return a case, of Baiyun unless another unit is named, opened by the case officer Kofi or another."""
    officer = by or investigator(world)
    source = Source.REFERRAL if waybills else Source.HAND
    make = partial(open_case, title=title, unit=unit, pack=PACK, source=source, waybills=waybills)
    return make(by=world.reader(officer), at=at)


def shared(world: World, *, at: datetime = NOON) -> Case:
    """Return a case of Kofi's that Amina and Bruno were let into."""
    case = opened(world, at=at)
    kofi = world.reader(investigator(world))
    for officer in (world.amina, world.bruno):
        let_in(case=case.number, officer=officer.badge, why="works on it", by=kofi, at=at)
    return case
