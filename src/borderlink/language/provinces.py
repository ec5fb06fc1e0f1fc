"""Viet Nam's provinces: the 34 since 1 July 2025 and the 63 before, each with its days.

Sources, compiled by us in ``data/vn-provinces.csv``: resolution 202/2025/QH15 (which became which), decision
19/2025/QĐ-TTg (codes now), decision 124/2004/QĐ-TTg as amended (codes before).
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from borderlink.language.folding import fold

MERGED_ON: Final = date(2025, 7, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """One province or centrally run city of Viet Nam, as it stood between two days.

    ``until`` is the first day on which it stood no more; ``into`` the code of what it became part of then.
    ``plates`` are the numbers its vehicles bear, ``area`` its telephone area code and ``area_was`` the one
    before 2017; both are kept with the province as it stood before the mergers.
    """

    code: str
    kind: str
    name_vi: str
    name_zh: str
    aliases: frozenset[str]
    since: date | None
    until: date | None
    into: str
    plates: tuple[str, ...]
    area: str
    area_was: str

    def name_in(self, language: str) -> str:
        """Return its name in a language; English leaves the marks out."""
        if language == "en":
            plain = unicodedata.normalize("NFD", self.name_vi.replace("đ", "d").replace("Đ", "D"))
            return "".join(one for one in plain if not unicodedata.combining(one))
        return self.name_zh if language.startswith("zh") else self.name_vi

    def stood_on(self, day: date) -> bool:
        """Say whether it stood on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@cache
def all_provinces() -> tuple[Province, ...]:
    """Return every province of the list, those of before the mergers first."""
    path = files("borderlink.language") / "data" / "vn-provinces.csv"
    return tuple(_province(row) for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _province(row: Mapping[str, str]) -> Province:
    names = [row["name_vi"], row["name_zh"], *row["aliases"].split(";")]
    return Province(
        code=row["code"], kind=row["kind"], name_vi=row["name_vi"], name_zh=row["name_zh"],
        aliases=frozenset(_key(name) for name in names if name),
        since=date.fromisoformat(row["since"]) if row["since"] else None,
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        into=row["into"], plates=tuple(row["plates"].split()), area=row["area"], area_was=row["area_was"],
    )  # fmt: skip


_RANKS: Final = ("tinh ", "thanh pho ", "tp ", "tp. ", "tp.")
_AFTER: Final = (" province", " city", "省", "市")


def _key(name: str) -> str:
    """Return a name as it is looked up: folded, without its rank, without spaces, hyphens and points."""
    key = fold(name)
    for rank in _RANKS:
        key = key.removeprefix(rank)
    for rank in _AFTER:
        key = key.removesuffix(rank)
    return "".join(letter for letter in key if letter.isalnum())


@cache
def _index() -> Mapping[str, tuple[Province, ...]]:
    found: defaultdict[str, list[Province]] = defaultdict(list)
    for one in all_provinces():
        for alias in one.aliases:
            found[alias].append(one)
    return {key: tuple(rows) for key, rows in found.items()}


def find_provinces(name: str, on: date | None = None) -> tuple[Province, ...]:
    """Return the provinces of this name in Vietnamese or Chinese, with or without marks; on a day, or ever.

    What stands longest comes first; a name that was kept in a merger is there twice.
    """
    rows = _index().get(_key(name), ())
    kept = [row for row in rows if on is None or row.stood_on(on)]
    return tuple(sorted(kept, key=lambda row: row.until is not None))


def today(province: Province) -> Province:
    """Return what a province became in the mergers: itself where it still stands."""
    if province.until is None:
        return province
    rows = (row for row in all_provinces() if row.until is None and row.code == province.into)
    return next(rows)


def before(province: Province) -> tuple[Province, ...]:
    """Return the provinces that one was made of; none where it did not change."""
    if province.since is None:
        return ()
    return tuple(row for row in all_provinces() if row.into == province.code)


@cache
def of_plate(number: str) -> Province | None:
    """Return the province, as of before the mergers, whose vehicles bear a number: ``14`` is Quảng Ninh."""
    return next((row for row in all_provinces() if number in row.plates), None)
