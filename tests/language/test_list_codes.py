import json
import re

import pytest
from click.testing import CliRunner

from borderlink.language import codes
from borderlink.language.commands import language as command
from borderlink.language.completeness import code_faults
from borderlink.language.languages import LANGUAGES
from borderlink.language.refusals import ListUnknown
from borderlink.screening.domain.outcome import Outcome
from borderlink.screening.domain.rules.catalogue import SHIPPED
from borderlink.screening.domain.rules.forbidden import _MORE
from borderlink.screening.domain.schema import FORBIDDEN, MORE, PARCEL
from borderlink.screening.domain.telling import ENGLISH
from tools.catalogues import PACKAGE

CONCEALMENTS = [f"C{number:02}" for number in [*range(1, 21), 99]]
DETECTIONS = [f"D{number}" for number in range(1, 15)]


def test_every_code_has_a_label_in_every_language_and_stands_for_one_thing() -> None:
    assert list(code_faults()) == []


@pytest.mark.parametrize("short", CONCEALMENTS)
def test_a_short_code_of_concealment_is_an_alias_of_a_canonical_one(short: str) -> None:
    found = codes.find(short)

    assert found is not None
    assert found.list_name == "concealment"
    assert found.code.startswith("CON-")


@pytest.mark.parametrize("short", DETECTIONS)
def test_a_short_code_of_detection_is_an_alias_of_a_canonical_one(short: str) -> None:
    found = codes.find(short)

    assert found is not None
    assert found.code.startswith("DET-")


def test_clues_openings_and_courts_have_three_lists_of_outcomes() -> None:
    lists = {
        name: {row.code for row in codes.codes(name)}
        for name in ("clue_outcome", "opening_result", "court_outcome")
    }

    assert "outcome" not in codes.list_names()
    assert not set.intersection(*lists.values())
    assert [row.aliases for row in codes.codes("opening_result")] == [(outcome.value,) for outcome in Outcome]


def test_every_column_of_a_parcel_has_a_label() -> None:
    aliases = {alias for row in codes.codes("column") for alias in row.aliases}

    assert aliases == PARCEL.keys() | MORE.keys() - {"lines"}  # which stand in a table of their own


def test_an_alias_of_two_lists_is_told_apart_by_its_list() -> None:
    assert codes.label("unknown", "en", "belt_answer") != codes.label("unknown", "en", "column_not_read")


def test_a_code_of_a_newer_list_is_shown_and_not_dropped() -> None:
    assert codes.label("SUB-NEW", "en") == "code SUB-NEW (newer list)"
    assert all("SUB-NEW" in codes.label("SUB-NEW", language) for language in LANGUAGES)


def test_the_command_shows_one_list_in_every_language() -> None:
    shown = CliRunner().invoke(command, ["codes", "direction"])

    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[0] == "DIR-EXPORT\t出境\t出境\tXuất khẩu\tExport"


def test_the_command_writes_one_json_line() -> None:
    shown = CliRunner().invoke(command, ["codes", "direction", "--language", "vi", "--json"])

    assert len(shown.stdout.splitlines()) == 1
    assert json.loads(shown.stdout)[0] == {"code": "DIR-EXPORT", "labels": {"vi": "Xuất khẩu"}}


def test_without_a_list_the_command_counts_them_all() -> None:
    shown = CliRunner().invoke(command, ["codes", "--json"])

    assert json.loads(shown.stdout).keys() == set(codes.list_names())


def test_a_list_that_does_not_exist_is_refused_with_those_that_do() -> None:
    refused = CliRunner().invoke(command, ["codes", "nope"])

    assert isinstance(refused.exception, ListUnknown)
    assert "direction" in refused.exception.facts["lists"]  # type: ignore[operator]


def test_the_command_finds_nothing_missing() -> None:
    shown = CliRunner().invoke(command, ["check"])

    assert shown.output.strip() == "Every code and sentence is there in every language."
    assert shown.exit_code == 0


def test_every_shipped_rule_has_a_short_name() -> None:
    named = {alias for row in codes.codes("rule") for alias in row.aliases}

    assert named == {rule.name for rule in SHIPPED} | ENGLISH.keys()


@pytest.mark.parametrize("module", ["domain/faults", "domain/table", "adapters/records", "adapters/decoding"])
def test_every_reason_of_quarantine_has_a_sentence(module: str) -> None:
    source = (PACKAGE / "screening" / f"{module}.py").read_text()
    reasons = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source)) - {"day-first", "month-first", "utf-"}

    assert reasons
    assert {reason for reason in reasons if codes.find(reason, "quarantine_reason") is None} == set()


def test_every_group_of_forbidden_words_has_a_label() -> None:
    groups = {*FORBIDDEN, *_MORE, "column outside the closed set"}

    assert groups == {alias for row in codes.codes("forbidden_input") for alias in row.aliases}
