"""Letters are carried by hand: the same envelopes in a file, both ways, beside the line, by whoever comes."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from borderlink.foundation.envelope import digest_of, peek
from borderlink.foundation.refusals import Refusal
from borderlink.liaison.actions.carrying import Exported, Imported, export_file, import_file
from borderlink.liaison.adapters import courier
from borderlink.liaison.domain.carrying import Manifest, Stretch
from borderlink.liaison.domain.states import LetterState, Posted
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.post import CarriedFile, Incoming
from borderlink.liaison.queries.post import why_not_arrived
from borderlink.liaison.refusals.post import CourierFileCut, CourierFileExists, NotACourierFile, NotForUs
from borderlink.liaison.refusals.receiving import KeyNotValid, UnknownSender
from tests.liaison.partners import fresh_key, liaison_officer
from tests.liaison.two_nodes import Pair, pair
from tests.world import NOON, World

pytestmark = pytest.mark.django_db


class Stick:
    """A memory stick between our node and one partner's."""

    def __init__(self, world: World, folder: Path) -> None:
        self.two: Pair = pair(world)
        self.folder, self.officer, self.world = folder, liaison_officer(world), world

    def take_along(self, name: str = "to-them") -> Exported:
        """Export what waits."""
        return export_file(code="MC-POLICE", path=self.folder / name, by=self.officer, at=NOON)

    def bring(self, path: Path) -> Imported:
        """Import a file."""
        return import_file(path=path, by=self.officer, at=NOON)

    def from_them(
        self,
        wires: list[bytes],
        statements: list[bytes] | None = None,
        *,
        sender: str = "MC-POLICE",
        recipient: str = "GZ-CUSTOMS",
        name: str = "from-them",
    ) -> Path:
        """Write a file as the partner's program does."""
        other, said = self.two.other, statements or []
        seqs = [peek(wire).seq for wire in wires]
        stretches = [
            Stretch(
                epoch=other.state.epoch, count=len(wires), first=min(seqs), last=max(seqs),
                tip=digest_of(wires[-1]),
            )
            for _ in wires[:1]
        ]  # fmt: skip
        manifest = Manifest(
            sender=sender, recipient=recipient, envelopes=len(wires), statements=len(said),
            stretches=tuple(stretches), digest=courier.digest_of([*said, *wires]), at=int(NOON.timestamp()),
        )  # fmt: skip
        path = self.folder / name
        courier.write(path, manifest.sign(other.sign_key), [*said, *wires])
        return path


@pytest.fixture
def stick(world: World, tmp_path: Path) -> Stick:
    """Give a stick, two nodes and the officer who carries it."""
    return Stick(world, tmp_path)


def test_letters_go_by_hand_and_receipts_come_back_by_hand(stick: Stick) -> None:
    letters = stick.two.write(3)
    done = stick.take_along()
    signed, sha256 = courier.read_manifest(done.path)
    parts = list(courier.parts(done.path))
    receipts = [stick.two.other.take(wire) for wire in parts[signed.manifest.statements :]]

    came = stick.bring(stick.from_them([], receipts))

    assert (sha256, done.envelopes, came.statements) == (done.sha256, 3, 3)
    assert {stick.two.outgoing(letter).state for letter in letters} == {Posted.STORED.value}
    assert CarriedFile.objects.filter(direction="out", sha256=sha256).count() == 1
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.VALIDATED.value}


def test_a_file_twice_and_the_line_beside_it_have_one_effect(stick: Stick) -> None:
    by_line, by_hand = stick.two.other.clue(), stick.two.other.clue()
    stick.two.get([by_line])
    path = stick.from_them([by_line, by_hand])

    first, second = stick.bring(path), stick.bring(path)

    assert (first.new, first.again) == (1, 1)
    assert (second.new, second.again) == (0, 2)
    assert Letter.objects.count() == 2


def test_receipts_for_what_came_by_hand_wait_for_the_next_file(stick: Stick) -> None:
    wire = stick.two.other.clue()
    stick.bring(stick.from_them([wire]))
    done = stick.take_along("first")
    stick.bring(stick.from_them([wire], name="again"))  # the first file was lost
    again = stick.take_along("second")

    statements = [
        list(courier.parts(one.path))[: courier.read_manifest(one.path)[0].manifest.statements]
        for one in (done, again)
    ]

    assert all(any(peek(wire).letter.encode() in one for one in said) for said in statements)


def test_a_carried_letter_says_so_to_whoever_asks(stick: Stick) -> None:
    (letter,) = stick.two.write()
    stick.take_along()

    steps = why_not_arrived(stick.world.reader(stick.officer), letter.uuid)

    assert [(step.stage, step.code) for step in steps] == [
        ("sealed", ""), ("carried", ""), ("waiting", "post.no-address"),
    ]  # fmt: skip


def test_an_export_never_writes_over_a_file_that_may_not_have_been_carried_yet(stick: Stick) -> None:
    stick.two.write()
    stick.take_along()

    with pytest.raises(CourierFileExists):
        stick.take_along()


def _cut(data: bytes) -> bytes:
    return data[:-7]


def _one_bit(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


def _more(data: bytes) -> bytes:
    return data + data[-50:]


def _endless_frame(data: bytes) -> bytes:
    length = int.from_bytes(data[8:12], "big")
    return data[: 12 + length] + b"\xff\xff\xff\xff" + data[12 + length + 4 :]


def _other_second(data: bytes) -> bytes:
    """Return a file that fits in all but its manifest's signature: written a second before or after."""
    return re.sub(rb'at\\":\d{10}', lambda told: told[0][:-1] + bytes([told[0][-1] ^ 1]), data)


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (_cut, CourierFileCut),
        (_one_bit, CourierFileCut),
        (_more, CourierFileCut),
        (_endless_frame, CourierFileCut),
        (lambda _: b"", NotACourierFile),
        (lambda _: b"BLNDCUR1", CourierFileCut),
        (lambda data: b"PK" + data, NotACourierFile),
        (lambda data: data.replace(b'envelopes\\":2', b'envelopes\\":9'), NotACourierFile),
        (_other_second, NotACourierFile),
        (lambda data: data[:12] + b"[" * 200 + data[212:], NotACourierFile),
    ],
)
def test_nothing_is_taken_in_of_a_file_that_is_not_whole(
    stick: Stick, spoil: Callable[[bytes], bytes], refusal: type[Refusal]
) -> None:
    path = stick.from_them([stick.two.other.clue(), stick.two.other.clue()])
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(refusal):
        stick.bring(path)

    assert Incoming.objects.count() == 0


def test_a_file_of_others_or_for_others_is_refused(stick: Stick) -> None:
    wires = [stick.two.other.clue()]
    for path, refusal in (
        (stick.from_them(wires, recipient="XX-OTHER", name="a"), NotForUs),
        (stick.from_them(wires, sender="XX-OTHER", name="b"), UnknownSender),
    ):
        with pytest.raises(refusal):
            stick.bring(path)
    stick.two.other.sign_key = fresh_key()
    with pytest.raises(KeyNotValid):
        stick.bring(stick.from_them(wires, name="c"))

    assert Incoming.objects.count() == 0


def test_an_archive_that_swells_a_folder_and_a_missing_file_are_refused_unread(stick: Stick) -> None:
    bomb = stick.folder / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(10_000_000))

    for path in (bomb, stick.folder, stick.folder / "nothing"):
        with pytest.raises(NotACourierFile):
            stick.bring(path)
