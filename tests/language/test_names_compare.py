"""Two names compared across scripts: the score, the reason, and what is refused."""

import unicodedata
from random import Random
from time import process_time

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.foundation.refusals import Refusal
from borderlink.language.commands import language
from borderlink.language.names.explaining import compare, sentence
from borderlink.language.names.scoring import LIKELY, POSSIBLE, score, score_names
from borderlink.language.refusals import NameEmpty, NameTooLong, NameUnreadable

HUNG = "Nguyễn Văn Hùng"
SAME = [
    (HUNG, "阮文雄"),
    (HUNG, "Ruan Wenxiong"),
    ("Nguyen Van Hung", "阮文雄"),
    ("Nguyeenx Vawn Hufng", "阮文雄"),
    ("Nguye64n Va8n Hu2ng", "阮文雄"),
    ("Nguyá»…n VÄƒn HÃ¹ng", "阮文雄"),
    ("NguyÔn V¨n Hïng", "阮文雄"),
    ("Nguyeãn Vaên Huøng", "阮文雄"),
    ("TrÇn ThÞ H\u00adêng", "陈氏红"),
    ("Traàn Ñöùc Löông", "陈德良"),
    ("王伦业", "Wang Lunye"),
    ("王伦业", "Vương Luân Nghiệp"),
    ("陈大文", "Chan Tai Man"),
    ("陈伟明", "TAN Wee Beng"),
    ("蔡惠英", "Tsai Hui-ying"),
    ("黃發財", "黄发财"),
    ("Huỳnh Phúc", "黄福"),
    ("Võ Thị Hoà", "Vũ Thị Hòa"),
    ("吕绿", "Lyu Lü"),
    ("Xi'an Wang", "王西安"),
    ("ruanwenxiong", "阮文雄"),
]
DIFFERENT = [
    (HUNG, "阮文兴"),
    (HUNG, "Nguyễn Văn Hưng"),
    (HUNG, "Trần Văn Hùng"),
    ("张伟", "章伟"),
    ("王伦业", "Wang Lunda"),
    ("阮文饶", "Nguyễn Văn Giàu"),  # a reading that no source has is not guessed
    ("陈大文", "Chan Siu Man"),
]
NAMES = [name for pair in (*SAME, *DIFFERENT) for name in pair]
WORDS = st.sampled_from([word for name in NAMES for word in name.split()])
WRITTEN = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_name_in_two_writings_is_possibly_the_same(a: str, b: str) -> None:
    assert score(a, b) >= POSSIBLE


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_names_that_differ_in_one_syllable_are_not_the_same(a: str, b: str) -> None:
    assert score(a, b) < POSSIBLE


def test_what_the_writing_lost_costs_more_the_more_was_lost() -> None:
    exact, bare, typed = (score(a, "阮文雄") for a in (HUNG, "Nguyen Van Hung", "Nguyeenx Vawn Hufng"))

    assert exact == 1 > typed > bare > LIKELY


def test_a_middle_name_left_out_costs_less_than_a_given_name() -> None:
    assert score(HUNG, "阮雄") > score(HUNG, "阮文")


@settings(max_examples=25, deadline=None)
@given(WRITTEN, WRITTEN)
def test_a_score_is_symmetric_and_the_same_in_either_normal_form(a: str, b: str) -> None:
    apart = unicodedata.normalize("NFD", a), unicodedata.normalize("NFD", b)

    assert score(a, b) == score(b, a) == score(*apart)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(WRITTEN, WRITTEN), min_size=2, max_size=12), st.randoms())
def test_a_score_is_the_same_alone_and_among_others_in_any_order(
    pairs: list[tuple[str, str]], random: Random
) -> None:
    alone = {pair: score(*pair) for pair in pairs}
    random.shuffle(pairs)
    together = score_names([a for a, _ in pairs], [b for _, b in pairs]).score.tolist()

    assert together == [alone[pair] for pair in pairs]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_scored_or_refused(text: str) -> None:
    try:
        found = score(text, "阮文雄")
    except Refusal:
        return
    assert 0 <= found <= 1


@pytest.mark.parametrize(
    "text", ["\u202e阮文\u200b雄😀", "ＮＧＵＹＥＮ Van Hung", "阮文雄 (Nguyễn Văn Hùng)"]
)
def test_marks_that_are_not_seen_and_signs_make_no_difference(text: str) -> None:
    assert score(text, "阮文雄") > LIKELY


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", NameEmpty), ("😀", NameEmpty), ("a" * 10_000, NameTooLong), ("an " * 30, NameTooLong),
     ("ｱｲｳ", NameUnreadable),
     ("Иван", NameUnreadable), ("\ue000文", NameUnreadable)],
)  # fmt: skip
def test_what_is_no_name_is_refused(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        score(text, "阮文雄")


@pytest.mark.parametrize(
    "text",
    ["文", "a", "阮 van 文hung雄", "\U00020bb7野家", "阮\u2066文\u2069雄\ufeff", "N\u200cguyen", "١٢٣ 文",
     "a" * 120, "阮" * 10, "a'b'c'd'e'f", "--- 文 ---", "\u0301\u0301阮", "🇻🇳 阮文雄",
     "Ngu\u00adyen Van Hung", "ＡＢＣ\u3000文"],
)  # fmt: skip
def test_odd_text_has_a_score_or_a_refusal_in_bulk_as_alone(text: str) -> None:
    together = score_names([text, "阮文雄"], ["阮文雄", text]).score.tolist()

    try:
        alone = score(text, "阮文雄")
    except Refusal:
        assert together[0] != together[0]
    else:
        assert together == [alone, alone]
        assert 0 <= alone <= 1


def test_a_name_of_ten_thousand_characters_is_refused_in_no_time() -> None:
    started = process_time()

    for part in ("a", "阮", "an ", "xian", "\u0301", "\u200b"):
        with pytest.raises(NameTooLong):
            score(part * 10_000, "阮文雄")

    assert process_time() - started < 1


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("en", "雄 is read Hùng in Han-Viet. The same name is not yet the same person"),
        ("zh-Hans", "雄的汉越音为Hùng。同名未必是同一人"),
        ("vi", "雄 đọc là Hùng theo âm Hán Việt. Cùng tên chưa phải là cùng người"),
    ],
)
def test_the_reason_is_told_in_the_readers_language(shown: str, reason: str) -> None:
    assert reason in sentence(compare("阮文雄", HUNG), shown)


def test_the_character_that_bridges_two_spellings_is_named() -> None:
    bridged = [part.facts["han"] for part in compare(HUNG, "Ruan Wenxiong").parts]

    assert bridged == ["阮", "文", "雄"]


def test_how_many_bear_a_name_is_told_only_of_characters() -> None:
    assert compare("阮文雄", "阮文雄").common == "many"
    assert compare("池曦", "池曦").common == "few"
    assert compare("Nguyen", "Ruan").common == "unknown"


def test_the_command_says_why_and_refuses_with_words() -> None:
    told = CliRunner().invoke(language, ["names", "compare", "阮文雄", HUNG, "--language", "vi", "--json"])

    assert '"verdict": "likely"' in told.output
    assert isinstance(CliRunner().invoke(language, ["names", "compare", "", "a"]).exception, NameEmpty)
