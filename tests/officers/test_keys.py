"""Keys of the API: shown once, stored as a hash, good for what they name, replaced with an overlap, ended."""

from datetime import timedelta
from functools import partial

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from borderlink.foundation.refusals import NotAllowed
from borderlink.journal.queries import open_alert_rows
from borderlink.officers.actions.keys import (
    issue_company_key,
    issue_for_badge,
    issue_officer_key,
    revoke_key,
    rotate_key,
    use_key,
)
from borderlink.officers.commands import officers
from borderlink.officers.domain import OVERLAP
from borderlink.officers.queries import keys, stations
from borderlink.officers.refusals import (
    KeyNotAccepted,
    KeyNotUsable,
    KeyReplaced,
    NeedsTwoPersons,
    NotAStation,
    NotToOneself,
    NotUnderstood,
)
from tests.world import NOON, World, signed_in

SECOND = timedelta(seconds=1)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_key_works_until_it_ends_and_its_successor_beside_it(world: World) -> None:
    one, secret = issue_company_key(
        organisation=world.swift,
        unit=world.baiyun,
        scopes=["check"],
        label="belt",
        days=2,
        by=world.farid,
        at=NOON,
    )
    two, other = rotate_key(key=one, by=world.farid, at=NOON)

    assert secret not in {row.digest for row in keys(reader=world.reader(world.farid))}
    assert use_key(secret=secret, at=NOON + timedelta(days=2) - SECOND).unit == "GZ-BAIYUN"
    for late, at in ((secret, NOON + timedelta(days=2)), (secret[:-1], NOON), ("", NOON)):
        with pytest.raises(KeyNotAccepted):
            use_key(secret=late, at=at)
    assert use_key(secret=other, at=NOON + OVERLAP).company == "SWIFT"
    revoke_key(key=two, why="laptop lost", by=world.greta, at=NOON)
    with pytest.raises(KeyNotAccepted):
        use_key(secret=other, at=NOON)
    with pytest.raises(KeyNotUsable):
        rotate_key(key=two, by=world.farid, at=NOON)


def test_a_rotated_key_ends_after_the_overlap(world: World) -> None:
    one, secret = issue_company_key(
        organisation=world.swift, unit=world.baiyun, scopes=["check"], label="belt", by=world.farid, at=NOON
    )

    rotate_key(key=one, by=world.farid, at=NOON)

    with pytest.raises(KeyReplaced):
        rotate_key(key=one, by=world.farid, at=NOON)
    assert use_key(secret=secret, at=NOON + OVERLAP - SECOND).ends_at == NOON + OVERLAP
    with pytest.raises(KeyNotAccepted):
        use_key(secret=secret, at=NOON + OVERLAP)


def test_nobody_but_an_administrator_issues_a_key_and_none_for_an_auditor_or_oneself(world: World) -> None:
    for who, officer, refusal in (
        (world.amina, world.bruno, NotAllowed),
        (world.farid, world.farid, NotToOneself),
        (world.farid, world.emeka, NeedsTwoPersons),
    ):
        with pytest.raises(refusal):
            issue_officer_key(officer=officer, scopes=["referrals"], label="x", by=who, at=NOON)
    with pytest.raises(NeedsTwoPersons):
        issue_for_badge(badge=world.emeka.badge, said={"scopes": ["cases"], "label": "x"}, at=NOON)
    for scopes in ([], ["referrals"], ["everything"]):
        with pytest.raises(NotUnderstood):
            issue_company_key(
                organisation=world.swift, unit=world.baiyun, scopes=scopes, label="x", by=world.farid, at=NOON
            )


def test_a_company_has_keys_only_at_a_station_where_somebody_inspects(world: World) -> None:
    issue = partial(
        issue_company_key, organisation=world.swift, unit=world.nansha, scopes=["check"], label="x", at=NOON
    )
    assert issue(by=None)
    world.chidi.is_active = False  # the one inspector there
    world.chidi.save()

    for by in (world.farid, None):
        with pytest.raises(NotAStation):
            issue(by=by)
    assert [unit.code for unit in stations(reader=world.reader(world.farid))] == ["GZ-BAIYUN"]
    with pytest.raises(NotAllowed):  # and is not told where
        issue(by=world.amina)


def test_a_key_of_an_officer_reads_as_that_officer_and_ends_with_them(world: World) -> None:
    _, secret = issue_officer_key(
        officer=world.chidi, scopes=["referrals"], label="dashboard", by=world.farid, at=NOON
    )

    assert use_key(secret=secret, at=NOON).reader == world.reader(world.chidi)
    world.chidi.is_active = False
    world.chidi.save()
    with pytest.raises(KeyNotAccepted):
        use_key(secret=secret, at=NOON)


