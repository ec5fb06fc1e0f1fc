"""The background worker: calls every registered work in turn, and rests when there was none."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from borderlink.foundation.work import works
from borderlink.node.health import BEAT

logger = logging.getLogger(__name__)

FIRST_WAIT_S: Final = 0.5  # after a first failure
LONGEST_WAIT_S: Final = 60.0


@dataclass(slots=True)
class Setbacks:
    """Which works failed, and how long each is left alone: twice as long each time, until it succeeds.

    Moments are seconds of any one clock that never goes back.
    """

    _waits_s: dict[str, float] = field(default_factory=dict)
    _due_s: dict[str, float] = field(default_factory=dict)

    def is_due(self, name: str, now_s: float) -> bool:
        """Say whether this work may be tried."""
        return now_s >= self._due_s.get(name, now_s)

    def failed(self, name: str, now_s: float) -> float:
        """Note a failure and return how many seconds the work is left alone."""
        before = self._waits_s.get(name)
        wait_s = min(2 * before, LONGEST_WAIT_S) if before else FIRST_WAIT_S
        self._waits_s[name], self._due_s[name] = wait_s, now_s + wait_s
        return wait_s

    def succeeded(self, name: str) -> None:
        """Forget this work's failures."""
        self._waits_s.pop(name, None)
        self._due_s.pop(name, None)


def work_until_told(stopping: threading.Event) -> None:
    """Work until ``stopping`` is set: the piece at hand is finished first."""
    pause_s = settings.BORDERLINK.worker_pause_ms / 1000
    setbacks = Setbacks()
    while not stopping.is_set():
        _beat(settings.BORDERLINK.folder / BEAT)
        if not round_of_work(stopping, setbacks):
            stopping.wait(pause_s)


def round_of_work(
    stopping: threading.Event, setbacks: Setbacks, *, clock: Callable[[], float] = time.monotonic
) -> bool:
    """Call every work once; say whether any did something.

    A work that fails is logged and tried again, later each time: the others have their turn meanwhile.
    """
    busy = False
    for name, once in works():
        if stopping.is_set():
            break
        if not setbacks.is_due(name, clock()):
            continue
        try:
            busy = once(timezone.now()) or busy
            setbacks.succeeded(name)
        except Exception:
            wait_s = setbacks.failed(name, clock())
            facts = {"work": name, "tried_again_after_s": wait_s}
            logger.exception("work failed", extra={"facts": facts})
            connection.close()
        close_old_connections()
    return busy


def work() -> None:
    """Run the worker in this process until SIGINT or SIGTERM."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    logger.info("working", extra={"facts": {"works": [name for name, _ in works()]}})
    work_until_told(stopping)
    logger.info("worker stopped")


def _beat(path: Path) -> None:
    try:
        path.touch()
    except OSError:
        logger.warning("the folder cannot be written")
