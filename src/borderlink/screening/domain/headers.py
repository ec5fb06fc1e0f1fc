"""Which column a header names, in which unit, and which headers must never be read."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from borderlink.screening.domain.rates import SYMBOLS
from borderlink.screening.domain.schema import FORBIDDEN

# Grams in one unit of mass. A jin is 500 g and a liang 50 g (metric market units of mainland China).
GRAMS: Final[dict[str, float]] = {
    "mg": 0.001,
    "毫克": 0.001,
    "g": 1,
    "gr": 1,
    "grs": 1,
    "gm": 1,
    "gms": 1,
    "gram": 1,
    "grams": 1,
    "gam": 1,
    "克": 1,
    "公克": 1,
    "kg": 1000,
    "kgs": 1000,
    "kilo": 1000,
    "kilos": 1000,
    "kilogram": 1000,
    "kilograms": 1000,
    "ky": 1000,
    "kí": 1000,
    "ki": 1000,
    "公斤": 1000,
    "千克": 1000,
    "斤": 500,
    "市斤": 500,
    "两": 50,
    "兩": 50,
    "lb": 453.59237,
    "lbs": 453.59237,
    "pound": 453.59237,
    "pounds": 453.59237,
    "磅": 453.59237,
    "oz": 28.349523125,
    "ounce": 28.349523125,
    "ounces": 28.349523125,
    "盎司": 28.349523125,
    "t": 1e6,
    "ton": 1e6,
    "tons": 1e6,
    "tonne": 1e6,
    "tonnes": 1e6,
    "吨": 1e6,
    "噸": 1e6,
}

_SIDED: Final = (
    r"(?:receivers?|senders?|consignees?|consignors?|shippers?|recipients?|addressees?|customers?|buyers?"
    r"|payers?|persons?)"
)
# Folded Vietnamese words that only look like a forbidden one: "hàng tươi" is fresh goods, not an age.
_FALSE_FRIENDS: Final = ("hang tuoi", "tuoi song", "do tuoi song")
_LOOKALIKES: Final = str.maketrans("аеорсухіѕАЕОРСХІЅΑΕΟΡΙ", "aeopcyxisAEOPCXISAEOPI")
_BRACKETS: Final = re.compile(r"[(\[{【〔〖《]([^)\]}】〕〗》]*)[)\]}】〕〗》]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """The folded words of every column: ``exact`` for whole headers, ``generic`` for fields without a side.

    Values of ``exact`` and ``generic`` are a column's (or field's) name and its rank: the lower goes first.
    """

    exact: Mapping[str, tuple[str, int]]
    generic: Mapping[str, tuple[str, int]]
    identity: tuple[str, ...]
    shown: Mapping[str, str]  # a folded word as people write it


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One column of a file that is read: where it stands, what it means, what its header said of units."""

    index: int
    header: str
    column: str
    rank: int
    grams: float | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A header row, understood: the columns to read, and those not read with the reason why."""

    width: int
    sources: tuple[Source, ...]
    not_read: tuple[tuple[str, str], ...] = field(
        default=()
    )  # (header, forbidden | identity-number | unknown)

    def columns(self) -> frozenset[str]:
        """Return the names of the columns that this file has."""
        return frozenset(source.column for source in self.sources)


def fold_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a header: width, case, marks and punctuation gone, camelCase split."""
    text = "".join(mark for mark in unicodedata.normalize("NFKC", text) if unicodedata.category(mark) != "Cf")
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text.translate(_LOOKALIKES))
    text = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    text = "".join(mark for mark in text if not unicodedata.combining(mark))
    return tuple(re.findall(r"[^\W_]+", text))


def fold_header(text: str) -> str:
    """Return a header folded for comparison: its folded words without anything between them."""
    return "".join(fold_words(text))


@lru_cache(maxsize=4096)
def forbidden_kind(name: str) -> str | None:
    """Say which forbidden kind a header or feature name speaks of, or None.

    A Latin word must stand as a word of its own ("age" is in no "package"), or directly behind a
    party ("receiverage"); Chinese words count wherever they stand.
    """
    words = fold_words(name)
    spaced, joined = f" {' '.join(words)} ", "".join(words)
    for friend in _FALSE_FRIENDS:
        spaced = spaced.replace(f" {friend} ", " ")
    for kind, listed in FORBIDDEN.items():
        for word in listed:
            folded = fold_words(word)
            if not word.isascii():
                if "".join(folded) in joined:
                    return kind
            elif f" {' '.join(folded)} " in spaced or _behind_a_party("".join(folded), words):
                return kind
    return None


