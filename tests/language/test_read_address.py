"""Addresses in three scripts taken apart and compared, provinces of both times, and the commands for them."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from borderlink.language.addresses import Agreement, agree, compare_addresses, read_address
from borderlink.language.commands import language
from borderlink.language.languages import LANGUAGES
from borderlink.language.provinces import MERGED_ON, all_provinces, before, find_provinces, today
from borderlink.language.refusals import AddressUnreadable

DONGXING = "广西壮族自治区东兴市东兴镇北仑大道12号3栋2单元501室 538100"
MONG_CAI = "Số 12 ngõ 34 đường Trần Phú, phường Trần Phú, TP Móng Cái, tỉnh Quảng Ninh"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (DONGXING, {"province": "广西", "city": "东兴", "ward": "东兴", "street": "北仑大道", "number": "12",
                    "building": "3", "room": "2单元501", "postcode": "538100"}),
        (MONG_CAI, {"province": "Quảng Ninh", "city": "Móng Cái", "ward": "Trần Phú", "street": "Trần Phú",
                    "number": "12/34"}),
        ("Room 501, Building 3, No. 12 Beilun Avenue, Dongxing, Guangxi 538100, China",
         {"country": "CN", "province": "Guangxi", "city": "Dongxing", "street": "Beilun", "number": "12",
          "building": "3", "room": "501", "postcode": "538100"}),
        ("thôn 5, xã Hải Đông, huyện Hà Quảng, Cao Bằng",
         {"province": "Cao Bằng", "district": "Hà Quảng", "ward": "Hải Đông", "hamlet": "5"}),
        ("越南广宁省芒街市陈富街12号",
         {"country": "VN", "province": "广宁", "city": "芒街", "street": "陈富街", "number": "12"}),
        ("somewhere near the river", {"rest": "somewhere near the river"}),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart(text: str, parts: dict[str, str]) -> None:
    found = read_address(text)

    assert {key: getattr(found, key) for key in found.__slots__ if getattr(found, key)} == parts


@pytest.mark.parametrize(
    ("one", "other", "same_door"),
    [
        (DONGXING, "No. 12 Beilun Dadao, Building 3, Room 501, Dongxing City, Guangxi, China", True),
        (DONGXING, "No. 14 Beilun Dadao, Building 3, Dongxing City, Guangxi", False),
        (MONG_CAI, "34/12 Tran Phu, Phuong Mong Cai 1, Quang Ninh, Vietnam", True),
        (MONG_CAI, "越南广宁省芒街市陈富街12号", False),
        ("12 Trần Phú, Lào Cai, tỉnh Yên Bái", "越南老街省陈富街12号", True),  # Yên Bái is Lào Cai since 2025
        ("12 Trần Phú, tỉnh Yên Bái", "12 Trần Phú, tỉnh Cao Bằng", False),
        ("Cao Bằng", "Cao Bằng", False),  # no door
        ("8 Renmin Road, Nanning", "8 Renmin Road, Kunming", False),  # no place that both are known to share
        ("8 Renmin Road, Nanning, Guangxi", "8 Renmin Road, Hangzhou, Zhejiang", False),
        ("8 Wensan Road, Hangzhou, Zhejiang", "浙江省杭州市文三路8号", True),
    ],
)
def test_one_door_in_two_writings_is_one(one: str, other: str, *, same_door: bool) -> None:
    assert agree(read_address(one), read_address(other)) is same_door
    assert agree(read_address(other), read_address(one)) is same_door


def test_what_differs_is_named() -> None:
    found = compare_addresses(read_address(MONG_CAI), read_address("越南广宁省芒街市陈富街12号"))

    assert found == Agreement(same=("province", "city", "street"), differ=("number",))
    with pytest.raises(AddressUnreadable):
        read_address("a" * 401)


def test_the_sixty_three_provinces_became_the_thirty_four() -> None:
    then = [one for one in all_provinces() if one.stood_on(date(2025, 6, 30))]
    now = [one for one in all_provinces() if one.stood_on(MERGED_ON)]

    assert (len(then), len(now)) == (63, 34)
    assert {today(one) for one in then} == set(now)
    assert sum(len(before(one)) for one in now) == 52
    assert len({one.code for one in now}) == 34
    assert [one.name_vi for one in before(find_provinces("宣光", MERGED_ON)[0])] == [
        "Hà Giang",
        "Tuyên Quang",
    ]
    assert today(find_provinces("tỉnh Yên Bái")[0]).name_zh == "老街"
    assert [one.code for one in find_provinces("Lào Cai")] == ["15", "10"]


@pytest.mark.parametrize("shown", LANGUAGES)
def test_the_commands_tell_a_place_a_telephone_a_plate_and_an_address_in_every_language(shown: str) -> None:
    asked = [
        ("place", "Móng Cái"), ("place", "Hà Giang"), ("place", "高禄"), ("place", "Lạng Sơn"),
        ("phone", "0333881234", "--country", "VN"), ("phone", "0203 388 1234"), ("phone", "01234567890"),
        ("plate", "粤Z1234港"), ("plate", "14C-123.45"), ("plate", "AB1234"),
        ("address", MONG_CAI), ("address", MONG_CAI, DONGXING),
    ]  # fmt: skip

    for words in asked:
        answer = CliRunner().invoke(language, [*words, "--language", shown])
        assert answer.exit_code == 0, (words, answer.output)
        assert "{" not in answer.output
    plain = CliRunner().invoke(language, ["phone", "0912345678", "--json"]).output
    assert json.loads(plain)["e164"] == "+84912345678"
