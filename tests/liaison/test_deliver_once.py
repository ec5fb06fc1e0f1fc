"""A letter has its effect once, whatever is repeated, lost, reordered, cut or given up on the way."""

import random

import pytest

from borderlink.foundation.envelope import peek
from borderlink.liaison.actions.effects import EFFECTS, register_effect
from borderlink.liaison.domain.states import Arrived, LetterState, Posted
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.post import Incoming, Receipt
from borderlink.liaison.models.letters import Thread
from tests.liaison.two_nodes import Pair, pair
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(world: World) -> Pair:
    """Give our node and one partner's."""
    return pair(world)


def states(wires: list[bytes], two: Pair) -> list[str]:
    """Return what became of envelopes of theirs."""
    return [two.arrived(wire).state for wire in wires]


def test_a_letter_of_theirs_comes_into_the_inbox_and_is_receipted(two: Pair) -> None:
    wire = two.other.clue(note="chè")

    two.get([wire])

    assert two.arrived(wire).state == Arrived.APPLIED.value
    assert Letter.objects.get(uuid=peek(wire).letter).state == LetterState.ARRIVED.value
    assert two.other.stages_of(wire) == [("RCP-VALIDATED", "")]


def test_a_letter_of_ours_is_settled_by_their_receipt(two: Pair) -> None:
    (letter,) = two.write()

    outcome = two.put()

    letter.refresh_from_db()
    assert (outcome.settled, outcome.troubles) == (1, {})
    assert two.outgoing(letter).state == Posted.STORED.value
    assert letter.state == LetterState.VALIDATED.value
    assert two.other.state.applied == [str(letter.uuid)]
    assert two.put().settled == 0
