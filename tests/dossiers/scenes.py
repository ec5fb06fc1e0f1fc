"""A dossier of custody's tea case, drawn up and signed as officers do it."""

from collections.abc import Sequence

from borderlink.dossiers.actions.drawing_up import Withholding, draw_up_dossier
from borderlink.dossiers.actions.signing import sign_dossier
from borderlink.dossiers.models import Dossier
from tests.custody.scenes import Scene, Step, tea_case

ENGLISH = ("en",)  # papers in one language are enough where papers are not the point


def drawn_up(
    scene: Scene | None = None, *, step: Step = Step.SEALED, withhold: Sequence[Withholding] = ()
) -> tuple[Scene, Dossier]:
    scene = scene or tea_case(step)
    row = draw_up_dossier(
        case=scene.case, languages=ENGLISH, withhold=withhold, by=scene.by(), at=scene.now()
    )
    return scene, row


def signed(scene: Scene | None = None, **given: object) -> tuple[Scene, Dossier]:
    scene, row = drawn_up(scene, **given)  # type: ignore[arg-type]
    return scene, sign_dossier(number=row.number, hand=scene.hand(scene.kofi), by=scene.by(), at=scene.now())
