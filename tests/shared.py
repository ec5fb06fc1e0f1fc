"""What is made once a run and serves every worker and every stage: in one folder, by whoever comes first."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

FOLDER: Final = "BORDERLINK_TEST_SHARED"  # set by tools/stages.py, which makes the folder and removes it


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of this run: of all its stages, or of the workers of one call of pytest."""
    given, own = os.environ.get(FOLDER), factory.getbasetemp()
    if given:
        return Path(given)
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(place: Path, make: Callable[[Path], None]) -> Path:
    """Return ``place``, filled by ``make`` unless it is whole: others wait meanwhile, and find it there."""
    whole = place.with_name(f"{place.name}.whole")
    with place.with_name(f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            make(place)
            whole.touch()
    return place
