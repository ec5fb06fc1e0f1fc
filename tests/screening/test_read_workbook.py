"""XLSX workbooks: cells, sheets and dates; and the ones that are refused before they are unpacked."""

import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from borderlink.foundation.refusals import Refusal
from borderlink.screening.adapters.reading import Reading, read_manifests
from borderlink.screening.refusals.files import (
    HeaderUnknown,
    ManifestEmpty,
    ManifestNotATable,
    WorkbookBomb,
    WorkbookBroken,
    WorkbookEncrypted,
    WorkbookEntities,
    WorkbookLegacy,
)
from tests.screening.manifests import HEADER, ROW, adding_up, faults, read_bytes

HEAD = (*HEADER, "收件电话", "重量(kg)", "寄件时间", "件数")
TIDY = (*ROW, 13812345678, 1.25, datetime(2026, 11, 5, 14, 30), 2)  # noqa: DTZ001 - a spreadsheet's time has no zone


def write_book(folder: Path, **sheets: list[tuple[object, ...]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "manifest.xlsx")
    return folder / "manifest.xlsx"


def read_book(folder: Path, **sheets: list[tuple[object, ...]]) -> Reading:
    return adding_up(read_manifests([write_book(folder, **sheets)]))


def refusal_of(path: Path) -> Refusal:
    (refused,) = read_manifests([path]).refused
    return refused.refusal


def repack(path: Path, name: str, change: bytes) -> Path:
    """Write a workbook anew with one of its parts replaced."""
    with zipfile.ZipFile(path) as old:
        parts = {entry: old.read(entry) for entry in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry, content in (parts | {name: change}).items():
            new.writestr(entry, content)
    return path


def test_cells_of_every_kind_are_read(tmp_path: Path) -> None:
    reading = read_book(tmp_path, Data=[HEAD, TIDY, ("LK2", "b", "c", "0412", "500克", "2026-11-05", "1")])

    assert reading.parcels.select("line", "receiver_phone", "weight_g", "posted_at", "pieces").rows() == [
        (2, "13812345678", 1250, datetime(2026, 11, 5, 6, 30, tzinfo=UTC), 2),
        (3, "0412", 500, datetime(2026, 11, 4, 16, tzinfo=UTC), 1),
    ]


def test_numbers_that_mean_text_keep_no_point(tmp_path: Path) -> None:
    reading = read_book(tmp_path, Data=[HEAD, (7312345678, "b", "c", 13800000000.0, 1, None, 1.0)])

    assert reading.parcels.select("waybill", "receiver_phone").rows() == [("7312345678", "13800000000")]


def test_lines_are_the_sheets_rows_with_titles_and_blank_rows(tmp_path: Path) -> None:
    reading = read_book(
        tmp_path,
        Data=[(), ("某某速递",), HEAD, TIDY, (), ("LK3", "b", "", 1, 1, None, 1), ("LK4", *TIDY[1:]), (), ()],
    )

    assert reading.parcels["line"].to_list() == [4, 7]
    assert faults(reading) == [(5, "", "empty-row"), (6, "receiver_address", "cell-missing")]


def test_every_sheet_with_a_known_header_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    reading = read_book(
        tmp_path, 一=[HEAD, TIDY], 说明=[("只是说明",)], 二=[HEAD, TIDY, ("LK2", *TIDY[1:])], 空=[]
    )

    assert reading.parcels.select("file", "waybill").rows() == [
        ("manifest.xlsx", "LK1"),
        ("manifest.xlsx#二", "LK2"),
    ]
    assert reading.quarantine["detail"].to_list() == ["first on line 2 of manifest.xlsx"]
    assert [(entry.column, entry.why) for entry in reading.columns_not_read] == [("说明", "sheet")]


def test_a_hidden_sheet_is_not_read_but_named(tmp_path: Path) -> None:
    path = write_book(tmp_path, 一=[HEAD, TIDY], 旧=[HEAD, TIDY])
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)

    reading = adding_up(read_manifests([path]))

    assert reading.parcels.height == 1
    assert [(entry.column, entry.why) for entry in reading.columns_not_read] == [("旧", "hidden-sheet")]


def test_forbidden_columns_of_a_workbook_are_named(tmp_path: Path) -> None:
    reading = read_book(tmp_path, Data=[(*HEAD, "收件人性别"), (*TIDY, "SECRET")])

    assert [(entry.column, entry.why) for entry in reading.columns_not_read] == [("收件人性别", "forbidden")]
    assert "SECRET" not in str(reading.parcels.rows())


def test_a_workbook_without_a_known_header_is_refused(tmp_path: Path) -> None:
    assert isinstance(refusal_of(write_book(tmp_path, Data=[("颜色", "心情"), ("红", "好")])), HeaderUnknown)


def test_a_workbook_without_cells_is_refused_as_empty(tmp_path: Path) -> None:
    assert isinstance(refusal_of(write_book(tmp_path, Data=[])), ManifestEmpty)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_anywhere_is_refused(tmp_path: Path, keep: float) -> None:
    content = write_book(tmp_path, Data=[HEAD, *[(f"LK{n}", *TIDY[1:]) for n in range(50)]]).read_bytes()

    (refused,) = read_bytes(tmp_path, content[: int(len(content) * keep)], name="cut.xlsx").refused

    assert isinstance(refused.refusal, WorkbookBroken)


def test_a_workbook_with_flipped_bytes_is_refused_or_read_but_never_a_fault(tmp_path: Path) -> None:
    content = write_book(tmp_path, Data=[HEAD, *[(f"LK{n}", *TIDY[1:]) for n in range(20)]]).read_bytes()
    for place in range(0, len(content), 97):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF

        reading = read_bytes(tmp_path, bytes(damaged), name="flipped.xlsx")

        assert len(reading.refused) == 1 or reading.parcels.height == 20


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_part_that_is_packed_as_no_workbooks_are_is_refused(tmp_path: Path, packing: int) -> None:
    path = write_book(tmp_path, Data=[HEAD, TIDY])
    with zipfile.ZipFile(path, "a", packing) as archive:
        archive.writestr("xl/more.xml", b"<more/>" * 50)
    content = bytearray(path.read_bytes())
    began = content.index(b"xl/more.xml") + len("xl/more.xml") + 12
    for place in range(began, began + 12):
        content[place] ^= 0x5A

    path.write_bytes(content)

    assert isinstance(refusal_of(path), WorkbookBroken)


def test_xml_that_is_no_sheet_is_refused(tmp_path: Path) -> None:
    path = repack(
        write_book(tmp_path, Data=[HEAD, TIDY]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"
    )

    assert isinstance(refusal_of(path), WorkbookBroken | ManifestEmpty)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = repack(write_book(tmp_path, Data=[HEAD, TIDY]), "xl/media/big.xml", b" " * (32 * 2**20))

    assert isinstance(refusal_of(path), WorkbookBomb)


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = repack(write_book(tmp_path, Data=[HEAD, TIDY]), "xl/styles.xml", b" " * (32 * 2**20))
    content = path.read_bytes()
    size = struct.pack("<I", 32 * 2**20)

    path.write_bytes(content.replace(size, struct.pack("<I", 1_000)))

    assert isinstance(refusal_of(path), WorkbookBroken)


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path, Data=[HEAD, TIDY])
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/more/{number}.xml", "<a/>")

    assert isinstance(refusal_of(path), WorkbookBomb)


def test_a_cell_in_the_last_corner_of_a_sheet_is_refused(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    path = repack(write_book(tmp_path, Data=[HEAD, TIDY]), "xl/worksheets/sheet1.xml", sheet)

    assert isinstance(refusal_of(path), WorkbookBomb)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entities_in_a_workbooks_xml_are_refused(tmp_path: Path, part: str) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    path = repack(write_book(tmp_path, Data=[HEAD, TIDY]), part, laughs)

    assert isinstance(refusal_of(path), WorkbookEntities)


def test_an_encrypted_and_an_old_workbook_are_told_apart(tmp_path: Path) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1_000)
    for name, content in (("old.xls", ole), ("locked.xlsx", ole + "EncryptedPackage".encode("utf-16-le"))):
        (tmp_path / name).write_bytes(content)

    assert isinstance(refusal_of(tmp_path / "old.xls"), WorkbookLegacy)
    assert isinstance(refusal_of(tmp_path / "locked.xlsx"), WorkbookEncrypted)


def test_another_archive_is_no_table(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert isinstance(refusal_of(tmp_path / "a.xlsx"), ManifestNotATable)
