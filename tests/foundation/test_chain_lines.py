from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation import canonical, chain, tree
from borderlink.foundation.chain import Line, LineChanged, LineMissing, LineNotLinked, first_break


def lines_of(count: int) -> list[Line]:
    kept: list[Line] = []
    for number in range(count):
        previous = kept[-1].hash if kept else chain.START
        kept.append(Line.next({"act": f"act {number}"}, after=number, previous=previous))
    return kept


def forged(line: Line, **content: canonical.Value) -> Line:
    """Return the line rewritten by someone who also computes its hash anew."""
    body = canonical.to_bytes({**line.content(), **content})
    return replace(line, body=body, hash=tree.leaf_hash(body).hex())


@given(st.integers(0, 20))
def test_a_chain_that_nobody_touched_is_whole(count: int) -> None:
    assert first_break(lines_of(count)) is None


@given(st.integers(1, 12), st.data())
def test_an_edited_line_is_named(count: int, data: st.DataObject) -> None:
    lines = lines_of(count)
    at = data.draw(st.integers(0, count - 1))
    body = bytearray(lines[at].body)
    body[data.draw(st.integers(0, len(body) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    lines[at] = replace(lines[at], body=bytes(body))

    broken = first_break(lines)

    assert isinstance(broken, LineChanged)
    assert broken.facts == {"line": at + 1}


@given(st.integers(2, 12), st.data())
def test_a_line_rewritten_with_its_hash_breaks_at_the_next(count: int, data: st.DataObject) -> None:
    lines = lines_of(count)
    at = data.draw(st.integers(0, count - 2))
    lines[at] = forged(lines[at], act="another")

    broken = first_break(lines)

    assert isinstance(broken, LineNotLinked)
    assert broken.facts == {"line": at + 2}


@given(st.integers(2, 12), st.data())
def test_a_removed_line_is_named(count: int, data: st.DataObject) -> None:
    lines = lines_of(count)
    at = data.draw(st.integers(0, count - 2))
    del lines[at]

    broken = first_break(lines)

    assert isinstance(broken, LineMissing)
    assert broken.facts == {"line": at + 1}


@given(st.integers(2, 12), st.data())
def test_two_lines_that_changed_places_are_named(count: int, data: st.DataObject) -> None:
    lines = lines_of(count)
    at = data.draw(st.integers(0, count - 2))
    lines[at], lines[at + 1] = lines[at + 1], lines[at]

    broken = first_break(lines)

    assert isinstance(broken, LineMissing)
    assert broken.facts == {"line": at + 1}


def test_renumbering_the_lines_after_a_removed_one_does_not_hide_it() -> None:
    lines = lines_of(5)
    renumbered = [*lines[:2], *(replace(line, sequence=line.sequence - 1) for line in lines[3:])]
    rewritten = [*lines[:2], *(forged(replace(line, sequence=line.sequence - 1), sequence=line.sequence - 1)
                               for line in lines[3:])]  # fmt: skip

    assert isinstance(first_break(renumbered), LineMissing)
    assert isinstance(first_break(rewritten), LineNotLinked)


def test_bytes_in_another_form_are_a_change_even_with_their_own_hash() -> None:
    line = lines_of(1)[0]
    body = line.body.replace(b":", b": ", 1)

    assert isinstance(first_break([replace(line, body=body, hash=tree.leaf_hash(body).hex())]), LineChanged)


def test_a_chain_cut_off_at_its_end_looks_whole_but_has_another_root() -> None:
    whole, cut = chain.Verifier(), chain.Verifier()
    for line in lines_of(6):
        assert whole.check(line) is None
    for line in lines_of(5):
        assert cut.check(line) is None

    assert whole.tree.root() != cut.tree.root()


@pytest.mark.parametrize("count", [1, 7])
def test_the_tree_of_a_verifier_is_the_tree_over_the_lines(count: int) -> None:
    verifier, lines = chain.Verifier(), lines_of(count)
    for line in lines:
        verifier.check(line)

    assert verifier.tree.root() == tree.root(tree.leaf_hash(line.body) for line in lines)
