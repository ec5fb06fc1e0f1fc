"""Numbers on the label: S10 for postal services, an invented courier's own for the others."""

from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.s10 import WEIGHTS
from borderlink.screening.domain.synthetic.tables import Ints

_STRIDE: Final = 7_368_787  # coprime to 10 ** 8 and to 10 ** 10: numbers never repeat
S10_NUMBERS: Final = 10**8
COURIER_NUMBERS: Final = 10**10


def check_digits(serials: Ints) -> Ints:
    """Return the S10 check digit of every eight-digit serial number.

    Source: UPU standard S10: 11 less the weighted sum's remainder by 11; ten becomes 0, eleven 5.
    """
    places = [
        (serials // 10**power) % 10 * weight for power, weight in zip(range(7, -1, -1), WEIGHTS, strict=True)
    ]
    digit = 11 - np.sum(places, axis=0, dtype=np.int64) % 11
    return np.where(digit == 10, 0, np.where(digit == 11, 5, digit))  # noqa: PLR2004 - the standard's own numbers


def serials(first: int, count: int, modulus: int) -> Ints:
    """Return ``count`` numbers below ``modulus`` that look drawn and never repeat."""
    return (first + np.arange(count, dtype=np.int64) * _STRIDE) % modulus


def postal_numbers(letters: pl.Series, numbers: Ints, country: pl.Series) -> pl.Series:
    """Return S10 identifiers from a two-letter service indicator, eight digits and a country."""
    parts = pl.DataFrame({"l": letters, "n": numbers, "c": check_digits(numbers), "country": country})
    digits = pl.col("n").cast(pl.String).str.zfill(8) + pl.col("c").cast(pl.String)
    return parts.select(pl.col("l") + digits + pl.col("country")).to_series()


def courier_numbers(prefix: pl.Series, numbers: Ints) -> pl.Series:
    """Return an invented courier's waybill: its two letters and twelve digits."""
    return prefix + (pl.Series(numbers).cast(pl.String).str.zfill(12))
