"""No rule sees what screening must never know, however it is written, renamed or nested."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.screening.adapters.rulebook import shipped_rulebook
from borderlink.screening.domain.rules.catalogue import SHIPPED
from borderlink.screening.domain.rules.forbidden import forbidden_word
from borderlink.screening.domain.rules.inputs import INPUTS
from borderlink.screening.domain.rules.rule import Rule
from borderlink.screening.domain.schema import FORBIDDEN
from borderlink.screening.domain.screen import screen_parcels
from borderlink.screening.refusals.rules import ForbiddenInput
from tests.screening.parcels import NOTHING, ON, TEA, frame, honest, linked, scores, screened, tea

HEAVY = pl.col("weight_g") > 5000


def rule(
    when: pl.Expr = HEAVY, name: str = "heavy", says: str = "Heavy.", facts: tuple[str, ...] = ()
) -> Rule:
    return Rule(name=name, weight=0.2, when=when, facts=facts, says=says, source="a test")


@pytest.mark.parametrize("word", [word for words in FORBIDDEN.values() for word in words])
def test_every_forbidden_word_is_found_in_a_rule(word: str) -> None:
    with pytest.raises(ForbiddenInput):
        rule(says=f"Heavy, and {word}.")


@pytest.mark.parametrize(
    "text",
    [
        "receiver_nationality",
        "receiverNationality",
        "RECEIVER NATIONALITY",
        "ｎａｔｉｏｎａｌｉｔｙ",
        "natiοnality",
        "n\u200bationality",
        "receivernationalitycode",
        "民 族",
        "收件人民族",
        "Dân tộc",
        "dan_toc",
        "tôn giáo",
        "圣经",
        "a village",
        "水口村",
        "tạp chí",
        "《时代》",
        "Bibles",
        "传单",
        "báo chí",
        "护照",
    ],
)
def test_a_forbidden_word_cannot_hide(text: str) -> None:
    assert forbidden_word(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "xà phòng",
        "trái cây tươi",
        "package",
        "khoai lang",
        "notebook",
        "green tea",
        "塑料花盆",
        "steak",
        "teenager set",
    ],
)
def test_goods_are_not_taken_for_persons(text: str) -> None:
    assert forbidden_word(text) is None


@pytest.mark.parametrize(
    "when",
    [
        pl.col("nationality") == "X",
        pl.col("receiver_name").str.starts_with("A"),
        pl.col("receiver_address").str.contains("Elm"),
        pl.col("weight_g").alias("ethnicity") > 3,
        pl.struct(pl.col("weight_g").alias("religion")).struct.field("religion") > 3,
        pl.col("contents").is_in(["民族", "x"]),
        pl.col("contents").is_in(pl.Series(["a very long description of a birthplace", "x"]).implode()),
        pl.col("contents").str.contains("(?i)mother tongue"),
        pl.all() > 3,
        pl.col("^weight.*$") > 3,
        pl.nth(3) > 3,
        pl.col("contents").map_elements(bool, return_dtype=pl.Boolean),
        pl.when(pl.col("sex") == "f").then(pl.lit(value=True)),
        HEAVY.over("religion"),
    ],
)
def test_an_expression_cannot_reach_outside_the_closed_set(when: pl.Expr) -> None:
    with pytest.raises(ForbiddenInput):
        rule(when=when)


def test_a_rule_cannot_show_what_it_may_not_see() -> None:
    with pytest.raises(ForbiddenInput):
        rule(facts=("receiver_name",))


def test_an_honest_rule_is_allowed() -> None:
    assert rule(when=HEAVY & pl.col("contents").str.contains("tea"), facts=("weight_g",)).weight == 0.2


def test_no_name_phone_or_address_is_an_input() -> None:
    assert not {column for column in INPUTS if column.startswith(("sender_", "receiver_"))} - {
        "sender_country",
        "receiver_country",
        "sender_phone_shape",
        "receiver_phone_shape",
        "sender_address_shape",
        "receiver_address_shape",
        "receiver_parcels",
    }


def test_shipped_rules_use_the_closed_set_alone() -> None:
    for one in SHIPPED:
        assert {*one.when.meta.root_names(), *one.facts} <= INPUTS.keys()


@settings(max_examples=8, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(["汉", "壮", "京", "Han", "Kinh", "Tày", "X", ""]), min_size=64, max_size=64
    )
)
def test_a_planted_column_about_a_person_changes_no_score(words: list[str]) -> None:
    rows = [*honest(60), *tea()]
    planted = [
        {**row, "nationality": word, "ethnicity": word, "sex": word}
        for row, word in zip(rows, words, strict=True)
    ]

    assert scores(screened(planted, TEA)) == scores(screened(rows, TEA))


def test_a_planted_column_in_the_frame_itself_changes_no_score() -> None:
    parcels = frame([*honest(60), *tea()])
    planted = parcels.with_columns(nationality=pl.lit("X"), receiver_ethnicity=pl.col("waybill"))
    linkage = linked(parcels, TEA)

    one, other = (
        screen_parcels(rows, linkage=linkage, rules=shipped_rulebook(), watch=NOTHING, share=1.0, on=ON)
        for rows in (parcels, planted)
    )

    assert one.referrals.equals(other.referrals)


def test_a_persons_name_changes_no_score() -> None:
    rows = [*honest(60), *tea()]
    renamed = [
        {**row, "receiver_name": f"Nguyễn Văn {row['waybill']}", "sender_name": f"王{row['sender_name']}"}
        for row in rows
    ]

    assert scores(screened(renamed, TEA)) == scores(screened(rows, TEA))


def test_the_country_of_goods_is_off_unless_switched_on() -> None:
    rows = honest(10, goods_country="VN", sender_country="CN")

    assert scores(screened(rows)) == {}
