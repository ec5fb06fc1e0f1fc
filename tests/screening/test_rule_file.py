"""A rule file says what it looks for, in which drug case, approved by whom, until when; or it is refused."""

from datetime import date
from pathlib import Path

import pytest

from borderlink.foundation.refusals import Refusal
from borderlink.screening.adapters.rulebook import read_rulebook, shipped_rulebook
from borderlink.screening.domain.rules.rulebook import say_reason
from borderlink.screening.refusals.rules import (
    ApproverIsAuthor,
    ExpiryTooFar,
    ForbiddenInput,
    NoDrugCase,
    PlaceTooWide,
    RuleNotUnderstood,
)
from tests.screening.parcels import ON, honest, parcel, reasons, scores, screened

SEEDS = '{ column = "contents", contains = ["lotus seeds", "莲子"] }'
WHEN = f'{SEEDS}, {{ column = "weight_g", between = [1500, 3000] }}'
SAID = {
    "name": '"lotus-seeds"', "weight": "0.6",
    "reason": '"Lotus seeds of {weight_g, mass}, as seized in Sydney."',
    "facts": '["weight_g"]', "when": f"[{WHEN}]", "seizure": '"AU-ABF-2026-0193"', "author": '"Amina Li"',
    "approver": '"Bruno Chen"', "approved_on": "2026-11-01", "expires_on": "2027-01-20",
}  # fmt: skip


def write(folder: Path, head: str = "", **said: str) -> Path:
    """Write a file of one rule; a key said to be empty is left out."""
    lines = "\n".join(f"{key} = {value}" for key, value in {**SAID, **said}.items() if value)
    path = folder / "rules.toml"
    path.write_text(f'format = "borderlink-rules/1"\n{head}\n[[rule]]\n{lines}\n', encoding="utf-8")
    return path


def test_an_agencys_own_rule_refers_and_says_its_reason_and_case(tmp_path: Path) -> None:
    rules = read_rulebook(write(tmp_path))

    found = screened([parcel("A1", contents="干莲子 2kg", weight_g=2100), *honest(5)], rules=rules)

    facts = reasons(found, "A1")["lotus-seeds"]
    assert (
        say_reason("lotus-seeds", facts, "en")
        == "Lotus seeds of 2,100 g, as seized in Sydney. (rule of AU-ABF-2026-0193)"
    )
    assert scores(found) == {"A1": 0.6}


@pytest.mark.parametrize(
    "condition",
    [
        '{ column = "contents", contains = ["seeds"] }',
        '{ column = "contents", is = "LOTUS Seeds" }',
        '{ column = "contents", starts_with = "lotus" }',
        '{ column = "hs6", one_of = ["121299", "120999"] }',
        '{ column = "weight_g", at_least = 2000 }',
        '{ column = "weight_g", above = 1999, below = 2001 }',
        '{ column = "weight_g", at_most = 2000 }',
        '{ column = "like_parcels", missing = true }',
        '{ column = "same_address", is = false }',
        '{ not = { column = "contents", contains = ["tea"] } }',
        '{ any = [ { column = "pieces", above = 100 }, { column = "direction", is = "export" } ] }',
        '{ all = [ { column = "pieces", below = 100 }, { column = "receiver_country", is = "AU" } ] }',
    ],
)
def test_every_comparison_of_the_language_holds(tmp_path: Path, condition: str) -> None:
    rules = read_rulebook(write(tmp_path, when=f'[{condition}, {{ column = "weight_g", above = 1 }}]'))
    row = parcel(
        "A1", contents="Lotus seeds", hs6="121299", weight_g=2000, direction="export", receiver_country="AU"
    )

    assert "lotus-seeds" in reasons(screened([row, *honest(3)], rules=rules), "A1")


