"""The reading table and the lists beside it, as they are shipped in ``data/names``."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

_FOLDER: Final = files("borderlink.language") / "data" / "names"
SYSTEMS: Final = ("can", "wg", "sea", "per")  # of data/names/regional.tsv


@dataclass(frozen=True, slots=True)
class Character:
    """One Han character: its other forms, how it is read, and how usual it is in text (0 to 9).

    ``hanviet`` are its own readings, ``lent`` those of its other forms that it lacks. Pinyin has ü as v;
    Jyutping has no tones. An empty tuple means that no source knows a reading.
    """

    han: str
    variants: str
    pinyin: tuple[str, ...]
    hanviet: tuple[str, ...]
    lent: tuple[str, ...]
    jyutping: tuple[str, ...]
    rank: int


def _lines(name: str) -> Iterator[list[str]]:
    """Yield the cells of each line of a table, without its remarks and its heading."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    next(rows)
    yield from rows


def _words(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(",")))


@cache
def characters() -> Mapping[str, Character]:
    """Return every character of the table."""
    found = {}
    for han, variants, pinyin, hanviet, jyutping, rank in _lines("characters.tsv"):
        own, _, lent = hanviet.partition("|")
        found[han] = Character(
            han, variants, _words(pinyin), _words(own), _words(lent), _words(jyutping), int(rank)
        )
    for han, others, hanviet in _lines("readings.tsv"):
        row = found[han]
        told = dict.fromkeys([*_words(hanviet), *row.hanviet])
        forms_of = "".join(dict.fromkeys(row.variants + others))
        found[han] = replace(row, variants=forms_of, hanviet=tuple(told))
    return found


def forms(han: str) -> tuple[str, ...]:
    """Return a character and every other form that it is also written as."""
    known = characters().get(han)
    return (han, *known.variants) if known else (han,)


@cache
def regional() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return our own spellings by system and character; other forms of a character have the same."""
    found: dict[str, dict[str, tuple[str, ...]]] = {system: {} for system in SYSTEMS}
    for system, listed, spellings in _lines("regional.tsv"):
        for han in forms(listed):
            found[system][han] = (*found[system].get(han, ()), *_words(spellings))
    return found


@cache
def doublets() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return for a Han-Viet syllable the others that stand for it, with 1 common or 2 seldom."""
    found: dict[str, dict[str, int]] = {}
    for first, second, cost in _lines("doublets.tsv"):
        for one, other in ((first, second), (second, first)):
            found.setdefault(unicodedata.normalize("NFC", one), {})[unicodedata.normalize("NFC", other)] = (
                int(cost)
            )
    return {one: tuple(others.items()) for one, others in found.items()}


@dataclass(frozen=True, slots=True)
class Surname:
    """How many of 10,000 people bear a surname, roughly; 0 where unknown or fewer than 5."""

    han: str
    zh: int
    vi: int


@cache
def surnames() -> Mapping[str, Surname]:
    """Return the surnames of our list by every form of their characters."""
    found: dict[str, Surname] = {}
    for han, zh, vi in _lines("surnames.tsv"):
        row = Surname(han, int(zh), int(vi))
        found.setdefault(han, row)
        if len(han) == 1:
            for form in forms(han):
                found.setdefault(form, row)
        else:
            found.setdefault("".join(_traditional(char) for char in han), row)
    return found


def _traditional(han: str) -> str:
    known = characters().get(han)
    return known.variants[0] if known and len(known.variants) == 1 else han


@cache
def usual_given() -> Mapping[str, int]:
    """Return how usual characters are in given names, 1 very to 3 sometimes, by every form of them."""
    found: dict[str, int] = {}
    for rank, listed in _lines("given.tsv"):
        for han in listed:
            for form in forms(han):
                found.setdefault(form, int(rank))
    return found


@cache
def western() -> frozenset[str]:
    """Return the Western given names of our list, in small letters."""
    return frozenset(word for (line,) in _lines("western.tsv") for word in line.split())
