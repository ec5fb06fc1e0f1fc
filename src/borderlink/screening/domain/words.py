"""The words of a manifest that stand for a code: service, direction, country; and the waybill's spelling."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from borderlink.screening.domain.quantities import half_width

# Looked for in this order. Correspondence comes first: it is never referred.
_SERVICES: Final = {
    "letter": r"(?-u:\b)letters?(?-u:\b)|correspondence|信函|信件|平信|挂号信|函件|书信|書信|^thư(?: |$)",
    "ecommerce": r"e-?commerce|电商|電商|thương mại điện tử|(?-u:\b)(?:9610|1210)(?-u:\b)",
    "ems": r"(?-u:\b)ems(?-u:\b)|特快专递|特快專遞",
    "courier": r"courier|express|快递|快遞|快件|chuyển phát nhanh",
    "post": r"(?-u:\b)(?:post(?:al)?|parcels?|packets?)(?-u:\b)|包裹|小包|邮政|郵政|bưu kiện|bưu phẩm",
}
_DIRECTIONS: Final = {
    "export": "export exports exported e ex x out outbound outward 出口 出境 出 xuất xuất_khẩu",
    "import": "import imports imported i im m in inbound inward 进口 进境 进 進口 進境 進 nhập nhập_khẩu",
    "transit": "transit t tr 过境 過境 转运 轉運 中转 中轉 quá_cảnh",
    "domestic": "domestic d inland national 国内 國內 境内 境內 nội_địa trong_nước",
}


def waybill(cells: pl.Series) -> pl.Series:
    """Return waybills half width, upper case, without spaces, quotes and invisible marks."""
    text = half_width(cells).str.to_uppercase()
    if text.str.contains(r"[^0-9A-Z]").any():
        text = text.str.replace_all(r"[\s\x{200b}-\x{200f}\x{2060}\x{feff}]", "")
        text = (
            text.str.replace(r"^=?[\"'“‘`]+", "")
            .str.replace(r"[\"'”’`]+$", "")
            .str.replace(r"^(\d+)\.0$", "$1")
        )
    return text


def service(cells: pl.Series) -> pl.Series:
    """Return the kind of service where its words say it, else the words in lower case."""
    lower = pl.col("s").str.to_lowercase()
    chosen: pl.Expr = lower
    for code, pattern in reversed(_SERVICES.items()):
        chosen = pl.when(lower.str.contains(pattern)).then(pl.lit(code)).otherwise(chosen)
    return _by_distinct(cells, chosen)


def direction(cells: pl.Series) -> pl.Series:
    """Return the direction as a code; null where its word is not known."""
    codes = {word.replace("_", " "): code for code, listed in _DIRECTIONS.items() for word in listed.split()}
    return _mapped(cells, codes)


def country(cells: pl.Series, countries: Mapping[str, str]) -> pl.Series:
    """Return ISO 3166-1 alpha-2 codes; null where the country's code or name is not known."""
    return _mapped(half_width(cells), countries)


def _mapped(cells: pl.Series, codes: Mapping[str, str]) -> pl.Series:
    lower = pl.col("s").str.to_lowercase().str.replace_all(r"\s+", " ")
    return _by_distinct(
        cells, lower.replace_strict(list(codes), list(codes.values()), default=None, return_dtype=pl.String)
    )


def _by_distinct(cells: pl.Series, expression: pl.Expr) -> pl.Series:
    """Apply an expression over ``s`` to the distinct cells only: there are few of them."""
    distinct = cells.unique().alias("s").to_frame().with_columns(expression.alias("code"))
    joined = (
        cells.alias("s")
        .to_frame()
        .join(distinct, on="s", how="left", nulls_equal=True, maintain_order="left")
    )
    return joined["code"].alias(cells.name)
