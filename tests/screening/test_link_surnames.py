"""One receiver by another reading of the surname, or by a Western name; and people of one household."""

from typing import Final

import pytest

from borderlink.screening.domain.linkage.link import link_parties
from tests.screening.test_link_spellings import Party, parcels_of, receivers_of

PHONE: Final = "0412345670"
DOOR: Final = "Unit 3/12 Wattle Street, Burwood NSW 2134"
SAME_DOOR: Final = "3/12 wattle st burwood nsw"
READINGS: Final = [
    ("司徒珊雯", "Shanwen Szeto", "Situ Shanwen"),
    ("欧阳如蕾", "Rulei Auyeung", "OUYANG RULEI"),
    ("祝海燕", "Chuk Haiyan", "Haiyan Zhu"),
    ("陳志強", "Zhiqiang Tan", "Chan, Zhi Qiang"),
    ("黄美玲", "Meiling Ng", "Wong Mei Ling"),
    ("吴建国", "GOH JIANGUO", "Jianguo Ng"),
    ("郑晓峰", "Xiaofeng Tay", "Cheng Xiaofeng"),
    ("周雅文", "Yawen Chew", "Chow, Yawen"),
    ("萧立新", "Lixin Siu", "Hsiao Lixin"),
]
ACROSS: Final = [
    ("陈大文", "Chan Tai Man"),
    ("阮文雄", "Nguyen Van Hung"),
    ("Ruan Wenxiong", "NGUYỄN VĂN HÙNG"),
    ("王伟强", "Wong Wai Keung"),
    ("张永发", "Cheung Wing Fat"),
    ("黄美玲", "Huỳnh Mỹ Linh"),
]
ALIASES: Final = [
    ("颜蕾", "Doris Yan"),
    ("温世银", "Winnie Wan"),
    ("Chen Wei", "W. Chan"),
    ("陈伟", "W. Chen"),
    ("张珊先生", "STANLEY CHEUNG"),
    ("Yiya Weng", "Mrs Wendy Yung"),
    ("李如惠", "Susan Lee"),
]
HOUSEHOLDS: Final[dict[str, list[Party]]] = {
    "a family of four": [
        ("王建国", PHONE, DOOR, "AU"),
        ("李秀英", PHONE, DOOR, "AU"),
        ("Wang Zihan", PHONE, SAME_DOOR, "AU"),
        ("Kevin Wong", PHONE, DOOR, "AU"),
    ],
    "a couple of one surname": [
        ("Zhiqiang Chen", PHONE, DOOR, "AU"),
        ("Meiling Chan", PHONE, SAME_DOOR, "AU"),
    ],
    "one surname in two units": [
        ("颜蕾", PHONE, "Unit 3/12 Wattle Street, Burwood NSW 2134", "AU"),
        ("Doris Yan", "0499111222", "Unit 8/12 Wattle Street, Burwood NSW 2134", "AU"),
    ],
    "one surname and given name's letter in two units": [
        ("陈伟", PHONE, "3/12 Wattle St Burwood NSW 2134", "AU"),
        ("W. Chan", "0499111222", "8/12 Wattle St Burwood NSW 2134", "AU"),
    ],
    "another surname": [("Yan Lei", PHONE, DOOR, "AU"), ("Doris Wong", PHONE, DOOR, "AU")],
    "Vietnamese of one surname": [
        ("Lâm Văn Hùng", "0912345001", "9 Nguyễn Du, Đà Nẵng", "VN"),
        ("Lam Thi Lua", "0912345001", "9 Nguyen Du, Da Nang", "VN"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("phone", [PHONE, None])
@pytest.mark.parametrize("names", READINGS)
def test_a_surname_in_another_regional_reading_is_the_same_surname(
    names: tuple[str, ...], phone: str | None
) -> None:
    receivers = [(name, phone, door, "AU") for name, door in zip(names, (DOOR, SAME_DOOR, DOOR), strict=True)]

    assert len(set(receivers_of(link_parties(parcels_of(receivers))))) == 1


@pytest.mark.parametrize("phone", [PHONE, None])
@pytest.mark.parametrize("names", ACROSS)
def test_a_name_in_another_system_of_spelling_is_one_receiver_by_phone_or_by_door(
    names: tuple[str, str], phone: str | None
) -> None:
    receivers = [(names[0], phone, DOOR, "AU"), (names[1], phone, SAME_DOOR, "AU")]

    assert len(set(receivers_of(link_parties(parcels_of(receivers))))) == 1


@pytest.mark.parametrize("names", ACROSS)
def test_a_name_in_another_system_alone_links_nobody(names: tuple[str, str]) -> None:
    receivers: list[Party] = [
        (names[0], PHONE, DOOR, "AU"),
        (names[1], "0499111222", "7 Other Road, Perth", "AU"),
    ]

    assert len(set(receivers_of(link_parties(parcels_of(receivers))))) == len(receivers)


@pytest.mark.parametrize("names", ALIASES)
def test_a_western_name_or_initial_links_by_surname_phone_and_door(names: tuple[str, str]) -> None:
    receivers = [(names[0], PHONE, DOOR, "AU"), (names[1], "+61 412 345 670", SAME_DOOR, "AU")]

    assert len(set(receivers_of(link_parties(parcels_of(receivers))))) == 1


@pytest.mark.parametrize("names", ALIASES)
def test_a_western_name_without_the_phone_links_nobody(names: tuple[str, str]) -> None:
    receivers = [(names[0], PHONE, DOOR, "AU"), (names[1], "0499111222", SAME_DOOR, "AU")]

    assert len(set(receivers_of(link_parties(parcels_of(receivers))))) == len(receivers)


def test_a_parcel_without_a_phone_follows_its_name_and_not_the_alias_away() -> None:
    receivers: list[Party] = [
        ("颜蕾", PHONE, DOOR, "AU"),
        ("Doris Yan", PHONE, SAME_DOOR, "AU"),
        ("Yan Lei", None, DOOR, "AU"),
    ]

    assert len(set(receivers_of(link_parties(parcels_of(receivers))))) == 1


@pytest.mark.parametrize("case", HOUSEHOLDS)
def test_people_of_one_household_or_building_stay_apart(case: str) -> None:
    parties = receivers_of(link_parties(parcels_of(HOUSEHOLDS[case])))

    assert len(set(parties)) == len(HOUSEHOLDS[case])


def test_customers_at_a_forwarders_door_and_phone_are_not_taken_for_aliases() -> None:
    customers = ["王建国", "王海燕", "Kevin Wang", "Jenny Wong", "黄志强", "Tony Wong"]
    receivers = [(name, PHONE, DOOR, "AU") for name in customers]

    assert len(set(receivers_of(link_parties(parcels_of(receivers))))) == len(receivers)
