"""How refusals, faults and strangers are answered; what is written down, and what never is."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import path
from pytest_django import Settings

from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.journal.models import JournalLine
from borderlink.node import urls
from borderlink.node.logs import JsonLines
from borderlink.node.middleware import language_of
from borderlink.officers.refusals import AlreadyHeld
from tests.world import World, signed_in


def _missing(request: HttpRequest) -> HttpResponse:
    raise NotFound(thing="parcel", name="LK000000019CN")


def _not_allowed(request: HttpRequest) -> HttpResponse:
    raise NotAllowed(act="screening.refer")


def _unprocessable(request: HttpRequest) -> HttpResponse:
    raise AlreadyHeld(badge="GZ-0001", role="inspector")


def _fault(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("Zhang San, 13800000000")


urlpatterns = [
    *urls.urlpatterns,
    path("t/missing/", _missing),
    path("t/not-allowed/", _not_allowed),
    path("t/unprocessable/", _unprocessable),
    path("t/fault/", _fault),
]
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture(autouse=True)
def _routes() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.node.test_answers"):
        yield


def test_a_refusal_becomes_a_page_with_code_sentence_and_advice(world: World) -> None:
    answer = signed_in(world.amina).get("/t/missing/")

    assert answer.status_code == 404
    page = answer.content.decode()
    assert "There is no parcel LK000000019CN here, or it is not yours to see." in page
    assert "foundation.not-found" in page


def test_a_refusal_is_told_in_the_officers_language(world: World) -> None:
    assert "没有" in signed_in(world.bruno).get("/t/missing/").content.decode()


def test_a_program_is_answered_in_json(world: World) -> None:
    answer = signed_in(world.amina).get("/t/unprocessable/", headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert json.loads(answer.content)["facts"] == {"badge": "GZ-0001", "role": "inspector"}


def test_htmx_is_answered_with_a_fragment(world: World) -> None:
    answer = signed_in(world.amina).get("/t/not-allowed/", headers={"HX-Request": "true"})

    assert answer.status_code == 403
    assert "<html" not in answer.content.decode()
    assert "foundation.not-allowed" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "subject"), [("/t/missing/", "parcel LK000000019CN"), ("/t/not-allowed/", "screening.refer")]
)
def test_a_refused_look_is_journalled(world: World, page: str, subject: str) -> None:
    signed_in(world.chidi).get(page)

    line = JournalLine.objects.order_by("sequence").last()
    assert line is not None
    assert (line.act, line.subject, line.by) == ("node.refuse", subject, "GZ-0003")


def test_an_everyday_refusal_is_not_journalled(world: World) -> None:
    client = signed_in(world.amina)
    before = JournalLine.objects.count()

    client.get("/t/unprocessable/")

    assert JournalLine.objects.count() == before


def test_a_fault_is_answered_with_a_number_and_logged_without_what_it_said(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(world.amina)
    client.raise_request_exception = False

    answer = client.get("/t/fault/")

    assert answer.status_code == 500
    assert "Zhang San" not in answer.content.decode()
    lines = [JsonLines().format(record) for record in caplog.records if record.name.startswith("borderlink")]
    assert any('"fault": "ZeroDivisionError"' in line for line in lines)
    assert not any("Zhang San" in line or "13800000000" in line for line in lines)


def test_logs_of_others_keep_their_pattern_and_lose_their_values() -> None:
    record = logging.LogRecord(
        "django.request", 30, "x.py", 1, "Not Found: %s", ("/parcel/Zhang-San/",), None
    )

    assert json.loads(JsonLines().format(record))["event"] == "Not Found: %s"


def test_a_form_without_this_nodes_mark_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/sign-in/", {"login": "GZ-0001", "password": "x"})

    assert answer.status_code == 403
    assert "node.form-expired" in answer.content.decode()


def test_what_is_too_large_is_refused_before_it_is_read(world: World, settings: Settings) -> None:
    settings.BORDERLINK = replace(settings.BORDERLINK, upload_max_mib=0)

    answer = signed_in(world.amina).post("/language/", {"language": "vi"})

    assert answer.status_code == 413


def test_a_switch_leads_to_no_other_site(world: World) -> None:
    answer = signed_in(world.amina).post(
        "/language/", {"language": "vi", "next": "https://elsewhere.example/"}
    )

    assert answer.headers["Location"] == "/"


def test_a_language_chosen_stays_with_the_officer(world: World) -> None:
    client = signed_in(world.amina)

    client.post("/language/", {"language": "vi", "next": "/account/"})

    world.amina.refresh_from_db()
    assert world.amina.language == "vi"
    assert client.get("/account/").headers["Content-Language"] == "vi"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-TW,zh;q=0.9", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("fr;q=0.9, vi-VN;q=0.5, en;q=0.1", "vi"),
        ("fr, de", "en"),
        ("en;q=x, vi", "vi"),
        ("", "en"),
    ],
)
def test_the_browsers_wish_is_read_by_its_weights(header: str, language: str) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/", headers={"Accept-Language": header})
    request.user = AnonymousUser()

    assert language_of(request) == language


def test_every_page_forbids_scripts_from_elsewhere_and_framing(db: None) -> None:
    policy = Client().get("/sign-in/").headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy


def test_cookies_carry_the_nodes_id() -> None:
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)

    assert len(set(names)) == 3
    assert all(name.startswith("borderlink_") for name in names)


def test_health_says_ready_on_this_database(db: None) -> None:
    answer = Client().get("/health/ready")

    assert (answer.status_code, json.loads(answer.content)["status"]) == (200, "ready")
    assert json.loads(Client().get("/health/live").content) == {"status": "live"}


def test_a_null_byte_is_refused_in_the_readers_words(world: World) -> None:
    client = signed_in(world.amina)

    answer = client.post(
        "/screening/scan/", {"waybill": "TEA\x000001"}, headers={"accept": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.json()["code"] == "node.null-byte"
