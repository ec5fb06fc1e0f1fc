"""The story that must always run, walked through the command an evaluator would type."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from borderlink.node.demo import figures
from tests.walked import Walk

pytestmark = pytest.mark.journey
SYDNEY = "sydney-police"
PYTHON = [sys.executable]


@pytest.fixture(scope="module")
def walked(story: Walk) -> tuple[dict[str, Any], str]:
    """Give the figures of the story and what it said, walked with all its nodes."""
    return story.figures() | {"folder": story.folder}, story.said()


def test_the_tea_case_runs_from_manifest_to_fire(walked: tuple[dict[str, Any], str]) -> None:
    told, said = walked

    assert told["tea_parcels"] == told["linked_parcels"] == told["referred_tea"] == told["opened"] == 4
    assert told["rows_read"] == told["parcels"] + told["quarantined"]
    assert told["referrals"] <= told["parcels"] * 0.01 * 1.2  # the share, and the random arm's part
    assert told["refused_to_outsider"] == 4
    assert told["figures_opened"] == told["figures_hits"] == 4
    assert "bưu kiện" in said
    assert_evidence_adds_up(told)


def assert_evidence_adds_up(told: dict[str, Any]) -> None:
    """7,981 g were seized, and every milligram is somewhere; the balance agrees within its uncertainty."""
    left = ("destroyed_mg", "consumed_mg", "samples_mg", "handed_over_mg")
    assert (told["handed_over_mg"], told["destroyed_mg"]) == (40_000, 7_937_000)
    assert told["seized_mg"] == sum(told[name] for name in left) == 7_981_000
    assert told["closure_residual_mg"] == 0
    assert 0 < abs(told["closure_measured_residual_mg"]) <= told["closure_u_mg"]
    assert 0.7 * told["seized_mg"] < told["pure_mass_mg"] < 0.9 * told["seized_mg"]


def test_both_sides_work_as_one_and_each_gate_rules_its_own(walked: tuple[dict[str, Any], str]) -> None:
    told, _ = walked

    assert told["clue_read_in"] == {"mong-cai": "vi", "dongxing": "zh-Hans", SYDNEY: "en"}
    assert told["letters"] == told["letters_sent"]
    assert told["receipts"] > told["letters"]
    assert told["deliveries_done"] is told["ledgers_agree"] is True
    assert told["gate_asked_by"] == [SYDNEY]  # nobody's life is at stake where Guangzhou writes to
    assert told["gate_refused_without_approval"] is True
    asked = {row["kind"]: (row["grade"], row["persons"]["P1"]) for row in told["gate_approvals"][SYDNEY]}
    assert asked["answer"] == ("AGR-SENIOR", "PST-SUSPECT")
    assert asked["feedback"] == asked["evidence_request"] == ("AGR-MINISTER", "PST-DETAINED")
    assert told["arrest_days_equal"] is True
    assert {len(days) for days in told["arrest_days"].values()} == {1, 2}
    assert all(told["decisions_final"].values())
    assert told["journals_whole"] is True
    assert (told["campaign"]["people-arrested"], told["campaign"]["mass-net"]) == (2, 7_981_000)


def test_a_dossier_convinces_a_court_without_a_network(
    walked: tuple[dict[str, Any], str], tmp_path: Path
) -> None:
    told, _ = walked
    given = [part for anchor in told["anchors"] for part in ("--anchor", anchor)]
    subprocess.run([*PYTHON, "-m", "borderlink", "dossiers", "verifiers", str(tmp_path)], check=True)
    alone = [*PYTHON, str(tmp_path / "verify.py")]
    command = [*PYTHON, "-m", "borderlink", "verify"]

    assert (told["verify_anchored"], told["verify_unanchored"], told["verify_half"]) == (0, 3, 2)
    assert len(set(told["anchors"])) == 2  # both agencies: each has cosigned the other's ledger
    assert [cut_off(verifier, told["dossier"], *given) for verifier in (command, alone)] == [0, 0]
    assert [cut_off(verifier, told["dossier"]) for verifier in (command, alone)] == [3, 3]
    assert cut_off(command, told["dossier"], "--anchor", "12345 " * 12) == 1


def cut_off(*parts: Sequence[str] | str) -> int:
    """Return a verifier's verdict, in a namespace without a network where this machine makes one."""
    command = [word for part in parts for word in ([part] if isinstance(part, str) else part)]
    tried = subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True)
    without = ["unshare", "-rn"] if tried.returncode == 0 else []
    return subprocess.run([*without, *command], check=False, capture_output=True, timeout=300).returncode


def test_an_arrest_or_a_mass_that_was_changed_in_one_store_shows(
    walked: tuple[dict[str, Any], str], tmp_path: Path
) -> None:
    told, _ = walked
    ours = read_again(told["folder"] / "node", told["case"], "investigator")
    copy = shutil.copytree(told["folder"] / "node-neighbours" / SYDNEY, tmp_path / SYDNEY)
    whole = read_again(copy, told["case_abroad"], "liaison")
    write(
        copy,
        "UPDATE cases_event SET happened_at = datetime(happened_at, '-1 day')",
        "DROP TRIGGER custody_entry_no_update",
        "UPDATE custody_entry SET body = CAST(replace(CAST(body AS TEXT), ':40000', ':39999') AS BLOB)"
        " WHERE kind = 'accept'",
    )

    changed = read_again(copy, told["case_abroad"], "liaison")

    before, after = figures.together([ours, whole]), figures.together([ours, changed])
    assert (before["arrest_days_equal"], before["ledgers_agree"]) == (True, True)
    assert (after["arrest_days_equal"], after["ledgers_agree"]) == (False, False)


def read_again(folder: Path, case: str, part: str) -> dict[str, Any]:
    """Return what a node's store says, read by a process of its own."""
    command = [sys.executable, "-m", "borderlink.node.demo.reread", str(folder), case, part]
    read = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return dict(json.loads(read.stdout.splitlines()[-1]))


def write(folder: Path, *statements: str) -> None:
    """Change a node's database from outside, as no door does."""
    (file,) = [path for path in folder.glob("*.sqlite3") if path.is_file()]
    with sqlite3.connect(file) as database:
        done = [database.execute(statement).rowcount for statement in statements]
    assert 0 not in done


def test_the_node_of_the_demonstration_is_down_when_it_ends(walked: tuple[dict[str, Any], str]) -> None:
    port = walked[0]["address"].rsplit(":", 1)[1].strip("/")

    assert f":{int(port):04X} 00000000:0000 0A" not in Path("/proc/net/tcp").read_text()
