"""Numbers as people write them into cells: full width, with units, with either decimal mark."""

from typing import Final

import polars as pl

from borderlink.screening.domain.headers import GRAMS

NOTHING: Final = ("", "-", "--", "—", "/", "N/A", "n/a", "#N/A", "NULL", "null", "\\N", "无", "無")
_QUANTITY: Final = r"^([^\d.,+-]*)([+-]?[\d.,\x{2009}' ]*\d[\d.,]*(?:e[+-]?\d+)?)\s*([^\d]*)$"


def clean_text(cell: pl.Expr, *, lines: bool) -> pl.Expr:
    """Strip cells, put them on one line if some have ``lines``; null where one says that it holds nothing."""
    stripped = cell.str.strip_chars()
    if lines:
        stripped = stripped.str.replace_all(r"\s*[\r\n]+\s*", " ")
    return pl.when(~stripped.is_in(NOTHING)).then(stripped)


def half_width(cells: pl.Series) -> pl.Series:
    """Return cells in NFKC: full-width digits and letters become plain ones. Untouched when all ASCII."""
    if (cells.str.len_bytes() == cells.str.len_chars()).all():
        return cells
    return cells.str.normalize("NFKC").str.strip_chars()


def split_quantity(cells: pl.Series) -> pl.DataFrame:
    """Split cells into ``before``, ``number`` (f64) and ``after``: ``USD 1,250.00`` or ``1.2kg``.

    ``1,250`` is one thousand two hundred and fifty; ``1,25`` and ``1.25`` have a decimal part;
    ``1.250.000`` is a million and a quarter. A cell that is no number has a null ``number``.
    """
    plain = cells.cast(pl.Float64, strict=False).fill_nan(None)
    empty = pl.Series("empty", [None], dtype=pl.String).new_from_index(0, len(cells))
    if (plain.is_not_null() | cells.is_null()).all():
        return pl.DataFrame({"before": empty, "number": plain, "after": empty})
    parts = half_width(cells).str.to_lowercase().str.extract_groups(_QUANTITY).struct
    written = plain_decimal(parts.field("2"))
    return pl.DataFrame(
        {
            "before": parts.field("1").str.strip_chars(" \t:.：").replace("", None),
            "number": plain.fill_null(written.cast(pl.Float64, strict=False)),
            "after": parts.field("3").str.strip_chars(" \t.").replace("", None),
        }
    )


def plain_decimal(written: pl.Series) -> pl.Series:
    """Return written numbers with a point as the only mark: ``1.250,50`` becomes ``1250.50``."""
    number = pl.col("n").str.replace_all(r"[\x{2009}' ]", "")
    frame = (
        written.alias("n")
        .to_frame()
        .select(
            pl.when(number.str.contains(r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?(e.*)?$"))
            .then(number.str.replace_all(",", "", literal=True))
            .when(number.str.contains(r"^[+-]?\d{1,3}(\.\d{3})+,\d*$|^[+-]?\d{1,3}(\.\d{3}){2,}$"))
            .then(number.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
            .otherwise(number.str.replace(",", ".", literal=True))
        )
    )
    return frame.to_series()


def grams_of(after: pl.Series) -> pl.Series:
    """Return how many grams one of each written unit is; null where no known unit of mass is written."""
    unit = after.str.replace_all(r"[\s.()]", "")
    return unit.replace_strict(list(GRAMS), list(GRAMS.values()), default=None, return_dtype=pl.Float64)


def hs_digits(cells: pl.Series) -> pl.Series:
    """Return goods codes without marks, with the zero that a spreadsheet ate: ``90210`` is ``090210``."""
    bare = half_width(cells).str.replace_all(r"[\s.\-]", "")
    eaten = bare.str.len_bytes().is_in([5, 7, 9])
    return (
        ("0" + bare).zip_with(eaten.fill_null(value=False), bare).alias("hs_digits")
        if eaten.any()
        else bare.alias("hs_digits")
    )


_MASKED = r"[*•×＊#xX]|[eE][+-]?\d"
_PLACEHOLDER = r"^0*(?:1234567\d*|12345678901|0+|1{7,}|2{7,}|3{7,}|4{7,}|5{7,}|6{7,}|7{7,}|8{7,}|9{7,})$"


def usable_phone(phone: pl.Expr) -> pl.Expr:
    """Say whether a phone can link parties: not masked (138****8000), not eaten (1.38E+10), no filler."""
    digits = phone.str.replace_all(r"\D", "")
    long_enough = digits.str.len_bytes().is_between(7, 17)
    return (long_enough & ~phone.str.contains(_MASKED) & ~digits.str.contains(_PLACEHOLDER)).fill_null(
        value=False
    )
