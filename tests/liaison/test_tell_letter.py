"""Both sides read the same facts: every type of letter, composed in one language, is told in the others."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from borderlink.foundation import canonical
from borderlink.language import codes, numbers, places
from borderlink.language.languages import LANGUAGES, OWN_NAMES
from borderlink.liaison.domain import schemas, telling
from tests.liaison.letter_scenes import bodies as scenes
from tests.liaison.letter_strategies import bodies, leaves

ZONE = "Asia/Ho_Chi_Minh"
GOLDEN = Path(__file__).parent.parent / "golden" / "letters"
CODE = re.compile(r"[A-Z]+(-[A-Z0-9]+)+")
PREFIXES = {
    codes.codes(part["x-list"])[0].code.split("-")[0]
    for part in schemas.schema(schemas.COMMON)["$defs"].values()
    if "x-list" in part
} | {"MXP", "ASR", "AGR", "FCT", "NEW"}  # the gate's lists, and one of tomorrow
SHOWN: Mapping[str, Callable[[str, str], str]] = {
    "evidence_use": lambda code, language: codes.label(code, language, "evidence_use"),
    "country": places.country_name,
    "languages": lambda tag, _language: OWN_NAMES.get(tag, tag),
    "substance": codes.label,
    "form": lambda code, language: codes.label(code, language, "exhibit_form"),
}
MASSES = {"UNIT-G": 1, "UNIT-KG": 1000, "UNIT-T": 10**6}
FLAGS = {"actionable", "interim", "final", "ask_before_action", "exculpatory", "persons"}
# For programs: a letter tells what they say, and their digest.
ENTRIES = {"line", "keys", "note", "proof", "certificate", "roots", "pieces"}
SILENT = FLAGS | ENTRIES | {"type", "zone", "document", "salt"}  # the title names the type


def told(body: Mapping[str, Any], language: str) -> str:
    letter = telling.tell(body, language, ZONE)
    sentences = [sentence.text for sentence in letter.sentences]
    return "\n".join([letter.title, *sentences, *(note.text for note in letter.notes)])


def expected(path: tuple[str, ...], value: object, language: str) -> str:
    """Return what must stand in the text for one plain value of a body."""
    if isinstance(value, int):
        if path[-1] in {"at", "from", "until", "written_at"}:
            return numbers.datetime(datetime.fromtimestamp(value, UTC).astimezone(ZoneInfo(ZONE)), language)
        if path[-1] in {"net_mg", "mass_mg"}:
            return numbers.mass(Decimal(value) / 1000, language) if value or path[-1] == "mass_mg" else ""
        return str(value) if path[-1] == "version" else numbers.number(value, language)
    shown = SHOWN.get(path[-1], words)
    return shown(str(value), language)


def words(text: str, language: str) -> str:
    """Return a day in the language's form, the label of a code, any other text as it is."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return numbers.date(date.fromisoformat(text), language)
    prefix = text.split("-", maxsplit=1)[0]
    return codes.label(text, language) if CODE.fullmatch(text) and prefix in PREFIXES else text


def check_amounts(value: object, text: str, language: str) -> None:
    """Find each end of each quantity in the text: masses in their usual unit, the rest with their unit."""
    if isinstance(value, list):
        for part in value:
            check_amounts(part, text, language)
    if isinstance(value, dict):
        for part in value.values():
            check_amounts(part, text, language)
        if "unit" in value:
            for end in ("from", "to"):
                grams = MASSES.get(value["unit"])
                shown = (
                    numbers.mass(Decimal(value[end]) * grams, language)
                    if grams
                    else numbers.number(value[end], language, decimals=6)
                )
                assert shown in text
            assert grams or codes.label(value["unit"], language) in text


def check_facts(body: Mapping[str, Any], language: str) -> None:
    text = told(body, language)
    check_amounts(body, text, language)
    for path, value in leaves(dict(body)):
        silent = path[-1] in SILENT or "amount" in path or path in {("version",), ("notes", "language")}
        if value not in ("", None) and not silent:
            assert expected(path, value, language) in text, (path, value, language)


