"""Postal items as JSON: read like rows of a table; the rest stands aside with place, field and reason."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema_rs import validator_for

from borderlink.screening.adapters.itmatt import schema_text
from borderlink.screening.commands import screening
from borderlink.screening.refusals.files import ManifestNotATable
from borderlink.screening.refusals.formats import JsonBroken
from tests.screening.manifests import faults, read_bytes, read_text

TEA = {"description": "oolong tea", "quantity": 2, "net_weight_g": 500, "hs_code": "0902.10",
       "origin": "China", "value": {"amount": "20.00", "currency": "USD"}}  # fmt: skip
MUG = {
    "description": "ceramic mug",
    "quantity": 1,
    "net_weight_g": 300,
    "value": {"amount": 3, "currency": "USD"},
}
ITEM = {
    "item_id": "EE 123 456 785 CN", "category": "gift", "posted_at": "2026-11-20T10:00:00+08:00",
    "gross_weight_g": 1200.4, "postage": {"amount": "35.00", "currency": "CNY"}, "service": "small packet",
    "references": [{"kind": "order", "number": "DD1"}, {"kind": "invoice", "number": "INV-7"}],
    "sender": {"business": "North Window Trading", "country": "CN"},
    "addressee": {"name": "Kit Baker", "address": "1 Mill Street", "city": "Perth", "country": "Australia"},
    "lines": [TEA, MUG],
}  # fmt: skip


def item(number: int, **said: object) -> dict[str, Any]:
    return {**ITEM, "item_id": f"IT{number}", **said}


def test_an_item_becomes_a_parcel_with_its_goods_lines(tmp_path: Path) -> None:
    reading = read_text(tmp_path, json.dumps([ITEM]), name="items.json")

    row = reading.parcels.row(0, named=True)
    assert (row["waybill"], row["sender_name"]) == ("EE123456785CN", "North Window Trading")
    assert (row["receiver_address"], row["receiver_country"]) == ("1 Mill Street, Perth", "AU")
    assert (row["weight_g"], row["pieces"], row["value"], row["currency"]) == (1200, 3, 23.0, "USD")
    assert (row["contents"], row["hs6"], row["order_no"]) == ("oolong tea; ceramic mug", None, "DD1")
    assert (row["category"], row["postage_cny"], row["references"]) == (
        "gift",
        35.0,
        "order DD1; invoice INV-7",
    )
    assert [(line["contents"], line["hs6"], line["weight_g"]) for line in row["lines"]] == [
        ("oolong tea", "090210", 500), ("ceramic mug", None, 300),
    ]  # fmt: skip


def test_what_cannot_be_read_stands_aside_with_place_field_and_reason(tmp_path: Path) -> None:
    wrong = [
        item(1), {"item_id": "IT2"}, item(3, gross_weight_g="heavy"),
        item(4, lines=[TEA, {**MUG, "quantity": 0}]), item(5, addressee={"name": "Kit Baker"}),
        item(6, sender={}), item(7, item_id="IT\ud800"), [], item(1), item(8, posted_at="yesterday"),
        item(9, gross_weight_g=2e9), item(10, value={"amount": "1", "currency": "ABC"}),
    ]  # fmt: skip

    reading = read_text(tmp_path, json.dumps(wrong), name="items.json")

    assert faults(reading) == [
        (2, "addressee", "field-missing"), (3, "gross_weight_g", "field-type"),
        (4, "lines[2].quantity", "field-value"), (5, "addressee.address", "field-missing"),
        (6, "sender.name", "field-missing"), (7, "", "encoding"),
        (8, "", "field-type"), (9, "waybill", "duplicate-waybill"), (10, "posted_at", "date-unreadable"),
        (11, "gross_weight_g", "weight-absurd"), (12, "value.currency", "currency-unknown"),
    ]  # fmt: skip


@pytest.mark.parametrize("between", [",", "\n"])
def test_a_broken_item_harms_no_other(tmp_path: Path, between: str) -> None:
    deep = '{"item_id": "D", "remark": ' + "[" * 5000 + "]" * 5000 + "}"
    long = json.dumps(item(3, remark="x" * 1_200_000))
    text = between.join([json.dumps(item(1)), '{"item_id": "a" "b"}', long, deep, json.dumps(item(2))])

    reading = read_text(tmp_path, f"[{text}]" if between == "," else text, name="items.json")

    assert reading.parcels["waybill"].to_list() == ["IT1", "IT2"]
    assert [reason for *_, reason in faults(reading)] == ["json-broken", "item-too-long", "json-broken"]


def test_only_what_the_schema_names_is_read(tmp_path: Path) -> None:
    said = {**ITEM["addressee"], "nationality": "X", "passport_no": "P1"}  # type: ignore[dict-item]

    reading = read_text(tmp_path, json.dumps(item(1, addressee=said, colour="red")), name="items.json")

    assert {(column.column, column.why) for column in reading.columns_not_read} == {
        ("addressee.nationality", "forbidden"), ("addressee.passport_no", "identity-number"),
        ("colour", "unknown"),
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides_the_encoding(tmp_path: Path, encoding: str) -> None:
    text = json.dumps([item(1, remark="茶叶")], ensure_ascii=False)

    assert read_text(tmp_path, text, encoding=encoding, name="a.json").parcels["remark"].to_list() == ["茶叶"]


def test_bytes_that_are_no_text_spoil_their_item_alone(tmp_path: Path) -> None:
    text = json.dumps([item(1, remark="QQ"), item(2)]).encode().replace(b"QQ", b"\xff\xfe")

    assert faults(read_bytes(tmp_path, text, name="a.json")) == [(1, "", "encoding")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (json.dumps([ITEM])[:-30], JsonBroken), ("[]", None), ('[{"a": 1}]', ManifestNotATable),
        ('{"b": []}', ManifestNotATable),
    ],
)  # fmt: skip
def test_a_file_that_breaks_off_or_holds_no_items_is_refused(
    tmp_path: Path, text: str, kind: type[Exception] | None
) -> None:
    found = [type(refused.refusal) for refused in read_text(tmp_path, text, name="a.json").refused]

    assert found == ([kind] if kind else [])


def test_the_command_prints_the_schema_that_judges() -> None:
    shown = CliRunner().invoke(screening, ["schema"])

    assert shown.output == schema_text()
    assert validator_for(json.loads(shown.output)).is_valid(ITEM)
