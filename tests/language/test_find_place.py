import pytest

from borderlink.language.places import all_places, country_name, find_place, find_places, other_side
from borderlink.language.refusals import PlaceAmbiguous, PlaceUnknown


@pytest.mark.parametrize("name", ["芒街", "Móng Cái", "mong cai", "MONG CAI"])
def test_a_place_is_found_by_any_of_its_names(name: str) -> None:
    assert find_place(name, "VN", "locality").name_vi == "Móng Cái"


def test_a_former_district_s_town_still_finds_it() -> None:
    assert find_place("Thất Khê", "VN").name_en == "Trang Dinh"


def test_a_chinese_name_is_found_without_its_rank() -> None:
    assert find_place("凭祥", "CN", "county").name_zh == "凭祥市"


def test_one_name_on_two_sides_is_told_apart_by_its_country() -> None:
    assert find_place("重庆", "VN").name_vi == "Trùng Khánh"
    assert [place.name_en for place in find_places("重庆", "CN")] == ["Chongqing"]


def test_a_name_of_several_places_is_refused_with_its_choices() -> None:
    with pytest.raises(PlaceAmbiguous) as refused:
        find_place("Lào Cai", "VN")

    assert refused.value.facts["places"] == 3
    assert find_place("Lào Cai", "VN", "province").kind == "province"


def test_a_name_of_no_place_is_refused() -> None:
    with pytest.raises(PlaceUnknown):
        find_place("Atlantis", "CN")


def test_every_crossing_has_its_other_side() -> None:
    crossings = [place for place in all_places() if place.is_crossing]

    assert len(crossings) == 54
    for crossing in crossings:
        facing = other_side(crossing)
        assert facing is not None
        assert facing.country != crossing.country
        assert other_side(facing) == crossing


def test_a_town_has_no_other_side() -> None:
    assert other_side(find_place("Đồng Đăng", "VN", "locality")) is None


def test_countries_are_named_in_the_reader_s_language() -> None:
    assert country_name("AU", "zh-Hans") == "澳大利亚"
    assert country_name("vn", "vi") == "Việt Nam"
    assert country_name("??", "en") == "??"
