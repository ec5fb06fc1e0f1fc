"""Regular expressions and word lists as the columnar engine reads them, for one text at a time."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

_PROPERTY: Final = re.compile(r"\\p\{(\w+)\}")
_ASCII_EDGE: Final = r"(?-u:\b)"
_HAN: Final = (
    r"\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9"
    r"\U00020000-\U000323af"
)
_POINTS: Final = (*range(0x33480), *range(0xE0000, 0xE0200))  # all that are assigned, private use aside
_TOKEN: Final = re.compile(r"\\.|\[\^?\]?|[\]$]", re.DOTALL)


@cache
def _ranges(category: str) -> str:
    """Return the characters of a general category (``L``, ``Nd`` ...) as the inside of a class."""
    held = [point for point in _POINTS if unicodedata.category(chr(point)).startswith(category)]
    found, first = [], held[0]
    for before, point in zip(held, [*held[1:], -1], strict=True):
        if point != before + 1:
            found.append(f"\\U{first:08x}-\\U{before:08x}")
            first = point
    return "".join(found)


def _property(name: str) -> str:
    return _HAN if name == "Han" else _ranges(name)


@cache
def translated(pattern: str) -> re.Pattern[str]:
    """Return a pattern of the columnar engine's dialect as Python's: classes by property, the end of a text.

    What is newer in either's tables of characters is not told apart; the patterns of this house name letters.
    """
    text = pattern.replace(_ASCII_EDGE, r"(?a:\b)")
    found, at, inside = [], 0, False
    while at < len(text):
        named = _PROPERTY.match(text, at)
        token = named or _TOKEN.match(text, at)
        piece = token.group() if token else text[at]
        if named:
            told = _property(named.group(1))
            found.append(told if inside else f"[{told}]")
        else:
            found.append(r"\Z" if piece == "$" and not inside else piece)
            inside = piece.startswith("[") or (inside and piece != "]")
        at += len(piece)
    return re.compile("".join(found))


def rewritten(replacement: str) -> str:
    """Return a replacement with ``$1`` as Python writes it."""
    return re.sub(r"\$(\d)", r"\\\1", replacement.replace("\\", r"\\"))


class Words:
    """A list of words searched in one text; where several stand at one place, the first listed speaks."""

    def __init__(self, words: Sequence[str]) -> None:
        self._rank = {word: rank for rank, word in reversed(list(enumerate(words)))}
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[:1], set()).add(len(word))
        self._lengths = {first: sorted(found) for first, found in lengths.items()}

    def found(self, text: str) -> list[tuple[int, str]]:
        """Return place and word of each that stands in a text, none over another."""
        told: list[tuple[int, str]] = []
        at = 0
        while at < len(text):
            lengths = self._lengths.get(text[at], ())
            here = [text[at : at + length] for length in lengths if text[at : at + length] in self._rank]
            if not here:
                at += 1
                continue
            word = min(here, key=self._rank.__getitem__)
            told.append((at, word))
            at += len(word)
        return told

    def replaced(self, text: str, by: Sequence[str]) -> str:
        """Return a text with each word replaced by what stands at its place in ``by``."""
        parts, end = [], 0
        for at, word in self.found(text):
            parts += [text[end:at], by[self._rank[word]]]
            end = at + len(word)
        return "".join([*parts, text[end:]])
