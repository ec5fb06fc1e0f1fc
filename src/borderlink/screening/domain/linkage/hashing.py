"""Our own 64-bit hashes: the same bits whatever engine holds the columns."""

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MISSING = np.uint64(0)  # the key of a value that is not there: it equals nothing
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_WHOLE = 0xFFFFFFFFFFFFFFFF
_SECOND = np.uint64(0x94D049BB133111EB)


def mix(values: U64) -> U64:
    """Return each value with its bits mixed (splitmix64's finaliser: Steele, Lea and Flood 2014)."""
    mixed = values + _GOLDEN
    mixed ^= mixed >> np.uint64(30)
    mixed *= _FIRST
    mixed ^= mixed >> np.uint64(27)
    mixed *= _SECOND
    mixed ^= mixed >> np.uint64(31)
    return mixed


def mixed(value: int) -> int:
    """Return what ``mix`` makes of one number, of any size, modulo 2**64."""
    value = (value + int(_GOLDEN)) & _WHOLE
    value = (value ^ (value >> 30)) * int(_FIRST) & _WHOLE
    value = (value ^ (value >> 27)) * int(_SECOND) & _WHOLE
    return value ^ (value >> 31)


def combine(*parts: U64) -> U64:
    """Return one key of several columns, in their order; missing where any part is missing."""
    key = mix(parts[0])
    whole = parts[0] != MISSING
    for part in parts[1:]:
        key = mix(key ^ part)
        whole &= part != MISSING
    key[~whole] = MISSING
    return key


def salted(values: U64, salt: int) -> U64:
    """Return keys of another key space; what is missing stays missing."""
    key = mix(values ^ np.uint64(salt * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF))
    key[values == MISSING] = MISSING
    return key


def order_of(keys: U64) -> I64:
    """Return the order that puts equal keys side by side, equal ones as they stood.

    Keys are hashes: only so many of their first bits are looked at as leave room for their places, which
    makes one plain sort of it. Two keys in a million million may so stand among each other.
    """
    bits = np.uint64(max(len(keys) - 1, 1).bit_length())
    packed = (keys >> bits << bits) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)


def segment_sums(values: U64, starts: I64) -> U64:
    """Return the sum, modulo 2**64, of each run ``values[starts[i]:starts[i + 1]]``; 0 for an empty run.

    ``starts`` holds one more entry than there are runs.
    """
    if len(starts) < 2:  # noqa: PLR2004 - a run has two ends
        return np.zeros(0, np.uint64)
    totals = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values, out=totals[1:])
    sums: U64 = totals[starts[1:]] - totals[starts[:-1]]
    return sums
