"""The case file: people, links, events, tasks, approvals, diary; each look and act stands in the journal."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from borderlink.cases.actions.deciding import close_case
from borderlink.cases.actions.following import (
    add_event,
    add_task,
    ask_approval,
    decide_approval,
    finish_task,
    write_diary,
)
from borderlink.cases.actions.linking import link, strike_link
from borderlink.cases.actions.looking import list_cases, list_tasks, look_at_case
from borderlink.cases.actions.people import (
    Party,
    Standing,
    add_address,
    add_identifier,
    add_name,
    add_organisation,
    add_person,
    change_standing,
    strike_person,
)
from borderlink.cases.domain.standing import CustodyState
from borderlink.cases.models.nominal import DiaryEntry, SearchKey
from borderlink.cases.queries.following import approvals_asked, approvals_to_decide, tasks_to_do
from borderlink.cases.queries.listing import Filters, overdue_count
from borderlink.cases.queries.picture import things_of, ties_of
from borderlink.cases.refusals.file import (
    CaseClosed,
    CodeUnknown,
    DatesOutOfOrder,
    DayInFuture,
    DoneAlready,
    DueInPast,
    LinkedAlready,
    LinkNotPossible,
    OwnApproval,
    OwnerNotMember,
    ReasonMissing,
    WordsMissing,
)
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Reader, Role
from borderlink.journal.models import JournalLine
from tests.cases.scenes import hire, investigator, opened, shared
from tests.screening.scenes import TEA, screened
from tests.world import NOON, World

TODAY = date(2026, 11, 22)


@pytest.fixture
def kofi(world: World) -> Reader:
    """The case officer, with the shared case among his."""
    shared(world)
    return world.reader(investigator(world))


CASE = "GZ-BAIYUN-2026-0001"


def test_someone_entered_without_more_is_an_associate_whose_role_is_not_known(kofi: Reader) -> None:
    person = add_person(case=CASE, party=Party(name="  林  小满 "), by=kofi, at=NOON)

    assert (person.label, person.involvement.role) == ("P01", "ROL-ASSOCIATE")
    assert person.involvement.custody == "custody-unknown"
    name = person.names.get()
    assert (name.text, name.script) == ("林 小满", "SCR-HAN")
    assert SearchKey.objects.filter(person=person).exists()
    line = JournalLine.objects.get(act="cases.add-person")
    assert "林" not in bytes(line.body).decode()


def test_names_stand_in_the_script_they_were_written_in(kofi: Reader) -> None:
    person = add_person(case=CASE, party=Party(name="阮文雄"), by=kofi, at=NOON)
    for text in ("Nguyễn Văn Hùng", "Nguyen Van Hung", "Нгуен Ван Хунг"):
        add_name(case=CASE, owner="P01", text=text, kind="NMK-TRANSLIT", by=kofi, at=NOON)

    scripts = [name.script for name in person.names.all()]
    assert scripts == ["SCR-HAN", "SCR-VIET", "SCR-LATIN", "SCR-CYRL"]
    with pytest.raises(WordsMissing):
        add_name(case=CASE, owner="P01", text="  ", kind="NMK-ALIAS", by=kofi, at=NOON)
    with pytest.raises(NotFound):
        add_name(case=CASE, owner="P02", text="Someone", kind="NMK-ALIAS", by=kofi, at=NOON)


def test_role_custody_and_days_are_checked_and_what_was_stays_in_the_journal(kofi: Reader) -> None:
    add_person(case=CASE, party=Party(name="Ann Archer"), by=kofi, at=NOON)
    held = Standing(
        role="ROL-COURIER", custody=CustodyState.HELD, suspected_on=TODAY, held_on=TODAY - timedelta(days=1)
    )

    row = change_standing(case=CASE, person="P01", standing=held, by=kofi, at=NOON)

    assert (row.role, row.custody, row.held_on) == ("ROL-COURIER", "held", date(2026, 11, 21))
    body = bytes(JournalLine.objects.get(act="cases.change-standing").body).decode()
    assert '"role-was":"ROL-ASSOCIATE"' in body
    assert '"held_on":"2026-11-21","held_on-was":"none"' in body
    assert "arrested_on" not in body
    for wrong, refusal in (
        (Standing(role="ROL-NOBODY"), CodeUnknown),
        (Standing(held_on=TODAY + timedelta(days=1)), DayInFuture),
        (Standing(held_on=TODAY, arrested_on=TODAY - timedelta(days=2)), DatesOutOfOrder),
    ):
        with pytest.raises(refusal):
            change_standing(case=CASE, person="P01", standing=wrong, by=kofi, at=NOON)


def test_someone_struck_stays_readable_and_counts_no_more(kofi: Reader) -> None:
    person = add_person(case=CASE, party=Party(name="Ann Archer"), by=kofi, at=NOON)

    with pytest.raises(ReasonMissing):
        strike_person(case=CASE, person="P01", why="", by=kofi, at=NOON)
    row = strike_person(case=CASE, person="P01", why="another Ann Archer", by=kofi, at=NOON)

    assert row.struck_on == TODAY
    assert person.names.get().text == "Ann Archer"
    with pytest.raises(DoneAlready):
        strike_person(case=CASE, person="P01", why="again", by=kofi, at=NOON)


def test_one_phone_of_two_people_is_one_thing_in_the_picture(kofi: Reader) -> None:
    for name in ("Ann Archer", "Ben Baker"):
        add_person(case=CASE, party=Party(name=name), by=kofi, at=NOON)
    add_identifier(case=CASE, owner="P01", kind="IDT-PHONE", value="+61 2 5550 1234", by=kofi, at=NOON)
    add_identifier(case=CASE, owner="P02", kind="IDT-PHONE", value="+61 255501234", by=kofi, at=NOON)
    case = look_at_case(number=CASE, part="links", why="work", by=kofi, at=NOON)

    phones = [thing for thing in things_of(case) if thing.kind == "identifier"]

    assert len(phones) == 1
    assert [tie.codes for tie in ties_of(case)] == [("LNK-USES",), ("LNK-USES",)]


def test_links_join_two_different_things_of_the_same_case_once(kofi: Reader) -> None:
    ann = add_person(case=CASE, party=Party(name="Ann Archer"), by=kofi, at=NOON)
    shop = add_organisation(case=CASE, name="Fable Teas", kind="BDK-SHOP", by=kofi, at=NOON)
    add_address(case=CASE, owner="O01", text="12 Fable Street, Sydney", country="AU", by=kofi, at=NOON)
    one, other = f"person:{ann.pk}", f"organisation:{shop.pk}"

    def draw(first: str, second: str, kind: str = "LNK-WORKS") -> int:
        return link(case=CASE, one=first, other=second, kind=kind, by=kofi, at=NOON).pk

    pk = draw(one, other)
    with pytest.raises(LinkedAlready):
        draw(other, one)
    with pytest.raises(LinkNotPossible):
        draw(one, one)
    with pytest.raises(LinkNotPossible):
        draw(one, "person:99999")
    with pytest.raises(CodeUnknown):
        draw(one, other, "LNK-NOTHING")
    strike_link(case=CASE, pk=pk, why="mistaken", by=kofi, at=NOON)
    with pytest.raises(DoneAlready):
        strike_link(case=CASE, pk=pk, why="mistaken", by=kofi, at=NOON)
    assert draw(one, other) != pk


def test_parcels_of_a_case_are_tied_by_what_linkage_saw(world: World) -> None:
    screened(world.reader(world.amina))
    case = opened(world, by=world.amina, waybills=TEA)

    ties = ties_of(case)

    assert {frozenset((tie.one, tie.other)) for tie in ties} == {
        frozenset((f"parcel:{one}", f"parcel:{other}")) for one in TEA for other in TEA if one < other
    }


def test_an_event_is_past_and_has_words(kofi: Reader) -> None:
    def tell(happened_at: datetime, text: str = "They met", kind: str = "EVT-MEETING") -> object:
        return add_event(
            case=CASE, happened_at=happened_at, to_the_day=False, kind=kind, text=text, by=kofi, at=NOON
        )

    tell(NOON - timedelta(hours=3))
    with pytest.raises(DayInFuture):
        tell(NOON + timedelta(days=2))
    with pytest.raises(WordsMissing):
        tell(NOON, text=" ")
    with pytest.raises(CodeUnknown):
        tell(NOON, kind="EVT-NOTHING")


def test_a_task_has_an_owner_in_the_case_and_a_day_to_come(world: World, kofi: Reader) -> None:
    def give(owner: str = "GZ-0002", due_on: date = TODAY) -> int:
        return add_task(case=CASE, text="Ask the courier", owner=owner, due_on=due_on, by=kofi, at=NOON).pk

    pk = give()
    with pytest.raises(OwnerNotMember):
        give(owner=world.chidi.badge)
    with pytest.raises(DueInPast):
        give(due_on=TODAY - timedelta(days=1))
    bruno = world.reader(world.bruno)
    assert [task.pk for task in tasks_to_do(bruno)] == [pk]
    assert list(tasks_to_do(kofi)) == []
    assert [task.pk for task in list_tasks(everyone=True, by=kofi, at=NOON)] == [pk]
    assert overdue_count(bruno, TODAY) == 0
    assert overdue_count(bruno, TODAY + timedelta(days=1)) == 1
    finish_task(case=CASE, pk=pk, words="he knows nothing", by=bruno, at=NOON)
    with pytest.raises(DoneAlready):
        finish_task(case=CASE, pk=pk, by=bruno, at=NOON)
    assert list(tasks_to_do(bruno)) == []


def test_only_another_commander_of_the_unit_approves(world: World, kofi: Reader) -> None:
    dalia = world.reader(world.dalia)
    far = world.reader(hire(world, "GZ-0021", Role.COMMANDER, unit="nansha"))
    asked = ask_approval(case=CASE, kind="APR-SEARCH", text="The flat in Fable Street", by=kofi, at=NOON)
    own = ask_approval(case=CASE, kind="APR-SEARCH", text="My own wish", by=dalia, at=NOON)

    def decide(pk: int, by: Reader) -> object:
        return decide_approval(case=CASE, pk=pk, allowed=True, words="two officers", by=by, at=NOON)

    with pytest.raises(NotAllowed):
        decide(asked.pk, kofi)
    with pytest.raises(NotFound):
        decide(asked.pk, far)
    with pytest.raises(OwnApproval):
        decide(own.pk, dalia)
    assert [row.pk for row in approvals_to_decide(dalia)] == [asked.pk]
    with pytest.raises(ReasonMissing):
        decide_approval(case=CASE, pk=asked.pk, allowed=False, words=" ", by=dalia, at=NOON)
    decide(asked.pk, dalia)
    with pytest.raises(DoneAlready):
        decide(asked.pk, dalia)
    assert [row.state for row in approvals_asked(kofi, NOON)] == ["allowed"]
    assert list(approvals_asked(far, NOON)) == []


def test_the_diary_is_added_to_and_a_correction_is_a_new_entry(kofi: Reader) -> None:
    first = write_diary(case=CASE, text="Met the courier at noon", by=kofi, at=NOON)
    second = write_diary(case=CASE, text="It was one o'clock", corrects=1, by=kofi, at=NOON)

    assert (second.place, second.corrects_id) == (2, first.pk)
    with pytest.raises(NotFound):
        write_diary(case=CASE, text="What?", corrects=7, by=kofi, at=NOON)
    with pytest.raises(DatabaseError, match="added to, never changed"), transaction.atomic():
        DiaryEntry.objects.filter(pk=first.pk).update(text="Never met anyone")
    with pytest.raises(DatabaseError, match="added to, never changed"), transaction.atomic():
        second.delete()
    assert DiaryEntry.objects.get(pk=first.pk).text == "Met the courier at noon"


def test_every_look_stands_in_the_journal_with_its_reason_and_a_list_as_one_line(kofi: Reader) -> None:
    with pytest.raises(ReasonMissing):
        look_at_case(number=CASE, part="people", why=" ", by=kofi, at=NOON)
    look_at_case(number=CASE, part="people", why="look-investigate", by=kofi, at=NOON)
    list_cases(filters=Filters(state="open"), by=kofi, at=NOON)

    look, listed = JournalLine.objects.filter(act__in=["cases.look", "cases.list"]).order_by("sequence")
    assert (look.subject, look.by) == (f"case {CASE}", kofi.badge)
    assert '"count":1' in bytes(listed.body).decode()


def test_the_list_shows_what_is_open_and_the_commanders_units(world: World, kofi: Reader) -> None:
    dalia = world.reader(world.dalia)
    far = opened(world, by=hire(world, "GZ-0021", Role.COMMANDER, Role.CASE_OFFICER))

    def numbers(reader: Reader, **said: object) -> set[str]:
        shown = list_cases(filters=Filters(**said), by=reader, at=NOON)  # type: ignore[arg-type]
        return {case.number for case in shown}

    assert numbers(kofi) == {CASE}
    assert numbers(dalia) == {CASE, far.number}
    assert numbers(dalia, mine=True) == set()
    close_case(case=CASE, why="nothing more to do", by=dalia, at=NOON)
    assert numbers(kofi) == set()
    assert numbers(kofi, state="closed") == {CASE}
    assert numbers(kofi, state="all") == {CASE}
    with pytest.raises(NotAllowed):
        list_cases(filters=Filters(), by=world.reader(world.hoa), at=NOON)


ACTS: dict[str, Callable[[Reader], object]] = {
    "person": lambda by: add_person(case=CASE, party=Party(name="Ann"), by=by, at=NOON),
    "organisation": lambda by: add_organisation(case=CASE, name="X", kind="BDK-SHOP", by=by, at=NOON),
    "event": lambda by: add_event(
        case=CASE, happened_at=NOON, to_the_day=False, kind="EVT-OTHER", text="x", by=by, at=NOON
    ),
    "task": lambda by: add_task(case=CASE, text="x", owner="GZ-0002", due_on=TODAY, by=by, at=NOON),
    "approval": lambda by: ask_approval(case=CASE, kind="APR-OTHER", text="x", by=by, at=NOON),
    "diary": lambda by: write_diary(case=CASE, text="x", by=by, at=NOON),
    "link": lambda by: link(case=CASE, one="person:1", other="person:2", kind="LNK-KNOWS", by=by, at=NOON),
    "look": lambda by: look_at_case(number=CASE, part="people", why="x", by=by, at=NOON),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_outsider_does_nothing_in_a_case_and_learns_nothing_of_it(world: World, act: str) -> None:
    shared(world)

    with pytest.raises(NotFound):
        ACTS[act](world.reader(world.chidi))


@pytest.mark.parametrize("act", [act for act in ACTS if act != "look"])
def test_nothing_is_written_into_a_closed_case(world: World, kofi: Reader, act: str) -> None:
    close_case(case=CASE, why="done", by=world.reader(world.dalia), at=NOON)

    with pytest.raises(CaseClosed):
        ACTS[act](kofi)


def test_the_hour_of_an_event_may_lie_in_the_node_s_own_day(kofi: Reader) -> None:
    late = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)  # 23:59 in Guangzhou

    row = add_event(
        case=CASE, happened_at=late, to_the_day=True, kind="EVT-OTHER", text="x", by=kofi, at=NOON
    )

    assert row.to_the_day
