"""The auditor's pages, in a browser that has signed in; everyone else is refused in the same words."""

import re
from datetime import timedelta
from typing import Protocol

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.keyfiles import protect, public_of, unprotect
from borderlink.foundation.signing import PrivateKey
from borderlink.foundation.who import Role
from borderlink.journal import queries
from borderlink.journal.actions import note, sign_checkpoint
from borderlink.journal.refusals import KeyNotRegistered
from borderlink.journal.schemas import act_words
from borderlink.language.languages import LANGUAGES
from borderlink.officers.actions.accounts import create_officer
from borderlink.officers.actions.roles import decide, grant_role, propose
from borderlink.officers.domain import Act
from tests.world import NOON, World, signed_in

pytestmark = pytest.mark.django_db
PHRASE = "seven grey herons at noon"
KEY = PrivateKey(bytes([7]) * 32)
LATER = NOON + timedelta(days=8)  # everyone has held their office for longer than a week


def key_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("emeka.key", protect(KEY, PHRASE, salt=bytes(16), cost=10))


class Answer(Protocol):
    """What a page answered."""

    @property
    def content(self) -> bytes: ...


def text_of(response: Answer) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_an_auditor_finds_a_line_and_follows_the_pages(world: World) -> None:
    for number in range(60):
        note(act="screening.look", subject=f"parcel EB{number:02d}", why="a reason",
             personal={"receiver": "Minh"}, by="GZ-0001", at=NOON + timedelta(days=number))  # fmt: skip
    client = signed_in(world.emeka)

    first = text_of(client.get("/journal/", {"subject": "parcel EB"}))
    older = re.search(r'href="\?([^"]*before=\d+)"', first)
    assert older is not None
    second = text_of(client.get("/journal/?" + older.group(1).replace("&amp;", "&")))

    assert "parcel EB59" in first
    assert "parcel EB10" in first
    assert "parcel EB09" not in first
    assert "parcel EB09" in second
    assert "Minh" not in first


def test_one_day_is_a_day_of_the_nodes_zone(world: World) -> None:
    note(act="screening.look", subject="parcel late", by="GZ-0001", at=NOON.replace(hour=15, minute=59))
    note(act="screening.look", subject="parcel next", by="GZ-0001", at=NOON.replace(hour=16))

    shown = text_of(signed_in(world.emeka).get("/journal/", {"day": "2026-11-22"}))

    assert "parcel late" in shown
    assert "parcel next" not in shown


@pytest.mark.parametrize(
    "query", [{"day": "yesterday"}, {"before": "x"}, {"before": "-1"}, {"by": "\x00"}, {"by": "' OR 1=1 --"}]
)
def test_a_filter_that_makes_no_sense_is_no_fault(world: World, query: dict[str, str]) -> None:
    assert signed_in(world.emeka).get("/journal/", query).status_code == 200


@pytest.mark.parametrize(
    "address", ["/journal/", "/journal/lines/1/", "/journal/checkpoints/", "/journal/checkpoints/1/",
                "/journal/checkpoints/1/note/"]
)  # fmt: skip
def test_nobody_but_an_auditor_reads_the_journal(world: World, address: str) -> None:
    for officer in world.everyone:
        expected = {200, 404} if officer == world.emeka else {403}
        assert signed_in(officer).get(address).status_code in expected


@pytest.mark.parametrize(
    "act", ["alerts/1/acknowledge/", "examine/", "checkpoints/sign/", "keys/register/", "keys/new/"]
)
def test_nobody_but_an_auditor_acts_on_the_journal(world: World, act: str) -> None:
    data = {"new_passphrase": PHRASE, "again": PHRASE, "register-key_file": key_file()}
    for officer in (world.chidi, world.farid, world.dalia, world.ivan):
        assert signed_in(officer).post(f"/journal/{act}", data).status_code == 403


def test_an_alert_is_shown_until_it_is_acknowledged(world: World) -> None:
    client = signed_in(world.emeka)
    alerts = queries.open_alerts(reader=world.reader(world.emeka))
    last = alerts[-1]

    assert f"/journal/alerts/{last.sequence}/acknowledge/" in text_of(client.get("/journal/"))
    client.post(f"/journal/alerts/{last.sequence}/acknowledge/", {"why": "ordered in writing"})

    assert f"/journal/alerts/{last.sequence}/acknowledge/" not in text_of(client.get("/journal/"))
    assert len(queries.open_alerts(reader=world.reader(world.emeka))) == len(alerts) - 1


