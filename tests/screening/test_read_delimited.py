"""CSV and its kin: delimiters, encodings, quotes, ragged rows; every row is read or named."""

import random
from pathlib import Path

import polars as pl
import pytest

from borderlink.screening.adapters.reading import read_manifests
from borderlink.screening.refusals.files import LineTooLong, ManifestNotATable
from tests.screening.manifests import HEADER, ROW, as_csv, faults, read_bytes, read_rows, read_text

HEAD = "waybill,receiver name,receiver address,contents\n"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_four_delimiters_are_told_apart(tmp_path: Path, delimiter: str) -> None:
    rows = [HEADER, ("LK1", "李明", "a,b;c"), ("LK2", 'the "best"', "d|e\tf")]

    reading = read_text(tmp_path, as_csv(rows, delimiter=delimiter))

    assert reading.parcels["receiver_address"].to_list() == ["a,b;c", "d|e\tf"]
    assert reading.parcels["receiver_name"].to_list() == ["李明", 'the "best"']


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_are_told_apart(tmp_path: Path, encoding: str, end: str) -> None:
    text = as_csv([HEADER, ("LK1", "李明", "广州市天河区"), ("LK2", "王芳", '深圳,"福田"')], end=end)

    reading = read_text(tmp_path, text, encoding=encoding)

    assert reading.parcels["receiver_name"].to_list() == ["李明", "王芳"]
    assert reading.parcels["line"].to_list() == [2, 3]
    assert reading.parcels["receiver_address"].to_list() == ["广州市天河区", '深圳,"福田"']


def test_a_rare_character_survives_gb18030(tmp_path: Path) -> None:
    reading = read_text(tmp_path, as_csv([HEADER, ("LK1", "㐂𠮷", "Đà Nẵng")]), encoding="gb18030")

    assert reading.parcels["receiver_name"].item() == "㐂𠮷"


@pytest.mark.parametrize(("main", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_line_of_another_encoding_is_set_aside_alone(tmp_path: Path, main: str, other: str) -> None:
    lines = [as_csv([(f"LK{n}", "李明先生", "广州市天河区体育西路")]).encode(main) for n in range(20)]
    lines[7] = as_csv([("LK7", "王芳女士", "深圳市福田区华强北")]).encode(other)

    reading = read_bytes(tmp_path, as_csv([HEADER]).encode(main) + b"".join(lines))

    assert faults(reading) == [(9, "", "encoding")]


def test_short_chinese_names_in_gb18030_are_not_taken_for_utf_8(tmp_path: Path) -> None:
    dice = random.Random(7)  # noqa: S311 - a test's dice
    common = [
        bytes([lead, trail]).decode("gb2312") for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF)
    ]
    rows = [(f"LK{n}", "".join(dice.choices(common, k=3)), "1 Ex St") for n in range(5_000)]

    reading = read_text(tmp_path, as_csv([HEADER, *rows]), encoding="gb18030")

    assert reading.parcels["receiver_name"].to_list() == [name for _, name, _ in rows]


def test_a_nul_byte_sets_its_line_aside(tmp_path: Path) -> None:
    reading = read_text(tmp_path, f"{HEAD}A,b,c,te\0a\nB,b,c,tea\n")

    assert faults(reading) == [(2, "", "nul-byte")]


def test_ragged_rows_are_named_with_how_many_fields_they_have(tmp_path: Path) -> None:
    reading = read_text(tmp_path, f"{HEAD}A,b,c\nB,b,c,tea\nC,b,c,d,e\n")

    assert faults(reading) == [(2, "", "too-few-fields"), (4, "", "too-many-fields")]
    assert reading.quarantine["detail"].to_list() == ["3 / 4", "5 / 4"]


def test_blank_rows_are_counted(tmp_path: Path) -> None:
    reading = read_text(tmp_path, f"{HEAD}\nA,b,c,tea\n,,,\n   \n\u3000,,,\n")

    assert [reason for *_, reason in faults(reading)] == ["empty-row"] * 4
    assert reading.rows_read == 5


def test_quoted_line_ends_do_not_shift_the_lines_of_what_follows(tmp_path: Path) -> None:
    reading = read_text(tmp_path, f'{HEAD}A,b,"1 Ex St\nSydney\nNSW",tea\nB,b,c,-\nC,b\n')

    assert reading.parcels.select("line", "waybill").rows() == [(2, "A"), (5, "B")]
    assert reading.parcels["receiver_address"][0] == "1 Ex St Sydney NSW"
    assert faults(reading) == [(6, "", "too-few-fields")]


def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path) -> None:
    rows = "".join(f'LK{n},b,"c {n}",tea\n' for n in range(100))

    reading = read_text(tmp_path, f'{HEAD}A,b,"c,tea\n{rows}')

    assert faults(reading) == [(2, "", "broken-quotes")]
    assert reading.parcels.height == 100


def test_a_quote_that_is_never_closed_before_unquoted_rows_swallows_nothing(tmp_path: Path) -> None:
    rows = "".join(f"LK{n},b,c,tea\n" for n in range(500))

    reading = read_text(tmp_path, f'{HEAD}{rows}A,b,"c,tea\n{rows.replace("LK", "RB")}')

    assert faults(reading) == [(502, "", "broken-quotes")]
    assert reading.parcels.height == 1000


