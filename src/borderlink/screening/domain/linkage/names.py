"""Names of persons and firms as keys that do not depend on order, spacing, marks, titles or script."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.language.names.table import plain_readings
from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, mix, segment_sums
from borderlink.screening.domain.linkage.surnames import U8, U16, read_clans
from borderlink.screening.domain.linkage.text import DIGIT, HAN, LETTER, Texts, classes, fold
from borderlink.screening.domain.linkage.tokens import Lexicon, Runs, letter_hashes

Profile = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]

WORDS: Final = 4  # words of a Latin name that are compared one by one
ALPHABET: Final = 26
_CHUNK: Final = 1 << 16
_HAN_READ: Final = 8  # Han characters of a name whose letters are counted
_TITLE, _FIRM, _KIN, _WEAK = 1, 2, 3, 4
_TITLES: Final = "mr mrs ms miss mdm madam dr prof sir mister missus attn attention messrs"
_FIRM_WORDS: Final = (
    "ltd limited pty inc incorporated llc corp corporation company plc gmbh sdn bhd jsc cty tnhh cong ty"
)
_KIN_WORDS: Final = "ong ba anh chi co em chu bac"  # also given names: left out only before a whole name
_WEAK_WORDS: Final = "van thi"  # middle syllables of half of all Vietnamese names: sharing them says nothing
_WHOLE_NAME: Final = 4  # words, with the word of kinship
_HAN_SUFFIXES: Final = "先生|女士|小姐|太太|老师|同学|阿姨|经理|老板|收|亲启|敬启|台启"
_HAN_FIRM: Final = "(?:有限责任|股份有限|有限)?公司"


@dataclass(frozen=True, slots=True)
class Names:
    """What is compared of each distinct name; 0 where there is nothing."""

    han: U64  # Han characters in their order
    surname: U64  # the first Han character
    letters: U64  # letters in any order and spacing; of Han names their pinyin
    viet: U64  # letters of the Han-Viet reading; of Latin names the same as letters
    words: U32  # hashes of the words, shape (names, WORDS)
    initials: U32  # one bit for each letter that begins a word
    short: Bools  # has a word of one letter
    latin: Bools  # written with letters
    profile: Profile  # how often each letter stands in `letters`, shape (names, ALPHABET)
    clan: U16  # of the surname, taken last and first: see Clans, also for the next three
    given: U64
    manner: U8
    beginnings: U32
    whole: U64  # all of it: equal only for one normal form


@cache
def _lexicon() -> Lexicon:
    """Return the words of a name that say little about who it is."""
    kinds = ((_TITLES, _TITLE), (_FIRM_WORDS, _FIRM), (_KIN_WORDS, _KIN), (_WEAK_WORDS, _WEAK))
    return Lexicon.of({word: (kind, word) for words, kind in kinds for word in words.split()})


@cache
def _spelled(column: str) -> tuple[U64, Profile]:
    """Return for each Han point the sum of the hashes of the letters it is read as, and their profile."""
    letters = letter_hashes()
    table, profile = np.zeros(0x10000, np.uint64), np.zeros((0x10000, ALPHABET), np.uint8)
    readings = [(ord(char.han), getattr(char, column).encode()) for char in plain_readings()]
    at = np.array([point for point, _ in readings])
    written = np.array([text for _, text in readings])
    figures = written.view(np.uint8).reshape(len(at), -1)
    for place in range(figures.shape[1]):
        here = figures[:, place] > 0
        table[at[here]] += letters[figures[here, place]]
        profile[at[here], figures[here, place] - ord("a")] += 1
    return table, profile


def read_names(names: pl.Series) -> Names:
    """Read distinct names without what ``bare_names`` leaves out."""
    parts = [_read(fold(names.slice(at, _CHUNK))) for at in range(0, max(len(names), 1), _CHUNK)]
    return Names(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in Names.__slots__}
    )


def bare_names(names: pl.Series) -> pl.Series:
    """Return names without honorifics, forms of company and what stands in brackets."""
    return (
        pl.DataFrame({"name": names}, schema={"name": pl.String})
        .select(bare_name(pl.col("name")))
        .to_series()
    )


def bare_name(name: pl.Expr) -> pl.Expr:
    """Return a name without honorifics, forms of company and what stands in brackets."""
    bracketed = name.str.replace_all(r"[(（\[【].*?[)）\]】]", " ")
    unbracketed = pl.when(bracketed.str.strip_chars() == "").then(name).otherwise(bracketed)
    return (
        pl.when(name.str.contains(r"[(（\[【]")).then(unbracketed).otherwise(name)
        .str.replace(rf"(\p{{Han}})\s*(?:{_HAN_SUFFIXES})+\s*$", "$1").str.replace(_HAN_FIRM, "")
    )  # fmt: skip


def _read(texts: Texts) -> Names:
    """Read one chunk of names."""
    runs = Runs.of(texts)
    kept = _kept_words(runs, len(texts))
    in_words = _marked(texts, runs, kept)
    han = classes()[texts.points] == HAN
    latin_sum = segment_sums(np.where(in_words, letter_hashes()[texts.points], np.uint64(0)), texts.starts)
    latin = latin_sum != 0
    pinyin = np.where(han, _spelled("pinyin")[0][texts.points], np.uint64(0))
    viet = np.where(han, _spelled("hanviet")[0][texts.points], np.uint64(0))
    readings = [np.where(latin, latin_sum, segment_sums(sums, texts.starts)) for sums in (pinyin, viet)]
    han_key = runs.sums(np.where(runs.kinds == HAN, runs.hashes, np.uint64(0)), len(texts))
    other = runs.sums(np.where(kept | (runs.kinds == DIGIT), mix(runs.hashes), np.uint64(0)), len(texts))
    initials, short = _initials(texts, runs, kept)
    clans = read_clans(texts, runs, kept, han, pinyin)
    weak = _lexicon().look_up(runs.hashes)[0] == _WEAK
    return Names(
        han=_key(han_key), surname=_surname(texts, han), letters=_key(readings[0]), viet=_key(readings[1]),
        words=_words(runs, kept & ~weak, len(texts)), initials=initials, short=short, latin=latin,
        profile=_profile(texts, in_words, han, latin), clan=clans.clan, given=clans.given,
        manner=clans.manner, beginnings=clans.beginnings, whole=_key(mix(han_key) * (han_key != 0) + other),
    )  # fmt: skip


def _kept_words(runs: Runs, count: int) -> Bools:
    """Return which words say who it is: titles, forms of company and words of kinship are left out.

    Where nothing else is written, they stay.
    """
    meaning, _ = _lexicon().look_up(runs.hashes)
    word = runs.kinds == LETTER
    words = np.bincount(runs.owners[word], minlength=count)
    first = np.ones(len(word), np.bool_)
    first[1:] = runs.owners[1:] != runs.owners[:-1]
    kin = (meaning == _KIN) & first & (words[runs.owners] >= _WHOLE_NAME)
    kept = word & ~kin & ~np.isin(meaning, (_TITLE, _FIRM))
    held = np.bincount(runs.owners[kept | (runs.kinds == HAN)], minlength=count) > 0
    who: Bools = kept | (word & ~held[runs.owners])
    return who


def _marked(texts: Texts, runs: Runs, chosen: Bools) -> Bools:
    """Return which points stand in chosen runs."""
    marks = np.zeros(len(texts.points) + 1, np.int8)
    marks[runs.starts[chosen]] += 1
    marks[runs.ends[chosen]] -= 1
    inside: Bools = np.cumsum(marks[:-1], dtype=np.int8).astype(np.bool_)
    return inside


def _key(sums: U64) -> U64:
    """Return sums as keys: mixed, and 0 where there was nothing."""
    return np.where(sums == 0, np.uint64(0), mix(sums))


def _surname(texts: Texts, han: Bools) -> U64:
    """Return the first Han character of each text."""
    surname = np.zeros(len(texts), np.uint64)
    at = np.flatnonzero(han)[::-1]
    surname[np.searchsorted(texts.starts, at, side="right") - 1] = texts.points[at]
    return surname


def _initials(texts: Texts, runs: Runs, kept: Bools) -> tuple[U32, Bools]:
    """Return one bit for each letter that begins a word, and whether a word is a lone letter."""
    first = texts.points[runs.starts[kept]].astype(np.int64) - ord("a")
    bits = np.where((first >= 0) & (first < ALPHABET), np.left_shift(1, np.clip(first, 0, ALPHABET - 1)), 0)
    initials = np.zeros(len(texts), np.uint32)
    np.bitwise_or.at(initials, runs.owners[kept], bits.astype(np.uint32))
    lone = runs.owners[kept & (runs.lengths == 1)]
    return initials, np.bincount(lone, minlength=len(texts)) > 0


def _words(runs: Runs, kept: Bools, count: int) -> U32:
    """Return the hashes of each name's kept words of two letters or more, in rising order."""
    long = kept & (runs.lengths > 1)
    packed = (runs.owners[long].astype(np.uint64) << np.uint64(32)) | (runs.hashes[long] >> np.uint64(32))
    packed.sort()
    return spread(packed, count, WORDS)


