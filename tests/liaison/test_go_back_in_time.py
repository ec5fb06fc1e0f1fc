"""A record that goes back in time is seen within one exchange; nothing is lost or has its effect twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from borderlink.foundation.envelope import peek
from borderlink.liaison.actions.effects import EFFECTS
from borderlink.liaison.actions.epochs import RESTORED, begin_epochs
from borderlink.liaison.domain.states import LetterState, PartnerState, Posted
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import (
    Epoch,
    Inbound,
    Incoming,
    Link,
    Outgoing,
    OutgoingBytes,
    PostAlarm,
    Receipt,
)
from tests.guards import lift_guards
from tests.liaison.two_nodes import Pair, pair
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(world: World) -> Pair:
    """Give our node and one partner's."""
    return pair(world)


def codes() -> list[str]:
    """Return the codes of the alarms."""
    return list(PostAlarm.objects.order_by("pk").values_list("code", flat=True))


def kept(model: Any) -> list[Any]:
    """Return a table as it is now."""
    return list(model.objects.order_by("pk"))


class Backup:
    """Our tables of the post at one moment, to be put back as if nobody had noticed."""

    def __init__(self) -> None:
        self.tables = [
            (model, kept(model))
            for model in (Link, Inbound, Epoch, Letter, Outgoing, OutgoingBytes, Incoming, Receipt)
        ]

    def put_back(self) -> None:
        """Put the tables back."""
        lift_guards()
        for model, _ in reversed(self.tables):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - our own tables
        for model, rows in self.tables:
            model.objects.bulk_create(rows)


def test_our_old_backup_is_seen_by_what_they_hold_before_a_letter_leaves(two: Pair) -> None:
    two.write(2)
    two.put(())
    two.put()
    backup = Backup()
    two.write(3)
    two.put()
    epoch = Link.objects.get().epoch

    backup.put_back()
    two.write(1)
    two.put(())

    two.partner.refresh_from_db()
    assert codes() == ["post.we-went-back"]
    assert (two.partner.state, two.partner.paused_why) == (PartnerState.PAUSED.value, "PSE-ROLLBACK")
    assert Link.objects.get().epoch != epoch
    assert two.put().settled == 0  # paused: nothing leaves


def test_our_reused_number_is_refused_and_we_draw_the_consequence(two: Pair) -> None:
    two.write(2)
    two.put()
    backup = Backup()
    two.write(1)
    two.put()

    backup.put_back()
    (again,) = two.write(1)
    two.put()

    again.refresh_from_db()
    assert again.state == LetterState.REFUSED.value
    assert set(codes()) == {"post.we-went-back"}
    assert two.partner.state == PartnerState.PINNED.value
    two.partner.refresh_from_db()
    assert two.partner.state == PartnerState.PAUSED.value


def test_what_was_sealed_under_reused_numbers_is_refused_later_and_pauses_nobody_again(two: Pair) -> None:
    two.write(2)
    two.put(())
    two.put()
    backup = Backup()
    two.write(3)
    two.put()
    backup.put_back()
    lost = two.write(3)  # as many as went before: only the digests tell them from those
    two.put(())  # seen: paused, a new epoch

    Partner.objects.update(state=PartnerState.PINNED.value, paused_why="")
    (fresh,) = two.write(1)
    two.put()
    two.put()

    for letter in [*lost, fresh]:
        letter.refresh_from_db()
    assert [letter.state for letter in lost] == [LetterState.REFUSED.value] * 3
    assert fresh.state == LetterState.VALIDATED.value
    two.partner.refresh_from_db()
    assert two.partner.state == PartnerState.PINNED.value
    assert codes() == ["post.we-went-back"]


def test_an_old_epoch_that_is_contradicted_alarms_once_and_pauses_nobody(two: Pair) -> None:
    first = two.other.clue()
    forked = two.other.snapshot()
    two.get([first, two.other.clue()])
    two.other.go_back(forked)
    again = [two.other.clue() for _ in range(2)]
    two.other.restore(two.other.snapshot())
    two.get([two.other.clue()])

    two.get([again[0]])
    two.get([again[1]])

    two.partner.refresh_from_db()
    assert two.partner.state == PartnerState.PINNED.value
    assert codes().count("post.equivocation") == 1
    assert Letter.objects.filter(uuid=peek(again[0]).letter).count() == 0


