"""What the case register does by itself, once a day: keys of older names, and files that nobody holds."""

from datetime import date, datetime

from borderlink.cases.actions.documents import sweep
from borderlink.cases.actions.importing import sweep_registers
from borderlink.cases.actions.writings import key_older_names

_swept: set[date] = set()


def work_once(at: datetime) -> bool:
    """Sweep the shelves of documents and of uploaded registers, once for each day the worker sees.

    Before that day's sweep, names without keys get theirs, some hundred a round.
    """
    if at.date() in _swept:
        return False
    if key_older_names():
        return True
    _swept.clear()
    _swept.add(at.date())
    sweep(at=at)
    sweep_registers(at=at)
    return True
