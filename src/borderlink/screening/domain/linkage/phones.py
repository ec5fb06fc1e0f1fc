"""Phone numbers as national significant numbers, whatever they were written like."""

from functools import cache
from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, segment_sums
from borderlink.screening.domain.linkage.text import DIGIT, Texts, classes, fold

# Calling code and the lengths of national significant numbers (ITU-T E.164, national numbering plans).
PLANS: Final[dict[str, tuple[int, tuple[int, ...]]]] = {
    "CN": (86, (11, 10, 9)), "VN": (84, (9, 10)), "AU": (61, (9,)), "HK": (852, (8,)), "MO": (853, (8,)),
    "TW": (886, (9, 8)), "SG": (65, (8,)), "MY": (60, (9, 10, 8)), "TH": (66, (9, 8)), "KH": (855, (8, 9)),
    "LA": (856, (10, 8)), "MM": (95, (8, 9, 10)), "PH": (63, (10,)), "ID": (62, (9, 10, 11)),
    "JP": (81, (10, 9)), "KR": (82, (10, 9, 8)), "NZ": (64, (9, 8, 10)), "US": (1, (10,)), "CA": (1, (10,)),
    "GB": (44, (10, 9)), "DE": (49, (10, 11, 9)), "FR": (33, (9,)), "IT": (39, (10, 9)), "ES": (34, (9,)),
    "NL": (31, (9,)), "RU": (7, (10,)), "IN": (91, (10,)), "AE": (971, (9, 8)),
}  # fmt: skip
# Viet Nam's 11-digit mobiles became 10 digits in 2018: old prefix without its zero, new prefix.
_VIET_NAM_2018: Final = {
    162: 32, 163: 33, 164: 34, 165: 35, 166: 36, 167: 37, 168: 38, 169: 39, 120: 70, 121: 79, 122: 77,
    126: 76, 128: 78, 123: 83, 124: 84, 125: 85, 127: 81, 129: 82, 186: 56, 188: 58, 199: 59,
}  # fmt: skip
_FEW: Final = 64  # countries that are looked up one by one
_CHUNK: Final = 1 << 15
_SHORTEST: Final = 7
_LONGEST: Final = 15
_CUTS: Final = "/,;、转分#|xet"  # what stands between a number and a second one or an extension
_MASKS: Final = "*•●＊"


def national_numbers(phones: pl.Series, countries: pl.Series) -> U64:
    """Return the national significant number of each phone, 0 where it cannot be used.

    Unusable: masked, in scientific notation, fewer than 7 or more than 15 digits, one digit repeated, a plain
    sequence. ``countries`` are the addresses' ISO codes: they tell a calling code from a number's own digits.
    """
    codes = _calling_codes(countries)
    steps = range(0, len(phones), _CHUNK)
    parts = [_numbers_of(fold(phones.slice(at, _CHUNK)), codes[at : at + _CHUNK]) for at in steps]
    return np.concatenate([*parts, np.zeros(0, np.uint64)])


def _numbers_of(texts: Texts, codes: I64) -> U64:
    """Return the national numbers of one chunk of phones."""
    digit = classes()[texts.points] == DIGIT
    ranks = _ranks(texts, digit)
    kept = _digits_kept(texts, digit, ranks)
    counts, values, zeros = _numbers(texts, kept)
    plus = _any_of(texts, (texts.points == ord("+")) & (ranks == 0))
    written = counts - zeros
    national = _without_calling_code(values, written, codes, plus | (zeros >= 2))  # noqa: PLR2004 - the prefix 00
    national = _renumbered(national, codes)
    usable = (written >= _SHORTEST) & (written <= _LONGEST) & ~_broken(texts, digit) & ~_dummy(national)
    return np.where(usable, national, np.uint64(0))


def _any_of(texts: Texts, mask: Bools) -> Bools:
    """Return which texts have a marked point."""
    return segment_sums(mask.astype(np.uint64), texts.starts) > 0


def _broken(texts: Texts, digit: Bools) -> Bools:
    """Return which phones are masked or eaten by a spreadsheet (1.38E+10)."""
    points = texts.points
    nearby = np.concatenate((points[1:], points[:1]))
    before = np.concatenate((np.zeros(1, np.bool_), digit[:-1]))
    after = np.concatenate((digit[1:], np.zeros(1, np.bool_)))
    science = (points == ord("e")) & before & ((nearby == ord("+")) | after)
    crossed = (points == ord("x")) & ((nearby == ord("x")) | (before & after))
    return _any_of(texts, science | crossed | _table(_MASKS)[points])


def _ranks(texts: Texts, digit: Bools) -> I64:
    """Return how many digits stand before each point in its own text."""
    running = np.concatenate((np.zeros(1, np.int64), np.cumsum(digit, dtype=np.int64)))
    return running[:-1] - np.repeat(running[texts.starts[:-1]], np.diff(texts.starts))


def _digits_kept(texts: Texts, digit: Bools, ranks: I64) -> Bools:
    """Return the digits of each text's first number: extensions and second numbers are left out."""
    cut = _table(_CUTS)[texts.points] & (ranks >= _SHORTEST)
    decimal = _float_tails(texts, digit)
    gone = np.cumsum(cut, dtype=np.int64)
    before = np.concatenate((np.zeros(1, np.int64), gone))[texts.starts[:-1]]
    kept: Bools = digit & (gone == np.repeat(before, np.diff(texts.starts))) & ~decimal
    return kept


