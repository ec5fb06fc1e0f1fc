"""A letter is sealed under a number of its own, to a partner that is pinned, under keys that count."""

from datetime import timedelta

import pytest
from django.db import transaction

from borderlink.foundation.envelope import Content, Header, check_inner, peek
from borderlink.liaison.actions.sealing import seal_many
from borderlink.liaison.domain.receipts import advance
from borderlink.liaison.domain.states import Lane, PartnerState
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.post import Epoch, Link, Outgoing
from borderlink.liaison.refusals.post import KeysExpired, LetterTooLarge, PartnerNotPinned, PartnerPaused
from tests.liaison.two_nodes import Pair, pair
from tests.world import NOON, World


@pytest.fixture
def two(world: World) -> Pair:
    """Give our node and one partner's."""
    return pair(world)


@pytest.mark.django_db
def test_envelopes_are_numbered_without_a_gap_and_each_names_the_one_before(two: Pair) -> None:
    two.write(3)
    two.write(2)

    rows = list(Outgoing.objects.order_by("seq"))
    running = ""
    for before, row in zip([None, *rows], rows, strict=False):
        header = peek(bytes(row.sealed.wire))
        running = advance(running, row.digest)
        assert (header.seq, header.letter) == (row.seq, str(row.letter))
        assert header.previous == (before.digest if before else "")
        assert row.running == running
    link = Link.objects.get()
    assert ([row.seq for row in rows], link.next_seq) == ([1, 2, 3, 4, 5], 6)
    assert (link.tip, link.running) == (rows[-1].digest, running)
    assert Epoch.objects.get().epoch == link.epoch


@pytest.mark.django_db
def test_what_is_kept_is_the_evidence_that_a_third_party_verifies(two: Pair) -> None:
    (letter,) = two.write()

    content = Content.from_bytes(bytes(two.outgoing(letter).sealed.content))

    assert content.body.decode() == letter.body
    assert Header.from_bytes(content.header).letter == str(letter.uuid)
    check_inner(content, two.other.them.sign_key)


@pytest.mark.django_db
def test_nothing_is_sealed_to_who_is_not_pinned_or_is_paused(two: Pair) -> None:
    for state, refusal in (
        (PartnerState.PROPOSED, PartnerNotPinned),
        (PartnerState.ENDED, PartnerNotPinned),
        (PartnerState.PAUSED, PartnerPaused),
    ):
        two.partner.state = state.value
        two.partner.save()
        with pytest.raises(refusal), transaction.atomic():
            two.write()

    assert Outgoing.objects.count() == 0
    assert Letter.objects.count() == 0


@pytest.mark.django_db
def test_nothing_is_sealed_to_keys_that_have_ended(two: Pair) -> None:
    two.at = NOON + timedelta(days=380)

    with pytest.raises(KeysExpired), transaction.atomic():
        two.write()


@pytest.mark.django_db
def test_a_letter_beyond_the_largest_size_is_refused_and_takes_no_number(two: Pair) -> None:
    (letter,) = two.write()
    letter.body = "x" * 262_144

    with pytest.raises(LetterTooLarge), transaction.atomic():
        seal_many([letter], lane=Lane.NORMAL, expires_at=NOON + timedelta(days=1), at=NOON)

    assert Link.objects.get().next_seq == 2
