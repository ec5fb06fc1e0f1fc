"""Text folded for comparing and searching, the same bits on every database."""

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

_LETTERS: Final = str.maketrans({"đ": "d", "ð": "d"})
_BLANKS: Final = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return ``text`` in half width and lower case, without accents or tone marks, blanks collapsed.

    NFKC, casefold, combining marks stripped, đ as d. Folding twice changes nothing. For comparing only:
    Vietnamese words that differ by tone fold to the same.
    """
    lower = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", bare).casefold()).strip()


def fold_expr(expr: "pl.Expr") -> "pl.Expr":
    """Return the columnar form of ``fold``: the same for Latin, Vietnamese and Han text; null stays null."""
    lower = expr.str.normalize("NFKC").str.to_lowercase()
    letters = lower.str.replace_many(["đ", "ð", "ß", "ς"], ["d", "d", "ss", "σ"])
    bare = letters.str.normalize("NFKD").str.replace_all(r"\p{Mn}+", "").str.normalize("NFKC")
    return bare.str.replace_all(r"\s+", " ").str.strip_chars()


def bigrams(text: str) -> tuple[str, ...]:
    """Return the distinct character pairs of each word of the folded text, in order of appearance.

    A word of one character is its own pair, so a search for 阮文 finds 阮文雄. Store them joined by blanks.
    """
    pairs: dict[str, None] = {}
    for word in fold(text).split():
        pairs.update(dict.fromkeys(word[at : at + 2] for at in range(max(1, len(word) - 1))))
    return tuple(pairs)
