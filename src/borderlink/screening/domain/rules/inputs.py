"""The closed set of columns that a rule may see: anything else is no input to a score."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Input:
    """One column a rule may use: its kind (text, number, truth), what it is about, and what it says."""

    kind: str
    about: str  # goods, route, sender, form, links, watch
    means: str


# Columns as the manifest gives them.
DECLARED: Final[dict[str, Input]] = {
    "service": Input("text", "form", "service as given, lower case"),
    "direction": Input("text", "route", "export, import, transit, domestic"),
    "sender_country": Input("text", "route", "country of the sending address; never alone"),
    "receiver_country": Input("text", "route", "country of the receiving address; never alone"),
    "contents": Input("text", "goods", "declared description of the goods"),
    "hs6": Input("text", "goods", "declared HS6 code"),
    "pieces": Input("number", "goods", "declared pieces"),
    "weight_g": Input("number", "goods", "declared weight in grams"),
    "value_cny": Input("number", "goods", "declared value in yuan, by the dated rates file"),
    "goods_country": Input(
        "text", "goods", "origin of the goods; only in the group goods-country, off by default"
    ),
}

# Columns made from them, from the goods table and from the linkage.
DERIVED: Final[dict[str, Input]] = {
    "goods": Input("text", "goods", "kind of goods that the description names; empty when none or several"),
    "goods_named": Input("number", "goods", "how many kinds of goods the description names"),
    "goods_heaviest_g": Input(
        "number", "goods", "the heaviest that one piece of this kind plausibly is, in grams"
    ),
    "goods_lightest_g": Input(
        "number", "goods", "the lightest that one piece of this kind plausibly is, in grams"
    ),
    "goods_dearest_cny": Input(
        "number", "goods", "the most that a kilogram of this kind plausibly costs, in yuan"
    ),
    "goods_cheapest_cny": Input(
        "number", "goods", "the least that a kilogram of this kind plausibly costs, in yuan"
    ),
    "goods_hs": Input("text", "goods", "the HS chapters or headings that this kind belongs to"),
    "hs_fits": Input("truth", "goods", "whether the declared HS6 lies in them; empty when either is missing"),
    "piece_weight_g": Input("number", "goods", "weight divided by pieces, in grams"),
    "kg_value_cny": Input("number", "goods", "value divided by weight, in yuan per kilogram"),
    "contents_vague": Input("truth", "goods", "whether the description says nothing of the goods"),
    "contents_gift": Input("truth", "goods", "whether the description says that it is a gift"),
    "waybill_check": Input(
        "text", "form", "S10 check digit: right, wrong, or empty when the waybill is no S10"
    ),
    "fields_missing": Input("number", "form", "fields empty here that the manifest fills elsewhere"),
    "sender_phone_shape": Input("text", "sender", "possible, impossible, hidden (masked or eaten), missing"),
    "receiver_phone_shape": Input("text", "form", "the same of the receiver's phone"),
    "sender_address_shape": Input("text", "sender", "place, nowhere (no street, number or town), missing"),
    "receiver_address_shape": Input("text", "form", "the same of the receiver's address"),
    "same_address": Input("truth", "sender", "whether the sender's and the receiver's address are one"),
    "same_phone": Input("truth", "sender", "whether the sender's and the receiver's phone are one"),
    "goods_lines": Input(
        "number", "goods", "goods lines of the parcel, each judged by itself; empty for one"
    ),
    "papers_apart_cny": Input(
        "number", "form", "yuan between amounts of order, payment and inventory that must be one"
    ),
    "papers_persons": Input("number", "form", "how many persons buyer, payer and recipient are"),
    "papers_hours": Input(
        "number", "form", "hours between the first and the last of order, payment, waybill"
    ),
    "receiver_parcels": Input("number", "links", "parcels to the linked receiver in the best 7 days"),
    "phone_parcels": Input(
        "number", "links", "parcels of this kind to the receiver's phone in the best 7 days"
    ),
    "phone_senders": Input("number", "links", "under how many sender names those came"),
    "address_parcels": Input("number", "links", "parcels to the same delivery point in the best 7 days"),
    "like_parcels": Input("number", "links", "of them, parcels of the same kind of goods"),
    "like_senders": Input("number", "links", "under how many sender names those came"),
    "like_phones": Input("number", "links", "under how many sender phones those came"),
    "like_spellings": Input("number", "links", "in how many spellings of name and address those came"),
    "like_spread": Input("number", "links", "per cent between the lightest and the heaviest of those"),
    "like_chance": Input("number", "links", "how many such groups chance alone would make in this manifest"),
}

WATCHED: Final[dict[str, Input]] = {
    f"watch_{kind}": Input(
        "text", "watch", f"the case that a watched {kind.replace('_', ' ')} belongs to, else empty"
    )
    for kind in ("phone", "address", "name_address", "waybill")
}

INPUTS: Final[dict[str, Input]] = {**DECLARED, **DERIVED, **WATCHED}
