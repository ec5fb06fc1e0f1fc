"""Short names of rules, for a list of choices; the whole sentence stands on the parcel's page."""

from typing import Final

from django.utils.translation import get_language, gettext, gettext_noop

from borderlink.language import codes
from borderlink.language.languages import of_django

TITLES: Final = {
    "one-receiver-many-senders": gettext_noop("One receiver, many senders"),
    "one-receiver-one-kind": gettext_noop("One receiver, one kind of goods"),
    "rarer-than-chance": gettext_noop("Rarer than chance"),
    "receiver-spelt-several-ways": gettext_noop("Receiver spelt several ways"),
    "parcels-of-one-weight": gettext_noop("Parcels of one weight"),
    "goods-of-one-weight": gettext_noop("Same goods of one weight"),
    "one-phone-many-names": gettext_noop("One phone, many sender names"),
    "many-to-one-address": gettext_noop("Many parcels to one address"),
    "too-heavy-for-goods": gettext_noop("Too heavy for its goods"),
    "too-light-for-goods": gettext_noop("Too light for its goods"),
    "too-dear-for-goods": gettext_noop("Too dear for its goods"),
    "too-cheap-for-goods": gettext_noop("Too cheap for its goods"),
    "code-does-not-fit": gettext_noop("HS code does not fit"),
    "contents-vague": gettext_noop("Vague description"),
    "vague-and-heavy": gettext_noop("Vague and heavy"),
    "gift-against-trade": gettext_noop("Gift of a trader's size"),
    "papers-too-heavy": gettext_noop("Papers too heavy"),
    "sender-phone-impossible": gettext_noop("Impossible sender's phone"),
    "sender-address-nowhere": gettext_noop("Sender's address is no place"),
    "waybill-check-digit-wrong": gettext_noop("Wrong check digit"),
    "sender-at-receivers-address": gettext_noop("Sender at the receiver's address"),
    "sender-with-receivers-phone": gettext_noop("Sender with the receiver's phone"),
    "fields-missing": gettext_noop("Missing fields"),
    "papers-amounts-differ": gettext_noop("Papers differ in amount"),
    "papers-persons-differ": gettext_noop("Papers name several persons"),
    "papers-times-differ": gettext_noop("Papers lie days apart"),
    "typology-tea": gettext_noop("Tea"),
    "typology-rock-sugar": gettext_noop("Rock sugar"),
    "typology-flower-pots": gettext_noop("Flower pots"),
    "typology-dress-hems": gettext_noop("Dress hems"),
    "typology-dolls": gettext_noop("Dolls"),
    "goods-from-elsewhere": gettext_noop("Goods from elsewhere"),
    "watched-phone": gettext_noop("Watched phone"),
    "watched-address": gettext_noop("Watched address"),
    "watched-name-address": gettext_noop("Watched name and address"),
    "watched-waybill": gettext_noop("Watched waybill"),
    "chosen-at-random": gettext_noop("Drawn by chance"),
    "chosen-by-officer": gettext_noop("Chosen by an officer"),
}


def title_of(rule: str) -> str:
    """Return a rule's short name in the page's language; an agency's own rule keeps its author's."""
    if rule in TITLES:
        return gettext(TITLES[rule])
    known = codes.find(rule, "rule")
    return known.labels[of_django(get_language() or "en")] if known else rule
