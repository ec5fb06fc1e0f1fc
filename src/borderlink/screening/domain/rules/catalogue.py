"""The rules that ship, each a reason that a person can check; docs/reference/rules.md is made from them.

Sources: the stories and allowed inputs are those of docs/design/screening.md sections 1, 4 and 5; weights
are set by hand and explained in docs/decisions/0006-scores.md until outcomes of openings can calibrate
them.
"""
# ruff: noqa: PLR2004 - a threshold stands in the rule that it belongs to

from typing import Final

import polars as pl

from borderlink.screening.domain.rules.linked import MOST
from borderlink.screening.domain.rules.rule import Group, Rule

_SOURCE: Final = "docs/design/screening.md"
_TYPOLOGY_HS: Final = {
    "tea": ("tea", "Declared as tea ({contents}), in which methamphetamine has been sent.", 0.30),
    "rock-sugar": (
        "sugar",
        "Declared as sugar ({contents}); rock sugar looks like crystal methamphetamine.",
        0.30,
    ),
    "flower-pots": (
        "flower pot",
        "Declared as flower pots ({contents}), whose hollow walls have carried drugs.",
        0.30,
    ),
    "dress-hems": ("dress", "Declared as dresses ({contents}), in whose hems drugs have been sewn.", 0.25),
    "dolls": ("doll", "Declared as dolls ({contents}), which have been stuffed with drugs.", 0.25),
}


_MANY_LINES: Final = (pl.col("goods_lines") > 1).fill_null(value=False)


def _together() -> pl.Expr:
    """Several parcels of one kind, at least half of what one receiver gets, and not a shop's worth."""
    few = pl.col("receiver_parcels") <= MOST
    return (pl.col("like_parcels") >= 3) & few & (pl.col("like_parcels") * 2 >= pl.col("receiver_parcels"))


LINKED: Final = (
    Rule(
        name="one-receiver-many-senders", weight=0.45, when=_together() & (pl.col("like_senders") >= 3),
        facts=("like_parcels", "like_senders", "contents"),
        says="{like_parcels} parcels of one kind of goods ({contents}) to one receiver within 7 days, "
        "under {like_senders} sender names.",
        source=f"{_SOURCE} section 1: four parcels of tea, four sender names, one receiver",
    ),
    Rule(
        name="one-receivers-phone", weight=0.40,
        when=(pl.col("phone_parcels") >= 3) & (pl.col("phone_senders") >= 3)
        & (pl.col("phone_parcels") > pl.col("like_parcels").fill_null(1)),
        facts=("phone_parcels", "phone_senders", "contents"),
        says="{phone_parcels} parcels of one kind of goods ({contents}) to one receiver's phone within "
        "7 days, under {phone_senders} sender names, though the receivers are written as different ones.",
        source=f"{_SOURCE} section 3.9: evidence against deliberate variation, shared phone",
    ),
    Rule(
        name="one-receiver-one-kind", weight=0.15, when=_together() & (pl.col("like_senders") < 3),
        facts=("like_parcels", "contents"),
        says="{like_parcels} parcels of one kind of goods ({contents}) to one receiver within 7 days.",
        source=f"{_SOURCE} section 1",
    ),
    Rule(
        name="rarer-than-chance", weight=0.35,
        when=_together() & (pl.col("like_senders") >= 3) & (pl.col("like_chance") < 1),
        facts=("like_parcels", "receiver_parcels"),
        says="{like_parcels} of this receiver's {receiver_parcels} parcels are of this kind: by chance alone "
        "not one receiver in this manifest would get so many.",
        source=f"{_SOURCE} section 1; binomial, docs/decisions/0006-scores.md",
    ),
    Rule(
        name="receiver-spelt-several-ways", weight=0.25, when=_together() & (pl.col("like_spellings") >= 3),
        facts=("like_parcels", "like_spellings"),
        says="The receiver of these {like_parcels} parcels is written in {like_spellings} ways.",
        source=f"{_SOURCE} sections 1 and 3.9: evidence against deliberate variation",
    ),
    Rule(
        name="parcels-of-one-weight", weight=0.25,
        when=_together() & (pl.col("like_spread") <= 15) & (pl.col("weight_g") >= 500) & ~_MANY_LINES,
        facts=("like_parcels", "like_spread", "weight_g"),
        says="These {like_parcels} parcels weigh nearly the same "
        "({weight_g, mass}; {like_spread, number} % apart).",
        source=f"{_SOURCE} section 3.9: weight and declared-content profile",
    ),
    Rule(
        name="goods-of-one-weight", weight=0.25,
        when=_together() & (pl.col("like_spread") <= 15) & (pl.col("weight_g") >= 500) & _MANY_LINES,
        facts=("like_parcels", "like_spread", "contents", "weight_g"),
        says="Each of these {like_parcels} parcels holds nearly the same weight of these goods ({contents}, "
        "{weight_g, mass}; {like_spread, number} % apart).",
        source=f"{_SOURCE} section 3.9: weight and declared-content profile; of one goods line among several",
    ),
    Rule(
        name="one-phone-many-names", weight=0.20,
        when=_together() & (pl.col("like_phones") == 1) & (pl.col("like_senders") >= 3),
        facts=("like_senders",),
        says="The {like_senders} senders of these parcels give one and the same phone.",
        source=f"{_SOURCE} section 3.9: shared phone",
    ),
    Rule(
        name="many-to-one-address", weight=0.04, when=pl.col("address_parcels").is_between(6, MOST),
        facts=("address_parcels",),
        says="{address_parcels} parcels to this delivery point within 7 days.",
        source=f"{_SOURCE} section 4: counts to one address in 7 days",
    ),
)  # fmt: skip

