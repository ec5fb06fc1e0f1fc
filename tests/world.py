"""The standing cast: Amina and Bruno share a unit and a case, Chidi is an outsider of another unit.

All names are invented. The cast never changes; a test that needs another officer makes one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from borderlink.foundation.who import Reader, Role
from borderlink.officers.actions.accounts import create_officer, create_organisation, create_unit, found_node
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.queries import Officer, Organisation, Unit, has_second_factor, reader_of
from tests.kept import once

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon in Guangzhou
DAY_AFTER = pytest.mark.time_machine(NOON + timedelta(days=1))  # for pages, which read the clock themselves
PASSWORD = "seven herons over the ferry"


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 at its lowest cost: tests are not attacked."""

    algorithm = "argon2"
    time_cost = 1
    memory_cost = 64
    parallelism = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everyone, by first name. ``case`` is the number that Amina and Bruno share."""

    baiyun: Unit  # the station of Amina and Bruno
    nansha: Unit  # Chidi's station
    swift: Organisation  # an express company
    laboratory: Organisation
    amina: Officer  # inspector and analyst at Baiyun
    bruno: Officer  # inspector at Baiyun
    chidi: Officer  # inspector at Nansha: an outsider to everything of Baiyun
    dalia: Officer  # commander
    emeka: Officer  # auditor
    farid: Officer  # administrator
    greta: Officer  # second administrator
    hoa: Officer  # planner
    ivan: Officer  # of an express company, without any role
    jun: Officer  # of a laboratory
    case: str = "GZ-2026-0417"

    def reader(self, officer: Officer) -> Reader:
        """Return how the officer reads now."""
        return reader_of(officer)

    @property
    def everyone(self) -> tuple[Officer, ...]:
        """Return every officer of the cast."""
        return (
            self.amina, self.bruno, self.chidi, self.dalia, self.emeka,
            self.farid, self.greta, self.hoa, self.ivan, self.jun,
        )  # fmt: skip


CAST: tuple[tuple[str, str, str, str, tuple[Role, ...], str], ...] = (
    ("greta", "GZ-0007", "Greta Voss", "GZ-BAIYUN", (Role.ADMINISTRATOR,), "en"),
    ("amina", "GZ-0001", "Amina Okoro", "GZ-BAIYUN", (Role.INSPECTOR, Role.ANALYST), "en"),
    ("bruno", "GZ-0002", "Bruno Keller", "GZ-BAIYUN", (Role.INSPECTOR,), "zh-Hans"),
    ("chidi", "GZ-0003", "Chidi Eze", "GZ-NANSHA", (Role.INSPECTOR,), "en"),
    ("dalia", "GZ-0004", "Dalia Marin", "GZ-BAIYUN", (Role.COMMANDER,), "en"),
    ("emeka", "GZ-0005", "Emeka Obi", "GZ-BAIYUN", (Role.AUDITOR,), "en"),
    ("hoa", "GZ-0008", "Lê Thu Hoa", "GZ-BAIYUN", (Role.PLANNER,), "vi"),
    ("ivan", "SW-0001", "Ivan Petrov", "SWIFT", (), "en"),
    ("jun", "LB-0001", "Jun Mori", "PEARL-LAB", (Role.LABORATORY,), "zh-Hant"),
)  # fmt: skip


def build_world() -> World:
    """Make the cast through the same actions as an administrator would, once a process."""
    return once("world", _build)


def _build() -> World:
    farid = found_node(badge="GZ-0006", name="Farid Aziz", language="en", password=PASSWORD, at=NOON)
    baiyun = create_unit(
        code="GZ-BAIYUN", name_zh="白云机场海关", name_vi="Hải quan sân bay Bạch Vân",
        name_en="Baiyun airport", by=farid, at=NOON,
    )  # fmt: skip
    nansha = create_unit(
        code="GZ-NANSHA",
        name_zh="南沙海关",
        name_vi="Hải quan Nam Sa",
        name_en="Nansha port",
        by=farid,
        at=NOON,
    )
    swift = create_organisation(
        code="SWIFT", kind="express-company", name_zh="迅捷快递", name_vi="Chuyển phát Nhanh",
        name_en="Swift Express", by=farid, at=NOON,
    )  # fmt: skip
    laboratory = create_organisation(
        code="PEARL-LAB", kind="laboratory", name_zh="珠江检验所", name_vi="Phòng thí nghiệm Châu Giang",
        name_en="Pearl River laboratory", by=farid, at=NOON,
    )  # fmt: skip
    homes: dict[str, Unit | Organisation] = {
        "GZ-BAIYUN": baiyun,
        "GZ-NANSHA": nansha,
        "SWIFT": swift,
        "PEARL-LAB": laboratory,
    }
    made = {
        who: _hire(badge, name, homes[home], roles, language, farid)
        for who, badge, name, home, roles, language in CAST
    }
    places = {"baiyun": baiyun, "nansha": nansha, "swift": swift, "laboratory": laboratory}
    return World(farid=farid, **places, **made)  # type: ignore[arg-type]


def _hire(  # noqa: PLR0917 - one row of the cast
    badge: str, name: str, home: Unit | Organisation, roles: tuple[Role, ...], language: str, by: Officer
) -> Officer:
    officer = create_officer(
        badge=badge,
        name=name,
        unit=home if isinstance(home, Unit) else None,
        organisation=home if isinstance(home, Organisation) else None,
        language=language,
        by=by,
        at=NOON,
    )
    for role in roles:
        grant_role(officer=officer, role=role, why="the standing cast", by=by, at=NOON)
    return officer


def signed_in(officer: Officer) -> Client:
    """Return a browser in which the officer has signed in with everything it takes."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    if not has_second_factor(officer):
        TOTP.activate(officer, generate_totp_secret())
    officer.password_is_temporary = False
    officer.save(update_fields=["password_is_temporary"])
    client = Client()
    client.force_login(officer, backend="borderlink.officers.adapters.BadgeBackend")
    return client
