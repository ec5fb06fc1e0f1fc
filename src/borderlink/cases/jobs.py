"""What the case register does by itself: once a day it clears away files that nobody holds."""

from datetime import date, datetime

from borderlink.cases.actions.documents import sweep
from borderlink.cases.actions.importing import sweep_registers

_swept: set[date] = set()


def work_once(at: datetime) -> bool:
    """Sweep the shelves of documents and of uploaded registers, once for each day the worker sees."""
    if at.date() in _swept:
        return False
    _swept.clear()
    _swept.add(at.date())
    sweep(at=at)
    sweep_registers(at=at)
    return True
