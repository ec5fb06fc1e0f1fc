"""Sign-ins are issued, noted and ended."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Role
from borderlink.journal.actions import note
from borderlink.officers.actions.carrying_out import NODE, administrator, give_sign_in, locked, note_about
from borderlink.officers.domain import badge_from, is_loopback
from borderlink.officers.models import Officer
from borderlink.officers.refusals import LinkRefused

LINK: Final = "borderlink-demo-link-"
LINK_LIVES: Final = timedelta(hours=2)
LINK_MEMORY_S: Final = 7 * 86_400  # how long a used link is remembered; it has lapsed long before


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
    return give_sign_in(officer, why, by.badge, at, forget_second_factor=forget_second_factor)


@transaction.atomic
def rescue_administrator(*, badge: str, why: str, at: datetime) -> str:
    """Return a temporary password for an administrator whom nobody can help: by the node's operator.

    The second factor is forgotten, the lock-out released; auditors are alerted. Only administrators are
    rescued: for all others an administrator issues a sign-in.

    Refuses: ``NotFound``, ``ReasonMissing``.
    """
    from axes.utils import reset

    officer = Officer.objects.select_for_update().filter(badge=badge_from(badge)).first()
    if officer is None or Role.ADMINISTRATOR not in officer.person().roles:
        raise NotFound(thing="officer", name=badge)
    reset(username=officer.badge)
    return give_sign_in(officer, why, NODE, at, forget_second_factor=True)


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
def issue_demo_link(*, officer: Officer, at: datetime) -> str:
    """Return the path of a one-time sign-in link for an invented officer: two hours, this machine.

    Refuses: ``LinkRefused`` outside a demo folder.
    """
    if not settings.BORDERLINK.is_demo:
        raise LinkRefused
    until = int((at + LINK_LIVES).timestamp())
    token = signing.dumps({"badge": officer.badge, "until": until, "once": secrets.token_hex(8)}, salt=LINK)
    note(act="officers.issue-demo-link", subject=f"officer {officer.badge}", by=NODE, at=at)
    return reverse("demo_link", args=[token])


def use_demo_link(*, token: str, host: str, client: str, at: datetime) -> Officer:
    """Return the officer of a one-time link, which is then used up.

    Refuses: ``LinkRefused`` when it is used, too old, not ours, not of a demo folder, or came from elsewhere
    than this machine.
    """
    try:
        given = signing.loads(token, salt=LINK)
    except signing.BadSignature:
        raise LinkRefused from None
    here = is_loopback(host) and is_loopback(client) and settings.BORDERLINK.is_demo
    if not here or at.timestamp() >= given["until"] or not cache.add(LINK + given["once"], 1, LINK_MEMORY_S):
        raise LinkRefused
    officer = Officer.objects.filter(badge=given["badge"], is_active=True).first()
    if officer is None:
        raise LinkRefused
    return officer


def list_session(*, request: HttpRequest) -> None:
    """Put a session into the list that officers and administrators see and end, however it was opened."""
    UserSession.objects.create_from_request(request)


@transaction.atomic
def forget_lapsed(*, at: datetime) -> int:
    """Forget lapsed sessions and counted failures, with the addresses kept beside them; return how many."""
    failures, _ = AccessAttempt.objects.filter(attempt_time__lte=at - settings.AXES_COOLOFF_TIME).delete()
    sessions, _ = Session.objects.filter(expire_date__lte=at).delete()
    open_ones = Session.objects.values_list("session_key", flat=True)
    listed, _ = UserSession.objects.exclude(session_key__in=open_ones).delete()
    return int(failures + sessions + listed)


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
