"""What happens by itself in this room: every sign-in, failure, sign-out and change of means is journalled."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from allauth.account.signals import password_changed
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from borderlink.officers.actions.emergency import close_emergencies
from borderlink.officers.actions.signing_in import (
    forget_lapsed,
    keep_own_password,
    list_session,
    note_lock_out,
    note_sign_in,
)
from borderlink.officers.adapters import badge_typed
from borderlink.officers.queries import Officer

EVERY: Final = timedelta(hours=1)
_tidied: list[datetime] = []  # when the worker last forgot what had lapsed


def tidy(at: datetime) -> bool:
    """Journal the end of emergencies; once an hour forget lapsed sessions and failures. Never hurries."""
    close_emergencies(at=at)
    if not _tidied or at - _tidied[-1] >= EVERY:
        _tidied[:] = [at]
        forget_lapsed(at=at)
    return False


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Officer, **_: object) -> None:
    """Journal a completed sign-in: password and second factor; list its session."""
    request.user = user
    list_session(request=request)
    note_sign_in(act="officers.sign-in", badge=user.badge, at=timezone.now())


@receiver(user_logged_out)
def signed_out(user: Officer | None, **_: object) -> None:
    """Journal a sign-out."""
    if user is not None:
        note_sign_in(act="officers.sign-out", badge=user.badge, at=timezone.now())


@receiver(user_login_failed)
def refused(request: HttpRequest | None, credentials: Mapping[str, str], **_: object) -> None:
    """Journal a wrong badge or password."""
    note_sign_in(act="officers.sign-in-failed", badge=badge_typed(request, credentials), at=timezone.now())


@receiver(user_locked_out)
def locked_out(request: HttpRequest, username: str, **_: object) -> None:
    """Journal a lock-out once: attempts while it lasts are counted by nobody."""
    if getattr(request, "axes_failures_since_start", None):
        note_lock_out(badge=username, at=timezone.now())


@receiver(authentication_failed)
def code_refused(user: Officer, **_: object) -> None:
    """Journal a wrong code."""
    note_sign_in(act="officers.code-failed", badge=user.badge, at=timezone.now())


@receiver(authenticator_added)
def second_factor_added(user: Officer, **_: object) -> None:
    """Journal a new second factor or set of recovery codes."""
    note_sign_in(act="officers.add-second-factor", badge=user.badge, at=timezone.now())


@receiver([authenticator_removed, authenticator_reset])
def second_factor_changed(user: Officer, **_: object) -> None:
    """Journal a removed second factor or a new set of recovery codes."""
    note_sign_in(act="officers.change-second-factor", badge=user.badge, at=timezone.now())


@receiver(password_changed)
def password_chosen(user: Officer, **_: object) -> None:
    """Note that an officer chose a password of their own."""
    keep_own_password(by=user, at=timezone.now())
