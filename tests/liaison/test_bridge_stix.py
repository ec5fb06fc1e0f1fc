"""Clues leave as STIX by the one way out and come back equal; what comes does nothing by itself."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import given, settings

from borderlink.cases.models.nominal import Told
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.liaison.actions.bridging import (
    WAY,
    begin_push,
    decide_foreign_clue,
    export_clues,
    take_in_bundle,
)
from borderlink.liaison.adapters import stix, stixreading
from borderlink.liaison.adapters.taxii import Account, Collection
from borderlink.liaison.commands.room import liaison
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.stix import ForeignClue, StixFile
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.queries.stix import foreign_clue_of
from borderlink.liaison.refusals.stix import (
    StixFileUnknown,
    StixNotOurClue,
    StixSettled,
    TaxiiNotReached,
    TaxiiNotSafe,
)
from borderlink.officers.actions.leaving import decide_release
from borderlink.officers.queries import Officer
from borderlink.officers.refusals import NotReleased
from tests.cases.scenes import opened
from tests.liaison import letter_scenes
from tests.liaison.gate_world import Desk, enter, person
from tests.liaison.letter_strategies import bodies
from tests.world import NOON, World, signed_in

TO, WHERE = "Regional exchange", "https://exchange.example.org/exchange/collections/7/"
CLUE = dict(letter_scenes.bodies()["clue"])
Objects = list[dict[str, Any]]


# ---- the form: no database ----


@settings(max_examples=60)
@given(bodies("clue"))
def test_every_field_of_any_clue_comes_back_equal(clue: dict[str, Any]) -> None:
    (found,) = stixreading.clues_in(stixreading.read_bundle(stix.bundle_of([clue])))

    assert found.clue == clue


def test_the_same_clues_make_the_same_bytes_in_whatever_order() -> None:
    other = CLUE | {"letter": letter_scenes.OPERATION}

    assert stix.bundle_of([CLUE, other]) == stix.bundle_of([other, CLUE])
    assert stix.bundle_of([CLUE]) != stix.bundle_of([CLUE | {"urgency": "URG-FLASH"}])


def test_numbers_have_the_ids_that_every_stix_program_gives_them() -> None:
    # from stix2 3.0.2: UserAccount(account_type="wechat", account_login="a é").id
    made = stix.observable("IDT-WECHAT", "a é")

    assert made is not None
    assert made["id"] == "user-account--93fd148b-ff28-5c8c-8c60-1ca5c2497b26"


def changed(kind: str, **parts: object) -> Callable[[Objects], None]:
    """Return a forger that changes the last object of a type."""

    def forge(objects: Objects) -> None:
        [one for one in objects if one["type"] == kind][-1].update(parts)

    return forge


def extended(kind: str, **parts: object) -> Callable[[Objects], None]:
    """Return a forger that changes what our extension says on the last object of a type."""

    def forge(objects: Objects) -> None:
        [one for one in objects if one["type"] == kind][-1]["extensions"][stix.EXTENSION].update(parts)

    return forge


def without(kind: str) -> Callable[[Objects], None]:
    return lambda objects: objects.remove(next(one for one in objects if one["type"] == kind))


def twice(objects: Objects) -> None:
    place = next(one for one in objects if one["type"] == "location")
    objects.append({**place, "country": "CN"})


FORGED: dict[str, tuple[Callable[[Objects], None], str]] = {
    "another place than the digits say": (changed("location", latitude=10.5), "stix.contradicts-itself"),
    "a field that no clue has": (changed("grouping", description="call me"), "stix.contradicts-itself"),
    "a marking taken off": (changed("note", object_marking_refs=[]), "stix.contradicts-itself"),
    "other words under the same id": (changed("note", content="nothing"), "stix.contradicts-itself"),
    "one id twice": (twice, "stix.contradicts-itself"),
    "a place left out": (without("location"), "stix.part-missing"),
    "a note left out": (without("note"), "stix.part-missing"),
    "no text where text is due": (changed("grouping", name=7), "stix.shape"),
    "a time of another form": (changed("grouping", created="yesterday"), "stix.shape"),
    "a newer extension": (extended("grouping", version=2), "stix.newer"),
    "nationality planted": (extended("identity", nationality="VN"), "letters.shape"),
    "facts that are none": (extended("grouping", facts=[]), "stix.shape"),
    "a fraction": (extended("grouping", urgency=1.5), "foundation.not-canonical"),
}  # fmt: skip


@pytest.mark.parametrize(("forge", "code"), FORGED.values(), ids=list(FORGED))
def test_a_forged_clue_is_refused_with_its_code(forge: Callable[[Objects], None], code: str) -> None:
    objects = copy.deepcopy(json.loads(stix.bundle_of([CLUE]))["objects"])
    forge(objects)

    (found,) = stixreading.clues_in(stixreading.checked_objects(objects))

    assert found.clue is None
    assert found.fault is not None
    assert found.fault.code == code


HOSTILE = {
    b"": "stix.not-a-bundle",
    b"\xff\xfe": "stix.not-a-bundle",
    b'{"type":"bundle","objects":[],"objects":[]}': "stix.not-a-bundle",
    b'{"type":"bundle","x":NaN}': "stix.not-a-bundle",
    b'{"type":"bundle","x":' + b"9" * 400 + b"}": "stix.not-a-bundle",
    b'{"type":"bundle","objects":[{"type":"note","id":"identity--1"}]}': "stix.not-a-bundle",
    b"[" * 100_000: "stix.not-a-bundle",
    b"[" * 40 + b"]" * 40: "stix.too-large",
    b'{"type":"bundle","objects":[]}': "stix.no-clue",
    b" " * ((16 << 20) + 1): "stix.too-large",
}


# ---- out and in, through the actions ----


@pytest.fixture
def desk(world: World) -> Desk:
    """Give two liaison officers, a commander, a partner."""
    return Desk(world)


def release(desk: Desk, letter: Letter) -> None:
    decide_release(
        way=WAY, subject=f"letter {letter.uuid}", recipient=TO, why="pilot", days=3650, by=desk.world.dalia,
        at=NOON,
    )  # fmt: skip


def export(desk: Desk, *letters: Letter, **more: Any) -> bytes:
    numbers = [str(letter.uuid) for letter in letters]
    told = {"to": TO, "why": "pilot", "by": desk.author, "at": NOON, **more}
    return export_clues(letters=numbers, **told).data


@pytest.mark.django_db
def test_a_clue_about_people_leaves_by_a_release_of_its_own_alone(desk: Desk) -> None:
    first, second = desk.draft(person()), desk.draft(person())
    release(desk, first)

    with pytest.raises(NotReleased):
        export(desk, first, second)
    data = export(desk, first)  # the refusal above used nothing up
    with pytest.raises(NotReleased):
        export(desk, first)

    (found,) = stixreading.clues_in(stixreading.read_bundle(data))
    assert found.clue == body_of(Letter.objects.get(pk=first.pk))
    assert StixFile.objects.get().other == TO


@pytest.mark.django_db
def test_only_clues_of_our_own_office_leave_and_only_when_they_could_be_sent(desk: Desk) -> None:
    clue = desk.draft()
    for outsider in (desk.world.chidi, desk.world.amina):
        with pytest.raises((NotFound, NotAllowed)):
            export(desk, clue, by=desk.world.reader(outsider))
    with pytest.raises(TaxiiNotSafe):
        export(desk, clue, collection="http://exchange.example.org/")
    Letter.objects.filter(pk=clue.pk).update(direction="in", state="validated")

    with pytest.raises(StixNotOurClue):
        export(desk, clue)


@pytest.mark.django_db
def test_who_of_the_case_is_named_is_noted_as_told(desk: Desk) -> None:
    number = opened(desk.world).number
    enter(desk, number)
    clue = desk.draft(person(), case=number)
    release(desk, clue)

    export(desk, clue)

    assert [(row.recipient, row.person.names.first().text) for row in Told.objects.all()] == [  # type: ignore[union-attr]
        (TO, "Quill Tanner")
    ]


def take(desk: Desk, data: bytes) -> tuple[int, int, dict[str, int]]:
    done = take_in_bundle(data=data, origin="exchange", by=desk.author, at=NOON)
    return done.new, done.again, done.refused


@pytest.mark.django_db
def test_what_comes_waits_for_an_officer_and_the_same_again_changes_nothing(desk: Desk) -> None:
    letters = Letter.objects.count()
    data = stix.bundle_of([CLUE])

    assert take(desk, data) == (1, 0, {})
    assert take(desk, data) == (0, 1, {})
    assert take(desk, stix.bundle_of([CLUE | {"urgency": "URG-FLASH"}])) == (0, 0, {"stix.number-taken": 1})
    ours = desk.draft()
    assert take(desk, stix.bundle_of([body_of(ours)])) == (0, 1, {})

    row = ForeignClue.objects.get(state="waiting")
    assert json.loads(row.body) == CLUE
    assert Letter.objects.count() == letters + 1  # the draft above alone


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "code"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_a_hostile_file_is_refused_with_its_code_and_kept_apart(desk: Desk, data: bytes, code: str) -> None:
    assert take(desk, data) == (0, 0, {code: 1})

    row = StixFile.objects.get()
    assert (row.code, bytes(row.evidence)) == (code, data[: 256 << 10])
    assert not ForeignClue.objects.exists()


@pytest.mark.django_db
def test_a_forged_clue_is_kept_apart_once_and_the_others_of_its_bundle_come_in(desk: Desk) -> None:
    other = CLUE | {"letter": letter_scenes.OPERATION}
    forged = json.loads(stix.bundle_of([CLUE]))["objects"]
    changed("location", latitude=10.5)(forged)
    objects = forged + json.loads(stix.bundle_of([other]))["objects"]
    data = json.dumps({"type": "bundle", "objects": objects}).encode()

    assert take(desk, data) == (1, 0, {"stix.contradicts-itself": 1})
    assert take(desk, data) == (0, 1, {"stix.contradicts-itself": 1})

    kept = ForeignClue.objects.get(state="refused")
    assert (kept.code, "10.5" in kept.body) == ("stix.contradicts-itself", True)


@pytest.mark.django_db
def test_an_officer_of_the_office_keeps_it_or_throws_its_words_away_once(desk: Desk) -> None:
    take(desk, stix.bundle_of([CLUE]))
    pk = ForeignClue.objects.get().pk
    say: dict[str, Any] = {"pk": pk, "why": "known already", "at": NOON}

    for outsider in (desk.world.chidi, desk.world.amina):
        with pytest.raises((NotFound, NotAllowed)):
            decide_foreign_clue(keep=True, by=desk.world.reader(outsider), **say)
    decide_foreign_clue(keep=False, by=desk.second, **say)
    with pytest.raises(StixSettled):
        decide_foreign_clue(keep=True, by=desk.author, **say)

    assert foreign_clue_of(desk.author, pk).body == ""
    assert take(desk, stix.bundle_of([CLUE])) == (0, 1, {})  # what was thrown away does not come again


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["UPDATE liaison_foreignclue SET body = 'x'", "DELETE FROM liaison_stixfile"]
)
def test_the_database_keeps_what_came_as_it_came(desk: Desk, change: str) -> None:
    take(desk, stix.bundle_of([CLUE]))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.django_db
def test_only_a_file_as_it_left_is_pushed_and_only_where_it_was_made_out_for(desk: Desk) -> None:
    clue = desk.draft()
    bare = export(desk, clue)
    with pytest.raises(StixFileUnknown):
        begin_push(data=bare, by=desk.author, at=NOON)
    data = export(desk, clue, collection=WHERE)

    assert begin_push(data=data, by=desk.author, at=NOON).collection == WHERE
    with pytest.raises(StixFileUnknown):
        begin_push(data=data + b" ", by=desk.author, at=NOON)


def test_a_collection_in_clear_is_no_collection() -> None:
    for url in ("http://exchange.example.org/c/", "ftp://x/", "https:///c", "exchange"):
        with pytest.raises(TaxiiNotSafe):
            Collection(url, Account())
    with pytest.raises(TaxiiNotReached):
        Collection("https://127.0.0.1:1/r/collections/7/", Account()).pull()


@pytest.mark.django_db
def test_the_commands_write_a_file_and_take_one_in(desk: Desk, tmp_path: Path) -> None:
    clue, badge = desk.draft(), desk.author.badge
    out = str(tmp_path / "clues.json")
    (tmp_path / "forged.json").write_bytes(b"{}")
    asked = ["stix", "export", str(clue.uuid), "--out", out, "--to", TO, "--why", "pilot", "--badge", badge]

    told = json.loads(CliRunner().invoke(liaison, [*asked, "--json"]).output)
    back = ["--from", "exchange", "--badge", badge, "--json"]
    again = CliRunner().invoke(liaison, ["stix", "import", out, *back])
    forged = CliRunner().invoke(liaison, ["stix", "import", str(tmp_path / "forged.json"), *back])

    assert told["clues"] == 1
    assert (again.exit_code, json.loads(again.stdout)["again"]) == (0, 1)
    assert (forged.exit_code, json.loads(forged.stdout)["refused"]) == (1, {"stix.not-a-bundle": 1})


@pytest.mark.django_db
def test_the_office_reads_a_clue_from_elsewhere_in_its_language_and_decides(desk: Desk) -> None:
    officer = Officer.objects.get(badge=desk.author.badge)
    client = signed_in(officer)
    take(desk, stix.bundle_of([CLUE]))
    take(desk, stix.bundle_of([CLUE | {"urgency": "URG-FLASH"}]))
    waiting, refused = (ForeignClue.objects.get(state=state).pk for state in ("waiting", "refused"))

    page = client.get(reverse("liaison:foreign_clues")).content.decode()
    clue = client.get(reverse("liaison:foreign_clue", args=[waiting])).content.decode()
    apart = client.get(reverse("liaison:foreign_clue", args=[refused])).content.decode()
    client.post(reverse("liaison:decide_foreign_clue", args=[waiting]), {"act": "keep", "why": "checked"})
    outside = signed_in(desk.world.chidi).get(reverse("liaison:foreign_clue", args=[waiting]))

    assert "但内容不同" in page
    assert "阮文甲" in clue
    assert "stix.number-taken" in apart
    assert ForeignClue.objects.get(pk=waiting).state == "kept"
    assert outside.status_code in {403, 404}