def test_a_quote_inside_a_plain_field_is_a_character(tmp_path: Path) -> None:
    reading = read_text(tmp_path, f'{HEAD}A,b,5" Pipe Lane,tea\nB,O"Neil,c,"a ""b"" c"\n')

    assert reading.parcels["receiver_address"].to_list() == ['5" Pipe Lane', "c"]
    assert reading.parcels["contents"].to_list() == ["tea", 'a "b" c']


def test_text_behind_a_closing_quote_is_named(tmp_path: Path) -> None:
    reading = read_text(tmp_path, f'{HEAD}A,"b"x,c,tea\nB,b,c,tea\n')

    assert faults(reading) == [(2, "", "broken-quotes")]


def test_records_over_a_block_boundary_stay_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("borderlink.screening.adapters.decoding.BLOCK", 64)
    rows = "".join(f'LK{n},李明,"1 Ex St\nSydney {n}\nNSW",茶叶 "{n}"\n' for n in range(50))

    reading = read_text(tmp_path, HEAD + rows)

    assert reading.parcels["waybill"].to_list() == [f"LK{n}" for n in range(50)]
    assert reading.parcels["line"].to_list() == [2 + 3 * n for n in range(50)]


def test_a_spare_delimiter_at_the_end_of_every_row_is_no_damage(tmp_path: Path) -> None:
    reading = read_text(tmp_path, f"{HEAD}A,b,c,tea,\nB,b,c,tea,\n")

    assert reading.parcels.height == 2


def test_a_text_formula_around_a_number_is_only_a_spreadsheets_habit(tmp_path: Path) -> None:
    reading = read_text(tmp_path, f'{HEAD}="00123",b,c,tea\n\'456,b,c,tea\n"=""789""",b,c,tea\n')

    assert reading.parcels["waybill"].to_list() == ["00123", "456", "789"]


def test_the_first_readable_record_of_a_waybill_counts(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(HEAD + "LK1,b,,tea\nLK1,b,c,tea\nlk 1,b,c,tea\n")
    second.write_text(HEAD + "ＬＫ１,b,c,tea\nLK2,b,c,tea\n")

    reading = read_manifests([first, second])

    assert reading.parcels.select("file", "line", "waybill").rows() == [
        ("a.csv", 3, "LK1"),
        ("b.csv", 3, "LK2"),
    ]
    assert reading.quarantine.rows() == [
        ("a.csv", 2, "receiver_address", "cell-missing", ""),
        ("a.csv", 4, "waybill", "duplicate-waybill", "first on line 3 of a.csv"),
        ("b.csv", 2, "waybill", "duplicate-waybill", "first on line 3 of a.csv"),
    ]
    assert reading.rows_read == 5


def test_a_header_that_is_repeated_between_rows_is_named(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, ROW, HEADER, ("LK2", *ROW[1:]))

    assert faults(reading) == [(3, "waybill", "repeated-header")]


def test_a_second_header_row_in_another_language_is_named(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, ("Waybill No.", "Receiver", "Address"), ROW)

    assert reading.parcels["waybill"].to_list() == ["LK1"]
    assert [reason for *_, reason in faults(reading)] in ([], ["repeated-header"])


def test_a_waybill_eaten_by_a_spreadsheet_is_named(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, ("7.31235E+11", *ROW[1:]), ("a b?", *ROW[1:]), ("合计", *ROW[1:]))

    assert [reason for *_, reason in faults(reading)] == [
        "waybill-eaten",
        "waybill-malformed",
        "waybill-malformed",
    ]


def test_an_overlong_cell_is_named_and_cut(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, ("LK1", "b", "c" * 3_000))

    assert faults(reading) == [(2, "receiver_address", "cell-too-long")]
    assert reading.quarantine["detail"].item() == "c" * 80


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_over_a_mebibyte_is_refused(tmp_path: Path, encoding: str) -> None:
    (refused,) = read_text(tmp_path, HEAD + "A,b,c,tea\n" + "x" * 1_200_000, encoding=encoding).refused

    assert isinstance(refused.refusal, LineTooLong)
    assert refused.refusal.facts["line"] == 3


def test_half_a_gibibyte_of_one_line_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(HEAD.encode() + b"x" * 2**20)
        file.truncate(2**29)  # the rest are NULs that take no space

    (refused,) = read_manifests([path]).refused

    assert isinstance(refused.refusal, LineTooLong | ManifestNotATable)


def test_a_file_with_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    reading = read_text(tmp_path, HEAD)

    assert reading.rows_read == 0
    assert reading.refused == ()


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    (tmp_path / "a.csv").write_text(HEAD + "A,b,c,tea\n")

    read_manifests([tmp_path / "a.csv"], progress=lambda file, share: told.append((file, share)))

    assert told[-1] == ("a.csv", 1.0)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    rows = [(f"LK{n}", "b", "c", "x" if n % 7 else "") for n in range(500)]
    text = as_csv([("waybill", "receiver name", "receiver address", "contents"), *rows])

    first, second = read_text(tmp_path, text), read_text(tmp_path, text)

    assert first.parcels.equals(second.parcels)
    assert isinstance(first.parcels, pl.DataFrame)