@pytest.mark.parametrize("kind", schemas.KINDS)
@given(data=st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_letter_of_any_type_is_told_in_four_languages_with_all_its_facts(
    kind: str, data: st.DataObject
) -> None:
    body = data.draw(bodies(kind))

    checked = schemas.check(canonical.to_bytes(body))

    assert checked.kind == kind
    for language in LANGUAGES:
        check_facts(checked.value, language)


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_a_letter_written_in_one_language_says_the_same_in_the_others(kind: str) -> None:
    body = scenes()[kind]

    for language in LANGUAGES:
        check_facts(body, language)
        notes = telling.tell(body, language, ZONE).notes
        assert bool(notes) == (kind not in {"cd_go", "cd_stop", "cd_status"})  # orders hold no free words
        for note in notes:
            assert (note.text, note.language) == ("货车司机常于夜间经小路过境。", "zh-Hans")
            assert note.untranslated == (language != "zh-Hans")


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_a_letter_of_each_type_reads_as_it_always_did(kind: str) -> None:
    """To change the words on purpose: `python -m tests.liaison.letter_golden`, and read what it wrote."""
    golden = json.loads((GOLDEN / f"{kind}-1.json").read_text(encoding="utf-8"))

    assert schemas.check(canonical.to_bytes(golden["body"])).value == golden["body"]
    for language, lines in golden["told"].items():
        letter = telling.tell(golden["body"], language, ZONE)
        assert [letter.title, *(sentence.text for sentence in letter.sentences)] == lines


def test_each_yes_and_no_of_a_letter_is_heard_in_every_language() -> None:
    for kind, body in scenes().items():
        for path, value in leaves(dict(body)):
            if path[-1] in FLAGS:
                turned = json.loads(json.dumps(body))
                place = turned
                for name in path[:-1]:
                    place = place[name]
                place[path[-1]] = 1 - value
                for language in LANGUAGES:
                    assert told(turned, language) != told(body, language), (kind, path, language)


def test_a_code_of_a_newer_list_is_told_as_one() -> None:
    body = json.loads(json.dumps(scenes()["clue"]))
    body["facts"]["drugs"][0]["substance"] = "SUB-XYLAZINE"

    assert schemas.check_value(body).kind == "clue"
    assert "code SUB-XYLAZINE (newer list)" in told(body, "en")
    assert "代码SUB-XYLAZINE（较新版代码表）" in told(body, "zh-Hans")
    assert "mã SUB-XYLAZINE (danh mục mới hơn)" in told(body, "vi")


def test_a_time_is_told_on_both_clocks_where_they_differ() -> None:
    body = scenes()["clue"]
    chinese = telling.tell(body, "zh-Hans", "Asia/Shanghai").sections()["LSC-WHEN"]
    vietnamese = telling.tell(body, "vi", "Asia/Ho_Chi_Minh").sections()["LSC-WHEN"]

    assert chinese == ("过境时间：2026年11月24日 22:00 UTC+8至2026年11月25日 06:00 UTC+8。",)
    assert "từ 21:00 24/11/2026 UTC+7 (theo giờ ghi trong công văn: 22:00 24/11/2026 UTC+8)" in vietnamese[0]


def test_a_border_place_is_told_by_its_name_on_either_side() -> None:
    where = {
        language: telling.tell(scenes()["clue"], language, ZONE).sections()["LSC-WHERE"][0]
        for language in LANGUAGES
    }

    assert "芒街 (Móng Cái)" in where["vi"]
    assert "芒街 (Mong Cai)" in where["en"]
    assert "，芒街，" in where["zh-Hans"]


def test_whoever_wrote_a_wrong_check_digit_is_told_so() -> None:
    body = json.loads(json.dumps(scenes()["clue"]))
    body["facts"]["traces"] = [{"kind": "IDT-CONTAINER", "value": "CSQU3054384"}]

    assert "(check digit wrong)" in told(body, "en")
