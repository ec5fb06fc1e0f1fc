"""Who has possibly the same name as somebody, and what else agrees: never that two records are one person.

It compares names, numbers, days of birth and addresses as they are written: nothing of custody comes here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from borderlink.cases.domain.remembered import Kept, raised
from borderlink.cases.domain.search import How
from borderlink.language.addresses import agree, read_address
from borderlink.language.folding import fold
from borderlink.language.identities import same_number
from borderlink.language.names.scoring import POSSIBLE, score_names

MOST_NAMES: Final = 24  # of one person that are compared


class Beside(StrEnum):
    """What is known beside two names, and whether it agrees."""

    NUMBER = "number"  # one number or account is the same
    BORN = "born"  # born on the same day
    ADDRESS = "address"  # an address agrees in each part that both give
    BORN_OTHER = "born-other"  # born on another day


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of someone by which they are compared; numbers with their kinds."""

    names: Sequence[str]
    numbers: Sequence[tuple[str, str]] = ()
    addresses: Sequence[str] = ()
    born_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """One name that is possibly the same as another: both as they are written, how, and how near."""

    mine: str
    theirs: str
    how: How
    share: float
    kept: Kept | None = field(default=None)


def alike(names: Sequence[str], others: Sequence[str], kept: Sequence[Kept] = ()) -> Mapping[str, Alike]:
    """Return for each of the other names that is possibly one of these the nearest of them."""
    found: dict[str, Alike] = {}
    for mine in list(dict.fromkeys(names))[:MOST_NAMES]:
        scores = score_names([mine] * len(others), others).score.tolist()
        pairs = raised(mine, others, kept)
        for theirs, score, pair in zip(others, scores, pairs, strict=True):
            if fold(mine) == fold(theirs) and not score >= POSSIBLE:
                one = _unread(mine, theirs)
            elif pair is not None and not score >= pair.share:
                one = Alike(mine=mine, theirs=theirs, how=How.KEPT, share=pair.share, kept=pair.kept)
            elif score >= POSSIBLE:
                how = How.SAME if fold(mine) == fold(theirs) else How.OTHER
                one = Alike(mine=mine, theirs=theirs, how=how, share=score)
            else:
                one = None
            if one and (theirs not in found or found[theirs].share < one.share):
                found[theirs] = one
    return found


def _unread(mine: str, theirs: str) -> Alike | None:
    """Return a name that is the same letter by letter, though no reading of it is known: a firm's, mostly."""
    same = mine.casefold() == theirs.casefold()
    return Alike(mine=mine, theirs=theirs, how=How.SAME, share=1.0) if same else None


def beside(one: Known, other: Known) -> tuple[Beside, ...]:
    """Return what else agrees, and that two days of birth do not."""
    found = []
    if any(same_number(kind, a, k, b) for kind, a in one.numbers for k, b in other.numbers):
        found.append(Beside.NUMBER)
    if one.born_on and other.born_on:
        found.append(Beside.BORN if one.born_on == other.born_on else Beside.BORN_OTHER)
    if any(agree(read_address(a), read_address(b)) for a in one.addresses for b in other.addresses):
        found.append(Beside.ADDRESS)
    return tuple(found)
