"""Sign-in, as the outside libraries see it: allauth's adapters, the backend, what axes asks."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from secrets import compare_digest, token_urlsafe
from typing import ClassVar, Final
from urllib.parse import urlencode, urlsplit

import jwt
import urllib3
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from borderlink.officers.domain import is_loopback
from borderlink.officers.models import Officer
from borderlink.officers.refusals import DirectoryRefused


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


MESSAGES: Final = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "mfa/messages/totp_activated.txt": _("Your authenticator is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator is removed."),
    "mfa/messages/webauthn_added.txt": _("The security key is added."),
    "mfa/messages/webauthn_removed.txt": _("The security key is removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "You have new recovery codes; the old ones no longer work."
    ),
    "usersessions/messages/sessions_logged_out.txt": _("Your other sessions are ended."),
}


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in without sign-up and without e-mail: an administrator issues every account."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This badge is no longer active."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This password is not right."),
        "invalid_login": _("This badge or password is not right."),
        "username_password_mismatch": _("This badge or password is not right."),
        "too_many_login_attempts": _("Too many wrong attempts. Wait a few minutes."),
        "same_as_current": _("The new password must be different from the current one."),
        "rate_limited": _("Too many attempts. Wait a minute."),
    }

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask for password or code once more, but not while the very first second factor is set up."""
        return not _is_setting_up(self.request.user) and super().is_reauthentication_required(
            app=app, **kwargs
        )

    def add_message(  # noqa: PLR0917 - allauth's signature
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Mapping[str, object] | None = None,  # noqa: ARG002 - allauth's signature
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Tell an officer what was done, in our own words; of a sign-in itself nothing is told."""
        words = message or MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

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

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. It changes every 30 seconds and works once."),
        "cannot_delete_authenticator": _("This authenticator cannot be removed now."),
        "cannot_generate_recovery_codes": _("Set up an authenticator first."),
        "too_many_login_attempts": _("Too many wrong attempts. Wait a few minutes."),
        "rate_limited": _("Too many attempts. Wait a minute."),
    }

    def get_totp_label(self, user: Officer) -> str:
        """Return what the authenticator app shows beside the code."""
        return user.badge

    def generate_authenticator_name(self, user: Officer, type: str) -> str:  # noqa: A002 - allauth's signature
        """Return a name for a key that was given none: a number."""
        return f"{Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return _box().decrypt(encrypted_text.encode()).decode()


def badge_tried(request: HttpRequest | None, credentials: Mapping[str, str] | None) -> str:
    """Return what failures are counted by: a badge, or a mark for what is none and may be a password."""
    typed = badge_typed(request, credentials)
    known = Officer.objects.filter(badge=typed).exists()
    return typed if known else f"?{sha256(settings.SECRET_KEY.encode() + typed.encode()).hexdigest()[:16]}"


def badge_typed(request: HttpRequest | None, credentials: Mapping[str, str] | None) -> str:
    """Return what a sign-in gave as its badge, in a badge's one form."""
    given = (credentials or {}).get("username") or (request.POST.get("login", "") if request else "")
    return given.strip().upper()[:24]


def _is_setting_up(officer: Officer) -> bool:
    """Say whether there is no second factor yet, or its recovery codes were never looked at."""
    held = {factor.type: factor for factor in Authenticator.objects.filter(user=officer)}
    recovery = held.get(Authenticator.Type.RECOVERY_CODES)
    means = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN} & set(held)
    return not means or (recovery is not None and not recovery.wrap().did_view)


