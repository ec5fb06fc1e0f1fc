"""In which script a name is written: what a reader is told, and never an input to anything."""

import unicodedata
from typing import Final

_BLOCKS: Final = (("CJK", "SCR-HAN"), ("CYRILLIC", "SCR-CYRL"), ("ARABIC", "SCR-ARAB"))
_VIETNAMESE: Final = frozenset("ăâđêôơưĂÂĐÊÔƠƯ")
_TONES: Final = frozenset({"\u0309", "\u0323", "\u031b", "\u0306"})  # hook above, dot below, horn, breve


def script_of(text: str) -> str:
    """Return the code of the script that most letters of a name are written in."""
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            found = _script(letter)
            counts[found] = counts.get(found, 0) + 1
    best = max(counts, key=lambda script: counts[script], default="SCR-OTHER")
    if best != "SCR-LATIN":
        return best
    return "SCR-VIET" if _is_vietnamese(text) else best


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    if name.startswith("LATIN"):
        return "SCR-LATIN"
    return next((code for start, code in _BLOCKS if name.startswith(start)), "SCR-OTHER")


def _is_vietnamese(text: str) -> bool:
    return bool(set(text) & _VIETNAMESE) or bool(set(unicodedata.normalize("NFD", text)) & _TONES)
