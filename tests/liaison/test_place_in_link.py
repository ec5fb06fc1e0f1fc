import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation.envelope import Header
from borderlink.liaison.domain.placing import (
    Duplicate,
    Equivocation,
    Gap,
    LinkView,
    NewEpoch,
    PastEpoch,
    Place,
    Placed,
    place,
)
from borderlink.liaison.domain.receipts import advance
from tests.letter_world import body_of, founded, header_for, letter_id

GZ, MC, _ = founded()
CHANCE = random.Random(3)  # noqa: S311 - the same letters in every run
OLD, NOW, NEW = "0" * 32, "1" * 32, "2" * 32


def digest(seq: int, epoch: str = NOW) -> str:
    return f"{epoch[0]}{seq:063x}"


def envelope(seq: int, *, epoch: str = NOW, previous: str = "", letter: str = "") -> Header:
    name = letter or letter_id(CHANCE)
    before = previous or (digest(seq - 1, epoch) if seq > 1 else "")
    return header_for(MC, GZ, body_of(name, CHANCE), name, epoch=epoch, seq=seq, previous=before)


HELD = envelope(2)
LINK = LinkView(
    epoch=NOW,
    contiguous=3,
    digests={1: digest(1), 2: digest(2), 3: digest(3), 6: digest(6), 7: digest(7)},
    previous={1: "", 2: digest(1), 3: digest(2), 6: digest(5), 7: digest(6)},
    letters={HELD.letter: digest(2)},
    past={OLD: {1: digest(1, OLD), 2: digest(2, OLD)}},
)

OTHER = "f" * 64


@pytest.mark.parametrize(
    ("header", "told", "wanted"),
    [
        (envelope(4), digest(4), Placed(4)),
        (envelope(5), digest(5), Gap(4, 4)),
        (envelope(9), digest(9), Gap(4, 8)),
        (envelope(8), digest(8), Gap(4, 5)),
        (HELD, digest(2), Duplicate()),
        (HELD, OTHER, Equivocation("letter")),
        (envelope(9, letter=HELD.letter), digest(9), Equivocation("letter")),
        (envelope(2, epoch=NEW, letter=HELD.letter), digest(2, NEW), Equivocation("letter")),
        (envelope(2), OTHER, Equivocation("seq")),
        (envelope(3), digest(3), Equivocation("seq")),
        (envelope(7), OTHER, Equivocation("seq")),
        (envelope(4, previous=OTHER), digest(4), Equivocation("previous")),
        (envelope(8, previous=OTHER), digest(8), Equivocation("previous")),
        (envelope(5), OTHER, Equivocation("next")),
        (envelope(1, epoch=NEW, previous=digest(3)), digest(1, NEW), NewEpoch(1, linked=True)),
        (envelope(1, epoch=NEW, previous=digest(2)), digest(1, NEW), NewEpoch(1, linked=False)),
        (envelope(1, epoch=NEW), digest(1, NEW), NewEpoch(1, linked=False)),
        (envelope(4, epoch=NEW), digest(4, NEW), NewEpoch(0, linked=False)),
        (envelope(3, epoch=OLD), digest(3, OLD), PastEpoch()),
        (envelope(9, epoch=OLD), digest(9, OLD), PastEpoch()),
        (envelope(2, epoch=OLD), OTHER, Equivocation("seq")),
        (envelope(3, epoch=OLD, previous=OTHER), OTHER, Equivocation("previous")),
    ],
)
def test_an_envelope_has_one_place_on_its_link(header: Header, told: str, wanted: Place) -> None:
    assert place(LINK, header, told) == wanted


def test_the_first_envelope_ever_begins_an_epoch() -> None:
    assert place(LinkView(), envelope(1), digest(1)) == NewEpoch(1, linked=True)
    assert place(LinkView(), envelope(3), digest(3)) == NewEpoch(0, linked=False)


def test_filling_the_gap_makes_the_link_whole_up_to_the_next() -> None:
    almost = replace(LINK, contiguous=4, digests={**LINK.digests, 4: digest(4)})

    assert place(almost, envelope(5), digest(5)) == Placed(7)


def test_a_number_whose_record_was_lost_is_not_taken_twice() -> None:
    blank = replace(LINK, digests={}, previous={}, letters={})

    assert place(blank, envelope(2), digest(2)) == Equivocation("lost-record")


def received(order: list[int]) -> tuple[LinkView, list[Place]]:
    """Take envelopes in as the post does, and return the link with what was said of each."""
    link, said = LinkView(epoch=NOW), []
    names = {seq: str(seq).rjust(36, "0") for seq in order}
    for seq in order:
        header = replace(envelope(seq), letter=f"{int(names[seq]):08x}-0000-7000-8000-000000000000")
        found = place(link, header, digest(seq))
        said.append(found)
        if isinstance(found, Placed | Gap):
            link = replace(
                link,
                contiguous=found.contiguous if isinstance(found, Placed) else link.contiguous,
                digests={**link.digests, seq: digest(seq)},
                previous={**link.previous, seq: header.previous},
                letters={**link.letters, header.letter: digest(seq)},
            )
    return link, said


@given(st.permutations(range(1, 12)), st.lists(st.integers(1, 11), max_size=8))
def test_in_any_order_and_however_often_each_is_taken_in_once(order: list[int], again: list[int]) -> None:
    link, said = received([*order, *again])

    assert link.contiguous == 11
    assert [type(place_) for place_ in said[11:]] == [Duplicate] * len(again)
    assert not any(isinstance(place_, Duplicate | Equivocation) for place_ in said[:11])


@given(st.lists(st.integers(1, 20), unique=True))
def test_the_link_is_whole_up_to_the_first_that_is_missing(order: list[int]) -> None:
    link, said = received(order)

    missing = next(seq for seq in range(1, 22) if seq not in order)
    assert link.contiguous == missing - 1
    assert all(one.from_seq <= one.to_seq for one in said if isinstance(one, Gap))


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=5, unique=True))
def test_the_running_digest_knows_the_order(parts: list[bytes]) -> None:
    def over(items: list[bytes]) -> str:
        running = ""
        for item in items:
            running = advance(running, item.hex())
        return running

    assert over(parts) != over(parts[::-1])
    assert over(parts) != over(parts[:-1])
