"""Postal items with the fields of a CN 23 as JSON, by ``data/itmatt.schema.json``: read item by item."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any, Final

import polars as pl
from jsonschema_rs import Draft202012Validator, ValidationError, validator_for

from borderlink.screening.adapters.objects import Found, read_objects
from borderlink.screening.adapters.opening import Manifest
from borderlink.screening.adapters.shipped import header_aliases
from borderlink.screening.domain.faults import DETAIL, LONGEST_CELL
from borderlink.screening.domain.headers import Recognised, Source, forbidden_kind, names_identity_number
from borderlink.screening.domain.parsing import Parsed, Terms, parse_rows
from borderlink.screening.domain.schema import QUARANTINE
from borderlink.screening.domain.table import Table
from borderlink.screening.domain.words import country
from borderlink.screening.refusals.files import ManifestNotATable

_BATCH: Final = 20_000  # items
_KNOWN: Final = ("item_id", "addressee", "lines")  # one of them must stand in some item
_MOST_NOT_READ: Final = 200  # further unknown fields of a file are not named
_PARTY: Final = {
    "name": "name", "phone": "phone", "address": "address", "city": "city", "region": "region",
    "postcode": "postcode", "country": "country",
}  # fmt: skip
# Which field of an item a parcel's column is read from.
PATHS: Final[dict[str, str]] = {
    "waybill": "item_id", "service": "service", "direction": "direction",
    **{f"sender_{column}": f"sender.{key}" for column, key in _PARTY.items()},
    **{f"receiver_{column}": f"addressee.{key}" for column, key in _PARTY.items()},
    "posted_at": "posted_at", "cutoff_at": "cutoff_at", "office": "office", "bag": "bag", "flight": "flight",
    "weight_g": "gross_weight_g", "remark": "remark",
}  # fmt: skip
_TOTALS: Final = ("contents", "hs6", "pieces", "value", "currency", "goods_country", "order_no")
_TOLD: Final = PATHS | {
    "contents": "lines", "hs6": "lines.hs_code", "pieces": "lines.quantity", "value": "value.amount",
    "currency": "value.currency", "goods_country": "lines.origin", "order_no": "references",
}  # fmt: skip
_COLUMNS: Final = (*PATHS, *_TOTALS)
_LINE: Final[dict[str, pl.DataType]] = {
    "line": pl.UInt32(), "contents": pl.String(), "hs6": pl.String(), "pieces": pl.Int64(),
    "weight_g": pl.Float64(), "amount": pl.Float64(), "currency": pl.String(), "goods_country": pl.String(),
}  # fmt: skip
_WHOLE: Final[dict[str, pl.DataType]] = {
    "line": pl.UInt32(), "category": pl.String(), "postage": pl.Float64(), "postage_currency": pl.String(),
    "references": pl.String(),
}  # fmt: skip


@dataclass(slots=True)
class _Batch:
    """Items as columns: cells of parcels, goods lines, what else a CN 23 says, what was set aside."""

    cells: list[tuple[object, ...]] = field(default_factory=list)
    lines: list[tuple[object, ...]] = field(default_factory=list)
    wholes: list[tuple[object, ...]] = field(default_factory=list)
    faults: list[tuple[int, str, str, str]] = field(default_factory=list)


def schema_text() -> str:
    """Return the JSON Schema of an item as it ships."""
    return files("borderlink.screening").joinpath("data/itmatt.schema.json").read_text("utf-8")


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    found = validator_for(json.loads(schema_text()))
    assert isinstance(found, Draft202012Validator)  # noqa: S101 - tells the type checker
    return found


def read_items(manifest: Manifest, size: int, terms: Terms, progress: Callable[[float], None]) -> Table:
    """Read a file of items; ``line`` counts items, or is the line where each has its own.

    Refuses: ``JsonBroken``, ``ManifestNotATable`` when no object has a field of an item.
    """
    parsed: list[Parsed] = []
    more: list[pl.DataFrame] = []
    lines: list[pl.DataFrame] = []
    not_read: dict[str, str] = {}
    with manifest.path.open("rb") as file:
        found = read_objects(file, manifest, progress=lambda: progress(min(file.tell() / size, 1.0)))
        for batch in _batches(found, manifest.name, not_read):
            lines.append(_set_aside(batch, manifest.name))
            parsed.append(_parse(batch, terms, manifest.name))
            more.append(_more(batch, terms))
    recognised = Recognised(width=len(_COLUMNS), sources=_sources(), not_read=tuple(not_read.items()))
    return Table(
        name=manifest.name, recognised=recognised, parsed=parsed, lines=lines, more=more, paths=_TOLD
    )


def _batches(found: Iterator[Found], file: str, not_read: dict[str, str]) -> Iterator[_Batch]:
    first = True
    while pieces := list(islice(found, _BATCH)):
        batch = _Batch()
        if first and not any(name in (each.value or ()) for each in pieces for name in _KNOWN):
            raise ManifestNotATable(file=file, kind="structured")
        first = False
        for each in pieces:
            _add(each, batch, not_read)
        yield batch


def _add(found: Found, batch: _Batch, not_read: dict[str, str]) -> None:
    if found.value is None:
        batch.faults.append((found.place, "", found.reason, found.detail))
        return
    _strangers(found.value, _known_fields(), "", not_read)
    fault = next(_validator().iter_errors(found.value), None)
    if fault is not None:
        batch.faults.append((found.place, *_told(fault)))
        return
    _lay_out(found.place, found.value, batch)


def _told(fault: ValidationError) -> tuple[str, str, str]:
    """Return the path of a faulty field, the reason, and the value seen."""
    path = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in fault.instance_path)
    kind = type(fault.kind).__name__
    if kind == "Required":
        return f"{path}.{fault.kind.property}".lstrip("."), "field-missing", ""  # type: ignore[attr-defined]
    if kind == "AnyOf":
        return f"{path}.name".lstrip("."), "field-missing", ""
    seen = fault.instance if isinstance(fault.instance, str | int | float) else type(fault.instance).__name__
    return path.lstrip("."), "field-type" if kind == "Type" else "field-value", str(seen)[:DETAIL]


@lru_cache(maxsize=1)
def _known_fields() -> Mapping[str, Any]:
    """Return the fields of the schema as a tree; an array stands for its items."""
    schema = json.loads(schema_text())

    def tree(node: dict[str, Any]) -> dict[str, Any]:
        where = schema["$defs"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node
        inside = where.get("items", where)
        return {name: tree(each) for name, each in inside.get("properties", {}).items()}

    return tree(schema)


def _strangers(value: object, known: Mapping[str, Any], path: str, not_read: dict[str, str]) -> None:
    """Note the fields that the schema does not name: they are not read."""
    if isinstance(value, list):
        for each in value:
            _strangers(each, known, path, not_read)
        return
    if not isinstance(value, dict):
        return
    for name, inside in value.items():
        where = f"{path}{name}"
        if name in known:
            if known[name]:
                _strangers(inside, known[name], f"{where}.", not_read)
        elif where not in not_read and len(not_read) < _MOST_NOT_READ:
            not_read[where] = _why(where)


def _why(path: str) -> str:
    if forbidden_kind(path):
        return "forbidden"
    return "identity-number" if names_identity_number(path, header_aliases()) else "unknown"


def _lay_out(place: int, item: dict[str, Any], batch: _Batch) -> None:
    lines = item.get("lines", ())
    for line in lines:
        money = line.get("value") or {}
        batch.lines.append(
            (place, line["description"].strip(), line.get("hs_code"), line.get("quantity"),
             line.get("net_weight_g"), money.get("amount"), money.get("currency"), line.get("origin"))
        )  # fmt: skip
    postage, references = item.get("postage") or {}, item.get("references") or ()
    said = "; ".join(f"{one['kind']} {one['number']}" for one in references) or None
    batch.wholes.append((place, item.get("category"), postage.get("amount"), postage.get("currency"), said))
    order = next((one["number"] for one in references if one["kind"] == "order"), None)
    totals = (*_summed(lines), *_valued(item, lines), _alone(lines, "origin"), order)
    batch.cells.append((place, *(_cell(item, path) for path in PATHS.values()), *totals))


def _cell(item: Mapping[str, Any], path: str) -> str | None:
    first, _, second = path.partition(".")
    value = item.get(first)
    if second and value is not None:
        value = value.get(second) or (value.get("business") if second == "name" else None)
    return None if value is None else str(value)


def _alone(lines: Any, key: str) -> str | None:
    """Return what every line says alike."""
    said = {line.get(key) for line in lines}
    return said.pop() if len(said) == 1 else None


def _summed(lines: Any) -> tuple[str | None, str | None, str | None]:
    contents = "; ".join(dict.fromkeys(line["description"].strip() for line in lines))[:LONGEST_CELL] or None
    pieces = sum(line.get("quantity", 0) for line in lines)
    return contents, _alone(lines, "hs_code"), str(pieces) if 0 < pieces < 10_000 else None  # noqa: PLR2004


def _valued(item: Mapping[str, Any], lines: Any) -> tuple[str | None, str | None]:
    """Return the total value and its currency: as declared, else the sum of lines in one currency."""
    total = item.get("value")
    if total:
        return str(total["amount"]), total["currency"]
    values = [line["value"] for line in lines if line.get("value")]
    currencies = {value["currency"] for value in values}
    if len(currencies) != 1 or len(values) < len(lines):
        return None, None
    return str(round(sum(float(value["amount"]) for value in values), 2)), currencies.pop()


def _sources() -> tuple[Source, ...]:
    return tuple(
        Source(
            index=place,
            header=_TOLD[column],
            column=column,
            rank=0,
            grams=1 if column == "weight_g" else None,
        )
        for place, column in enumerate(_COLUMNS)
    )


def _parse(batch: _Batch, terms: Terms, file: str) -> Parsed:
    schema = {"line": pl.UInt32(), **{str(place): pl.String() for place in range(len(_COLUMNS))}}
    raw = pl.DataFrame(batch.cells, schema=schema, orient="row")
    return parse_rows(raw, Recognised(width=len(_COLUMNS), sources=_sources()), terms, file)


def _set_aside(batch: _Batch, file: str) -> pl.DataFrame:
    schema = {name: kind for name, kind in QUARANTINE.items() if name != "file"}
    return pl.DataFrame(batch.faults, schema=schema, orient="row").select(
        pl.lit(file).alias("file"), pl.all()
    )


def _more(batch: _Batch, terms: Terms) -> pl.DataFrame:
    """Return what a CN 23 says beyond a table's row, by ``line``."""
    lines = pl.DataFrame(_numbers(batch.lines, 5), schema=_LINE, orient="row")
    value = terms.rates.value_cny(pl.col("amount"), pl.col("currency"))
    known = lines.with_columns(
        pl.col("hs6").str.replace_all(r"[. ]", ""), country(lines["goods_country"], terms.countries),
        weight_g=pl.col("weight_g").round(0).cast(pl.Int64), value_cny=value,
    )  # fmt: skip
    digits = pl.col("hs6")
    hs6 = pl.when(digits.str.len_bytes() >= 6).then(digits.str.slice(0, 6))  # noqa: PLR2004
    parts = pl.struct("contents", hs6.alias("hs6"), "pieces", "weight_g", "value_cny", "goods_country")
    grouped = known.group_by("line", maintain_order=True).agg(lines=parts)
    wholes = pl.DataFrame(_numbers(batch.wholes, 2), schema=_WHOLE, orient="row")
    postage = terms.rates.value_cny(pl.col("postage"), pl.col("postage_currency"))
    return wholes.join(grouped, on="line", how="left").select(
        "line", "category", postage.alias("postage_cny"), "references", "lines",
        papers=pl.lit(None, pl.String), papers_apart_cny=pl.lit(None, pl.Float64),
        papers_persons=pl.lit(None, pl.Int64), papers_hours=pl.lit(None, pl.Float64),
    )  # fmt: skip


def _numbers(rows: list[tuple[object, ...]], place: int) -> list[tuple[object, ...]]:
    """Return rows in which the amount at ``place``, text or number, is a number."""
    return [
        (*row[:place], None if row[place] is None else float(str(row[place])), *row[place + 1 :])
        for row in rows
    ]
