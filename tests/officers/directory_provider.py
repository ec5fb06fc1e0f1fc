"""Run by test_directory: a real OpenID provider (allauth's own) that signs one person in without asking.

Arguments: port, client id, client secret, redirect address, badge. Its database is in memory.
"""

import sys
from typing import Any
from wsgiref.simple_server import make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.http import HttpRequest, HttpResponse

PORT, CLIENT, SECRET, BACK, BADGE = sys.argv[1:6]


def _key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


settings.configure(
    SECRET_KEY="of the provider", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
        "django.contrib.messages", "allauth", "allauth.account", "allauth.idp.oidc",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }],
    SILENCED_SYSTEM_CHECKS=["*"],
    IDP_OIDC_PRIVATE_KEY=_key(), IDP_OIDC_ADAPTER=f"{__name__}.Told",
)  # fmt: skip
django.setup()

from allauth.account.internal.flows.login import perform_login  # noqa: E402
from allauth.account.models import Login  # noqa: E402 - only once Django is set up
from allauth.idp.oidc.adapter import DefaultOIDCAdapter  # noqa: E402
from allauth.idp.oidc.models import Client  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402


class Told(DefaultOIDCAdapter):  # type: ignore[misc]
    """Says the badge and the groups in the ID token, as agencies' directories are configured to."""

    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Any, **kwargs: Any) -> None:
        """Add our two claims."""
        super().populate_id_token(id_token, client, scopes, **kwargs)
        id_token |= {"preferred_username": BADGE, "groups": ["parcel-hall", "auditors", "others"]}


def come_in(request: HttpRequest) -> HttpResponse:
    """Sign the one person in."""
    user = User.objects.get(username="someone")
    user.backend = "django.contrib.auth.backends.ModelBackend"
    answer: HttpResponse = perform_login(request, Login(user=user))
    return answer


urlpatterns = [
    path("come-in/", come_in),
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]


def main() -> None:
    """Make the tables, the person and the client; serve until killed."""
    call_command("migrate", verbosity=0)
    User.objects.create_user("someone", password="x")
    client = Client(
        id=CLIENT, name="Borderlink", scopes="openid\nprofile", redirect_uris=BACK, skip_consent=True,
        response_types="code", grant_types="authorization_code",
    )  # fmt: skip
    client.set_secret(SECRET)
    client.save()
    with make_server("127.0.0.1", int(PORT), get_wsgi_application()) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    sys.modules["directory_provider"] = sys.modules[__name__]
    main()
