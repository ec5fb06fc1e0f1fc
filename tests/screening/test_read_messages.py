"""China's cross-border messages: joined into parcels by waybill and order, refused where they are hostile."""

import random
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest

from borderlink.screening.adapters.reading import Reading, read_manifests
from borderlink.screening.adapters.rulebook import shipped_rulebook
from borderlink.screening.domain.linkage.link import link_parties
from borderlink.screening.domain.screen import screen_parcels
from borderlink.screening.refusals.files import ManifestNotATable
from borderlink.screening.refusals.formats import XmlBroken, XmlEncoding, XmlEntities, XmlTooLarge
from tests.screening.manifests import adding_up, faults
from tests.screening.messages import KINDS, Parcel, message, parcel
from tests.screening.parcels import NOTHING, ON, reasons

ROOT = '<ceb:CEB311Message xmlns:ceb="http://www.chinaport.gov.cn/ceb">'
END = "</ceb:CEB311Message>"


def read(folder: Path, parcels: Iterable[Parcel], *, kinds: Iterable[str] = KINDS) -> Reading:
    """Write a file of each kind and read them together."""
    said, files = list(parcels), []
    for kind in kinds:
        files.append(folder / f"{kind}.xml")
        files[-1].write_text(message(kind, said), encoding="utf-8")
    return adding_up(read_manifests(files))


def refusals(folder: Path, content: bytes) -> list[type[Exception]]:
    (folder / "a.xml").write_bytes(content)
    return [type(refused.refusal) for refused in read_manifests([folder / "a.xml"]).refused]


def test_four_papers_become_one_parcel_and_messages_are_counted_apart(tmp_path: Path) -> None:
    honest = [parcel(seed) for seed in random.Random(7).sample(range(1000), 40)]  # noqa: S311 - a sample

    reading = read(tmp_path, honest)

    assert reading.messages_read == dict.fromkeys(KINDS, 40)
    assert (reading.rows_read, reading.parcels.height) == (40, 40)
    assert reading.parcels["papers"].unique().to_list() == ["order payment waybill inventory"]
    told = reading.parcels.select("papers_apart_cny", "papers_persons", "papers_hours").unique()
    assert told.rows() == [(0.0, 1, 3.0)]
    row = reading.parcels.row(0, named=True)
    assert row["waybill"] == honest[0]["waybill"]["logisticsNo"]
    assert row["receiver_name"] == honest[0]["order"]["buyerName"]
    assert row["weight_g"] == round(float(str(honest[0]["waybill"]["weight"])) * 1000)
    assert [line["hs6"] for line in row["lines"]] == [
        str(line["gcode"])[:6]
        for line in honest[0]["inventory"]["list"]  # type: ignore[attr-defined]
    ]


def test_papers_that_disagree_are_reasons_with_their_facts(tmp_path: Path) -> None:
    amounts, persons, times = parcel(1), parcel(2), parcel(3)
    amounts["payment"]["amountPaid"] = float(str(amounts["payment"]["amountPaid"])) + 1.5
    persons["payment"]["payerName"] = "另有其人"
    times["waybill"]["appTime"] = "20261122090300"
    near = parcel(4)
    near["payment"]["amountPaid"] = float(str(near["payment"]["amountPaid"])) + 0.99
    reading = read(tmp_path, [amounts, persons, times, near])
    linkage, rules = link_parties(reading.parcels), shipped_rulebook()

    found = screen_parcels(reading.parcels, linkage=linkage, rules=rules, watch=NOTHING, share=1.0, on=ON)

    told = {number: reasons(found, str(one["waybill"]["logisticsNo"])) for number, one in
            enumerate((amounts, persons, times, near), 1)}  # fmt: skip
    assert told[1]["papers-amounts-differ"] == {"papers_apart_cny": "1.5"}
    assert told[2]["papers-persons-differ"] == {"papers_persons": 2}
    assert told[3]["papers-times-differ"] == {"papers_hours": "48"}
    assert not any(rule.startswith("papers-") for rule in told[4])


def test_a_payer_with_another_identity_number_is_another_person_and_no_number_is_kept(tmp_path: Path) -> None:
    one = parcel(5)
    one["payment"]["payerIdNumber"] = "911111111111111111"

    reading = read(tmp_path, [one])

    assert reading.parcels["papers_persons"].to_list() == [2]
    kept = str(reading.parcels.to_dicts())
    assert "911111111111111111" not in kept
    assert str(one["order"]["buyerIdNumber"]) not in kept


