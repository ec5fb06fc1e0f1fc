"""Columnar expressions for one parcel: what is written once as an expression is read here as a function.

An expression is taken apart by its serialized form, of the pinned version of Polars; a part that is not known
here is refused when it is compiled, never while a carrier waits. Null is None, and goes on as it does there.
"""

import io
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from borderlink.screening.domain.online.patterns import Words, rewritten, translated

Row = Mapping[str, Any]
Plain = Callable[[Row], Any]
Node = Mapping[str, Any]


class NotPlain(ValueError):  # noqa: N818 - says what is wrong with it
    """An expression with a part that this module does not read."""


def compiled(expression: pl.Expr) -> Plain:
    """Return what gives one row's value of an expression. Raises ``NotPlain``."""
    try:
        return _read(json.loads(expression.meta.serialize(format="json")))
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        re.error,
    ) as fault:  # of another shape than known
        raise NotPlain(str(fault)) from fault


def parted(expression: pl.Expr) -> list[tuple[frozenset[str], Plain]]:
    """Return parts all of which hold where a condition does, and the columns that each reads.

    Raises ``NotPlain``.
    """
    compiled(expression)
    parts = _parts(json.loads(expression.meta.serialize(format="json")))
    return [(frozenset(_columns(part)), _read(part)) for part in parts]


def _parts(node: Node) -> list[Node]:
    ((kind, said),) = node.items()
    if kind == "BinaryExpr" and said["op"] in {"And", "LogicalAnd"}:
        return [*_parts(said["left"]), *_parts(said["right"])]
    if kind == "Function" and _named(said["function"])[0] == "Boolean.AllHorizontal":
        return [part for each in said["input"] for part in _parts(each)]
    if kind == "Function" and _named(said["function"])[0] == "FillNull" and not _read(said["input"][1])({}):
        return _parts(said["input"][0])
    return [node]


def _columns(node: Any) -> Iterator[str]:
    """Yield the columns that stand anywhere in an expression."""
    for inner in node.values() if isinstance(node, Mapping) else node:
        if isinstance(inner, Mapping) and isinstance(inner.get("Column"), str):
            yield inner["Column"]
        elif isinstance(inner, Mapping | list):
            yield from _columns(inner)


def _read(node: Node) -> Plain:
    ((kind, said),) = node.items()
    reader = _NODES.get(kind)
    if reader is None:
        raise NotPlain(kind)
    return reader(said)


def _column(name: str) -> Plain:
    return lambda row: row[name]


def _literal(said: Node) -> Plain:
    value = _value(said)
    return lambda _: value


def _value(said: Node) -> Any:
    ((kind, inner),) = said.items()
    if kind in {"Dyn", "Scalar"}:
        ((kind, inner),) = inner.items()
    if kind == "Null":
        return None
    if kind == "List":
        return pl.read_ipc_stream(io.BytesIO(bytes(inner))).to_series().to_list()
    if kind in {"Boolean", "String", "Str"} or kind.startswith(("Int", "UInt", "Float")):
        return inner
    raise NotPlain(f"literal {kind}")


def _alias(said: Sequence[Any]) -> Plain:
    return _read(said[0])


def _ternary(said: Node) -> Plain:
    when, then, other = (_read(said[name]) for name in ("predicate", "truthy", "falsy"))
    return lambda row: then(row) if when(row) else other(row)


def _binary(said: Node) -> Plain:
    left, right, name = _read(said["left"]), _read(said["right"]), said["op"]
    if name in _LOGIC:
        return _LOGIC[name](left, right)
    act = _BINARY.get(name)
    if act is None:
        raise NotPlain(name)
    if said["right"].keys() == {"Literal"} and (fixed := right({})) is not None:
        return lambda row: None if (one := left(row)) is None else act(one, fixed)

    def both(row: Row) -> Any:
        one, other = left(row), right(row)
        return None if one is None or other is None else act(one, other)

    return both


def _and(left: Plain, right: Plain) -> Plain:
    return lambda row: every((left(row), right(row)))


def _or(left: Plain, right: Plain) -> Plain:
    return lambda row: some((left(row), right(row)))


def every(truths: Sequence[bool | None]) -> bool | None:
    """Return whether all hold; not known where none is false and one is not known."""
    if False in truths:
        return False
    return None if None in truths else True


