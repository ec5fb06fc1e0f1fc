"""Names across scripts and systems: which the names engine is asked about, its verdict, and its block keys.

The engine reads 陈大文, Chan Tai Man and Trần Đại Văn as one name. It is asked only where letters did not
settle it, where the surname may be one in two systems, and where phone or door already speak for one party.
"""

import threading
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from borderlink.language.names.keys import Keys, keys_of
from borderlink.language.names.lexicon import is_han, is_syllable, pinyin
from borderlink.language.names.parsing import LONGEST, fewest_cuts
from borderlink.language.names.scoring import F64, score_names
from borderlink.language.names.table import western
from borderlink.language.names.vietnamese import bare
from borderlink.screening.domain.linkage.forms import Forms
from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, order_of
from borderlink.screening.domain.linkage.names import Names
from borderlink.screening.domain.linkage.surnames import ENDS, spelt_otherwise

_FEWEST: Final = 2  # characters or syllables of a name that says anything
_NEAR: Final = 8  # forms at one door that are looked at beside each
_NO_KEYS: Final = Keys(np.zeros(0, np.int64), np.zeros(1, np.int64))
_ENGINE: Final = threading.Lock()  # both roles are linked side by side; the engine's tables are built once


@lru_cache(maxsize=65536)
def _is_syllabic(word: str) -> bool:
    """Whether a Latin word is a syllable of some system, or several of pinyin."""
    plain = bare(word)
    return is_syllable(word, plain) or bool(fewest_cuts(plain, pinyin()))


def _is_readable(name: str) -> bool:
    """Whether all of a name can be read: characters, or syllables; Western names beside two are passed."""
    if len(name) > LONGEST:
        return False
    words = ["".join(filter(str.isalpha, word)) for word in name.casefold().replace(",", " ").split()]
    han = [is_han(char) for word in words for char in word]
    if any(han):
        return all(han) and len(han) >= _FEWEST
    told = [word for word in words if len(word) > 1 and word not in western()]
    return len(told) >= _FEWEST and all(map(_is_syllabic, told))


def _readable(names: pl.Series) -> Bools:
    return np.array([_is_readable(name) for name in names.to_list()], np.bool_)


def engine_scores(names: pl.Series, left: I64, right: I64) -> F64:
    """Return how far the engine finds pairs of names (by place) to be one name; ``nan`` where not asked."""
    used, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    scores = np.full(len(left), np.nan)
    with _ENGINE:
        readable = _readable(names.gather(used))[place]
        asked = np.flatnonzero(readable[: len(left)] & readable[len(left) :])
        if len(asked):
            one, two = (names.gather(side[asked]).to_list() for side in (left, right))
            scores[asked] = score_names(one, two).score
    return scores


def across_keys(forms: Forms, door: U64) -> tuple[I64, U64]:
    """Return forms and the names engine's keys of each, of those who may meet another at their door.

    Only forms beside which another stands whose surname may be theirs, in another system: the rest has keys
    enough. Each has the keys that a name is asked for under, so two writings meet whichever is the first.
    """
    some = np.unique(np.concatenate(_neighbours(forms, door)))
    names, place = np.unique(forms.name[some], return_inverse=True)
    with _ENGINE:
        written = forms.written.gather(names)
        asked = [name if may else None for name, may in zip(written, _readable(written), strict=True)]
        found = keys_of(asked, asked=True) if any(asked) else _NO_KEYS
    if not len(found.keys):
        return some[:0], found.keys.view(np.uint64)
    counts = np.diff(found.starts)[place]
    first = np.repeat(found.starts[:-1][place] - np.cumsum(counts) + counts, counts)
    return np.repeat(some, counts), found.keys.view(np.uint64)[first + np.arange(counts.sum())]


def _neighbours(forms: Forms, door: U64) -> tuple[I64, I64]:
    """Return pairs of forms near each other at one door with one surname in two systems, not both Han."""
    names, found = forms.names, [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    order = order_of(door)
    order = order[door[order] != 0]
    for reach in range(1, _NEAR + 1):
        one, two = order[:-reach], order[reach:]
        beside = door[one] == door[two]
        one, two = one[beside], two[beside]
        ours, theirs = forms.name[one], forms.name[two]
        differ = (names.letters[ours] != names.letters[theirs]) & (names.latin[ours] | names.latin[theirs])
        differ &= ~_one_given(names, ours, theirs)  # the given name has a key of its own
        may = np.flatnonzero(differ)[spelt_otherwise(names.clan, ours[differ], theirs[differ])]
        found.append((one[may], two[may]))
    return np.concatenate([one for one, _ in found]), np.concatenate([two for _, two in found])


def _one_given(names: Names, left: I64, right: I64) -> Bools:
    """Return which pairs have the same letters beside a surname at either end."""
    found = np.zeros(len(left), np.bool_)
    for ours in range(ENDS):
        for theirs in range(ENDS):
            given = names.given[left, ours]
            found |= (given == names.given[right, theirs]) & (given != 0)
    return found
