"""Every act is one sentence in every language, from the facts that were signed."""

import json

import pytest

from borderlink.custody.domain.acts import act_of
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import ACT_SENTENCES, WORDS, said, tell, word
from borderlink.language.patterns import names_in, parse
from borderlink.language.sentences import sentences_of
from tests.custody_world import Desk, tea_case

LANGUAGES = ["zh-Hans", "vi", "en"]


def test_every_kind_has_its_sentence() -> None:
    assert set(ACT_SENTENCES) == {f"custody.act.{kind}" for kind in Kind}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_tea_case_is_told_without_a_code_of_ours(language: str) -> None:
    desk = Desk()
    tea_case(desk)

    acts = [act_of(json.loads(line.body)) for line in desk.lines]
    told = [said(act, language, "Asia/Shanghai") for act in acts]

    assert all(sentence and "{" not in sentence for sentence in told)
    assert not [sentence for sentence in told if "SUB-" in sentence or "_" in sentence]


def test_a_mass_is_told_in_grams_to_the_last_digit() -> None:
    desk = Desk()
    desk.seized("E-1", 7_981_230, division_mg=10)
    act = act_of(json.loads(desk.lines[-1].body))

    assert said(act, "en") == "AMINA and BRUNO weighed E-1 on balance B-1, net: 7,981.23 g."
    assert said(act, "vi") == "AMINA và BRUNO cân E-1 bằng cân B-1, khối lượng tịnh: 7.981,23 g."
    assert "净重7,981.23克" in said(act, "zh-Hans")


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert word("form", "crystal", "vi") == "dạng tinh thể"
    assert word("form", "vapour", "vi") == "vapour"
    assert word("nothing", "x", "en") == "x"


def test_every_fact_of_a_sentence_is_one_that_its_act_has() -> None:
    desk = Desk()
    tea_case(desk)
    for line in desk.lines:
        name, english, facts = tell(act_of(json.loads(line.body)))
        assert names_in(parse(english)) <= facts.keys(), name


def test_every_group_of_words_is_there_in_every_language() -> None:
    for language in ("zh-Hans", "vi"):
        known = sentences_of(language)
        assert all(f"custody.word.{group}.{code}" in known for group in WORDS for code in WORDS[group])
