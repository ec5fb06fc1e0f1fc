"""A partner that signs nonsense harms its own link and nothing else: no fault, no flood, no other partner."""

import random
import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from borderlink.foundation.envelope import peek
from borderlink.foundation.refusals import Refusal
from borderlink.liaison.actions.carrying import import_file
from borderlink.liaison.actions.exchanging import answer_post
from borderlink.liaison.adapters import courier
from borderlink.liaison.domain.bundles import Bundle
from borderlink.liaison.domain.carrying import Manifest, Stretch
from borderlink.liaison.domain.receipts import GivenUp, Holding, ReceiptNote, Resync
from borderlink.liaison.domain.states import Arrived, PartnerState
from borderlink.liaison.models.post import Epoch, FailureCount, Incoming, Link, Outgoing, PostAlarm
from borderlink.liaison.refusals.post import NotACourierFile
from borderlink.liaison.refusals.receiving import KeyNotValid
from tests.liaison.two_nodes import Pair, pair
from tests.world import World

pytestmark = pytest.mark.django_db
CHANCE = random.Random(23)  # noqa: S311 - the same nonsense in every run


@pytest.fixture
def two(world: World) -> Pair:
    """Give our node and one partner's."""
    return pair(world)


def ahead(two: Pair, epoch: str, contiguous: int = 5) -> bytes:
    """Return their statement that they hold letters which we never sealed."""
    return two.other.signed(
        Holding(
            sender=two.other.them.agency, recipient=two.other.code, epoch=epoch, contiguous=contiguous,
            running="ab" * 32, at=int(two.at.timestamp()),
        )
    )  # fmt: skip


def test_a_hundred_lies_about_what_they_hold_cost_one_alarm_and_one_epoch(two: Pair) -> None:
    two.write()
    before = Epoch.objects.filter(ours=True).count()

    two.get(statements=[ahead(two, secrets.token_hex(16), number) for number in range(1, 100)])
    two.get(statements=[ahead(two, Link.objects.get().epoch)])

    two.partner.refresh_from_db()
    assert two.partner.state == PartnerState.PAUSED.value
    assert PostAlarm.objects.count() == 1
    assert Epoch.objects.filter(ours=True).count() == before + 1


def test_a_hundred_contradictions_cost_one_alarm_and_are_counted(two: Pair) -> None:
    two.get([two.other.clue()])
    kept = two.other.snapshot()
    for _ in range(3):
        wires = []
        for _ in range(8):
            two.other.go_back(kept)
            two.other.state.seq, two.other.state.tip = 0, ""
            wires.append(two.other.clue())
        two.get(wires)

    assert PostAlarm.objects.count() == 1
    assert Incoming.objects.count() == 1
    assert sum(FailureCount.objects.filter(code="post.equivocation").values_list("count", flat=True)) == 24


def test_letters_given_up_twice_under_one_number_are_no_fault(two: Pair) -> None:
    wire = two.other.clue()
    header = peek(wire)
    said = [
        two.other.signed(
            GivenUp(
                letter=letter, digest="ab" * 32, epoch=header.epoch, seq=header.seq,
                at=int(two.at.timestamp()), sender=two.other.code, recipient=two.other.them.agency,
            )
        )
        for letter in (two.other.fresh_id(), two.other.fresh_id(), header.letter)
    ]  # fmt: skip

    two.get(statements=said)
    two.get([two.other.clue()])

    assert Incoming.objects.filter(epoch=header.epoch, seq=header.seq).count() == 1


def test_receipts_for_letters_that_are_not_theirs_change_nothing(world: World, two: Pair) -> None:
    third = pair(world, "SYD-POLICE", "AU")
    (letter,) = third.write()
    row = third.outgoing(letter)
    note = ReceiptNote(
        letter=str(letter.uuid), digest=row.digest, stage="RCP-VALIDATED", at=int(two.at.timestamp()),
        sender=two.other.them.agency, recipient=two.other.code,
    )  # fmt: skip

    two.get(statements=[two.other.signed(note), two.other.signed(replace(note, recipient=third.other.code))])

    letter.refresh_from_db()
    assert (letter.state, Outgoing.objects.get(pk=row.pk).state) == ("sealed", "waiting")


