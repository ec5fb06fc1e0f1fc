"""What happened, told: each act as one sentence by name, English pattern and facts, said where it is read.

The patterns and the words of codes stand in ``language/data/sentences/<language>/custody-acts.toml``.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.schema import Kind
from borderlink.foundation.canonical import Value
from borderlink.language import sentences

_ENGLISH: Final = sentences.sentences_of("en")
ACT_SENTENCES: Final[Mapping[str, str]] = {
    name: pattern for name, pattern in _ENGLISH.items() if name.startswith("custody.act.")
}
_WORD: Final = "custody.word.{}.{}"


def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, words in _ENGLISH.items():
        if name.startswith("custody.word."):
            group, code = name.removeprefix("custody.word.").split(".")
            found.setdefault(group, {})[code] = words
    return found


# The words of codes by group (item, form, unseal_reason ...): what a closed form allows, and the usual codes
# where any code is allowed.
WORDS: Final[Mapping[str, Mapping[str, str]]] = _words()


def word(group: str, code: str, language: str) -> str:
    """Return a code of an act in words; one that has none is shown as it is."""
    if code not in WORDS.get(group, {}):
        return code
    return sentences.say(_WORD.format(group, code), language, {})


def tell(act: Act) -> tuple[str, str, Mapping[str, object]]:
    """Return the name, the English pattern and the facts of the sentence that tells an act.

    Facts: the act's own, masses in grams (``mass_g``), times as moments, shares as parts of one, ``by`` the
    signers' badges, ``exhibit``, and how many seals and members it names. Say them with ``sentences.say``.
    """
    facts: dict[str, object] = {"exhibit": act.exhibit, "by": [signer.badge for signer in act.signers]}
    for name, value in act.facts.items():
        facts |= _fact(name, value)
    facts["seal_count"] = len(act.codes("seals")) if "seals" in act.facts else 0
    facts["member_count"] = len(act.codes("members")) if "members" in act.facts else 0
    if act.kind is Kind.ANALYSE:
        facts["purity_given"] = "yes" if act.number("purity_ppm") else "no"
    name = f"custody.act.{act.kind.value}"
    return name, ACT_SENTENCES[name], facts


def said(act: Act, language: str, zone: str | None = None) -> str:
    """Return the sentence that tells an act, in a language, times in ``zone`` (else in UTC)."""
    name, english, facts = tell(act)
    return sentences.say(name, language, facts, english=english, zone=zone)


def _fact(name: str, value: Value) -> dict[str, object]:
    """Return a fact of an act as a sentence takes it; an empty code becomes a dash, or a code for none."""
    if isinstance(value, int) and name.endswith("_mg"):
        return {name.removesuffix("mg") + "g": Decimal(value) / 1000}
    if isinstance(value, int) and name.endswith("_ppm"):
        return {name.removesuffix("_ppm"): Decimal(value) / 1_000_000}
    if isinstance(value, int) and name.endswith(("_at", "_until")):
        return {name: datetime.fromtimestamp(value, UTC)}
    if value == "":
        return {name: {"substance": "SUB-UNKNOWN", "form": "none"}.get(name, "–")}
    return {name: value}