def test_a_word_is_found_as_a_word(tmp_path: Path) -> None:
    rules = read_rulebook(write(tmp_path, when='[{ column = "contents", contains = ["tea"] }]'))

    found = screened([parcel("A1", contents="steak knives", weight_g=300)], rules=rules)

    assert "lotus-seeds" not in reasons(found, "A1")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"seizure": ""}, NoDrugCase),
        ({"seizure": '"because"'}, NoDrugCase),
        ({"approver": '"amina  LI"'}, ApproverIsAuthor),
        ({"approver": ""}, ApproverIsAuthor),
        ({"author": ""}, ApproverIsAuthor),
        ({"expires_on": "2027-01-31"}, ExpiryTooFar),
        ({"expires_on": "2026-10-31"}, ExpiryTooFar),
        ({"expires_on": ""}, RuleNotUnderstood),
        ({"approved_on": ""}, RuleNotUnderstood),
        ({"weight": "1.0"}, RuleNotUnderstood),
        ({"weight": "true"}, RuleNotUnderstood),
        ({"name": '"typology-tea"'}, RuleNotUnderstood),
        ({"name": '"Not A Name"'}, RuleNotUnderstood),
        ({"reason": '"Seeds of {pieces}."'}, RuleNotUnderstood),
        ({"reason": '"Seeds of {weight_g."'}, RuleNotUnderstood),
        ({"when": "[]"}, RuleNotUnderstood),
        ({"when": ""}, RuleNotUnderstood),
        ({"when": '[{ column = "weight_g", contains = ["x"] }]'}, RuleNotUnderstood),
        ({"when": '[{ column = "weight_g", at_least = "many" }]'}, RuleNotUnderstood),
        ({"when": '[{ column = "weight_g" }]'}, RuleNotUnderstood),
        ({"when": '["weight_g > 3"]'}, RuleNotUnderstood),
        ({"group": '"goods-country"'}, RuleNotUnderstood),
        ({"else": '"x"'}, RuleNotUnderstood),
        ({"when": '[{ column = "receiver_country", is = "AU" }]'}, PlaceTooWide),
        ({"when": '[{ column = "sender_phone_shape", is = "missing" }]'}, PlaceTooWide),
    ],
)
def test_a_rule_without_its_warrant_or_sense_is_refused(
    tmp_path: Path, said: dict[str, str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        read_rulebook(write(tmp_path, **said))


PUBLICATION = '[{ column = "contents", contains = ["Harbour Times newspaper"] }]'
FAITH = '[{ column = "contents", contains = ["prayer books", "经书"] }]'
VILLAGE = '[{ column = "receiver_address", contains = ["水口村"] }]'
LEAFLET = '{ column = "contents", contains = ["传单"] }'
HIDDEN = f'[{{ not = {{ any = [ {{ column = "weight_g", above = 9 }}, {LEAFLET} ] }} }}]'
PERSON = '[{ column = "nationality", is = "X" }]'


@pytest.mark.parametrize("when", [PUBLICATION, FAITH, VILLAGE, HIDDEN, PERSON])
def test_a_rule_about_a_publication_a_faith_a_village_or_a_people_is_refused(
    tmp_path: Path, when: str
) -> None:
    with pytest.raises(ForbiddenInput):
        read_rulebook(write(tmp_path, when=when))


@pytest.mark.parametrize(
    "head",
    [
        "[weights]\nnationality = 0.4", '[weights]\n"dân tộc" = 0.4', "[groups]\nreligion = true",
        "[features]\nx = 1",
        "[ethnicity]\nx = 1",
    ],
)  # fmt: skip
def test_a_weight_or_feature_that_names_what_is_forbidden_is_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises((ForbiddenInput, RuleNotUnderstood)) as refused:
        read_rulebook(write(tmp_path, head))

    assert isinstance(refused.value, ForbiddenInput) or "features" in head


def test_a_rule_is_not_applied_once_its_time_is_over(tmp_path: Path) -> None:
    rules = read_rulebook(write(tmp_path, approved_on="2026-08-01", expires_on="2026-10-20"))

    found = screened([parcel("A1", contents="lotus seeds", weight_g=2100, hs6=None)], rules=rules)

    assert found.referrals.is_empty()
    assert found.rules_expired == ("lotus-seeds",)


def test_a_rule_is_in_force_until_the_day_it_expires(tmp_path: Path) -> None:
    (rule,) = [rule for rule in read_rulebook(write(tmp_path)).rules if rule.name == "lotus-seeds"]

    assert [rule.applies(day) for day in (date(2026, 10, 31), date(2026, 11, 1), date(2027, 1, 19),
    date(2027, 1, 20))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_typology_of_a_file_weighs_only_beside_a_signal(tmp_path: Path) -> None:
    rules = read_rulebook(write(tmp_path, group='"typology"'))

    assert (
        scores(screened([parcel("A1", contents="lotus seeds", weight_g=2100, hs6=None)], rules=rules)) == {}
    )


def test_a_shipped_rule_can_be_weighed_anew_or_left_out(tmp_path: Path) -> None:
    rows = [parcel("A1", contents="gift"), *honest(3)]

    heavier = screened(rows, rules=read_rulebook(write(tmp_path, "[weights]\ncontents-vague = 0.5")))
    without = screened(rows, rules=read_rulebook(write(tmp_path, "[weights]\ncontents-vague = 0")))

    assert scores(heavier) == {"A1": 0.5}
    assert scores(without) == {}


def test_a_weight_for_a_rule_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleNotUnderstood):
        read_rulebook(write(tmp_path, "[weights]\nsomething = 0.5"))


def test_the_country_of_goods_weighs_when_its_group_is_switched_on(tmp_path: Path) -> None:
    rules = read_rulebook(write(tmp_path, "[groups]\ngoods-country = true"))

    found = screened(honest(2, goods_country="VN", sender_country="CN"), rules=rules)

    assert reasons(found, "HON00000").keys() == {"goods-from-elsewhere"}


def test_a_rule_file_changes_the_version_that_every_summary_names(tmp_path: Path) -> None:
    assert read_rulebook(write(tmp_path)).version != shipped_rulebook().version
    assert read_rulebook().in_force(ON) == shipped_rulebook().in_force(ON)


@pytest.mark.parametrize(
    "text", [b"", b"format = 1", b"\xff\xfe", b"rule = [", b'format = "borderlink-rules/1"\nrule = 3']
)
def test_a_file_that_is_no_rule_file_is_refused(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(text)

    with pytest.raises(RuleNotUnderstood):
        read_rulebook(path)


def test_conditions_cannot_nest_without_end(tmp_path: Path) -> None:
    deep = '{ column = "weight_g", above = 1 }'
    for _ in range(9):
        deep = f"{{ not = {deep} }}"

    with pytest.raises(RuleNotUnderstood):
        read_rulebook(write(tmp_path, when=f"[{deep}]"))
