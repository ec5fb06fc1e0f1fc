"""Parcels as frames for the tests of rules: the tea story among honest parcels, all invented."""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from borderlink.screening.adapters.rulebook import shipped_rulebook
from borderlink.screening.domain.linkage.link import PARTIES, Linkage, link_parties
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.schema import PARCEL
from borderlink.screening.domain.screen import Screened, screen_parcels
from borderlink.screening.domain.watch import WatchList

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TEA = ("TEA1", "TEA2", "TEA3", "TEA4")
NOTHING = WatchList()
_LASTS = ("Archer", "Baker", "Cooper", "Draper", "Farrow", "Glover", "Hooper", "Mason")
Row = dict[str, Any]


def frame(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Return parcels with every column of the schema; what a row does not say is null."""
    return pl.DataFrame([{column: row.get(column) for column in PARCEL} for row in rows], schema=PARCEL)


def _letters(number: int) -> str:
    """Return an invented given name, another one for almost every number."""
    return "".join(
        "bdfgklmnprst"[number // 12**place % 12] + "aeiou"[number // 5**place % 5] for place in range(4)
    ).title()


def parcel(waybill: str, **said: object) -> Row:
    """Return one honest parcel, changed by what is said."""
    number = zlib.crc32(waybill.encode())
    plain: Row = {
        "file": "manifest.csv", "line": 2, "waybill": waybill, "service": "ems",
        "sender_name": f"{_LASTS[number % 97 % 8]} {_letters(number // 97)}",
        "sender_phone": f"1380{number % 10**7:07d}",
        "sender_address": f"No. {number % 900 + 1} Renmin Road, Guangzhou {waybill}",
        "receiver_name": f"{_letters(number)} {_LASTS[number % 8]}",
        "receiver_phone": f"+61 4{number % 10**8:08d}",
        "receiver_address": f"{waybill} House, {number % 300 + 1} Long Street, Perth",
        "contents": "cotton T-shirt", "hs6": "610910", "pieces": 2, "weight_g": 400, "value": 90.0,
        "currency": "CNY",
        "value_cny": 90.0, "posted_at": AT,
    }  # fmt: skip
    return {**plain, **said}


def honest(count: int, **said: object) -> list[Row]:
    """Return honest parcels, each to another receiver."""
    return [parcel(f"HON{number:05d}", **said) for number in range(count)]


def tea() -> list[Row]:
    """Return the four parcels of tea: four senders, one receiver spelt four ways, within six days."""
    names = ("Jia Hao Lin", "LIN JIAHAO", "Jiahao Lin", "J. H. Lin")
    places = (
        "Unit 4, 12 Myrtlewood Street, Campsie NSW 2194", "4/12 Myrtlewood St CAMPSIE NSW",
        "12 Myrtlewood Street, Unit 4, Campsie", "U4 12 Myrtlewood Street Campsie NSW 2194",
    )  # fmt: skip
    contents = ("绿茶", "green tea", "茶叶 tea", "trà xanh")
    return [
        parcel(
            waybill, contents=contents[place], hs6="090210", pieces=1, weight_g=1995 + place, value_cny=110.0,
            sender_name=f"{('Zhou', 'Chen', 'Huang', 'Wu')[place]} {('Hai', 'Li', 'Zhi', 'Mei')[place]}",
            receiver_name=names[place], receiver_address=places[place], receiver_phone="+61 491 570 156",
            posted_at=AT - timedelta(days=2 * (3 - place)),
        )
        for place, waybill in enumerate(TEA)
    ]  # fmt: skip


def linked(parcels: pl.DataFrame, *together: Sequence[str]) -> Linkage:
    """Return a linkage in which each group of waybills has one receiver, every other parcel its own."""
    party = {waybill: f"R{place}" for place, group in enumerate(together) for waybill in group}
    rows = [
        {
            "waybill": waybill,
            "role": role,
            "party": party.get(waybill, waybill) if role == "receiver" else waybill,
        }
        for waybill in parcels["waybill"]
        for role in ("sender", "receiver")
    ]
    empty = link_parties(parcels.head(0))
    return Linkage(parties=pl.DataFrame(rows, schema=PARTIES), edges=empty.edges, hubs=empty.hubs, plan=[])


def screened(
    rows: Sequence[Mapping[str, object]],
    *together: Sequence[str],
    rules: Rulebook | None = None,
    watch: WatchList = NOTHING,
    share: float = 1.0,
    history: Sequence[Mapping[str, object]] = (),
) -> Screened:
    """Screen rows whose receivers are linked as ``together`` says."""
    parcels, earlier = frame(rows), frame(history) if history else None
    everyone = pl.concat([parcels, earlier]) if earlier is not None else parcels
    return screen_parcels(
        parcels, linkage=linked(everyone, *together), rules=rules or shipped_rulebook(), watch=watch,
        share=share, on=ON,
        history=earlier,
    )  # fmt: skip


def reasons(found: Screened, waybill: str) -> dict[str, dict[str, Any]]:
    """Return the rules that fired on a referred parcel, each with its facts."""
    row = found.referrals.filter(pl.col("waybill") == waybill)
    if row.is_empty():
        return {}
    return {reason["rule"]: json.loads(reason["facts"]) for reason in row["reasons"][0]}


def scores(found: Screened) -> dict[str, float]:
    """Return the score of every referred parcel."""
    return dict(found.referrals.select("waybill", "score").iter_rows())
