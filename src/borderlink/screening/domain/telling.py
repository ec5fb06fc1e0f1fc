"""Why a parcel was referred, in the reader's words: made from the rule's name and the facts, never stored."""

from collections.abc import Mapping

from borderlink.language import sentences
from borderlink.screening.domain.arm import RULE as CHANCE
from borderlink.screening.domain.rules.rulebook import say_reason

CHOSEN = "chosen-by-officer"
ENGLISH = {
    CHANCE: "Drawn by chance, as any parcel may be: it measures what screening misses.",
    CHOSEN: "Chosen by officer {officer}: {why}",
}


def tell_reason(reason: Mapping[str, object], language: str) -> str:
    """Return one stored reason (rule, weight, facts) as a sentence in a language.

    A reason whose facts were dropped with the parcel is named by its rule alone.
    """
    rule, facts = str(reason["rule"]), reason["facts"]
    if not isinstance(facts, Mapping):
        return rule
    try:
        if rule in ENGLISH:
            return sentences.say(f"rule.{rule}", language, facts, english=ENGLISH[rule])
        return say_reason(rule, facts, language)
    except sentences.SentenceFault:  # the facts were dropped with the parcel
        return rule.replace("-", " ")
