"""What a piece of material says is kept as facts and told in each reader's language."""

import pytest

from borderlink.dossiers.domain import material
from borderlink.dossiers.domain.material import told_material
from borderlink.dossiers.domain.openings import Facts, Item, disclosure_to_bytes, read_disclosure
from borderlink.dossiers.domain.verdict import Fault
from borderlink.language.languages import LANGUAGES

FACTS: dict[str, Facts] = {
    material.ANALYSIS: {
        "laboratory": "GZ-LAB", "result": "identified", "substance": "SUB-METH-ICE", "purity_ppm": 812_000,
        "pure_mg": 650, "consumed_mg": 200, "remaining_mg": 800, "method": "GC-MS",
    },
    material.DISCREPANCY: {"weighing": 12, "residual_mg": 6_500},
    material.EXPLANATION: {"weighing": 12, "cause": "drying", "loss_mg": 0},
    material.ALARM: {
        "alarm": "drift-balance", "about": "B-1", "raised_on": "2026-03-09", "settled_on": "",
        "is_settled": "no",
    },
    material.WARNING: {"warning": "mass-implausible", "mass_mg": 7_981_000_000, "expected_mg": 9_000_000},
    material.REFERRAL: {"rules": ["typology-tea", "fields-missing"], "versions": ["rules a6f5", "seed 5bca"]},
    material.DECISION: {"stage": "first-instance", "outcome": "CRT-CONVICTED", "decided_on": "2028-01-08"},
    material.DIARY: {"written_on": "2026-03-09"},
    material.APPROVAL: {"approval": "APR-SEARCH", "asked_on": "2026-03-09"},
    material.FORM: {"form": "cn-weighing"},
    material.TEST: {"substance": "SUB-METH-ICE", "test": "TST-RAMAN", "result": "PRE-POSITIVE"},
    material.TEST_AGAINST: {"substance": "SUB-HEROIN", "test": "", "result": "PRE-NEGATIVE"},
    material.EVENT: {"happened_on": "2026-03-09"},
    material.TASK: {"given_on": "2026-03-09"},
    "field": {"entry": 3, "field": "witness_name"},
}  # fmt: skip


@pytest.mark.parametrize("kind", FACTS)
@pytest.mark.parametrize("language", ["zh-Hans", "vi", "en"])
def test_facts_are_told_without_a_code_of_the_machine(kind: str, language: str) -> None:
    told = told_material(kind, FACTS[kind], "", language)

    codes = [
        "SUB-",
        "TST-",
        "PRE-",
        "CRT-",
        "APR-",
        "_mg",
        "ppm",
        "drift-",
        "cn-weighing",
        "witness_name",
        "typology-",
        "2026-",
    ]
    assert told
    assert not [code for code in codes if code in told]


def test_each_language_has_words_of_its_own() -> None:
    for kind, facts in FACTS.items():
        told = {told_material(kind, facts, "", language) for language in LANGUAGES if language != "zh-Hant"}

        assert len(told) == 3, kind


def test_figures_are_written_as_the_reader_writes_them() -> None:
    facts = FACTS[material.ANALYSIS]

    assert "81.2%" in told_material(material.ANALYSIS, facts, "", "en")
    assert "81,2" in told_material(material.ANALYSIS, facts, "", "vi")
    assert "8 Jan 2028" in told_material(material.DECISION, FACTS[material.DECISION], "", "en")
    assert "2028年1月8日" in told_material(material.DECISION, FACTS[material.DECISION], "", "zh-Hans")


def test_what_a_person_wrote_stays_as_it_was_written() -> None:
    assert told_material(material.FILE, {}, "货单照片", "en") == "货单照片"


def test_a_kind_that_this_node_does_not_know_is_told_by_its_facts() -> None:
    assert told_material("DSC-NEWER", {"count": 3}, "", "vi") == "count: 3"


def test_facts_come_back_as_they_were_written() -> None:
    items = tuple(Item(kind=kind, reference="1", facts=facts) for kind, facts in FACTS.items())

    assert read_disclosure(disclosure_to_bytes(items)) == items


@pytest.mark.parametrize("facts", ["{}", "[]", '{"a":true}', '{"a":[1]}', '{"a":{"b":"c"}}', '{"a":null}'])
def test_facts_of_another_form_are_refused(facts: str) -> None:
    line = disclosure_to_bytes([Item(kind="DSC-ALARM", reference="1")]).decode()
    data = line.replace('{"ground"', f'{{"facts":{facts},"ground"').encode()

    with pytest.raises(Fault):
        read_disclosure(data)
