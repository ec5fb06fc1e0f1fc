"""Rightly signed dossiers that were built to be read in two ways are read in one, and quickly."""

import time

import pytest

from borderlink.dossiers.domain.verify import verify_dossier
from tests.dossier_hostile import HOSTILE, Hostile
from tests.dossier_world import anchor

SECONDS = 10  # each takes some hundredths; a count gone wild takes hours


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_the_command_says_one_thing_of_it(hostile: Hostile) -> None:
    dossier = hostile.make()

    since = time.monotonic()
    found = verify_dossier(dossier, anchors=[anchor()])

    assert (found.code, found.findings[0].code) == (hostile.verdict, hostile.first)
    assert time.monotonic() - since < SECONDS
