import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation import canonical
from borderlink.foundation.canonical import NotCanonical, Value

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-canonical.LARGEST, canonical.LARGEST) | texts
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(texts.map(lambda text: unicodedata.normalize("NFC", text)), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_what_is_written_is_read_back_to_the_byte(value: Value) -> None:
    data = canonical.to_bytes(value)

    assert canonical.to_bytes(canonical.from_bytes(data)) == data


@given(values)
def test_canonical_bytes_are_json_that_anyone_reads(value: Value) -> None:
    data = canonical.to_bytes(value)

    assert json.loads(data) == canonical.from_bytes(data)


@given(st.binary(max_size=40))
def test_bytes_are_either_canonical_or_refused(data: bytes) -> None:
    try:
        value = canonical.from_bytes(data)
    except NotCanonical:
        return
    assert canonical.to_bytes(value) == data


@given(st.dictionaries(st.text("abé陈", max_size=3), st.integers(0, 9), min_size=2))
def test_the_order_in_which_keys_came_does_not_matter(value: dict[str, int]) -> None:
    backwards = dict(reversed(value.items()))

    assert canonical.to_bytes(value) == canonical.to_bytes(backwards)


def test_the_form_is_the_one_written_down() -> None:
    value: Value = {"z": [1, -2, None, True], "a": 'e\u0301 " \\ \n 茶', "é": {}}

    assert canonical.to_bytes(value) == '{"a":"é \\" \\\\ \\n 茶","z":[1,-2,null,true],"é":{}}'.encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1.0",
        b"1e2",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b"1" * 5000,
        b"[" * 100_000,
        b"[" * 66 + b"]" * 66,
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b' {"a":1}',
        b'{"a":1}\n',
        b'"\\u0061"',
        b'"\\/"',
        b'"e\xcc\x81"',
        b'"\\ud800"',
        b'"\xff"',
        b"\xef\xbb\xbf1",
        b"[1,]",
    ],
)
def test_every_other_way_to_write_a_value_is_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical.from_bytes(data)


@pytest.mark.parametrize("value", [1.0, 2**53, -(2**53), b"a", "\ud800", {"é": 1, "e\u0301": 2}, {1: 2}, {1}])
def test_a_value_without_one_form_is_not_written(value: Value) -> None:
    with pytest.raises(NotCanonical):
        canonical.to_bytes(value)
