"""The promises as the doors of a node keep them: each test plants the breach and sees it refused or shown."""

import logging
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Role
from borderlink.journal.models import JournalLine
from borderlink.journal.models import Opening as JournalOpening
from borderlink.liaison.refusals.files import NotFiles
from borderlink.liaison.refusals.post import NotABundle
from borderlink.node.logs import JsonLines
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.refusals import NotToOneself
from borderlink.screening.actions.belt import choose_parcel, look_at_parcel, scan_parcel
from borderlink.screening.actions.opening import Witness, add_picture, open_parcel, record_result, write_note
from borderlink.screening.actions.shift import hand_over_shift
from borderlink.screening.domain.outcome import Finding, Outcome
from borderlink.screening.models.referrals import (
    HandOver,
    Load,
    Notice,
    Opening,
    Picture,
    Referral,
    Result,
    Step,
)
from borderlink.screening.refusals.belt import LetterOutOfScope
from tests.house.test_promises import HOSTILE, Tags
from tests.screening.scenes import HEADER, TODAY, honest, manifest, receive, screened, tea, work
from tests.screening.test_add_picture import jpeg
from tests.world import NOON, World, signed_in

pytestmark = pytest.mark.slow

ALONE = Witness(second_officer="GZ-0002", operator_present=False, absence="ill: Marlow Q.", note="red door")


def read(answer: HttpResponseBase) -> str:
    """Return what a page says; a file it streams is closed, the test's connection is not."""
    text = answer.getvalue().decode(errors="replace")
    if isinstance(answer, FileResponse) and answer.file_to_stream is not None:
        answer.file_to_stream.close()
    return text


def opened(world: World, waybill: str = "TEA0001") -> Load:
    """Screen the tea and open one parcel, with a picture, a result and a note."""
    amina = world.reader(world.amina)
    load = screened(amina)
    scan_parcel(waybill=waybill, by=amina, at=NOON)
    open_parcel(waybill=waybill, witness=ALONE, by=amina, at=NOON)
    add_picture(
        waybill=waybill, kind=Picture.Kind.PHOTOGRAPH, name="a.jpg", chunks=[jpeg()], by=amina, at=NOON
    )
    record_result(waybill=waybill, finding=Finding(outcome=Outcome.NOTHING), by=amina, at=NOON)
    write_note(waybill=waybill, text="the neighbour asked", by=amina, at=NOON)
    Notice.objects.create(
        referral=Referral.objects.get(waybill=waybill), seal="S-7", language="en", at=NOON, by="GZ-0001"
    )
    return load


# ---- nothing is edited ----

RECORDED = (Opening, Result, Step, Notice, Picture, JournalLine, Referral)


@pytest.mark.parametrize("table", RECORDED)
def test_no_record_is_removed_not_even_by_hand_in_the_database(world: World, table: type[Opening]) -> None:
    opened(world)
    count = table.objects.count()
    assert count

    with pytest.raises(Error), transaction.atomic():
        table.objects.order_by("-pk")[0].delete()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table._meta.db_table}"')  # noqa: S608 - our own table's name

    assert table.objects.count() == count


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (Opening, {"second_officer": "GZ-0007"}),
        (Opening, {"note": ""}),
        (Result, {"outcome": "S"}),
        (Result, {"why": "better"}),
        (Step, {"by": "GZ-0003"}),
        (Picture, {"sha256": "0" * 64}),
        (Notice, {"seal": "S-8"}),
        (Referral, {"score": 0.001}),
        (Referral, {"reasons": [{"rule": "watched-phone", "weight": 1.0, "facts": {}}]}),
        (Referral, {"reasons": []}),
        (Referral, {"unit": "GZ-NANSHA"}),
        (JournalLine, {"by": "GZ-0003"}),
        (JournalOpening, {"value": "nothing"}),
    ],
)
def test_no_record_is_changed_not_even_by_hand_in_the_database(
    world: World, table: type[Opening], change: dict[str, object]
) -> None:
    opened(world)
    before = list(table.objects.order_by("pk").values(*change))
    name = next(iter(change))

    with pytest.raises(Error), transaction.atomic():
        table.objects.update(**change)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table._meta.db_table}" SET "{name}" = NULL')  # noqa: S608 - our own

    assert list(table.objects.order_by("pk").values(*change)) == before


