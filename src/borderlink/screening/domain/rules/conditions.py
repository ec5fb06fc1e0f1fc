"""The condition language of rule files: a closed list of comparisons over allowed columns, never code."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import polars as pl

from borderlink.language.folding import fold, fold_expr
from borderlink.screening.domain.rules.forbidden import check_columns, check_words
from borderlink.screening.domain.rules.inputs import INPUTS

DEEPEST: Final = 6
MOST_WORDS: Final = 200
_NESTED: Final = ("all", "any", "not")


class NotACondition(ValueError):  # noqa: N818 - says what is wrong with it
    """A condition that cannot be read; its text says why, in plain English."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not fold(value):
        raise NotACondition(f"{value!r} is not a text")
    return fold(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotACondition(f"{value!r} is not a number")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_WORDS:
        raise NotACondition(f"a list of 1 to {MOST_WORDS} values is wanted")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise NotACondition(f"{value!r} is neither true nor false")
    return value


def _contains(column: pl.Expr, value: object) -> pl.Expr:
    """Find any of the words; a Latin word only as a whole word."""
    words = [_text(word) for word in _list(value)]
    spaced = pl.concat_str(pl.lit(" "), column.str.replace_all(r"[^\p{L}\p{N}]+", " "), pl.lit(" "))
    return spaced.str.contains_any([f" {word} " if word[0].isascii() else word for word in words])


def _between(column: pl.Expr, value: object) -> pl.Expr:
    bounds = [_number(bound) for bound in _list(value)]
    if len(bounds) != 2 or bounds[0] > bounds[1]:  # noqa: PLR2004
        raise NotACondition("between wants the lowest and the highest")
    return column.is_between(bounds[0], bounds[1])


_Comparison = Callable[[pl.Expr, object], pl.Expr]
_TEXT: Final[dict[str, _Comparison]] = {
    "is": lambda column, value: column == _text(value),
    "one_of": lambda column, value: column.is_in([_text(item) for item in _list(value)]),
    "starts_with": lambda column, value: column.str.starts_with(_text(value)),
    "contains": _contains,
}
_NUMBERS: Final[dict[str, _Comparison]] = {
    "at_least": lambda column, value: column >= _number(value),
    "at_most": lambda column, value: column <= _number(value),
    "above": lambda column, value: column > _number(value),
    "below": lambda column, value: column < _number(value),
    "between": _between,
}
_TRUTHS: Final[dict[str, _Comparison]] = {"is": lambda column, value: column == _truth(value)}
_ANY: Final[dict[str, _Comparison]] = {
    "missing": lambda column, value: column.is_null() if _truth(value) else column.is_not_null()
}
COMPARISONS: Final = {"text": _TEXT | _ANY, "number": _NUMBERS | _ANY, "truth": _TRUTHS | _ANY}


def read_condition(rule: str, said: object, depth: int = 0) -> tuple[pl.Expr, frozenset[str]]:
    """Return the expression that a condition means and the columns it looks at.

    ``{column = "weight_g", at_least = 1500}``, or ``{all = [...]}``, ``{any = [...]}``, ``{not = {...}}``.
    Refuses: ``ForbiddenInput``. Raises ``NotACondition`` for anything else that is not in the language.
    """
    if depth > DEEPEST:
        raise NotACondition(f"conditions nest deeper than {DEEPEST}")
    if not isinstance(said, Mapping):
        raise NotACondition(f"{said!r} is no condition")
    check_words(rule, _words_in(said))
    if len(said) == 1 and next(iter(said)) in _NESTED:
        return _nested(rule, said, depth)
    column = said.get("column")
    check_columns(rule, [str(column)])
    return _compared(str(column), said), frozenset({str(column)})


def _nested(rule: str, said: Mapping[str, object], depth: int) -> tuple[pl.Expr, frozenset[str]]:
    ((word, inner),) = said.items()
    parts = [read_condition(rule, part, depth + 1) for part in ([inner] if word == "not" else _list(inner))]
    columns = frozenset[str]().union(*(columns for _, columns in parts))
    expressions = [expression.fill_null(value=False) for expression, _ in parts]
    if word == "not":
        return expressions[0].not_(), columns
    return (pl.all_horizontal if word == "all" else pl.any_horizontal)(expressions), columns


def _compared(column: str, said: Mapping[str, object]) -> pl.Expr:
    kind = INPUTS[column].kind
    wanted = {word: value for word, value in said.items() if word != "column"}
    if not wanted:
        raise NotACondition(f"nothing is asked of {column}")
    value = pl.col(column)
    if kind == "text" and wanted.keys() - _ANY.keys():
        value = fold_expr(value)
    parts = []
    for word, other in wanted.items():
        comparison = COMPARISONS[kind].get(word)
        if comparison is None:
            raise NotACondition(
                f"{column} is a {kind}: {word} is none of {', '.join(sorted(COMPARISONS[kind]))}"
            )
        parts.append(comparison(value, other).fill_null(value=False))
    return pl.all_horizontal(parts)


def _words_in(said: object) -> list[str]:
    if isinstance(said, str):
        return [said]
    if isinstance(said, Mapping):
        return [text for key, value in said.items() for text in (str(key), *_words_in(value))]
    return [text for value in said for text in _words_in(value)] if isinstance(said, list) else []
