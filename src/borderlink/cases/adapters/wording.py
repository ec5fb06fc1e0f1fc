"""The words of ``data/import.toml``: what people write above columns and in cells, in three languages."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Final

from babel import Locale

from borderlink.cases.domain.importing import Field, Words
from borderlink.language.folding import fold
from borderlink.screening.adapters.shipped import LANGUAGES, country_codes
from borderlink.screening.domain.headers import fold_header

_SPOKEN: Final = 2  # letters of a language's code


@lru_cache(maxsize=1)
def import_words() -> Words:
    """Return the words, folded where they are compared."""
    table = tomllib.loads(files("borderlink.cases").joinpath("data/import.toml").read_text("utf-8"))
    columns = {**table["headers"], **table["protected"]}
    headers = {fold_header(word): Field(field) for field, words in columns.items() for word in words}
    values = {
        list_name: {code: tuple(words) for code, words in listed.items()}
        for list_name, listed in table["values"].items()
    }
    return Words(headers=headers, values=values, countries=country_codes(), languages=_languages())


def _languages() -> dict[str, str]:
    """Return ISO 639 codes by folded code or name in four languages. Source: Unicode CLDR."""
    found: dict[str, str] = {}
    for shown_in in LANGUAGES:
        for code, name in Locale.parse(shown_in).languages.items():
            if len(code) == _SPOKEN:
                found |= {code: code, fold(name): code}
    return found
