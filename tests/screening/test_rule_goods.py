"""Goods are recognised in three languages, and their table is plausible."""

import polars as pl
import pytest

from borderlink.screening.adapters.goods import shipped_goods
from tests.screening.parcels import honest, parcel, reasons, screened


def kind_of(contents: str) -> str | None:
    found: str | None = shipped_goods().described(pl.Series([contents]))["goods"][0]
    return found


@pytest.mark.parametrize(
    ("contents", "goods"),
    [
        ("绿茶", "tea"),
        ("铁观音茶叶", "tea"),
        ("Green TEA", "tea"),
        ("trà xanh", "tea"),
        ("tra xanh", "tea"),
        ("茶葉", "tea"),
        ("冰糖", "sugar"),
        ("rock sugar", "sugar"),
        ("đường phèn", "sugar"),
        ("塑料花盆", "flower pot"),
        ("plastic flower pots", "flower pot"),
        ("chậu nhựa trồng hoa", "flower pot"),
        ("连衣裙", "dress"),
        ("women's dress", "dress"),
        ("chân váy", "dress"),
        ("布娃娃", "doll"),
        ("plush doll", "doll"),
        ("búp bê vải", "doll"),
        ("tea cup", "ceramics"),
        ("茶具", "ceramics"),
        ("steak", None),
        ("team", None),
        ("ｇｒｅｅｎ　ｔｅａ", "tea"),
        ("giày", "shoes"),
        ("giấy in", "stationery"),
        ("sugar bowl", None),
    ],
)
def test_a_description_names_its_goods(contents: str, goods: str | None) -> None:
    if contents == "sugar bowl":
        assert kind_of(contents) != "sugar", "two kinds are named, so none speaks"
    else:
        assert kind_of(contents) == goods


@pytest.mark.parametrize(
    "contents", ["gift", "礼品", "quà tặng", "personal effects", "日用品, 样品", "Gift x2", "misc. goods 3"]
)
def test_words_that_say_nothing_are_vague(contents: str) -> None:
    assert shipped_goods().described(pl.Series([contents]))["contents_vague"][0]


@pytest.mark.parametrize("contents", ["gift: green tea", "sample of cotton fabric", "生活用品 毛巾", "??"])
def test_words_that_say_something_are_not(contents: str) -> None:
    vague = shipped_goods().described(pl.Series([contents]))["contents_vague"][0]

    assert not vague or contents == "??"


def test_every_kind_has_a_heading_and_plausible_bounds() -> None:
    kinds = shipped_goods().kinds

    assert kinds["goods"].is_unique().all()
    assert kinds["goods_hs"].str.contains(r"^[0-9]{2,6}(, [0-9]{2,6})*$").all()
    assert (kinds["goods_lightest_g"] < kinds["goods_heaviest_g"]).all()
    assert (kinds["goods_cheapest_cny"] < kinds["goods_dearest_cny"]).all()


def test_no_word_stands_for_two_kinds() -> None:
    words = shipped_goods().words

    assert len(words) > 1500
    assert set(words.values()) == set(shipped_goods().kinds["goods"])


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"contents": "green tea", "hs6": "950300"}, "code-does-not-fit"),
        ({"contents": "手机壳", "weight_g": 30_000, "pieces": 1, "hs6": None}, "too-heavy-for-goods"),
        ({"contents": "连衣裙", "weight_g": 4, "pieces": 1, "hs6": None}, "too-light-for-goods"),
        ({"contents": "rock sugar", "weight_g": 500, "value_cny": 5000.0, "hs6": None}, "too-dear-for-goods"),
        ({"contents": "mobile phone", "weight_g": 200, "value_cny": 3.0, "hs6": None}, "too-cheap-for-goods"),
        ({"contents": "礼品"}, "contents-vague"),
        ({"contents": "礼品", "weight_g": 6000}, "vague-and-heavy"),
        ({"contents": "gift", "pieces": 40, "value_cny": 100.0}, "gift-against-trade"),
        ({"contents": "文件", "weight_g": 3000, "hs6": None}, "papers-too-heavy"),
        ({"sender_phone": "00000000000"}, "sender-phone-impossible"),
        ({"sender_phone": "123456789"}, "sender-phone-impossible"),
        ({"sender_address": "广东"}, "sender-address-nowhere"),
        ({"waybill": "EE473124828CN"}, "waybill-check-digit-wrong"),
        (
            {"sender_address": "1 Elm Street Perth", "receiver_address": "1 ELM Street, Perth"},
            "sender-at-receivers-address",
        ),
        (
            {"sender_phone": "+61 491 570 156", "receiver_phone": "0061491570156"},
            "sender-with-receivers-phone",
        ),
        ({"sender_name": None, "sender_phone": None, "contents": None}, "fields-missing"),
    ],
)
def test_each_rule_fires_on_what_it_is_for(said: dict[str, object], rule: str) -> None:
    row = {**parcel("A1"), **said}

    assert rule in reasons(screened([row, *honest(5)]), str(row["waybill"]))


@pytest.mark.parametrize(
    "said",
    [
        {"sender_phone": "138****8000"},
        {"sender_phone": "1.38E+10"},
        {"sender_phone": "+84 912 345 678"},
        {"sender_phone": "13888888888"},
        {"sender_address": "越南芒街陈富路5号"},
        {"waybill": "EE473124829CN"},
        {"waybill": "SF1234567890"},
        {"contents": "green tea, cotton dress", "hs6": "090210"},
        {"contents": "绿茶 500克", "hs6": None, "weight_g": 600},
        {"contents": None},
        {"weight_g": None},
        {"value_cny": None},
        {"pieces": 0},
        {"pieces": None},
    ],
)
def test_what_honest_parcels_have_is_no_reason(said: dict[str, object]) -> None:
    row = {**parcel("A1"), **said}

    assert reasons(screened([row, *honest(5)]), str(row["waybill"])) == {}


def test_a_field_that_a_manifest_never_fills_is_not_missing() -> None:
    rows = honest(5, sender_name=None, sender_phone=None, sender_address=None, contents=None)

    assert screened(rows).referrals.is_empty()


def test_many_parcels_to_one_door_are_a_faint_reason() -> None:
    rows = honest(8, receiver_address="Flat 2, 9 Elm Street, Perth")

    found = screened(rows)

    assert reasons(found, "HON00000") == {"many-to-one-address": {"address_parcels": 8}}