def test_the_frame_answers_every_program_in_its_language_and_in_one_shape(world: World) -> None:
    _, secret = issue_company_key(
        organisation=world.swift,
        unit=world.baiyun,
        scopes=["duty"],
        label="belt",
        by=world.farid,
        at=timezone.now(),
    )
    client = Client()

    told = client.get("/api/officers/key", headers=bearer(secret)).json()
    nobody = client.get("/api/officers/key", headers={"Accept-Language": "vi"})
    wrong = client.post("/api/officers/key", headers=bearer(secret))
    nowhere = client.get("/api/nowhere")
    empty = client.post("/api/screening/suspicions", "{}", "application/json", headers=bearer(secret))
    check = client.get("/api/openapi.json").json()["paths"]["/api/screening/check"]["post"]

    assert told["company"] == "SWIFT"
    assert told["scopes"] == ["duty"]
    assert (nobody.status_code, nobody.json()["code"]) == (401, "officers.key-not-accepted")
    assert nobody.headers["WWW-Authenticate"] == "Bearer"
    assert nobody.json()["sentence"].startswith("Yêu cầu")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "node.no-such-door")
    assert client.get("/api/openapi.json").json()["info"]["version"] == "1"
    assert empty.json()["facts"]["fields"] == ["body.waybill", "body.operator", "body.signs"]
    assert check["parameters"][0]["name"] == "Idempotency-Key"
    assert check["description"].endswith("A key needs the scope `check`.")
    assert "officers.key-without-scope" in check["responses"]["403"]["description"]
    assert "receiver.name</code>" in signed_in(world.amina).get("/api/").content.decode()


def test_an_administrator_issues_replaces_and_revokes_on_the_page_and_nobody_else(world: World) -> None:
    farid = signed_in(world.farid)
    form = {
        "organisation": "SWIFT", "unit": "GZ-BAIYUN", "scopes": ["check", "duty"], "label": "belt",
        "days": 30, "pattern": "SW########",
    }  # fmt: skip

    issued = farid.post("/officers/keys/", form).content.decode()
    wrong = farid.post("/officers/keys/", {**form, "pattern": "S#"})
    secret = issued.partition("data-bl-untranslated>blk_")[2].partition("<")[0]
    number = keys(reader=world.reader(world.farid))[0].number
    replaced = farid.post(f"/officers/keys/{number}/rotate/").content.decode()
    farid.post(f"/officers/keys/{number}/revoke/", {"why": "lost"})

    assert (wrong.status_code, len(secret)) == (422, 43)
    assert "blk_" in replaced
    assert "Asking before a parcel is shipped<br>Own checks, holds, suspicious parcels" in replaced
    assert secret not in farid.get("/officers/keys/").content.decode()
    with pytest.raises(KeyNotAccepted):
        use_key(secret=f"blk_{secret}", at=timezone.now())
    assert signed_in(world.emeka).post("/officers/keys/", form).status_code == 403
    assert signed_in(world.amina).get("/officers/keys/").status_code == 403


def test_a_system_of_an_officer_gets_its_key_on_the_page_or_from_the_operator_and_auditors_hear_it(
    world: World,
) -> None:
    farid = signed_in(world.farid)
    form = {"badge": world.amina.badge, "scopes": ["referrals"], "label": "belt software", "days": 30}

    issued = farid.post("/officers/keys/", form).content.decode()
    own = farid.post("/officers/keys/", {**form, "badge": world.farid.badge})
    companys = farid.post("/officers/keys/", {**form, "scopes": ["check"]})
    told = CliRunner().invoke(
        officers,
        ["keys", "issue-officer", world.chidi.badge.lower(), "--scope", "cases", "--scope", "letters"],
    )

    secret = issued.partition("data-bl-untranslated>blk_")[2].partition("<")[0]
    assert Client().get("/api/screening/referrals", headers=bearer(f"blk_{secret}")).status_code == 200
    assert Client().get("/api/cases", headers=bearer(f"blk_{secret}")).status_code == 403
    assert use_key(secret=told.output.strip(), at=timezone.now()).reader == world.reader(world.chidi)
    assert (own.status_code, companys.status_code) == (422, 422)
    assert "Nobody acts" in own.content.decode() or world.farid.badge in own.content.decode()
    alerts = open_alert_rows().filter(act="officers.issue-key")
    assert {alert.by for alert in alerts} == {world.farid.badge, "node"}
