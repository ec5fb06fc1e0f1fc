"""What the case register does by itself: once a day it clears away what a crash left of a document."""

from datetime import date, datetime

from borderlink.cases.actions.documents import sweep

_swept: set[date] = set()


def work_once(at: datetime) -> bool:
    """Sweep the shelf of documents, once for each day the worker sees."""
    if at.date() in _swept:
        return False
    _swept.clear()
    _swept.add(at.date())
    sweep(at=at)
    return True