# ---- a score has its reasons, and they are shown ----


def test_every_stored_referral_has_reasons_and_shows_them(world: World) -> None:
    screened(world.reader(world.amina), at=TODAY)
    client = signed_in(world.amina)

    for referral in Referral.objects.all():
        page = client.get(reverse("screening:parcel", args=[referral.waybill]), {"why": "worklist"})
        assert referral.reasons
        assert 'class="sc-reasons"' in page.content.decode() or "sc-reason" in page.content.decode()


def test_a_letter_is_not_even_chosen_by_hand(world: World) -> None:
    amina = world.reader(world.amina)
    lines = [HEADER, *(honest(n) for n in range(60))]
    lines[5] = lines[5].replace(",courier,", ",Registered letter,")
    screened(amina, "\n".join(lines).encode())

    with pytest.raises(LetterOutOfScope):
        choose_parcel(waybill=lines[5].split(",")[0], why="looks odd", by=amina, at=NOON)

    assert not Referral.objects.filter(waybill=lines[5].split(",")[0]).exists()


# ---- need to know ----


def test_a_look_at_a_picture_is_noted_and_refused_to_another_station(world: World) -> None:
    opened(world)
    where = reverse("screening:picture", args=[Picture.objects.get().pk])

    own = signed_in(world.bruno).get(where)
    other = signed_in(world.chidi).get(where)
    read(own)

    assert (own.status_code, other.status_code) == (200, 404)
    noted = JournalLine.objects.filter(by__in=["GZ-0002", "GZ-0003"]).exclude(act__startswith="officers.")
    assert list(noted.order_by("sequence").values_list("by", "act")) == [
        ("GZ-0002", "screening.look"),
        ("GZ-0003", "node.refuse"),
    ]


def test_a_refused_look_leaves_its_line_though_all_else_is_rolled_back(world: World) -> None:
    screened(world.reader(world.amina), at=TODAY)

    signed_in(world.chidi).get(reverse("screening:parcel", args=["TEA0001"]), {"why": "worklist"})

    line = JournalLine.objects.filter(by="GZ-0003", act="node.refuse").get()
    assert line.subject == "parcel TEA0001"


@pytest.mark.parametrize("who", ["chidi", "dalia", "emeka", "farid", "hoa", "ivan", "jun"])
def test_nobody_outside_the_station_learns_a_person_by_any_door(world: World, who: str) -> None:
    load = opened(world)
    client = signed_in(getattr(world, who))
    words = ("Marlow", "Quince", "Fable", "Zhao Minhe", "oolong", "red door", "neighbour")

    for name, arguments in (
        ("worklist", []), ("pull_list", []), ("hand_over", []), ("loads", []), ("load", [load.number]),
        ("quarantine", [load.number]), ("figures", []), ("parcel", ["TEA0001"]), ("notice", ["TEA0001"]),
    ):  # fmt: skip
        answer = client.get(reverse(f"screening:{name}", args=arguments), {"why": "worklist"}, follow=True)
        shown = read(answer)
        assert not [word for word in words if word in shown], name
    scanned = client.post(reverse("screening:scan"), {"waybill": "TEA0001"})
    found = client.post(reverse("screening:search"), {"name": "Marlow", "case": "GZ-2026-0417"})

    assert not [word for word in words[1:] if word in scanned.content.decode() + found.content.decode()]


def test_another_stations_load_is_not_named_to_who_brings_the_same_file(world: World) -> None:
    load = screened(world.reader(world.amina), at=TODAY)
    files = [SimpleUploadedFile("same.csv", manifest()), SimpleUploadedFile("new.csv", manifest(20))]

    answer = signed_in(world.chidi).post(reverse("screening:loads"), {"manifests": files}, follow=True)

    assert load.number not in answer.content.decode()


# ---- the innocent are forgotten ----


