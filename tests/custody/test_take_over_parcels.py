"""The page on which investigators take opened parcels over from inspection."""

import re

import pytest
from django.urls import reverse

from borderlink.cases.actions.members import let_in
from borderlink.officers.queries import reader_of
from borderlink.screening.actions.belt import scan_parcel
from borderlink.screening.actions.opening import Witness, open_parcel
from tests.cases.scenes import investigator, opened
from tests.screening.scenes import screened
from tests.world import NOON, World, signed_in

pytestmark = pytest.mark.django_db


def test_who_opened_the_parcels_stands_there_to_sign_and_what_is_declared_beside_them(world: World) -> None:
    amina, kofi = reader_of(world.amina), investigator(world)
    screened(amina)
    scan_parcel(waybill="TEA0001", by=amina, at=NOON)
    witness = Witness(second_officer=world.bruno.badge, operator_present=True, operator="Operator 7")
    open_parcel(waybill="TEA0001", witness=witness, by=amina, at=NOON)
    case = opened(world, by=world.amina, waybills=["TEA0001"]).number
    let_in(case=case, officer=kofi.badge, why="investigates", by=reader_of(world.amina), at=NOON)

    page = signed_in(kofi).get(reverse("custody:take_over", args=[case])).content.decode()

    assert f'value="{world.amina.badge}"' in page
    assert re.search(r"TEA0001 · [^<]+ · [0-9,]+ g", page)
