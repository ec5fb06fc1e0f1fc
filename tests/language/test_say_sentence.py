from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation.refusals import NotFound
from borderlink.language.languages import LANGUAGES
from borderlink.language.patterns import Argument, SentenceFault, names_in, parse
from borderlink.language.sentences import say, say_refusal

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PARCELS = "{n, plural, =0 {no parcel} one {# parcel} other {# parcels}}"

plain_text = st.text(st.characters(exclude_characters="{}#'", exclude_categories=["Cs"]), max_size=40)
fact_names = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)


def test_text_without_facts_is_said_as_it_stands() -> None:
    assert say("x", "en", {}, english="It isn't open: # 1.") == "It isn't open: # 1."


def test_a_fact_stands_where_the_pattern_names_it() -> None:
    assert say("x", "en", {"waybill": "LK1"}, english="Parcel {waybill}.") == "Parcel LK1."


@pytest.mark.parametrize(
    ("n", "said"), [(0, "no parcel"), (1, "1 parcel"), (2, "2 parcels"), (1200, "1,200 parcels")]
)
def test_a_plural_takes_the_form_of_its_number(n: int, said: str) -> None:
    assert say("x", "en", {"n": n}, english=PARCELS) == said


def test_a_branch_can_hold_other_facts_and_choices() -> None:
    english = (
        "{n, plural, one {{name} sent it} other {{who, select, shop {A shop} other {{name}}} sent # of them}}"
    )

    assert say("x", "en", {"n": 3, "who": "shop", "name": "Lan"}, english=english) == "A shop sent 3 of them"
    assert say("x", "en", {"n": 1, "who": "shop", "name": "Lan"}, english=english) == "Lan sent it"


def test_a_select_without_a_branch_takes_the_other_one() -> None:
    assert say("x", "en", {"x": "z"}, english="{x, select, a {A} other {B}}") == "B"


def test_an_apostrophe_quotes_braces_only() -> None:
    assert say("x", "en", {"a": 1}, english="it's '{a}' and ''{a}'' {a}") == "it's {a} and '1' 1"


def test_every_kind_is_shown_in_the_reader_s_form() -> None:
    facts: dict[str, object] = {
        "g": 7981, "value": Decimal("1234.5"), "currency": "AUD", "at": NOON, "on": "2026-11-22",
        "share": 0.305, "code": "SUB-HEROIN", "items": ["a", "b"], "seconds": 90,
    }  # fmt: skip
    english = (
        "{g, mass}; {value, money, CNY}; {value, money, currency}; {at, datetime}; {on, date}; "
        "{share, percent}; {code, label}; {items, list}; {value, number}; {seconds, duration}"
    )

    assert say("x", "en", facts, english=english, zone="Asia/Shanghai") == (
        "7,981 g; CNY 1,234.50; AUD 1,234.50; 22 Nov 2026, 20:00; 22 Nov 2026; 30.5%; "
        "Heroin; a and b; 1,234.5; 1 min 30 s"
    )


def test_facts_without_a_kind_are_shown_by_their_type() -> None:
    facts = {"line": 12345, "at": NOON, "on": date(2026, 11, 22), "x": 1234.5, "names": ("a", "b", "c")}

    assert say("x", "en", facts, english="{line} {at} {on} {x} {names}") == (
        "12345 22 Nov 2026, 12:00 UTC 22 Nov 2026 1,234.5 a, b and c"
    )


@pytest.mark.parametrize(
    ("pattern", "facts"),
    [
        ("{a}", {}),
        ("{a}", {"a": None}),
        ("{a}", {"a": True}),
        ("{a, mass}", {"a": "heavy"}),
        ("{a, number}", {"a": float("nan")}),
        ("{a, date}", {"a": "22/11/2026"}),
        ("{a, datetime}", {"a": "2026-11-22T12:00:00"}),
        ("{a, list}", {"a": "text"}),
        ("{a, money, currency}", {"a": 1}),
        ("{a, plural, one {#} other {#}}", {"a": "many"}),
    ],
)
def test_a_missing_fact_or_one_of_another_kind_is_a_fault(pattern: str, facts: dict[str, object]) -> None:
    with pytest.raises(SentenceFault):
        say("x", "en", facts, english=pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "{", "}", "{}", "{a", "{a,}", "{a b}", "{a, colour}", "{a, mass, x y}", "{a, plural}",
        "{a, select, b {B}}",
        "{a, plural, one #}", "{a, plural, other {}", "{a, select, other {{}}",
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_read_is_a_fault_that_shows_it(pattern: str) -> None:
    with pytest.raises(SentenceFault) as fault:
        parse(pattern)

    assert repr(pattern) in str(fault.value)


@given(st.lists(st.one_of(plain_text, fact_names.map(Argument)), max_size=8))
def test_what_is_written_down_is_what_is_read(parts: list[str | Argument]) -> None:
    pattern = "".join(part if isinstance(part, str) else "{" + part.name + "}" for part in parts)
    facts = {part.name: part.name.upper() for part in parts if isinstance(part, Argument)}

    said = say("x", "en", facts, english=pattern)

    assert said == "".join(part if isinstance(part, str) else part.name.upper() for part in parts)
    assert names_in(parse(pattern)) == facts.keys()


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_a_fault(pattern: str) -> None:
    try:
        parse(pattern)
    except SentenceFault:
        assert "{" in pattern or "}" in pattern


@given(st.text(max_size=60))
def test_a_fact_is_never_read_as_a_pattern(value: str) -> None:
    assert say("x", "en", {"a": value}, english="<{a}>") == f"<{value}>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_said_in_every_language_with_its_facts(language: str) -> None:
    said = say_refusal(NotFound(thing="parcel", name="LK123456789CN"), language)

    assert "LK123456789CN" in said.sentence
    assert said.code == "foundation.not-found"
    assert said.facts == {"thing": "parcel", "name": "LK123456789CN"}
    assert said.advice


def test_no_two_languages_say_a_refusal_alike() -> None:
    refusal = NotFound(thing="parcel", name="LK1")

    assert len({say_refusal(refusal, language).sentence for language in LANGUAGES}) == len(LANGUAGES)


def test_a_sentence_that_no_language_has_is_said_in_english() -> None:
    assert say("rule.of-my-own", "vi", {"n": 2}, english=PARCELS) == "2 parcels"


def test_a_rule_of_the_user_s_own_under_a_known_name_is_not_said_with_other_facts() -> None:
    said = say("foundation.not-found.says", "vi", {"weight_g": 40}, english="Only {weight_g, mass}.")

    assert said == "Only 40 g."


def test_a_name_without_an_english_pattern_is_a_fault() -> None:
    with pytest.raises(SentenceFault):
        say("nowhere.at-all", "vi", {})
