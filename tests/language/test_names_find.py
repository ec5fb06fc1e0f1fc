"""Names found among many: keys, the index, and files of pairs."""

import csv
import json
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from click.testing import CliRunner

from borderlink.language.commands import language
from borderlink.language.names.bulk import key_column, score_columns, with_keys, with_scores
from borderlink.language.names.index import NameIndex, build_index
from borderlink.language.names.keys import keys_of
from borderlink.language.names.scoring import score
from borderlink.language.refusals import NameIndexMissing, NamesFileUnreadable

HUNG = "Nguyễn Văn Hùng"
WRITTEN = ["阮文雄", "Ruan Wenxiong", "NGUYEN VAN HUNG", "Vo Thi Hoa", "陳大文", "王伦业", "", "李娜"]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [(HUNG, "阮文雄"), (HUNG, "Ruan Wenxiong"), ("Wenxiong Ruan", HUNG), ("阮雄", HUNG),
     ("陈大文", "Chan Tai-man"), ("Tan Tai Boon", "陳大文"), ("Wang Lunye", "Vương Luân Nghiệp")],
)  # fmt: skip
def test_two_writings_of_one_name_share_a_key(asked: str, kept: str) -> None:
    assert np.intersect1d(keys_of([asked], asked=True).keys, keys_of([kept]).keys).size


def test_keys_are_the_same_numbers_for_ever() -> None:
    assert keys_of(["阮文雄"]).keys[:2].tolist() == [-9010561534688696824, -8827246374463477614]


def test_keys_and_scores_of_a_column_are_those_of_each_name() -> None:
    batch = pa.record_batch({"name": WRITTEN, "a": WRITTEN, "b": [HUNG] * len(WRITTEN)})

    keyed, scored = with_keys(batch), with_scores(batch)

    assert keyed.column("keys").to_pylist() == [keys_of([name]).keys.tolist() for name in WRITTEN]
    assert scored.column("score").to_pylist() == [score(name, HUNG) if name else None for name in WRITTEN]
    assert pl.Series("keys", key_column(batch.column("name"))).to_list() == keyed.column("keys").to_pylist()
    assert score_columns(pa.array([None], pa.string()), pa.array(["李"])).to_pylist() == [None]


def test_a_name_is_found_in_whatever_script_it_was_written(tmp_path: Path) -> None:
    build_index(WRITTEN, tmp_path)

    found = NameIndex(tmp_path).search(HUNG)

    assert [hit.name for hit in found] == ["阮文雄", "Ruan Wenxiong", "NGUYEN VAN HUNG"]
    assert [hit.row for hit in found] == [0, 1, 2]


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NameIndexMissing):
        NameIndex(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_file_of_pairs_keeps_its_columns_and_rows(tmp_path: Path, encoding: str) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text(
        'id,a,b\n7,阮文雄,"Nguyen, Van Hung"\n8,,李娜\n9,李娜\n10,李娜,Li Na\n', encoding=encoding
    )

    told = CliRunner().invoke(language, ["names", "score", str(pairs), "--out", str(out), "--json"])

    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["7", "8", "10"]
    assert [row["score"] and round(float(row["score"]), 2) for row in rows] == [0.95, "", 0.99]
    assert "no name here" in rows[1]["explanation"]
    assert (tmp_path / "out.quarantine.csv").read_text().splitlines()[1].startswith("4,number-of-cells,9")
    assert {k: v for k, v in json.loads(told.output).items() if k != "out"} == {
        "scored": 2,
        "refused": 1,
        "quarantined": 1,
    }


def test_a_line_that_does_not_decode_spoils_itself_alone(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_bytes("a;b\n阮文雄;李娜\n".encode() + b"\xff\xfe;x\n" + "李娜;Lí Nà\n".encode())

    CliRunner().invoke(language, ["names", "score", str(pairs), "--out", str(out), "--no-explain"])

    assert len(out.read_text(encoding="utf-8").splitlines()) == 3
    assert "3;undecodable" in (tmp_path / "out.quarantine.csv").read_text(encoding="utf-8")


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("left,right\n", encoding="utf-8")

    found = CliRunner().invoke(language, ["names", "score", str(pairs), "--out", str(tmp_path / "out.csv")])

    assert isinstance(found.exception, NamesFileUnreadable)


def test_the_commands_index_and_search_names(tmp_path: Path) -> None:
    listed, folder = tmp_path / "names.csv", str(tmp_path / "index")
    listed.write_text("name\n" + "\n".join(WRITTEN[:6]) + "\n", encoding="utf-8")

    CliRunner().invoke(language, ["names", "index", str(listed), "--out", folder])
    found = CliRunner().invoke(language, ["names", "search", folder, "Wang Lunye", "--json"])

    assert [row["name"] for row in json.loads(found.output)] == ["王伦业"]
