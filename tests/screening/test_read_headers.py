"""Headers in four languages, with units, in any order; and those that are never read."""

from pathlib import Path

import pytest

from borderlink.screening.adapters.shipped import header_aliases
from borderlink.screening.domain.headers import forbidden_kind, recognise
from borderlink.screening.refusals.files import HeaderIncomplete, HeaderUnknown
from tests.screening.manifests import ROW, read_rows, read_text

COURIER = (
    "运单号,寄件人,寄件电话,寄件地址,收件人,收件电话,收件地址,内件品名,件数,重量(kg),声明价值,付款方式,"
    "寄件时间,揽收网点,备注"
)
TRADITIONAL = (
    "運單號,寄件人,寄件電話,寄件地址,收件人,收件電話,收件地址,"
    "內件品名,件數,重量（公斤）,聲明價值,寄件時間,備註"
)
VIETNAMESE = (
    "Mã vận đơn,Người gửi,SĐT người gửi,Địa chỉ người gửi,"
    "Người nhận,Điện thoại người nhận,Địa chỉ người nhận,"
    "Nội dung hàng,Số kiện,Khối lượng (g),Trị giá,Loại tiền,"
    "Ngày gửi,Bưu cục gửi,Ghi chú"
)
CN23 = (
    "Item ID,Sender's Name,Sender's Address,Sender Postcode,"
    "Addressee's Name,Addressee Address,Addressee Country,"
    ""
    "Quantity and detailed description of contents,Gross weight,"
    "Value,HS tariff number,Country of origin of goods"
)


def columns(header: str) -> list[str]:
    return [source.column for source in recognise(header.split(","), header_aliases()).sources]


def test_a_couriers_chinese_headers_are_known() -> None:
    assert columns(COURIER) == [
        "waybill",
        "sender_name",
        "sender_phone",
        "sender_address",
        "receiver_name",
        "receiver_phone",
        "receiver_address",
        "contents",
        "pieces",
        "weight_g",
        "value",
        "posted_at",
        "office",
        "remark",
    ]


def test_traditional_headers_are_known() -> None:
    assert len(columns(TRADITIONAL)) == 13


def test_vietnamese_headers_are_known_with_and_without_marks() -> None:
    assert len(columns(VIETNAMESE)) == 15
    assert columns("So van don,Nguoi nhan,Dia chi nguoi nhan,Khoi luong") == [
        "waybill",
        "receiver_name",
        "receiver_address",
        "weight_g",
    ]


def test_headers_of_a_customs_form_are_known() -> None:
    assert columns(CN23) == [
        "waybill",
        "sender_name",
        "sender_address",
        "sender_postcode",
        "receiver_name",
        "receiver_address",
        "receiver_country",
        "contents",
        "weight_g",
        "value",
        "hs6",
        "goods_country",
    ]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Tracking-No.", "waybill"),
        ("ＷＡＹＢＩＬＬ　ＮＯ", "waybill"),
        ("运单号/Waybill No.", "waybill"),
        ("*运单号", "waybill"),
        ("运 单 号 ", "waybill"),
        ("consigneeTel", "receiver_phone"),
        ("RECEIVER_MOBILE_NUMBER", "receiver_phone"),
        ("收件人手机号码", "receiver_phone"),
        ("Phone of receiver", "receiver_phone"),
        ("收货人详细地址", "receiver_address"),
        ("发件人国家", "sender_country"),
        ("内件品名(英文)", "contents"),
        ("寄件时间\n(YYYY-MM-DD)", "posted_at"),
    ],
)
def test_case_width_space_brackets_and_marks_do_not_matter(header: str, column: str) -> None:
    recognised = recognise([header], header_aliases())

    assert [source.column for source in recognised.sources] == [column]


@pytest.mark.parametrize(
    ("header", "grams"),
    [
        ("重量(kg)", 1000),
        ("重量（克）", 1),
        ("weight_g", 1),
        ("Weight [KG]", 1000),
        ("重量/KG", 1000),
        ("weightKg", 1000),
        ("毛重(公斤)", 1000),
        ("Gross weight in lbs", None),
        ("Weight (lb)", 453.59237),
        ("重量", None),
        ("重量(毛重,千克)", 1000),
    ],
)
def test_the_unit_of_weight_is_read_from_the_header(header: str, grams: float | None) -> None:
    sources = recognise([header], header_aliases()).sources

    assert [(s.column, s.grams) for s in sources] == ([("weight_g", grams)] if "in lbs" not in header else [])


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("声明价值(USD)", "USD"),
        ("Value_AUD", "AUD"),
        ("申报价值（元）", "CNY"),
        ("Giá trị (VNĐ)", "VND"),
        ("价值(US$)", "USD"),
    ],
)
def test_the_currency_is_read_from_the_header(header: str, currency: str) -> None:
    assert [s.currency for s in recognise([header], header_aliases()).sources] == [currency]


def test_a_field_without_a_side_belongs_to_the_party_named_before_it() -> None:
    assert columns("运单号,寄件人,电话,地址,收件人,电话,地址") == [
        "waybill",
        "sender_name",
        "sender_phone",
        "sender_address",
        "receiver_name",
        "receiver_phone",
        "receiver_address",
    ]


