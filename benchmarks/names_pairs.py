"""Pairs of invented names: the same name written on two sides, and five hard ones beside each that are not.

Made by a seed from benchmarks/names_lists.py; readings by pypinyin and cn2vn, traditional forms by OpenCC,
spellings abroad by hand: none of it is the table that the engine reads.
"""

import random
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from opencc import OpenCC
from rapidfuzz.distance import Levenshtein

from benchmarks import names_lists as lists

NEGATIVES: Final = 5
PLACES: Final = ("hong-kong", "taiwan", "singapore")
# Surnames whose reading as a surname is another than the dictionary's first.
AS_SURNAME: Final = {"曾": "zeng", "覃": "qin", "任": "ren", "单": "shan", "乐": "yue"}
Readings = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Person:
    """An invented name as its parts: characters (traditional or simplified, as listed) and spellings."""

    han: tuple[str, ...]
    latin: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two written names, whether they are one, and of which slice."""

    slice: str
    a: str
    b: str
    same: bool


Show = Callable[[Person, random.Random], str]


def bare(text: str) -> str:
    """Return Vietnamese in plain letters."""
    marked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in marked if not unicodedata.combining(c))


def letters(text: str) -> str:
    """Return what a text is made of: names with the same letters cannot be told apart by anybody."""
    return "".join(sorted(c for c in bare(text).casefold() if c.isalpha()))


class Maker:
    """Makes pairs from a seed; ``readings`` gives each simplified character's pinyin and Han-Viet reading."""

    def __init__(self, seed: int, readings: Readings) -> None:
        self.random = random.Random(seed)
        self.readings = readings
        self.place = 0
        self.simplify: Callable[[str], str] = OpenCC("t2s").convert
        self.complicate: Callable[[str], str] = OpenCC("s2t").convert

    def pairs(self, each: int) -> list[Pair]:
        """Return ``each`` pairs of one name a slice, and five of two names beside each."""
        slices = {
            "vi~zh": (self.vietnamese, self.vi, self.zh),
            "vi-bare~zh": (self.vietnamese, self.vi_bare, self.zh),
            "vi-typed~zh": (self.vietnamese, self.vi_typed, self.zh),
            "vi~vi-bare": (self.vietnamese, self.vi, self.vi_bare),
            "zh~han-viet": (self.chinese, self.zh, self.han_viet),
            "zh~pinyin": (self.chinese, self.zh, self.pinyin),
            "zh~regional": (self.abroad, self.zh, self.spelt_abroad),
            "vi~pinyin": (self.vietnamese, self.vi, self.pinyin),
            "vi-bare~pinyin": (self.vietnamese, self.vi_bare, self.pinyin),
            "traditional~simplified": (self.chinese, self.zh, self.traditional),
        }
        return [
            pair
            for name, (person, one, two) in slices.items()
            for pair in self._slice(name, each, (person, one, two))
        ]

    def _slice(self, name: str, each: int, how: tuple[Callable[[], Person], Show, Show]) -> list[Pair]:
        person, one, two = how
        found: list[Pair] = []
        for _ in range(each):
            self.place = self.random.randrange(len(PLACES))
            own = person()
            a, b = one(own, self.random), two(own, self.random)
            found.append(Pair(name, a, b, same=True))
            written = {letters(b)}
            while len(written) <= NEGATIVES:
                other = two(self._other(own, person, len(written)), self.random)
                if letters(other) not in written:
                    written.add(letters(other))
                    found.append(Pair(name, a, other, same=False))
        return found

    def _other(self, own: Person, person: Callable[[], Person], kind: int) -> Person:
        """Return a hard negative: 1, 2 one syllable another, 3 the nearest, 4 same surname, 5 same given."""
        new = person()
        if kind == 5:  # noqa: PLR2004 - the kinds are told above
            return Person((new.han[0], *own.han[1:]), (new.latin[0], *own.latin[1:]))
        if kind == 4:  # noqa: PLR2004
            return Person((own.han[0], *new.han[1:]), (own.latin[0], *new.latin[1:]))
        at = self.random.randrange(1, len(own.han))
        tries = [person() for _ in range(40 if kind == 3 else 1)]  # noqa: PLR2004
        given = [(han, latin) for one in tries for han, latin in zip(one.han[1:], one.latin[1:], strict=True)]
        far = [
            pair for pair in given if pair[0] != own.han[at] and bare(pair[1]) != bare(own.latin[at])
        ] or given
        han, latin = min(far, key=lambda pair: Levenshtein.distance(pair[1], own.latin[at]))
        return Person(
            (*own.han[:at], han, *own.han[at + 1 :]), (*own.latin[:at], latin, *own.latin[at + 1 :])
        )

    def vietnamese(self) -> Person:
        """Return a Vietnamese name: a surname, perhaps Văn or Thị, one or two given syllables."""
        surname = self.random.choice(lists.pairs(lists.VIET_SURNAMES))
        middle = self.random.choice([("văn", "文"), ("thị", "氏"), None, None])
        given = self.random.sample(
            lists.pairs(lists.VIET_GIVEN),
            1 if middle and self.random.random() < 0.7 else 2,  # noqa: PLR2004
        )
        parts = [surname, *([middle] if middle else []), *given]
        return Person(tuple(han for _, han in parts), tuple(latin for latin, _ in parts))

    def chinese(self) -> Person:
        """Return a Chinese name of two or three characters, in simplified form; spelt in pinyin."""
        given = self.random.sample(lists.CHINESE_GIVEN, self.random.choice([1, 2, 2, 2]))
        han = (self.random.choice(lists.CHINESE_SURNAMES), *given)
        return Person(han, tuple(self.readings[c][0] for c in han))

    def abroad(self) -> Person:
        """Return a name of Hong Kong, Taiwan or Singapore, spelt as the pair's place does."""
        surname = self.random.choice(lists.pairs(lists.ABROAD_SURNAMES))
        given = self.random.sample(lists.pairs(lists.ABROAD_GIVEN), 2)
        parts = [surname, *given]
        return Person(tuple(part[0] for part in parts), tuple(part[1 + self.place] for part in parts))

    def vi(self, person: Person, _: random.Random) -> str:
        """Write in Vietnamese."""
        return " ".join(part.capitalize() for part in person.latin)

    def vi_bare(self, person: Person, _: random.Random) -> str:
        """Write in Vietnamese without marks, sometimes in capitals or the surname last."""
        plain = [bare(part).capitalize() for part in person.latin]
        kind = self.random.random()
        turned = [*plain[1:], plain[0]] if kind < 0.15 else plain  # noqa: PLR2004
        return " ".join(turned).upper() if kind > 0.7 else " ".join(turned)  # noqa: PLR2004

    def vi_typed(self, person: Person, _: random.Random) -> str:
        """Write the keystrokes of Telex or VNI, spoilt bytes, or decomposed letters."""
        text, kind = self.vi(person, self.random), self.random.randrange(4)
        if kind == 3:  # noqa: PLR2004
            return unicodedata.normalize("NFD", text)
        if kind == 2:  # noqa: PLR2004
            return text.encode().decode("latin-1")
        return " ".join(keystrokes(word, telex=kind == 0) for word in text.split())

    def zh(self, person: Person, _: random.Random) -> str:
        """Write in simplified characters."""
        return self.simplify("".join(person.han))

    def traditional(self, person: Person, _: random.Random) -> str:
        """Write in traditional characters."""
        return self.complicate("".join(person.han))

    def han_viet(self, person: Person, _: random.Random) -> str:
        """Write a Chinese name as Vietnamese read it, one time in three without marks."""
        told = " ".join(self.readings[c][1].capitalize() for c in person.han)
        return bare(told) if self.random.random() < 1 / 3 else told

    def pinyin(self, person: Person, _: random.Random) -> str:
        """Write in pinyin: the given name joined, spaced or with a hyphen; the surname last now and then."""
        simple = [self.simplify(c) for c in person.han]
        told = [
            AS_SURNAME.get(simple[0], self.readings[simple[0]][0]),
            *(self.readings[c][0] for c in simple[1:]),
        ]
        told = [part.replace("v", self.random.choice(["ü", "v", "yu", "u"])) for part in told]
        given = self.random.choice(["", "", " ", "-"]).join(told[1:]) if len(told[1:]) > 1 else told[1]
        given = given if not _needs_mark(told[1:]) else "'".join(told[1:])
        words = [told[0].capitalize(), given.title() if "-" in given or " " in given else given.capitalize()]
        kind = self.random.random()
        if kind < 0.15:  # noqa: PLR2004
            return f"{words[1]} {words[0]}"
        return f"{words[0].upper()}, {words[1]}" if kind > 0.85 else " ".join(words)  # noqa: PLR2004

    def spelt_abroad(self, person: Person, _: random.Random) -> str:
        """Write as the place does: surname first, given spaced or hyphened, or a Western name in front."""
        surname, *given = (part.capitalize() for part in person.latin)
        kind = self.random.random()
        joined = "-".join([given[0], given[1].lower()]) if kind < 0.3 else " ".join(given)  # noqa: PLR2004
        front = self.random.choice(["Peter ", "Grace ", "Vincent "]) if kind > 0.9 else ""  # noqa: PLR2004
        return f"{front}{surname.upper() if 0.5 < kind < 0.7 else surname} {joined}"  # noqa: PLR2004


def _needs_mark(given: list[str]) -> bool:
    return len(given) > 1 and given[1][0] in "aeo"


def keystrokes(word: str, *, telex: bool) -> str:
    """Return the keys pressed for a word, its tone last."""
    tones = dict(zip("\u0301\u0300\u0309\u0303\u0323", "sfrxj" if telex else "12345", strict=True))
    marks = {"\u0302": "6", "\u0306": "8", "\u031b": "7"}
    keys, tone = "", ""
    for char in unicodedata.normalize("NFD", word):
        if char in tones:
            tone = tones[char]
        elif char in marks:
            keys += (keys[-1].lower() if char == "\u0302" else "w") if telex else marks[char]
        else:
            keys += {"đ": "dd" if telex else "d9", "Đ": "Dd" if telex else "D9"}.get(char, char)
    return keys + tone


def needed() -> list[str]:
    """Return every simplified character that the pairs may need a reading of."""
    simplify = OpenCC("t2s").convert
    viet = [han for _, han in (*lists.pairs(lists.VIET_SURNAMES), *lists.pairs(lists.VIET_GIVEN))]
    return sorted({*map(simplify, viet), *lists.CHINESE_SURNAMES, *lists.CHINESE_GIVEN, *"文氏"})
