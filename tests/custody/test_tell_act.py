"""Every act is one sentence in every language, from the facts that were signed."""

import json

import pytest

from borderlink.custody.domain.acts import act_of
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import ACT_SENTENCES, said, tell
from borderlink.language.patterns import names_in, parse
from tests.custody_world import Desk, tea_case

LANGUAGES = ["zh-Hans", "vi", "en"]


def test_every_kind_has_its_sentence() -> None:
    assert set(ACT_SENTENCES) == {f"entry.{kind}" for kind in Kind}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_tea_case_is_told_without_a_code_of_ours(language: str) -> None:
    desk = Desk()
    tea_case(desk)

    acts = [act_of(json.loads(line.body)) for line in desk.lines]
    told = [said(act, language, zone="Asia/Shanghai") for act in acts]

    assert all(sentence and "{" not in sentence for sentence in told)
    assert not [sentence for sentence in told if "SUB-" in sentence or "_" in sentence]


def test_a_mass_is_told_in_grams_to_the_last_digit() -> None:
    desk = Desk()
    desk.seized("E-1", 7_981_230, division_mg=10)
    act = act_of(json.loads(desk.lines[-1].body))

    assert "7,981.23 g" in said(act, "en")
    assert "7.981,23 g" in said(act, "vi")
    assert "7,981.23克" in said(act, "zh-Hans")


def test_every_fact_of_a_sentence_is_one_that_its_act_has() -> None:
    desk = Desk()
    tea_case(desk)
    for line in desk.lines:
        name, english, facts = tell(act_of(json.loads(line.body)))
        assert names_in(parse(english)) <= facts.keys(), name