GOODS: Final = (
    Rule(
        name="too-heavy-for-goods", weight=0.25,
        when=pl.col("piece_weight_g") > 1.5 * pl.col("goods_heaviest_g"),
        facts=("contents", "weight_g", "goods_heaviest_g"),
        says="{contents} of {weight_g, mass}: "
        "one piece of these goods weighs at most {goods_heaviest_g, mass}.",
        source=f"{_SOURCE} section 4: item facts; goods table",
    ),
    Rule(
        name="too-light-for-goods", weight=0.10,
        when=pl.col("piece_weight_g") < 0.5 * pl.col("goods_lightest_g"),
        facts=("contents", "weight_g", "goods_lightest_g"),
        says="{contents} of {weight_g, mass}: "
        "one piece of these goods weighs at least {goods_lightest_g, mass}.",
        source=f"{_SOURCE} section 4: item facts; goods table",
    ),
    Rule(
        name="too-dear-for-goods", weight=0.20, when=pl.col("kg_value_cny") > 2 * pl.col("goods_dearest_cny"),
        facts=("contents", "value_cny", "weight_g"),
        says="{contents} declared at {value_cny, money, CNY} for {weight_g, mass}: "
        "far above what such goods cost.",
        source=f"{_SOURCE} section 4: value per weight; goods table",
    ),
    Rule(
        name="too-cheap-for-goods", weight=0.08,
        when=pl.col("kg_value_cny") < 0.5 * pl.col("goods_cheapest_cny"),
        facts=("contents", "value_cny", "weight_g"),
        says="{contents} declared at {value_cny, money, CNY} for {weight_g, mass}: "
        "far below what such goods cost.",
        source=f"{_SOURCE} section 4: value per weight; goods table",
    ),
    Rule(
        name="code-does-not-fit", weight=0.20, when=pl.col("hs_fits").not_(), facts=("contents", "hs6",
        "goods_hs"),
        says="{contents} declared under HS {hs6}; such goods belong under {goods_hs}.",
        source=f"{_SOURCE} section 4: mismatch with HS6; goods table",
    ),
    Rule(
        name="contents-vague", weight=0.12, when=pl.col("contents_vague"), facts=("contents",),
        says="“{contents}” does not say what is inside.", source=f"{_SOURCE} section 4: vagueness",
    ),
    Rule(
        name="vague-and-heavy", weight=0.15, when=pl.col("contents_vague") & (pl.col("weight_g") >= 5000),
        facts=("weight_g",), says="{weight_g, mass} without a word on what it is.",
        source=f"{_SOURCE} section 4: vagueness with weight",
    ),
    Rule(
        name="gift-against-trade", weight=0.15,
        when=pl.col("contents_gift") & ((pl.col("pieces") >= 30) | (pl.col("value_cny") >= 8000)),
        facts=("contents", "pieces", "value_cny"),
        says="Said to be a gift ({contents}), "
        "yet {pieces, plural, one {# piece} other {# pieces}} at {value_cny, money, CNY}.",
        source=f"{_SOURCE} section 4: gift against commercial",
    ),
    Rule(
        name="papers-too-heavy", weight=0.15,
        when=(pl.col("goods") == "documents") & (pl.col("weight_g") >= 2000),
        facts=("contents", "weight_g"), says="Said to be papers ({contents}), yet {weight_g, mass}.",
        source=f"{_SOURCE} section 4: contradictory contents",
    ),
)  # fmt: skip

