"""The second maker of manifests: the same demands, met in another way."""

from pathlib import Path

import polars as pl

from borderlink.screening.adapters.reading import read_manifests
from tests.independent_manifests import write_independent


def test_the_second_makers_manifest_is_read_whole_without_its_forbidden_column(tmp_path: Path) -> None:
    manifest, truth = write_independent(tmp_path, parcels=3_000, seed=5)

    reading = read_manifests([manifest])
    known = pl.read_csv(truth, infer_schema=False)

    assert reading.rows_read == reading.parcels.height == 3_000
    assert {(column.column, column.why) for column in reading.columns_not_read} == {
        ("国籍", "forbidden"),
        ("付款方式", "unknown"),
    }
    assert set(reading.parcels["waybill"]) == set(known["waybill"])
    assert (known["story"] == "tea").sum() == 4


def test_the_second_maker_repeats_itself(tmp_path: Path) -> None:
    one = write_independent(tmp_path / "one", parcels=200, seed=8)
    two = write_independent(tmp_path / "two", parcels=200, seed=8)

    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
