"""Every page of officers, tried as every role: who sees it, who is refused, and in whose language."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from borderlink.foundation.who import Role
from borderlink.officers.actions.accounts import create_officer
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.queries import Officer, reader_of
from tests.world import NOON, World, signed_in

MAY = {
    "/account/": {"amina", "bruno", "chidi", "dalia", "emeka", "farid", "greta", "hoa", "ivan", "jun"},
    "/officers/": {"emeka", "farid", "greta"},
    "/officers/new/": {"emeka", "farid", "greta"},
    "/officers/units/": {"emeka", "farid", "greta"},
    "/officers/GZ-0003/": {"chidi", "emeka", "farid", "greta"},
    "/officers/leaving/": {"dalia", "emeka"},
}
EVERYONE = MAY["/account/"]


@pytest.mark.parametrize("page", MAY)
def test_a_page_is_seen_by_those_who_may_and_refused_to_all_others(world: World, page: str) -> None:
    statuses = {who: signed_in(getattr(world, who)).get(page).status_code for who in EVERYONE}

    assert {who for who, status in statuses.items() if status == 200} == MAY[page]
    assert {status for who, status in statuses.items() if who not in MAY[page]} <= {403, 404}


def _words(answer: HttpResponseBase) -> str:
    """Return a page without the marks that differ on every request."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode() if isinstance(answer, HttpResponse) else "")


def test_another_officer_and_a_missing_one_are_refused_in_the_same_words(world: World) -> None:
    client = signed_in(world.chidi)

    existing = client.get("/officers/GZ-0001/")
    missing = client.get("/officers/GZ-7777/")

    assert (existing.status_code, missing.status_code) == (404, 404)
    assert _words(existing).replace("GZ-0001", "GZ-7777") == _words(missing)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "vi", "en"])
@pytest.mark.parametrize("page", [page for page in MAY if page != "/officers/leaving/"])
def test_pages_are_in_the_administrators_language(world: World, page: str, language: str) -> None:
    world.farid.language = language
    world.farid.save()

    html = signed_in(world.farid).get(page).content.decode()

    assert f'<html lang="{language}"' in html
    if language != "en":
        assert not re.search(r"<h[12][^>]*>[A-Za-z ]+</h[12]>", html.replace("Farid Aziz", ""))


def test_an_administrator_makes_an_officer_grants_a_role_and_issues_a_sign_in(world: World) -> None:
    client = signed_in(world.farid)

    client.post(
        "/officers/new/",
        {"badge": "gz-0030", "name": "Pia Noor", "place": "unit:GZ-NANSHA", "language": "vi"},
    )
    client.post("/officers/GZ-0030/roles/", {"role": "inspector", "why": "new post"})
    issued = client.post("/officers/GZ-0030/sign-in/", {"why": "first day"})

    made = Officer.objects.get(badge="GZ-0030")
    assert reader_of(made).roles == {Role.INSPECTOR}
    assert reader_of(made).units == {"GZ-NANSHA"}
    password = re.search(r'<strong class="bl-code"[^>]*>([a-z0-9-]+)<', issued.content.decode())
    assert password is not None
    assert "no-store" in issued.headers["Cache-Control"]
    assert Client().post("/sign-in/", {"login": "GZ-0030", "password": password[1]}).status_code == 302


@pytest.mark.parametrize("who", ["amina", "chidi", "dalia", "emeka", "ivan"])
def test_nobody_else_can_do_an_administrators_acts(world: World, who: str) -> None:
    client = signed_in(getattr(world, who))
    before = (Officer.objects.count(), reader_of(world.bruno))

    answers = [
        client.post("/officers/new/", {"badge": "GZ-0031", "name": "X", "language": "en"}),
        client.post("/officers/GZ-0002/roles/", {"role": "analyst", "why": "x"}),
        client.post("/officers/GZ-0002/roles/revoke/", {"role": "inspector", "why": "x"}),
        client.post("/officers/GZ-0002/deactivate/", {"why": "x"}),
        client.post("/officers/GZ-0002/sign-in/", {"why": "x"}),
        client.post("/officers/units/", {"code": "GZ-NEW"}),
        client.post("/officers/lock-outs/GZ-0002/release/"),
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}
    assert (Officer.objects.count(), reader_of(world.bruno)) == before


def test_an_auditor_is_proposed_by_one_administrator_and_decided_by_another(world: World) -> None:
    world.emeka.last_login = NOON
    world.emeka.save()
    world.greta.grants.update(granted_at=timezone.now() - timedelta(days=8))  # of longer standing than a week
    signed_in(world.farid).post("/officers/GZ-0005/propose/", {"act": "revoke-role", "why": "complaint 12"})
    other = signed_in(world.greta)
    number = re.search(r"/officers/proposals/(\d+)/", other.get("/officers/").content.decode())
    assert number is not None

    other.post(f"/officers/proposals/{number[1]}/", {"decision": "confirm"})

    assert reader_of(world.emeka).roles == frozenset()


def test_an_officer_ends_their_own_other_session(world: World) -> None:
    first, second = signed_in(world.amina), signed_in(world.amina)
    first.get("/account/")
    second.get("/account/")
    page = first.get("/account/").content.decode()
    ending = re.search(r"/officers/GZ-0001/sessions/\d+/end/", page)
    assert ending is not None

    first.post(ending[0])

    assert first.get("/account/").status_code == 200
    assert second.get("/account/").status_code == 302


def test_chidi_does_not_end_aminas_session(world: World) -> None:
    amina = signed_in(world.amina)
    amina.get("/account/")
    from borderlink.officers.queries import sessions_of

    session = sessions_of(world.amina, reader=reader_of(world.amina))[0]
    answer = signed_in(world.chidi).post(f"/officers/GZ-0001/sessions/{session.pk}/end/")

    assert answer.status_code == 404
    assert amina.get("/account/").status_code == 200


def test_the_navigation_shows_what_the_reader_may_use(world: World) -> None:
    assert 'href="/officers/"' in signed_in(world.farid).get("/account/").content.decode()
    assert 'href="/officers/"' not in signed_in(world.amina).get("/account/").content.decode()


def test_a_commander_records_a_decision_on_the_page(world: World) -> None:
    from borderlink.foundation import slots
    from borderlink.foundation.slots import WayOut, add_way_out
    from borderlink.officers.queries import Release

    add_way_out(WayOut(name="officers.test-file", says="A file made by a test.", persons=True))
    given = {
        "way": "officers.test-file", "subject": "referrals 12", "recipient": "Sydney", "days": "3",
        "why": "request 14",
    }  # fmt: skip

    abroad = signed_in(world.dalia).post("/officers/leaving/", given)
    assert (abroad.status_code, Release.objects.count()) == (200, 0)
    given["at_home"] = "on"
    done = signed_in(world.dalia).post("/officers/leaving/", given)
    refused = signed_in(world.emeka).post("/officers/leaving/", given)

    del slots._ways_out["officers.test-file"]
    assert (done.status_code, refused.status_code) == (302, 403)
    assert Release.objects.get().decided_by == "GZ-0004"


def test_a_home_page_leads_an_officer_to_their_work_and_without_a_role_to_their_account(world: World) -> None:
    made = create_officer(badge="GZ-0032", name="Rui Sand", unit=world.baiyun, by=world.farid, at=NOON)

    assert signed_in(made).get("/").headers["Location"] == "/account/"
    grant_role(officer=made, role=Role.LIAISON_OFFICER, why="posted there", by=world.farid, at=NOON)
    assert signed_in(made).get("/").headers["Location"] == "/liaison/letters/"
