"""Weights, values, pieces, codes and phones as people write them, and what is set aside."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.screening.adapters.shipped import read_rates
from borderlink.screening.domain.quantities import split_quantity, usable_phone
from borderlink.screening.domain.s10 import check_digit, looks_like_s10, s10_holds
from tests.screening.manifests import HEADER, ROW, faults, read_cells, read_rows


@pytest.mark.parametrize(
    ("header", "cell", "grams"),
    [
        ("重量(kg)", "1.25", 1250),
        ("重量(kg)", "500克", 500),
        ("重量(kg)", "１．５", 1500),
        ("重量(kg)", "1,5", 1500),
        ("重量(kg)", " 2 KG ", 2000),
        ("weight_g", "1250", 1250),
        ("weight_g", "1,250", 1250),
        ("weight_g", "1.2kg", 1200),
        ("重量", "2斤", 1000),
        ("重量", "3两", 150),
        ("重量", "1公斤", 1000),
        ("Weight (lb)", "2", 907),
        ("weight_g", "8 oz", 227),
        ("重量(kg)", "0.5千克", 500),
        ("重量(kg)", "+1", 1000),
        ("重量(kg)", "1e-1", 100),
        ("重量(kg)", "750 g.", 750),
        ("Khối lượng (g)", "1.250.000 mg", 1250),
        ("重量(kg)", "1.0", 1000),
        ("重量(kg)", "１２０ｇ", 120),
    ],
)
def test_a_weight_is_read_in_grams(tmp_path: Path, header: str, cell: str, grams: int) -> None:
    assert read_cells(tmp_path, header, cell).parcels["weight_g"].to_list() == [grams]


def test_kilograms_and_grams_may_be_mixed_in_one_column(tmp_path: Path) -> None:
    reading = read_cells(tmp_path, "重量(kg)", "1.2", "500克", "0.3kg", "2斤", "1200 g")

    assert reading.parcels["weight_g"].to_list() == [1200, 500, 300, 1000, 1200]


def test_numbers_without_any_unit_are_decided_for_the_whole_file(tmp_path: Path) -> None:
    assert read_cells(tmp_path, "重量", "1.2", "3").parcels["weight_g"].to_list() == [1200, 3000]
    assert read_cells(tmp_path, "重量", "1200", "350").parcels["weight_g"].to_list() == [1200, 350]
    assert read_cells(tmp_path, "重量", "2", "1200g").parcels["weight_g"].to_list() == [2000, 1200]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-1", "weight-not-positive"),
        ("0", "weight-not-positive"),
        ("－２", "weight-not-positive"),
        ("99999", "weight-absurd"),
        ("1e12", "weight-absurd"),
        ("0.0001", "weight-absurd"),
        ("heavy", "weight-unreadable"),
        ("1.2.3.4", "weight-unreadable"),
        ("inf", "weight-absurd"),
        ("NaN", "weight-unreadable"),
        ("3 boxes", "weight-unit-unknown"),
        ("约2kg", "weight-unit-unknown"),
        ("1-2 kg", "weight-unreadable"),
    ],
)
def test_a_weight_that_cannot_be_sets_its_row_aside(tmp_path: Path, cell: str, reason: str) -> None:
    reading = read_cells(tmp_path, "重量(kg)", "1.5", cell)

    assert faults(reading) == [(3, "weight_g", reason)]
    assert reading.quarantine["detail"].item() == cell.replace("－２", "－２")


@pytest.mark.parametrize(
    ("header", "cell", "value", "currency"),
    [
        ("声明价值", "30", 30.0, "CNY"),
        ("声明价值(USD)", "30.5", 30.5, "USD"),
        ("声明价值", "USD 1,250.00", 1250.0, "USD"),
        ("声明价值", "100元", 100.0, "CNY"),
        ("声明价值", "￥88", 88.0, "CNY"),
        ("Value (AUD)", "$20", 20.0, "AUD"),
        ("Value", "$20", 20.0, "USD"),
        ("Value", "A$20", 20.0, "AUD"),
        ("Trị giá", "1.500.000 ₫", 1_500_000.0, "VND"),
        ("Value", "12 EUR", 12.0, "EUR"),
        ("Value", "0", 0.0, "CNY"),
        ("Value", "1.250,50", 1250.5, "CNY"),
    ],
)
def test_an_amount_keeps_its_currency(
    tmp_path: Path, header: str, cell: str, value: float, currency: str
) -> None:
    parcels = read_cells(tmp_path, header, cell).parcels

    assert parcels.select("value", "currency").rows() == [(value, currency)]


def test_a_currency_column_goes_before_the_header_and_the_default(tmp_path: Path) -> None:
    header = (*HEADER, "声明价值(USD)", "币种")
    rows = (
        ("A", *ROW[1:], "10", "AUD"),
        ("B", *ROW[1:], "10", ""),
        ("C", *ROW[1:], "$10", "港币"),
        ("D", *ROW[1:], "10 EUR", "AUD"),
        ("E", *ROW[1:], "", "AUD"),
    )

    parcels = read_rows(tmp_path, *rows, header=header).parcels

    assert parcels["currency"].to_list() == ["AUD", "USD", "HKD", "EUR", None]


def test_a_currency_without_a_rate_is_kept_without_yuan(tmp_path: Path) -> None:
    parcels = read_cells(tmp_path, "声明价值", "BDT 100").parcels

    assert parcels.select("value", "currency", "value_cny").rows() == [(100.0, "BDT", None)]


def test_yuan_are_reckoned_by_the_dated_rates(tmp_path: Path) -> None:
    rates = read_rates()

    reading = read_cells(tmp_path, "声明价值(USD)", "10")

    assert reading.parcels["value_cny"].item() == pytest.approx(10 * rates.cny_per_unit["USD"])
    assert reading.rates_version == rates.version
    assert rates.version.startswith("illustrative")


@pytest.mark.parametrize(
    ("header", "cell", "column", "reason"),
    [
        ("声明价值", "-5", "value", "value-negative"),
        ("声明价值", "much", "value", "value-unreadable"),
        ("声明价值", "99999999999", "value", "value-absurd"),
        ("声明价值", "5 zorkmids", "currency", "currency-unknown"),
        ("币种", "XYZ", "currency", "currency-unknown"),
        ("件数", "0", "pieces", "pieces-not-positive"),
        ("件数", "-1", "pieces", "pieces-not-positive"),
        ("件数", "1.5", "pieces", "pieces-not-whole"),
        ("件数", "100000", "pieces", "pieces-absurd"),
        ("件数", "many", "pieces", "pieces-unreadable"),
        ("HS编码", "ABCDEF", "hs6", "hs-malformed"),
    ],
)
def test_an_amount_that_cannot_be_sets_its_row_aside(
    tmp_path: Path, header: str, cell: str, column: str, reason: str
) -> None:
    assert faults(read_cells(tmp_path, header, cell)) == [(2, column, reason)]


@pytest.mark.parametrize(
    ("cell", "hs6"),
    [
        ("090210", "090210"),
        ("0902.10.00", "090210"),
        ("90210", "090210"),
        ("902101000", "090210"),
        ("0902101000", "090210"),
        ("0902", None),
        ("０９０２１０", "090210"),
    ],
)
def test_a_goods_code_is_read_to_six_digits_with_the_zero_a_spreadsheet_ate(
    tmp_path: Path, cell: str, hs6: str | None
) -> None:
    assert read_cells(tmp_path, "HS编码", cell).parcels["hs6"].item() == hs6


@pytest.mark.parametrize(
    ("cell", "pieces"), [("3件", 3), ("2 pcs", 2), ("１", 1), ("1.0", 1), ("1,200", 1200)]
)
def test_pieces_may_carry_their_word(tmp_path: Path, cell: str, pieces: int) -> None:
    assert read_cells(tmp_path, "件数", cell).parcels["pieces"].item() == pieces


def test_phones_stay_as_written_in_half_width(tmp_path: Path) -> None:
    cells = ("１３８１２３４５６７８", "1.38E+10", "138****8000", "+61 412 345 678", "")

    reading = read_cells(tmp_path, "收件电话", *cells)

    assert reading.parcels["receiver_phone"].to_list() == [
        "13812345678",
        "1.38E+10",
        "138****8000",
        "+61 412 345 678",
        None,
    ]


@pytest.mark.parametrize(
    ("phone", "usable"),
    [
        ("13812345678", True),
        ("+61 412 345 678", True),
        ("(020) 8765-4321", True),
        ("+84 90 123 45 67", True),
        ("1.38E+10", False),
        ("138****8000", False),
        ("138XXXX8000", False),
        ("00000000000", False),
        ("12345678", False),
        ("1234567890", False),
        ("123", False),
        ("", False),
        ("无", False),
        ("11111111", False),
        (None, False),
        ("1381234567890123456", False),
    ],
)
def test_a_phone_that_links_nobody_is_marked(phone: str | None, usable: bool) -> None:  # noqa: FBT001
    frame = pl.DataFrame({"phone": [phone]}, schema={"phone": pl.String})

    assert frame.select(usable_phone(pl.col("phone"))).item() is usable


def test_the_check_digit_of_47312482_is_9() -> None:
    assert check_digit("47312482") == 9


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 9))
def test_a_columns_check_digits_agree_with_one_by_one(serial: str, digit: int) -> None:
    frame = pl.DataFrame({"waybill": [f"LK{serial}{digit}CN"]})

    assert frame.select(s10_holds(pl.col("waybill"))).item() is (check_digit(serial) == digit)


def test_what_is_no_postal_identifier_has_no_check_digit() -> None:
    frame = pl.DataFrame({"waybill": ["SF1234567890123", "LK473124829CN", None, "LK47312482XCN"]})

    assert frame.select(s10_holds(pl.col("waybill")))["waybill"].to_list() == [None, True, None, None]
    assert frame.select(looks_like_s10(pl.col("waybill")))["waybill"].to_list() == [False, True, None, False]


@given(st.floats(0.001, 9999, allow_nan=False))
def test_a_plain_number_is_read_as_it_stands(number: float) -> None:
    assert split_quantity(pl.Series([f"{number:.3f}", "x"]))["number"].to_list() == [
        float(f"{number:.3f}"),
        None,
    ]


def test_words_of_service_direction_and_country_become_codes(tmp_path: Path) -> None:
    header = (*HEADER, "业务种类", "进出口", "收件国家")
    rows = (
        ("A", *ROW[1:], "国际EMS", "出口", "澳大利亚"),
        ("B", *ROW[1:], "航空信函", "Import", "AUS"),
        ("C", *ROW[1:], "快递", "", "Úc"),
        ("D", *ROW[1:], "Other Thing", "过境", "Atlantis"),
    )

    parcels = read_rows(tmp_path, *rows, header=header).parcels

    assert parcels.select("service", "direction", "receiver_country").rows() == [
        ("ems", "export", "AU"),
        ("letter", "import", "AU"),
        ("courier", None, "AU"),
        ("other thing", "transit", None),
    ]
