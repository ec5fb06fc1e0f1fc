"""Parquet files: typed columns mean what the same words mean in a text file."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from borderlink.screening.adapters.reading import read_manifests
from borderlink.screening.refusals.files import HeaderUnknown, ParquetBroken
from tests.screening.manifests import adding_up, faults


def frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "Waybill No": [7312345678, 7312345679, 7312345679],
            "Receiver Name": ["Linh", "Bo", "Bo"],
            "Receiver Address": ["1 Ex St", "2 Ex St", "2 Ex St"],
            "Receiver Phone": [412345678.0, None, None],
            "weight_g": [1250, -3, 5],
            "posted_at": [datetime(2026, 11, 5, 6, 30, tzinfo=UTC)] * 3,
            "Nationality": ["SECRET"] * 3,
            "items": [["a"], ["b"], ["c"]],
        }
    )


def test_typed_columns_are_read(tmp_path: Path) -> None:
    frame().write_parquet(tmp_path / "a.parquet")

    reading = adding_up(read_manifests([tmp_path / "a.parquet"]))

    assert reading.parcels.select("line", "waybill", "receiver_phone", "weight_g", "posted_at").rows() == [
        (2, "7312345678", "412345678", 1250, datetime(2026, 11, 5, 6, 30, tzinfo=UTC)),
        (4, "7312345679", None, 5, datetime(2026, 11, 5, 6, 30, tzinfo=UTC)),
    ]
    assert faults(reading) == [(3, "weight_g", "weight-not-positive")]
    assert [(entry.column, entry.why) for entry in reading.columns_not_read] == [
        ("Nationality", "forbidden"),
        ("items", "unknown"),
    ]


def test_lines_go_on_over_row_groups(tmp_path: Path) -> None:
    rows = pl.DataFrame({"waybill": [f"LK{n}" for n in range(500)]}).with_columns(
        pl.lit("a").alias("receiver"), pl.lit("b").alias("receiver address")
    )
    rows.write_parquet(tmp_path / "a.parquet", row_group_size=7)

    assert read_manifests([tmp_path / "a.parquet"]).parcels["line"].to_list() == list(range(2, 502))


def test_a_cut_off_or_damaged_file_is_refused(tmp_path: Path) -> None:
    frame().write_parquet(tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    for place in (*range(4, len(content), 61), len(content) - 1):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        (tmp_path / "b.parquet").write_bytes(damaged)
        (tmp_path / "c.parquet").write_bytes(content[:place])

        assert isinstance(read_manifests([tmp_path / "c.parquet"]).refused[0].refusal, ParquetBroken)
        assert len(adding_up(read_manifests([tmp_path / "b.parquet"])).refused) in {0, 1}


def test_unknown_columns_alone_are_refused(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1], "b": [2]}).write_parquet(tmp_path / "a.parquet")

    assert isinstance(read_manifests([tmp_path / "a.parquet"]).refused[0].refusal, HeaderUnknown)
