"""What rules see of one parcel by itself: the columns of ``features``, made of the very same expressions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import polars as pl

from borderlink.screening.domain.online.patterns import Words
from borderlink.screening.domain.online.plain import Plain, compiled
from borderlink.screening.domain.rules.features import (
    EXPECTED,
    address_steps,
    contents_key,
    fits,
    measures,
    name_key,
    phone_steps,
)
from borderlink.screening.domain.rules.goods import Goods, said_words
from borderlink.screening.domain.rules.lines import SAID
from borderlink.screening.domain.s10 import check_digit, is_s10

Seen = dict[str, Any]
Parcel = Mapping[str, Any]
_GOODS: Final = (
    "goods", "goods_named", "goods_hs", "goods_lightest_g", "goods_heaviest_g", "goods_cheapest_cny",
    "goods_dearest_cny", "contents_vague", "contents_gift",
)  # fmt: skip
NOTHING_SAID: Final = dict.fromkeys((*_GOODS, *SAID, "goods_lines"))


@cache
def _steps(what: str) -> tuple[tuple[tuple[str, Plain], ...], ...]:
    steps = phone_steps() if what == "phone" else address_steps()
    return tuple(tuple((name, compiled(made)) for name, made in step.items()) for step in steps)


def _shape_and_key(what: str, value: str | None) -> tuple[str, str | None]:
    row: Seen = {what: value}
    for step in _steps(what):
        row = row | {name: make(row) for name, make in step}
    return row["shape"], row["key"]


@cache
def _made() -> dict[str, Plain]:
    """Return what is made of columns that are there: keys first, then measures."""
    named = {f"{side}_key": name_key(pl.col(f"{side}_name")) for side in ("sender", "receiver")}
    weighed = {made.meta.output_name(): made for made in measures()}
    return {name: compiled(made) for name, made in {**named, **weighed, "hs_fits": fits()}.items()}


def seen(parcel: Parcel, goods: "Described", filled: frozenset[str]) -> Seen:
    """Return the columns of one parcel; ``filled`` are those of ``EXPECTED`` that some parcel fills."""
    told: Seen = {**NOTHING_SAID, **parcel}
    for side in ("sender", "receiver"):
        for what, key in (("phone", "tail"), ("address", "place")):
            column = f"{side}_{what}"
            told[f"{column}_shape"], told[f"{side}_{key}"] = _shape_and_key(what, parcel[column])
    told |= goods.of(parcel["contents"])
    told["like"] = told["goods"] if told["goods"] is not None else told["contents_key"]
    told["waybill_check"] = _check(parcel["waybill"])
    told["fields_missing"] = sum(parcel[name] is None for name in EXPECTED if name in filled)
    for name, one, other in (
        ("address", "sender_place", "receiver_place"),
        ("phone", "sender_tail", "receiver_tail"),
    ):
        told[f"same_{name}"] = told[one] is not None and told[one] == told[other]
    for name, make in _made().items():
        told[name] = make(told)
    return told


def _check(waybill: str) -> str | None:
    if not is_s10(waybill):
        return None
    return "right" if check_digit(waybill[2:10]) == int(waybill[10]) else "wrong"


@dataclass(frozen=True, slots=True)
class Described:
    """What the goods table says of a description: kinds, bounds, whether it says anything."""

    of: Callable[[str | None], Mapping[str, Any]]


_TABLES: Final[dict[str, Described]] = {}  # by the version of the goods table


def described_by(table: Goods) -> Described:
    """Return the goods table, read for one description at a time, and what it said kept at hand."""
    if table.version not in _TABLES:
        _TABLES.clear()
        _TABLES[table.version] = _described_by(table)
    return _TABLES[table.version]


def _described_by(table: Goods) -> Described:
    key, words = compiled(contents_key(pl.col("contents"))), Words(table.longest_first())
    said = {name: compiled(made) for name, made in said_words(pl.col("contents")).items()}
    nothing, gift = compiled(table.says_nothing()), compiled(table.says_gift())
    kinds = {row["goods"]: row for row in table.kinds.to_dicts()}

    @lru_cache(maxsize=8192)
    def described(text: str) -> Mapping[str, Any]:
        row: Seen = {name: make({"contents": text}) for name, make in said.items()}
        named = {table.words[word] for _, word in words.found(f"{row['marked']}|{row['bare']}")}
        told = {
            "goods_named": len(named),
            "contents_vague": nothing(row) and not named,
            "contents_gift": gift(row),
        }
        return {**told, **kinds[min(named)]} if len(named) == 1 else told

    def of(contents: str | None) -> Mapping[str, Any]:
        if contents is None:
            return {"contents_key": None}
        short = key({"contents": contents})
        return {"contents_key": short, **described(short)}

    return Described(of)
