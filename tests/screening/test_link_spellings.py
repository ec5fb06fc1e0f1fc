"""One receiver behind many spellings, in three languages; and people who are not one."""

import unicodedata
from collections.abc import Sequence

import polars as pl
import pytest

from borderlink.screening.domain.linkage.link import Linkage, link_parties
from borderlink.screening.domain.schema import PARCEL


def decomposed(text: str) -> str:
    """Return a text with its marks as characters of their own."""
    return unicodedata.normalize("NFD", text)


Party = tuple[str | None, str | None, str | None, str]  # name, phone, address, country

TEA: list[Party] = [
    ("Haoran Lin", "+61 412 345 670", "Unit 3/12 Wattle Street, Burwood NSW 2134", "AU"),
    ("LIN HAO RAN", "0412345670", "3/12 wattle st burwood nsw", "AU"),
    ("林浩然", "0061412345670", "12 Wattle St, Unit 3, Burwood, Sydney 2134", "AU"),
    ("林浩然先生", None, "U3 12 WATTLE ST BURWOOD NSW 2134 Australia", "AU"),
]
ONE_RECEIVER: dict[str, list[Party]] = {
    "four parcels of tea": TEA,
    "Chinese, traditional and simplified": [
        ("張曉明", "13800138001", "廣東省廣州市天河區中山大道123號5棟2單元301室", "CN"),
        ("张晓明", "+86 138 0013 8001", "广州市天河区中山大道123号5栋301", "CN"),
    ],
    "Chinese, another phone": [
        ("欧阳文静", "13800138001", "江苏省南京市玄武区珠江路88号3栋1204室", "CN"),
        ("欧阳文静", "13911112222", "南京玄武区珠江路88号3栋1204", "CN"),
    ],
    "Chinese, full width": [
        ("王丽娟", "１３８００１３８００１", "上海市徐汇区漕溪路２００号１２０１室", "CN"),
        ("王丽娟（收）", "138-0013-8001", "上海徐汇漕溪路200号1201室", "CN"),
    ],
    "Vietnamese, with and without marks": [
        ("Nguyễn Văn Hưởng", "0381234567", "Số 12, ngõ 5, đường Nguyễn Trãi, P. Thanh Xuân, Hà Nội", "VN"),
        ("NGUYEN VAN HUONG", "+84 38 123 4567", "12 ngo 5 Nguyen Trai, Thanh Xuan, Ha Noi", "VN"),
    ],
    "Vietnamese, a number of before 2018": [
        ("Phạm Thị Lụa", "0168 123 4567", "45 Lê Lợi, Quận 1, TP. Hồ Chí Minh", "VN"),
        ("Pham Thi Lua", "0381234567", "45 Le Loi, Q.1, TPHCM", "VN"),
    ],
    "Vietnamese, decomposed letters": [
        ("Đặng Hữu Lộc", None, "Số 7 Hàng Bông, quận Hoàn Kiếm, Hà Nội", "VN"),
        (decomposed("Đặng Hữu Lộc"), None, decomposed("7 Hàng Bông, Hoàn Kiếm, Hà Nội"), "VN"),
    ],
    "Han name and its Vietnamese reading": [
        ("阮文雄", "0912000111", None, "VN"),
        ("Nguyễn Văn Hùng", "+84912000111", "3 Trần Phú, Móng Cái", "VN"),
    ],
    "English, order, initials and a slip of the key": [
        ("O'Connor, Siobhan", "0412000222", "7 Banksia Avenue, Box Hill VIC 3128", "AU"),
        ("Siobhan OConnor", None, "7 Banksia Ave Box Hill 3128", "AU"),
        ("S. O'Connor", "+61412000222", None, "AU"),
        ("Siobhan O'Conor", "0412 000 222", "7 Banksia Ave, Bax Hill", "AU"),
    ],
    "a phone masked, another eaten by a spreadsheet": [
        ("钱多多", "138****8001", "成都市锦江区春熙路9号2栋808室", "CN"),
        ("钱多多", "1.38E+10", "四川省成都市锦江区春熙路9号2栋808室", "CN"),
    ],
    "a firm": [
        ("深圳市海蓝贸易有限公司", "075588881234", "深圳市南山区科苑路15号", "CN"),
        ("深圳市海蓝贸易公司", "0755-8888 1234", "广东深圳南山区科苑路15号", "CN"),
    ],
}  # fmt: skip
SEVERAL: dict[str, list[Party]] = {
    "neighbours in one building": [
        ("Wei Zhao", "0412000001", "5/20 King St, Newtown NSW 2042", "AU"),
        ("Olga Brandt", "0412999902", "6/20 King St, Newtown NSW 2042", "AU"),
    ],
    "one household, two phones": [
        ("李建国", "13800000001", "北京市海淀区学院路30号4栋501室", "CN"),
        ("王秀英", "13900000002", "北京市海淀区学院路30号4栋501室", "CN"),
    ],
    "one household, one surname": [
        ("Trần Văn Nam", "0912345001", "12 Lý Thường Kiệt, Hà Nội", "VN"),
        ("Trần Thị Mai", "0912345777", "12 Lý Thường Kiệt, Hà Nội", "VN"),
    ],
    "a common name in two cities": [
        ("王伟", "13800000001", "北京市海淀区学院路30号", "CN"),
        ("王伟", "13911118888", "广州市越秀区中山五路2号", "CN"),
    ],
    "a common name with nothing else": [("Nguyen Van Anh", None, None, "VN")] * 2,
    "a shop's phone": [
        ("陈志强", "13800000009", "东兴市解放路1号", "CN"),
        ("黄美玲", "13800000009", "东兴市朝阳路88号", "CN"),
    ],
    "brothers with one phone in one house": [
        ("Nguyễn Văn Hùng", "0912345001", "9 Nguyễn Du, Đà Nẵng", "VN"),
        ("Nguyễn Văn Nam", "+84912345001", "9 Nguyen Du, Da Nang", "VN"),
    ],
    "a father and a son": [
        ("Lê Văn Long", "0912345001", "9 Nguyễn Du, Đà Nẵng", "VN"),
        ("Lê Văn Phúc", "0905123456", "9 Nguyễn Du, Đà Nẵng", "VN"),
    ],
    "nothing at all": [*[(None, None, None, "CN")] * 2, ("", " ", "", "CN"), ("--", "0", "?", "CN")],
}  # fmt: skip