def test_numbers_beyond_every_column_are_no_fault(two: Pair) -> None:
    far = 2**53 - 1
    them, at = two.other.them.agency, int(two.at.timestamp())
    said: list[Resync | Holding | GivenUp] = [
        Resync(sender=them, recipient=two.other.code, epoch="ab" * 16, after=far, running="ab" * 32, at=far),
        Holding(
            sender=them, recipient=two.other.code, epoch="ab" * 16, contiguous=far, running="ab" * 32,
            gaps=(), at=at,
        ),
        GivenUp(
            letter=two.other.fresh_id(), digest="ab" * 32, epoch="cd" * 16, seq=far, at=at,
            sender=two.other.code, recipient=them,
        ),
    ]  # fmt: skip
    wire = two.other.seal(_named(two), letter=_LETTER, seq=far, previous="ab" * 32, expires=far)

    two.get([wire], [two.other.signed(one) for one in said])

    assert two.arrived(wire).state in {state.value for state in Arrived}


_LETTER = "019a0000-0000-7000-8000-00000000abcd"


def _named(two: Pair) -> bytes:
    return b'{"letter":"' + _LETTER.encode() + b'"}'


def test_bodies_of_any_shape_are_kept_or_refused_and_the_next_letter_passes(two: Pair) -> None:
    bodies = [
        b"", b"[]", b"{}", b"\xff\xfe", b"[" * 3000, b'{"a":1e9}', b"x" * 200_000, b'{"letter":null}',
        b'{"letter":"' + _LETTER.encode() + b'","thread":"x","type":"clue","version":1}',
        b'{"letter":"' + _LETTER.encode() + b'","type":"key_update","version":1}',
    ]  # fmt: skip
    wires = [
        two.other.seal(body, letter=_LETTER[:-2] + f"{number:02d}") for number, body in enumerate(bodies)
    ]
    good = two.other.clue()

    two.get([*wires, good])

    assert two.arrived(good).state == Arrived.APPLIED.value
    for wire in wires:
        assert two.arrived(wire).state in {Arrived.REFUSED.value, Arrived.QUARANTINED.value}
        assert two.other.stages_of(wire)[0][1] != ""


def test_an_exchange_with_one_byte_changed_never_ends_in_a_fault(two: Pair) -> None:
    data = two.other.bundle([two.other.clue()])
    for _ in range(120):
        changed = bytearray(data)
        at = CHANCE.randrange(len(data) if CHANCE.random() < 0.5 else 400)
        changed[at] ^= 1 << CHANCE.randrange(8)
        try:
            answer = answer_post(bytes(changed), at=two.at)
        except Refusal:
            continue
        assert isinstance(Bundle.from_bytes(answer), Bundle)


def _stretch(first: int = 1, tip: str = "ab" * 32) -> Stretch:
    return Stretch(epoch="ab" * 16, count=1, first=first, last=1, tip=tip)


@pytest.mark.parametrize(
    "lie",
    [
        {"envelopes": 2**53 - 1}, {"statements": 2**53 - 1}, {"stretches": (_stretch(first=-5),)},
        {"stretches": (_stretch(tip="x" * 9999),)}, {"envelopes": 7},
        {"at": 2**53 - 1}, {"at": 0},
    ],
)  # fmt: skip
def test_a_carried_file_whose_manifest_lies_is_refused_before_anything_is_taken_in(
    two: Pair, world: World, tmp_path: Path, lie: dict[str, object]
) -> None:
    wire = two.other.clue()
    true = Manifest(
        sender=two.other.code, recipient=two.other.them.agency, envelopes=1, statements=0,
        stretches=(replace(_stretch(), epoch=peek(wire).epoch),), digest=courier.digest_of([wire]),
        at=int(two.at.timestamp()),
    )  # fmt: skip
    path = tmp_path / "post.borderlink"
    courier.write(path, replace(true, **lie).sign(two.other.sign_key), [wire])  # type: ignore[arg-type]

    with pytest.raises((NotACourierFile, KeyNotValid)):
        import_file(path=path, by=world.amina, at=two.at)

    assert Incoming.objects.count() == 0
