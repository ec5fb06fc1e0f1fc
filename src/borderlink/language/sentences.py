"""Whole sentences made where they are read: a pattern's name and its facts in, a reader's words out.

The patterns are a subset of ICU MessageFormat, parsed once: ``{name}``, ``{n, plural, =0 {no parcel}
one {# parcel} other {# parcels}}``, ``{x, select, a {..} other {..}}`` and the kinds ``number``, ``percent``,
``mass``, ``money``, ``date``, ``datetime``, ``duration``, ``label``, ``country`` and ``list``. An apostrophe
before a brace quotes it; two are one. English patterns stand in the code beside what they describe, or in
``data/sentences/en``; the other languages under the same name in ``data/sentences``. What is stored and sent
is the name and the facts, never the sentence.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from borderlink.foundation.refusals import Refusal
from borderlink.language.languages import SOURCE
from borderlink.language.patterns import Reading, SentenceFault, names_in, parse, render

__all__ = ["Said", "SentenceFault", "pattern_of", "say", "say_refusal", "sentence_files", "sentences_of"]

_FOLDER: Final = files("borderlink.language") / "data" / "sentences"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A refusal in one reader's words, with the code and facts that programs read."""

    code: str
    sentence: str
    advice: str
    facts: Mapping[str, object]


@cache
def sentences_of(language: str) -> Mapping[str, str]:
    """Return every pattern of a language by name."""
    return {
        name: pattern for patterns in sentence_files(language).values() for name, pattern in patterns.items()
    }


def sentence_files(language: str) -> dict[str, dict[str, str]]:
    """Return the patterns of each file of a language, by the file's name and the pattern's."""
    folder = _FOLDER / language
    paths = sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else []
    texts = {path.name: path.read_text(encoding="utf-8") for path in paths if path.name.endswith(".toml")}
    return {name: tomllib.loads(text) for name, text in texts.items()}


def say(
    name: str,
    language: str,
    facts: Mapping[str, object],
    *,
    english: str | None = None,
    zone: str | None = None,
) -> str:
    """Return the sentence ``name`` over ``facts`` in a language.

    ``english`` is the source pattern; without it the one of ``data/sentences/en`` is taken. A language that
    has no such pattern, or one that names other facts (a rule of the user's own under a known name), is
    answered in English. Times are shown in ``zone``, or each in its own. A fact that is missing or of another
    kind raises ``SentenceFault``.
    """
    pattern, spoken = pattern_of(name, language, english)
    return render(parse(pattern), Reading(spoken, facts, zone))


def pattern_of(name: str, language: str, english: str | None = None) -> tuple[str, str]:
    """Return the pattern to use for ``name`` and the language that it is in."""
    source = english if english is not None else sentences_of(SOURCE).get(name)
    if source is None:
        raise SentenceFault(f"No English pattern is named {name}.")
    translated = None if language == SOURCE else sentences_of(language).get(name)
    if translated is None or not names_in(parse(translated)) <= names_in(parse(source)):
        return source, SOURCE
    return translated, language


def say_refusal(refusal: Refusal, language: str, zone: str | None = None) -> Said:
    """Return a refusal's sentence and advice in a language."""
    code, facts = refusal.code, refusal.facts
    return Said(
        code=code,
        sentence=say(f"{code}.says", language, facts, english=refusal.says, zone=zone),
        advice=say(f"{code}.advice", language, facts, english=refusal.advice, zone=zone),
        facts=facts,
    )
