"""A case holds its parcels beyond their retention; a case that nobody keeps watches nothing."""

from datetime import timedelta

import pytest
from django.conf import settings

from borderlink.foundation.refusals import NotFound
from borderlink.screening.actions.belt import look_at_parcel
from borderlink.screening.models.referrals import Load, Referral
from tests.cases.scenes import opened
from tests.screening.scenes import TEA, manifest, screened, work
from tests.screening.test_open_parcel import NOTHING
from tests.screening.test_purge_parcels import close
from tests.world import NOON, World

TOO_LATE = NOON + timedelta(days=180)
HEADING = "kind,value,name,case,seizure,author,approver,approved_on,expires_on,note\n"


def test_a_case_holds_its_parcels_though_nothing_was_found_in_them(world: World) -> None:
    amina = world.reader(world.amina)
    load = screened(amina)
    opened(world, by=world.amina, waybills=TEA[:1])
    close(world, load, NOTHING)

    work(TOO_LATE)

    held = look_at_parcel(waybill=TEA[0], why="check", by=amina, at=TOO_LATE)
    assert held.facts
    assert held.referral is not None
    assert Referral.objects.filter(waybill=TEA[0], forgotten_on=None).exists()
    with pytest.raises(NotFound):
        look_at_parcel(waybill=TEA[1], why="check", by=amina, at=TOO_LATE)


def watched(case: str, seizure: str = "") -> str:
    return f"{HEADING}phone,+61 491 570 156,,{case},{seizure},Kofi,Dalia,2026-11-01,2027-01-15,\n"


def load_under(world: World, text: str) -> Load:
    path = settings.BORDERLINK.folder / "watch.csv"
    path.write_text(text, encoding="utf-8")
    try:
        return screened(world.reader(world.amina), manifest(30, with_tea=False))
    finally:
        path.unlink()


def test_a_watch_entry_for_a_case_that_is_not_there_refuses_the_load(world: World) -> None:
    refused = load_under(world, watched("GZ-BAIYUN-2026-0099"))

    assert (refused.state, refused.refusal["code"]) == ("refused", "foundation.not-found")
    assert refused.refusal["facts"]["name"] == "GZ-BAIYUN-2026-0099"


def test_a_watch_entry_for_a_case_of_the_node_or_a_partners_seizure_is_applied(world: World) -> None:
    case = opened(world)

    assert load_under(world, watched(case.number)).state == "done"


def test_a_partners_seizure_is_not_ours_to_check(world: World) -> None:
    assert load_under(world, watched("", "AFP-2026-00017")).state == "done"
