"""The worker's part of this room: signs checkpoints, and raises alarms about what is overdue."""

from datetime import datetime, timedelta
from typing import Final

from borderlink.custody.actions.alarms import raise_overdue
from borderlink.custody.actions.checkpoints import sign_when_due

LOOK_EVERY: Final = timedelta(minutes=10)
_looked: dict[str, datetime] = {}


def work_once(at: datetime) -> bool:
    """Do the next piece of work; return False when there is none."""
    return sign_when_due(at=at) or _look_for_overdue(at)


def _look_for_overdue(at: datetime) -> bool:
    """Look for what is overdue, every ten minutes of this worker's life."""
    last = _looked.get("overdue")
    if last is not None and last <= at < last + LOOK_EVERY:
        return False
    _looked["overdue"] = at
    return raise_overdue(at=at) > 0
