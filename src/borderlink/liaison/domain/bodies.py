"""The body of a letter as it comes from outside: one canonical JSON object, neither deep nor large."""

from collections.abc import Mapping
from typing import Any, Final

from borderlink.foundation.canonical import NotCanonical, Value, from_bytes, surely
from borderlink.liaison.refusals.receiving import BodyShape

DEEPEST: Final = 12
MOST_NODES: Final = 2_000


def read_body(body: bytes, *, letter: str) -> Mapping[str, Value]:
    """Return the object that a body's bytes hold.

    Refuses: ``BodyShape`` for bytes in another than their canonical form, for more than an object, for
    nesting deeper than 12 and more than 2,000 values (keys do not count).
    """
    try:
        value = surely(body)
        value = from_bytes(body) if value is None else value
    except NotCanonical as fault:
        raise BodyShape(letter=letter, what=str(fault.facts["what"])) from None
    if not isinstance(value, Mapping):
        raise BodyShape(letter=letter, what="not-an-object")
    _measure(value, letter)
    return value


def _measure(value: Value, letter: str) -> None:
    """Refuse what is too deep or holds too many values: one level of it after the other."""
    level: list[Any] = [value]
    nodes, depth = 1, 1
    while level:
        below: list[Any] = []
        for item in level:
            below.extend(item.values() if type(item) is dict else item)
        nodes, depth = nodes + len(below), depth + 1
        if nodes > MOST_NODES:
            raise BodyShape(letter=letter, what="too-many-values")
        if below and depth > DEEPEST:
            raise BodyShape(letter=letter, what="too-deep")
        level = [item for item in below if type(item) is dict or type(item) is list]
