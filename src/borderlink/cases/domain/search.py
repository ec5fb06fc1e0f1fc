"""How well words match a name, a number or an address, and why: by pairs of characters, and across scripts.

It knows texts alone: no nationality, language or age ever comes here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from borderlink.cases.domain.remembered import Kept, Raised, raised
from borderlink.language.folding import bigrams, fold
from borderlink.language.names.scoring import POSSIBLE, score_names

SHORTEST: Final = 2  # characters of a search
ENOUGH: Final = 0.6  # share of the searched pairs that a text must hold


class How(StrEnum):
    """In which way a text matches, the best first."""

    SAME = "same"  # the same, but for width, case and marks
    WHOLE = "whole"  # the words stand in it as they are
    ALL = "all-pairs"  # every pair of characters is in it, in another order
    KEPT = "kept-alias"  # an officer remembers both spellings of one person
    OTHER = "other-writing"  # possibly the same name, written in another script or spelling
    SOME = "some-pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One text that matches: what it is (name, identifier, address), how, and the share of pairs in it.

    ``kept`` is what an officer remembers, where that is why it matches.
    """

    kind: str
    text: str
    how: How
    share: float
    kept: Kept | None = None

    @property
    def rank(self) -> tuple[int, float, int]:
        """Order matches: by way, then by share, then the shorter text; the smallest is the best."""
        return list(How).index(self.how), -self.share, len(self.text)


def keys_of(text: str) -> tuple[str, ...]:
    """Return the pairs of characters under which a text is found, cut to what their column holds."""
    return tuple(pair[:2] for pair in bigrams(text))


def is_long_enough(words: str) -> bool:
    """Say whether words can be searched for."""
    return len(fold(words).replace(" ", "")) >= SHORTEST


def match(words: str, kind: str, text: str) -> Match | None:
    """Return how a text matches the words; None when too little of them is in it."""
    wanted, found = fold(words), fold(text)
    bare_wanted, bare_found = wanted.replace(" ", ""), found.replace(" ", "")
    if not bare_wanted:
        return None
    if bare_wanted == bare_found:
        return Match(kind=kind, text=text, how=How.SAME, share=1.0)
    if bare_wanted in bare_found:
        return Match(kind=kind, text=text, how=How.WHOLE, share=1.0)
    pairs, has = bigrams(words), set(bigrams(text))
    share = sum(pair in has for pair in pairs) / len(pairs)
    if share < ENOUGH:
        return None
    return Match(kind=kind, text=text, how=How.ALL if share == 1 else How.SOME, share=share)


def best(words: str, texts: Iterable[tuple[str, str]]) -> list[Match]:
    """Return the matches among (kind, text), the best first."""
    found = (match(words, kind, text) for kind, text in texts)
    return sorted((one for one in found if one), key=lambda one: one.rank)


def other_writings(words: str, names: Sequence[str], kept: Sequence[Kept] = ()) -> list[Match | None]:
    """Return for each name whether the words may be it in another writing: one name, never one person.

    ``kept`` are the spellings that officers remember of one person: they raise a pair that no reading joins.
    """
    scores = score_names([words] * len(names), names).score.tolist()
    return [
        _other(name, score, pair)
        for name, score, pair in zip(names, scores, raised(words, names, kept), strict=True)
    ]


def _other(name: str, score: float, pair: Raised | None) -> Match | None:
    if pair is not None and not score >= pair.share:
        return Match(kind="name", text=name, how=How.KEPT, share=pair.share, kept=pair.kept)
    return Match(kind="name", text=name, how=How.OTHER, share=score) if score >= POSSIBLE else None