def test_papers_without_a_parcel_are_told_and_a_waybill_alone_is_a_parcel(tmp_path: Path) -> None:
    lost, alone, tied = parcel(1), parcel(2), parcel(3)
    del lost["waybill"], lost["inventory"]
    alone = {"waybill": alone["waybill"]}
    del tied["inventory"]
    tied["waybill"]["orderNo"] = tied["order"]["orderNo"]

    reading = read(tmp_path, [lost, alone, tied])

    assert reading.parcels.select("waybill", "papers").rows() == [
        ("LP0000000002CN", "waybill"), ("LP0000000003CN", "order payment waybill"),
    ]  # fmt: skip
    assert faults(reading) == [(1, "orderNo", "parcel-missing"), (1, "orderNo", "parcel-missing")]


def test_the_newest_paper_speaks_and_a_second_order_behind_a_waybill_is_told(tmp_path: Path) -> None:
    one = parcel(1)
    changed = {
        "order": {**one["order"], "appType": "2", "appTime": "20261121090000", "consignee": "新收件人"}
    }
    rival = {"inventory": {**one["inventory"], "orderNo": "DD-OTHER", "appTime": "20261120080000"}}
    withdrawn = parcel(2)
    withdrawn["waybill"]["appType"] = withdrawn["inventory"]["appType"] = "3"

    reading = read(tmp_path, [one, changed, rival, withdrawn])

    assert reading.parcels["waybill"].to_list() == ["LP0000000001CN"]
    assert reading.parcels["papers_persons"].to_list() == [2]
    assert sorted(reason for *_, reason in faults(reading)) == [
        "papers-disagree",
        "parcel-missing",
        "parcel-missing",
    ]


def test_a_parcel_whose_cells_are_wrong_is_told_by_the_messages_own_names(tmp_path: Path) -> None:
    heavy, nobody = parcel(1), parcel(2)
    heavy["waybill"]["weight"] = "a lot"
    for paper in nobody.values():
        for name in ("consigneeAddress", "consignee"):
            paper.pop(name, None)

    assert faults(read(tmp_path, [heavy, nobody])) == [
        (1, "weight", "weight-unreadable"), (2, "consigneeAddress", "cell-missing"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + ROOT + "&b;" + END, XmlEntities),
        ('<!DOCTYPE a SYSTEM "http://example.org/a.dtd">' + ROOT + END, XmlEntities),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ROOT + "&x;" + END, XmlEntities),
        (ROOT + "&unknown;" + END, XmlBroken),
        (ROOT + "<ceb:Order>", XmlBroken),
        (ROOT + "<a>" * 50 + "</a>" * 50 + END, XmlTooLarge),
        (ROOT + "<ceb:Order><ceb:OrderHead><ceb:orderNo>" + "9" * 10_000_000, XmlTooLarge),
        (ROOT + "<ceb:Order a='" + "9" * 10_000_000, XmlTooLarge),
        (ROOT + "<ceb:Order><ceb:OrderHead>" + "<a>1</a>" * 30_000, XmlTooLarge),
        ('<?xml version="1.0" encoding="EBCDIC-CP-BE"?>' + ROOT + END, XmlEncoding),
        ('<?xml version="1.0" encoding="UTF-16"?>' + ROOT + END, XmlEncoding),
        ('<?xml version="1.0"?><invoice/>', ManifestNotATable),
        ('<CEB311Message xmlns="urn:other"/>', ManifestNotATable),
    ],
    ids=range(13),
)  # fmt: skip
def test_hostile_or_broken_xml_is_refused_as_a_whole(
    tmp_path: Path, content: str, kind: type[Exception]
) -> None:
    assert refusals(tmp_path, content.encode()) == [kind]


def test_an_encoding_is_read_as_named_or_refused(tmp_path: Path) -> None:
    text = message("waybill", [parcel(1)]).replace("UTF-8", "GBK")
    (tmp_path / "good.xml").write_bytes(text.encode("gb18030"))

    good = read_manifests([tmp_path / "good.xml"])

    assert good.parcels["receiver_address"].to_list() == ["杭州市西湖区文新路2号"]
    assert refusals(tmp_path, message("waybill", [parcel(1)]).encode("gb18030")) == [XmlEncoding]
    assert pl.Series(good.parcels["papers_hours"]).to_list() == [None]
