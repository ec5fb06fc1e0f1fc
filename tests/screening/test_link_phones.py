"""One phone however it is written, and numbers that cannot be used."""

import polars as pl
import pytest

from borderlink.screening.domain.linkage.phones import national_numbers

UNUSABLE = """
- 138****8000 138xxxx8000 1.38E+10 1.38e10 12345 0000000000 11111111111 1111111111111111 12345678
"""


def read(phone: str | None, country: str | None) -> int:
    phones, countries = (pl.Series([text], dtype=pl.String) for text in (phone, country))
    return int(national_numbers(phones, countries)[0])


@pytest.mark.parametrize(
    ("country", "number", "spellings"),
    [
        (
            "AU",
            412345678,
            "0412 345 678|+61 412 345 678|+61 (0)412 345 678|0061412345678|61412345678|412345678",
        ),
        ("AU", 298765432, "(02) 9876 5432|tel: 02 9876 5432 ext 12|+61 2 9876-5432 / 0412 345 678"),
        ("CN", 13800138000, "１３８００１３８０００|86-138 0013 8000|13800138000.0|13800138000/13900139000"),
        ("CN", 75588886666, "0755-8888 6666 转 801|+86 755 8888 6666"),
        ("VN", 381234567, "0381234567|0168 123 4567|+841681234567|+84 38 123 4567|84 38 1234567"),
        ("HK", 91234567, "+852 9123 4567|85291234567|9123-4567"),
        ("US", 2125550147, "+1 (212) 555-0147|1-212-555-0147|2125550147"),
        ("CN", 412345678, "+61 412 345 678"),
    ],
)
def test_a_phone_is_one_number_however_it_is_written(country: str, number: int, spellings: str) -> None:
    assert {read(phone, country) for phone in spellings.split("|")} == {number}


@pytest.mark.parametrize("phone", [None, "", *UNUSABLE.split()])
def test_a_phone_that_says_nothing_is_not_used(phone: str | None) -> None:
    assert read(phone, "CN") == 0


def test_a_number_keeps_its_digits_where_the_country_is_not_known() -> None:
    assert read("0412 345 678", None) == read("0412345678", "??") == 412345678
