"""Bundles of STIX 2.1 that come from outside: hostile until every word of a clue was found again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

from borderlink.foundation import canonical
from borderlink.foundation.refusals import Refusal
from borderlink.liaison.adapters.stix import (
    EXTENSION,
    OWN,
    OWN_FACTS,
    SPEC,
    VERSION,
    Object,
    constants,
    objects_of,
)
from borderlink.liaison.domain import schemas
from borderlink.liaison.refusals.letters import LetterShapeWrong
from borderlink.liaison.refusals.stix import (
    StixContradicts,
    StixNewer,
    StixNotABundle,
    StixPartMissing,
    StixShape,
    StixTooLarge,
)

MOST_BYTES: Final = 16 << 20
MOST_OBJECTS: Final = 20_000
DEEPEST: Final = 16
MOST_VALUES: Final = 600_000
LONGEST: Final = 80  # characters of a foreign name that is told again


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One clue of a bundle: what it says, or why it is refused; ``objects`` are those it stands in."""

    clue: Mapping[str, Any] | None
    fault: Refusal | None
    objects: tuple[Object, ...]


def read_bundle(data: bytes) -> list[Object]:
    """Return the objects of a bundle. Refuses: ``StixTooLarge``, ``StixNotABundle``."""
    if len(data) > MOST_BYTES:
        raise StixTooLarge(what=f"{len(data)} bytes")
    value = parse(data)
    if not isinstance(value, dict) or value.get("type") != "bundle":
        raise StixNotABundle(what="not-a-bundle")
    return checked_objects(value.get("objects", []))


def parse(data: bytes) -> object:
    """Return the value of JSON from outside. Refuses: ``StixNotABundle``, ``StixTooLarge``."""
    try:
        value: object = json.loads(
            data.decode(), object_pairs_hook=_once, parse_int=_whole, parse_constant=_no_number
        )
    except (ValueError, RecursionError):
        raise StixNotABundle(what="not-json") from None
    _measure(value)
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise StixNotABundle(what="key-twice")
    return found


def _whole(digits: str) -> int:
    if len(digits) > len(str(-canonical.LARGEST)) or abs(number := int(digits)) > canonical.LARGEST:
        raise StixNotABundle(what="number-too-large")
    return number


def _no_number(_text: str) -> NoReturn:
    raise StixNotABundle(what="not-a-number")


def _measure(value: object) -> None:
    """Refuse what is too deep or holds too many values; nothing here recurses."""
    waiting: list[tuple[object, int]] = [(value, 1)]
    count = 0
    while waiting:
        item, depth = waiting.pop()
        count += 1
        inner: Iterable[object] = (
            item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        )
        if depth > DEEPEST or count > MOST_VALUES:
            raise StixTooLarge(what="too-deep" if depth > DEEPEST else "too-many-values")
        waiting.extend((part, depth + 1) for part in inner)


def checked_objects(objects: object) -> list[Object]:
    """Return a list of objects that have type, id and this version. Refuses: as ``read_bundle``."""
    if not isinstance(objects, list):
        raise StixNotABundle(what="no-objects")
    if len(objects) > MOST_OBJECTS:
        raise StixTooLarge(what=f"{len(objects)} objects")
    for one in objects:
        if not isinstance(one, dict) or not isinstance(name := one.get("id"), str):
            raise StixNotABundle(what="object-without-id")
        if not isinstance(kind := one.get("type"), str) or not name.startswith(f"{kind}--"):
            raise StixNotABundle(what="id-of-another-type")
    return objects


def clues_in(objects: Sequence[Object]) -> list[Found]:
    """Return every clue of a bundle, read or refused. Objects that belong to none are left alone."""
    index: dict[str, Object] = {}
    twice: set[str] = set()
    for one in objects:
        if index.setdefault(one["id"], one) != one:
            twice.add(one["id"])
    groupings = [one for one in index.values() if one["type"] == "grouping" and _own(one)]
    return [_Reading(one, index, twice).found() for one in groupings]


def _own(made: Object) -> Mapping[str, Any]:
    extensions = made.get("extensions")
    own = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
    return own if isinstance(own, dict) else {}


