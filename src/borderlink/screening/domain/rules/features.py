"""The columns that rules may see, made from parcels: shapes of fields, goods against their table.

Names, phones and addresses end here: what goes on to the rules is whether they are possible, equal or
missing.
"""

from typing import Final

import polars as pl

from borderlink.screening.domain.rules.goods import Goods
from borderlink.screening.domain.s10 import s10_holds

EXPECTED: Final = (
    "sender_name", "sender_phone", "sender_address", "receiver_phone", "contents", "weight_g", "value_cny",
    "pieces",
)  # fmt: skip
# ITU-T E.164: at most 15 digits; fewer than 6 reach nobody from another town
_FEWEST_DIGITS: Final = 6
_MOST_DIGITS: Final = 15
_PLACE: Final = (
    r"[0-9省市区區州县縣镇鎮乡鄉村街路道巷里弄号號楼樓室港]"
    r"|\b(street|road|avenue|lane|district|duong|phuong|quan|huyen|tinh|thon|pho)\b"
)
_PRIVATE: Final = ("sender_phone", "receiver_phone", "sender_address", "receiver_address")
_ONE_DIGIT: Final = "^0*(" + "|".join(f"{digit}*" for digit in range(10)) + ")$"  # 13888888888 is a real one
_LADDER: Final = "^0*(1234567|7654321|87654321|987654321)[0-9]{0,4}$"


def _bare(text: pl.Expr) -> pl.Expr:
    """Return text in half width, lower case, without marks: one pass, for keys and shapes only."""
    return text.str.normalize("NFKD").str.to_lowercase().str.replace_all("đ", "d", literal=True)


def address_key(address: pl.Expr) -> pl.Expr:
    """Return an address as it is compared whole: folded, letters and digits only; null when none is left."""
    key = _bare(address).str.replace_all(r"[^\p{L}\p{N}]+", "")
    return pl.when(key != "").then(key)


def phone_key(phone: pl.Expr) -> pl.Expr:
    """Return the last nine digits of a phone; null when it is masked, eaten by a spreadsheet or too short."""
    digits = phone.str.replace_all(r"[^0-9]+", "").str.replace(r"^0+", "")
    return pl.when(~_hidden(phone) & (digits.str.len_bytes() >= _FEWEST_DIGITS)).then(digits.str.tail(9))


def hashed(key: pl.Expr) -> pl.Expr:
    """Return a key as 64 bits, null as null: only equality within one screening is asked of it."""
    return pl.when(key.is_not_null()).then(key.hash(seed=0))


def name_key(name: pl.Expr) -> pl.Expr:
    """Return a name as spellings are counted: folded, letters and digits only."""
    return _bare(name).str.replace_all(r"[^\p{L}\p{N}]+", "")


def _hidden(phone: pl.Expr) -> pl.Expr:
    return phone.str.contains(r"[*xX#•]{2,}|[0-9][eE]\+?[0-9]")


def phone_shape(phone: pl.Expr) -> pl.Expr:
    """Return possible, impossible, hidden or missing.

    Impossible: no letters' worth of digits, or one digit over and over.
    """
    digits = phone.str.replace_all(r"[^0-9]+", "")
    same = digits.str.contains(_ONE_DIGIT)
    length = digits.str.len_bytes()
    ladder = digits.str.contains(_LADDER)
    wrong = (
        (length < _FEWEST_DIGITS)
        | (length > _MOST_DIGITS + 2)
        | same
        | ladder
        | phone.str.contains(r"\p{L}{3,}")
    )
    return (
        pl.when(phone.is_null()).then(pl.lit("missing")).when(_hidden(phone)).then(pl.lit("hidden"))
        .when(wrong).then(pl.lit("impossible")).otherwise(pl.lit("possible"))
    )  # fmt: skip


def address_shape(address: pl.Expr) -> pl.Expr:
    """Return place, nowhere or missing.

    Nowhere: no street, number or town, or too few letters to be found.
    """
    key = address_key(address)
    found = _bare(address).str.contains(_PLACE) | (key.str.len_chars() >= 16)  # noqa: PLR2004
    short = key.str.len_chars().fill_null(0) < 4  # noqa: PLR2004
    return (
        pl.when(address.is_null()).then(pl.lit("missing")).when(short | ~found).then(pl.lit("nowhere"))
        .otherwise(pl.lit("place"))
    )  # fmt: skip


def described(parcels: pl.DataFrame, goods: Goods) -> pl.DataFrame:
    """Return the parcels with what the goods table says of their descriptions, in the same order.

    Numbers in a description (sizes, quantities) tell nothing of the kind and are left out of the comparison.
    """
    key = parcels.select(contents_key=pl.col("contents").str.replace_all(r"[0-9]+", "0"))
    table = goods.described(key["contents_key"]).rename({"contents": "contents_key"})
    return parcels.hstack(key.join(table, on="contents_key", how="left", maintain_order="left"))


def compared(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return described parcels with their weights, values and codes against the goods table."""
    return parcels.with_columns(_against_table())


def _against_table() -> list[pl.Expr]:
    piece = pl.col("weight_g") / pl.when(pl.col("pieces") >= 1).then(pl.col("pieces")).otherwise(1)
    kilogram = pl.col("value_cny") / (pl.when(pl.col("weight_g") > 0).then(pl.col("weight_g")) / 1000)
    headings = pl.col("goods_hs").str.split(", ")
    fits = pl.any_horizontal(*(headings.list.contains(pl.col("hs6").str.head(size)) for size in (2, 4, 6)))
    known = pl.col("goods_hs").is_not_null() & pl.col("hs6").str.contains(r"^[0-9]{6}$")
    return [
        piece.alias("piece_weight_g"), kilogram.alias("kg_value_cny"),
        pl.when(known).then(fits).alias("hs_fits"),
    ]  # fmt: skip


def shaped(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return the parcels with the shapes of their fields: what is possible, equal or missing.

    Phones and addresses as written do not go on: keys by which they are compared stand in their place.
    """
    given = [column for column in EXPECTED if parcels[column].null_count() < parcels.height]
    missing = [pl.col(column).is_null().cast(pl.Int32) for column in given]
    holds = s10_holds(pl.col("waybill"))
    shapes = parcels.select(
        pl.exclude(_PRIVATE),
        pl.when(holds).then(pl.lit("right")).when(holds.not_()).then(pl.lit("wrong")).alias("waybill_check"),
        (pl.sum_horizontal(*missing) if missing else pl.lit(0, pl.Int32)).alias("fields_missing"),
    )
    known = shapes.hstack([series for column in _PRIVATE for series in _told(parcels, column)])
    same = {
        "same_address": ("sender_place", "receiver_place"),
        "same_phone": ("sender_tail", "receiver_tail"),
    }
    return known.with_columns(
        (pl.col(one) == pl.col(other)).fill_null(value=False).alias(name)
        for name, (one, other) in same.items()
    )


def _told(parcels: pl.DataFrame, column: str) -> list[pl.Series]:
    """Return what the values of a private column tell, each distinct value looked at once."""
    side, value = column.split("_", maxsplit=1)[0], pl.col(column)
    if column.endswith("_phone"):
        told = [phone_shape(value).alias(f"{column}_shape"), phone_key(value).alias(f"{side}_tail")]
    else:
        told = [
            address_shape(value).alias(f"{column}_shape"),
            hashed(address_key(value)).alias(f"{side}_place"),
        ]
    table = parcels.lazy().select(column).unique().with_columns(told)
    found = (
        parcels.lazy()
        .select(column)
        .join(table, on=column, how="left", maintain_order="left", nulls_equal=True)
    )
    return found.drop(column).collect().get_columns()
