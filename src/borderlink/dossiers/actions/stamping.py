"""Time-stamps: what an authority gave is kept beside its checkpoint; what waits too long is loud."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from borderlink.custody.actions.alarms import end_alarms, raise_alarm
from borderlink.custody.actions.checkpoints import keep_token
from borderlink.dossiers.domain.times import proven_time
from borderlink.dossiers.queries.times import Waiting, rooms
from borderlink.journal.actions import note

LATE: Final = "time-stamp-late"


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
