"""The agency's directory says who someone is: a real provider in its own process, and answers that lie."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client

from borderlink.officers.actions.directory import come_by_directory, decide_suggestion
from borderlink.officers.adapters import verified
from borderlink.officers.queries import suggestions
from borderlink.officers.refusals import AlreadyDecided, DirectoryRefused, DirectoryUnknown
from tests.world import NOON, World, signed_in

TOP: Final = Path(__file__).resolve().parents[2]
BACK: Final = "http://testserver/sign-in/directory/back/"
ISSUER: Final = "https://login.customs.example"
ROLES: Final = ("parcel-hall=case-officer", "auditors=auditor", "others=king")
KEY: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS: Final = {
    "keys": [
        {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "one", "alg": "RS256"}
    ]
}


def _configure(patch: pytest.MonkeyPatch, issuer: str) -> None:
    chosen = replace(
        settings.BORDERLINK, oidc_issuer=issuer, oidc_client="borderlink", oidc_secret="s3cret",
        oidc_roles=ROLES,
    )  # fmt: skip
    patch.setattr(settings, "BORDERLINK", chosen)


@pytest.fixture
def provider(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "tests.officers.directory_provider", str(port), "borderlink", "s3cret"]
    with subprocess.Popen(
        [*command, BACK, world.amina.badge], cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            _configure(monkeypatch, f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


class _Stay(HTTPRedirectHandler):
    """Follows nothing: the test reads where it would go."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> Request | None:  # noqa: ARG002
        return None


def _through(provider: str, where: str) -> str:
    """Be the browser at the provider: come in, ask, and return where it sends us back to."""
    opener = build_opener(_Stay, HTTPCookieProcessor(CookieJar()))
    for address in (f"{provider}/come-in/", where):
        try:
            opener.open(address)
        except HTTPError as answer:
            location = answer.headers["Location"]
    return str(location).removeprefix("http://testserver")


def test_an_officer_comes_by_a_real_provider_with_the_second_factor_of_this_node(
    world: World, provider: str
) -> None:
    signed_in(world.amina)  # sets the second factor up
    browser, crossed = Client(), Client()

    begun = browser.get("/sign-in/directory/")
    back = _through(provider, begun.headers["Location"])
    crossed.get("/sign-in/directory/")
    wrong = crossed.get(back, headers={"accept": "application/json"})
    came = browser.get(back)
    again = Client().get(back, headers={"accept": "application/json"})
    twice = browser.get(back, headers={"accept": "application/json"})

    assert back.startswith("/sign-in/directory/back/?code="), back
    assert (came.status_code, came.headers["Location"]) == (HTTPStatus.FOUND, "/sign-in/code/")
    assert [one.json()["facts"] for one in (wrong, again, twice)] == [{"what": "state"}] * 3
    told = suggestions(reader=world.reader(world.farid))
    assert [(one.officer.badge, one.role, one.group) for one in told] == [
        (world.amina.badge, "case-officer", "parcel-hall")
    ]


def _claims(**other: object) -> dict[str, object]:
    now = int(time.time())
    told = {"iss": ISSUER, "aud": "borderlink", "sub": "1", "iat": now, "exp": now + 60, "nonce": "n"}
    return {**told, **other}


def _signed(claims: dict[str, object], key: rsa.RSAPrivateKey = KEY) -> str:
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "one"})


LIES: Final[dict[str, tuple[Callable[[], str], str]]] = {
    "another key": (lambda: _signed(_claims(), OTHER), "signature"),
    "no signature": (lambda: jwt.encode(_claims(), "", algorithm="none"), "signature"),
    "a shared secret": (lambda: jwt.encode(_claims(), "s3cret" * 8, algorithm="HS256"), "signature"),
    "another audience": (lambda: _signed(_claims(aud="somebody-else")), "claims"),
    "another party": (lambda: _signed(_claims(azp="somebody-else")), "claims"),
    "another issuer": (lambda: _signed(_claims(iss="https://evil.example")), "claims"),
    "expired": (lambda: _signed(_claims(exp=int(time.time()) - 60)), "claims"),
    "another nonce": (lambda: _signed(_claims(nonce="m")), "claims"),
    "no nonce": (lambda: _signed({key: one for key, one in _claims().items() if key != "nonce"}), "claims"),
    "no token": (lambda: "", "claims"),
}  # fmt: skip


def test_an_answer_that_lies_signs_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    _configure(monkeypatch, ISSUER)
    found = {}

    for name, (made, _) in LIES.items():
        with pytest.raises(DirectoryRefused) as refused:
            verified(made(), KEYS, "n")
        found[name] = refused.value.facts["what"]

    assert found == {name: what for name, (_, what) in LIES.items()}
    assert verified(_signed(_claims()), KEYS, "n")["sub"] == "1"


def test_the_directory_makes_nobody_an_officer_and_brings_no_administrator_without_a_second_factor(
    world: World,
) -> None:
    for badge in ("GZ-9999", "no badge at all", "", world.farid.badge):
        with pytest.raises(DirectoryUnknown):
            come_by_directory(badge=badge, groups=[], at=NOON)

    signed_in(world.farid)
    assert come_by_directory(badge=world.farid.badge, groups=[], at=NOON) == world.farid


def test_a_suggested_role_is_an_administrators_to_grant_or_decline_for_good(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, ISSUER)
    reader = world.reader(world.farid)
    for officer in (world.bruno, world.chidi, world.chidi):
        come_by_directory(badge=officer.badge, groups=["parcel-hall", "auditors"], at=NOON)
    waiting = suggestions(reader=reader)

    decide_suggestion(suggestion=waiting[0].pk, grant=True, by=world.farid, at=NOON)
    decide_suggestion(suggestion=waiting[1].pk, grant=False, by=world.farid, at=NOON)
    come_by_directory(badge=world.chidi.badge, groups=["parcel-hall"], at=NOON)

    assert len(waiting) == 2
    assert world.bruno.held() == ["case-officer", "inspector"]
    assert world.chidi.held() == ["inspector"]
    assert suggestions(reader=reader) == []
    with pytest.raises(AlreadyDecided):
        decide_suggestion(suggestion=waiting[1].pk, grant=True, by=world.farid, at=NOON)


def test_without_a_directory_there_is_no_such_page(db: None) -> None:
    assert Client().get("/sign-in/directory/").status_code == HTTPStatus.NOT_FOUND