def test_after_its_days_nothing_written_about_an_innocent_parcel_can_be_read(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.BORDERLINK = replace(settings.BORDERLINK, folder=tmp_path)
    load = opened(world)
    amina = world.reader(world.amina)
    scan_parcel(waybill="TEA0002", by=amina, at=NOON)
    hand_over_shift(to="GZ-0002", remark="Marlow", notes={"TEA0002": "Quince"}, by=amina, at=NOON)
    look_at_parcel(waybill="HON00001", why="Mr Marlow called", by=amina, at=NOON)
    for referral in Referral.objects.exclude(waybill="TEA0001"):
        record_result(
            waybill=referral.waybill, finding=Finding(outcome=Outcome.NOT_PRESENTED)
            if referral.state == "selected" else Finding(outcome=Outcome.NOT_OPENED, note="torn"),
            by=amina, at=NOON,
        )  # fmt: skip
    shelf = settings.BORDERLINK.folder / "manifests"
    crashed = shelf / ".reading-crash"
    crashed.mkdir()
    (crashed / "manifest.csv").write_bytes(manifest())
    long_ago = (NOON - timedelta(days=1)).timestamp()
    os.utime(crashed, (long_ago, long_ago))

    work(NOON + timedelta(days=181))

    kept = [
        path for path in settings.BORDERLINK.folder.rglob("*") if path.is_file() and "sqlite" not in path.name
    ]
    held = [path for path in kept if "postgres" not in path.parts and b"Marlow Quince" in path.read_bytes()]
    assert load.referrals.exclude(waybill="").count() == 0
    assert held == []
    opening = Opening.objects.get()
    assert (opening.absence, opening.note, opening.why) == ("–", "", "")
    assert not HandOver.objects.exclude(note="").exists()
    assert HandOver.objects.get().items == []
    assert not JournalOpening.objects.filter(line__subject__startswith="parcel ").exists()


# ---- the doors themselves ----

OUTSIDE = (
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
)


POST = "/liaison/post"
FILES = "/liaison/post/files"
REFUSED = {401, 403, 404, 405}  # 401: an operation of the API wants a key, or a session with its mark


def pages(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, here)
        else:
            yield "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<str:\w+>", "X1", here))


def test_no_page_takes_a_form_without_this_nodes_mark(world: World) -> None:
    client = signed_in(world.amina)
    client.handler.enforce_csrf_checks = True

    taken = [
        where for where in pages(get_resolver().url_patterns)
        if client.post(where, {"why": "x", "next": "/"}).status_code not in REFUSED
    ]  # fmt: skip

    assert taken == [POST, FILES]  # nodes' own doors: they know no session, and take no form
    assert NotABundle.code in client.post(POST, {"why": "x", "next": "/"}).content.decode()
    assert NotFiles.code in client.post(FILES, {"why": "x", "next": "/"}).content.decode()


def test_every_page_forbids_foreign_and_inline_scripts_and_stays_in_no_browser(world: World) -> None:
    answer = signed_in(world.amina).get(reverse("screening:worklist"))

    policy = {
        part.split()[0]: part.split()[1:] for part in answer.headers["Content-Security-Policy"].split(";")
    }
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*"} & {*policy["script-src"], *policy["default-src"]}
    assert not [word for words in policy.values() for word in words if "://" in word or "." in word]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("address", OUTSIDE)
def test_no_next_leads_out_of_the_node(world: World, address: str) -> None:
    client = signed_in(world.amina)

    for where in ("/language/", "/theme/"):
        assert client.post(where, {"language": "en", "next": address}).headers["Location"] == "/"
    answer = Client().post("/sign-in/", {"login": "GZ-0001", "password": "wrong", "next": address})
    assert "evil.example" not in answer.headers.get("Location", "")


def test_cookies_are_this_nodes_own_and_kept_from_scripts(world: World) -> None:
    client = signed_in(world.amina)
    client.post("/language/", {"language": "vi", "next": "/"})
    client.post("/theme/", {"next": "/"})

    assert settings.SESSION_COOKIE_HTTPONLY
    for name, cookie in client.cookies.items():
        assert name.startswith("borderlink_")
        if not name.endswith("_session"):  # which the test's browser was given by hand
            assert cookie["httponly"] or name.endswith("_csrf")
            assert cookie["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize(
    "bad", ["%00", "TEA0001%00", "%F0%9F%98%80", "..%2f..%2fetc", "A" * 900, "%0d%0aX: 1"]
)
def test_no_address_breaks_a_page(world: World, bad: str) -> None:
    client = signed_in(world.amina)
    officers = signed_in(world.farid)

    for start in ("/screening/parcels/", "/screening/manifests/"):
        assert client.get(f"{start}{bad}/?why=worklist").status_code in {200, 400, 404, 422}
    assert officers.get(f"/officers/{bad}/").status_code in {400, 404, 422}
    for where in (
        "/screening/?unit=",
        "/screening/?state=",
        "/screening/figures/?unit=",
        "/screening/?page=",
    ):
        assert client.get(where + bad).status_code in {200, 400}