def spread(packed: U64, count: int, width: int) -> U32:
    """Return sorted (owner << 32 | value) as a table of ``width`` values an owner; 0 where it has fewer."""
    owners = (packed >> np.uint64(32)).astype(np.int64)
    place = np.arange(len(packed)) - np.searchsorted(owners, owners)
    table = np.zeros((count, width), np.uint32)
    inside = place < width
    table[owners[inside], place[inside]] = packed[inside].astype(np.uint32)
    return table


def _profile(texts: Texts, in_words: Bools, han: Bools, latin: Bools) -> Profile:
    """Return how often each letter stands in a name, or in the pinyin of a Han name."""
    count = len(texts)
    owners = texts.owners()
    letter = texts.points.astype(np.int64) - ord("a")
    plain = in_words & (letter >= 0) & (letter < ALPHABET)
    counts: I64 = np.bincount(owners[plain] * ALPHABET + letter[plain], minlength=count * ALPHABET)
    profile = np.minimum(counts.reshape(count, ALPHABET), 255).astype(np.uint8)
    sounds = np.flatnonzero(han & ~latin[owners])
    whose = owners[sounds]
    place = np.arange(len(sounds)) - np.searchsorted(whose, whose)
    for nth in range(_HAN_READ):
        at = place == nth
        profile[whose[at]] += _spelled("pinyin")[1][texts.points[sounds[at]]]
    return profile
