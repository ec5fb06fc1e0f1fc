"""The reading table and the lists beside it, as they are shipped in ``data/names``."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final, NamedTuple

from borderlink.language.names import spellings
from borderlink.language.names.vietnamese import bare

_FOLDER: Final = files("borderlink.language") / "data" / "names"
_NEAR_SPELLING: Final = 1
SYSTEMS: Final = ("can", "wg", "sea", "per")  # of data/names/regional.tsv


class Character(NamedTuple):
    """One Han character: its other forms, how it is read, and how usual it is in text (0 to 9).

    ``simplified`` is the simplified form that stands for it where texts are folded; empty if it is itself.
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
    simplified: str


def _lines(name: str) -> Iterator[list[str]]:
    """Yield the cells of each line of a table, without its remarks and its heading."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    next(rows)
    yield from rows


def _words(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(","))) if "," in cell else (cell,) if cell else ()


@cache
def characters() -> Mapping[str, Character]:
    """Return every character of the table."""
    found = {}
    for han, variants, pinyin, hanviet, jyutping, rank, simplified in _lines("characters.tsv"):
        own, _, lent = hanviet.partition("|")
        found[han] = Character(
            han, variants, _words(pinyin), _words(own), _words(lent), _words(jyutping), int(rank), simplified
        )
    for han, others, hanviet, pinyin, _ in _lines("readings.tsv"):
        row = found[han]
        viet, mandarin = (
            tuple(dict.fromkeys([*_words(told), *known]))
            for told, known in ((hanviet, row.hanviet), (pinyin, row.pinyin))
        )
        forms_of = "".join(dict.fromkeys(row.variants + others))
        found[han] = row._replace(variants=forms_of, hanviet=viet, pinyin=mandarin)
    return found


@cache
def _letters(viet: str) -> str:
    return "".join(c for c in bare(viet) if "a" <= c <= "z")


class Plain(NamedTuple):
    """One reading of a character in small letters without marks, ü as u; empty where none is known.

    The pinyin is that of its simplified form, so that all writings of a name have the same letters.
    """

    han: str
    simplified: str
    pinyin: str
    hanviet: str


@cache
def plain_readings() -> tuple[Plain, ...]:
    """Return every character of the basic plane with the readings that whole columns are folded by."""
    known = characters()
    found = []
    for char in known.values():
        if char.han <= "\uffff":
            form = known.get(char.simplified, char)
            pinyin = (form.pinyin or char.pinyin or ("",))[0].replace("v", "u")
            viet = (char.hanviet or char.lent or ("",))[0]
            found.append(Plain(char.han, char.simplified, pinyin, _letters(viet)))
    return tuple(found)


def forms(han: str) -> tuple[str, ...]:
    """Return a character and every other form that it is also written as."""
    known = characters().get(han)
    return (han, *known.variants) if known else (han,)


@cache
def regional() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return our own spellings by system and character; other forms of a character have the same."""
    found: dict[str, dict[str, tuple[str, ...]]] = {system: {} for system in SYSTEMS}
    for system, listed, told, _ in _lines("regional.tsv"):
        for han in forms(listed):
            found[system][han] = (*found[system].get(han, ()), *_words(told))
    return found


@cache
def doublets() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return for a Han-Viet syllable the others that stand for it, with 1 common or 2 seldom."""
    found: dict[str, dict[str, int]] = {}
    for first, second, cost, _ in _lines("doublets.tsv"):
        for one, other in ((first, second), (second, first)):
            found.setdefault(unicodedata.normalize("NFC", one), {})[unicodedata.normalize("NFC", other)] = (
                int(cost)
            )
    return {one: tuple(others.items()) for one, others in found.items()}


@dataclass(frozen=True, slots=True)
class Surname:
    """How many of 10,000 people bear a surname, roughly; 0 where unknown or fewer than 5.

    ``joined`` are the spellings abroad of a compound one that is written in one word.
    """

    han: str
    zh: int
    vi: int
    joined: tuple[str, ...]


@cache
def surnames() -> Mapping[str, Surname]:
    """Return the surnames of our list by every form of their characters."""
    found: dict[str, Surname] = {}
    for han, zh, vi, joined, _ in _lines("surnames.tsv"):
        row = Surname(han, int(zh), int(vi), _words(joined))
        found.setdefault(han, row)
        for written in product(*map(forms, han)):
            found.setdefault("".join(written), row)
    return found


@cache
def surname_spellings(han: str) -> tuple[str, ...]:
    """Return how a surname of one character or more is spelt in Latin letters, the pinyin first.

    Pinyin, Wade-Giles, the ways of Hong Kong and Macao, and what the lists have; Han-Viet is left out.
    """
    known = [char for char in map(characters().get, han) if char and char.pinyin]
    if len(known) < len(han):
        return ()
    told = ["".join(char.pinyin[0] for char in known).replace("v", "u")]
    if len(known) > 1:
        return (*told, *surnames()[han].joined) if han in surnames() else tuple(told)
    told += spellings.wade_giles(known[0].pinyin[0])[:1]
    for sound in known[0].jyutping[:1]:
        told += [text for text, place in spellings.cantonese(sound) if place <= _NEAR_SPELLING]
    listed = (text for lists in regional().values() for text in lists.get(han, ()))
    return tuple(dict.fromkeys([*told, *listed]))


@cache
def surname_hanviet(han: str) -> tuple[str, ...]:
    """Return how a surname is read in Han-Viet, in bare letters, doublets (Hoang, Huynh) too."""
    known = [characters().get(char) for char in han]
    own = [char.hanviet or char.lent for char in known if char]
    if len(own) < len(han) or not all(own):
        return ()
    if len(han) > 1:
        return ("".join(_letters(told[0]) for told in own),)
    told = [*own[0], *(other for reading in own[0] for other, _ in doublets().get(reading, ()))]
    return tuple(dict.fromkeys(filter(None, map(_letters, told))))


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
