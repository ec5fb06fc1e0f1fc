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
    assert "bưu kiện" in done.stdout


def test_the_node_of_the_demonstration_is_down_when_it_ends(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "borderlink", "demo", "--once", "--folder", str(tmp_path / "node")]

    subprocess.run(
        [*command, "--json", str(figures), "--parcels", "2000"], check=True, capture_output=True, timeout=300
    )

    port = json.loads(figures.read_text())["address"].rsplit(":", 1)[1].strip("/")
    listening = Path("/proc/net/tcp").read_text()
    assert f":{int(port):04X} 00000000:0000 0A" not in listening
