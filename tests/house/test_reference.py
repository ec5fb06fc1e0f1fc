"""The reference pages are written from the code: none is stale."""

import subprocess
import sys

from tests.house.source import TOP


def test_no_reference_page_is_stale() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tools.reference", "--check"],
        cwd=TOP,
        check=False,
        capture_output=True,
        text=True,
    )

    assert told.returncode == 0, told.stdout + told.stderr[-2000:]