COLUMNS = ("waybill", "receiver_name", "receiver_phone", "receiver_address", "receiver_country")


def parcels_of(receivers: Sequence[Party]) -> pl.DataFrame:
    """Return one parcel to each receiver."""
    rows = [
        {
            "waybill": f"LB{number:09d}CN", "receiver_name": name, "receiver_phone": phone,
            "receiver_address": address, "receiver_country": country,
        }
        for number, (name, phone, address, country) in enumerate(receivers)
    ]  # fmt: skip
    written = pl.DataFrame(rows, schema={name: PARCEL[name] for name in COLUMNS})
    return pl.concat([pl.DataFrame(schema=PARCEL), written], how="diagonal")


def receivers_of(linkage: Linkage) -> list[str]:
    """Return the receiving party of each parcel, in their order."""
    return linkage.parties.filter(pl.col("role") == "receiver")["party"].to_list()


@pytest.mark.parametrize("case", ONE_RECEIVER)
def test_one_receiver_behind_several_spellings_is_one_party(case: str) -> None:
    linkage = link_parties(parcels_of(ONE_RECEIVER[case]))

    assert len(set(receivers_of(linkage))) == 1


@pytest.mark.parametrize("case", SEVERAL)
def test_different_people_stay_apart(case: str) -> None:
    linkage = link_parties(parcels_of(SEVERAL[case]))

    assert len(set(receivers_of(linkage))) == len(SEVERAL[case])


def test_all_cases_side_by_side_are_told_apart() -> None:
    everyone = [*ONE_RECEIVER.values(), *([party] for case in SEVERAL.values() for party in case)]

    parties = receivers_of(link_parties(parcels_of([party for case in everyone for party in case])))

    found = iter(parties)
    groups = [{next(found) for _ in case} for case in everyone]
    assert [len(group) for group in groups] == [1] * len(everyone)
    assert len(set().union(*groups)) == len(everyone)


def test_the_tree_says_what_each_link_shares() -> None:
    edges = link_parties(parcels_of(TEA)).edges.filter(pl.col("role") == "receiver")

    assert edges.height == len(TEA) - 1
    assert edges["party"].n_unique() == 1
    assert edges["weight"].min() >= 20  # type: ignore[operator]
    assert set(edges["shares"].explode()) <= {"name", "phone", "address", "postcode"}
    assert all("address" in shares or "phone" in shares for shares in edges["shares"])


def test_senders_are_linked_on_strong_agreement_only() -> None:
    rows = parcels_of([("a", None, None, "AU")] * 3).with_columns(
        pl.Series("sender_name", ["周海涛", "周海涛", "周海涛"]),
        pl.Series("sender_phone", ["13800138001", "+86 13800138001", None]),
        pl.Series(
            "sender_address", ["南宁市青秀区民族大道1号", "南宁青秀区民族大道1号", "柳州市城中区中山路5号"]
        ),
        sender_country=pl.lit("CN"),
    )

    senders = link_parties(rows).parties.filter(pl.col("role") == "sender")["party"].to_list()

    assert senders[0] == senders[1] != senders[2]
