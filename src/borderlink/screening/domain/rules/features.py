"""The columns that rules may see, made from parcels: shapes of fields, goods against their table.

Names, phones and addresses end here: what goes on to the rules is whether they are possible, equal or
missing.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
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
_SIGN: Final = r"[0-9省市区區州县縣镇鎮乡鄉村街路道巷里弄号號楼樓室港]"
_STREET: Final = r"\b(street|road|avenue|lane|district|duong|phuong|quan|huyen|tinh|thon|pho)\b"
_PRIVATE: Final = ("sender_address", "receiver_address", "sender_phone", "receiver_phone")
_TOGETHER: Final = 2  # of them at once: more would need more memory
_ONE_DIGIT: Final = "^0*(" + "|".join(f"{digit}*" for digit in range(10)) + ")$"  # 13888888888 is a real one
_LADDER: Final = "^0*(1234567|7654321|87654321|987654321)[0-9]{0,4}$"


def bare_text(text: pl.Expr) -> pl.Expr:
    """Return text in half width, lower case, without marks: one pass, for keys and shapes only."""
    return text.str.normalize("NFKD").str.to_lowercase().str.replace_all("đ", "d", literal=True)


def _letters(bare: pl.Expr) -> pl.Expr:
    return bare.str.replace_all(r"[^\p{L}\p{N}]+", "")


def address_key(address: pl.Expr) -> pl.Expr:
    """Return an address as it is compared whole: folded, letters and digits only; null when none is left."""
    key = _letters(bare_text(address))
    return pl.when(key != "").then(key)


def phone_key(phone: pl.Expr) -> pl.Expr:
    """Return the last nine digits of a phone; null when it is masked, eaten by a spreadsheet or too short."""
    return _tail(phone.str.replace_all(r"[^0-9]+", ""), _hidden(phone))


def _tail(digits: pl.Expr, hidden: pl.Expr) -> pl.Expr:
    digits = digits.str.strip_chars_start("0")
    return pl.when(~hidden & (digits.str.len_bytes() >= _FEWEST_DIGITS)).then(digits.str.tail(9))


def hashed(key: pl.Expr) -> pl.Expr:
    """Return a key as 64 bits, null as null: only equality within one screening is asked of it."""
    return pl.when(key.is_not_null()).then(key.hash(seed=0))


def name_key(name: pl.Expr) -> pl.Expr:
    """Return a name as spellings are counted: folded, letters and digits only."""
    return _letters(bare_text(name))


def _hidden(phone: pl.Expr) -> pl.Expr:
    return phone.str.contains(r"[*xX#•]{2,}|[0-9][eE]\+?[0-9]")


def phone_steps() -> tuple[dict[str, pl.Expr], ...]:
    """Return, one after the other, what is made of ``phone``; of the last, the shape and the key stay.

    Shapes: possible, impossible, hidden or missing. Impossible: no letters' worth of digits, or one
    digit over and over.
    """
    value, digits = pl.col("phone"), pl.col("digits")
    looked = {
        "digits": value.str.replace_all(r"[^0-9]+", ""), "hidden": _hidden(value),
        "letters": value.str.contains(r"\p{L}{3,}"),
    }  # fmt: skip
    length = digits.str.len_bytes()
    odd = (length < _FEWEST_DIGITS) | (length > _MOST_DIGITS + 2)
    wrong = odd | digits.str.contains(_ONE_DIGIT) | digits.str.contains(_LADDER) | pl.col("letters")
    shape = (
        pl.when(value.is_null()).then(pl.lit("missing")).when("hidden").then(pl.lit("hidden"))
        .when(wrong).then(pl.lit("impossible")).otherwise(pl.lit("possible"))
    )  # fmt: skip
    return looked, {"shape": shape, "key": _tail(digits, pl.col("hidden"))}


def address_steps() -> tuple[dict[str, pl.Expr], ...]:
    """Return, one after the other, what is made of ``address``; of the last, the shape and the key stay.

    Shapes: place, nowhere or missing. Nowhere: no street, number or town, or too few letters to be found.
    """
    value, key, bare = pl.col("address"), pl.col("key"), pl.col("bare")
    looked = {"key": _letters(bare), "sign": bare.str.contains(_SIGN)}
    length = pl.when(key != "").then(key.str.len_chars())
    seen = pl.col("sign") | (length >= 16)  # noqa: PLR2004
    unsure = pl.when(seen.fill_null(value=False).not_()).then(bare)  # few: words cost more than signs
    found = seen | unsure.str.contains(_STREET).fill_null(value=False)
    short = length.fill_null(0) < 4  # noqa: PLR2004
    shape = (
        pl.when(value.is_null()).then(pl.lit("missing")).when(short | ~found).then(pl.lit("nowhere"))
        .otherwise(pl.lit("place"))
    )  # fmt: skip
    return {"bare": bare_text(value)}, looked, {"shape": shape, "key": pl.when(key != "").then(key)}


def _shape_and_key(values: pl.Series, steps: tuple[dict[str, pl.Expr], ...]) -> pl.DataFrame:
    frame = values.to_frame()
    for step in steps[:-1]:
        frame = frame.with_columns(**step)
    return frame.select(**steps[-1])


def contents_key(contents: pl.Expr) -> pl.Expr:
    """Return a description as goods are compared: whatever its numbers."""
    return contents.str.replace_all(r"[0-9]+", "0")


def described(parcels: pl.DataFrame, goods: Goods) -> pl.DataFrame:
    """Return the parcels with what the goods table says of their descriptions, in the same order.

    Numbers in a description (sizes, quantities) tell nothing of the kind and are left out of the comparison.
    """
    key = parcels.select(contents_key=contents_key(pl.col("contents")))
    table = goods.described(key["contents_key"]).rename({"contents": "contents_key"})
    return parcels.hstack(key.join(table, on="contents_key", how="left", maintain_order="left"))


def compared(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return described parcels with their weights, values and codes against the goods table."""
    pair = ["goods_hs", "hs6"]
    table = parcels.select(pair).unique().with_columns(fits().alias("hs_fits"))
    told = parcels.select(pair).join(table, on=pair, how="left", maintain_order="left", nulls_equal=True)
    return parcels.with_columns(*measures(), told["hs_fits"])


