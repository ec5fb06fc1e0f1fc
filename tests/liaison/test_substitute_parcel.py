"""A substitute of the evidence room goes in a controlled delivery: once for a parcel, and never as a drug."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from borderlink.custody.actions import leaving
from borderlink.custody.actions.weighing import Reading
from borderlink.foundation.refusals import NotFound
from borderlink.liaison.actions.substituting import name_substitute
from borderlink.liaison.models.delivery import Substitution
from borderlink.liaison.refusals import delivery as refused
from tests.custody import scenes
from tests.liaison.test_order_delivery import Scene
from tests.world import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_parcel_is_replaced_once_by_a_lot_that_is_a_substitute() -> None:
    room = scenes.tea_case(scenes.Step.WEIGHED)
    made = leaving.substitute(
        source=room.lots[0], material="tea-leaf", reading=Reading(balance="B-1", mass_mg=2_000_000),
        hands=room.two, by=room.by(), at=room.now(),
    ).number  # fmt: skip
    scene = Scene(room.world)
    officer = replace(scene.by, cases=frozenset({room.case}))
    scene.propose()

    def name(exhibit: str) -> Substitution:
        return name_substitute(operation=scene.row.uuid, exhibit=exhibit, by=officer, at=NOON)

    with pytest.raises(refused.NotAgreed):
        name(made)
    scene.agreed()
    with pytest.raises(NotFound):
        name_substitute(operation=scene.row.uuid, exhibit=made, by=scene.by, at=NOON)
    with pytest.raises(refused.NotSubstitute):
        name(room.lots[0])

    row = name(made)

    assert (row.source, row.exhibit) == (room.lots[0], made)
    with pytest.raises(refused.SubstitutedAlready):
        name(made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Substitution.objects.all().delete()