def _box() -> Fernet:
    key = sha256(b"borderlink second factor\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A sign-in by the directory that was begun in one browser, kept in its session."""

    state: str
    nonce: str
    verifier: str
    until: int  # seconds since 1970

    @classmethod
    def new(cls, now: int) -> "Pending":
        """Return a fresh one, good for ten minutes."""
        return cls(
            state=token_urlsafe(24), nonce=token_urlsafe(24), verifier=token_urlsafe(48), until=now + 600
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the directory says of whoever signed in."""

    badge: str
    groups: tuple[str, ...]


class Directory:
    """The agency's directory by OpenID Connect: authorization code, PKCE, nonce, every signature checked."""

    def __init__(self, *, back: str) -> None:
        self.back, self.node = back, settings.BORDERLINK
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(10), retries=False)

    def begin(self, pending: Pending) -> str:
        """Return where the browser goes. Refuses: ``DirectoryRefused``."""
        challenge = urlsafe_b64encode(sha256(pending.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self.node.oidc_client, "redirect_uri": self.back,
            "scope": "openid profile", "state": pending.state, "nonce": pending.nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{self._about()['authorization_endpoint']}?{urlencode(asked)}"

    def finish(self, code: str, pending: Pending) -> Claims:
        """Return what the directory says, its answer verified. Refuses: ``DirectoryRefused``."""
        about = self._about()
        given = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.back,
            "client_id": self.node.oidc_client, "client_secret": self.node.oidc_secret,
            "code_verifier": pending.verifier,
        }  # fmt: skip
        answer = self._ask("POST", str(about["token_endpoint"]), given)
        keys = self._ask("GET", str(about["jwks_uri"]))
        told = verified(str(answer.get("id_token", "")), keys, pending.nonce)
        groups = told.get(self.node.oidc_groups_claim)
        return Claims(
            badge=str(told.get(self.node.oidc_badge_claim, "")),
            groups=tuple(map(str, groups)) if isinstance(groups, list) else (),
        )

    def _about(self) -> dict[str, object]:
        issuer = self.node.oidc_issuer.rstrip("/")
        about = self._ask("GET", f"{issuer}/.well-known/openid-configuration")
        if str(about.get("issuer", "")).rstrip("/") != issuer:
            raise DirectoryRefused(what="claims")
        return about

    def _ask(self, method: str, url: str, given: Mapping[str, str] | None = None) -> dict[str, object]:
        """Ask the directory and return its JSON; by TLS, or on this machine. Follows nothing elsewhere."""
        parts = urlsplit(url)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise DirectoryRefused(what="unreached")
        try:
            body = urlencode(given).encode() if given else None
            headers = {"Accept": "application/json"}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            answer = self._pool.request(method, url, body=body, headers=headers, redirect=False)
            told = json.loads(answer.data)
        except (urllib3.exceptions.HTTPError, ValueError):
            raise DirectoryRefused(what="unreached") from None
        if answer.status != HTTPStatus.OK or not isinstance(told, dict):
            raise DirectoryRefused(what="declined")
        return told


SIGNED_BY: Final = ("RS256", "PS256", "ES256", "EdDSA")  # never `none`, never a secret that both sides know


def verified(token: str, keys: Mapping[str, object], nonce: str) -> dict[str, object]:
    """Return an ID token's claims: signed by the directory's key, for this node and sign-in, in its time.

    Refuses: ``DirectoryRefused``.
    """
    node = settings.BORDERLINK
    try:
        header = jwt.get_unverified_header(token)
        held = jwt.PyJWKSet.from_dict(dict(keys)).keys
        key = next(one for one in held if one.key_id == header.get("kid") or len(held) == 1)
        told: dict[str, object] = jwt.decode(
            token, key, algorithms=list(SIGNED_BY), audience=node.oidc_client, leeway=30,
            issuer=[node.oidc_issuer, node.oidc_issuer.rstrip("/")],
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )  # fmt: skip
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError, jwt.PyJWKSetError, StopIteration):
        raise DirectoryRefused(what="signature") from None
    except jwt.PyJWTError:
        raise DirectoryRefused(what="claims") from None
    theirs = told.get("azp", node.oidc_client) == node.oidc_client
    if not theirs or not compare_digest(str(told["nonce"]).encode(), nonce.encode()):
        raise DirectoryRefused(what="claims")
    return told
