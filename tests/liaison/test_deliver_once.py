"""A letter has its effect once, whatever is repeated, lost, reordered, cut or given up on the way."""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from borderlink.foundation.envelope import peek
from borderlink.liaison.actions.effects import EFFECTS, register_effect
from borderlink.liaison.actions.exchanging import AT_ONCE, OTHERS, URGENT, answer_post
from borderlink.liaison.actions.giving_up import give_up_expired
from borderlink.liaison.actions.receiving import receive
from borderlink.liaison.actions.replaying import let_go_on, replay_quarantined
from borderlink.liaison.domain.bundles import MEDIA_TYPE, Bundle
from borderlink.liaison.domain.states import Arrived, Lane, LetterState, PartnerState, Posted
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.post import (
    FailureCount,
    Inbound,
    Incoming,
    Outgoing,
    OutgoingBytes,
    PostAlarm,
    Receipt,
)
from borderlink.liaison.queries.post import writings
from borderlink.liaison.refusals.post import NotABundle, NotForUs
from borderlink.liaison.refusals.receiving import UnknownSender
from tests.liaison.partners import fresh_key, pinned_agency
from tests.liaison.two_nodes import Pair, pair
from tests.simulators import clue
from tests.world import NOON, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(world: World) -> Pair:
    """Give our node and one partner's."""
    return pair(world)


