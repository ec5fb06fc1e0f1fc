"""A parcel of several goods lines: each is looked at, the strongest speaks and is named in the reason."""

import json

import polars as pl

from borderlink.screening.adapters.rulebook import shipped_rulebook
from borderlink.screening.domain.reasons import REFERRAL
from borderlink.screening.domain.schema import MORE, PARCEL
from borderlink.screening.domain.screen import Screened, screen_parcels
from tests.screening.parcels import NOTHING, ON, TEA, Row, honest, linked, parcel, reasons, tea

COTTON = {"contents": "cotton T-shirt", "hs6": "610910", "pieces": 2, "weight_g": 300, "value_cny": 90.0}
TEAS = ("绿茶", "green tea", "茶叶 tea", "trà xanh")


def line(contents: str, weight_g: int, hs6: str | None = None) -> Row:
    return {"contents": contents, "hs6": hs6, "pieces": 1, "weight_g": weight_g, "value_cny": 40.0}


def screened(rows: list[Row], *together: tuple[str, ...]) -> Screened:
    columns = PARCEL | MORE
    frame = pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], schema=columns)
    return screen_parcels(
        frame, linkage=linked(frame, *together), rules=shipped_rulebook(), watch=NOTHING, share=1.0, on=ON
    )


def test_the_strongest_line_decides_and_is_named() -> None:
    heavy = parcel(
        "L1", weight_g=21_000, lines=[COTTON, line("teddy bear", 20_000, "950300"), line("books", 500)]
    )

    found = screened([heavy, *honest(20)])

    told = reasons(found, "L1")["too-heavy-for-goods"]
    assert (told["contents"], told["weight_g"]) == ("teddy bear", 20_000)
    assert found.by_rule["too-heavy-for-goods"] == 1
    assert found.referrals["waybill"].is_unique().all()
    assert found.parcels == 21


def test_a_line_of_tea_links_its_parcel_whatever_lies_beside_it() -> None:
    decoys = ("ceramic mug", "umbrella", "desk lamp", "cotton T-shirt")
    rows = [
        {
            **row,
            "weight_g": 3000 + 700 * n,
            "lines": [line(decoys[n], 400), line(TEAS[n], 1995 + n, "090210")],
        }
        for n, row in enumerate(tea())
    ]

    found = screened([*rows, *honest(200)], TEA)

    told = reasons(found, "TEA1")
    assert told["one-receiver-many-senders"]["like_parcels"] == 4
    assert told["goods-of-one-weight"]["weight_g"] == 1995
    assert "parcels-of-one-weight" not in told
    assert "typology-tea" in told
    links = found.referrals.filter(waybill="TEA1")["linked"][0]
    assert {link["waybill"] for link in links} == set(TEA[1:])
    assert all("contents" in link["shares"] for link in links)


def test_three_lines_of_one_kind_in_one_parcel_are_one_parcel() -> None:
    teas = [line(name, 2000, "090210") for name in TEAS[:3]]
    found = screened([parcel("L1", lines=teas), parcel("L2", lines=teas), *honest(50)], ("L1", "L2"))

    assert not {"one-receiver-many-senders", "one-receiver-one-kind"} & set(reasons(found, "L1"))


def test_a_table_beside_items_is_screened_as_it_is_alone() -> None:
    alone = screened([*tea(), *honest(100)], TEA)
    items = [parcel(f"L{n}", lines=[COTTON, line("books", 500)]) for n in range(5)]

    beside = screened([*tea(), *honest(100), *items], TEA)

    ours = beside.referrals.filter(pl.col("waybill").is_in(TEA)).select(list(REFERRAL))
    score = dict(alone.referrals.filter(pl.col("waybill").is_in(TEA)).select("waybill", "score").iter_rows())
    assert dict(ours.select("waybill", "score").iter_rows()) == score


def test_a_declared_gift_of_a_traders_size_is_a_reason() -> None:
    found = screened([parcel("L1", category="gift", pieces=60, value_cny=9000.0), *honest(20)])

    assert json.dumps(reasons(found, "L1")["gift-against-trade"])
