"""Two spellings that one person used, as an officer said: the pair is raised where both come up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from borderlink.language.names.scoring import POSSIBLE, score_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One pair that stands: the spellings, of whom (case and label), by whom, when and on which ground."""

    one: str
    other: str
    ground: str
    case: str
    person: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A pair that is raised by words and a name, and how near both are written to it, from 0 to 1."""

    kept: Kept
    share: float


def beyond(words: str, kept: Sequence[Kept]) -> list[str]:
    """Return the other spelling of each kept pair whose one spelling the words may be."""
    ends = [ends for pair in kept for ends in ((pair.one, pair.other), (pair.other, pair.one))]
    near = score_names([words] * len(ends), [here for here, _ in ends]).score.tolist() if ends else []
    return [there for (_, there), share in zip(ends, near, strict=True) if share >= POSSIBLE]


def raised(words: str, names: Sequence[str], kept: Sequence[Kept]) -> list[Raised | None]:
    """Return for each name the kept pair that joins the words with it, if one does.

    The words must be near one spelling and the name near the other: both nearnesses together count.
    """
    pairs = [(pair, *ends) for pair in kept for ends in ((pair.one, pair.other), (pair.other, pair.one))]
    near = score_names([words] * len(pairs), [here for _, here, _ in pairs]).score.tolist() if pairs else []
    found: list[Raised | None] = [None] * len(names)
    for (pair, _, there), first in zip(pairs, near, strict=True):
        if not first >= POSSIBLE:  # a spelling that cannot be read is near nothing
            continue
        far = score_names([there] * len(names), names).score.tolist()
        for place, second in enumerate(far):
            best = found[place]
            if first * second >= POSSIBLE and (best is None or best.share < first * second):
                found[place] = Raised(kept=pair, share=first * second)
    return found