def test_our_lost_inbox_is_filled_again_under_our_signed_request(
    two: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects: list[str] = []
    monkeypatch.setitem(EFFECTS, "clue", lambda letter, *_: effects.append(str(letter.uuid)))
    first = [two.other.clue() for _ in range(2)]
    two.get(first)
    backup = Backup()
    later = [two.other.clue() for _ in range(3)]
    two.get(later)

    backup.put_back()
    effects.clear()
    answer = two.get()
    two.get(later)

    assert codes() == ["post.we-went-back"]
    assert b"resync" in b"".join(answer.statements)
    assert effects == [peek(wire).letter for wire in later]
    assert Inbound.objects.get().contiguous == 5


def test_their_lost_inbox_is_filled_again_under_their_signed_request(two: Pair) -> None:
    two.write(2)
    two.put()
    backup = two.other.snapshot()
    later = two.write(3)
    two.put()
    two.put(())

    two.other.go_back(backup)
    two.put(())
    waiting = {two.outgoing(letter).state for letter in later}
    two.put()

    assert codes() == ["post.partner-went-back"]
    assert waiting == {Posted.WAITING.value}
    assert two.other.state.applied[2:] == [str(letter.uuid) for letter in later]
    assert {two.outgoing(letter).state for letter in later} == {Posted.STORED.value}


def test_a_partner_that_restored_as_one_should_goes_on_in_a_new_epoch(two: Pair) -> None:
    first = two.other.clue()
    two.get([first])
    backup = two.other.snapshot()
    lost = two.other.clue()
    two.get([lost])

    two.other.restore(backup)
    fresh = [two.other.clue() for _ in range(2)]
    two.get(fresh)

    assert codes() == ["post.partner-went-back"]
    assert Inbound.objects.get().contiguous == 2
    assert Incoming.objects.count() == 4
    assert Epoch.objects.filter(ours=False).count() == 2
    assert all(two.other.stages_of(wire) == [("RCP-VALIDATED", "")] for wire in fresh)


def test_a_partner_whose_backup_lacks_nothing_alarms_nobody(two: Pair) -> None:
    two.get([two.other.clue()])

    two.other.restore(two.other.snapshot())
    two.get([two.other.clue()])

    assert codes() == []


def test_an_envelope_of_an_epoch_that_was_left_still_has_its_effect(two: Pair) -> None:
    late = two.other.clue()
    two.other.restore(two.other.snapshot())
    two.other.now += timedelta(seconds=5)
    fresh = two.other.clue()
    two.get([fresh])

    two.get([late])

    assert two.other.stages_of(late) == [("RCP-VALIDATED", "")]
    assert Inbound.objects.get().epoch == two.other.state.epoch


def test_our_own_restore_begins_an_epoch_that_links_to_the_last_letter_it_knows(two: Pair) -> None:
    (waiting,) = two.write()
    link = Link.objects.get()

    begin_epochs(reason=RESTORED, by="node", at=two.at)
    (fresh,) = two.write()
    two.put()

    envelope = two.outgoing(fresh)
    assert (envelope.seq, peek(bytes(envelope.sealed.wire)).previous) == (1, link.tip)
    assert Epoch.objects.filter(ours=True, previous=link.tip).count() == 1
    assert two.other.state.applied == [str(waiting.uuid), str(fresh.uuid)]
    assert codes() == []


def test_an_old_word_of_theirs_says_nothing_any_more(two: Pair) -> None:
    two.write(1)
    two.put()
    old = two.other.holding()
    two.write(2)
    two.other.now += timedelta(seconds=5)
    two.put()

    two.get([], [old])

    assert Inbound.objects.get().told_contiguous == 3
    assert codes() == []
