"""A letter is in the form of its type or refused: strangers, forbidden inputs, what no schema can say."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from borderlink.foundation import canonical
from borderlink.language import codes
from borderlink.liaison.domain import schemas, terms
from borderlink.liaison.domain.assurance import Status
from borderlink.liaison.refusals.letters import LetterShapeWrong, LetterTypeUnknown, LetterVersionNewer
from tests.liaison.letter_scenes import bodies as scenes

FORBIDDEN = (
    "nationality", "citizenship", "ethnicity", "ethnic_group", "race", "religion", "faith", "birthplace",
    "origin", "native_place", "hukou", "language", "skin", "sex", "photo", "political_views",
)  # fmt: skip

ORIGINS = re.compile(
    r"\b(?:nationality|citizenship|ethnic\w*|race|religio\w*|faith|birthplace|origin|native|hukou|skin)\b"
)


def scene(kind: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(scenes()[kind]))
    return body


def refused(body: dict[str, Any]) -> LetterShapeWrong:
    with pytest.raises(LetterShapeWrong) as refusal:
        schemas.check(canonical.to_bytes(body))
    return refusal.value


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_object_of_a_form_is_closed(kind: str) -> None:
    def open_ones(value: object) -> list[object]:
        if isinstance(value, list):
            return [found for part in value for found in open_ones(part)]
        if not isinstance(value, dict):
            return []
        own = [value] if "properties" in value and value.get("additionalProperties") is not False else []
        return own + [found for part in value.values() for found in open_ones(part)]

    assert open_ones(dict(schemas.schema(kind))) == []
    assert open_ones(dict(schemas.schema(schemas.COMMON))) == []


@pytest.mark.parametrize("field", FORBIDDEN)
def test_who_a_person_is_by_origin_has_no_place_in_a_letter(field: str) -> None:
    person, whole = scene("clue"), scene("clue")
    person["facts"]["people"][0][field] = "Kinh"
    whole["facts"][field] = "Kinh"

    assert refused(person).facts == {"path": "/facts/people/0", "rule": "additionalProperties"}
    assert refused(whole).facts == {"path": "/facts", "rule": "additionalProperties"}
    assert f'"{field}"' not in json.dumps(schemas.schema(schemas.COMMON)["$defs"]["person"])


def test_no_form_and_no_code_of_a_letter_tells_of_anyones_origin() -> None:
    def fields(value: object) -> set[str]:
        if isinstance(value, list):
            return {name for part in value for name in fields(part)}
        if not isinstance(value, dict):
            return set()
        own = set(value.get("properties", {}))
        return own | {name for part in value.values() for name in fields(part)}

    forms = [dict(schemas.schema(name)) for name in (*schemas.KINDS, schemas.COMMON)]
    lists = {part["x-list"] for part in forms[-1]["$defs"].values() if "x-list" in part}
    words = " ".join(row.labels["en"].lower() for name in lists for row in codes.codes(name))

    assert fields(forms) & set(FORBIDDEN) == {"language"}  # the language of a note, not of a person
    assert ORIGINS.findall(words) == []


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_a_letter_that_lacks_a_part_or_has_a_stranger_is_refused(kind: str) -> None:
    body = scene(kind)

    for name in body.keys() - {"type", "version"}:
        lacking = {other: value for other, value in body.items() if other != name}
        assert refused(lacking).facts == {"path": f"/{name}", "rule": "required"}
    values: tuple[object, ...] = (None, 1, "x", [], {})
    for value in values:
        assert refused(body | {"origin": value}).facts == {"path": "/", "rule": "additionalProperties"}


def test_an_unknown_type_and_a_newer_version_each_have_their_name() -> None:
    with pytest.raises(LetterTypeUnknown):
        schemas.check(canonical.to_bytes(scene("clue") | {"type": "treaty"}))
    with pytest.raises(LetterVersionNewer) as newer:
        schemas.check(canonical.to_bytes(scene("clue") | {"version": 2}))
    assert newer.value.facts == {"kind": "clue", "version": 2, "known": 1}
    assert refused(scene("clue") | {"version": 0}).facts["path"] == "/version"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"type": "clue"}', b'{"b":1,"a":2}', b"\xff", b"null"])
def test_bytes_that_are_no_canonical_object_are_refused(body: bytes) -> None:
    with pytest.raises(LetterShapeWrong):
        schemas.check(body)


def _turned_window(facts: dict[str, Any]) -> None:
    facts["windows"][0]["until"] = facts["windows"][0]["from"]


def _turned_amount(facts: dict[str, Any]) -> None:
    facts["drugs"][0]["amount"]["to"] = "1"


def _off_the_globe(facts: dict[str, Any]) -> None:
    facts["places"][0]["lat"] = "95"


def _half_a_point(facts: dict[str, Any]) -> None:
    del facts["places"][0]["lon"]


def _one_name_for_two(facts: dict[str, Any]) -> None:
    facts["people"].append(dict(facts["people"][0]))


def _held_back(facts: dict[str, Any]) -> None:
    facts["held_back"] = [{"part": "CPT-WHO", "why": "HBK-SOURCE"}]


@pytest.mark.parametrize(
    ("damage", "path", "rule"),
    [
        (_turned_window, "/facts/windows/0", "ends-before-it-begins"),
        (_turned_amount, "/facts/drugs/0/amount", "ends-before-it-begins"),
        (_off_the_globe, "/facts/places/0", "off-the-globe"),
        (_half_a_point, "/facts/places/0", "off-the-globe"),
        (_one_name_for_two, "/facts/people", "one-name-twice"),
        (_held_back, "/facts", "told-though-held-back"),
    ],
)
def test_what_no_schema_can_say_is_refused(
    damage: Callable[[dict[str, Any]], None], path: str, rule: str
) -> None:
    body = scene("clue")
    damage(body["facts"])

    assert refused(body).facts == {"path": path, "rule": rule}


def test_the_answer_of_a_deconfliction_names_nobody() -> None:
    body = scene("deconfliction")
    body["facts"]["traces"] = [{"kind": "IDT-PHONE", "value": "+84 900 000 123"}]

    assert refused(body).facts["rule"] == "tells-more-than-a-hit"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("expires", "2026-02-31"),
        ("scheme", "europol"),
        ("evidence_use", "perhaps"),
        ("ask_before_action", True),
    ],
)
def test_a_handling_that_means_nothing_is_refused(name: str, value: object) -> None:
    body = scene("clue")
    body["handling"][name] = value

    assert str(refused(body).facts["path"]).startswith("/handling")


def test_a_note_ends_at_a_thousand_characters() -> None:
    body = scene("clue")
    body["notes"][0]["text"] = "线" * 1000
    assert schemas.check(canonical.to_bytes(body)).kind == "clue"

    body["notes"][0]["text"] += "索"
    assert refused(body).facts == {"path": "/notes/0/text", "rule": "maxLength"}


def test_every_list_that_a_form_names_is_there_and_keeps_its_prefix() -> None:
    named = {
        part["x-list"]: part.get("pattern")
        for part in schemas.schema(schemas.COMMON)["$defs"].values()
        if "x-list" in part
    }

    for name, pattern in named.items():
        prefix = str(pattern).removeprefix("^").split("-")[0]
        assert {row.code.split("-")[0] for row in codes.codes(name)} == {prefix}


def test_the_gate_and_the_forms_know_the_same_types_and_standings() -> None:
    assert set(terms.KINDS) == set(schemas.KINDS)
    assert {row.code for row in codes.codes("person_status")} == {status.value for status in Status}
    assert {alias for row in codes.codes("letter_type") for alias in row.aliases} == set(schemas.KINDS)
