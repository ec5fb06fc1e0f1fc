"""Sign-ins are issued, noted and ended."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from borderlink.journal.actions import note
from borderlink.officers.actions.accounts import NODE
from borderlink.officers.actions.carrying_out import administrator, give_sign_in, locked, note_about
from borderlink.officers.models import Officer


@transaction.atomic
def issue_sign_in(
    *, officer: Officer, forget_second_factor: bool = False, why: str, by: Officer, at: datetime
) -> str:
    """Return a temporary password, shown once; whoever uses it must choose their own. Auditors are alerted.

    Refuses: ``NotAllowed``, ``NotToOneself``, ``NotActive``, ``ReasonMissing``, and
    ``NeedsTwoPersons`` for an auditor who has signed in before.
    """
    administrator(by, "officers.issue-sign-in")
    officer = locked(officer)
    if officer.last_login is not None or officer.badge == by.badge:
        officer.person().stand_against(by=by.person())
    return give_sign_in(officer, why, by, at, forget_second_factor=forget_second_factor)


@transaction.atomic
def end_session(*, officer: Officer, session: int, by: Officer, at: datetime) -> None:
    """End one of an officer's sessions at once; officers end their own, administrators anyone's."""
    if officer.badge != by.badge:
        administrator(by, "officers.end-session")
    for open_session in UserSession.objects.filter(user=officer, pk=session):
        open_session.end()
    note_about("officers.end-session", officer, by=by, at=at)


@transaction.atomic
def release_lock_out(*, badge: str, by: Officer, at: datetime) -> None:
    """Let a locked-out badge try again. Refuses: ``NotAllowed``."""
    from axes.utils import reset

    administrator(by, "officers.release-lock-out")
    reset(username=badge)
    note(act="officers.release-lock-out", subject=f"officer {badge}", by=by.badge, at=at)


@transaction.atomic
def note_sign_in(*, act: str, badge: str, at: datetime) -> None:
    """Journal a sign-in, a failed one, a sign-out or a change of password or second factor."""
    known = Officer.objects.filter(badge=badge).exists()
    subject = f"officer {badge}" if known else "officer unknown"
    note(
        act=act,
        subject=subject,
        personal={} if known else {"badge": badge},
        by=badge if known else NODE,
        at=at,
    )


@transaction.atomic
def keep_own_password(*, by: Officer, at: datetime) -> None:
    """Note that an officer chose a password of their own: it is temporary no longer."""
    Officer.objects.filter(pk=by.pk).update(password_is_temporary=False, password_expires_at=None)
    note_about("officers.change-password", by, by=by, at=at)
