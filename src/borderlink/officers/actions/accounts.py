"""Units, guests and officers are made, moved and ended."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Role
from borderlink.journal.actions import note
from borderlink.officers.actions.carrying_out import (
    NODE,
    administrator,
    end_account,
    lapse,
    locked,
    note_about,
    reason,
    subject_of,
)
from borderlink.officers.domain import badge_from, code_from, kind_from, language_from
from borderlink.officers.models import Officer, Organisation, RoleGrant, Unit
from borderlink.officers.refusals import BadgeTaken, CodeTaken


@transaction.atomic
def found_node(*, badge: str, name: str, language: str, password: str, at: datetime) -> Officer:
    """Make the first administrator, whose password is temporary; only of a node that has no officer.

    Refuses: ``NotAllowed``, ``NotUnderstood``.
    """
    if Officer.objects.exists():
        raise NotAllowed(act="officers.found-node")
    first = Officer(
        badge=badge_from(badge), name=name, language=language_from(language), created_by=NODE, created_at=at
    )
    first.set_temporary_password(password, until=lapse(at))
    first.save()
    RoleGrant.objects.create(officer=first, role=Role.ADMINISTRATOR.value, granted_by=NODE, granted_at=at)
    note(
        act="officers.found-node",
        subject=subject_of(first),
        personal={"name": name},
        alert=True,
        by=NODE,
        at=at,
    )
    return first


@transaction.atomic
def create_unit(
    *, code: str, name_zh: str = "", name_vi: str = "", name_en: str = "", by: Officer, at: datetime
) -> Unit:
    """Make a unit of the agency. Refuses: ``NotAllowed``, ``CodeTaken``, ``NotUnderstood``."""
    administrator(by, "officers.create-unit")
    unit = Unit(code=code_from(code), name_zh=name_zh, name_vi=name_vi, name_en=name_en)
    if Unit.objects.filter(code=unit.code).exists():
        raise CodeTaken(name=unit.code)
    unit.save()
    note(act="officers.create-unit", subject=f"unit {unit.code}", by=by.badge, at=at)
    return unit


@transaction.atomic
def create_organisation(
    *,
    code: str,
    kind: str,
    name_zh: str = "",
    name_vi: str = "",
    name_en: str = "",
    by: Officer,
    at: datetime,
) -> Organisation:
    """Make a guest organisation. Refuses: ``NotAllowed``, ``CodeTaken``, ``NotUnderstood``."""
    administrator(by, "officers.create-organisation")
    guest = Organisation(
        code=code_from(code), kind=kind_from(kind), name_zh=name_zh, name_vi=name_vi, name_en=name_en
    )
    if Organisation.objects.filter(code=guest.code).exists() or guest.code == settings.BORDERLINK.agency:
        raise CodeTaken(name=guest.code)
    guest.save()
    note(act="officers.create-organisation", subject=f"organisation {guest.code}", by=by.badge, at=at)
    return guest


@transaction.atomic
def create_officer(
    *,
    badge: str,
    name: str,
    unit: Unit | None = None,
    organisation: Organisation | None = None,
    language: str = "en",
    by: Officer,
    at: datetime,
) -> Officer:
    """Make an officer without roles, who cannot sign in until a sign-in is issued.

    Refuses: ``NotAllowed``, ``BadgeTaken``, ``NotUnderstood``.
    """
    administrator(by, "officers.create-officer")
    made = Officer(
        badge=badge_from(badge),
        name=name.strip(),
        unit=None if organisation else unit,
        organisation=organisation,
        language=language_from(language),
        created_by=by.badge,
        created_at=at,
    )
    if Officer.objects.filter(badge=made.badge).exists():
        raise BadgeTaken(badge=made.badge)
    made.set_unusable_password()
    made.save()
    place = {"unit": unit.code} if unit else {"organisation": organisation.code} if organisation else {}
    note_about("officers.create", made, facts=place, personal={"name": made.name}, by=by, at=at)
    return made


@transaction.atomic
def change_unit(*, officer: Officer, unit: Unit, why: str, by: Officer, at: datetime) -> None:
    """Move an officer to another unit of the agency.

    Refuses: ``NotAllowed``, ``ReasonMissing``.
    """
    administrator(by, "officers.change-unit")
    officer = locked(officer)
    if officer.badge == by.badge or officer.organisation_id:
        raise NotAllowed(act="officers.change-unit")
    before = officer.unit.code if officer.unit else ""
    officer.unit = unit
    officer.save(update_fields=["unit"])
    facts = {"from": before, "to": unit.code}
    note_about("officers.change-unit", officer, why=reason(why), facts=facts, by=by, at=at)


@transaction.atomic
def deactivate_officer(*, officer: Officer, why: str, by: Officer, at: datetime) -> None:
    """End an officer's account: sessions end now, roles are taken back, the badge is never given again.

    Refuses: ``NotAllowed``, ``NotToOneself``, ``ReasonMissing``, ``NeedsTwoPersons`` (an auditor).
    """
    administrator(by, "officers.deactivate")
    officer = locked(officer)
    officer.person().stand_against(by=by.person())
    end_account(officer, why, by, at)


@transaction.atomic
def choose_language(*, language: str, by: Officer, at: datetime) -> None:
    """Keep the language in which an officer reads. Refuses: ``NotUnderstood``."""
    by.language = language_from(language)
    by.save(update_fields=["language"])
    note_about("officers.choose-language", by, facts={"language": language}, by=by, at=at)
