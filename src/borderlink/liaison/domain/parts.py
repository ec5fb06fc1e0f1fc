"""The parts that letters are put together from: people, firms, drugs, places, windows of time, numbers.

None of them has a place for nationality, ethnicity, religion or origin of a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

_SAID_ALWAYS: Final = frozenset(
    {"names", "identifiers"}
)  # of a person: an empty list says that none is known


class Plain:
    """A value that letters carry: its fields in the form of the schema, empty ones left out."""

    __slots__ = ()
    kept: ClassVar[frozenset[str]] = frozenset()  # fields that are written even when they are empty

    def as_facts(self) -> dict[str, Any]:
        """Return the value as JSON values; a field ``from_`` is written ``from``."""
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]  # its subclasses are dataclasses
        values = {name: plain(getattr(self, name)) for name in names}
        return {
            name.rstrip("_"): value
            for name, value in values.items()
            if name in self.kept or value not in ("", None, [], {})
        }


def plain(value: object) -> Any:
    """Return a value as letters write it: seconds, ISO days, decimal text, 0 or 1, lists."""
    return next((write(value) for kind, write in _WRITTEN if isinstance(value, kind)), value)


_WRITTEN: Final[tuple[tuple[type | tuple[type, ...], Callable[[Any], object]], ...]] = (
    (Plain, lambda value: value.as_facts()),
    (bool, int),
    (datetime, lambda value: int(value.timestamp())),
    (date, lambda value: value.isoformat()),
    (Decimal, lambda value: f"{value.normalize():f}"),
    ((tuple, list), lambda value: [plain(item) for item in value]),
    (Mapping, lambda value: {name: plain(item) for name, item in value.items()}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Plain):
    """One way in which a person or a firm is written; ``kind`` empty: simply the name."""

    text: str
    script: str = "SCR-LATIN"
    scheme: str = "NSC-NATIVE"
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier(Plain):
    """A number or account with its kind: of a person, a firm, or of what can be followed."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Plain):
    """Someone whom a letter tells of; the default role accuses nobody."""

    kept: ClassVar[frozenset[str]] = _SAID_ALWAYS

    ref: str
    role: str = "ROL-ASSOCIATE"
    status: str = "PST-UNIDENTIFIED"
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    born_on: str | date = ""  # a whole date, or the year alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Plain):
    """A firm or another body."""

    kept: ClassVar[frozenset[str]] = _SAID_ALWAYS

    ref: str
    kind: str = "BDK-OTHER"
    role: str = "ROL-ASSOCIATE"
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Plain):
    """A quantity from ``from_`` to ``to`` in a unit of the list ``unit``; both alike: exactly so much."""

    from_: Decimal
    to: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug(Plain):
    """A substance with what is known of its form, its quantity and what it is packed in."""

    substance: str
    form: str = ""
    amount: Amount | None = None
    packaging: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Plain):
    """A place with its country; ``lat`` and ``lon`` in degrees, as decimal text."""

    use: str
    country: str
    kind: str = ""
    code: str = ""
    text: str = ""
    lat: str = ""
    lon: str = ""
    radius_m: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Plain):
    """A span of time, its end excluded, with the zone in which it was meant."""

    use: str
    from_: datetime
    until: datetime
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class How(Plain):
    """How something is carried and hidden, what it is declared as (HS, six digits), how one could find it."""

    mode: str = ""
    conveyance: tuple[str, ...] = ()
    concealment: tuple[str, ...] = ()
    detection: tuple[str, ...] = ()
    hs6: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Plain):
    """Free words, at most 1,000 characters, tagged with their language, translated by nobody here."""

    language: str
    text: str
