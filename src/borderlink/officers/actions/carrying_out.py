"""What every action here shares, and the acts themselves once they are allowed: for actions alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Role
from borderlink.journal.actions import note, retire_keys
from borderlink.officers import queries
from borderlink.officers.domain import Person, not_the_last, temporary_password
from borderlink.officers.models import Officer
from borderlink.officers.refusals import NotActive, ReasonMissing

NODE = "node"  # who acts when no officer does: the first administrator, a failed sign-in, the operator


def administrator(by: Officer, act: str) -> None:
    """Refuse an act to whoever is no administrator now."""
    if Role.ADMINISTRATOR not in fresh(by).roles:
        raise NotAllowed(act=act)


def fresh(by: Officer) -> Person:
    """Return who acts as the database knows them now, not as a page loaded them."""
    return Officer.objects.get(pk=by.pk).person()


def locked(officer: Officer) -> Officer:
    """Return the officer as the database knows them, locked until the act is whole."""
    return (
        Officer.objects.select_for_update(of=("self",))
        .select_related("unit", "organisation")
        .get(pk=officer.pk)
    )


def subject_of(officer: Officer) -> str:
    """Return what the journal calls an officer."""
    return f"officer {officer.badge}"


def reason(why: str) -> str:
    """Return the reason given, or refuse its absence."""
    if not why.strip():
        raise ReasonMissing
    return why.strip()[:400]


def note_about(
    act: str, officer: Officer, *, why: str = "", facts: Mapping[str, str | int] | None = None,
    personal: Mapping[str, str] | None = None, alert: bool = False, by: Officer, at: datetime,
) -> None:  # fmt: skip
    """Journal an act about an officer."""
    note(
        act=act, subject=subject_of(officer), why=why, facts=facts or {}, personal=personal or {},
        alert=alert, by=by.badge, at=at,
    )  # fmt: skip


def take_role(officer: Officer, role: Role, why: str, by: Officer, at: datetime) -> None:
    """Take a role back."""
    officer.person().give_up_quietly(role)
    if role is Role.ADMINISTRATOR:
        not_the_last(queries.administrators(), officer.badge)
    held = officer.grants.filter(role=role.value, revoked_at__isnull=True)
    held.update(revoked_by=by.badge, revoked_at=at)
    if role is Role.AUDITOR:
        retire_keys(badge=officer.badge, why=reason(why), by=by.badge, at=at)
    note_about(
        "officers.revoke-role",
        officer,
        why=reason(why),
        facts={"role": role.value},
        alert=True,
        by=by,
        at=at,
    )


def end_account(officer: Officer, why: str, by: Officer, at: datetime) -> None:
    """End an account: roles, password and sessions."""
    if Role.ADMINISTRATOR in officer.person().roles:
        not_the_last(queries.administrators(), officer.badge)
    officer.grants.filter(revoked_at__isnull=True).update(revoked_by=by.badge, revoked_at=at)
    officer.is_active = False
    officer.set_unusable_password()
    officer.save(update_fields=["is_active", "password"])
    end_every_session(officer)
    retire_keys(badge=officer.badge, why=reason(why), by=by.badge, at=at)
    note_about("officers.deactivate", officer, why=reason(why), alert=True, by=by, at=at)


def give_sign_in(officer: Officer, why: str, by: str, at: datetime, *, forget_second_factor: bool) -> str:
    """Give a temporary password and return it; open sessions end. ``by`` is a badge or the operator."""
    password = temporary_password()
    if not officer.is_active:
        raise NotActive(badge=officer.badge)
    officer.set_temporary_password(password, until=lapse(at))
    officer.sign_in_given_at = at
    officer.save(
        update_fields=["password", "password_is_temporary", "password_expires_at", "sign_in_given_at"]
    )
    if forget_second_factor:
        Authenticator.objects.filter(user=officer).delete()
    end_every_session(officer)
    facts = {"second-factor": "forgotten" if forget_second_factor else "kept"}
    subject = subject_of(officer)
    note(
        act="officers.issue-sign-in", subject=subject, why=reason(why), facts=facts, alert=True, by=by, at=at
    )
    return password


def lapse(at: datetime) -> datetime:
    """Return when a temporary password given now lapses."""
    return at + timedelta(hours=settings.BORDERLINK.temporary_password_hours)


def end_every_session(officer: Officer) -> None:
    """End every open session of an officer."""
    for session in UserSession.objects.filter(user=officer):
        session.end()
