"""Work that waits: rooms register a function, the node's one background worker calls each in turn."""

from collections.abc import Callable
from datetime import datetime

# Does at most one piece of work and says whether there was any; takes the time, never reads the clock.
WorkOnce = Callable[[datetime], bool]

_works: dict[str, WorkOnce] = {}


def add_work(name: str, once: WorkOnce) -> None:
    """Register a room's work under a name such as `screening.loads`; the same name again replaces it."""
    _works[name] = once


def works() -> list[tuple[str, WorkOnce]]:
    """Return all registered work, by name."""
    return sorted(_works.items(), key=lambda item: item[0])
