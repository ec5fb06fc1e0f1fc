"""Why a parcel is referred: every rule that fired with what it saw, and the parcels it is linked with."""

from typing import Final

import polars as pl

from borderlink.screening.domain.rules.features import name_key
from borderlink.screening.domain.rules.rule import Rule

MOST_LINKED: Final = 20
SHARED: Final = ("name", "phone", "address", "postcode", "contents")  # else `spelling`: alike, not equal
REASON: Final = pl.Struct({"rule": pl.String, "weight": pl.Float64, "facts": pl.String})
LINK: Final = pl.Struct({"waybill": pl.String, "shares": pl.List(pl.String)})
REFERRAL: Final[dict[str, pl.DataType]] = {
    "waybill": pl.String(),
    "score": pl.Float64(),
    "reasons": pl.List(REASON),
    "linked": pl.List(LINK),
    "sender_party": pl.String(),
    "receiver_party": pl.String(),
}


def fired(rule: Rule) -> str:
    """Return the name of the column that says whether a rule fired."""
    return f"fired:{rule.name}"


def reasons(rules: tuple[Rule, ...], schema: pl.Schema) -> pl.Expr:
    """Return the reasons of each row, the heaviest first, facts as canonical JSON."""
    ordered = sorted(rules, key=lambda rule: (-rule.weight, rule.name))
    each = [pl.when(pl.col(fired(rule))).then(_reason(rule, schema)) for rule in ordered]
    if not each:
        return pl.lit([], pl.List(REASON)).alias("reasons")
    return pl.concat_list(each).list.drop_nulls().cast(pl.List(REASON)).alias("reasons")


def _reason(rule: Rule, schema: pl.Schema) -> pl.Expr:
    shown = {fact: _canonical(pl.col(fact), schema[fact]) for fact in rule.facts}
    shown |= {key: pl.lit(text).str.normalize("NFC") for key, text in rule.own}
    facts = pl.struct(shown[key].alias(key) for key in sorted(shown)).struct.json_encode()
    return pl.struct(rule=pl.lit(rule.name), weight=pl.lit(rule.weight), facts=facts)


def _canonical(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Return a fact as canonical form has it: text in NFC, whole numbers, a fraction as its decimal text."""
    if kind == pl.String:
        return column.str.normalize("NFC")
    if kind.is_float():
        return column.round(2).cast(pl.String).str.strip_suffix(".0")
    return column.cast(pl.Int64) if kind.is_integer() else column


_COMPARED: Final = (
    "waybill", "receiver_party", "like", "receiver_name", "receiver_tail", "receiver_place",
    "receiver_postcode",
)  # fmt: skip


def linked_parcels(chosen: pl.DataFrame, everyone: pl.DataFrame) -> pl.DataFrame:
    """Return ``row`` and ``linked``: other parcels of the same receiver, and what each shares to the letter.

    Parcels of the same goods come first, then by waybill; at most ``MOST_LINKED``. A row without any is
    left out.
    """
    parties = chosen["receiver_party"].unique().implode()
    pairs = _pairs(chosen, everyone.filter(pl.col("receiver_party").is_in(parties)))
    same = {
        "name": _equal(name_key(pl.col("receiver_name")), name_key(pl.col("receiver_name_2"))),
        "phone": _equal(pl.col("receiver_tail"), pl.col("receiver_tail_2")),
        "address": _equal(pl.col("receiver_place"), pl.col("receiver_place_2")),
        "postcode": _equal(pl.col("receiver_postcode"), pl.col("receiver_postcode_2")),
        "contents": _equal(pl.col("like"), pl.col("like_2")),
    }
    near = pairs.with_columns(**{f"same_{name}": expression for name, expression in same.items()})
    first = (
        near.sort("row", ~pl.col("same_contents"), "waybill_2")
        .unique(["row", "waybill_2"], keep="first", maintain_order=True)  # of several goods lines the alike
        .group_by("row", maintain_order=True)
        .head(MOST_LINKED)
    )
    shares = pl.concat_list(pl.when(f"same_{name}").then(pl.lit(name)) for name in SHARED).list.drop_nulls()
    alike = pl.any_horizontal(f"same_{name}" for name in SHARED[:3])
    told = pl.when(alike).then(shares).otherwise(pl.concat_list(shares, pl.lit("spelling")))
    link = pl.struct(waybill=pl.col("waybill_2"), shares=told).cast(LINK)
    return first.group_by("row", maintain_order=True).agg(linked=link)


def _pairs(chosen: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Return each chosen parcel beside others of its receiver, few enough however many the receiver gets."""
    ours, others = chosen.select("row", *_COMPARED), theirs.select(_COMPARED).sort("waybill")
    found = []
    for keys in (["receiver_party", "like"], ["receiver_party"]):
        few = others.group_by(keys, maintain_order=True).head(MOST_LINKED + 1).select(_COMPARED)
        told = few.rename({name: f"{name}_2" for name in _COMPARED if name != "receiver_party"})
        found.append(
            ours.join(
                told, left_on=keys, right_on=[keys[0], *(f"{key}_2" for key in keys[1:])], coalesce=False
            )
        )
    both = pl.concat(frame.drop("receiver_party_right") for frame in found)
    return both.filter(pl.col("waybill") != pl.col("waybill_2")).unique(["row", "waybill_2", "like_2"])


def _equal(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return (one == other).fill_null(value=False)
