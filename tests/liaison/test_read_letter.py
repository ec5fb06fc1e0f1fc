"""Letters are read, answered and closed: the writer is told, the author learns what came of a clue."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils.translation import override

from borderlink.foundation import canonical
from borderlink.foundation.refusals import NotFound
from borderlink.liaison.actions.composing import ask_second, decide_second, save_draft, start_letter
from borderlink.liaison.actions.reading import close_letter, open_letter, take_up
from borderlink.liaison.actions.sending import send_letter
from borderlink.liaison.pages.words import due_words
from borderlink.liaison.queries.letters import Filters, Lane, Letter, box, counts, letter_of
from borderlink.liaison.refusals.writing import (
    LowScoreUnexplained,
    NotTheirs,
    OwnLetter,
    RiskNotSaid,
    SecondOfficerMissing,
)
from tests.liaison.letter_scenes import bodies
from tests.liaison.partners import liaison_officer, two_officers
from tests.liaison.two_nodes import Pair, pair
from tests.world import NOON, World, signed_in

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def nodes(world: World) -> Pair:
    return pair(world)


def facts_without_people(kind: str = "clue") -> dict[str, Any]:
    return {name: part for name, part in bodies()[kind]["facts"].items() if name != "people"}


def came(nodes: Pair, kind: str = "clue", **changed: Any) -> Letter:
    """A letter of theirs, sealed with their keys and posted to us."""
    body = dict(bodies()[kind]) | {"reply_to": "", "after": "", "thread": nodes.other.fresh_id()} | changed
    letter = nodes.other.fresh_id()
    nodes.get([nodes.other.seal(dict(body) | {"letter": letter})])
    return Letter.objects.get(uuid=UUID(letter))


def sent(world: World, facts: Mapping[str, Any] | None = None, **said: str) -> Letter:
    """A clue of ours that left."""
    by, _ = two_officers(world)
    letter = start_letter(kind="clue", partner="MC-POLICE", by=by, at=NOON)
    said = {"known_to": "RSK-MANY"} | said
    save_draft(letter=letter, value={"facts": facts or facts_without_people()}, by=by, at=NOON, **said)
    return send_letter(letter=letter, by=by, at=NOON)


def receipts_out() -> list[tuple[str, str]]:
    rows = Letter.objects.filter(kind="receipt", direction="out").order_by("pk")
    return [(json.loads(row.body)["facts"]["stage"], row.state) for row in rows]


def test_the_first_look_is_told_to_the_writer_once_and_an_outsider_finds_nothing(
    world: World, nodes: Pair
) -> None:
    letter = came(nodes)
    by, colleague = two_officers(world)

    open_letter(letter=letter.uuid, by=by, at=LATER)
    open_letter(letter=letter.uuid, by=colleague, at=LATER)

    assert receipts_out() == [("RCP-OPENED", "sealed")]
    for uuid in (letter.uuid, UUID(int=7)):
        with pytest.raises(NotFound) as refused:
            letter_of(world.reader(world.chidi), uuid)
        assert refused.value.facts == {"thing": "letter", "name": str(uuid)}
    assert box(world.reader(world.chidi), "in", Filters(), LATER).count() == 0


def test_while_nothing_can_be_sealed_a_receipt_waits_and_leaves_with_the_next(
    world: World, nodes: Pair
) -> None:
    first, second = came(nodes), came(nodes, "rfi")
    by, _ = two_officers(world)
    state = nodes.partner.state
    type(nodes.partner).objects.update(state="paused")

    open_letter(letter=first.uuid, by=by, at=LATER)
    held = receipts_out()
    type(nodes.partner).objects.update(state=state)
    open_letter(letter=second.uuid, by=by, at=LATER)

    assert held == [("RCP-OPENED", "draft")]
    assert receipts_out() == [("RCP-OPENED", "sealed")] * 2


def test_a_receipt_that_cannot_leave_holds_up_no_other(world: World, nodes: Pair) -> None:
    first, second = came(nodes), came(nodes, "rfi")
    by, _ = two_officers(world)
    type(nodes.partner).objects.update(state="paused")
    open_letter(letter=first.uuid, by=by, at=LATER)
    stuck = Letter.objects.get(kind="receipt", direction="out")
    body = json.loads(stuck.body) | {"letter": str(UUID(int=7))}  # not what its row is: the gate refuses it
    Letter.objects.filter(pk=stuck.pk).update(body=canonical.to_bytes(body).decode())
    type(nodes.partner).objects.update(state="pinned")

    open_letter(letter=second.uuid, by=by, at=LATER)

    assert receipts_out() == [("RCP-OPENED", "draft"), ("RCP-OPENED", "sealed")]


def test_a_receipt_of_a_letter_for_a_court_is_no_evidence_itself(world: World, nodes: Pair) -> None:
    handling = dict(bodies()["clue"]["handling"]) | {"evidence_use": "yes", "purposes": ["PUR-EVIDENCE"]}
    letter = came(nodes, handling=handling)  # for itself the terms ask for a consent
    by, _ = two_officers(world)

    open_letter(letter=letter.uuid, by=by, at=LATER)

    assert receipts_out() == [("RCP-OPENED", "sealed")]


def test_an_answer_ends_their_waiting_and_tells_them_so(world: World, nodes: Pair) -> None:
    asked = came(nodes, "rfi")
    by, _ = two_officers(world)
    open_letter(letter=asked.uuid, by=by, at=LATER)
    before = counts(by, "in", LATER)
    answer = start_letter(kind="answer", partner="", reply_to=asked.uuid, by=by, at=LATER)
    facts = {"answers": [{"question": "Q1", "outcome": "OUT-NOTFOUND"}], "interim": 0}
    save_draft(letter=answer, value={"facts": facts}, by=by, at=LATER)

    send_letter(letter=answer, by=by, at=LATER)

    asked.refresh_from_db()
    assert before[Lane.TO_ANSWER] == 1
    assert counts(by, "in", LATER)[Lane.TO_ANSWER] == 0
    assert (asked.state, asked.answered_at) == ("answered", LATER)
    assert receipts_out() == [("RCP-OPENED", "sealed"), ("RCP-ANSWERED", "sealed")]


def test_the_author_of_a_clue_learns_that_it_led_to_three_kilograms(world: World, nodes: Pair) -> None:
    clue = sent(world)
    feedback = came(nodes, "feedback", reply_to=str(clue.uuid), thread=str(clue.thread.uuid), notes=[])

    client = signed_in(liaison_officer(world))
    page = client.get(reverse("liaison:inbox")).content.decode()
    read = client.get(reverse("liaison:letter", args=[feedback.uuid]))
    after = client.get(reverse("liaison:inbox")).content.decode()

    assert "3千克" in page
    assert read.status_code == HTTPStatus.OK
    assert "le-won" not in after
    clue.refresh_from_db()
    assert (clue.outcome, clue.state, clue.feedback_at is not None) == ("OUT-SEIZED", "answered", True)


def test_a_receipt_moves_only_our_letters_to_that_partner_on(world: World, nodes: Pair) -> None:
    clue, theirs = sent(world), came(nodes)
    facts = {"letter": str(clue.uuid), "stage": "RCP-OPENED", "at": int(NOON.timestamp()) + 10**7}

    came(nodes, "receipt", facts=facts)
    came(nodes, "receipt", facts=facts | {"letter": str(theirs.uuid), "stage": "RCP-ANSWERED"})

    clue.refresh_from_db()
    theirs.refresh_from_db()
    assert (clue.state, clue.opened_at) == (
        "opened",
        nodes.at,
    )  # their clock runs ahead: never later than ours
    assert (theirs.state, theirs.answered_at) == ("arrived", None)


def test_a_clue_that_may_show_its_source_needs_a_second_officer_for_just_these_words(
    world: World, nodes: Pair
) -> None:
    by, second = two_officers(world)
    letter = start_letter(kind="clue", partner="MC-POLICE", by=by, at=NOON)
    save_draft(letter=letter, value={"facts": facts_without_people()}, by=by, at=NOON)
    with pytest.raises(RiskNotSaid):
        send_letter(letter=letter, by=by, at=NOON)
    save_draft(letter=letter, value={}, known_to="RSK-FEW", by=by, at=NOON)
    with pytest.raises(SecondOfficerMissing):
        send_letter(letter=letter, by=by, at=NOON)
    ask_second(letter=letter, by=by, at=NOON)
    with pytest.raises(OwnLetter):
        decide_second(letter=letter, allowed=True, by=by, at=NOON)
    decide_second(letter=letter, allowed=True, by=second, at=NOON)
    save_draft(letter=letter, value={"urgency": "URG-URGENT"}, by=by, at=NOON)
    with pytest.raises(SecondOfficerMissing):
        send_letter(letter=letter, by=by, at=NOON)
    save_draft(letter=letter, value={"urgency": "URG-ROUTINE"}, by=by, at=NOON)

    assert send_letter(letter=letter, by=by, at=NOON).state == "sealed"


def test_an_imprecise_clue_is_sent_with_a_reason_or_not_at_all(world: World, nodes: Pair) -> None:
    with pytest.raises(LowScoreUnexplained):
        sent(world, {"drugs": [{"substance": "SUB-METH-ICE"}]})

    letter = sent(world, {"drugs": [{"substance": "SUB-METH-ICE"}]}, low_reason="LSR-DEVELOPING")

    assert json.loads(letter.body)["facts"]["low_score"] == "LSR-DEVELOPING"
    assert letter.score == 6


def test_what_came_is_taken_up_and_closed_and_what_is_ours_is_not(world: World, nodes: Pair) -> None:
    letter, ours = came(nodes), sent(world)
    by, _ = two_officers(world)

    take_up(letter=letter.uuid, by=by, at=LATER)
    close_letter(letter=letter.uuid, why="known", by=by, at=LATER)

    letter.refresh_from_db()
    assert (letter.owner, letter.state) == (by.badge, "closed")
    assert {lane: count for lane, count in counts(by, "in", LATER).items() if count} == {Lane.CLOSED: 1}
    assert list(box(by, "in", Filters(lane="closed"), LATER)) == [letter]
    assert list(box(by, "in", Filters(), LATER)) == []
    with pytest.raises(NotTheirs):
        close_letter(letter=ours.uuid, by=by, at=LATER)


def test_a_hold_that_is_let_go_keeps_no_clock_running_on_either_side(world: World, nodes: Pair) -> None:
    by, _ = two_officers(world)
    asked = came(nodes, "hold_request")
    came(nodes, "hold_release", reply_to=str(asked.uuid), thread=str(asked.thread.uuid))
    ours = start_letter(kind="hold_request", partner="MC-POLICE", by=by, at=NOON)
    save_draft(letter=ours, value={"facts": bodies()["hold_request"]["facts"]}, by=by, at=NOON)
    ours = send_letter(letter=ours, by=by, at=NOON)
    before = counts(by, "out", LATER)[Lane.WAITING]
    release = start_letter(kind="hold_release", partner="", reply_to=ours.uuid, by=by, at=LATER)
    facts = {**bodies()["hold_release"]["facts"], "request": str(ours.uuid)}
    save_draft(letter=release, value={"facts": facts}, by=by, at=LATER)

    send_letter(letter=release, by=by, at=LATER)

    asked.refresh_from_db()
    ours.refresh_from_db()
    assert (asked.answered_at, ours.answered_at) == (nodes.at, LATER)
    assert (before, counts(by, "out", LATER)[Lane.WAITING]) == (1, 0)
    assert receipts_out() == []  # nobody answered anybody


def test_the_author_reads_why_the_second_officer_gave_a_letter_back(world: World, nodes: Pair) -> None:
    by, second = two_officers(world)
    letter = start_letter(kind="clue", partner="MC-POLICE", by=by, at=NOON)
    ask_second(letter=letter, by=by, at=NOON)
    decide_second(letter=letter, allowed=False, why="The alley has one window.", by=second, at=NOON)
    client = signed_in(liaison_officer(world))

    pages = [client.get(reverse(f"liaison:{page}", args=[letter.uuid])) for page in ("write", "preview")]
    ask_second(letter=letter, by=by, at=NOON)
    again = client.get(reverse("liaison:preview", args=[letter.uuid])).content.decode()

    assert all("The alley has one window." in page.content.decode() for page in pages)
    assert "The alley" not in again


def test_where_clocks_run_what_is_due_first_stands_first(world: World, nodes: Pair) -> None:
    by, _ = two_officers(world)
    urgent, routine = came(nodes, urgency="URG-FLASH"), came(nodes, urgency="URG-ROUTINE")
    for letter in (urgent, routine):
        open_letter(letter=letter.uuid, by=by, at=LATER)

    waiting = box(by, "in", Filters(lane="to-answer"), LATER)
    everything = box(by, "in", Filters(), LATER)

    assert list(waiting) == [urgent, routine]
    assert list(everything) == [routine, urgent]


def test_a_letter_of_ours_that_did_not_arrive_is_closed_and_alarms_no_more(world: World, nodes: Pair) -> None:
    by, _ = two_officers(world)
    ours = sent(world)
    Letter.objects.filter(pk=ours.pk).update(state="undelivered")
    alarm = counts(by, "out", LATER)[Lane.NOT_DELIVERED]

    close_letter(letter=ours.uuid, why="written again", by=by, at=LATER)

    assert (alarm, counts(by, "out", LATER)[Lane.NOT_DELIVERED]) == (1, 0)
    assert list(box(by, "out", Filters(lane="closed"), LATER)) == [ours]
    with pytest.raises(NotTheirs):
        take_up(letter=ours.uuid, by=by, at=LATER)


def test_a_week_end_is_told_in_hours_and_never_as_no_working_day() -> None:
    friday = datetime(2026, 11, 20, 9, tzinfo=UTC)

    with override("en"):
        said = [due_words(friday, friday + timedelta(hours=hours), ("CN", "VN")) for hours in (2, 50, 73)]

    assert said == ["2 hours late", "50 hours late", "1 working day late"]
