"""Whatever a letter's form allows is taken in: newer codes, empty lists, people of every status."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from borderlink.foundation import canonical
from borderlink.liaison.domain import schemas
from borderlink.liaison.domain.evidence import ACTED
from borderlink.liaison.domain.states import Arrived
from borderlink.liaison.models.gate import GivenAssurance
from borderlink.liaison.refusals.delivery import PlanNotOurs
from borderlink.liaison.refusals.post import EffectFailed
from tests.liaison.letter_strategies import bodies
from tests.liaison.two_nodes import Pair, pair
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(world: World) -> Pair:
    """Give our node and one partner's, which may send as fast as it likes."""
    made = pair(world)
    made.partner.letters_a_minute = 10**6
    made.partner.save()
    return made


def sent(two: Pair, body: dict[str, object]) -> bytes:
    """Return the envelope of a body as the first letter of a thread."""
    letter = two.other.fresh_id()
    told = {**body, "letter": letter, "after": "", "thread": two.other.fresh_id()}
    return two.other.seal(canonical.to_bytes(told), letter=letter)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_form_of_every_kind_is_taken_in_without_a_fault(two: Pair, kind: str) -> None:
    quick = settings(
        max_examples=3, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip

    @quick
    @given(some=st.lists(bodies(kind), min_size=3, max_size=3))
    def run(some: list[dict[str, object]]) -> None:
        wires = [sent(two, body) for body in some]
        two.get(wires)
        for wire in wires:
            row = two.arrived(wire)
            assert row.code != EffectFailed.code
            if row.code == PlanNotOurs.code:  # between others than us two: kept and never taken
                assert (kind, row.state) == ("cd_plan", Arrived.QUARANTINED.value)
                continue
            if kind in ACTED:  # no entry that anyone signed, no offer of ours: kept and never taken
                assert row.code.startswith("handover.") or (
                    row.code == "" and kind in {"handover_cancel", "checkpoint"}
                )
                continue
            # Keys that no root has signed are kept and never taken.
            assert (row.state == Arrived.APPLIED.value) == (kind != "key_update")

    run()


def test_assurances_are_kept_of_a_letter_that_answers_none(two: Pair) -> None:
    assured = {"person": "P1", "status": "PST-SUSPECTED", "penalty": "MXP-DEATH", "assurance": "ASR-SOUGHT"}

    two.get([two.other.clue(assurance=[assured])])

    assert [(row.ref, row.assurance) for row in GivenAssurance.objects.all()] == [("P1", "ASR-SOUGHT")]
