"""One exhibit between two ledgers: who may do what with an offer, on each side, whatever the post does.

Pure. The sender is responsible until the receiver accepts; an offer that was refused, or that the receiver's
word says was not accepted and will not be, returns by the sender's own entry. Nothing here knows the time:
an offer that is over stays locked until that word is there.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Side(StrEnum):
    """Whose offer it is: ours to them, or theirs to us."""

    OURS = "ours"
    THEIRS = "theirs"


class State(StrEnum):
    """How an offer stands on one side."""

    OFFERED = "on-offer"
    ASKED = "asked"  # ours: we asked them to let it end
    ACCEPTED = "accepted"  # ours: their acceptance is here, our officers sign next; theirs: we have it
    REFUSED = "refused"
    RELEASED = "let-go"  # not accepted and never to be
    HANDED_OVER = "handed-over"  # ours: signed in our ledger too
    BACK = "back"  # ours: signed in our ledger that it stays


class Event(StrEnum):
    """What happens to an offer on one side: an act here, or a letter that came."""

    OFFER = "offer"
    ASK = "ask"
    ACCEPT = "accept"
    REFUSE = "refuse"
    RELEASE = "release"
    SIGN = "sign"


_S = State
_OURS: Final[Mapping[State, Mapping[Event, State]]] = {
    _S.OFFERED: {
        Event.ASK: _S.ASKED, Event.ACCEPT: _S.ACCEPTED, Event.REFUSE: _S.REFUSED, Event.RELEASE: _S.RELEASED,
    },
    _S.ASKED: {
        Event.ASK: _S.ASKED, Event.ACCEPT: _S.ACCEPTED, Event.REFUSE: _S.REFUSED, Event.RELEASE: _S.RELEASED,
    },
    _S.ACCEPTED: {Event.ACCEPT: _S.ACCEPTED, Event.SIGN: _S.HANDED_OVER},
    _S.REFUSED: {Event.REFUSE: _S.REFUSED, Event.SIGN: _S.BACK},
    _S.RELEASED: {Event.RELEASE: _S.RELEASED, Event.SIGN: _S.BACK},
    _S.HANDED_OVER: {Event.ACCEPT: _S.HANDED_OVER},
    _S.BACK: {Event.REFUSE: _S.BACK, Event.RELEASE: _S.BACK},
}  # fmt: skip
_THEIRS: Final[Mapping[State, Mapping[Event, State]]] = {
    _S.OFFERED: {
        Event.OFFER: _S.OFFERED, Event.ACCEPT: _S.ACCEPTED, Event.REFUSE: _S.REFUSED,
        Event.RELEASE: _S.RELEASED,
    },
    _S.ACCEPTED: {Event.OFFER: _S.ACCEPTED, Event.RELEASE: _S.ACCEPTED},
    _S.REFUSED: {Event.OFFER: _S.REFUSED, Event.RELEASE: _S.REFUSED},
    _S.RELEASED: {Event.OFFER: _S.RELEASED, Event.RELEASE: _S.RELEASED},
}  # fmt: skip
# What begins an offer on a side that knows nothing of it: a wish to end it may overtake it.
_FIRST: Final[Mapping[Side, Mapping[Event, State]]] = {
    Side.OURS: {Event.OFFER: _S.OFFERED},
    Side.THEIRS: {Event.OFFER: _S.OFFERED, Event.RELEASE: _S.RELEASED},
}
OPEN: Final = frozenset({_S.OFFERED, _S.ASKED})  # ours: nothing from them is here yet
LOCKED: Final = OPEN | {_S.ACCEPTED, _S.REFUSED, _S.RELEASED}  # ours: no entry of ours has ended it


def after(side: Side, state: State | None, event: Event) -> State | None:
    """Return how an offer stands after an event; None where it cannot be. ``state`` None: not known yet.

    On the receiving side ``RELEASE`` is the sender's wish to end it: what was accepted stays accepted.
    """
    if state is None:
        return _FIRST[side].get(event)
    return (_OURS if side is Side.OURS else _THEIRS).get(state, {}).get(event)


def custodians(ours: State, theirs: State | None) -> tuple[str, ...]:
    """Return which sides hold an exhibit as both ledgers have it: always just one."""
    there = theirs is State.ACCEPTED
    here = ours is State.BACK or (ours is not State.HANDED_OVER and not there)
    return (*(("sender",) if here else ()), *(("receiver",) if there else ()))
