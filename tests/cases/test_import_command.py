"""Registers on the command line: a trial, an import, a quarantine without a cell of the file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from borderlink.cases.models.asked import ImportMapping
from borderlink.cases.models.counted import Case
from borderlink.node.commands import main
from tests.cases.registers import ENGLISH, VIETNAMESE, as_csv, written
from tests.cases.scenes import investigator
from tests.world import World

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["cases", *words], env={"BORDERLINK_LANGUAGE": "en"})


def imported(path: Path, *words: str) -> Result:
    return run("import", str(path), "--unit", "GZ-BAIYUN", "--by", "GZ-0011", *words)


def test_a_trial_counts_and_writes_no_case(world: World, tmp_path: Path) -> None:
    investigator(world)

    shown = imported(written(tmp_path, as_csv(ENGLISH)), "--dry-run", "--json")

    assert shown.exit_code == 0
    assert len(shown.stdout.splitlines()) == 1
    told = json.loads(shown.stdout)
    assert (told["rows_read"], told["imported"], told["dry"]) == (2, 2, True)
    assert not Case.objects.exists()


def test_a_mapping_is_saved_and_used_again(world: World, tmp_path: Path) -> None:
    investigator(world)
    path = written(tmp_path, as_csv((("Kode", "Who"), ("K1", "Osei Vale"))))

    first = imported(path, "--map", "Kode=case", "--map", "Who=person", "--save-mapping", "Desk")
    again = imported(path, "--mapping", "Desk", "--json")

    assert first.exit_code == 0
    assert ImportMapping.objects.get().columns == {"Kode": "case", "Who": "person"}
    assert json.loads(again.stdout)["repeats"] == 1


def test_the_quarantine_names_places_and_reasons_alone(world: World, tmp_path: Path) -> None:
    investigator(world)
    rows = (*VIETNAMESE, ("14/HS", "30/02/2025", "Việt Nam", "hêrôin", "1,5", "", "Đặng Văn Nở", ""))
    out = tmp_path / "quarantine.csv"

    shown = imported(written(tmp_path, as_csv(rows)), "--quarantine", str(out))

    assert "1 quarantined" in shown.stdout
    assert out.read_text("utf-8-sig").splitlines() == [
        "line,column,reason,says", "4,Ngày thu giữ,date-not-read,The date cannot be read.",
    ]  # fmt: skip


def test_no_heading_of_a_file_becomes_a_formula_of_its_quarantine(world: World, tmp_path: Path) -> None:
    investigator(world)
    heading, out = "=HYPERLINK(A1)", tmp_path / "quarantine.csv"
    path = written(tmp_path, as_csv((("Case No", heading, "Suspect"), ("K1", "30/02/2025", "Osei Vale"))))

    imported(path, "--map", f"{heading}=opened_on", "--quarantine", str(out))

    assert out.read_text("utf-8-sig").splitlines()[1].startswith(f"2,'{heading},")


def test_who_may_not_import_is_refused_with_one(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, as_csv(ENGLISH))

    for badge in ("NOBODY", world.hoa.badge):
        refused = run("import", str(path), "--unit", "GZ-BAIYUN", "--by", badge)
        assert refused.exit_code == 1
    assert not Case.objects.exists()


def test_the_fields_are_listed_in_three_languages() -> None:
    lines = run("fields").stdout.splitlines()

    assert lines[0] == "case\tCase number\t案件编号\tSố vụ án"
    assert "nationality" in {line.split("\t")[0] for line in lines}
