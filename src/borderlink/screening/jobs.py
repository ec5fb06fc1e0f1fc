"""The worker's part of this room: screens what came in, drops what has lapsed. One worker at a time, ever."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from borderlink.screening.actions import loads, notices, purging, screening, upkeep
from borderlink.screening.domain.retention import lapsed_before
from borderlink.screening.queries import loads as known
from borderlink.screening.queries.rows import Load
from borderlink.screening.refusals.files import ScreeningBrokeOff

MOST_ATTEMPTS: Final = 5  # a load that breaks the worker as often is refused, so that others get their turn
STEP: Final = 0.02


def work_once(at: datetime, *, told: screening.Told | None = None) -> bool:
    """Do the next piece of work; return False when there is none, or another worker is at it.

    ``told`` hears the stages as they begin. The lock is the operating system's: it falls with its holder,
    so a load that a crash left behind is taken up again at once.
    """
    with _alone(settings.BORDERLINK.folder) as alone:
        return alone and (_screen_next(at, told) or _purge_next(at) or _keep_counter(at))


def deliver_once(at: datetime) -> bool:
    """Try one notice to a carrier; return False when none is due."""
    return notices.deliver_next(at=at)


def _screen_next(at: datetime, told: screening.Told | None) -> bool:
    load = known.next_unfinished()
    if load is None:
        return False
    if load.attempts >= MOST_ATTEMPTS:
        broke_off = ScreeningBrokeOff(load=load.number, attempts=load.attempts)
        screening.refuse_load(load=load, refusal=broke_off, at=at)
        return True
    screening.screen_load(load=loads.take_up_load(load=load, at=at), told=_teller(load, told), at=at)
    return True


def _teller(load: Load, told: screening.Told | None) -> screening.Told:
    """Return what shows the progress of a load: each stage, and every fiftieth of the whole."""
    shown = ("", -1.0)

    def tell(stage: str, progress: float) -> None:
        nonlocal shown
        if stage == shown[0] and progress - shown[1] < STEP:
            return
        shown = (stage, progress)
        loads.show_progress(load=load, stage=stage, progress=progress)
        if told is not None:
            told(stage, progress)

    return tell


def _purge_next(at: datetime) -> bool:
    today = timezone.localdate(at)
    before = lapsed_before(today, retention_days=settings.BORDERLINK.retention_days)
    load = known.lapsed(before, today=today)
    if load is None:
        return False
    purging.purge_load(load=load, at=at)
    return True


def _keep_counter(at: datetime) -> bool:
    return upkeep.renew_index(at=at) or upkeep.forget_counter(at=at)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold the worker's lock of this folder; yields whether it could be had."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "screening.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
