"""Names of persons and firms as keys that do not depend on order, spacing, marks, titles or script."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.screening.domain.linkage.hashing import U64, Bools, mix, segment_sums
from borderlink.screening.domain.linkage.text import DIGIT, HAN, LETTER, Texts, classes, fold, han_readings
from borderlink.screening.domain.linkage.tokens import Lexicon, Runs, letter_hashes

_TITLE, _FIRM = 1, 2
_LATIN_TITLES: Final = (
    "mr mrs ms miss mdm madam dr prof sir mister missus attn attention co c/o ong ba anh chi co em chu bac nguoi nhan"
)
_FIRM_WORDS: Final = (
    "ltd limited pty inc incorporated llc corp corporation co company plc gmbh sdn bhd jsc cty tnhh cp cong ty the"
)
_HAN_SUFFIXES: Final = ("先生", "女士", "小姐", "太太", "老师", "同学", "阿姨", "收", "经理", "老板", "启")
_HAN_FIRM: Final = ("有限责任公司", "股份有限公司", "有限公司", "公司")
WORDS: Final = 4  # words of a Latin name that are compared one by one


@dataclass(frozen=True, slots=True)
class Names:
    """What is compared of each distinct name; 0 where there is nothing."""

    han: U64  # Han characters in their order
    letters: U64  # letters in any order and spacing; of Han names their pinyin
    viet: U64  # letters of the Han-Viet reading; of Latin names the same as letters
    words: npt.NDArray[np.uint32]  # hashes of the first words, shape (names, WORDS)
    initials: U64  # first letters of the words, in any order
    whole: U64  # all of it: equal only for one normal form
    latin: Bools  # written with letters
    sorted_words: pl.Series  # letters' words in alphabetical order, or the Han characters


@cache
def _lexicon() -> Lexicon:
    """Return the words of a name that say nothing about who it is."""
    titles = dict.fromkeys(_LATIN_TITLES.replace("/", " ").split(), _TITLE)
    firms = dict.fromkeys(_FIRM_WORDS.split(), _FIRM)
    return Lexicon.of({word: (kind, word) for word, kind in {**firms, **titles}.items()})


@cache
def _spelled(column: str) -> U64:
    """Return for each point the sum of the hashes of the letters it is read as."""
    hashes = letter_hashes()
    table = np.zeros(0x10000, np.uint64)
    for letter in range(0x10000):
        table[letter] = hashes[letter] if classes()[letter] == LETTER else 0
    with np.errstate(over="ignore"):
        for han, reading in han_readings().select("han", column).iter_rows():
            table[ord(han)] = sum(int(hashes[ord(c)]) for c in reading) & 0xFFFFFFFFFFFFFFFF
    return table


def _bare(names: pl.Series) -> pl.Series:
    """Return folded names without honorifics, forms of company and what stands in brackets."""
    suffixes = "|".join(_HAN_SUFFIXES)
    text = names.str.replace_all(r"[(（\[].*?[)）\]]", " ")
    text = pl.select(pl.when(text.str.strip_chars() == "").then(names).otherwise(text)).to_series()
    text = text.str.replace_all("|".join(_HAN_FIRM), "")
    return text.str.replace(rf"(\p{{Han}})\s*(?:{suffixes})+\s*$", "$1")


def read_names(names: pl.Series) -> Names:
    """Read distinct names as they were written."""
    texts = fold(_bare(pl.Series(fold(names).strings(), dtype=pl.String)))
    runs = Runs.of(texts)
    meaning, _ = _lexicon().look_up(runs.hashes)
    letter = (runs.kinds == LETTER) & (meaning == 0)
    letter |= (runs.kinds == LETTER) & ~_owned(runs, letter, len(texts))
    return _names(texts, runs, letter)


def _owned(runs: Runs, mask: Bools, count: int) -> Bools:
    """Return for each run whether its text has any marked run."""
    return (np.bincount(runs.owners[mask], minlength=count) > 0)[runs.owners]


def _kept_points(texts: Texts, runs: Runs, letter: Bools) -> tuple[Bools, Bools]:
    """Return which points are letters of kept words, and which are Han."""
    marks = np.zeros(len(texts.points) + 1, np.int8)
    marks[runs.starts[letter]] += 1
    marks[runs.ends[letter]] -= 1
    return np.cumsum(marks[:-1]).astype(np.bool_), classes()[texts.points] == HAN


def _names(texts: Texts, runs: Runs, letter: Bools) -> Names:
    """Return the keys of names whose kept words are known."""
    count = len(texts)
    letters, han = _kept_points(texts, runs, letter)
    latin_sum = segment_sums(np.where(letters, letter_hashes()[texts.points], np.uint64(0)), texts.starts)
    latin = latin_sum != 0
    pinyin = segment_sums(np.where(han, _spelled("pinyin")[texts.points], np.uint64(0)), texts.starts)
    viet = segment_sums(np.where(han, _spelled("hanviet")[texts.points], np.uint64(0)), texts.starts)
    han_key = _han_key(runs, count)
    read = np.where(latin, latin_sum, pinyin)
    digits = runs.sums(np.where(runs.kinds == DIGIT, runs.hashes, np.uint64(0)), count)
    return Names(
        han=han_key,
        letters=_key(read),
        viet=_key(np.where(latin, latin_sum, viet)),
        words=_words(runs, letter, count),
        initials=_key(runs.sums(np.where(letter, letter_hashes()[texts.points[runs.starts]], np.uint64(0)), count)),
        whole=_key(latin_sum + mix(han_key) * (han_key != 0) + digits),
        latin=latin,
        sorted_words=_sorted_words(texts, letters, han),
    )


def _key(sums: U64) -> U64:
    """Return sums as keys: mixed, and 0 where there was nothing."""
    return np.where(sums == 0, np.uint64(0), mix(sums))


def _han_key(runs: Runs, count: int) -> U64:
    """Return one key of each text's Han characters; several runs count in any order."""
    return _key(runs.sums(np.where(runs.kinds == HAN, runs.hashes, np.uint64(0)), count))


def _words(runs: Runs, letter: Bools, count: int) -> npt.NDArray[np.uint32]:
    """Return the hashes of each name's first kept words of two letters or more."""
    kept = np.flatnonzero(letter & (runs.lengths > 1))
    owners = runs.owners[kept]
    first = np.searchsorted(owners, owners)
    place = np.arange(len(kept)) - first
    table = np.zeros((count, WORDS), np.uint32)
    inside = place < WORDS
    table[owners[inside], place[inside]] = (runs.hashes[kept[inside]] >> np.uint64(32)).astype(np.uint32)
    return table


def _sorted_words(texts: Texts, letters: Bools, han: Bools) -> pl.Series:
    """Return each name's words in alphabetical order, one space between them."""
    ends = np.zeros(len(texts.points), np.bool_)
    ends[texts.starts[1:] - 1] = True
    points = np.where(letters | han | ends, texts.points, np.uint16(ord(" ")))
    written = pl.Series(Texts(points, texts.starts).strings(), dtype=pl.String)
    return written.str.strip_chars().str.split(" ").list.eval(pl.element().filter(pl.element() != "")).list.sort().list.join(" ")