def test_null_bytes_in_forms_break_nothing(world: World) -> None:
    screened(world.reader(world.amina), at=TODAY)
    client = signed_in(world.amina)

    for where, said in (
        ("/screening/scan/", {"waybill": "TEA0001\x00"}),
        ("/screening/search/", {"name": "a\x00b", "case": "GZ-1"}),
        ("/screening/parcels/TEA0001/note/", {"note-text": "a\x00b"}),
        ("/language/", {"language": "en\x00", "next": "/\x00"}),
    ):
        assert client.post(where, said).status_code < 500
    administrator = signed_in(world.farid)
    assert (
        administrator.post("/officers/GZ-0003/roles/", {"role": "analyst", "why": "a\x00b"}).status_code < 500
    )
    assert Client().post("/sign-in/", {"login": "GZ\x00", "password": "a\x00"}).status_code < 500


def test_a_hostile_manifest_is_shown_and_runs_nothing(world: World) -> None:
    marked = HOSTILE.replace('"', '""')
    lines = [HEADER.replace(",bag", f',bag,"{marked}"'), *(honest(n) for n in range(400))]
    lines += [tea(n).replace("oolong tea", f'"oolong tea {marked}"') for n in range(4)]
    lines = [lines[0], *(line.replace(",B1,", f',"{marked}","{marked}",').replace(",Shop 1,", f',"{marked}",')
                         for line in lines[1:])]  # fmt: skip
    amina = signed_in(world.amina)
    file = SimpleUploadedFile("<img src=x onerror=alert(1)>.csv", "\n".join(lines).encode())
    amina.post(reverse("screening:loads"), {"manifests": file})
    work(timezone.now())
    reader = world.reader(world.amina)
    write_note(waybill="TEA0001", text=HOSTILE, by=reader, at=timezone.now())

    load = Load.objects.get()
    for where in ("/screening/", "/screening/pull-list/", "/screening/parcels/TEA0001/?why=worklist",
                  f"/screening/manifests/{load.number}/", "/screening/manifests/"):  # fmt: skip
        page = amina.get(where).content.decode()
        tags = Tags(page)
        assert not [value for name, value in tags.attributes if name in {"onerror", "onload"}], where
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "alert(1)" in amina.get("/screening/parcels/TEA0001/?why=worklist").content.decode()


def test_the_quarantine_file_runs_nowhere_and_passes_the_way_out(world: World) -> None:
    amina = world.reader(world.amina)
    lines = manifest(30, broken=2).decode()
    load = receive(amina, lines.encode(), at=timezone.now(), name="=HYPERLINK(1)")
    work(timezone.now())

    answer = signed_in(world.amina).get(reverse("screening:quarantine", args=[load.number]))
    text = read(answer)

    assert "'=HYPERLINK" in text
    assert not re.search(r"(^|,)=", text, re.MULTILINE)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert JournalLine.objects.filter(act="officers.leave-node", by="GZ-0001").count() == 1


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.jpg", "a\x00.jpg", "x" * 5000 + ".jpg", "<script>.jpg"]
)
def test_a_pictures_name_goes_nowhere(world: World, name: str) -> None:
    opened(world)
    image = BytesIO()
    Image.new("RGB", (40, 30), (1, 2, 3)).save(image, "PNG")
    file = SimpleUploadedFile("a.jpg", image.getvalue(), content_type="image/svg+xml")
    file._name = name  # type: ignore[attr-defined]

    answer = signed_in(world.amina).post(
        reverse("screening:add_pictures", args=["TEA0001"]),
        {"picture-kind": "photograph", "picture-pictures": file},
    )

    assert answer.status_code < 500
    assert all("/" not in picture.name and "\x00" not in picture.name for picture in Picture.objects.all())
    assert all(len(picture.name) <= 255 for picture in Picture.objects.all())


# ---- logs carry no person ----


