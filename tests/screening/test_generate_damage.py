"""Fifteen kinds of damage in 5 % of the rows: every count adds up and every damaged row is named."""

from pathlib import Path

import polars as pl
import pytest

from borderlink.screening.adapters.reading import Reading, read_manifests
from borderlink.screening.adapters.synthetic import generate_manifest
from tests.damage import KINDS, Damaged, damage
from tests.independent_manifests import ENCODING, write_independent

PARCELS = 5_000


def first_maker(folder: Path) -> tuple[Path, str]:
    return generate_manifest(parcels=PARCELS, seed=4, out=folder).manifest, "utf-8"


def second_maker(folder: Path) -> tuple[Path, str]:
    return write_independent(folder, parcels=PARCELS, seed=4)[0], ENCODING


@pytest.fixture(scope="module", params=[first_maker, second_maker], ids=["utf-8", "gb18030"])
def harmed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Damaged, Reading, Reading]:
    folder = tmp_path_factory.mktemp("damage")
    good, encoding = request.param(folder)
    damaged = damage(good.read_bytes(), seed=9, encoding=encoding)
    (folder / "damaged.csv").write_bytes(damaged.content)
    return damaged, read_manifests([folder / "damaged.csv"]), read_manifests([good])


def test_every_kind_of_damage_is_planted_and_counts_add_up(harmed: tuple[Damaged, Reading, Reading]) -> None:
    damaged, reading, _ = harmed

    assert {planted.kind for planted in damaged.planted} == set(KINDS)
    assert len(KINDS) == 15
    assert len(damaged.planted) == PARCELS // 20
    assert reading.refused == ()
    assert reading.rows_read == PARCELS == reading.parcels.height + reading.quarantine.height


def test_every_damaged_row_is_named_with_its_reason_and_no_other_row(
    harmed: tuple[Damaged, Reading, Reading],
) -> None:
    damaged, reading, _ = harmed
    wanted = {planted.line: planted.reason for planted in damaged.planted if planted.reason}

    assert dict(reading.quarantine.select("line", "reason").iter_rows()) == wanted
    assert reading.quarantine["line"].n_unique() == reading.quarantine.height


def test_a_row_that_is_merely_odd_is_read_with_its_true_weight(
    harmed: tuple[Damaged, Reading, Reading],
) -> None:
    damaged, reading, good = harmed
    odd = [planted.waybill for planted in damaged.planted if not planted.reason]
    columns = ["waybill", "weight_g", "receiver_name", "receiver_address", "value"]

    read = reading.parcels.filter(pl.col("waybill").is_in(odd)).select(columns).sort("waybill")
    true = good.parcels.filter(pl.col("waybill").is_in(odd)).select(columns).sort("waybill")

    assert read.height == len(odd)
    assert read.equals(true)


def test_rows_that_were_not_touched_are_read_as_before(harmed: tuple[Damaged, Reading, Reading]) -> None:
    damaged, reading, good = harmed
    touched = [planted.line for planted in damaged.planted]

    after = reading.parcels.filter(~pl.col("line").is_in(touched)).drop("file").sort("line")
    before = good.parcels.filter(~pl.col("line").is_in(touched)).drop("file").sort("line")

    assert after.equals(before)
