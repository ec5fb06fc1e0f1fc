"""What ``borderlink screening generate`` invents: repeatable, marked, and like the real thing."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.screening.adapters.reading import Reading, read_manifests
from borderlink.screening.adapters.synthetic import Generated, generate_manifest
from borderlink.screening.commands import screening
from borderlink.screening.domain.s10 import check_digit
from borderlink.screening.domain.synthetic.manifest import HEADERS, make_manifest

PARCELS = 12_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate_manifest(parcels=PARCELS, seed=11, out=tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def truth(made: Generated) -> pl.DataFrame:
    return pl.read_csv(made.truth, infer_schema=False).with_columns(pl.col("story").fill_null(""))


@pytest.fixture(scope="module")
def reading(made: Generated) -> Reading:
    return read_manifests([made.manifest])


@pytest.fixture(scope="module")
def parcels(reading: Reading, truth: pl.DataFrame) -> pl.DataFrame:
    return reading.parcels.join(truth, on="waybill", how="inner", validate="1:1")


def test_the_same_seed_makes_the_same_files(made: Generated, tmp_path: Path) -> None:
    again = generate_manifest(parcels=PARCELS, seed=11, out=tmp_path / "again")
    other = generate_manifest(parcels=PARCELS, seed=12, out=tmp_path / "other")

    assert again.manifest.read_bytes() == made.manifest.read_bytes()
    assert again.truth.read_bytes() == made.truth.read_bytes()
    assert other.manifest.read_bytes() != made.manifest.read_bytes()


def test_the_reader_reads_every_row_and_knows_every_column(reading: Reading) -> None:
    assert reading.rows_read == PARCELS
    assert reading.quarantine.height == 0
    assert reading.columns_not_read == ()
    assert reading.refused == ()


def test_files_and_rows_say_that_they_are_synthetic(made: Generated) -> None:
    remarks = pl.read_csv(made.manifest, infer_schema=False)[HEADERS["remark"]]

    assert "SYNTHETIC" in (made.folder / "README.txt").read_text()
    assert json.loads((made.folder / "summary.json").read_text())["synthetic"] is True
    assert remarks.str.starts_with("synthetic").all()


def test_truth_has_one_row_for_each_waybill(reading: Reading, truth: pl.DataFrame) -> None:
    assert truth.columns == ["waybill", "sender_party", "receiver_party", "story"]
    assert truth["waybill"].n_unique() == PARCELS
    assert set(truth["waybill"]) == set(reading.parcels["waybill"])
    assert not (truth["receiver_party"] == "").any()


def test_exactly_four_parcels_carry_the_tea_story(parcels: pl.DataFrame) -> None:
    tea = parcels.filter(pl.col("story") == "tea")

    assert tea.height == 4
    assert tea["receiver_party"].n_unique() == 1
    for told_four_ways in ("sender_name", "receiver_name", "receiver_address", "receiver_phone", "contents"):
        assert tea[told_four_ways].n_unique() == 4
    assert tea["receiver_phone"].str.replace_all(r"\D", "").str.slice(-9).n_unique() == 1
    assert set(tea["receiver_country"]) == {"AU"}
    assert tea["hs6"].str.starts_with("0902").all()
    assert 7_981 < tea["weight_g"].sum() < 10_000


@pytest.mark.parametrize("story", ["rock-sugar", "flower-pots", "dress-hems", "dolls"])
def test_the_other_stories_are_planted_too(parcels: pl.DataFrame, story: str) -> None:
    told = parcels.filter(pl.col("story") == story)

    assert told.height >= 3
    assert told["receiver_party"].n_unique() == 1
    assert told["receiver_address"].n_unique() == told["sender_name"].n_unique() == told.height


def test_honest_people_send_tea_sugar_pots_dresses_and_dolls_too(parcels: pl.DataFrame) -> None:
    honest = parcels.filter(pl.col("story") == "")

    for words in ("茶叶|tea", "冰糖|rock sugar", "花盆|flower pot", "裙|dress", "布娃娃|doll"):
        assert honest.filter(pl.col("contents").str.contains(words)).height > 10


def test_most_receivers_get_one_to_three_parcels_and_some_dozens(truth: pl.DataFrame) -> None:
    each = truth.group_by("receiver_party").len()["len"]

    assert (each <= 3).mean() > 0.8  # type: ignore[operator]
    assert 20 < each.max() < 400  # type: ignore[operator]


def test_postal_waybills_carry_a_right_check_digit_and_the_country_of_posting(parcels: pl.DataFrame) -> None:
    postal = parcels.filter(pl.col("service").is_in(["ems", "post", "letter"]))
    labels = zip(postal["waybill"], postal["sender_country"], strict=True)

    assert postal.height > PARCELS // 10
    assert [
        label
        for label, country in labels
        if label[11:] != country or int(label[10]) != check_digit(label[2:10])
    ] == []


def test_honest_goods_weigh_what_their_subheading_weighs(parcels: pl.DataFrame) -> None:
    honest = parcels.filter(pl.col("story") == "", pl.col("service") != "letter", pl.col("hs6").is_not_null())
    medians = dict(honest.group_by("hs6").agg((pl.col("weight_g") / pl.col("pieces")).median()).iter_rows())

    assert medians["851712"] < 450  # a telephone
    assert 250 < medians["090230"] < 450  # a packet of tea with its wrapping
    assert medians["871200"] > 5_000  # a bicycle


def test_many_share_a_forwarder_a_locker_or_a_shops_phone(parcels: pl.DataFrame) -> None:
    receivers = parcels.unique("receiver_party")

    assert receivers["receiver_address"].str.contains("Freight|集運倉").sum() > receivers.height * 0.02
    assert receivers["receiver_address"].str.contains("Parcel Locker").sum() > receivers.height * 0.01
    shared = receivers.group_by(pl.col("receiver_phone").str.replace_all(r"\D", "").str.slice(-8)).len()
    assert shared.filter(pl.col("receiver_phone").str.len_chars() == 8)["len"].max() > 10  # type: ignore[operator]


def test_letters_are_a_few_and_light(parcels: pl.DataFrame) -> None:
    letters = parcels.filter(pl.col("service") == "letter")

    assert 0 < letters.height < PARCELS * 0.05
    assert letters["weight_g"].max() < 500  # type: ignore[operator]


@settings(max_examples=15, deadline=None)
@given(count=st.integers(4, 200), seed=st.integers(0, 2**32))
def test_any_count_and_seed_gives_that_many_rows_and_the_tea(count: int, seed: int) -> None:
    manifest, truth = make_manifest(parcels=count, seed=seed)

    assert manifest.columns == list(HEADERS.values())
    assert manifest.height == truth.height == truth["waybill"].n_unique() == count
    assert (truth["story"] == "tea").sum() == 4
    assert manifest[HEADERS["receiver_address"]].str.len_chars().min() > 5  # type: ignore[operator]
    assert not manifest[HEADERS["receiver_name"]].is_in(["", None]).any()


def test_the_command_prints_one_line_of_json_with_absolute_paths(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "down"
    ran = CliRunner().invoke(
        screening, ["generate", "--parcels", "50", "--seed", "3", "--out", str(out), "--json"]
    )

    assert ran.exit_code == 0
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["manifest"] == str(out / "manifest.csv")
    assert Path(told["truth"]).is_absolute()
    assert told["parcels"] == 50


def test_fewer_than_four_parcels_tell_no_story() -> None:
    manifest, truth = make_manifest(parcels=3, seed=1)

    assert manifest.height == 3
    assert truth["story"].to_list() == ["", "", ""]


def test_no_parcels_or_a_seed_below_zero_is_misuse(tmp_path: Path) -> None:
    for wrong in (["--parcels", "0"], ["--parcels", "9", "--seed", "-1"]):
        ran = CliRunner().invoke(screening, ["generate", *wrong, "--out", str(tmp_path)])

        assert ran.exit_code == 2
