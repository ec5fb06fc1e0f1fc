"""Whatever a manifest holds: every row is read or named, and the count adds up."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from borderlink.screening.adapters.reading import Reading, read_manifests
from borderlink.screening.domain.schema import PARCEL, QUARANTINE
from tests.screening.manifests import adding_up, as_csv

HEADER = ("运单号", "收件人", "收件地址", "内件品名", "重量(kg)", "声明价值", "件数", "寄件时间", "国籍")
PIECES = st.sampled_from(
    [
        b",",
        b'"',
        b'""',
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"LK1",
        b"LK2",
        "李明".encode(),
        "李明".encode("gb18030"),
        b"\xff",
        b"\xe6\x9d",
        b"1.5",
        b"-3",
        b" ",
        b"\t",
        b";",
        b"2026-11-05",
        b"5/13/2026",
        b"1.38E+10",
        b"x" * 3_000,
    ]
)
GOOD = as_csv(
    [
        HEADER,
        *((f"OK{n}", "李明", "广州1号", "茶叶", "1.5", "30", "1", "2026-11-05 10:00", "S") for n in range(3)),
    ]
)
WORDS = st.text(st.one_of(st.characters(exclude_categories=["Cc", "Cs"]), st.just("\n")), max_size=12)
UNHURRIED = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(folder: Path, content: bytes) -> Reading:
    (folder / "a.csv").write_bytes(content)
    reading = adding_up(read_manifests([folder / "a.csv"]))
    assert reading.parcels.schema == PARCEL
    assert reading.quarantine.schema == QUARANTINE
    assert reading.quarantine["reason"].str.len_chars().min() != 0
    return reading


@UNHURRIED
@given(st.lists(PIECES, max_size=60))
def test_any_bytes_behind_a_good_manifest_are_read_or_named(tmp_path: Path, pieces: list[bytes]) -> None:
    reading = read(tmp_path, GOOD.encode() + b"".join(pieces))

    assert len(reading.refused) == 1 or reading.parcels["waybill"].to_list()[:3] == ["OK0", "OK1", "OK2"]
    assert "S" not in reading.parcels["remark"].drop_nulls()


@UNHURRIED
@given(st.lists(PIECES, max_size=40))
def test_any_bytes_at_all_are_refused_or_read(tmp_path: Path, pieces: list[bytes]) -> None:
    read(tmp_path, b"".join(pieces) or b"x")


@UNHURRIED
@given(st.lists(st.lists(WORDS, min_size=9, max_size=9), max_size=12))
def test_well_written_rows_of_any_text_are_one_row_each(tmp_path: Path, rows: list[list[str]]) -> None:
    text = as_csv([HEADER, *([f"R{number}", *row[1:]] for number, row in enumerate(rows))])

    reading = read(tmp_path, text.encode())

    assert reading.rows_read == len(rows)


@UNHURRIED
@given(st.integers(0, 2**32))
def test_every_kind_of_row_fault_is_named_on_its_own_line(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    spoil = {
        4: ["-1", "0", "heavy", "1e9"],
        5: ["-2", "free"],
        6: ["0", "1.5", "many"],
        7: ["2026-02-30", "soon"],
        1: [""],
        2: ["", " "],
    }
    rows = [
        [
            f"LK{n}",
            "李明",
            '广州"1"号\n二楼' if n % 5 == 0 else "广州",
            "茶叶",
            "1.5",
            "30",
            "1",
            "2026-11-05",
            "S",
        ]
        for n in range(60)
    ]
    wrong = dice.sample(range(60), 6)
    for place in wrong:
        column = dice.choice(list(spoil))
        rows[place][column] = dice.choice(spoil[column])
    starts = [2 + n + sum(1 for earlier in rows[:n] if "\n" in earlier[2]) for n in range(60)]

    reading = read(tmp_path, as_csv([HEADER, *rows], end="\n").encode())

    assert reading.quarantine["line"].to_list() == sorted(starts[place] for place in wrong)
    assert reading.parcels["line"].to_list() == [start for n, start in enumerate(starts) if n not in wrong]


@pytest.mark.parametrize("block", [50, 137, 1_000])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_blocks_of_any_size_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, encoding: str
) -> None:
    rows = [
        (f"LK{n}", "李明", f"广州\n{n}号" if n % 3 else '说"好"', "茶", "1", "2", "1", "2026-11-05", "")
        for n in range(80)
    ]
    content = as_csv([HEADER, *rows]).replace("LK40,", 'LK40,"').encode(encoding)
    whole = read(tmp_path, content)
    monkeypatch.setattr("borderlink.screening.adapters.decoding.BLOCK", block)

    parts = read(tmp_path, content)

    assert parts.parcels.equals(whole.parcels)
    assert parts.quarantine.equals(whole.quarantine)
    assert whole.quarantine.height >= 1