def test_logs_and_fault_pages_name_no_person_address_or_browser(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    screened(world.reader(world.amina), at=TODAY)
    stream = StringIO()
    lines = logging.StreamHandler(stream)
    lines.setFormatter(JsonLines())
    logging.getLogger().addHandler(lines)
    browser = {"user-agent": "SpyBrowser/1", "x-forwarded-for": "203.0.113.77"}
    client = signed_in(world.amina)
    client.raise_request_exception = False
    try:
        client.get("/screening/parcels/TEA0001/?why=other&words=Marlow", headers=browser)
        client.post("/screening/search/", {"name": "Marlow Quince", "case": "GZ-2026-0417"}, headers=browser)
        client.post("/screening/scan/", {"waybill": "TEA0001"}, headers=browser)
        client.get("/nowhere/Marlow/?q=Quince", headers=browser)
        Client().post("/sign-in/", {"login": "Marlow", "password": "Quince-Quince"}, headers=browser)
    finally:
        logging.getLogger().removeHandler(lines)

    logged = stream.getvalue()
    for word in (
        "Marlow",
        "Quince",
        "TEA0001",
        "GZ-0001",
        "SpyBrowser",
        "203.0.113.77",
        "127.0.0.1",
        "Amina",
    ):
        assert word not in logged, word
    bodies = b"".join(bytes(body) for body in JournalLine.objects.values_list("body", flat=True))
    for secret in (b"Marlow", b"Quince", b"SpyBrowser", b"203.0.113.77", b"127.0.0.1"):
        assert secret not in bodies, secret


# ---- the auditor stays, the administrator sees no case ----


def test_an_administrator_gives_themselves_no_content_and_to_others_only_with_an_alert(world: World) -> None:
    with pytest.raises(NotToOneself):
        grant_role(officer=world.farid, role=Role.INSPECTOR, why="me", by=world.farid, at=NOON)
    signed_in(world.farid).post("/officers/GZ-0006/roles/", {"role": "inspector", "why": "me"})
    assert world.reader(world.farid).roles == {Role.ADMINISTRATOR}

    grant_role(officer=world.hoa, role=Role.INSPECTOR, why="help", by=world.farid, at=NOON)

    line = JournalLine.objects.filter(act="officers.grant-role").latest("sequence")
    assert (line.subject, line.alert) == ("officer GZ-0008", True)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("deactivate", {}),
        ("roles/revoke", {"role": "auditor"}),
        ("sign-in", {"forget_second_factor": "on"}),
        ("sign-in", {}),
        ("roles", {"role": "inspector"}),
    ],
)
def test_no_page_lets_one_administrator_touch_an_auditor(
    world: World, act: str, said: dict[str, str]
) -> None:
    world.emeka.last_login = NOON
    world.emeka.save()
    before = world.emeka.password

    answer = signed_in(world.farid).post(f"/officers/GZ-0005/{act}/", {"why": "because", **said})

    world.emeka.refresh_from_db()
    assert answer.status_code in {403, 422}
    assert world.emeka.password == before
    assert world.emeka.is_active
    assert world.reader(world.emeka).roles == {Role.AUDITOR}


def test_a_password_is_not_changed_without_the_old_one(world: World) -> None:
    client = signed_in(world.amina)
    world.amina.set_password("seven herons over the ferry")
    world.amina.save()
    client.force_login(world.amina, backend="borderlink.officers.adapters.BadgeBackend")
    new = {"password1": "brine otter lantern quarry", "password2": "brine otter lantern quarry"}

    client.post("/account/password/", {"oldpassword": "guess guess guess", **new})
    client.post("/account/password/", new)

    world.amina.refresh_from_db()
    assert world.amina.check_password("seven herons over the ferry")


def test_a_session_given_before_sign_in_is_not_the_one_after_it(world: World) -> None:
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key

    client.force_login(world.amina, backend="borderlink.officers.adapters.BadgeBackend")

    assert client.session.session_key != planted


def test_a_missing_parcel_and_another_stations_are_refused_alike_to_the_action(world: World) -> None:
    screened(world.reader(world.amina))
    chidi = world.reader(world.chidi)

    for waybill in ("TEA0001", "NOTHERE01"):
        with pytest.raises(NotFound) as refused:
            look_at_parcel(waybill=waybill, why="check", by=chidi, at=NOON)
        assert refused.value.facts == {"thing": "parcel", "name": waybill}
