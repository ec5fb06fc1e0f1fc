"""Parcels of several goods lines: every line is looked at by itself, and the strongest speaks for its parcel.

A frame without such a parcel passes through untouched: a courier's table has one description a parcel.
"""

from typing import Final

import polars as pl

from borderlink.screening.domain.schema import GOODS_LINE

# Columns of `schema.MORE` that rules are made from, and what each is where no format said it.
SAID: Final[dict[str, pl.DataType]] = {
    "category": pl.String(),
    "lines": pl.List(GOODS_LINE),
    "papers_apart_cny": pl.Float64(),
    "papers_persons": pl.Int64(),
    "papers_hours": pl.Float64(),
}
_OF_A_LINE: Final = ("contents", "hs6", "pieces", "weight_g", "value_cny", "goods_country")
GIFT: Final = "gift"  # the category of a CN 23 that says so


def by_line(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return a row for every goods line where a parcel has several, its line's goods in place of its own.

    ``goods_lines`` counts them, ``of`` numbers the parcels; both are missing where no parcel has several.
    """
    if "lines" not in parcels.columns:
        return parcels
    counted = parcels.with_columns(goods_lines=pl.col("lines").list.len().fill_null(0).clip(1).cast(pl.Int64))
    if counted["goods_lines"].max() in {None, 1}:
        return counted.drop("lines", "goods_lines")
    numbered = counted.with_row_index("of")
    several = pl.col("goods_lines") > 1
    one = numbered.filter(~several).drop("lines")
    many = numbered.filter(several).explode("lines")
    laid = many.with_columns(pl.col("lines").struct.field(name) for name in _OF_A_LINE).drop("lines")
    return pl.concat([one, laid.select(one.columns)]).sort("of", maintain_order=True)


def with_said(features: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every column that only some formats fill; a declared gift is one."""
    missing = {name: kind for name, kind in SAID.items() if name not in {"lines", *features.columns}}
    if "goods_lines" not in features.columns:
        missing["goods_lines"] = pl.Int64()
    whole = features.with_columns(pl.lit(None, kind).alias(name) for name, kind in missing.items())
    if "category" in missing:
        return whole
    gift = pl.col("category") == GIFT
    return whole.with_columns(
        contents_gift=pl.col("contents_gift").fill_null(value=False) | gift.fill_null(value=False)
    )


def strongest(scored: pl.DataFrame) -> pl.DataFrame:
    """Return one row a parcel: of its goods lines the one of the highest score, the first of equals."""
    if "of" not in scored.columns:
        return scored
    return scored.sort("score", "row", descending=[True, False]).unique(
        "of", keep="first", maintain_order=True
    )
