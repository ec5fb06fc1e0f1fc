"""Telephones, plates and cards in one form: one number is found to be one, what is none is refused."""

import phonenumbers
import pytest

from borderlink.language.identities import plain_number, read_identity, same_number
from borderlink.language.phones import read_phone, same_phone
from borderlink.language.plates import read_plate, same_plate
from borderlink.language.provinces import all_provinces
from borderlink.language.refusals import PhoneUnreadable, PlateUnreadable
from borderlink.language.telling import number_sentences


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("０９１２.345.678", "", "+84912345678"),
        ("(+84) 0912 345 678", "", "+84912345678"),
        ("0123 456 7890", "", "+84834567890"),  # mobile, until 2018
        ("+84 168 456 7890", "", "+84384567890"),
        ("0511 3812345", "", "+842363812345"),  # Đà Nẵng, until 2017
        ("04 3388 1234", "", "+842433881234"),  # Hà Nội, until 2017
        ("138 1234 5678", "", "+8613812345678"),
        ("0771-1234567", "CN", "+867711234567"),
        ("0203 388 1234", "VN", "+842033881234"),
        ("6123 4567", "HK", "+85261234567"),
    ],
)
def test_a_telephone_number_is_read_as_it_is_called_today(text: str, country: str, e164: str) -> None:
    assert read_phone(text, country).e164 == e164


def test_a_writing_of_two_times_or_two_countries_is_both_numbers_and_no_third() -> None:
    assert same_phone("033 388 1234", "+84 33 388 1234")
    assert same_phone("033 388 1234", "+84 203 388 1234")  # Quảng Ninh, as written before 2017
    assert same_phone("0203 388 1234", "+84 203 388 1234")
    assert same_phone("0203 388 1234", "+86 20 3388 1234")  # or Guangzhou: no country is written
    assert not same_phone("+84 33 388 1234", "+84 33 388 1235")
    assert not same_phone("+86 20 3388 1234", "+84 203 388 1234")
    with pytest.raises(PhoneUnreadable):
        read_phone("call me")


def test_every_area_code_of_viet_nam_is_one_that_can_be_called_and_each_was_moved_to_its_own() -> None:
    areas = [one.area for one in all_provinces() if one.area]

    assert len(areas) == len(set(areas)) == 63
    for area in areas:
        number = f"+84{area}{'3' * (10 - len(area))}"
        assert phonenumbers.is_valid_number(phonenumbers.parse(number)), area


@pytest.mark.parametrize(
    ("text", "plain", "country", "place", "crosses"),
    [
        ("桂P·12345", "桂P12345", "CN", "4506", ""),
        ("桂 p 1I0O5", "桂P11005", "CN", "4506", ""),  # no serial has I or O
        ("Gui P 12345", "桂P12345", "CN", "4506", ""),
        ("雲G·D12345", "云GD12345", "CN", "5325", ""),
        ("粵Z 1234 港", "粤Z1234港", "CN", "44", "HK"),
        ("粤Z12B4澳", "粤Z12B4澳", "CN", "44", "MO"),
        ("14C-123.45", "14C12345", "VN", "22", ""),
        ("12h1 - 234.56", "12H123456", "VN", "20", ""),
        ("MA-12-34", "MA1234", "MO", "", ""),
        ("AB 1234", "AB1234", "", "", ""),  # Hong Kong's or Macao's
    ],
)
def test_a_plate_has_one_form(text: str, plain: str, country: str, place: str, crosses: str) -> None:
    found = read_plate(text)

    assert (found.plain, found.country, found.place, found.crosses) == (plain, country, place, crosses)


def test_one_plate_is_one_and_what_is_none_is_refused() -> None:
    assert same_plate("14C-123.45", "14c12345")
    assert not same_plate("14C-123.45", "14D-123.45")
    for text in ("", "hello", "99", "桂12345", "14C-12"):
        with pytest.raises(PlateUnreadable):
            read_plate(text)


def test_a_card_of_fifteen_digits_is_the_same_as_its_own_of_eighteen_and_no_other() -> None:
    old, new = "110105491231002", "11010519491231002x"  # the standard's own example

    assert same_number("IDT-CN-RIC", old, "IDT-CN-RIC", new)
    assert not same_number("IDT-CN-RIC", old, "IDT-CN-RIC", "110105194912310028")
    assert not same_number("IDT-PASSPORT", new, "IDT-CN-RIC", new)
    assert read_identity("IDT-CN-RIC", new).holds is True
    assert read_identity("IDT-CN-RIC", "110105194912310021").holds is False
    assert read_identity("IDT-VN-CCCD", "001 099 012 345").formed
    assert read_identity("IDT-PASSPORT", "ｅ１２３４５６７８").plain == "E12345678"


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("IDT-PHONE", "0123 456 7890", ["+84834567890: Vietnam, a mobile telephone.",
                                        "It was written as in the plan before: +841234567890."]),
        ("IDT-PLATE", "14C-123.45", ["14C12345: a plate of Vietnam, given in Quang Ninh."]),
        ("IDT-CN-RIC", "110105194912310021",
         ["Its check digit does not hold: compare it with the document."]),
        ("IDT-CN-RIC", "11010519491231002X", []),
        ("IDT-PHONE", "none", []),
        ("IDT-WECHAT", "anything", []),
    ],
)  # fmt: skip
def test_a_number_is_told_by_what_can_be_known_of_it(kind: str, value: str, told: list[str]) -> None:
    assert number_sentences(kind, value, "en") == told


def test_nothing_is_taken_out_of_a_card_but_whether_it_is_equal() -> None:
    found = read_identity("IDT-CN-RIC", "11010519491231002X")

    assert {found.kind, found.plain, found.holds, found.formed} == {
        "IDT-CN-RIC",
        plain_number(found.plain),
        True,
    }
    assert set(type(found).__slots__) == {"kind", "plain", "holds", "formed"}