class _Reading:
    """One clue on its way back; what it touches is what it stands in."""

    def __init__(self, grouping: Object, index: Mapping[str, Object], twice: set[str]) -> None:
        self.grouping, self.index, self.twice = grouping, index, twice
        self.touched: dict[str, Object] = {grouping["id"]: grouping}

    def found(self) -> Found:
        try:
            clue: Mapping[str, Any] | None = self._read()
            fault: Refusal | None = None
        except Refusal as refused:
            clue, fault = None, refused
        return Found(clue=clue, fault=fault, objects=tuple(self.touched.values()))

    def _read(self) -> Mapping[str, Any]:
        value = self._value()
        if canonical.from_bytes(canonical.to_bytes(value)) != value:  # text in another form than NFC
            raise LetterShapeWrong(path="/", rule="another-form")
        clue = schemas.check(canonical.to_bytes(value)).value
        for made in objects_of(clue):
            if self.index.get(made["id"]) != made:  # the ids are bound to every word
                raise StixContradicts(object=self.grouping["id"][:LONGEST])
        for made in constants():
            if self.index.get(made["id"], made) != made:
                raise StixContradicts(object=made["id"])
        return clue

    def _value(self) -> dict[str, Any]:
        own = _own(self.grouping)
        version = own.get("version")
        if version != VERSION:
            raise StixNewer(version=str(version)[:LONGEST], known=VERSION)
        author = self._own_of(self._text(self.grouping, "created_by_ref"))
        marks = self._list(self.grouping, self.grouping.get("object_marking_refs"))
        handling = self._own_of(str(marks[0]) if marks else "")
        return {
            "type": "clue", "version": schemas.VERSION, "reference": self._text(self.grouping, "name"),
            "written_at": self._seconds(),
            "author": {"badge": author.get("badge"), "office": author.get("office")},
            "handling": handling.get("handling"), **{name: own.get(name) for name in OWN},
            "facts": self._facts(self._object(own.get("facts"))),
            "notes": [self._note(name) for name in self._list(self.grouping, own.get("notes"))],
        }  # fmt: skip

    def _facts(self, own: Mapping[str, Any]) -> dict[str, Any]:
        facts: dict[str, Any] = {name: own[name] for name in OWN_FACTS if name in own}
        for name, read in (("people", self._party), ("bodies", self._party), ("places", self._place)):
            if name in own:
                facts[name] = [read(one) for one in self._list(self.grouping, own[name])]
        if "traces" in own:
            facts["traces"] = self._numbers(own["traces"])
        return facts

    def _party(self, name: object) -> dict[str, Any]:
        made = self._get(name)
        roles = self._list(made, made.get("roles"))
        own = self._own_of(name)
        said = {key: part for key, part in own.items() if key != "extension_type"}
        return said | {
            "role": roles[0] if roles else "",
            "identifiers": self._numbers(own.get("identifiers")),
        }

    def _place(self, name: object) -> dict[str, Any]:
        made = self._get(name)
        said = {key: part for key, part in self._own_of(name).items() if key != "extension_type"}
        said |= {"text": made["name"]} if "name" in made else {}
        return said | {"country": made.get("country")}

    def _note(self, name: object) -> dict[str, Any]:
        made = self._get(name)
        return {"language": made.get("lang"), "text": made.get("content")}

    def _numbers(self, rows: object) -> list[dict[str, Any]]:
        return [self._number(self._object(row)) for row in self._list(self.grouping, rows)]

    def _number(self, row: Mapping[str, Any]) -> dict[str, Any]:
        if "ref" not in row:
            return dict(row)
        made = self._get(row["ref"])
        return {"kind": row.get("kind"), "value": made.get("value", made.get("account_login"))}

    # ---- what an object must have to be read at all ----

    def _get(self, name: object) -> Object:
        found = self.index.get(name) if isinstance(name, str) else None
        if found is None:
            raise StixPartMissing(object=str(name)[:LONGEST])
        if found["id"] in self.twice:
            raise StixContradicts(object=found["id"][:LONGEST])
        if found.get("spec_version") != SPEC:
            raise StixShape(object=found["id"][:LONGEST], what="spec_version")
        self.touched[found["id"]] = found
        return found

    def _own_of(self, name: object) -> Mapping[str, Any]:
        return _own(self._get(name))

    def _text(self, made: Object, name: str) -> str:
        if not isinstance(value := made.get(name), str):
            raise StixShape(object=made["id"][:LONGEST], what=name)
        return value

    def _list(self, made: Object, value: object) -> list[Any]:
        if not isinstance(value, list):
            raise StixShape(object=made["id"][:LONGEST], what="no-list")
        return value

    def _object(self, value: object) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise StixShape(object=self.grouping["id"][:LONGEST], what="no-object")
        return value

    def _seconds(self) -> int:
        text = self._text(self.grouping, "created")
        try:
            return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.000Z").replace(tzinfo=UTC).timestamp())
        except ValueError:
            raise StixShape(object=self.grouping["id"][:LONGEST], what="created") from None
