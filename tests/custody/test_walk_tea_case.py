"""The tea case through custody's own actions, from the first hand-over to the fire."""

import pytest

from borderlink.custody.actions import checkpoints
from borderlink.custody.domain.signatures import holds
from borderlink.custody.domain.verify import Trust, verify
from borderlink.custody.queries import exhibits, ledger
from borderlink.foundation.checkpoint import SignedCheckpoint
from tests.custody.scenes import NODE_KEY, Step, tea_case


@pytest.mark.django_db
def test_the_tea_case_adds_up_to_the_milligram_and_verifies() -> None:
    scene = tea_case(Step.DESTROYED)

    masses = exhibits.masses_of_case(scene.by(), scene.case)
    checkpoint = SignedCheckpoint.from_note(checkpoints.sign_checkpoint(at=scene.now()).note)
    verdict = verify(
        ledger.all_events(), Trust(node="tests", anchors=frozenset({NODE_KEY.public().text()})),
        checkpoint=checkpoint.verify(ledger.origin(), NODE_KEY.public()), signatures=holds,
    )  # fmt: skip
    assert verdict.fault is None
    assert masses.seized == 7_981_000
    assert (masses.samples, masses.consumed, masses.transferred) == (3_200, 800, 40_000)
    assert (masses.destroyed, masses.loss, masses.kept, masses.residual_mg) == (7_937_000, 0, 0, 0)
    assert masses.pure_mass_mg == 6_544_420
    assert exhibits.breaches_of_case(scene.by(), scene.case)
