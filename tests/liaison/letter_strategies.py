"""Bodies of letters drawn from their own schemas: whatever the form allows, a partner may send."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from borderlink.language import codes
from borderlink.liaison.domain import schemas

ZONES = ("Asia/Shanghai", "Asia/Ho_Chi_Minh", "Australia/Sydney", "UTC")
WORDS = (
    "阮文甲",
    "Nguyễn Văn Giáp",
    "桂P·A0123",
    "EE473124829CN",
    "+84 900 000 123",
    "“東興” 7/3",
    "Ünïted & Co.",
)
COUNTRIES = ("CN", "VN", "AU", "HK", "QQ")
CODES = ("letters.shape", "post.expired")
LONGEST = 3  # items of a list: more of the same is nothing new
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31)).map(date.isoformat)
DECIMALS = st.decimals(0, 10**9, places=3).map(lambda value: f"{value.normalize():f}")
DEGREES = st.decimals(-89, 89, places=4).map(lambda value: f"{value.normalize():f}")
# Shapes that the schema says by a pattern, by the name of their definition.
SHAPES: Mapping[str, st.SearchStrategy[Any]] = {
    "uuid": st.uuids(version=4).map(str),
    "date": DAYS,
    "born_on": DAYS | st.integers(1930, 2020).map(str),
    "zone": st.sampled_from(ZONES),
    "digest": st.binary(min_size=32, max_size=32).map(bytes.hex),
    "agency": st.sampled_from(["MC-POLICE", "SYD-POLICE", "GZ-CUSTOMS"]),
    "country": st.sampled_from(COUNTRIES),
    "language": st.sampled_from(["zh-Hans", "vi", "en", "th"]),
    "decimal": DECIMALS,
    "coordinate": DEGREES,
    "code": st.sampled_from(["MXP-DEATH", "ASR-SOUGHT", "AGR-HEAD", "FCT-PREGNANT", "NEW-CODE"]),
    "seconds": st.integers(10**9, 2 * 10**9),
    "ledger_code": st.sampled_from(["VN-7-E01", "EX-1", "O-1"]),
    "ledger_code_or_none": st.sampled_from(["", "SUB-METH-ICE", "crystal"]),
    "ledger_line": st.just('{"act":{"kind":"offer"}}'),
    "piece_digests": st.sampled_from(["ab" * 32, "ab" * 64]),
    "signed_document": st.just('{"root":"x"}'),
    "signed_note": st.just("borderlink-custody/x\n1\nAAAA\n"),
}


@cache
def bodies(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for bodies of one type, each in the form of its schema."""
    return _drawn(schemas.schema(kind)).map(_mended)


def _drawn(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return SHAPES[name] if name in SHAPES else _shared(name)
    if "x-list" in schema and "pattern" in schema:
        known = [row.code for row in codes.codes(schema["x-list"])]
        return st.sampled_from([*known, f"{known[0].split('-')[0]}-NEWER-7"])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([_drawn(one) for one in schema["anyOf"]])
    return _BY_TYPE[schema["type"]](schema)


@cache
def _shared(name: str) -> st.SearchStrategy[Any]:
    return _drawn(schemas.schema(schemas.COMMON)["$defs"][name])


def _object(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    parts = {name: _drawn(part) for name, part in schema["properties"].items()}
    always = {name: part for name, part in parts.items() if name in schema["required"]}
    return st.fixed_dictionaries(
        always, optional={name: part for name, part in parts.items() if name not in always}
    )


def _array(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    most = min(schema["maxItems"], LONGEST)
    return st.lists(_drawn(schema["items"]), min_size=schema.get("minItems", 0), max_size=most)


def _text(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    """Draw a text; a pattern without a name of its own is one of few."""
    pattern = schema["pattern"]
    for start, drawn in _PATTERNS.items():
        if pattern.startswith(start):
            return drawn
    return st.sampled_from([word for word in WORDS if len(word) <= schema["maxLength"]])


_PATTERNS: Mapping[str, st.SearchStrategy[str]] = {
    "^([0-9a-f]": st.just("") | SHAPES["uuid"],
    "^([0-9]{5} )": st.lists(st.integers(10000, 99999).map(str), min_size=12, max_size=12).map(" ".join),
    "^([a-z]+": st.sampled_from(CODES),
    "^[A-Z0-9-]": st.sampled_from(["1574507", "CN-DONGXING"]),
    "^[A-Z][0-9]": st.integers(1, 999).map(lambda number: f"P{number}"),
    "^[A-Za-z0-9+/]": st.just("eyJ2IjoyfQ=="),
    "^[0-9]{6}$": st.integers(100000, 999999).map(str),
}
_BY_TYPE: Mapping[str, Callable[[Mapping[str, Any]], st.SearchStrategy[Any]]] = {
    "object": _object,
    "array": _array,
    "string": _text,
    "null": lambda _schema: st.none(),
    "integer": lambda schema: st.integers(schema["minimum"], min(schema["maximum"], 10**6)),
}


def _mended(body: dict[str, Any]) -> dict[str, Any]:
    """Bring to order what a schema cannot say: spans, coordinates, names used twice, what is held back."""
    _in_order(body)
    facts = body["facts"]
    told = {"CPT-WHO": ("people", "bodies"), "CPT-WHAT": ("drugs",), "CPT-WHERE": ("places",),
            "CPT-WHEN": ("windows",), "CPT-HOW": ("how",), "CPT-TRACE": ("traces",)}  # fmt: skip
    hidden = [name for row in facts.get("held_back", ()) for name in told.get(row["part"], ())]
    if facts.get("step") == "DCS-ANSWER":
        hidden += ["people", "bodies", "traces"]
    body["facts"] = {name: part for name, part in facts.items() if name not in hidden}
    return body


def _in_order(value: Any) -> None:
    if isinstance(value, list):
        for number, part in enumerate(value, 1):
            if isinstance(part, dict) and "ref" in part and "letter" not in part:
                part["ref"] = f"{part['ref'][0]}{number}"
            _in_order(part)
    if isinstance(value, dict):
        _ordered(value)
        for part in value.values():
            _in_order(part)


def _ordered(value: dict[str, Any]) -> None:
    if "to" in value and "from" in value:
        value["from"], value["to"] = sorted((value["from"], value["to"]), key=Decimal)
    if "until" in value and "from" in value:
        start, end = sorted((value["from"], value["until"]))
        value["from"], value["until"] = start, end + 1 if isinstance(end, int) else max(end, "2091-01-01")
    if "lat" in value or "lon" in value:
        value["lat"], value["lon"] = value.get("lat", "1.5"), value.get("lon", "101.25")


def leaves(value: Any, path: Sequence[str] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Return every plain value of a body with the names that lead to it."""
    if isinstance(value, dict):
        return [leaf for name, part in value.items() for leaf in leaves(part, (*path, name))]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part, path)]
    return [(tuple(path), value)]