def _behind_a_party(word: str, words: tuple[str, ...]) -> bool:
    pattern = re.compile(f"{_SIDED}{word}|{word}(?:of)?{_SIDED}")
    return any(pattern.fullmatch(other) for other in words)


def names_identity_number(name: str, aliases: Aliases) -> bool:
    """Say whether a header speaks of a person's identity number: never parsed, never stored."""
    words = fold_words(name)
    spaced, joined = f" {' '.join(words)} ", "".join(words)
    return any(
        f" {word} " in spaced if word.isascii() else word.replace(" ", "") in joined
        for word in aliases.identity
    )


def recognise(headers: Sequence[str], aliases: Aliases) -> Recognised:
    """Read a header row; a field without a side (电话) belongs to the party named last before it."""
    sources: list[Source] = []
    not_read: list[tuple[str, str]] = []
    side = ""
    for index, header in enumerate(headers):
        why = _why_not(header, aliases)
        source = None if why else _source(index, header, side, aliases)
        if source is None:
            not_read.append((header.strip(), why or "unknown"))
            continue
        sources.append(source)
        if source.column.startswith(("sender_", "receiver_")):
            side = source.column.split("_", 1)[0]
    shown = tuple((header, why) for header, why in not_read if header)
    return Recognised(width=len(headers), sources=tuple(sources), not_read=shown)


def _why_not(header: str, aliases: Aliases) -> str | None:
    if forbidden_kind(header):
        return "forbidden"
    return "identity-number" if names_identity_number(header, aliases) else None


def _source(index: int, header: str, side: str, aliases: Aliases) -> Source | None:
    for text, unit in _readings(header):
        column, rank = aliases.exact.get(fold_header(text), ("", 0))
        if not column and side and fold_header(text) in aliases.generic:
            found, rank = aliases.generic[fold_header(text)]
            column = f"{side}_{found}"
        if column:
            grams, currency = _unit(unit)
            return Source(
                index=index, header=header.strip(), column=column, rank=rank, grams=grams, currency=currency
            )
    return None


def _readings(header: str) -> list[tuple[str, str]]:
    """Return the ways to read a header, each with what it may say of a unit, the likeliest first."""
    text = unicodedata.normalize("NFKC", header)
    inside = " ".join(_BRACKETS.findall(text))
    bare = _BRACKETS.sub(" ", text)
    readings = [(text, ""), (bare, inside)]
    readings += _without_unit(bare)
    for part in re.split(r"[/|\n\r·;,:、]", bare):
        readings += [(part, inside)]
        readings += _without_unit(part)
    readings += [(inside, "")] if inside else []
    return readings


_CURRENCIES: Final = (
    "cny",
    "usd",
    "eur",
    "gbp",
    "aud",
    "nzd",
    "cad",
    "sgd",
    "hkd",
    "mop",
    "twd",
    "jpy",
    "krw",
    "vnd",
    "thb",
    "myr",
)
_UNITS: Final = sorted({*GRAMS, *(code.casefold() for code in SYMBOLS), *_CURRENCIES}, key=len, reverse=True)


def _without_unit(text: str) -> list[tuple[str, str]]:
    """Split ``weight_kg`` into ``weight`` and ``kg``; nothing when no unit stands at its end."""
    folded = fold_header(text)
    for unit in _UNITS:
        if folded.endswith(unit) and len(folded) > len(unit):
            return [(folded[: -len(unit)], unit)]
    return []


def _unit(text: str) -> tuple[float | None, str | None]:
    words = re.findall(r"[^\W\d_]+|[$¥€£₫₩฿]", unicodedata.normalize("NFKC", text).casefold())
    grams = next((GRAMS[word] for word in words if word in GRAMS), None)
    currency = next((code for word in words if (code := _currency(word))), None)
    return grams, currency


def _currency(word: str) -> str | None:
    if word in _CURRENCIES:
        return word.upper()
    return SYMBOLS.get(word.upper())
