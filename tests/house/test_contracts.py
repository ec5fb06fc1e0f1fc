"""Each import contract is seen to fail on a breach planted for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, TOP

BREACHES = [
    ("Rooms stand in the order", "officers/domain.py", "import borderlink.screening.refusals\n"),
    ("Doors call actions", "journal/queries.py", "import borderlink.journal.actions\n"),
    ("The pure core knows no framework", "foundation/who.py", "import django.utils.timezone\n"),
    (
        "Nothing that searches, screens or counts",
        "cases/queries/search.py",
        "import borderlink.cases.queries.custodial\n",
    ),
    (
        "Figures are counted from tables",
        "cases/queries/figures.py",
        "import borderlink.cases.models.nominal\n",
    ),
    ("Doors never touch tables", "journal/pages.py", "import borderlink.journal.models\n"),
]


def _contracts_in(folder: Path) -> subprocess.CompletedProcess[str]:
    command = str(Path(sys.executable).parent / "lint-imports")
    path = os.pathsep.join([str(folder / "src"), str(folder)])
    return subprocess.run(
        [command, "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES)
def test_a_planted_import_breaks_its_contract(tmp_path: Path, contract: str, file: str, line: str) -> None:
    shutil.copytree(
        PACKAGE,
        tmp_path / "src" / "borderlink",
        ignore=shutil.ignore_patterns("__pycache__", "static", "locale"),
    )
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    planted = tmp_path / "src" / "borderlink" / file
    planted.write_text(planted.read_text() + "\n" + line)

    told = _contracts_in(tmp_path)

    assert told.returncode != 0
    assert any(contract in row and "BROKEN" in row for row in told.stdout.splitlines()), told.stdout
