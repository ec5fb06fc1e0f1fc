"""Places and crossings of the border by any of their names; a place always carries its country."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from borderlink.language.folding import fold
from borderlink.language.languages import locale_of
from borderlink.language.refusals import PlaceAmbiguous, PlaceUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One county, prefecture, province, locality or crossing on one side of the border.

    ``parent`` is the unit it lies in, ``pair`` joins the two sides of a crossing, ``checked`` says what was
    compared with a source (empty: nothing), ``until`` is the first day on which a district stood no more.
    Coordinates are WGS 84 degrees of the town, where known.
    """

    kind: str
    country: str
    admin_code: str
    name_zh: str
    name_vi: str
    name_en: str
    aliases: frozenset[str]
    latitude: float | None
    longitude: float | None
    parent: str
    pair: str
    checked: str
    note: str
    until: date | None

    def name_in(self, language: str) -> str:
        """Return the place's name in a language; Chinese names stand in the mainland's characters only."""
        return {"vi": self.name_vi, "en": self.name_en}.get(language, self.name_zh)

    @property
    def is_crossing(self) -> bool:
        """Whether people and goods cross the border here."""
        return self.kind.startswith("crossing")


def country_name(code: str, language: str) -> str:
    """Return the name of a country or region (ISO 3166-1 alpha-2) in a language; an unknown code as it is."""
    return str(locale_of(language).territories.get(code.upper(), code))


def language_name(code: str, language: str) -> str:
    """Return the name of a spoken language (ISO 639) in a language; an unknown code as it is."""
    return str(locale_of(language).languages.get(code.replace("-", "_"), code))


@cache
def all_places() -> tuple[Place, ...]:
    """Return every place of the list, in its order."""
    path = files("borderlink.language") / "data" / "border-places.csv"
    return tuple(_place(row) for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _place(row: Mapping[str, str]) -> Place:
    return Place(
        kind=row["kind"],
        country=row["country"],
        admin_code=row["admin_code"],
        name_zh=row["name_zh"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        aliases=frozenset(_names(row)),
        latitude=float(row["lat"]) if row["lat"] else None,
        longitude=float(row["lon"]) if row["lon"] else None,
        parent=row["parent"],
        pair=row["pair_id"],
        checked=row["checked"],
        note=row["note"],
        until=date.fromisoformat(row["until"]) if row["until"] else None,
    )


def _names(row: Mapping[str, str]) -> set[str]:
    """Return every folded name: each form, what stands in brackets, Chinese without its rank."""
    found: set[str] = set()
    for column in ("name_zh", "pinyin", "name_vi", "name_en"):
        for name in (
            row[column].replace("（", "(").replace("）", "").replace(")", "").replace("/", "(").split("(")
        ):
            found |= {fold(name), fold(_without_rank(name.strip()))}
    return {name for name in found if name}


def _without_rank(name: str) -> str:
    """Return 凭祥 for 凭祥市; two characters and the names of autonomous units are left whole."""
    ranked = len(name) > len("凭祥") and name[-1] in "省市县区" and "自治" not in name
    return name[:-1] if ranked else name


@cache
def _index() -> Mapping[tuple[str, str], tuple[Place, ...]]:
    index: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in all_places():
        for alias in place.aliases:
            index[place.country, alias].append(place)
    return {key: tuple(places) for key, places in index.items()}


def find_places(name: str, country: str) -> tuple[Place, ...]:
    """Return the places of a country with this name in any language, with or without marks; maybe none."""
    return _index().get((country.upper(), fold(name)), ())


def find_place(name: str, country: str, kind: str = "") -> Place:
    """Return the one place of a country with this name.

    ``kind`` (``crossing``, ``county`` ...) chooses among a town, its province and its crossing of one name.
    Refuses: ``PlaceUnknown``, ``PlaceAmbiguous``.
    """
    found = [place for place in find_places(name, country) if place.kind.startswith(kind)]
    if not found:
        raise PlaceUnknown(name=name, country=country)
    if len(found) > 1:
        choices = [f"{place.name_en} ({place.kind}, {place.parent or place.country})" for place in found]
        raise PlaceAmbiguous(name=name, country=country, places=len(found), choices=choices)
    return found[0]


def other_side(crossing: Place) -> Place | None:
    """Return the crossing that faces this one across the border; None for what is no crossing."""
    pairs = (place for place in all_places() if place.pair and place.pair == crossing.pair)
    return next((place for place in pairs if place.country != crossing.country), None)
