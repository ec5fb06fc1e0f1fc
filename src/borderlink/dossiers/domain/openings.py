"""What is told beside the events: openings of commitments, the disclosure schedule, and what is withheld."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from borderlink.custody.domain.witnessed import Event
from borderlink.dossiers.domain.verdict import WITHHELD, Fault, Finding
from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.commitments import Opening, opens

DOMAIN: Final = "borderlink-custody-1"
DISCLOSURE_TYPE: Final = "borderlink-disclosure-1"
SERVED: Final = "served"
KEPT_BACK: Final = "withheld"
FIELD: Final = "field"
_FIELDS: Final = ("ground", "kind", "reference", "sha256", "status", "text")
Fact = str | int | list[str]
Facts = Mapping[str, Fact]
_SEQUENCE: Final = re.compile("[1-9][0-9]{0,8}", re.ASCII)  # as an event's own
_SALT: Final = re.compile("[0-9a-f]{32}", re.ASCII)
_COMMITTED: Final = re.compile('"([a-z_]+)":"([0-9a-f]{64})"', re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the disclosure schedule; a withheld one has a ground.

    What the machine knows of it stands in ``facts``, as codes and whole numbers: its words are made where it
    is read. ``text`` is what a person wrote.
    """

    kind: str
    reference: str
    text: str = ""
    status: str = SERVED
    ground: str = ""
    sha256: str = ""
    facts: Facts = field(default_factory=dict)

    def value(self) -> dict[str, Value]:
        """Return the line as it stands in `disclosure.json`: `facts` only where there are any."""
        told: dict[str, Value] = {name: getattr(self, name) for name in _FIELDS}
        return told | {"facts": dict(self.facts)} if self.facts else told


def disclosure_to_bytes(items: Sequence[Item]) -> bytes:
    """Return the content of `disclosure.json`."""
    return canonical.to_bytes({"type": DISCLOSURE_TYPE, "items": [item.value() for item in items]})


def read_disclosure(data: bytes) -> tuple[Item, ...]:
    """Return the schedule; raise ``Fault`` when it is not in form."""
    try:
        listed = canonical.object_of(data).get("items")
        items = tuple(_item(value) for value in listed) if isinstance(listed, list) else ()
        in_form = disclosure_to_bytes(items) == data and all(_is_sound(item) for item in items)
    except (NotCanonical, TypeError):
        in_form = False
    if not in_form:
        raise Fault("dossier.not-in-form", member="disclosure.json")
    return items


def _item(value: Value) -> Item:
    if not isinstance(value, Mapping) or any(not isinstance(value.get(name), str) for name in _FIELDS):
        raise TypeError
    facts = value.get("facts", {})
    if not isinstance(facts, Mapping):
        raise TypeError
    told = {name: _fact(fact) for name, fact in facts.items()}
    return Item(**{name: str(value[name]) for name in _FIELDS}, facts=told)


def _fact(value: Value) -> Fact:
    if isinstance(value, list):
        if not all(isinstance(one, str) for one in value):
            raise TypeError
        return [str(one) for one in value]
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError


def _is_sound(item: Item) -> bool:
    return item.status == SERVED or (item.status == KEPT_BACK and item.ground != "")


Openings = Mapping[int, Sequence[Opening]]


def openings_to_bytes(openings: Openings) -> bytes:
    """Return the content of `openings.json`: by the event's number in the ledger, sorted by name."""
    told: dict[str, Value] = {
        str(sequence): [
            {"name": one.name, "salt": one.salt.hex(), "value": one.value}
            for one in sorted(each, key=lambda opening: opening.name)
        ]
        for sequence, each in openings.items()
        if each
    }
    return canonical.to_bytes(told)


def read_openings(data: bytes) -> dict[int, list[Opening]]:
    """Return the openings by sequence; raise ``Fault`` when they are not in form."""
    try:
        content = canonical.object_of(data)
        found = {
            int(sequence): [_opening(value) for value in _listed(each)] for sequence, each in content.items()
        }
        in_form = openings_to_bytes(found) == data and not _has_twice(found)
        in_form = in_form and all(_SEQUENCE.fullmatch(sequence) for sequence in content)
    except (NotCanonical, TypeError, ValueError):
        in_form = False
    if not in_form:
        raise Fault("dossier.not-in-form", member="openings.json")
    return found


def _listed(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _opening(value: Value) -> Opening:
    told = value if isinstance(value, Mapping) else {}
    name, salt, text = (told.get(field) for field in ("name", "salt", "value"))
    if not isinstance(name, str) or not isinstance(text, str) or not isinstance(salt, str):
        raise TypeError
    if not _SALT.fullmatch(salt):
        raise ValueError
    return Opening(name=name, salt=bytes.fromhex(salt), value=text)


def _has_twice(found: Openings) -> bool:
    return any(len({one.name for one in each}) != len(each) for each in found.values())


def commitments_of(event: Event) -> dict[str, str]:
    """Return an event's commitments by name."""
    return dict(_COMMITTED.findall(event.commitments()))


def must_open(events: Sequence[Event], openings: Openings) -> None:
    """Raise ``Fault`` for the first opening that does not open a commitment of its event."""
    by_sequence = {event.sequence: event for event in events}
    for sequence in sorted(openings):
        event = by_sequence.get(sequence)
        committed = commitments_of(event) if event else {}
        for one in openings[sequence]:
            if one.name not in committed or not opens(committed[one.name], DOMAIN, one):
                entry = event.case_seq if event else 0
                raise Fault("dossier.opening-invalid", entry=entry, name=one.name)


def withheld(events: Sequence[Event], openings: Openings, schedule: Sequence[Item]) -> list[Finding]:
    """Return every commitment that no opening opens, with the ground that the schedule gives."""
    grounds = {item.reference: item.ground for item in schedule if item.kind == FIELD}
    found: list[Finding] = []
    for event in events:
        opened = {one.name for one in openings.get(event.sequence, ())}
        for name in sorted(commitments_of(event).keys() - opened):
            ground = grounds.get(f"{event.sequence}/{name}", "")
            found.append(Finding(WITHHELD, {"entry": event.case_seq, "name": name, "ground": ground}))
    return found
