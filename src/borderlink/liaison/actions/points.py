"""The named points between the lasting steps of the post: whoever tests where it dies observes them.

Nothing in a node observes. An observer is called with the name of a point when it is reached.
"""

from collections.abc import Callable
from typing import Final

POINTS: Final = (
    "sealing.locked", "sealing.sealed", "sealing.written", "sealing.noted",
    "sending.chosen", "sending.written", "sending.answered", "sending.settled",
    "settling.begun", "settling.receipts-written", "settling.envelopes-settled", "settling.letters-settled",
    "settling.noted",
    "receiving.read", "receiving.examined", "receiving.locked", "receiving.placed",
    "receiving.letters-written", "receiving.envelopes-written", "receiving.effects-done",
    "receiving.receipts-written",
    "receiving.link-moved", "receiving.noted", "receiving.committed", "receiving.answering",
    "giving-up.begun", "giving-up.written",
)  # fmt: skip

_observers: list[Callable[[str], None]] = []


def observe(observer: Callable[[str], None]) -> None:
    """Have ``observer`` called at every point."""
    _observers.append(observer)


def reach(point: str) -> None:
    """Say that a point of ``POINTS`` is reached."""
    for observer in _observers:
        observer(point)
