"""One case's kept lines suffice to judge its next act: the books are those of the whole ledger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.custody.domain.acts import act_of
from borderlink.custody.domain.books import Books, Seals
from borderlink.custody.domain.ledger import Ledger
from borderlink.custody.domain.packs import PACKS
from borderlink.custody.domain.schema import Kind
from borderlink.custody.refusals.acts import SealUsed
from borderlink.foundation.tree import Frontier
from tests.custody_world import NODE, Desk, key_of, tea_case_of


class Register(Seals):
    """The seal numbers of every case, as a table knows them."""

    def __init__(self, known: set[str]) -> None:
        super().__init__()
        self.known = known

    def __contains__(self, number: str) -> bool:
        return number in self.known or super().__contains__(number)


def _resumed(desk: Desk, case: str) -> Ledger:
    ledger = desk.ledger
    seals = {f"S-{number}-{layer}" for number in (1, 2) for layer in (1, 2, 3, 4, 11, 40)}
    found = Ledger(
        node=NODE, pack=desk.pack, anchors=ledger.anchors,
        books=Books(seals=Register(seals), keys=dict(ledger.books.keys)), size=ledger.size, head=ledger.head,
        frontier=Frontier.of(ledger.size, ledger.frontier.full()),
    )  # fmt: skip
    lines = [line for line in desk.lines if act_of(line.content()).case == case]
    found.take_up(lines, {pack.version(): pack for pack in PACKS.values()})
    return found


def test_the_books_of_one_case_are_those_of_the_whole_ledger() -> None:
    desk = Desk()
    tea_case_of(desk, 1)
    tea_case_of(desk, 2)

    resumed = _resumed(desk, "C-2")

    whole = desk.ledger.books
    assert resumed.books.head("C-2") == whole.head("C-2")
    assert dict(resumed.books.lots) == {
        number: lot for number, lot in whole.lots.items() if lot.case == "C-2"
    }
    assert resumed.books.closure("C-2") == whole.closure("C-2")


def test_the_next_act_gives_the_same_line_and_the_seals_of_other_cases_stay_used() -> None:
    desk = Desk()
    tea_case_of(desk, 1)
    tea_case_of(desk, 2)
    resumed = _resumed(desk, "C-2")

    draft = desk.draft(Kind.SEIZE, "E-2-9")
    desk.keep(desk.ledger.prepare(draft), ("AMINA", "BRUNO"))
    again = resumed.prepare(draft)
    line = resumed.append(again, [again.signed_by(key_of(name)) for name in ("AMINA", "BRUNO")])
    with pytest.raises(SealUsed):
        resumed.prepare(desk.draft(Kind.SEAL, "E-2-9", number="S-1-1"))

    assert line.body == desk.lines[-1].body
    assert resumed.frontier.root() == desk.ledger.frontier.root()


@given(st.integers(0, 300), st.integers(0, 40))
def test_a_tree_kept_as_its_full_subtrees_grows_on_as_if_it_had_never_stopped(size: int, more: int) -> None:
    leaves = [number.to_bytes(32, "big") for number in range(size + more)]
    whole, first = Frontier(), Frontier()
    for leaf in leaves:
        whole.append(leaf)
    for leaf in leaves[:size]:
        first.append(leaf)

    again = Frontier.of(first.size, first.full())
    for leaf in leaves[size:]:
        again.append(leaf)

    assert (again.size, again.root(), again.full()) == (whole.size, whole.root(), whole.full())


def test_a_tree_of_another_size_than_its_subtrees_is_not_taken() -> None:
    with pytest.raises(ValueError, match="full subtrees"):
        Frontier.of(3, [b"\0" * 32])
