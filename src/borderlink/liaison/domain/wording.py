"""How the parts of a letter are said: people, firms, drugs, places, times, numbers, as whole sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from borderlink.language import codes, numbers, places
from borderlink.language.languages import OWN_NAMES
from borderlink.language.sentences import say
from borderlink.liaison.domain.numbers import holds

Facts = Mapping[str, Any]

WHO: Final = "LSC-WHO"
WHAT: Final = "LSC-WHAT"
WHERE: Final = "LSC-WHERE"
WHEN: Final = "LSC-WHEN"
HOW: Final = "LSC-HOW"
TRACE: Final = "LSC-TRACE"

_TO_GRAMS: Final = {"UNIT-G": 0, "UNIT-KG": 3, "UNIT-T": 6}  # powers of ten
_DIGITS: Final = 6
_CHECKED: Final = {True: "holds", False: "wrong", None: "none"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a letter, and the part of the letter it belongs to (``letter_section``)."""

    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a language, and the zone that times are told in."""

    language: str
    zone: str

    def say(self, name: str, section: str, **facts: object) -> Sentence:
        """Return one sentence."""
        return Sentence(self.words(name, **facts), section)

    def words(self, name: str, **facts: object) -> str:
        """Return the words of a pattern; a fact that is given has ``has_<fact>`` beside it."""
        given = {f"has_{key}": "no" if value in ("", None, []) else "yes" for key, value in facts.items()}
        return say(f"letter.{name}", self.language, {**given, **facts})

    def labels(self, items: Sequence[str]) -> str:
        """Return the labels of some codes, set apart so that each stands for itself."""
        mark = "；" if self.language.startswith("zh") else "; "
        return mark.join(codes.label(item, self.language) for item in items)

    def count(self, value: int) -> str:
        """Return a whole number as the language groups it."""
        return numbers.number(value, self.language)

    def moment(self, at: int, zone: str = "") -> str:
        """Return a moment in the reader's zone, and in the one it was meant in where its clock differs."""
        when = datetime.fromtimestamp(at, UTC)
        here = when.astimezone(_zone(self.zone) or UTC)
        there = when.astimezone(_zone(zone) or here.tzinfo)
        shown = numbers.datetime(here, self.language)
        if there.utcoffset() == here.utcoffset():
            return shown
        return self.words("two-times", here=shown, there=numbers.datetime(there, self.language))

    def quantity(self, amount: Facts) -> str:
        """Return a quantity or a range of one: masses in their usual unit, the rest with the unit's name."""
        least, most = (self._quantity(amount[end], amount["unit"]) for end in ("from", "to"))
        return least if least == most else self.words("range", least=least, most=most)

    def _quantity(self, value: str, unit: str) -> str:
        if unit in _TO_GRAMS:
            return numbers.mass(Decimal(value).scaleb(_TO_GRAMS[unit]), self.language)
        number = numbers.number(value, self.language, decimals=_DIGITS)
        return self.words("quantity", number=number, unit=unit)

    def identifier(self, row: Facts) -> str:
        """Return a number with its kind, and whether its check digit holds."""
        check = _CHECKED[holds(row["kind"], row["value"])]
        return self.words("identifier", kind=row["kind"], value=row["value"], check=check)

    def name(self, row: Facts) -> str:
        """Return a name as it is written, with its script and the way it was written in it."""
        return self.words("name-of-kind" if "kind" in row else "name", **row)

    def span(self, window: Facts) -> str:
        """Return a window of time with what happens in it."""
        start, end = (self.moment(window[name], window["zone"]) for name in ("from", "until"))
        return self.words("span", use=window["use"], **{"from": start, "until": end})

    def spoken(self, tag: str) -> str:
        """Return a language by its own name."""
        return OWN_NAMES.get(tag, tag)


@cache
def _zone(name: str) -> ZoneInfo | None:
    """Return a time zone; None for none and for one that this machine does not know."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def subjects(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    """Yield what a letter is about: people, firms, drugs, places, times, numbers to follow."""
    for person in facts.get("people", ()):
        yield from _person(person, reader)
    for body in facts.get("bodies", ()):
        yield reader.say("body", WHO, ref=body["ref"], kind=body["kind"], role=body["role"])
        yield from _party(body, reader)
    yield from (_drug(drug, reader) for drug in facts.get("drugs", ()))
    yield from (_place(place, reader) for place in facts.get("places", ()))
    for window in facts.get("windows", ()):
        yield reader.say("window", WHEN, span=reader.span(window))
    yield from how(facts.get("how", {}), reader)
    for trace in facts.get("traces", ()):
        yield reader.say("trace", TRACE, number=reader.identifier(trace))


def _person(person: Facts, reader: Reader) -> Iterator[Sentence]:
    ref = person["ref"]
    yield reader.say("person", WHO, ref=ref, role=person["role"], status=person["status"])
    yield from _party(person, reader)
    if born := person.get("born_on"):
        whole = len(born) > len("1990")
        fact: dict[str, object] = {"on": date.fromisoformat(born)} if whole else {"year": born}
        yield reader.say("born-on" if whole else "born-in", WHO, ref=ref, **fact)


def _party(party: Facts, reader: Reader) -> Iterator[Sentence]:
    """Yield the names and the identifiers of a person or a firm."""
    if names := party["names"]:
        yield reader.say("named", WHO, ref=party["ref"], names=[reader.name(row) for row in names])
    if rows := party["identifiers"]:
        shown = [reader.identifier(row) for row in rows]
        yield reader.say("identified", WHO, ref=party["ref"], identifiers=shown)


def _drug(drug: Facts, reader: Reader) -> Sentence:
    amount = reader.quantity(drug["amount"]) if "amount" in drug else ""
    form, packaging = drug.get("form", ""), drug.get("packaging", "")
    return reader.say(
        "drug", WHAT, substance=drug["substance"], form=form, amount=amount, packaging=packaging
    )


def _place(place: Facts, reader: Reader) -> Sentence:
    """Return a place; one that the list of border places knows has its name in the reader's language too."""
    radius = place.get("radius_m")
    return reader.say(
        "place", WHERE, use=place["use"], country=place["country"], kind=place.get("kind", ""),
        text=_place_name(place.get("text", ""), place["country"], reader.language),
        code=place.get("code", ""), point=place.get("lat", ""), lat=place.get("lat", ""),
        lon=place.get("lon", ""), radius=None if radius is None else reader.count(radius),
    )  # fmt: skip


def _place_name(text: str, country: str, language: str) -> str:
    names = {place.name_in(language) for place in places.find_places(text, country)} if text else set()
    return f"{text} ({next(iter(names))})" if len(names) == 1 and text not in names else text


def how(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    """Yield how something is carried, hidden, declared, and how it could be found."""
    if mode := facts.get("mode"):
        yield reader.say("mode", HOW, mode=mode)
    for name in ("conveyance", "concealment", "detection"):
        if items := facts.get(name):
            yield reader.say(name, HOW, items=reader.labels(items))
    if hs6 := facts.get("hs6"):
        yield reader.say("hs6", HOW, hs6=hs6)
