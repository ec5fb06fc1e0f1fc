"""Who a letter names: names and numbers of people and firms, folded, so that recipients are found again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from borderlink.language.folding import fold

LONGEST = 400


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """One name or number by which a letter names someone. ``strong``: a number that tells who someone is."""

    ref: str  # P1, as in the letter
    folded: str
    strong: bool


def folded_name(text: str) -> str:
    """Return a name as it is compared: as in the case register."""
    return fold(" ".join(text.split()))[:LONGEST]


def folded_number(value: str) -> str:
    """Return a number as it is compared: folded letters and digits alone."""
    return "".join(letter for letter in fold(value) if letter.isalnum())[:LONGEST]


def named_in(facts: Mapping[str, Any]) -> list[Named]:
    """Return everyone whom the facts of a letter name, each name and number once."""
    return sorted(set(_named(facts)))


def _named(facts: Mapping[str, Any]) -> Iterator[Named]:
    for party in (*_listed(facts, "people"), *_listed(facts, "bodies")):
        ref = str(party.get("ref", ""))[:16]
        for name in _listed(party, "names"):
            yield Named(ref, folded_name(str(name.get("text", ""))), strong=False)
        for number in _listed(party, "identifiers"):
            yield Named(ref, folded_number(str(number.get("value", ""))), strong=True)


def _listed(value: Mapping[str, Any], name: str) -> Iterable[Mapping[str, Any]]:
    found = value.get(name) or ()
    return [one for one in found if isinstance(one, Mapping)]


def texts_in(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return names and numbers as they are written, each with its kind: what the case register compares."""
    parties = (*_listed(facts, "people"), *_listed(facts, "bodies"))
    names = [("name", str(name.get("text", ""))) for party in parties for name in _listed(party, "names")]
    numbers = [
        ("identifier", str(one.get("value", "")))
        for party in parties
        for one in _listed(party, "identifiers")
    ]
    return [(kind, text) for kind, text in (*names, *numbers) if text.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One person or firm of a letter, by which its reader compares: names and numbers as they are written."""

    ref: str
    names: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    born_on: str
    is_firm: bool


def parties_in(facts: Mapping[str, Any]) -> list[Party]:
    """Return the people and firms that a letter names, in its order; who has no name is left out."""
    listed = [
        (one, firm) for part, firm in (("people", False), ("bodies", True)) for one in _listed(facts, part)
    ]
    parties = [_party(one, is_firm=firm) for one, firm in listed]
    return [party for party in parties if party.names]


def _party(said: Mapping[str, Any], *, is_firm: bool) -> Party:
    names = (" ".join(str(name.get("text", "")).split()) for name in _listed(said, "names"))
    numbers = ((str(one.get("kind", "")), str(one.get("value", ""))) for one in _listed(said, "identifiers"))
    return Party(
        ref=str(said.get("ref", ""))[:16], names=tuple(name for name in names if name),
        numbers=tuple(numbers), born_on=str(said.get("born_on") or ""), is_firm=is_firm,
    )  # fmt: skip