def some(truths: Sequence[bool | None]) -> bool | None:
    """Return whether one holds; not known where none is true and one is not known."""
    if True in truths:
        return True
    return None if None in truths else False


def _divided(one: float, other: float) -> float:
    if other:
        return one / other
    return math.copysign(math.inf, one) if one else math.nan


def rounded(value: float, decimals: int) -> float:
    """Return a number rounded as the columnar engine does: scaled, and a half to the even neighbour."""
    scale = float(10**decimals)
    scaled = value * scale
    return round(scaled) / scale if math.isfinite(scaled) else value


_LOGIC: Final[Mapping[str, Callable[[Plain, Plain], Plain]]] = {
    "And": _and, "Or": _or, "LogicalAnd": _and, "LogicalOr": _or,
    "EqValidity": lambda left, right: lambda row: bool(left(row) == right(row)),
    "NotEqValidity": lambda left, right: lambda row: bool(left(row) != right(row)),
}  # fmt: skip
_BINARY: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "Eq": lambda one, other: one == other, "NotEq": lambda one, other: one != other,
    "Gt": lambda one, other: one > other, "GtEq": lambda one, other: one >= other,
    "Lt": lambda one, other: one < other, "LtEq": lambda one, other: one <= other,
    "Plus": lambda one, other: one + other, "Minus": lambda one, other: one - other,
    "Multiply": lambda one, other: one * other, "TrueDivide": _divided,
}  # fmt: skip


def _function(said: Node) -> Plain:
    name, options = _named(said["function"])
    maker = _FUNCTIONS.get(name)
    if maker is None:
        raise NotPlain(name)
    return maker([_read(node) for node in said["input"]], options)


def _named(function: Any) -> tuple[str, Any]:
    """Return what a function is called, with its family, and its options."""
    if isinstance(function, str):
        return function, {}
    ((family, inner),) = function.items()
    if isinstance(inner, str):
        return f"{family}.{inner}", {}
    if family not in {"StringExpr", "Boolean", "ListExpr"}:
        return family, inner
    ((name, options),) = inner.items()
    return f"{family}.{name}", options


def _fixed(argument: Plain) -> Any:
    """Return an argument that hangs on no column."""
    try:
        return argument({})
    except KeyError:
        raise NotPlain("an argument of each row") from None


def _of(act: Callable[..., Any]) -> Callable[[list[Plain], Any], Plain]:
    """Return a maker of functions of one value; the other arguments are the same for every row."""

    def make(inputs: list[Plain], options: Any) -> Plain:  # noqa: ARG001 - read where a function has some
        value, others = inputs[0], [_fixed(argument) for argument in inputs[1:]]
        return lambda row: None if (one := value(row)) is None else act(one, *others)

    return make


def _each(act: Callable[[Sequence[Any]], Any]) -> Callable[[list[Plain], Any], Plain]:
    """Return a maker of functions of several columns side by side."""
    return lambda inputs, _: lambda row: act([value(row) for value in inputs])


def _contains(inputs: list[Plain], options: Any) -> Plain:
    value, text = inputs[0], _fixed(inputs[1])
    if options["literal"]:
        return lambda row: None if (one := value(row)) is None else text in one
    search = translated(text).search
    return lambda row: None if (one := value(row)) is None else search(one) is not None


def _replace(inputs: list[Plain], options: Any) -> Plain:
    value, text, new = inputs[0], _fixed(inputs[1]), _fixed(inputs[2])
    most = options["n"]
    if options["literal"]:
        return lambda row: None if (one := value(row)) is None else one.replace(text, new, most)
    replace, by, count = translated(text).sub, rewritten(new), max(most, 0)
    return lambda row: None if (one := value(row)) is None else replace(by, one, count)


def _normalize(inputs: list[Plain], options: Any) -> Plain:
    value, form = inputs[0], options["form"]
    normalize = unicodedata.normalize
    return lambda row: None if (one := value(row)) is None else one if one.isascii() else normalize(form, one)


def _contains_any(inputs: list[Plain], options: Any) -> Plain:
    value, words = inputs[0], _fixed(inputs[1])
    if options.get("ascii_case_insensitive"):
        raise NotPlain("ascii_case_insensitive")
    return lambda row: None if (one := value(row)) is None else any(word in one for word in words)


