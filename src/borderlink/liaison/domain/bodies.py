"""The body of a letter as it comes from outside: one canonical JSON object, neither deep nor large."""

from collections.abc import Mapping
from typing import Final

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
    """Refuse what is too deep or holds too many values; nothing here recurses."""
    waiting: list[tuple[Value, int]] = [(value, 1)]
    nodes = 0
    while waiting:
        item, depth = waiting.pop()
        nodes += 1
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        if depth > DEEPEST:
            raise BodyShape(letter=letter, what="too-deep")
        if nodes + len(waiting) + len(inner) > MOST_NODES:
            raise BodyShape(letter=letter, what="too-many-values")
        waiting.extend((part, depth + 1) for part in inner)
