"""The identifier of a postal item: two letters, eight digits, a check digit, a country (UPU S10)."""

import re
from typing import Final

import polars as pl

WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
SHAPE: Final = r"^[A-Z]{2}[0-9]{9}[A-Z]{2}$"


def check_digit(serial: str) -> int:
    """Return the check digit of eight digits: 47312482 has 9.

    Source: UPU standard S10: C = 11 - (weighted sum mod 11); 10 becomes 0 and 11 becomes 5.
    """
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS, serial, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def is_s10(waybill: str) -> bool:
    """Say whether one waybill has the shape of an S10 identifier, whatever its check digit."""
    return re.fullmatch(SHAPE, waybill, re.ASCII) is not None


def looks_like_s10(waybill: pl.Expr) -> pl.Expr:
    """Say whether a waybill has the shape of an S10 identifier, whatever its check digit."""
    return waybill.str.contains(SHAPE)


def s10_holds(waybill: pl.Expr) -> pl.Expr:
    """Say whether the check digit holds; null where the waybill has not the shape of an S10 identifier."""
    number = waybill.str.slice(2, 9).cast(pl.Int32, strict=False)
    digits = [number // 10 ** (8 - place) % 10 for place in range(9)]
    total = pl.sum_horizontal(
        *(digit * weight for digit, weight in zip(digits[:8], WEIGHTS, strict=True)), ignore_nulls=False
    )
    rest = 11 - total % 11
    expected = pl.when(rest == 10).then(0).when(rest == 11).then(5).otherwise(rest)  # noqa: PLR2004
    return pl.when(looks_like_s10(waybill)).then(digits[8] == expected).otherwise(None)
