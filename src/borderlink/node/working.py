"""The background worker: calls every registered work in turn, and rests when there was none."""

import logging
import signal
import threading
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from borderlink.foundation.work import works
from borderlink.node.health import BEAT

logger = logging.getLogger(__name__)


def work_until_told(stopping: threading.Event) -> None:
    """Work until ``stopping`` is set: the piece at hand is finished first."""
    pause_s = settings.BORDERLINK.worker_pause_ms / 1000
    while not stopping.is_set():
        _beat(settings.BORDERLINK.folder / BEAT)
        if not round_of_work(stopping):
            stopping.wait(pause_s)


def round_of_work(stopping: threading.Event) -> bool:
    """Call every work once; say whether any did something. A work that fails is logged and tried again."""
    busy = False
    for name, once in works():
        if stopping.is_set():
            break
        try:
            busy = once(timezone.now()) or busy
        except Exception:
            logger.exception("work failed", extra={"facts": {"work": name}})
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
