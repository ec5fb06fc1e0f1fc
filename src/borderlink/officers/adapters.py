"""Sign-in, as the outside libraries see it: allauth's adapters, the backend, what axes asks."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone

from borderlink.officers.models import Officer


class BadgeBackend(BaseBackend):
    """Knows officers by badge and password; a lapsed temporary password is no password."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        username: str | None = None,
        password: str | None = None,
        **kwargs: object,  # noqa: ARG002
    ) -> Officer | None:
        """Return the officer, or None; a missing badge costs the same time as a wrong password."""
        if username is None or password is None:
            return None
        try:
            officer = Officer.objects.get_by_natural_key(username)
        except Officer.DoesNotExist:
            Officer().set_password(password)
            return None
        right = officer.check_password(password)
        lapsed = officer.password_has_lapsed(timezone.now())
        return officer if right and officer.is_active and not lapsed else None

    def get_user(self, user_id: int) -> Officer | None:
        """Return the officer of a session, unless they have left."""
        return (
            Officer.objects.select_related("unit", "organisation").filter(pk=user_id, is_active=True).first()
        )


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in without sign-up and without e-mail: an administrator issues every account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody makes their own account."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, object]) -> None:
        """Send nothing: this node has no e-mail."""

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Send nothing: this node has no e-mail."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address for the session list; none is known behind a Unix socket."""
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - a word, not a listener

    def get_user_display(self, user: Officer) -> str:
        """Return how an officer is called in allauth's pages."""
        return user.badge


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes from an authenticator; their secrets are sealed under the node's own secret."""

    def get_totp_label(self, user: Officer) -> str:
        """Return what the authenticator app shows beside the code."""
        return user.badge

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return _box().decrypt(encrypted_text.encode()).decode()


def badge_tried(request: HttpRequest | None, credentials: Mapping[str, str] | None) -> str:
    """Return the badge that a sign-in tried, in its one form: what failures are counted by."""
    given = (credentials or {}).get("username") or (request.POST.get("login", "") if request else "")
    return given.strip().upper()[:24]


def _box() -> Fernet:
    key = sha256(b"borderlink second factor\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))
