"""A web process reads and compiles what the first questions need before it takes any: seconds of work."""

import logging
from typing import Final

logger = logging.getLogger(__name__)

WARM: Final = "WARM_WEB_PROCESS"  # no setting: ``serving.web`` sets it, for its processes alone


def warm() -> None:
    """Read the doors of every room, and what a carrier's parcel is judged by where a carrier has a key.

    A fault is logged: the question that needs what is missing tells it to whoever asks.
    """
    from django.db import connections
    from django.urls import resolve
    from django.utils import timezone

    from borderlink.screening.actions.judging import prepare
    from borderlink.screening.queries.counter import is_asked

    try:
        resolve("/api/screening/check")
        if is_asked(timezone.now()):
            prepare(timezone.localdate())
    except Exception:
        logger.exception("not warmed")
    finally:
        connections.close_all()
