"""The data files that screening ships and that an agency may replace: header words, rates, countries."""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from babel import Locale
from babel.core import get_global

from borderlink.screening.domain.headers import Aliases, fold_header, fold_words
from borderlink.screening.domain.rates import SYMBOLS, Rates

LANGUAGES: Final = ("zh_Hans", "zh_Hant", "vi", "en")
# What people write that CLDR does not list.
_COUNTRIES: Final = {
    "uk": "GB",
    "u.k.": "GB",
    "england": "GB",
    "scotland": "GB",
    "great britain": "GB",
    "anh": "GB",
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "united states of america": "US",
    "america": "US",
    "mỹ": "US",
    "hoa kỳ": "US",
    "úc": "AU",
    "viet nam": "VN",
    "prc": "CN",
    "p.r. china": "CN",
    "p.r.china": "CN",
    "mainland china": "CN",
    "中国大陆": "CN",
    "中國大陸": "CN",
    "大陆": "CN",
    "hong kong": "HK",
    "hongkong": "HK",
    "香港": "HK",
    "中国香港": "HK",
    "中國香港": "HK",
    "hồng kông": "HK",
    "hong kong sar": "HK",
    "macau": "MO",
    "macao": "MO",
    "澳门": "MO",
    "澳門": "MO",
    "中国澳门": "MO",
    "中國澳門": "MO",
    "ma cao": "MO",
    "taiwan": "TW",
    "中国台湾": "TW",
    "中國台灣": "TW",
    "臺灣": "TW",
    "đài loan": "TW",
    "korea": "KR",
    "south korea": "KR",
    "republic of korea": "KR",
    "南韩": "KR",
    "南韓": "KR",
    "nhật": "JP",
    "thái": "TH",
    "russia": "RU",
    "laos": "LA",
    "lào": "LA",
    "nam dương": "ID",
}


@lru_cache(maxsize=1)
def header_aliases() -> Aliases:
    """Return the words of every column, folded: ``data/headers.toml``."""
    table = tomllib.loads(files("borderlink.screening").joinpath("data/headers.toml").read_text("utf-8"))
    exact: dict[str, tuple[str, int]] = {}
    shown = {fold_header(word): word for words in table["columns"].values() for word in words}
    for word, folded, meaning in _combinations(table["sides"], table["fields"]):
        exact.setdefault(folded, meaning)
        shown.setdefault(folded, word)
    for column, words in table["columns"].items():
        exact |= {fold_header(word): (column, rank) for rank, word in enumerate(words)}
    alone = {fold_header(word) for word in table["sides"]["not_alone"]}
    generic = {fold_header(w): (f, rank) for f, ws in table["fields"].items() for rank, w in enumerate(ws)}
    return Aliases(
        exact={word: meaning for word, meaning in exact.items() if word not in alone},
        generic={word: meaning for word, meaning in generic.items() if word not in exact},
        shown=shown,
        identity=tuple(" ".join(fold_words(word)) for word in table["identity_number"]["words"]),
    )


def _combinations(
    sides: Mapping[str, list[str]], fields: Mapping[str, list[str]]
) -> Iterator[tuple[str, str, tuple[str, int]]]:
    """Yield every way to name a party's field: as written, folded, and the column with its rank."""
    folded = {field: [(word, fold_header(word)) for word in words] for field, words in fields.items()}
    for side in ("sender", "receiver"):
        for place, person in enumerate(sides[side]):
            whose = fold_header(person)
            yield person, whose, (f"{side}_name", 100 + place)
            for field, words in folded.items():
                for rank, (word, short) in enumerate(words):
                    meaning = (f"{side}_{field}", rank)
                    between = "" if unicodedata.category(word[0]) == "Lo" else " "  # Chinese has no spaces
                    yield f"{person}{between}{word}", whose + short, meaning
                    yield f"{word} {person}", short + whose, meaning
                    yield f"{word} of {person}", f"{short}of{whose}", meaning
                    yield f"{person}'s {word}", f"{whose}s{short}", meaning


def read_rates(path: Path | None = None) -> Rates:
    """Return the rates of ``path``, or of ``data/rates.toml``, which is illustrative."""
    text = (
        path.read_text("utf-8")
        if path
        else files("borderlink.screening").joinpath("data/rates.toml").read_text("utf-8")
    )
    table = tomllib.loads(text)
    return Rates(
        version=table["version"],
        on=table["on"],
        cny_per_unit={k: float(v) for k, v in table["cny_per_unit"].items()},
    )


@lru_cache(maxsize=1)
def waybill_words() -> tuple[str, ...]:
    """Return the words that stand above waybills, as people write them."""
    aliases = header_aliases()
    return tuple(aliases.shown[word] for word, (column, _) in aliases.exact.items() if column == "waybill")


@lru_cache(maxsize=1)
def currency_codes() -> dict[str, str]:
    """Return ISO 4217 codes by upper-case code, sign or name. Source: Unicode CLDR, and what people write."""
    return {str(code): str(code) for code in Locale.parse("en").currencies} | SYMBOLS


@lru_cache(maxsize=1)
def country_codes() -> dict[str, str]:
    """Return ISO 3166-1 alpha-2 codes by lower-case code or name in four languages. Source: Unicode CLDR."""
    codes: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():  # noqa: PLR2004
                codes |= {code.lower(): code, name.lower(): code}
    for alias, found in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(found) == 1:  # noqa: PLR2004
            codes.setdefault(alias.lower(), found[0])
    return codes | _COUNTRIES
