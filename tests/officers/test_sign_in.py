"""Sign-in: badge and password, then a code; first of all a password and a second factor of one's own."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from borderlink.foundation.refusals import NotFound
from borderlink.journal.models import JournalLine
from borderlink.officers.actions.signing_in import forget_lapsed, issue_sign_in, rescue_administrator
from borderlink.officers.queries import Officer, lockouts
from tests.world import NOON, PASSWORD, World, signed_in

NEW = "brine otter lantern quarry"


def _acts() -> list[str]:
    return list(JournalLine.objects.order_by("sequence").values_list("act", flat=True))


def _ready(officer: Officer) -> tuple[Officer, str]:
    """Give an officer a password of their own and an authenticator; return its secret."""
    officer.set_password(PASSWORD)
    officer.password_is_temporary = False
    officer.save()
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(officer, secret)
    return officer, secret


def _code(secret: str) -> str:
    return str(auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30)))


def _try(client: Client, badge: str, password: str) -> int:
    return client.post("/sign-in/", {"login": badge, "password": password}).status_code


def test_badge_password_and_code_sign_in(world: World) -> None:
    _, secret = _ready(world.amina)
    client = Client()

    first = client.post("/sign-in/", {"login": " gz-0001 ", "password": PASSWORD})
    assert first.headers["Location"] == "/sign-in/code/"
    assert client.get("/account/").status_code == 302
    client.post("/sign-in/code/", {"code": _code(secret)})

    assert client.get("/account/").status_code == 200
    assert _acts()[-1] == "officers.sign-in"


def test_a_wrong_code_does_not_sign_in_and_is_journalled(world: World) -> None:
    _ready(world.amina)
    client = Client()
    _try(client, "GZ-0001", PASSWORD)

    answer = client.post("/sign-in/code/", {"code": "000000"})

    assert answer.status_code == 200
    assert client.get("/account/").status_code == 302
    assert _acts()[-1] == "officers.code-failed"


def test_a_wrong_password_is_journalled_without_what_was_typed(world: World) -> None:
    _ready(world.amina)

    assert _try(Client(), "GZ-0001", "wrong") == 200
    assert _try(Client(), "GZ-9999", "wrong") == 200

    lines = JournalLine.objects.filter(act="officers.sign-in-failed").order_by("sequence")
    assert [line.subject for line in lines] == ["officer GZ-0001", "officer unknown"]
    assert b"GZ-9999" not in b"".join(bytes(line.body) for line in lines)


def test_what_was_typed_as_a_badge_is_kept_nowhere_unless_it_is_one(world: World) -> None:
    typed = "seven-herons-77"

    assert [_try(Client(), typed, "wrong") for _ in range(5)][-1] == 429

    kept = [str(value) for attempt in AccessAttempt.objects.values() for value in attempt.values()]
    assert len(kept) > 5
    assert not any(typed in value.lower() for value in kept)
    assert lockouts(reader=world.reader(world.farid), at=timezone.now()) == []


def test_five_wrong_passwords_lock_the_badge_out_and_an_administrator_releases_it(world: World) -> None:
    _ready(world.amina)
    statuses = [_try(Client(), "gz-0001", "wrong") for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert _try(Client(), "GZ-0001", PASSWORD) == 429

    page = signed_in(world.farid).get("/officers/")
    assert "GZ-0001" in page.content.decode()
    signed_in(world.farid).post("/officers/lock-outs/GZ-0001/release/")

    assert _try(Client(), "GZ-0001", PASSWORD) == 302


def test_a_temporary_password_leads_to_a_new_one_then_to_a_second_factor_then_to_recovery_codes(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    password = issue_sign_in(officer=world.chidi, why="first day", by=world.farid, at=timezone.now())
    client = Client()

    assert _try(client, "GZ-0003", password) == 302
    assert client.get("/account/").headers["Location"] == "/account/password/"
    client.post("/account/password/", {"oldpassword": password, "password1": NEW, "password2": NEW})
    assert client.get("/account/").headers["Location"] == "/account/second-factor/set-up/"
    page = client.get("/account/second-factor/set-up/").content.decode()
    secret = re.search(r'class="bl-code"[^>]*>([A-Z2-7]{16,})<', page)
    assert secret is not None
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/account/second-factor/set-up/", {"code": _code(secret[1])})

    assert done.headers["Location"] == "/account/recovery-codes/"
    assert len(re.findall(r"<li><span", client.get("/account/recovery-codes/").content.decode())) == 10
    assert client.get("/account/").status_code == 200
    assert {"officers.change-password", "officers.add-second-factor"} <= set(_acts())


def test_a_temporary_password_lapses(world: World) -> None:
    password = issue_sign_in(
        officer=world.chidi, why="first day", by=world.farid, at=NOON - timedelta(days=400)
    )

    assert _try(Client(), "GZ-0003", password) == 200


def test_the_secret_of_a_second_factor_is_sealed_in_the_database(world: World) -> None:
    _, secret = _ready(world.amina)

    stored = Authenticator.objects.get(user=world.amina, type="totp").data["secret"]

    assert secret not in stored


def test_an_officer_who_has_left_is_signed_out_at_once(world: World) -> None:
    from borderlink.officers.actions.accounts import deactivate_officer

    client = signed_in(world.chidi)
    assert client.get("/account/").status_code == 200

    deactivate_officer(officer=world.chidi, why="moved abroad", by=world.farid, at=NOON)

    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "page", ["/signup/", "/sign-up/", "/accounts/signup/", "/password/reset/", "/accounts/login/"]
)
def test_nobody_signs_up_or_resets_a_password_here(world: World, page: str) -> None:
    assert Client().get(page).status_code == 404


@pytest.mark.parametrize("page", ["/", "/account/", "/officers/", "/officers/GZ-0001/", "/officers/units/"])
def test_a_signed_out_visitor_is_led_to_sign_in(world: World, page: str) -> None:
    assert Client().get(page).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "vi", "en"])
def test_the_door_speaks_the_language_chosen_by_the_switch(world: World, language: str) -> None:
    client = Client()
    client.post("/language/", {"language": language.lower(), "next": "/sign-in/"})

    page = client.get("/sign-in/").content.decode()

    assert f'<html lang="{language}"' in page


def test_the_door_follows_the_browser_before_a_choice(db: None) -> None:
    page = Client().get("/sign-in/", headers={"Accept-Language": "fr, vi;q=0.8, en;q=0.5"})

    assert page.headers["Content-Language"] == "vi"


def test_lapsed_sessions_and_failures_are_forgotten_with_their_addresses(world: World) -> None:
    _try(Client(), "GZ-0002", "wrong")
    client = signed_in(world.amina)
    client.get("/account/")
    tomorrow = timezone.now() + timedelta(days=1)

    assert forget_lapsed(at=timezone.now()) == 0
    assert forget_lapsed(at=tomorrow) == 3

    assert not AccessAttempt.objects.exists()
    assert client.get("/account/").status_code == 302


def test_a_sign_out_is_journalled(world: World) -> None:
    client = signed_in(world.amina)

    client.post("/sign-out/")

    assert client.get("/account/").status_code == 302
    assert _acts()[-1] == "officers.sign-out"


def test_the_operator_rescues_an_administrator_and_the_auditors_are_alerted(world: World) -> None:
    _ready(world.farid)

    password = rescue_administrator(badge="gz-0006", why="both phones lost", at=timezone.now())

    assert _try(Client(), "GZ-0006", password) == 302
    line = JournalLine.objects.filter(act="officers.issue-sign-in").order_by("sequence").last()
    assert line is not None
    assert (line.by, line.alert) == ("node", True)
    assert not Authenticator.objects.filter(user=world.farid).exists()


@pytest.mark.parametrize("badge", ["GZ-0001", "GZ-0005", "GZ-9999"])
def test_the_operator_rescues_nobody_but_administrators(world: World, badge: str) -> None:
    with pytest.raises(NotFound):
        rescue_administrator(badge=badge, why="asked me to", at=NOON)