FORM: Final = (
    Rule(
        name="sender-phone-impossible", weight=0.18, when=pl.col("sender_phone_shape") == "impossible",
        facts=("sender_phone_shape",), says="No phone has the shape of the sender's.",
        source=f"{_SOURCE} section 4: form quality",
    ),
    Rule(
        name="sender-address-nowhere", weight=0.18, when=pl.col("sender_address_shape") == "nowhere",
        facts=("sender_address_shape",), says="The sender's address names no street, number or town.",
        source=f"{_SOURCE} section 4: undeliverable address",
    ),
    Rule(
        name="waybill-check-digit-wrong", weight=0.30, when=pl.col("waybill_check") == "wrong",
        facts=("waybill_check",),
        says="The waybill has the form of UPU S10, but its check digit is wrong.",
        source=f"{_SOURCE} section 5: UPU S10",
    ),
    Rule(
        name="sender-at-receivers-address", weight=0.15, when=pl.col("same_address"), facts=("same_address",),
        says="Sender and receiver give one and the same address.",
        source=f"{_SOURCE} section 4: form quality",
    ),
    Rule(
        name="sender-with-receivers-phone", weight=0.10, when=pl.col("same_phone"), facts=("same_phone",),
        says="Sender and receiver give one and the same phone.", source=f"{_SOURCE} section 4: form quality",
    ),
    Rule(
        name="fields-missing", weight=0.10, when=pl.col("fields_missing") >= 3, facts=("fields_missing",),
        says="{fields_missing} fields are empty that this manifest fills elsewhere.",
        source=f"{_SOURCE} section 4: form quality",
    ),
)  # fmt: skip

PAPERS: Final = (
    Rule(
        name="papers-amounts-differ", weight=0.35, when=pl.col("papers_apart_cny") > 1,
        facts=("papers_apart_cny",),
        says="Order, payment and inventory of this parcel name amounts that lie "
        "{papers_apart_cny, money, CNY} apart.",
        source=f"{_SOURCE} section 5: CEB, amounts equal (± 1 yuan)",
    ),
    Rule(
        name="papers-persons-differ", weight=0.30, when=pl.col("papers_persons") > 1,
        facts=("papers_persons",),
        says="Buyer, payer and recipient of this parcel are not one person but {papers_persons}.",
        source=f"{_SOURCE} section 5: CEB, buyer = payer = recipient",
    ),
    Rule(
        name="papers-times-differ", weight=0.15, when=pl.col("papers_hours") > 24, facts=("papers_hours",),
        says="Order, payment and waybill of this parcel lie {papers_hours, number} hours apart.",
        source=f"{_SOURCE} section 5: CEB, all three within 24 hours",
    ),
)  # fmt: skip

TYPOLOGIES: Final = tuple(
    Rule(
        name=f"typology-{name}", weight=weight, group=Group.TYPOLOGY, when=pl.col("goods") == goods,
        facts=("contents",), says=says, source=f"{_SOURCE} sections 4 and 5: HS6 for the stories",
    )
    for name, (goods, says, weight) in _TYPOLOGY_HS.items()
)  # fmt: skip

GOODS_COUNTRY: Final = (
    Rule(
        name="goods-from-elsewhere", weight=0.05, group=Group.GOODS_COUNTRY,
        when=pl.col("goods_country") != pl.col("sender_country"), facts=("goods_country", "sender_country"),
        says="Goods from {goods_country, country}, sent from {sender_country, country}.",
        source=f"{_SOURCE} section 4: country of goods, a lawful proxy, off by default",
    ),
)  # fmt: skip

_WATCH_SAYS: Final = {
    "phone": "A phone on this parcel is watched in {watch_phone}.",
    "address": "The delivery point of this parcel is watched in {watch_address}.",
    "name_address": "A name at this delivery point is watched in {watch_name_address}.",
    "waybill": "This waybill is watched in {watch_waybill}.",
}
WATCH: Final = tuple(
    Rule(
        name=f"watched-{kind.replace('_', '-')}", weight=0.90, when=pl.col(f"watch_{kind}").is_not_null(),
        facts=(f"watch_{kind}",), says=says,
        source=f"{_SOURCE} section 4: partner alerts, confirmed seizures",
    )
    for kind, says in _WATCH_SAYS.items()
)  # fmt: skip

SHIPPED: Final = (*LINKED, *GOODS, *FORM, *PAPERS, *TYPOLOGIES, *GOODS_COUNTRY, *WATCH)

# The sentence of an agency's own rule: its reason as its author wrote it, and the case it rests on.
OWN: Final = "{reason} (rule of {case})"
