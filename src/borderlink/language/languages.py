"""The four languages of the house, their ids inside and outside Django, and their Babel locales."""

from functools import cache
from typing import Final

from babel import Locale

LANGUAGES: Final[tuple[str, ...]] = ("zh-Hans", "zh-Hant", "vi", "en")
SOURCE: Final = "en"  # sentences and interface text are written in it first

# Each language by its own name: what a language menu shows, whatever language the page is in.
OWN_NAMES: Final[dict[str, str]] = {
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
    "vi": "Tiếng Việt",
    "en": "English",
}

_LOCALES: Final[dict[str, str]] = {
    "zh-Hans": "zh_Hans_CN",
    "zh-Hant": "zh_Hant_TW",
    "vi": "vi_VN",
    "en": "en_GB",
}
_TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo"})


def of_django(code: str) -> str:
    """Return the house's id of a language tag (``zh-hans``, ``zh_TW``, ``vi-VN``), ``en`` if unknown."""
    first, *rest = code.replace("_", "-").lower().split("-")
    if first == "zh":
        return "zh-Hant" if _TRADITIONAL.intersection(rest) and "hans" not in rest else "zh-Hans"
    return first if first in LANGUAGES else SOURCE


def to_django(language: str) -> str:
    """Return Django's code of a language: ``zh-Hans`` is ``zh-hans``."""
    return language.lower()


def folder_of(language: str) -> str:
    """Return the name of a language's folder of catalogues: ``zh-Hans`` is ``zh_Hans``."""
    return language.replace("-", "_")


@cache
def locale_of(language: str) -> Locale:
    """Return the Babel locale whose rules the language follows; English dates stand day first."""
    return Locale.parse(_LOCALES[language])