@pytest.fixture
def effects(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what clues did, in order: each letter's id once for each time it had its effect."""
    done: list[str] = []
    monkeypatch.setitem(EFFECTS, "clue", lambda letter, *_: done.append(str(letter.uuid)))
    return done


def ids(wires: list[bytes]) -> list[str]:
    """Return the letters in envelopes."""
    return [peek(wire).letter for wire in wires]


def test_a_letter_of_theirs_comes_into_the_inbox_and_is_receipted(two: Pair) -> None:
    wire = two.other.clue(note="chè")

    two.get([wire])

    assert two.arrived(wire).state == Arrived.APPLIED.value
    assert Letter.objects.get(uuid=peek(wire).letter).state == LetterState.ARRIVED.value
    assert two.other.stages_of(wire) == [("RCP-VALIDATED", "")]


def test_a_letter_of_ours_is_settled_by_their_receipt(two: Pair) -> None:
    (letter,) = two.write()
    two.put(())

    outcome = two.put()

    letter.refresh_from_db()
    assert (outcome.settled, outcome.troubles) == (1, {})
    assert two.outgoing(letter).state == Posted.STORED.value
    assert letter.state == LetterState.VALIDATED.value
    assert two.other.state.applied == [str(letter.uuid)]
    assert two.put().settled == 0


def test_a_letter_that_comes_twice_has_its_effect_once_and_gets_the_same_receipt(
    two: Pair, effects: list[str]
) -> None:
    wire = two.other.clue()

    first, again = receive([wire], at=NOON), receive([wire, wire], at=NOON + timedelta(hours=1))

    assert effects == ids([wire])
    assert {one.receipts for one in again} == {first[0].receipts}
    assert Receipt.objects.count() == 1


def test_repeated_and_reordered_letters_have_their_effects_once_in_the_order_of_their_threads(
    two: Pair, effects: list[str]
) -> None:
    chance = random.Random(7)  # noqa: S311 - a shuffle that can be run again
    threads = [two.other.thread_of(5)[1] for _ in range(4)]
    wires = [wire for thread in threads for wire in thread] * 2
    chance.shuffle(wires)

    for first in range(0, len(wires), 6):
        two.get(wires[first : first + 6])

    assert sorted(effects) == sorted(ids([wire for thread in threads for wire in thread]))
    for thread in threads:
        assert [one for one in effects if one in ids(thread)] == ids(thread)
    state = Inbound.objects.get()
    assert (state.contiguous, state.running) == (20, two.other.state.running)
    assert {stage for wire in wires for stage, _ in two.other.stages_of(wire)} >= {"RCP-VALIDATED"}


def test_a_later_letter_waits_for_the_earlier_one_and_is_receipted_twice(
    two: Pair, effects: list[str]
) -> None:
    _, (first, second) = two.other.thread_of(2)

    two.get([second])
    waited = (two.arrived(second).state, list(effects))
    two.get([first])
    two.get()

    assert waited == (Arrived.WAITS.value, [])
    assert effects == ids([first, second])
    assert two.other.stages_of(second) == [("RCP-STORED", ""), ("RCP-VALIDATED", "")]


def test_stop_waits_for_no_earlier_letter(two: Pair, effects: list[str]) -> None:
    thread, (first,) = two.other.thread_of(1)
    stop = two.other.clue(thread=thread, after=peek(first).letter, lane=0)

    two.get([stop])

    assert effects == ids([stop])


def test_a_letter_whose_earlier_one_never_comes_goes_on_after_a_day(two: Pair, effects: list[str]) -> None:
    _, (_, second) = two.other.thread_of(2)
    two.get([second])

    early, late = let_go_on(at=NOON + timedelta(hours=23)), let_go_on(at=NOON + timedelta(hours=25))

    assert (early, late, effects) == (0, 1, ids([second]))


def test_the_urgent_way_does_not_carry_what_stands_behind(two: Pair) -> None:
    two.write(AT_ONCE + 10, lane=Lane.BULK)
    (stop,) = two.write(lane=Lane.STOP)

    outcome = two.put(URGENT)

    assert outcome.settled == 1
    assert two.other.state.applied == [str(stop.uuid)]
    assert two.put(OTHERS).settled == AT_ONCE


def test_an_answer_that_is_lost_changes_nothing_but_the_time(two: Pair, effects: list[str]) -> None:
    wires = [two.other.clue() for _ in range(3)]
    answer_post(two.other.bundle(wires), at=NOON)

    two.get(wires)

    assert effects == ids(wires)
    assert all(two.other.stages_of(wire) == [("RCP-VALIDATED", "")] for wire in wires)


def test_a_bundle_that_is_cut_is_refused_whole(two: Pair) -> None:
    data = two.other.bundle([two.other.clue()])

    for length in (0, 5, 30, len(data) - 1):
        with pytest.raises(NotABundle):
            answer_post(data[:length], at=NOON)

    assert Incoming.objects.count() == 0


def test_one_bad_envelope_does_not_stop_those_beside_it(two: Pair, effects: list[str]) -> None:
    good, bad = two.other.clue(), two.other.clue()

    answers = receive([bad[:-1] + b"A", b"", good], partner_hint="MC-POLICE", at=NOON)

    assert [one.trouble for one in answers] == ["envelope.outer-signature", "envelope.not-a-header", ""]
    assert effects == ids([good])
    counted = dict(FailureCount.objects.values_list("code", "count"))
    assert counted == {"envelope.outer-signature": 1, "envelope.not-a-header": 1}


def test_what_cannot_be_mended_is_refused_with_its_code_and_counts(two: Pair) -> None:
    late = two.other.seal(
        clue(letter=(letter := two.other.fresh_id()), thread=two.other.fresh_id(), at=NOON), letter=letter,
        created=int(NOON.timestamp()) - 20, expires=int(NOON.timestamp()) - 10,
    )  # fmt: skip
    shape = two.other.seal(b"[1]")
    other_letter = two.other.seal(
        clue(letter=two.other.fresh_id(), thread="", at=NOON), letter=two.other.fresh_id()
    )

    two.get([late, shape, other_letter])

    codes = ["post.expired", "post.body-shape", "post.another-letter"]
    assert [two.other.stages_of(wire) for wire in (late, shape, other_letter)] == [
        [("RCP-REFUSED", code)] for code in codes
    ]
    assert Inbound.objects.get().contiguous == 3
    assert Letter.objects.count() == 0


def test_a_letter_from_the_future_is_taken_once_its_time_has_come(two: Pair) -> None:
    two.other.now = NOON + timedelta(days=1)
    wire = two.other.clue()

    (early,) = receive([wire], at=NOON)
    two.at = NOON + timedelta(days=1)
    two.get([wire])

    assert early.trouble == "post.from-the-future"
    assert two.other.stages_of(wire) == [("RCP-VALIDATED", "")]


def test_an_unknown_kind_is_kept_and_the_queue_goes_on(two: Pair, effects: list[str]) -> None:
    thread, first = two.other.fresh_id(), two.other.fresh_id()
    unknown = two.other.seal(clue(letter=first, thread=thread, at=NOON, type="a_newer_kind"), letter=first)
    known = two.other.clue(thread=thread, after=first)

    two.get([unknown, known])

    assert two.arrived(unknown).state == Arrived.QUARANTINED.value
    assert two.other.stages_of(unknown) == [("RCP-NOTUNDERSTOOD", "letters.unknown-type")]
    assert effects == ids([known])


def test_a_quarantined_letter_is_read_again_after_an_upgrade_and_no_sooner(
    two: Pair, effects: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setitem(EFFECTS, "clue", fails)
    wire = two.other.clue()
    two.get([wire])
    monkeypatch.setitem(EFFECTS, "clue", lambda letter, *_: effects.append(str(letter.uuid)))

    before = replay_quarantined(at=NOON)
    Incoming.objects.update(read_with="an older program")
    after = replay_quarantined(at=NOON)
    two.get()

    assert (before, after, effects) == (0, 1, ids([wire]))
    assert two.other.stages_of(wire) == [("RCP-NOTUNDERSTOOD", "post.effect-failed"), ("RCP-VALIDATED", "")]
    assert replay_quarantined(at=NOON) == 0


def test_an_effect_that_fails_takes_no_other_with_it(two: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    wires = [two.other.clue(note=note) for note in ("one", "poison", "three")]

    def choosy(letter: Letter, value: Any, _at: object) -> None:
        Thread.objects.filter(pk=letter.thread_id).update(case="GZ-2026-0417")
        if value["notes"][0]["text"] == "poison":
            raise NotForUs(recipient="nobody")

    monkeypatch.setitem(EFFECTS, "clue", choosy)
    two.get(wires)

    assert [two.arrived(wire).state for wire in wires] == ["applied", "quarantined", "applied"]
    assert Thread.objects.filter(case="GZ-2026-0417").count() == 2
    assert Letter.objects.count() == 2


def test_two_letters_under_one_number_pause_the_partner_and_both_are_told(two: Pair) -> None:
    before = two.other.snapshot()
    first = two.other.clue(note="one")
    two.other.go_back(before)
    second = two.other.clue(note="another")

    two.get([first])
    two.get([second])

    assert two.other.stages_of(second) == [("RCP-REFUSED", "post.equivocation")]
    two.partner.refresh_from_db()
    assert (two.partner.state, two.partner.paused_why) == (PartnerState.PAUSED.value, "PSE-EQUIVOCATION")
    alarm = PostAlarm.objects.get()
    assert (alarm.code, bytes(alarm.evidence)) == ("post.equivocation", second)
    assert Incoming.objects.count() == 1


def test_a_letter_that_nobody_took_in_time_is_given_up_and_its_author_told(two: Pair) -> None:
    early, late = two.write(life=timedelta(hours=1))[0], two.write()[0]
    two.at += timedelta(hours=2)

    assert give_up_expired(at=two.at) == 1
    two.other.now = two.at
    outcome = two.put()

    early.refresh_from_db()
    assert early.state == LetterState.UNDELIVERED.value
    assert two.outgoing(early).state == Posted.EXPIRED.value
    assert outcome.settled == 1
    assert two.other.state.applied == [str(late.uuid)]


def test_what_they_gave_up_never_acts_here_and_lets_the_next_go_on(two: Pair, effects: list[str]) -> None:
    _, (first, second) = two.other.thread_of(2)

    two.get([second], [two.other.given_up(first)])
    two.get([first])

    assert effects == ids([second])
    assert two.other.stages_of(first)[-1] == ("RCP-REFUSED", "post.given-up")
    assert Inbound.objects.get().contiguous == 2


def test_what_they_gave_up_too_late_stays_delivered(two: Pair, effects: list[str]) -> None:
    wire = two.other.clue()
    two.get([wire])

    two.get([], [two.other.given_up(wire)])

    assert effects == ids([wire])
    assert {stage for stage, _ in two.other.stages_of(wire)} == {"RCP-VALIDATED"}


def test_more_letters_than_a_minute_allows_are_taken_later(two: Pair) -> None:
    two.partner.letters_a_minute = 10
    two.partner.save()
    wires = [two.other.clue() for _ in range(15)]

    first = receive(wires, at=NOON)
    second = receive(wires, at=NOON + timedelta(seconds=1))
    third = receive(wires, at=NOON + timedelta(minutes=5))
    fourth = receive(wires[10:], at=NOON + timedelta(minutes=10))

    assert [one.trouble for one in first] == [""] * 10 + ["post.too-many"] * 5
    assert {one.trouble for one in second} == {"post.too-many"}
    assert [bool(one.receipts) for one in third] == [True] * 10 + [False] * 5
    assert all(one.receipts for one in fourth)
    assert Letter.objects.count() == 15


def test_a_receipt_settles_nothing_when_another_signs_it_or_it_names_other_bytes(two: Pair) -> None:
    (letter,) = two.write()
    parcel_wire = bytes(two.outgoing(letter).sealed.wire)
    honest = two.other.take(parcel_wire)
    two.other.sign_key = fresh_key()
    forged = two.other.bundle()
    two.other.state.given.clear()
    two.other.state.letters.clear()
    stolen = two.other.take(parcel_wire)

    answer_post(Bundle(sender="MC-POLICE", recipient="GZ-CUSTOMS", statements=(stolen,)).to_bytes(), at=NOON)
    answer_post(forged, at=NOON)
    unsettled = two.outgoing(letter).state
    answer_post(Bundle(sender="MC-POLICE", recipient="GZ-CUSTOMS", statements=(honest,)).to_bytes(), at=NOON)

    assert (unsettled, two.outgoing(letter).state) == (Posted.WAITING.value, Posted.STORED.value)
    assert FailureCount.objects.get(code="post.statement-not-signed").count == 2


def test_who_has_signed_nothing_is_told_nothing(two: Pair) -> None:
    two.get([two.other.clue()])
    (letter,) = two.write()

    empty = Bundle(sender="MC-POLICE", recipient="GZ-CUSTOMS").to_bytes()
    answer = Bundle.from_bytes(answer_post(empty, at=NOON))

    assert (answer.statements, answer.wires) == ((), ())
    for bundle, refusal in (
        (Bundle(sender="MC-POLICE", recipient="XX-OTHER"), NotForUs),
        (Bundle(sender="XX-OTHER", recipient="GZ-CUSTOMS"), UnknownSender),
    ):
        with pytest.raises(refusal):
            answer_post(bundle.to_bytes(), at=NOON)
    assert two.outgoing(letter).state == Posted.WAITING.value


def test_a_partner_brings_no_letters_of_others(two: Pair, world: World) -> None:
    other, _ = pinned_agency(world, "SYDNEY-POLICE", "AU")
    wire = two.other.clue()
    assert other.code == "SYDNEY-POLICE"

    (answer,) = receive([wire], partner_hint="SYDNEY-POLICE", at=NOON)

    assert answer.trouble == "post.unknown-sender"
    assert Incoming.objects.count() == 0


def test_a_partner_without_an_address_fetches_its_letters(two: Pair) -> None:
    letters = two.write(3)

    two.get()

    assert two.other.state.applied == [str(letter.uuid) for letter in letters]
    two.get([], list(two.other.state.given.values()))
    assert {two.outgoing(letter).state for letter in letters} == {Posted.STORED.value}


def test_a_newer_program_is_understood_as_far_as_it_can_be(two: Pair) -> None:
    wire = two.other.clue()
    data = two.other.bundle([wire], [b'{"key":"0123456789abcdef","signature":"x","statement":"{}"}'])
    head_length = int.from_bytes(data[8:12], "big")
    head = data[12 : 12 + head_length].replace(b'"v":1', b'"v":2').replace(b'{"', b'{"added":1,"', 1)
    newer = data[:8] + len(head).to_bytes(4, "big") + head + data[12 + head_length :]

    two.other.hear(answer_post(newer, at=NOON))

    assert two.other.stages_of(wire) == [("RCP-VALIDATED", "")]


def test_the_door_of_nodes_answers_them_in_a_word_and_sets_nothing_of_a_page(two: Pair) -> None:
    client = Client(enforce_csrf_checks=True)

    answer, refused, elsewhere = (
        client.post("/liaison/post", data, content_type=MEDIA_TYPE, headers={"Host": host})
        for data, host in (
            (two.other.bundle([]), "testserver"),
            (b"none", "testserver"),
            (b"none", "evil.example"),
        )
    )

    assert (answer.status_code, refused.status_code, elsewhere.status_code) == (200, 422, 400)
    assert refused.content.decode() == NotABundle.code
    assert all(int(each.headers["Content-Length"]) == len(each.content) for each in (answer, refused))
    assert not answer.cookies
    assert "Content-Security-Policy" not in answer.headers


def test_a_batch_takes_as_many_statements_as_one_letter(two: Pair) -> None:
    two.get([two.other.clue()])
    counts = []
    for size in (2, 30):
        wires = [two.other.clue() for _ in range(size)]
        with CaptureQueriesContext(connection) as asked:
            receive(wires, at=NOON)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 30


@pytest.mark.sqlite_only
def test_no_exchange_reads_all_that_a_partner_ever_sent(two: Pair) -> None:
    wires = [two.other.clue() for _ in range(3)]
    two.get(wires[:2])

    with CaptureQueriesContext(connection) as asked:
        two.get(wires)
        two.write(2)
        two.put()

    kept = (
        "liaison_incoming",
        "liaison_outgoing",
        "liaison_outgoingbytes",
        "liaison_receipt",
        "liaison_letter",
    )
    said = [one["sql"] for one in asked.captured_queries if one["sql"].startswith(("SELECT", "UPDATE"))]
    with connection.cursor() as cursor:
        steps = [step[3] for sql in said for step in cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    assert any("incoming_waits" in step for step in steps)
    whole = re.compile(r"SCAN|(_partner_id_|autoindex)\w+ \(partner_id=\?\)$")
    assert [step for step in steps if whole.search(step) and any(name in step for name in kept)] == []


@pytest.mark.django_db(transaction=True)
def test_an_idle_post_sees_that_something_was_committed_and_nothing_else() -> None:
    calm = any(writings() == writings() for _ in range(5))  # a server keeps house now and then
    before = writings()
    with ThreadPoolExecutor(1) as another:
        another.submit(_commit_something).result()

    assert calm
    assert writings() != before


def _commit_something() -> None:
    FailureCount.objects.create(partner="", code="post.unknown-sender", on=NOON.date())
    connection.close()


def test_what_was_sealed_or_signed_is_never_rewritten(two: Pair) -> None:
    two.get([two.other.clue()])
    (letter,) = two.write()
    tries: list[Any] = [
        lambda: OutgoingBytes.objects.update(wire=b"other"),
        lambda: OutgoingBytes.objects.update(content=b"other"),
        lambda: OutgoingBytes.objects.all()._raw_delete("default"),
        lambda: Outgoing.objects.update(digest="0" * 64),
        lambda: Incoming.objects.update(content=b"other"),
        lambda: Receipt.objects.update(document=b"other"),
        lambda: Letter.objects.filter(pk=letter.pk).update(body="{}"),
        lambda: Receipt.objects.all().delete(),
        lambda: Outgoing.objects.all()._raw_delete("default"),
    ]

    for change in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert Incoming.objects.update(content=b"", wire=b"") == 1  # erased: that may be


def test_every_effect_is_registered_by_a_kind_that_has_a_form() -> None:
    from borderlink.liaison.domain.schemas import KINDS

    assert set(EFFECTS) <= set(KINDS)
    assert callable(register_effect)
