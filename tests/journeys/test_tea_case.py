"""The story that must always run, walked through the command an evaluator would type."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey


def test_the_tea_case_runs_from_manifest_to_outcome(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "borderlink", "demo", "--once", "--folder", str(tmp_path / "node")]

    done = subprocess.run(
        [*command, "--json", str(figures), "--language", "vi", "--parcels", "20000"],
        check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(figures.read_text())
    assert told["tea_parcels"] == told["linked_parcels"] == told["referred_tea"] == told["opened"] == 4
    assert told["rows_read"] == told["parcels"] + told["quarantined"]
    assert told["referrals"] <= told["parcels"] * 0.01 * 1.2  # the share, and the random arm's part
    assert told["refused_to_outsider"] == 4
    assert told["figures_opened"] == told["figures_hits"] == 4
    assert told["journal_whole"] is True
    assert told["clue_read_in"] == {"mong-cai": "vi", "dongxing": "zh-Hans", "sydney-police": "en"}
    assert told["letters"] == told["letters_sent"] == 4
    assert told["receipts"] >= 8  # each letter stored, and found valid
    assert "bưu kiện" in done.stdout
    assert_evidence_adds_up(told)
    assert_dossier_convinces(Path(told["dossier"]), told)


def assert_evidence_adds_up(told: dict[str, object]) -> None:
    """7,981 g were seized, and every milligram is somewhere; the balance agrees within its uncertainty."""
    mg = {name: int(str(value)) for name, value in told.items() if name.endswith("_mg")}
    assert mg["seized_mg"] == mg["destroyed_mg"] + mg["consumed_mg"] + mg["samples_mg"] == 7_981_000
    assert mg["closure_residual_mg"] == 0
    assert 0 < abs(mg["closure_measured_residual_mg"]) <= mg["closure_u_mg"]
    assert 0.7 * mg["seized_mg"] < mg["pure_mass_mg"] < 0.9 * mg["seized_mg"]


def assert_dossier_convinces(dossier: Path, told: dict[str, object]) -> None:
    """Whole and anchored with the fingerprint, unanchored without; cut in half nothing at all."""
    assert (told["verify_anchored"], told["verify_unanchored"]) == (0, 3)
    anchors = told["anchors"]
    assert isinstance(anchors, list)
    given = [part for anchor in anchors for part in ("--anchor", anchor)]
    assert verify(dossier, *given) == 0
    assert verify(dossier, "--anchor", "12345 " * 12) == 1
    half = dossier.with_name("half.zip")
    half.write_bytes(dossier.read_bytes()[: dossier.stat().st_size // 2])
    assert verify(half, *given) == 2


def verify(dossier: Path, *more: str) -> int:
    command = [sys.executable, "-m", "borderlink", "verify", str(dossier), *more]
    return subprocess.run(command, check=False, capture_output=True, timeout=120).returncode


def test_the_node_of_the_demonstration_is_down_when_it_ends(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "borderlink", "demo", "--once", "--folder", str(tmp_path / "node")]

    subprocess.run(
        [*command, "--json", str(figures), "--parcels", "2000"], check=True, capture_output=True, timeout=300
    )

    port = json.loads(figures.read_text())["address"].rsplit(":", 1)[1].strip("/")
    listening = Path("/proc/net/tcp").read_text()
    assert f":{int(port):04X} 00000000:0000 0A" not in listening
