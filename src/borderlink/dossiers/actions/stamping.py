"""Time-stamps: what an authority gave is kept beside its checkpoint; what waits too long is loud, and closes.

No act at an exhibit ever waits for an authority. What others are to rely on does, after ``time_stamp_hours``:
a dossier that is signed, an exhibit that is offered to a partner.
"""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.custody.actions.alarms import end_alarms, raise_alarm
from borderlink.custody.actions.checkpoints import keep_token
from borderlink.dossiers.domain.times import proven_time
from borderlink.dossiers.queries.times import Waiting, rooms, unstamped_since
from borderlink.dossiers.refusals import NotStampedInTime
from borderlink.foundation.slots import Leaving
from borderlink.journal.actions import note

LATE: Final = "time-stamp-late"
_RELIED_UPON: Final = frozenset({"custody.offer"})  # a dossier is stopped before it is signed


def keep_time_stamp(*, waiting: Waiting, token: bytes, authorities: Sequence[bytes], at: datetime) -> bool:
    """Keep a token beside its checkpoint, one of each authority; return whether it was kept."""
    text = waiting.text.encode()
    had = [base64.b64decode(one) for one in waiting.tokens]
    for authority in authorities:
        if proven_time(token, text, authority) is None:
            continue
        if all(proven_time(one, text, authority) is None for one in had):
            keep_token(size=waiting.size, token=base64.b64encode(token).decode(), by="node", at=at)
            return True
    return False


@transaction.atomic
def watch_time(*, waiting: Waiting | None, hours: int, at: datetime) -> int:
    """Raise the alarm "not yet anchored in time" in every evidence room, or end it; return the new ones."""
    if waiting is None or not waiting.is_late(at, hours):
        end_alarms(kind=LATE, why="stamped", at=at)
        return 0
    facts = {"since": int(waiting.since.timestamp()), "size": waiting.size}
    raised = [unit for unit in rooms() if raise_alarm(LATE, unit, case="", unit=unit, facts=facts, at=at)]
    if raised:
        told: dict[str, str | int] = {"alarms": len(raised)}
        note(act="custody.raise-alarm", subject="ledger", facts=told, by="node", at=at)
    return len(raised)


def must_be_stamped(at: datetime) -> None:
    """Refuse while entries wait too long for the time-stamp of an authority that was agreed on.

    Refuses: ``NotStampedInTime``.
    """
    hours, since = settings.BORDERLINK.time_stamp_hours, unstamped_since()
    if settings.BORDERLINK.time_stamp_url and since is not None and at - since >= timedelta(hours=hours):
        raise NotStampedInTime(hours=hours, since=since.isoformat(timespec="minutes"))


def close_when_late(leaving: Leaving) -> bool:
    """Refuse what a partner is to rely on while no time is proven; decide nothing else.

    Refuses: ``NotStampedInTime``.
    """
    if leaving.way in _RELIED_UPON:
        must_be_stamped(leaving.at)
    return False
