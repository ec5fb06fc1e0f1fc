"""Which letters may be named in court: the rule alone, over every handling code."""

from borderlink.liaison.domain.disclosing import Exchanged, named_in_court
from borderlink.liaison.domain.terms import SCHEMES

NOBODY: frozenset[str] = frozenset()


def letter(code: str, use: str, *, number: str = "L", ours: bool = False) -> Exchanged:
    return Exchanged(letter=number, thread="T", is_ours=ours, code=code, evidence_use=use)


def test_a_letter_is_named_only_where_it_says_so_itself_and_its_code_is_not_for_named_readers() -> None:
    named = {
        (code, use)
        for codes in SCHEMES.values()
        for code in (*codes, "", "HDL-NEW")
        for use in ("yes", "ask", "no", "")
        if named_in_court([letter(code, use)], NOBODY)
    }

    assert {use for _, use in named} == {"yes"}
    assert {code for code, _ in named} == {
        "HDL-CLEAR", "HDL-GREEN", "HDL-AMBER", "HDL-H0", "HDL-H1", "HDL-H2",
    }  # fmt: skip


def test_a_letter_of_ours_gives_no_partner_away() -> None:
    own, closed = letter("HDL-H0", "yes", number="O", ours=True), letter("HDL-H1", "ask", number="C")
    shut = letter("HDL-H0", "no", number="S", ours=True)

    assert named_in_court([own], NOBODY) == {"O"}
    assert named_in_court([own, closed], NOBODY) == NOBODY
    assert named_in_court([shut], NOBODY) == NOBODY
    assert named_in_court([own, shut, closed], frozenset({"C"})) == {"O", "S", "C"}
