"""What a fact is shown as: the kinds that a sentence may ask for (``mass``, ``date``, ``label`` ...)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from babel.lists import format_list

from borderlink.language import codes, numbers, places
from borderlink.language.languages import locale_of


class SentenceFault(ValueError):  # noqa: N818 - the house calls these faults
    """A pattern cannot be read, or a fact it names is missing or of another kind: ours to mend."""


def fact(name: str, facts: Mapping[str, object]) -> object:
    """Return a fact by name. One that is missing, or is nothing, raises ``SentenceFault``."""
    value = facts.get(name)
    if value is None:
        raise SentenceFault(f"The fact {name} is missing; there are {sorted(facts)}.")
    return value


def quantity(value: object) -> Decimal:
    """Return a fact as a decimal: whole numbers, decimals, floats and the plain text of one."""
    if not isinstance(value, int | float | Decimal | str):
        raise SentenceFault(f"Not a number: {value!r}.")
    try:
        return numbers.exact(value)
    except TypeError as wrong:
        raise SentenceFault(str(wrong)) from None


def moment(value: object) -> datetime:
    """Return a fact as a moment: a datetime with its zone, or ISO 8601 text of one."""
    read = _read(value, datetime.fromisoformat) if isinstance(value, str) else value
    if not isinstance(read, datetime) or read.tzinfo is None:
        raise SentenceFault(f"Not a moment with a zone: {value!r}.")
    return read


def day(value: object) -> date:
    """Return a fact as a date: a date, or ISO 8601 text of one."""
    read = _read(value, date.fromisoformat) if isinstance(value, str) else value
    if not isinstance(read, date) or isinstance(read, datetime):
        raise SentenceFault(f"Not a date: {value!r}.")
    return read


def _read(text: str, reader: Callable[[str], date]) -> date:
    try:
        return reader(text)
    except ValueError:
        raise SentenceFault(f"Not a date or time: {text!r}.") from None


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads what: a language, the facts, and the zone that times are shown in (None: each in its own)."""

    language: str
    facts: Mapping[str, object]
    zone: str | None = None


def shape(kind: str, style: str, value: object, reading: Reading) -> str:
    """Return a fact as its kind shows it to its reader."""
    if kind not in SHAPES:
        raise SentenceFault(f"No kind is called {kind}.")
    return SHAPES[kind](value, style, reading)


def _plain(value: object, style: str, reading: Reading) -> str:
    """Text as it is, a whole number without grouping (it may be a line or a year), the rest by its type."""
    if isinstance(value, bool):
        raise SentenceFault(f"A truth value has no words of its own: {value!r}.")
    for types, kind in _BY_TYPE:
        if isinstance(value, types):
            return shape(kind, style, value, reading)
    return str(value)


def _number(value: object, _style: str, reading: Reading) -> str:
    return numbers.number(quantity(value), reading.language)


def _percent(value: object, _style: str, reading: Reading) -> str:
    return numbers.percent(quantity(value), reading.language)


def _mass(value: object, _style: str, reading: Reading) -> str:
    return numbers.mass(quantity(value), reading.language)


def _money(value: object, style: str, reading: Reading) -> str:
    """Money in the currency that the style is (``CNY``) or that the fact it names holds (``currency``)."""
    currency = style if style.isupper() else str(fact(style, reading.facts))
    return numbers.money(quantity(value), currency, reading.language)


def _day(value: object, _style: str, reading: Reading) -> str:
    return numbers.date(day(value), reading.language)


def _moment(value: object, _style: str, reading: Reading) -> str:
    return numbers.datetime(moment(value), reading.language, reading.zone)


def _duration(value: object, _style: str, reading: Reading) -> str:
    span = value if isinstance(value, timedelta) else float(quantity(value))
    return numbers.duration(span, reading.language)


def _label(value: object, style: str, reading: Reading) -> str:
    """Return the label of a code; the style may name its list: ``{role, label, officer_role}``."""
    return codes.label(str(value), reading.language, style)


def _country(value: object, _style: str, reading: Reading) -> str:
    return places.country_name(str(value), reading.language)


def _list(value: object, style: str, reading: Reading) -> str:
    """Several values with the language's own commas and its word for "and", each as the style shows it."""
    if not isinstance(value, list | tuple | set | frozenset):
        raise SentenceFault(f"Not a list: {value!r}.")
    items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
    return format_list(
        [shape(style, "", item, reading) for item in items], locale=locale_of(reading.language)
    )


SHAPES: Final[dict[str, Callable[[object, str, Reading], str]]] = {
    "": _plain,
    "number": _number,
    "percent": _percent,
    "mass": _mass,
    "money": _money,
    "date": _day,
    "datetime": _moment,
    "duration": _duration,
    "label": _label,
    "country": _country,
    "list": _list,
}

_BY_TYPE: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    ((float, Decimal), "number"),
    (datetime, "datetime"),
    (date, "date"),
    (timedelta, "duration"),
    ((list, tuple, set, frozenset), "list"),
)
