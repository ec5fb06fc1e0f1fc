"""Places, telephone numbers, plates and addresses told as sentences of one language."""

from typing import Final

from borderlink.language import sentences
from borderlink.language.addresses import Agreement
from borderlink.language.identities import read_identity
from borderlink.language.phones import Phone, read_phone
from borderlink.language.places import Place, all_places, other_side
from borderlink.language.plates import Plate, read_plate
from borderlink.language.provinces import Province, all_provinces, before, today
from borderlink.language.refusals import PhoneUnreadable, PlateUnreadable

VIET_NAM: Final = "VN"


def place_sentence(place: Place, language: str) -> str:
    """Return what a place is, in a language: a crossing with its other side, a district with its end."""
    facts: dict[str, object] = {
        "name": place.name_in(language), "country": place.country, "parent": _parent(place, language),
    }  # fmt: skip
    facing = other_side(place) if place.is_crossing else None
    if facing:
        beyond = {"other": facing.name_in(language), "beyond": facing.country}
        return sentences.say("places.crossing", language, facts | beyond)
    if place.until:
        return sentences.say("places.district", language, facts | {"until": place.until})
    return sentences.say("places.place", language, facts)


def _parent(place: Place, language: str) -> str:
    """Return the unit a place lies in, in a language; ``none`` where the list has none."""
    wanted = (
        place.parent.split(" (")[0].split(" ")[0] if place.country == "CN" else place.parent.split(" (")[0]
    )
    for one in all_places():
        own = {one.admin_code, one.name_vi, one.name_zh.removesuffix("市")}
        if wanted and one.country == place.country and {wanted, wanted.removesuffix("市")} & own:
            return one.name_in(language)
    return wanted or "none"


def province_sentence(province: Province, language: str) -> str:
    """Return what a province of Viet Nam is or was, in a language."""
    facts: dict[str, object] = {"name": province.name_in(language), "country": VIET_NAM}
    if province.until:
        into = today(province).name_in(language)
        return sentences.say("places.province-was", language, facts | {"until": province.until, "into": into})
    if province.since:
        parts = [one.name_in(language) for one in before(province)]
        return sentences.say(
            "places.province-now", language, facts | {"since": province.since, "parts": parts}
        )
    return sentences.say("places.province", language, facts)


def phone_sentences(phone: Phone, language: str) -> list[str]:
    """Return what a telephone number is, and what else its writing may mean, in a language."""
    facts = {"number": phone.e164, "country": phone.country, "kind": phone.kind or "none"}
    told = [sentences.say("phones.number" if phone.valid else "phones.no-such", language, facts)]
    if phone.was:
        told.append(sentences.say("phones.was", language, {"was": phone.was}))
    if phone.earlier:
        told.append(sentences.say("phones.earlier", language, {"earlier": phone.earlier}))
    if phone.also:
        told.append(sentences.say("phones.also", language, {"numbers": list(phone.also)}))
    return told


def plate_sentence(plate: Plate, language: str) -> str:
    """Return what a plate is, in a language."""
    facts = {"plate": plate.plain, "country": plate.country, "of": plate.crosses}
    if not plate.country:
        return sentences.say("plates.either", language, facts)
    if plate.crosses:
        return sentences.say("plates.crosses", language, facts)
    return sentences.say("plates.plate", language, facts | {"place": _giver(plate, language)})


def _giver(plate: Plate, language: str) -> str:
    """Return where a plate was given, in a language; ``none`` where the lists do not say."""
    if plate.country == VIET_NAM:
        rows = (row for row in all_provinces() if row.plates and row.code == plate.place)
        return next((row.name_in(language) for row in rows), "none")
    places = (one for one in all_places() if one.country == plate.country and one.admin_code == plate.place)
    return next((one.name_in(language) for one in places), "none")


def number_sentences(kind: str, value: str, language: str) -> list[str]:
    """Return what there is to say of a number of a kind (a code of the list ``identifier``), in a language.

    A telephone as it is called today, a plate's giver, a check digit that does not hold; else nothing.
    """
    try:
        if kind == "IDT-PHONE":
            return phone_sentences(read_phone(value), language)
        if kind == "IDT-PLATE":
            return [plate_sentence(read_plate(value), language)]
    except (PhoneUnreadable, PlateUnreadable):
        return []
    holds = read_identity(kind, value).holds
    return [sentences.say("identities.wrong", language, {})] if holds is False else []


def agreement_sentences(found: Agreement, language: str) -> list[str]:
    """Return which parts of two addresses agree and which do not, in a language."""
    told = [
        sentences.say(f"addresses.{name}", language, {"parts": [part_name(part, language) for part in parts]})
        for name, parts in (("same", found.same), ("differ", found.differ))
        if parts
    ]
    return told or [sentences.say("addresses.nothing", language, {})]


def part_name(part: str, language: str) -> str:
    """Return how a part of an address is called in a language."""
    return sentences.say(f"addresses.part.{part}", language, {})
