"""Nothing that people read is missing in a language."""

import pytest

from borderlink.foundation.refusals import every_refusal
from borderlink.language.completeness import language_faults, source_faults
from borderlink.language.patterns import kinds_in, parse
from borderlink.language.sentences import sentences_of
from borderlink.node.demo.commands import OPEN, STOP
from borderlink.node.demo.story import STEPS
from borderlink.screening.domain import telling
from borderlink.screening.domain.rules.catalogue import OWN, SHIPPED
from tools import catalogues, hant
from tools.reference import import_refusals
from tools.visible_text import untranslated, untranslated_in


def english_sentences() -> dict[str, str]:
    """Return every English pattern by name: of refusals, of rules, of files of their own."""
    import_refusals()
    ours = [refusal for refusal in every_refusal() if refusal.__module__.startswith("borderlink.")]
    said = {
        f"{refusal.code}.{part}": getattr(refusal, part) for refusal in ours for part in ("says", "advice")
    }
    rules = {f"rule.{rule.name}": rule.says for rule in SHIPPED} | {"rule.own": OWN}
    reasons = {f"rule.{name}": says for name, says in telling.ENGLISH.items()}
    steps = {"demo.open": OPEN, "demo.stop": STOP, **{name: says for name, says, _ in STEPS}}
    return {**sentences_of("en"), **said, **rules, **reasons, **steps}


def test_every_refusal_and_rule_is_said_in_every_language_with_the_same_facts() -> None:
    assert list(source_faults(english_sentences())) == []


def test_every_language_has_the_same_sentences() -> None:
    assert list(language_faults()) == []


def test_every_english_sentence_can_be_read() -> None:
    for pattern in english_sentences().values():
        assert kinds_in(parse(pattern)) is not None


def test_no_two_refusals_share_a_code() -> None:
    import_refusals()
    codes = [refusal.code for refusal in every_refusal() if refusal.__module__.startswith("borderlink.")]

    assert sorted(codes) == sorted(set(codes))


def test_every_catalogue_is_complete() -> None:
    assert catalogues.faults() == []


def test_every_catalogue_is_what_the_tool_would_write() -> None:
    assert catalogues.stale_catalogues() == []


def test_everything_in_traditional_characters_is_what_the_tool_would_write() -> None:
    pytest.importorskip("opencc")

    assert hant.stale_files() == []


def test_no_template_says_anything_outside_a_translate_tag() -> None:
    assert untranslated_in(catalogues.PACKAGE) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Words</p>",
        "<p>{{ n }} parcels</p>",
        '<input placeholder="Waybill">',
        '<img alt="A picture">',
        "{% if x %}yes{% endif %}",
        '<button aria-label="Close {{ x }}"></button>',
        '<code>LK</code> and <b translate="no">GO</b>',
    ],
)
def test_words_outside_a_tag_are_found(template: str) -> None:
    assert list(untranslated(template))


@pytest.mark.parametrize(
    "template",
    [
        '<p title="{% translate "Words" %}">{% translate "Words" %} – {{ n }} · 12</p>',
        "{% blocktranslate trimmed count n=n %}one{% plural %}<b>many</b>{% endblocktranslate %}",
        "{# a note #}{% comment %}words{% endcomment %}<script>let a = 'words';</script>",
        '<kbd>j</kbd> <code>LK1</code> <p translate="no">N <b>S</b> T<br>O</p> Borderlink',
        "<!-- a comment --> &nbsp; →",
    ],
)
def test_what_a_tag_translates_is_not_found(template: str) -> None:
    assert list(untranslated(template)) == []