def measures() -> list[pl.Expr]:
    """Return the weight of a piece and the value of a kilogram."""
    piece = pl.col("weight_g") / pl.when(pl.col("pieces") >= 1).then(pl.col("pieces")).otherwise(1)
    kilogram = pl.col("value_cny") / (pl.when(pl.col("weight_g") > 0).then(pl.col("weight_g")) / 1000)
    return [piece.alias("piece_weight_g"), kilogram.alias("kg_value_cny")]


def fits() -> pl.Expr:
    """Return whether the declared HS code lies under those of the goods; null where either is missing."""
    headings = pl.col("goods_hs").str.split(", ")
    fits = pl.any_horizontal(*(headings.list.contains(pl.col("hs6").str.head(size)) for size in (2, 4, 6)))
    known = pl.col("goods_hs").is_not_null() & pl.col("hs6").str.contains(r"^[0-9]{6}$")
    return pl.when(known).then(fits)


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
    with ThreadPoolExecutor(_TOGETHER) as together:  # polars lets go of the lock while it works
        told = list(together.map(partial(_told, parcels), _PRIVATE))
    known = shapes.hstack([series for both in told for series in both])
    same = {
        "same_address": ("sender_place", "receiver_place"),
        "same_phone": ("sender_tail", "receiver_tail"),
    }
    return known.with_columns(
        (pl.col(one) == pl.col(other)).fill_null(value=False).alias(name)
        for name, (one, other) in same.items()
    )


def _told(parcels: pl.DataFrame, column: str) -> list[pl.Series]:
    """Return what the values of a private column tell: their shape and the key they are compared by."""
    side, what = column.split("_", maxsplit=1)
    told = _shape_and_key(parcels[column].alias(what), phone_steps() if what == "phone" else address_steps())
    shape = told["shape"].alias(f"{column}_shape")
    if what == "phone":
        return [shape, told["key"].alias(f"{side}_tail")]
    return [shape, told.select(hashed(pl.col("key")).alias(f"{side}_place")).to_series()]
