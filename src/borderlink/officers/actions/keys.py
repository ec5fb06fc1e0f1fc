"""Keys of the API: issued and shown once, rotated with an overlap, revoked."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Role
from borderlink.journal.actions import note
from borderlink.officers.actions.carrying_out import NODE, administrator, fresh, locked, reason
from borderlink.officers.domain import KEY_DAYS, OVERLAP, badge_from, new_secret, scopes_from
from borderlink.officers.models import ApiKey, Officer, Organisation, Unit
from borderlink.officers.queries import Holder, inspecting, key_of_digest
from borderlink.officers.refusals import (
    KeyNotAccepted,
    KeyNotUsable,
    KeyReplaced,
    NeedsTwoPersons,
    NotActive,
    NotAStation,
    NotUnderstood,
)

DIGITS = 8


def digest_of(secret: str) -> str:
    """Return the keyed hash of a key: fast, since 256 random bits need no slow one."""
    return salted_hmac("borderlink.officers.keys", secret, algorithm="sha256").hexdigest()


@transaction.atomic
def issue_company_key(
    *,
    organisation: Organisation,
    unit: Unit,
    scopes: Iterable[str],
    label: str,
    days: int = KEY_DAYS,
    pattern: str = "",
    sandbox: bool = False,
    by: Officer | None,
    at: datetime,
) -> tuple[ApiKey, str]:
    """Make a key for a company at one station and return it with its secret, which is shown once.

    ``by`` None is the operator of the machine. ``pattern`` says how the company's own waybills look.
    Refuses: ``NotAllowed``, ``NotUnderstood``, ``NotAStation``.
    """
    if by is not None:
        administrator(by, "officers.issue-key")
    if unit.pk not in inspecting():
        raise NotAStation(unit=unit.code)
    row = ApiKey(
        organisation=organisation, unit=unit, sandbox=sandbox, pattern=pattern_from(pattern),
        scopes=scopes_from(scopes, of_company=True), label=label.strip()[:120],
    )  # fmt: skip
    return _issue(row, days=days, by=by, at=at)


def issue_by_codes(
    *, company: str, station: str, said: Mapping[str, Any], at: datetime
) -> tuple[ApiKey, str]:
    """Make a company's key as the operator of the machine.

    Refuses: ``NotFound``, ``NotUnderstood``, ``NotAStation``.
    """
    organisation = Organisation.objects.filter(code=company.upper()).first()
    unit = Unit.objects.filter(code=station.upper()).first()
    if organisation is None or unit is None:
        missing = ("organisation", company) if organisation is None else ("unit", station)
        raise NotFound(thing=missing[0], name=missing[1])
    return issue_company_key(organisation=organisation, unit=unit, **said, by=None, at=at)


@transaction.atomic
def issue_officer_key(
    *,
    officer: Officer,
    scopes: Iterable[str],
    label: str,
    days: int = KEY_DAYS,
    by: Officer | None,
    at: datetime,
) -> tuple[ApiKey, str]:
    """Make a key for a system that reads and acts as one officer, with that officer's need to know.

    ``by`` None is the operator of the machine. Refuses: ``NotAllowed``, ``NotUnderstood``, ``NotActive``;
    ``NotToOneself`` and ``NeedsTwoPersons`` as for a sign-in: whoever holds such a key acts under that
    officer's badge.
    """
    officer = locked(officer)
    if not officer.is_active:
        raise NotActive(badge=officer.badge)
    if by is not None:
        officer.person().stand_against(by=fresh(by))
    elif Role.AUDITOR in officer.person().roles:
        raise NeedsTwoPersons(badge=officer.badge)
    row = ApiKey(officer=officer, scopes=scopes_from(scopes, of_company=False), label=label.strip()[:120])
    return _issue(row, days=days, by=by, at=at)


def issue_for_badge(*, badge: str, said: Mapping[str, Any], at: datetime) -> tuple[ApiKey, str]:
    """Make a key for a system of an officer as the operator of the machine. Refuses: ``NotFound``.

    And what ``issue_officer_key`` refuses.
    """
    officer = Officer.objects.filter(badge=badge_from(badge)).first()
    if officer is None:
        raise NotFound(thing="officer", name=badge)
    return issue_officer_key(officer=officer, **said, by=None, at=at)


def pattern_from(text: str) -> str:
    """Return the pattern of a company's waybills: # stands for a digit, @ for a letter, the rest for itself.

    Refuses: ``NotUnderstood``: fewer than six digits, so that numbers cannot be made up by chance.
    """
    pattern = text.strip().upper()
    plain = all(char.isascii() and (char.isalnum() or char in "#@-") for char in pattern)
    if pattern and not (plain and pattern.count("#") >= DIGITS - 2 and len(pattern) <= 40):  # noqa: PLR2004
        raise NotUnderstood(field="pattern", value=pattern[:40])
    return pattern


def _issue(row: ApiKey, *, days: int, by: Officer | None, at: datetime) -> tuple[ApiKey, str]:
    if by is not None:
        administrator(by, "officers.issue-key")
    if not 1 <= days <= KEY_DAYS:
        raise NotUnderstood(field="days", value=str(days))
    secret = new_secret(sandbox=row.sandbox)
    row.number, row.digest = f"K-{secrets.token_hex(4)}", digest_of(secret)
    row.created_by, row.created_at = by.badge if by else NODE, at
    row.expires_at = at + timedelta(days=days)
    row.save()
    facts: dict[str, str | int] = {"scopes": " ".join(row.scopes), "days": days, "for": _holder_code(row)}
    note(
        act="officers.issue-key", subject=f"key {row.number}", facts=facts, alert=row.officer is not None,
        by=row.created_by, at=at,
    )  # fmt: skip
    return row, secret


def _holder_code(row: ApiKey) -> str:
    holder = row.organisation or row.officer
    return str(holder)


def _in_use(key: ApiKey, at: datetime) -> ApiKey:
    row = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if row.state(at) != "in-use":
        raise KeyNotUsable(number=row.number)
    return row


@transaction.atomic
def rotate_key(*, key: ApiKey, days: int = KEY_DAYS, by: Officer | None, at: datetime) -> tuple[ApiKey, str]:
    """Make a key's successor with the same scopes; the old one goes on for ``OVERLAP`` and then ends.

    Refuses: ``NotAllowed``, ``KeyNotUsable``, ``KeyReplaced``, ``NotUnderstood``.
    """
    old = _in_use(key, at)
    successor = next((row for row in old.replaced_by.all() if row.state(at) == "in-use"), None)
    if successor is not None:
        raise KeyReplaced(number=old.number, successor=successor.number)
    fresh_row = ApiKey(
        organisation=old.organisation, unit=old.unit, officer=old.officer, scopes=old.scopes,
        label=old.label, sandbox=old.sandbox, pattern=old.pattern, replaces=old,
    )  # fmt: skip
    made = _issue(fresh_row, days=days, by=by, at=at)
    old.expires_at = min(old.expires_at, at + OVERLAP)
    old.save(update_fields=["expires_at"])
    return made


@transaction.atomic
def revoke_key(*, key: ApiKey, why: str, by: Officer | None, at: datetime) -> None:
    """End a key at once. Refuses: ``NotAllowed``, ``KeyNotUsable``, ``ReasonMissing``."""
    if by is not None:
        administrator(by, "officers.revoke-key")
    row = _in_use(key, at)
    row.revoked_at, row.revoked_by = at, by.badge if by else NODE
    row.save(update_fields=["revoked_at", "revoked_by"])
    note(act="officers.revoke-key", subject=f"key {row.number}", why=reason(why), by=row.revoked_by, at=at)


def use_key(*, secret: str, at: datetime) -> Holder:
    """Return who holds a key in force; the day of its last use is kept. Refuses: ``KeyNotAccepted``."""
    row = key_of_digest(digest_of(secret)) if 0 < len(secret) <= 120 else None  # noqa: PLR2004
    if row is None or row.state(at) != "in-use" or not _stands(row):
        raise KeyNotAccepted
    _mark_used(row, at.date())
    return Holder.of(row)


def _stands(row: ApiKey) -> bool:
    return row.officer is None or row.officer.is_active


def _mark_used(row: ApiKey, on: date) -> None:
    if row.used_on != on:
        ApiKey.objects.filter(pk=row.pk).update(used_on=on)
