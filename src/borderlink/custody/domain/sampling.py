"""How many of many like units to sample: exact hypergeometric counts, and the counts of notice 511.

Source of the first: the UNODC/ENFSI guidelines on representative drug sampling, hypergeometric model.
Whole numbers and fractions only: a count that decides a sentence does not hang on a rounding.
"""

from fractions import Fraction
from math import ceil, comb, isqrt

from borderlink.custody.refusals.acts import NoSampleSuffices

MOST_UNITS = 10**6
_ALL_BELOW = 10
_TEN_BELOW = 100


def sample_size(*, units: int, share: Fraction, confidence: Fraction, negatives: int = 0) -> int:
    """Return the smallest number of units to analyse.

    With at most ``negatives`` of them negative, at least ``share`` (0 < share <= 1) of all ``units`` contain
    the drug with ``confidence`` (0 < confidence < 1). Not monotone in ``units``.

    Refuses: ``NoSampleSuffices`` when not even all units would show it.
    """
    if not (1 <= units <= MOST_UNITS and 0 < share <= 1 and 0 < confidence < 1 and negatives >= 0):
        raise ValueError("units, share, confidence or negatives out of range")
    lacking = units - (ceil(share * units) - 1)  # negatives among the units when the share is just missed
    doubt = 1 - confidence
    if lacking <= negatives:
        raise NoSampleSuffices(units=units, negatives=negatives)
    low, high = 0, 1
    while not _shows(high, units, lacking, negatives, doubt):
        low, high = high, min(2 * high, units)
    while high - low > 1:
        middle = (low + high) // 2
        if _shows(middle, units, lacking, negatives, doubt):
            high = middle
        else:
            low = middle
    return high


def _shows(size: int, units: int, lacking: int, negatives: int, doubt: Fraction) -> bool:
    """Say whether so few negatives in ``size`` units would be too unlikely, were the share just missed.

    Drawing ``size`` and lacking ``lacking`` are two choices among the same units, and either may be counted
    first: the smaller one keeps the numbers small enough for a million units.
    """
    few = range(min(negatives, size) + 1)
    drawn, left = sorted((size, lacking))
    ways = sum(comb(left, seen) * comb(units - left, drawn - seen) for seen in few)
    return ways * doubt.denominator <= doubt.numerator * comb(units, drawn)


def packages_to_sample(packages: int) -> int:
    """Return how many packages of one group notice 511 wants sampled.

    Fewer than 10: all. 10 to 99: ten at random. From 100: the whole number nearest the square root.
    """
    if packages < 0:
        raise ValueError("there cannot be fewer than no packages")
    if packages < _ALL_BELOW:
        return packages
    if packages < _TEN_BELOW:
        return _ALL_BELOW
    root = isqrt(packages)
    return root + (packages - root * root > root)
