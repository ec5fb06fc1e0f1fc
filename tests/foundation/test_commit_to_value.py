import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from borderlink.foundation.commitments import Opening, commit, opens

SALT = bytes(range(16))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(texts, texts, st.binary(min_size=16, max_size=16), texts)
def test_a_commitment_opens_with_its_own_name_salt_and_value(
    domain: str, name: str, salt: bytes, value: str
) -> None:
    opening = Opening(name=name, salt=salt, value=value)

    assert opens(commit(domain, name, salt, value), domain, opening)


@given(st.tuples(texts, texts, texts), st.tuples(texts, texts, texts))
def test_two_different_lists_of_parts_never_share_a_commitment(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    first, second = commit(one[0], one[1], SALT, one[2]), commit(other[0], other[1], SALT, other[2])
    assume(first != second)

    assert one != other


@pytest.mark.parametrize(
    ("left", "right"),
    [(("ab", "c", ""), ("a", "bc", "")), (("a", "", "b"), ("a", "b", "")), (("", "a", ""), ("a", "", ""))],
)
def test_moving_a_letter_from_one_part_to_the_next_changes_the_commitment(
    left: tuple[str, str, str], right: tuple[str, str, str]
) -> None:
    assert commit(left[0], left[1], SALT, left[2]) != commit(right[0], right[1], SALT, right[2])


def test_the_same_text_in_another_unicode_form_opens_it() -> None:
    assert commit("d", "name", SALT, "Nguyễn") == commit("d", "name", SALT, "Nguye\u0302\u0303n")


def test_the_commitment_is_the_hash_of_its_parts_each_behind_its_length() -> None:
    framed = b"".join((
        b"\x00\x00\x00\x00\x00\x00\x00\x07", b"journal",
        b"\x00\x00\x00\x00\x00\x00\x00\x04", b"name",
        b"\x00\x00\x00\x00\x00\x00\x00\x10", SALT,
        b"\x00\x00\x00\x00\x00\x00\x00\x03", b"\xe8\x8c\xb6",
    ))  # fmt: skip

    assert commit("journal", "name", SALT, "茶") == hashlib.sha256(framed).hexdigest()


@pytest.mark.parametrize("changed", [{"name": "x"}, {"salt": bytes(16)}, {"value": "x"}, {"salt": b"short"}])
def test_an_altered_opening_does_not_open(changed: dict[str, object]) -> None:
    parts: dict[str, object] = {"name": "name", "salt": SALT, "value": "茶", **changed}

    assert not opens(commit("d", "name", SALT, "茶"), "d", Opening(**parts))  # type: ignore[arg-type]


def test_a_salt_of_another_length_is_a_fault() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        commit("d", "name", b"short", "茶")
