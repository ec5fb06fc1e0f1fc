"""Whether every code and every sentence is there in every language, with the same facts."""

from collections import Counter
from collections.abc import Iterator, Mapping

from borderlink.language import codes
from borderlink.language.languages import LANGUAGES, SOURCE
from borderlink.language.patterns import SentenceFault, kinds_in, parse
from borderlink.language.sentences import sentence_files, sentences_of

# Short codes that stand in two lists: who looks one up names its list, else the first list answers.
SHARED_ALIASES = frozenset(
    {"at-large", "bag", "case", "checkpoint", "closed", "contents", "court", "hand-over", "held"}
    | {"device", "document", "found"}
    | {"inconclusive", "laboratory", "line", "name"}
    | {"officer", "split", "substitute", "unknown"}
    | {"asked", "clue", "done", "dropped", "letter", "opened", "refused"}
    | {"partner", "proposed"}
)


def faults() -> list[str]:
    """Return one line for each thing that is missing or differs; none when all is well."""
    return [*code_faults(), *language_faults()]


def code_faults() -> Iterator[str]:
    """Yield labels that are missing and codes or aliases that stand for two things."""
    rows = [row for name in codes.list_names() for row in codes.codes(name)]
    for row in rows:
        yield from (
            f"{row.code}: no label in {name}" for name, words in row.labels.items() if not words.strip()
        )
    used = Counter(code for row in rows for code in (row.code, *row.aliases))
    for code, times in used.items():
        if times > 1 and code not in SHARED_ALIASES:
            yield f"{code}: stands for {times} things"


def language_faults() -> Iterator[str]:
    """Yield sentences that a translated language lacks or repeats, or says with other facts."""
    translated = [language for language in LANGUAGES if language != SOURCE]
    names = {name for language in translated for name in sentences_of(language)}
    model = sentences_of(translated[0])
    for language in translated:
        yield from _repeated(language)
        for name in sorted(names):
            yield from _sentence_faults(name, language, model.get(name))


def _repeated(language: str) -> Iterator[str]:
    used = Counter(name for patterns in sentence_files(language).values() for name in patterns)
    yield from (f"{language} {name}: stands in {times} files" for name, times in used.items() if times > 1)


def source_faults(english: Mapping[str, str]) -> Iterator[str]:
    """Yield what differs from the English patterns given by name: missing, idle, or with other facts."""
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        for name in sorted(english):
            yield from _sentence_faults(name, language, english[name])
        for name in sorted(sentences_of(language).keys() - english.keys()):
            yield f"{language} {name}: there is no such English sentence"


def _shown(pattern: str) -> frozenset[tuple[str, str]]:
    """Return the facts of a pattern and what they are shown as; a plural is a number with its words."""
    return frozenset(
        (name, "number" if kind == "plural" else kind) for name, kind in kinds_in(parse(pattern))
    )


def _sentence_faults(name: str, language: str, model: str | None) -> Iterator[str]:
    words = sentences_of(language).get(name, "")
    if not words.strip():
        yield f"{language} {name}: missing"
        return
    try:
        said, meant = _shown(words), _shown(model or words)
    except SentenceFault as wrong:
        yield f"{language} {name}: {wrong}"
        return
    if said != meant:
        yield f"{language} {name}: names {sorted(said)} where the source names {sorted(meant)}"
