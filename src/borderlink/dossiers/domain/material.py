"""The kinds of material in a case, and each piece in the reader's words: facts in, a sentence out."""

from collections.abc import Mapping, Sequence
from typing import Final

from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import grams, tell_act
from borderlink.language.languages import SOURCE
from borderlink.language.sentences import say, sentences_of

FILE: Final = "DSC-DOCUMENT"
FORM: Final = "DSC-FORM"
ANALYSIS: Final = "DSC-ANALYSIS"
EXAMINATION: Final = "DSC-EXAMINATION"
CONTRADICTORY: Final = "DSC-CONTRADICTORY"
DISCREPANCY: Final = "DSC-DISCREPANCY"
EXPLANATION: Final = "DSC-EXPLANATION"
ALARM: Final = "DSC-ALARM"
WARNING: Final = "DSC-WARNING"
REFERRAL: Final = "DSC-REFERRAL"
DECISION: Final = "DSC-DECISION"
DIARY: Final = "DSC-DIARY"
APPROVAL: Final = "DSC-APPROVAL"
TEST: Final = "DSC-TEST"
TEST_AGAINST: Final = "DSC-TESTAGAINST"
EVENT: Final = "DSC-EVENT"
TASK: Final = "DSC-TASK"
LETTER: Final = "DSC-LETTER"
THIRD_PARTY: Final = "DSC-THIRDPARTY"  # may not be named: what it is, and whose, is not told
# What an event says is told as the event is.
_EVENTS: Final = {
    ANALYSIS: Kind.ANALYSE, CONTRADICTORY: Kind.ANALYSE, DISCREPANCY: Kind.DISCREPANCY,
    EXPLANATION: Kind.EXPLAIN, EXAMINATION: Kind.EXAMINE,
}  # fmt: skip

Facts = Mapping[str, str | int | Sequence[str]]


def told_material(kind: str, facts: Facts, text: str, language: str) -> str:
    """Return what a piece of material says: its facts as a sentence, or the words that somebody wrote."""
    if not facts:
        return text
    if kind in _EVENTS:
        return tell_act(_EVENTS[kind].value, facts, language)
    name = f"paper.form.{facts['form']}" if kind == FORM else f"material.{kind}"
    if name not in sentences_of(SOURCE):  # of a node that knows other kinds
        return "; ".join(f"{fact}: {value}" for fact, value in facts.items())
    return say(name, language, {**facts, **_in_grams(facts)})


def _in_grams(facts: Facts) -> dict[str, object]:
    return {
        f"{name.removesuffix('_mg')}_g": grams(value)
        for name, value in facts.items()
        if name.endswith("_mg") and isinstance(value, int)
    }