def test_a_key_made_in_the_browser_opens_with_its_passphrase_alone(world: World) -> None:
    client = signed_in(world.emeka)

    made = client.post("/journal/keys/new/", {"new_passphrase": PHRASE, "again": PHRASE})

    assert made["Content-Disposition"] == 'attachment; filename="GZ-0005.key"'
    assert unprotect(made.content, PHRASE).public() == public_of(made.content)


@pytest.mark.parametrize(("one", "other"), [(PHRASE, "another one of mine"), ("short", "short"), ("", "")])
def test_a_key_is_not_made_behind_a_short_or_mistyped_passphrase(world: World, one: str, other: str) -> None:
    response = signed_in(world.emeka).post("/journal/keys/new/", {"new_passphrase": one, "again": other})

    assert response.status_code == 422
    assert "Content-Disposition" not in response


def test_an_auditor_registers_a_key_signs_prints_and_keeps_the_note(world: World) -> None:
    client = signed_in(world.emeka)

    client.post("/journal/keys/register/", {"register-key_file": key_file()})
    signed = client.post(
        "/journal/checkpoints/sign/", {"sign-key_file": key_file(), "sign-passphrase": PHRASE}
    )
    printed = text_of(client.get(signed["Location"]))
    note_file = client.get(signed["Location"] + "note/").content.decode()

    checkpoint = SignedCheckpoint.from_note(note_file).verify("auditor/GZ-0005", KEY.public())
    assert KEY.public().fingerprint() in printed
    assert checkpoint.root.hex() in printed
    assert "data:image/svg+xml" in printed
    assert queries.examine(outside=[SignedCheckpoint.from_note(note_file)]).checkpoints == 2


def test_a_wrong_passphrase_is_answered_in_plain_words(world: World) -> None:
    client = signed_in(world.emeka)
    client.post("/journal/keys/register/", {"register-key_file": key_file()})

    answer = client.post(
        "/journal/checkpoints/sign/", {"sign-key_file": key_file(), "sign-passphrase": "another one of mine"}
    )

    assert answer.status_code in range(400, 500)
    assert "foundation.wrong-passphrase" in text_of(answer)
    assert queries.checkpoints(reader=world.reader(world.emeka)) == ()


def test_a_file_that_is_no_key_is_refused(world: World) -> None:
    client = signed_in(world.emeka)

    for content in (b"a letter", b"x" * 10_000):
        answer = client.post(
            "/journal/keys/register/", {"register-key_file": SimpleUploadedFile("a.key", content)}
        )
        assert answer.status_code in range(400, 500)


def test_a_form_without_a_file_is_shown_again(world: World) -> None:
    client = signed_in(world.emeka)

    assert client.post("/journal/keys/register/").status_code == 422
    assert client.post("/journal/checkpoints/sign/").status_code == 422


def test_an_examination_says_that_the_journal_is_whole(world: World) -> None:
    client = signed_in(world.emeka)

    assert "The journal is whole" in text_of(client.post("/journal/examine/", follow=True))


def test_a_second_auditor_sees_the_first_ones_key_as_an_alert(world: World) -> None:
    second = create_officer(
        badge="GZ-0010", name="Ines Moreau", unit=world.baiyun, language="en", by=world.farid, at=NOON
    )
    grant_role(officer=second, role=Role.AUDITOR, why="a second auditor", by=world.farid, at=NOON)
    signed_in(world.emeka).post("/journal/keys/register/", {"register-key_file": key_file()})

    alerts = queries.open_alerts(reader=world.reader(second))

    assert [alert.act for alert in alerts if alert.by == "GZ-0005"] == ["journal.register-key"]


def test_an_auditor_who_loses_the_role_signs_nothing_more(world: World) -> None:
    second = create_officer(
        badge="GZ-0010", name="Ines Moreau", unit=world.baiyun, language="en", by=world.farid, at=NOON
    )
    grant_role(officer=second, role=Role.AUDITOR, why="a second auditor", by=world.farid, at=NOON)
    signed_in(second).post("/journal/keys/register/", {"register-key_file": key_file()})
    proposal = propose(act=Act.REVOKE_ROLE, officer=second, why="leaves", by=world.farid, at=LATER)
    decide(proposal=proposal, confirm=True, by=world.greta, at=LATER)

    with pytest.raises(KeyNotRegistered):
        sign_checkpoint(key_file=key_file().read(), passphrase=PHRASE, by="GZ-0010", at=NOON)


def test_every_act_that_was_noted_has_words_in_four_languages(world: World) -> None:
    for act in queries.acts(reader=world.reader(world.emeka)):
        words = {act_words(act, language) for language in LANGUAGES}
        assert act not in words
        assert len(words) >= 3
