"""A case is opened: its number, its officers, who may see it."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from borderlink.cases.actions.members import let_in, let_out
from borderlink.cases.actions.opening import Source, open_case, take_parcels
from borderlink.cases.queries.cases import case_of, cases_of, cases_seen, facts_for_custody, members_of
from borderlink.cases.refusals.file import (
    AlreadyMember,
    CaseClosed,
    LastMember,
    MemberUnfit,
    NoParcel,
    NoReference,
    NoTitle,
    NotMember,
    PackUnknown,
    ParcelHasCase,
    ReasonMissing,
    UnitUnknown,
)
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Role
from borderlink.journal.models import JournalLine
from tests.cases.scenes import PACK, hire, investigator, opened, shared
from tests.screening.scenes import TEA, screened
from tests.world import NOON, World


def test_a_case_has_the_next_number_of_its_unit_and_year(world: World) -> None:
    numbers = [opened(world).number for _ in range(3)]

    assert numbers == ["GZ-BAIYUN-2026-0001", "GZ-BAIYUN-2026-0002", "GZ-BAIYUN-2026-0003"]


def test_a_case_that_was_refused_leaves_no_gap(world: World) -> None:
    opened(world)
    with pytest.raises(NotFound):
        opened(world, waybills=["NOTHERE01"])

    assert opened(world).number == "GZ-BAIYUN-2026-0002"


@pytest.mark.django_db(transaction=True)
def test_cases_opened_at_once_have_numbers_without_gap_or_double(world: World) -> None:
    kofi = world.reader(investigator(world))
    found: list[str] = []

    def work() -> None:
        try:
            for _ in range(3):
                case = open_case(
                    title="At once", unit="GZ-BAIYUN", pack=PACK, source=Source.HAND, by=kofi, at=NOON
                )
                found.append(case.number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [f"GZ-BAIYUN-2026-{place:04}" for place in range(1, 13)]


def test_the_four_parcels_of_the_tea_become_one_case_with_what_is_known_of_them(world: World) -> None:
    screened(world.reader(world.amina))

    case = opened(world, by=world.amina, waybills=TEA)

    parcels = {parcel.waybill: parcel for parcel in case.parcels.all()}
    assert set(parcels) == set(TEA)
    assert parcels[TEA[0]].facts["receiver_name"] == "Marlow Quince"
    assert {link["waybill"] for link in parcels[TEA[0]].shares} >= set(TEA[1:])
    assert case.source == "referral"
    assert cases_of(world.amina.badge) == {case.number}


def test_a_parcel_stands_in_one_case_alone(world: World) -> None:
    screened(world.reader(world.amina))
    opened(world, by=world.amina, waybills=TEA[:1])

    with pytest.raises(ParcelHasCase):
        opened(world, by=world.amina, waybills=TEA)

    case = opened(world, by=world.amina, waybills=TEA[1:2])
    took = take_parcels(case=case.number, waybills=TEA[2:], by=world.reader(world.amina), at=NOON)
    assert took == list(TEA[2:])


def test_another_stations_parcel_opens_no_case(world: World) -> None:
    screened(world.reader(world.amina))

    with pytest.raises(NotFound):
        opened(world, by=world.chidi, waybills=TEA[:1])
    with pytest.raises(NotFound):  # an investigator fetches only what something was found in
        opened(world, waybills=TEA[:1])


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"title": " "}, NoTitle),
        ({"pack": "xx"}, PackUnknown),
        ({"unit": "GZ-NANSHA"}, UnitUnknown),
        ({"unit": "NOWHERE"}, UnitUnknown),
        ({"source": Source.REFERRAL}, NoParcel),
        ({"source": Source.TIP}, NoReference),
        ({"source": Source.CLUE}, NoReference),
    ],
)
def test_a_case_without_what_it_needs_is_refused(
    world: World, said: dict[str, object], refusal: type[Refusal]
) -> None:
    plain: dict[str, object] = {
        "title": "Tea", "unit": "GZ-BAIYUN", "pack": PACK, "source": Source.HAND,
        "by": world.reader(investigator(world)), "at": NOON,
    }  # fmt: skip

    with pytest.raises(refusal):
        open_case(**{**plain, **said})  # type: ignore[arg-type]


def test_a_planner_opens_no_case(world: World) -> None:
    with pytest.raises(NotAllowed):
        opened(world, by=world.hoa)


def test_an_outsider_gets_the_words_of_a_missing_case(world: World) -> None:
    case = shared(world)
    chidi = world.reader(world.chidi)

    with pytest.raises(NotFound) as theirs:
        case_of(chidi, case.number)
    with pytest.raises(NotFound) as missing:
        case_of(chidi, "GZ-BAIYUN-2026-0999")

    assert theirs.value.facts | {"name": ""} == missing.value.facts | {"name": ""}
    assert list(cases_seen(chidi)) == []


def test_members_and_the_commander_of_the_unit_see_a_case_and_no_other_officer(world: World) -> None:
    case = shared(world)
    far = hire(world, "GZ-0021", Role.COMMANDER, unit="nansha")
    near = hire(world, "GZ-0022", Role.CASE_OFFICER)

    sees = {
        officer.badge: case in cases_seen(world.reader(officer))
        for officer in (world.amina, world.bruno, world.dalia, world.chidi, far, near, *world.everyone)
    }

    assert {badge for badge, seen in sees.items() if seen} == {
        world.amina.badge, world.bruno.badge, world.dalia.badge,
    }  # fmt: skip


def test_who_is_let_in_sees_the_case_until_let_out(world: World) -> None:
    case = opened(world)
    kofi, badge = world.reader(investigator(world)), world.chidi.badge

    let_in(case=case.number, officer=badge, why="speaks the language", by=kofi, at=NOON)
    assert case_of(world.reader(world.chidi), case.number) == case
    let_out(case=case.number, officer=badge, why="the work is done", by=kofi, at=NOON)

    assert cases_of(badge) == frozenset()
    with pytest.raises(NotFound):
        case_of(world.reader(world.chidi), case.number)
    acts = list(JournalLine.objects.filter(subject=f"case {case.number}").values_list("act", flat=True))
    assert acts == ["cases.open", "cases.let-in", "cases.let-out"]


def test_letting_in_needs_a_reason_an_officer_of_the_agency_and_the_right_to(world: World) -> None:
    case = shared(world)
    kofi, bruno = world.reader(investigator(world)), world.reader(world.bruno)

    def trying(act: Callable[..., object], officer: str, why: str = "a reason", by: object = kofi) -> object:
        return act(case=case.number, officer=officer, why=why, by=by, at=NOON)

    for officer in (world.emeka, world.farid, world.jun, world.ivan):
        with pytest.raises(MemberUnfit):
            trying(let_in, officer.badge)
    with pytest.raises(MemberUnfit):
        trying(let_in, "GZ-9999")
    with pytest.raises(ReasonMissing):
        trying(let_in, world.chidi.badge, why=" ")
    with pytest.raises(AlreadyMember):
        trying(let_in, world.amina.badge)
    with pytest.raises(NotAllowed):
        trying(let_in, world.chidi.badge, by=bruno)
    with pytest.raises(NotAllowed):
        trying(let_out, world.amina.badge, by=bruno)
    with pytest.raises(NotMember):
        trying(let_out, world.chidi.badge)
    assert members_of(case).count() == 3


def test_the_last_officer_of_an_open_case_stays(world: World) -> None:
    case = opened(world)

    with pytest.raises(LastMember):
        let_out(
            case=case.number,
            officer=investigator(world).badge,
            why="moved",
            by=world.reader(world.dalia),
            at=NOON,
        )


def test_custody_reads_the_facts_of_a_case(world: World) -> None:
    case = opened(world)

    facts = facts_for_custody(case.number)

    assert (facts.agency, facts.unit, facts.pack) == ("GZ-CUSTOMS", "GZ-BAIYUN", PACK)
    assert facts.is_open
    assert not facts.is_final
    with pytest.raises(NotFound):
        facts_for_custody("GZ-BAIYUN-2026-0999")


def test_nothing_is_written_into_a_closed_case(world: World) -> None:
    screened(world.reader(world.amina))
    case = opened(world, by=world.amina, waybills=TEA[:1])
    type(case).objects.filter(pk=case.pk).update(state="closed")

    with pytest.raises(CaseClosed):
        take_parcels(case=case.number, waybills=TEA[1:], by=world.reader(world.amina), at=NOON)
