"""An entry of a partner's ledger, judged by itself: its form, its node, who signed it with which keys.

It comes without the entries before it. Its signers' keys must have been registered by the partner's node key,
which officers of both sides have pinned; the exact bytes count and are never written anew.
"""

from collections.abc import Iterable

from borderlink.custody.domain.signatures import Keys, holds
from borderlink.custody.domain.witnessed import Event, read_event

_NOT_IN_FORM = "custody.not-in-form"


def read_entry(
    body: bytes, keys: Iterable[bytes], *, node: str, anchors: frozenset[str]
) -> tuple[Event | None, str]:
    """Return a partner's entry and what is wrong with it: a code, empty when it holds.

    ``keys`` are the partner's entries that registered its signers' keys, ``anchors`` the keys of its node.
    """
    known = Keys(anchors, holds)
    for line in keys:
        event = read_event(line)
        if event is None or event.kind != "key-add" or event.node != node:
            return None, _NOT_IN_FORM
        if code := known.wrong(event):
            return None, code
    event = read_event(body)
    if event is None or event.node != node:
        return None, _NOT_IN_FORM
    return event, known.wrong(event)
