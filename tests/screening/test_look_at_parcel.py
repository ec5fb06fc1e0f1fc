"""Looking at a parcel is an act: it has a reason, and stands in the journal."""

import json
import re

import pytest

from borderlink.cases.refusals.file import CaseNotUnderstood
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.journal.models import JournalLine
from borderlink.screening.actions.belt import list_pulls, list_worklist, look_at_parcel, search_parcels
from borderlink.screening.queries import referrals
from borderlink.screening.queries.referrals import Filters
from borderlink.screening.refusals.belt import NoCaseNumber, NoReasonGiven, SearchTooShort
from tests.cases.scenes import opened
from tests.screening.scenes import TEA, manifest, screened
from tests.screening.test_read_items import ITEM
from tests.world import NOON, World, signed_in


def test_a_parcel_is_shown_with_its_facts_and_its_links(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)

    sheet = look_at_parcel(waybill="TEA0001", why="worklist", by=amina, at=NOON)

    assert sheet.facts["receiver_name"] == "Marlow Quince"
    assert {link.waybill for link in sheet.linked} == set(TEA[1:])
    assert all("phone" in link.shares for link in sheet.linked)


def test_a_look_is_journalled_with_its_reason(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)

    look_at_parcel(waybill="HON00005", why="worklist", by=amina, at=NOON)

    line = JournalLine.objects.get(act="screening.look")
    assert (line.subject, line.by) == ("parcel HON00005", "GZ-0001")


def test_a_look_without_a_reason_is_refused(world: World) -> None:
    screened(world.reader(world.amina))

    with pytest.raises(NoReasonGiven):
        look_at_parcel(waybill="TEA0001", why="  ", by=world.reader(world.amina), at=NOON)


def test_another_stations_parcel_is_refused_like_a_missing_one(world: World) -> None:
    screened(world.reader(world.amina))
    chidi = world.reader(world.chidi)

    with pytest.raises(NotFound) as theirs:
        look_at_parcel(waybill="TEA0001", why="worklist", by=chidi, at=NOON)
    with pytest.raises(NotFound) as missing:
        look_at_parcel(waybill="TEA9999", why="worklist", by=chidi, at=NOON)

    assert theirs.value.facts == {"thing": "parcel", "name": "TEA0001"}
    assert theirs.value.facts.keys() == missing.value.facts.keys()


def test_a_link_into_another_station_tells_that_it_is_there_and_nothing_else(world: World) -> None:
    lines = manifest().decode().splitlines(keepends=True)
    ours = "".join(line for line in lines if not line.startswith(("TEA0003", "TEA0004"))).encode()
    theirs = "".join(line for line in lines if line.startswith(("waybill", "TEA0003", "TEA0004"))).encode()
    filler = manifest(300, with_tea=False, prefix="FIL").split(b"\n", 1)[1]
    screened(world.reader(world.amina), ours)
    screened(world.reader(world.chidi), theirs + filler)

    sheet = look_at_parcel(waybill="TEA0004", why="worklist", by=world.reader(world.chidi), at=NOON)

    assert [link.waybill for link in sheet.linked] == ["TEA0003", "", ""]
    assert [bool(link.facts) for link in sheet.linked] == [True, False, False]


def test_the_worklist_is_journalled_with_its_filter_and_count(world: World) -> None:
    amina = world.reader(world.amina)
    screened(amina)

    shown = list_worklist(filters=Filters(direction="export"), by=amina, at=NOON)

    body = bytes(JournalLine.objects.get(act="screening.list").body).decode()
    assert f'"count":{shown.total}' in body
    assert '"direction":"export"' in body


def test_chidi_sees_nothing_of_baiyun_by_any_question(world: World) -> None:
    screened(world.reader(world.amina))
    chidi = world.reader(world.chidi)

    assert list_worklist(filters=Filters(), by=chidi, at=NOON).total == 0
    assert list_worklist(filters=Filters(unit="GZ-BAIYUN"), by=chidi, at=NOON).total == 0
    assert list_pulls(filters=Filters(), by=chidi, at=NOON) == []
    assert referrals.find_referral(chidi, "TEA0001") is None
    assert referrals.choices(chidi).units == []
    case = opened(world, by=world.chidi, unit="GZ-NANSHA")
    chidi = world.reader(world.chidi)
    assert search_parcels(name="Marlow", case=case.number, by=chidi, at=NOON).is_empty()


def test_who_has_no_need_to_know_gets_no_list(world: World) -> None:
    for officer in (world.dalia, world.emeka, world.farid, world.hoa, world.ivan, world.jun):
        reader = world.reader(officer)
        with pytest.raises(NotAllowed):
            list_worklist(filters=Filters(), by=reader, at=NOON)
        with pytest.raises(NotAllowed):
            list_pulls(filters=Filters(), by=reader, at=NOON)
        with pytest.raises(NotAllowed):
            search_parcels(name="Marlow", case="GZ-1", by=reader, at=NOON)


def test_a_search_by_name_needs_a_case_and_keeps_the_name_sealed(world: World) -> None:
    case = opened(world, by=world.amina).number
    amina = world.reader(world.amina)
    screened(amina)

    with pytest.raises(NoCaseNumber):
        search_parcels(name="Marlow", case=" ", by=amina, at=NOON)
    with pytest.raises(SearchTooShort):
        search_parcels(name="M", case=case, by=amina, at=NOON)
    found = search_parcels(name="marlow QUIN", case=f" {case.lower()} ", by=amina, at=NOON)

    assert set(found["waybill"]) == {"TEA0001", "TEA0004"}
    line = JournalLine.objects.get(act="screening.search")
    assert b"arlow" not in bytes(line.body)
    assert line.subject == f"case {case}"


def test_a_search_for_a_case_that_is_not_the_officers_is_refused_like_a_missing_one(world: World) -> None:
    case = opened(world).number  # of Kofi alone
    amina = world.reader(world.amina)
    screened(amina)

    for number in (case, "GZ-BAIYUN-2026-0999"):
        with pytest.raises(NotFound):
            search_parcels(name="Marlow", case=number, by=amina, at=NOON)
    with pytest.raises(CaseNotUnderstood):
        search_parcels(name="Marlow", case="the tea case", by=amina, at=NOON)
    assert not JournalLine.objects.filter(act="screening.search").exists()


def test_what_is_gone_comes_last(world: World) -> None:
    amina = world.reader(world.amina)
    gone = manifest().replace(b"2026-11-22 18:00", b"2026-11-22 09:00", 400)
    screened(amina, gone)

    rows = list(referrals.worklist(amina, Filters(), at=NOON))

    past = [bool(row.cutoff_at and row.cutoff_at < NOON) for row in rows]
    assert past == sorted(past)


def test_the_page_tells_what_a_cn_23_says_beside_its_goods(world: World) -> None:
    screened(world.reader(world.amina), json.dumps([ITEM]).encode())

    page = signed_in(world.amina).get("/screening/parcels/EE123456785CN/", {"why": "worklist"})

    words = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert "Category Gift Postage CNY 35" in words
    assert "Other numbers Order DD1 Invoice INV-7" in words
