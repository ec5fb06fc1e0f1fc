"""One-time sign-in links: in a demo folder, from this machine, once, for a short time; refused elsewhere."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from borderlink.node.configuration import DEMO_MARKER
from borderlink.officers.actions.signing_in import issue_demo_link, use_demo_link
from borderlink.officers.refusals import LinkRefused
from tests.world import World


@pytest.fixture
def demo_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.BORDERLINK = replace(settings.BORDERLINK, folder=tmp_path, demo=True)
    (tmp_path / DEMO_MARKER).touch()
    return tmp_path


def test_a_link_signs_an_invented_officer_in_once(world: World, demo_folder: Path) -> None:
    link = issue_demo_link(officer=world.amina, at=timezone.now())
    first, second = Client(), Client()

    assert first.get(link, headers={"Host": "localhost"}).status_code == 302
    assert second.get(link, headers={"Host": "localhost"}).status_code == 403

    page = first.get("/account/", headers={"Host": "localhost"})
    assert page.status_code == 200
    assert "bl-demo" in page.content.decode()
    assert second.get("/account/", headers={"Host": "localhost"}).status_code == 302


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("port.customs.example", "127.0.0.1"),
        ("localhost:8000", "10.0.0.9"),
        ("127.0.0.1:8000", "elsewhere"),
        ("127.0.0.1.evil.example", "127.0.0.1"),
        ("10.0.0.9:8000", "10.0.0.9"),
    ],
)
def test_a_link_works_from_this_machine_only(world: World, demo_folder: Path, host: str, client: str) -> None:
    token = issue_demo_link(officer=world.amina, at=timezone.now()).split("/")[-2]

    with pytest.raises(LinkRefused):
        use_demo_link(token=token, host=host, client=client, at=timezone.now())


PROXIED = (
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-Host": "localhost"},
    {"X-Real-IP": "127.0.0.1"},
    {"Forwarded": "for=127.0.0.1"},
    {"Via": "1.1 gate"},
)


@pytest.mark.parametrize("headers", PROXIED, ids=lambda headers: next(iter(headers)))
def test_a_request_that_came_through_a_proxy_is_not_from_this_machine(
    world: World, demo_folder: Path, headers: dict[str, str]
) -> None:
    link = issue_demo_link(officer=world.amina, at=timezone.now())

    answer = Client().get(link, headers={"Host": "localhost", **headers})

    assert answer.status_code == 403
    assert Client().get(link, headers={"Host": "localhost"}).status_code == 302  # and is not used up by it


@pytest.mark.parametrize("headers", [{}, *PROXIED], ids=lambda headers: next(iter(headers), "direct"))
def test_a_lapsed_link_signs_nobody_in_whichever_way_it_comes(
    world: World, demo_folder: Path, headers: dict[str, str]
) -> None:
    link = issue_demo_link(officer=world.amina, at=timezone.now() - timedelta(hours=2))
    client = Client()

    assert client.get(link, headers={"Host": "localhost", **headers}).status_code == 403
    assert client.get("/account/", headers={"Host": "localhost"}).status_code == 302


def test_a_link_expires(world: World, demo_folder: Path) -> None:
    at = timezone.now()
    token = issue_demo_link(officer=world.amina, at=at).split("/")[-2]

    with pytest.raises(LinkRefused):
        use_demo_link(token=token, host="localhost", client="127.0.0.1", at=at + timedelta(hours=2))


def test_without_the_marker_no_link_is_issued_or_works(world: World, demo_folder: Path) -> None:
    link = issue_demo_link(officer=world.amina, at=timezone.now())
    (demo_folder / DEMO_MARKER).unlink()

    assert Client().get(link, headers={"Host": "localhost"}).status_code == 403
    with pytest.raises(LinkRefused):
        issue_demo_link(officer=world.amina, at=timezone.now())


def test_without_the_setting_no_link_works(world: World, demo_folder: Path, settings: Settings) -> None:
    link = issue_demo_link(officer=world.amina, at=timezone.now())
    settings.BORDERLINK = replace(settings.BORDERLINK, demo=False)

    assert Client().get(link, headers={"Host": "localhost"}).status_code == 403


def test_a_link_of_another_node_or_of_nobody_is_refused(
    world: World, demo_folder: Path, settings: Settings
) -> None:
    link = issue_demo_link(officer=world.amina, at=timezone.now())
    settings.SECRET_KEY = "the secret of another node"

    assert Client().get(link, headers={"Host": "localhost"}).status_code == 403
    assert Client().get("/sign-in/demo/nothing/", headers={"Host": "localhost"}).status_code == 403
