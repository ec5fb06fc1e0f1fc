"""One parcel asked about alone is judged as in bulk: scores, rules, facts and links, to the last bit."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from borderlink.screening.adapters.nearby import Nearby, open_index, write_index
from borderlink.screening.adapters.retained import write_parcels
from borderlink.screening.adapters.rulebook import shipped_rulebook, with_approved
from borderlink.screening.domain.judging import Judgement, framed, judge
from borderlink.screening.domain.linkage import addresses, clusters, phones, surnames
from borderlink.screening.domain.linkage.names import read_names
from borderlink.screening.domain.nearby import as_keys, keyed, keys_of_one, person_keys, person_of_one
from borderlink.screening.domain.online.judging import Judge, is_a_letter
from borderlink.screening.domain.online.plain import NotPlain, compiled
from borderlink.screening.domain.retention import Part
from borderlink.screening.domain.rules.rule import Warrant
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.watch import Entry, Watched, WatchList

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
NAMES = (
    "陈大文", "Chan Tai Man", "Trần Đại Văn", "CHEN Dawen", "Mr. David Chen", "王芳", "Nguyễn Thị Hoa",
    "Nguyen Hoa", "Smith John", "John Smith", "J. Smith", "欧阳小明 收",
    "Ａｎｎ Ｌｅｅ", "李", "", None, "x\ny",
)  # fmt: skip
ADDRESSES = (
    "Room 3, 12 Smith Street, Burwood NSW 2134", "3/12 Smith St Burwood", "12 smith street",
    "广州市白云区中山路12号3房",
    "中山路１２号", "12 Đường Nguyễn Huệ, Quận 1", "so 12 nguyen hue q1", "Flat 9, 44 NW9 5HR", "?", "", None,
    "Unit 5, 12-14 Smith Street, Burwood", "PO Box 77", "村口",
)  # fmt: skip
PHONES = ("+61 412 345 678", "0412345678", "412345678.0", "138****8000", "1.38E+10", "(020) 8912-3409",
    "0000000",
          "12345678", "call me maybe", "+84 0168 123 4567", "", None)  # fmt: skip
ABROAD = ("61412345678", "8613800138000", "0084168123456", "13800138000", "0412345678", "84 168 123 4567")
LANDS = ("AU", "CN", "VN", "XX", "")
CONTENTS = (
    "green tea", "茶叶", "trà xanh 500g", "rock sugar 2kg", "冰糖", "gift", "sample x2", "documents", "文件",
    "plastic flower pots", "cotton t-shirt", "dress and doll", "misc goods", "ẩm thực №5", None,
)  # fmt: skip
WARRANT = Warrant(
    case="AU-2026-0042", author="GZ-0001", approver="GZ-0004", approved_on=ON - timedelta(days=1),
    expires_on=ON + timedelta(days=30), of_partner=True,
)  # fmt: skip
WATCH = WatchList(
    entries=(
        Entry(kind=Watched.PHONE, value="+61 412 345 678", warrant=WARRANT),
        Entry(kind=Watched.ADDRESS, value="12 smith street", warrant=WARRANT),
        Entry(kind=Watched.NAME_ADDRESS, value="中山路12号", name="陈大文", warrant=WARRANT),
        Entry(kind=Watched.S10, value="lk 473124829 cn", warrant=WARRANT),
    )
)
OWN = {
    "name": "small-dear-parcels", "weight": 0.3, "reason": "Small and dear",
    "facts": ["contents", "weight_g"],
    "when": [{"any": [{"all": [{"column": "contents", "contains": ["tea", "茶"]},
                               {"column": "weight_g", "between": [1, 900]}]},
                      {"not": {"column": "service", "one_of": ["ems", "courier"]}}]}],
    "case": "GZ-2026-0001", "author": "GZ-0001", "approver": "GZ-0004",
    "approved_on": ON - timedelta(days=1), "expires_on": ON + timedelta(days=30),
}  # fmt: skip

FEW = OWN | {
    "name": "few-for-one-receiver", "weight": 0.1, "reason": "Few", "facts": ["contents"],
    "when": [{"not": {"column": "like_parcels", "at_least": 2}}, {"column": "weight_g", "at_least": 6000}],
}  # fmt: skip


def parcel(chance: random.Random, place: int) -> dict[str, Any]:
    """Return a parcel of many languages and faults; several share a receiver."""
    pick = chance.choice
    number = f"LK{place:08}{place % 10}CN" if place % 3 else f"SF{place:07}"
    return {
        "file": "f", "line": place + 2, "waybill": number,
        "service": pick(("courier", "ems", "letter", "平信", "post", None)), "sender_name": pick(NAMES),
        "sender_phone": pick(PHONES), "sender_address": pick(ADDRESSES), "sender_country": "CN",
        "receiver_name": pick(NAMES), "receiver_phone": pick(PHONES), "receiver_address": pick(ADDRESSES),
        "receiver_postcode": pick(("2134", "2134 ", "510000", None)),
        "receiver_country": pick(("AU", "AU", "CN", None)),
        "contents": pick(CONTENTS), "hs6": pick(("090210", "170199", "392490", None)),
        "pieces": pick((1, 2, 40, None)),
        "weight_g": pick((420, 1993, 1999, 2010, 6500, None)),
        "value": pick((0.5, 90.0, 120.25, 9000.0, None)),
        "currency": "CNY", "value_cny": pick((0.5, 90.0, 120.25, 9000.0, None)),
        "posted_at": pick((AT, AT - timedelta(days=3), AT - timedelta(days=7), AT - timedelta(days=8), None)),
    }  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    book = with_approved(shipped_rulebook(), [OWN, FEW])
    return replace(book, rules=tuple(rule for rule in book.rules if not rule.looks_at("like_chance")))


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Nearby:
    """Retain some hundred parcels; the tea case is four names of sender, one receiver, one week."""
    folder, chance = tmp_path_factory.mktemp("window"), random.Random(7)  # noqa: S311 - a seed
    rows = [parcel(chance, place) for place in range(70)]
    rows += [parcel(chance, 300 + place) | tea(place) for place in range(3)]
    part = Part(load="L", on=ON)
    write_parcels(folder, part, framed(rows))
    write_index(folder, "GZ", [part])
    return open_index(folder, "GZ")


def tea(place: int) -> dict[str, Any]:
    spelt = ("Chan Tai Man", "CHAN, Tai-Man", "陈大文", "Chan T M")[place]
    return {
        "service": "courier", "contents": "green tea", "weight_g": 1990 + place,
        "sender_name": f"Shop {place}",
        "receiver_name": spelt, "receiver_phone": "+61 499 888 777",
        "receiver_address": "88 Kelp Lane, Hobart",
        "posted_at": AT - timedelta(hours=place),
    }  # fmt: skip


def plain(told: Judgement) -> tuple[object, ...]:
    reasons = [(one["rule"], one["weight"], json.loads(str(one["facts"]))) for one in told.reasons]
    return told.score, reasons, told.linked


def test_a_parcel_asked_about_alone_is_judged_as_in_bulk(window: Nearby, rules: Rulebook) -> None:
    chance, online = random.Random(11), Judge.of(rules, WATCH, ON)  # noqa: S311 - a seed
    asked = [parcel(chance, 1000 + place) for place in range(30)]
    door = {"receiver_name": "陈大文", "receiver_address": "中山路１２号", "service": "ems"}
    asked += [parcel(chance, 1999) | door, parcel(chance, 2000) | tea(3)]
    fired: set[object] = set()
    linked = settled = 0

    for one in asked:
        frame = framed([one])
        keys = as_keys(keys_of_one(one))
        bulk = judge(frame, window.found(keys), rules=rules, watch=WATCH, on=ON)
        around = window.around(one, keys, on=ON)
        told, looked = online.judged(one, around), online.looked(one, around)
        most = looked.at_most() if looked else 0.0
        assert most >= told.score
        settled += around is not None and most == told.score  # who the receiver is need not be asked
        assert plain(told) == plain(bulk.get(one["waybill"], Judgement()))
        assert set(keys.tolist()) == set(keyed(frame)["key"].to_list())
        assert person_of_one(one) == person_keys(frame).row(0, named=True)
        fired |= {reason["rule"] for reason in told.reasons}
        linked += bool(told.linked)

    assert {link["waybill"] for link in told.linked} >= {f"SF{300:07}", "LK000003011CN", "LK000003022CN"}
    assert {
        "one-receiver-many-senders",
        "watched-phone",
        "watched-name-address",
        "small-dear-parcels",
        "few-for-one-receiver",
    } <= fired
    assert len(fired) > 15
    assert linked > 4
    assert 10 < settled < len(asked) - 2


def test_an_expression_that_cannot_be_read_plainly_is_refused_when_it_is_compiled() -> None:
    assert is_a_letter({"service": "Lettre recommandée"}) is True

    for odd in (pl.col("a").str.to_titlecase(), pl.col("a").cum_sum(), pl.col("a") ** 2, pl.len()):
        with pytest.raises(NotPlain):
            compiled(odd)


def read_all() -> list[object]:
    """Return what linkage reads of names, addresses and phones, and which of some pairs hang together."""
    chance = random.Random(5)  # noqa: S311 - a seed
    written = (
        (*NAMES, "Chan Lena", "Chen Hugo", "Mina Li"),
        ADDRESSES,
        [phone for phone in ABROAD for _ in LANDS],
    )
    names, places, tails = (pl.Series([text or "" for text in texts]) for texts in written)
    countries = pl.Series([*LANDS] * len(ABROAD))
    pairs = [np.array([chance.randrange(40) for _ in range(25)]) for _ in range(2)]
    labels = clusters.hanging(pairs[0], pairs[1], 40).tolist()
    told: list[Any] = [addresses.weigh_words(addresses.read_parts(places)), read_names(names)]
    columns = [getattr(one, name) for one in told for name in one.__slots__ if name != "doors"]
    return [
        *(column.tolist() for column in columns if isinstance(column, np.ndarray)),
        phones.national_numbers(tails, countries).tolist(),
        [labels.index(label) for label in labels],
    ]


def test_a_few_values_are_read_as_many_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few are counted, looked up and held together one by one, many by arrays: the answer is one."""
    one_by_one = read_all()
    for module in (addresses, clusters, phones, surnames):
        monkeypatch.setattr(module, "_FEW", 0)

    assert read_all() == one_by_one
    assert len(one_by_one) > 12
