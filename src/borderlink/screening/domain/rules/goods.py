"""What declared goods plausibly are: words to kinds, kinds to HS codes, weights and values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from borderlink.language.folding import fold, fold_expr

BOUNDS: Final = ("lightest_g", "heaviest_g", "cheapest_cny", "dearest_cny")
_FIRST_HAN: Final = "\u2e80"
_LEAST_BARE: Final = 5  # letters: a shorter Vietnamese word without its marks is too often another word


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """The goods table: ``words`` to kinds, a row a kind with its HS prefixes and bounds, and empty words.

    Compiled by this project from public tariff headings and everyday weights and prices; ``version`` is its
    hash.
    """

    kinds: (
        pl.DataFrame
    )  # goods, goods_hs, goods_lightest_g, goods_heaviest_g, goods_cheapest_cny, goods_dearest_cny
    words: Mapping[str, str]
    vague: frozenset[str]
    gifts: frozenset[str]
    version: str

    @classmethod
    def of(
        cls, kinds: Iterable[Mapping[str, str]], vague: Iterable[Mapping[str, str]], version: str
    ) -> "Goods":
        """Return the table from its rows of text."""
        rows, empty = list(kinds), list(vague)
        bounds = [{f"goods_{bound}": float(row[bound]) for bound in BOUNDS} for row in rows]
        frame = pl.DataFrame([{"goods": row["goods"], "goods_hs": row["hs"].replace(";", ", "), **b}
                              for row, b in zip(rows, bounds, strict=True)])  # fmt: skip
        senses = {
            sense: frozenset(
                word for row in empty if row["sense"] == sense for word in _spellings(row["words"])
            )
            for sense in ("vague", "gift")
        }
        return cls(
            kinds=frame, words=_vocabulary(rows), vague=senses["vague"], gifts=senses["gift"], version=version
        )

    def described(self, contents: pl.Series) -> pl.DataFrame:
        """Return one row a distinct description: the kinds it names, their bounds, whether it says any."""
        distinct = contents.drop_nulls().unique().alias("contents").to_frame()
        plain = distinct.select("contents", **said_words(pl.col("contents")))
        named = (
            plain.with_row_index("row")
            .join(self._named_in(plain), on="row", how="left")
            .with_columns(
                pl.col("goods_named").fill_null(0),
                contents_vague=self.says_nothing() & pl.col("goods").is_null(),
                contents_gift=self.says_gift(),
                goods=pl.when(pl.col("goods_named") == 1).then("goods"),
            )
        )
        return named.join(self.kinds, on="goods", how="left").drop("marked", "bare", "row")

    def _named_in(self, plain: pl.DataFrame) -> pl.DataFrame:
        """Return how many kinds each row names, and the first; the longest of overlapping words speaks."""
        longest = self.longest_first()
        table = pl.DataFrame({"word": longest, "kind": [self.words[word] for word in longest]})
        both = pl.concat_str("marked", pl.lit("|"), "bare")
        found = (
            plain.lazy()
            .select(word=both.str.extract_many(longest, leftmost=True))
            .with_row_index("row")
            .explode("word")
        )
        kinds = found.join(table.lazy(), on="word").group_by("row")
        return kinds.agg(
            goods_named=pl.col("kind").n_unique().cast(pl.Int32), goods=pl.col("kind").min()
        ).collect()

    def longest_first(self) -> list[str]:
        """Return the words in the order in which they speak where several stand at one place."""
        return sorted(self.words, key=lambda word: (-len(word), word))

    def says_gift(self) -> pl.Expr:
        """Say whether the words of a description (``bare``) call it a gift."""
        return pl.col("bare").str.contains_any(sorted(self.gifts))

    def says_nothing(self) -> pl.Expr:
        """Say whether nothing but numbers and empty words stands in a description (``bare``)."""
        phrases = sorted(self.vague, key=lambda word: (-len(word), word))
        bare = pl.col("bare").str.replace_all(r" x?[0-9]+ ", "  ")
        return bare.str.replace_many(phrases, [" "] * len(phrases), leftmost=True).str.strip_chars() == ""


def said_words(contents: pl.Expr) -> dict[str, pl.Expr]:
    """Return the words of a description, with their marks and without."""
    text = contents.str.normalize("NFKC").str.to_lowercase()
    return {"marked": words_of(text), "bare": words_of(fold_expr(contents))}


def words_of(text: pl.Expr) -> pl.Expr:
    """Return text as words between two blanks, one before the first and one after the last."""
    words = (
        text.str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ")
        .str.strip_chars(" ")
        .str.replace_all(" ", "  ", literal=True)
    )
    return pl.concat_str(pl.lit(" "), words, pl.lit(" "))


def _vocabulary(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return every spelling and its kind, Vietnamese also without marks where no other word is meant."""
    found: dict[str, str] = {}
    bare: dict[str, set[str]] = {}
    for row in rows:
        for text in (row["en"], row["zh"], row["vi"]):
            for word in text.split("|"):
                found.setdefault(_bounded(word.lower()), row["goods"])
                bare.setdefault(_bounded(fold(word)), set()).add(row["goods"])
    for word, kinds in bare.items():
        if len(kinds) == 1 and len(word.strip()) >= _LEAST_BARE:
            found.setdefault(word, *kinds)
    return found


def _spellings(text: str) -> list[str]:
    return [_bounded(fold(word)) for word in text.split("|")]


def _bounded(word: str) -> str:
    """Return a word as it is searched: one with Han characters anywhere, others only between blanks."""
    plain = "  ".join("".join(c if c.isalnum() or c == " " else " " for c in word).split())
    return plain if any(c >= _FIRST_HAN for c in plain) else f" {plain} "
