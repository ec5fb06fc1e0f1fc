"""Files that are refused as a whole: each with its own words, and the others go on."""

import os
from pathlib import Path

import pytest

from borderlink.foundation.refusals import Refusal
from borderlink.screening.adapters.reading import read_manifests
from borderlink.screening.refusals.files import (
    HeaderUnknown,
    ManifestChanged,
    ManifestEmpty,
    ManifestMissing,
    ManifestNotAFile,
    ManifestNotATable,
)
from tests.screening.manifests import HEADER, ROW, adding_up, as_csv

GOOD = as_csv([HEADER, ROW])


def refusal_of(path: Path) -> Refusal:
    (refused,) = read_manifests([path]).refused
    return refused.refusal


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert isinstance(refusal_of(tmp_path / "none.csv"), ManifestMissing)
    assert isinstance(refusal_of(tmp_path), ManifestNotAFile)
    assert isinstance(refusal_of(tmp_path / "pipe"), ManifestNotAFile)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()

    assert isinstance(refusal_of(tmp_path / "a.csv"), ManifestEmpty)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\n\n\n", b" \r\n", b"\xff\xfe"])
def test_a_file_of_blanks_alone_is_refused_as_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    assert isinstance(refusal_of(tmp_path / "a.csv"), ManifestEmpty)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x1f\x8b\x08abc", "archive"),
        (b"\x89PNG\r\n\x1a\n", "other"),
        (b"<html><table><tr>", "html"),
        (b'<?xml version="1.0"?><a/>', "structured"),
        (b'[{"a": 1}]', "structured"),
        (bytes(range(256)) * 40, "other"),
    ],
)
def test_what_is_no_table_is_refused_saying_what_it_looks_like(
    tmp_path: Path, content: bytes, kind: str
) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    refusal = refusal_of(tmp_path / "a.csv")

    assert isinstance(refusal, ManifestNotATable)
    assert refusal.facts["kind"] == kind


def test_a_header_in_brackets_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("[运单号],[收件人],[收件地址]\nLK1,a,b\n")

    assert read_manifests([tmp_path / "a.csv"]).parcels.height == 1


def test_a_million_columns_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("运单号,收件人,收件地址" + "," * 1_000_000 + "\nLK1,a,b\n")

    assert isinstance(refusal_of(tmp_path / "a.csv"), HeaderUnknown)


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(GOOD)

    def write_on(_file: str, _share: float) -> None:
        with path.open("a") as file:
            file.write("LK2,b,c\r\n")

    reading = read_manifests([path], progress=write_on)

    assert isinstance(reading.refused[0].refusal, ManifestChanged)
    assert reading.rows_read == 0


def test_a_file_that_vanishes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(GOOD)

    reading = read_manifests([path], progress=lambda _file, _share: path.unlink(missing_ok=True))

    assert isinstance(reading.refused[0].refusal, ManifestChanged)


def test_the_other_files_go_on(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "good.csv").write_text(GOOD)

    reading = adding_up(
        read_manifests([tmp_path / "empty.csv", tmp_path / "none.csv", tmp_path / "good.csv"])
    )

    assert [entry.file for entry in reading.refused] == ["empty.csv", "none.csv"]
    assert reading.parcels["waybill"].to_list() == ["LK1"]


def test_two_files_of_one_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    for folder in ("monday", "tuesday"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text(GOOD)

    reading = read_manifests([tmp_path / "monday" / "a.csv", tmp_path / "tuesday" / "a.csv"])

    assert reading.parcels["file"].to_list() == ["monday/a.csv"]
    assert reading.quarantine.select("file", "detail").rows() == [
        ("tuesday/a.csv", "first on line 2 of monday/a.csv")
    ]