def _float_tails(texts: Texts, digit: Bools) -> Bools:
    """Return the last zero of numbers that a spreadsheet wrote as 13800138000.0."""
    ends = texts.starts[1:] - 1
    tail = np.zeros(len(texts.points), np.bool_)
    long = ends - texts.starts[:-1] > _SHORTEST
    last, dot, figure = ends[long] - 1, ends[long] - 2, ends[long] - 3
    points = texts.points
    hit = (points[last] == ord("0")) & (points[dot] == ord(".")) & digit[figure]
    tail[last[hit]] = True
    return tail


def _numbers(texts: Texts, kept: Bools) -> tuple[I64, U64, I64]:
    """Return of each text's kept digits how many, the number they write, and how many zeros lead it."""
    counts = segment_sums(kept.astype(np.uint64), texts.starts).astype(np.int64)
    at = np.flatnonzero(kept)
    owners = np.repeat(np.arange(len(texts)), counts)
    bounds = np.concatenate(([0], np.cumsum(counts)))
    places = np.repeat(bounds[1:], counts) - 1 - np.arange(len(at))
    tens = np.array([10**n if n < 19 else 0 for n in range(65)], np.uint64)  # noqa: PLR2004
    figures = texts.points[at].astype(np.uint64) - np.uint64(ord("0"))
    values = segment_sums(figures * tens[np.minimum(places, 64)], bounds)
    first = np.zeros(len(texts), np.int64)
    significant = np.flatnonzero(figures)[::-1]
    first[owners[significant]] = (np.arange(len(at)) - np.repeat(bounds[:-1], counts))[significant]
    return counts, values, first


def _calling_codes(countries: pl.Series) -> I64:
    """Return each country's calling code; 0 where the plan is not known."""
    if len(countries) <= _FEW:
        return np.array([PLANS.get(country, (0,))[0] for country in countries.to_list()], np.int64)
    codes = countries.replace_strict(
        list(PLANS), [code for code, _ in PLANS.values()], default=0, return_dtype=pl.Int64
    )
    return codes.fill_null(0).to_numpy()


@cache
def _plans() -> tuple[I64, I64]:
    """Return the calling code by the first three digits of a number, and its plan's lengths, as bits."""
    by_start, lengths = np.zeros(1000, np.int64), np.zeros(1000, np.int64)
    for code, plan in PLANS.values():
        width = 10 ** (3 - len(str(code)))
        by_start[code * width : (code + 1) * width] = code
        lengths[code] |= sum(1 << length for length in plan)
    return by_start, lengths


def _without_calling_code(values: U64, written: I64, codes: I64, abroad: Bools) -> U64:
    """Return the numbers without calling code and trunk zero.

    A number marked international may carry any code; another only its own country's, and only when what is
    left has a length of that country's plan.
    """
    by_start, lengths = _plans()
    tens = np.array([10**n for n in range(19)], np.uint64)
    places = np.clip(written, 3, 18)
    code = by_start[np.minimum(values // tens[places - 3], 999).astype(np.int64)]
    width = np.select([code >= 100, code >= 10], [3, 2], 1)  # noqa: PLR2004 - digits of the code
    rest = values % tens[places - width]
    digits = np.searchsorted(tens, rest, side="right")
    fits = (lengths[code] >> digits & 1).astype(np.bool_) & (code > 0)
    return np.where(fits & (abroad | (code == codes)), rest, values)


def _renumbered(national: U64, codes: I64) -> U64:
    """Return Viet Nam's mobiles of before 2018 under the prefixes they have now."""
    ten_digits = (codes == 84) & (national >= 10**9) & (national < 10**10)  # noqa: PLR2004
    prefix = (national // np.uint64(10**7)).astype(np.int64)
    table = np.zeros(1000, np.uint64)
    for old, new in _VIET_NAM_2018.items():
        table[old] = new
    now = table[np.where(ten_digits, prefix, 0)]
    return np.where(now > 0, now * np.uint64(10**7) + national % np.uint64(10**7), national)


@cache
def _fillers() -> U64:
    """Return numbers that are one digit repeated or a plain sequence, in rising order."""
    filler = {int(figure * length) for figure in "123456789" for length in range(_SHORTEST, _LONGEST + 1)}
    counted = "12345678901234567890"
    filler |= {int(counted[:length]) for length in range(_SHORTEST, 12)}
    filler |= {int("9876543210"[:length]) for length in range(_SHORTEST, 11)}
    return np.array(sorted(filler), np.uint64)


def _dummy(national: U64) -> Bools:
    """Return which numbers are one digit repeated or a plain sequence."""
    fillers = _fillers()
    at = np.minimum(np.searchsorted(fillers, national), len(fillers) - 1)
    dummy: Bools = fillers[at] == national
    return dummy


@cache
def _table(marks: str) -> Bools:
    """Return, for each point, whether it is one of these marks."""
    table = np.zeros(0x10000, np.bool_)
    table[[ord(mark) for mark in marks]] = True
    return table