def _replace_many(inputs: list[Plain], options: Any) -> Plain:
    value, words, by = inputs[0], _fixed(inputs[1]), _fixed(inputs[2])
    if not options["leftmost"] and any(len(word) > 1 for word in words):
        raise NotPlain("words that may lie over each other")
    searched = Words(words)
    return lambda row: None if (one := value(row)) is None else searched.replaced(one, by)


def _between(inputs: list[Plain], options: Any) -> Plain:
    if options["closed"] != "Both":
        raise NotPlain(f"between, closed {options['closed']}")
    return _of(lambda one, least, most: least <= one <= most)(inputs, options)


def _coalesced(values: Sequence[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _joined(inputs: list[Plain], options: Any) -> Plain:
    if options["ignore_nulls"] or options["delimiter"]:
        raise NotPlain("joined with a delimiter")
    return _each(lambda texts: None if None in texts else "".join(texts))(inputs, options)


def _in_list(inputs: list[Plain], options: Any) -> Plain:  # noqa: ARG001 - nulls are equal to none here
    listed, one = inputs
    return lambda row: None if (values := listed(row)) is None else one(row) in values


def _round(inputs: list[Plain], options: Any) -> Plain:
    if options["mode"] != "HalfToEven":
        raise NotPlain(options["mode"])
    value, decimals = inputs[0], options["decimals"]
    return lambda row: None if (one := value(row)) is None else rounded(one, decimals)


def _extract_all(inputs: list[Plain]) -> Plain:
    value, found = inputs[0], translated(_fixed(inputs[1])).finditer
    return lambda row: None if (one := value(row)) is None else [each.group() for each in found(one)]


def _cut(text: str, side: str, chars: str | None) -> str:
    strip: Callable[[str | None], str] = getattr(text, side)
    return strip(chars)


_FUNCTIONS: Final[Mapping[str, Callable[[list[Plain], Any], Plain]]] = {
    "FillNull": _each(_coalesced), "Coalesce": _each(_coalesced), "Abs": _of(abs), "Round": _round,
    "Boolean.Not": _of(lambda one: not one),
    "Boolean.IsNull": lambda inputs, _: lambda row: inputs[0](row) is None,
    "Boolean.IsNotNull": lambda inputs, _: lambda row: inputs[0](row) is not None,
    "Boolean.IsBetween": _between, "Boolean.IsIn": _of(lambda one, listed: one in listed),
    "Boolean.AllHorizontal": _each(every), "Boolean.AnyHorizontal": _each(some),
    "ListExpr.Contains": _in_list, "ListExpr.Length": _of(len),
    "ListExpr.Join": lambda inputs, _: _of(lambda parts, by: by.join(parts))(inputs, None),
    "ListExpr.Sort": lambda inputs, _: _of(sorted)(inputs, None),
    "StringExpr.ExtractAll": lambda inputs, _: _extract_all(inputs),
    "StringExpr.Contains": _contains, "StringExpr.Replace": _replace, "StringExpr.Normalize": _normalize,
    "StringExpr.ContainsAny": _contains_any, "StringExpr.ReplaceMany": _replace_many,
    "StringExpr.ConcatHorizontal": _joined,
    "StringExpr.Lowercase": _of(str.lower), "StringExpr.Uppercase": _of(str.upper),
    "StringExpr.StartsWith": _of(str.startswith), "StringExpr.StripSuffix": _of(str.removesuffix),
    "StringExpr.StripChars": _of(lambda text, chars: _cut(text, "strip", chars)),
    "StringExpr.StripCharsStart": _of(lambda text, chars: _cut(text, "lstrip", chars)),
    "StringExpr.LenBytes": _of(lambda text: len(text.encode())), "StringExpr.LenChars": _of(len),
    "StringExpr.Head": _of(lambda text, count: text[:count]),
    "StringExpr.Tail": _of(lambda text, count: text[-count:]),
    "StringExpr.Split": _of(lambda text, by: text.split(by) if by else list(text)),
}  # fmt: skip
_NODES: Final[Mapping[str, Callable[[Any], Plain]]] = {
    "Column": _column, "Literal": _literal, "Alias": _alias, "Ternary": _ternary, "BinaryExpr": _binary,
    "Function": _function,
}  # fmt: skip
