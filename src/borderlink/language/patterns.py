"""The grammar of sentences: ICU MessageFormat patterns parsed into parts, and parts rendered over facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NoReturn

from borderlink.language import kinds
from borderlink.language.kinds import Reading, SentenceFault
from borderlink.language.languages import locale_of

__all__ = [
    "Argument",
    "Choice",
    "Count",
    "Reading",
    "SentenceFault",
    "kinds_in",
    "names_in",
    "parse",
    "render",
]

_CHOICES: Final = frozenset({"plural", "select"})


@dataclass(frozen=True, slots=True)
class Argument:
    """One fact: its name, the kind that shapes it (empty: as it is) and the kind's style."""

    name: str
    kind: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """The ``#`` of a plural: the number that chose the branch."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A plural or a select: one branch of several, chosen by a fact."""

    name: str
    kind: str
    branches: Mapping[str, "Pattern"] = field(hash=False)


Pattern = tuple[str | Argument | Choice | Count, ...]


@cache
def parse(text: str) -> Pattern:
    """Return the parts of a pattern; one that cannot be read raises ``SentenceFault``, which names it."""
    reader = _Reader(text)
    pattern = reader.message(in_plural=False)
    if reader.at < len(text):
        reader.fault("a brace closes what was never opened")
    return pattern


def names_in(pattern: Pattern) -> frozenset[str]:
    """Return the names of every fact a pattern may use."""
    return frozenset(name for name, _ in kinds_in(pattern))


def kinds_in(pattern: Pattern) -> frozenset[tuple[str, str]]:
    """Return every fact a pattern may use, each with the kind it is shown as (a style is part of it)."""
    return frozenset(_walk(pattern))


def _walk(pattern: Pattern) -> Iterator[tuple[str, str]]:
    for part in pattern:
        if isinstance(part, Argument):
            yield part.name, " ".join(filter(None, (part.kind, part.style)))
            if part.kind == "money" and not part.style.isupper():
                yield part.style, ""
        elif isinstance(part, Choice):
            yield part.name, part.kind
            for branch in part.branches.values():
                yield from _walk(branch)


def render(pattern: Pattern, reading: Reading, count: object = None) -> str:
    """Return a pattern's words for its reader; ``count`` is what ``#`` stands for inside a plural."""
    return "".join(_said(part, reading, count) for part in pattern)


def _said(part: str | Argument | Choice | Count, reading: Reading, count: object) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Count):
        return kinds.shape("number", "", count, reading)
    value = kinds.fact(part.name, reading.facts)
    if isinstance(part, Argument):
        return kinds.shape(part.kind, part.style, value, reading)
    return render(_branch(part, value, reading.language), reading, value)


def _branch(choice: Choice, value: object, language: str) -> Pattern:
    """Return the branch that a value chooses; an exact ``=2`` comes before the language's own plural form."""
    if choice.kind == "select":
        return choice.branches.get(str(value), choice.branches["other"])
    quantity = kinds.quantity(value)
    if quantity == quantity.to_integral_value() and f"={int(quantity)}" in choice.branches:
        return choice.branches[f"={int(quantity)}"]
    return choice.branches.get(locale_of(language).plural_form(quantity), choice.branches["other"])


class _Reader:
    """Reads a pattern once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fault(self, why: str) -> NoReturn:
        raise SentenceFault(f"Pattern {self.text!r}, character {self.at + 1}: {why}.")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def message(self, *, in_plural: bool) -> Pattern:
        """Read text and arguments up to the brace that closes them or to the end."""
        parts: list[str | Argument | Choice | Count] = []
        words = ""
        while (char := self.peek()) and char != "}":
            special = self._argument if char == "{" else self._count if char == "#" and in_plural else None
            if special is None:
                words += self._literal()
                continue
            parts, words = [*parts, *filter(None, (words,))], ""
            parts.append(special())
        return (*parts, *filter(None, (words,)))

    def _literal(self) -> str:
        """Read one character of text, or all that an apostrophe quotes."""
        char = self.text[self.at]
        self.at += 1
        if char != "'":
            return char
        if self.peek() == "'":
            self.at += 1
            return "'"
        if self.peek() not in {"{", "}"}:
            return "'"
        end = self.text.find("'", self.at)
        start, self.at = self.at, len(self.text) if end < 0 else end + 1
        return self.text[start : end if end >= 0 else None]

    def _count(self) -> Count:
        self.at += 1
        return Count()

    def _argument(self) -> Argument | Choice:
        self.at += 1
        name = self._word("the name of a fact")
        if self._closes():
            return Argument(name)
        kind = self._word("a kind")
        if kind in _CHOICES:
            return self._choice(name, kind)
        if kind not in kinds.SHAPES:
            self.fault(f"no kind is called {kind}")
        if self._closes():
            return Argument(name, kind)
        style = self._word("a style")
        if not self._closes():
            self.fault("a style is one word")
        return Argument(name, kind, style)

    def _choice(self, name: str, kind: str) -> Choice:
        if self._closes():
            self.fault(f"a {kind} has branches")
        branches: dict[str, Pattern] = {}
        while self._blank() != "}":
            key = self._word("the key of a branch")
            if self._blank() != "{":
                self.fault(f"branch {key} has no pattern")
            self.at += 1
            branches[key] = self.message(in_plural=kind == "plural")
            if not self._closes():
                self.fault(f"branch {key} does not end")
        self.at += 1
        if "other" not in branches:
            self.fault(f"a {kind} needs a branch called other")
        return Choice(name, kind, branches)

    def _blank(self) -> str:
        """Skip blanks and return what comes next."""
        while self.peek().isspace():
            self.at += 1
        return self.peek()

    def _word(self, what: str) -> str:
        self._blank()
        start = self.at
        while (char := self.peek()) and (char.isalnum() or char in "_=-."):
            self.at += 1
        if start == self.at:
            self.fault(f"{what} is missing")
        return self.text[start : self.at]

    def _closes(self) -> bool:
        """Step over a closing brace or a comma; say whether it was the brace. Anything else is a fault."""
        char = self._blank()
        if char not in {"}", ","}:
            self.fault("a comma or a closing brace is missing")
        self.at += 1
        return char == "}"