def test_titles_may_stand_above_the_header(tmp_path: Path) -> None:
    text = "某某速递出口清单,,\r\n2026-11-21,,\r\n运单号,收件人,收件地址\r\nLK1,李明,广州\r\n"

    reading = read_text(tmp_path, text)

    assert reading.parcels.select("line", "waybill").rows() == [(4, "LK1")]


def test_two_columns_for_one_thing_are_read_as_the_first_that_holds_something(tmp_path: Path) -> None:
    header = ("运单号", "收件人", "收件地址", "收件电话", "收件手机")

    reading = read_rows(tmp_path, ("A", "b", "c", "", "0412"), ("B", "b", "c", "020", "0412"), header=header)

    assert reading.parcels["receiver_phone"].to_list() == ["0412", "020"]


def test_province_and_city_go_into_the_address_unless_it_names_them(tmp_path: Path) -> None:
    header = ("运单号", "收件人", "收件省", "收件城市", "收件地址")
    rows = (
        ("A", "b", "广东省", "广州市", "体育西路1号"),
        ("B", "b", "广东省", "广州市", "广东省广州市体育西路1号"),
        ("C", "b", "NSW", "Sydney", "1 Ex St"),
    )

    reading = read_rows(tmp_path, *rows, header=header)

    assert reading.parcels["receiver_address"].to_list() == [
        "广东省广州市体育西路1号",
        "广东省广州市体育西路1号",
        "1 Ex St, Sydney, NSW",
    ]


def test_a_file_without_known_headers_is_refused_with_what_it_saw_and_what_is_closest(tmp_path: Path) -> None:
    reading = read_text(tmp_path, "运单编吗,颜色,心情\nLK1,红,好\n")

    (refused,) = reading.refused
    assert isinstance(refused.refusal, HeaderUnknown)
    assert refused.refusal.facts["saw"] == ["运单编吗", "颜色", "心情"]
    assert refused.refusal.facts["closest"] == ["运单编吗 → 运单编号"]


def test_a_first_row_that_is_a_person_is_not_repeated_with_their_numbers(tmp_path: Path) -> None:
    (refused,) = read_text(tmp_path, "LK1,Linh Example,0412345678\n").refused

    assert "0412345678" not in str(refused.refusal.facts)


def test_a_file_without_a_required_column_is_refused_naming_it(tmp_path: Path) -> None:
    (refused,) = read_text(tmp_path, "运单号,收件人,收件地扯,重量\nLK1,a,b,1\n").refused

    assert isinstance(refused.refusal, HeaderIncomplete)
    assert refused.refusal.facts["missing"] == ["receiver_address"]
    assert refused.refusal.facts["closest"] == ["收件地扯 → 收件地址"]


@pytest.mark.parametrize(
    "header",
    [
        "国籍",
        "收件人国籍",
        "receiver_nationality",
        "Sender Gender",
        "senderGender",
        "RECEIVER-SEX",
        "Age",
        "收件人年龄",
        "receiverage",
        "Quốc tịch",
        "Dân tộc người nhận",
        "民族",
        "religion of sender",
        "Date of Birth",
        "dob",
        "籍贯",
        "Place of birth (sender)",
        "收件人照片",
        "Ethnic group",
        "mother tongue",
        "NATIONALITY",
        "ｎａｔｉｏｎａｌｉｔｙ",
        "na\u200btionality",
        "Tuổi",
        "消费者性别(M/F)",
        "RACE",
        "宗教信仰",
        "consignee citizenship",
    ],
)
def test_a_forbidden_header_is_seen_however_it_is_written(header: str) -> None:
    assert forbidden_kind(header)


@pytest.mark.parametrize(
    "header",
    [
        "Package",
        "postage",
        "Page",
        "usage",
        "image",
        "average weight",
        "Trace No",
        "tracking",
        "brace",
        "Essex depot",
        "language of label",
        "Hàng tươi sống",
        "storage",
        "voyage",
        "message",
        "international",
        "destination",
        "nation",
        "photocopier",
        "bracelet",
        "asexual",
        "Sussex",
        "manager",
        "interface",
        "Racecourse Rd",
        "dosage",
        "国际件",
        "出生证明书费",
        "收件地址",
    ],
)
def test_a_false_friend_is_not_forbidden(header: str) -> None:
    assert forbidden_kind(header) is None


def test_forbidden_columns_are_named_and_nothing_of_them_is_kept(tmp_path: Path) -> None:
    header = ("运单号", "国籍", "收件人", "收件地址", "Receiver Age", "身份证号", "颜色")
    row = ("LK1", "SECRET-NATION", "a", "b", "SECRET-AGE", "SECRET-ID", "SECRET-COLOUR")

    reading = read_rows(tmp_path, row, (*row, "SECRET-MORE"), header=header)

    assert [(entry.column, entry.why) for entry in reading.columns_not_read] == [
        ("国籍", "forbidden"),
        ("Receiver Age", "forbidden"),
        ("身份证号", "identity-number"),
        ("颜色", "unknown"),
    ]
    assert "SECRET" not in str(reading.parcels.rows()) + str(reading.quarantine.rows())
    assert reading.parcels.height == 1


def test_a_forbidden_column_alone_changes_no_parcel(tmp_path: Path) -> None:
    plain = read_rows(tmp_path, ROW)
    with_it = read_rows(tmp_path, (*ROW, "VN"), header=("运单号", "收件人", "收件地址", "国籍"))

    assert plain.parcels.equals(with_it.parcels)
