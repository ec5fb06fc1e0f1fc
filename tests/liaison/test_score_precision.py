"""A clue is as precise as what can be followed in it: the table, part by part, and what is held back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.language import codes
from borderlink.liaison.domain import precision
from borderlink.liaison.domain.numbers import Worth, worth
from borderlink.liaison.domain.precision import MOST, Part, score
from tests.liaison.letter_scenes import bodies as scenes
from tests.liaison.letter_strategies import bodies

START = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
PHONE = {"kind": "IDT-PHONE", "value": "+84 900 000 123"}
NATIVE = {"text": "阮文甲", "script": "SCR-HAN", "scheme": "NSC-NATIVE"}
FALSE_CARD = {"kind": "IDT-CN-RIC", "value": "450681198804091234"}
WAYBILL = {"kind": "IDT-WAYBILL", "value": "EE473124829CN"}
ICE = {
    "substance": "SUB-METH-ICE",
    "form": "FRM-CRYSTAL",
    "amount": {"from": "1", "to": "2", "unit": "UNIT-KG"},
}


def clue() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(json.dumps(scenes()["clue"]["facts"]))
    return facts


def window(hours: float) -> dict[str, Any]:
    end = START + int(timedelta(hours=hours).total_seconds())
    return {"use": "WUS-CROSSING", "from": START, "until": end, "zone": "Asia/Shanghai"}


def person(**more: object) -> dict[str, Any]:
    return {"ref": "P1", "names": [], "identifiers": [], **more}


@pytest.mark.parametrize(
    ("part", "facts", "points"),
    [
        (Part.WHO, {"people": [person(identifiers=[PHONE])]}, 20),
        (Part.WHO, {"people": [person(names=[NATIVE], born_on="1988-04-09")]}, 20),
        (Part.WHO, {"people": [person(names=[NATIVE], born_on="1988")]}, 8),
        (Part.WHO, {"bodies": [person(names=[NATIVE])]}, 8),
        (Part.WHO, {"people": [person(identifiers=[FALSE_CARD])]}, 0),
        (Part.WHO, {"people": [person(identifiers=[{"kind": "IDT-PLATE", "value": "桂P·A0123"}])]}, 0),
        (Part.WHAT, {"drugs": [ICE]}, 15),
        (Part.WHAT, {"drugs": [{"substance": "SUB-METH-ICE"}]}, 6),
        (Part.WHAT, {"drugs": [{"substance": "SUB-UNKNOWN"}]}, 0),
        (Part.WHERE, {"places": [{"country": "VN", "kind": "PLC-WAREHOUSE", "text": "Kho 7, Hải Yên"}]}, 20),
        (Part.WHERE, {"places": [{"country": "VN", "lat": "21.5", "lon": "107.9", "radius_m": 1000}]}, 20),
        (Part.WHERE, {"places": [{"country": "VN", "lat": "21.5", "lon": "107.9", "radius_m": 1001}]}, 10),
        (Part.WHERE, {"places": [{"country": "VN", "kind": "PLC-PORT-INTL", "text": "Móng Cái"}]}, 10),
        (Part.WHERE, {"places": [{"country": "VN"}]}, 0),
        (Part.WHEN, {"windows": [window(24)]}, 20),
        (Part.WHEN, {"windows": [window(24.1)]}, 14),
        (Part.WHEN, {"windows": [window(7 * 24)]}, 14),
        (Part.WHEN, {"windows": [window(30 * 24)]}, 8),
        (Part.WHEN, {"windows": [window(31 * 24)]}, 0),
        (Part.HOW, {"how": {"mode": "CHN-ROAD", "concealment": ["CON-TEAPACK"]}}, 10),
        (Part.HOW, {"how": {"mode": "CHN-ROAD"}}, 5),
        (Part.HOW, {"how": {"concealment": ["CON-TEAPACK"]}}, 0),
        (Part.TRACE, {"traces": [WAYBILL]}, 15),
        (Part.TRACE, {"traces": [{"kind": "IDT-WAYBILL", "value": "EE473124820CN"}]}, 0),
        (Part.TRACE, {"traces": [{"kind": "IDT-WAYBILL", "value": "SF1234567890123"}]}, 6),
        (Part.TRACE, {"people": [person(identifiers=[WAYBILL])]}, 15),
    ],
)  # fmt: skip
def test_each_part_has_the_marks_of_the_table(part: Part, facts: dict[str, Any], points: int) -> None:
    found = score(facts)

    assert found.parts[part].points == points
    assert (found.of, found.parts[part].most) == (100, MOST[part])


@pytest.mark.parametrize(
    ("kind", "value", "is_worth"),
    [
        ("IDT-WAYBILL", "RR 473 124 829 CN", Worth.VERIFIED),
        ("IDT-CONTAINER", "CSQU3054383", Worth.VERIFIED),
        ("IDT-CONTAINER", "CSQU3054384", Worth.WRONG),
        ("IDT-IMO", "IMO 9176187", Worth.VERIFIED),
        ("IDT-IMO", "9176188", Worth.WRONG),
        ("IDT-IMEI", "49-015420-323751-8", Worth.VERIFIED),
        ("IDT-IMEI", "490154203237517", Worth.WRONG),
        ("IDT-IMEI", "49015420323751", Worth.PLAUSIBLE),
        ("IDT-VN-CCCD", "022088001234", Worth.PLAUSIBLE),
        ("IDT-VN-CCCD", "2208800123", Worth.WRONG),
        ("IDT-PHONE", "110", Worth.WRONG),
        ("IDT-NEWER", "whatever", Worth.PLAUSIBLE),
        ("IDT-WECHAT", " ", Worth.WRONG),
    ],
)
def test_a_number_is_worth_what_its_check_digit_says(kind: str, value: str, is_worth: Worth) -> None:
    assert worth(kind, value) is is_worth


def test_a_whole_clue_has_all_points_and_can_be_acted_on() -> None:
    found = score(clue())

    assert (found.points, found.of, found.share, found.actionable) == (100, 100, 100, True)
    assert found.missing == ()


@pytest.mark.parametrize("part", list(Part))
def test_what_is_held_back_counts_neither_for_nor_against(part: Part) -> None:
    facts = clue()
    whole = score(facts)
    held = score(facts | {"held_back": [{"part": part.value, "why": "HBK-SOURCE"}]})

    assert held.of == held.points == 100 - MOST[part]
    assert held.parts[part].held == "HBK-SOURCE"
    assert held.share == whole.share
    assert not any(one.code.startswith(f"MIS-{part.name}") for one in held.missing)


def _without_trace(facts: dict[str, Any]) -> None:
    facts["traces"] = []
    facts["people"][0] |= {"identifiers": [], "born_on": ""}


def _wide_window(facts: dict[str, Any]) -> None:
    facts["windows"] = [window(8 * 24)]


def _asks_nothing(facts: dict[str, Any]) -> None:
    facts["actions"] = ["ACT-INFO"]


def _too_few_points(facts: dict[str, Any]) -> None:
    for name in ("drugs", "places", "how"):
        del facts[name]


def test_to_act_it_takes_points_and_a_trace_and_a_window_and_a_request() -> None:
    for take in (_without_trace, _wide_window, _asks_nothing, _too_few_points):
        facts = clue()
        take(facts)
        assert not score(facts).actionable, take.__name__


def test_the_grade_has_no_part_in_it_nor_has_where_someone_is_from() -> None:
    facts = clue()
    plain = score(facts)
    facts["people"][0] |= {"nationality": "VN", "ethnicity": "Kinh", "religion": "x", "birthplace": "y"}

    assert score(facts) == plain


def test_the_cheapest_missing_item_is_named_with_what_it_brings() -> None:
    found = score({"people": [person(names=[NATIVE])], "windows": [window(6 * 24)]})

    assert [(one.code, one.gain) for one in found.missing[:3]] == [
        ("MIS-WHERE-CITY", 10), ("MIS-WHAT-CLASS", 6), ("MIS-HOW-MODE", 5),
    ]  # fmt: skip
    assert ("MIS-WHEN-DAY", 6) in [(one.code, one.gain) for one in found.missing]
    assert ("MIS-ACTION", 0) in [(one.code, one.gain) for one in found.missing]
    assert {one.code for one in found.missing} <= {row.code for row in codes.codes("clue_missing")}


def test_below_forty_a_reason_is_asked_by_what_could_be_shared() -> None:
    facts = {"drugs": [ICE], "windows": [window(20)]}
    assert (score(facts).points, score(facts).needs_reason) == (35, True)

    held = [{"part": "CPT-WHO", "why": "HBK-SOURCE"}]
    assert (score(facts | {"held_back": held}).share, score(facts, held).needs_reason) == (43, False)
    everything = [{"part": part.value, "why": "HBK-SOURCE"} for part in Part]
    assert (score(facts, everything).of, score(facts, everything).needs_reason) == (0, True)


def test_a_draft_that_is_hardly_begun_is_scored_too() -> None:
    half = {"people": [{}], "windows": [{"use": "WUS-EVENT", "from": 1}], "drugs": [{}], "places": [{}]}

    assert score({}).points == score(half).points == 0


@given(data=st.data())
@settings(max_examples=60)
def test_no_clue_has_more_than_it_could_have_and_each_missing_item_fits(data: st.DataObject) -> None:
    found = score(data.draw(bodies("clue"))["facts"])

    assert 0 <= found.points <= found.of <= 100
    assert all(0 <= marks.points <= marks.most for marks in found.parts.values())
    assert found.points + sum(one.gain for one in found.missing) <= found.of
    assert not found.actionable or found.points >= precision.ACTIONABLE_FROM
