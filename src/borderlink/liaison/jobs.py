"""The room's part of the worker, and the post: a thread for each partner and way, in its own process."""

import gc
import logging
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import FrameType
from typing import Final

from django.conf import settings
from django.db import close_old_connections, connection, connections
from django.utils import timezone

from borderlink.foundation.refusals import Refusal
from borderlink.liaison.actions.exchanging import (
    OTHERS,
    URGENT,
    Outcome,
    Parcel,
    not_reached,
    prepare,
    take_answer,
)
from borderlink.liaison.actions.exchanging_files import prepare_files, take_files
from borderlink.liaison.actions.giving_up import give_up_expired
from borderlink.liaison.actions.points import reach
from borderlink.liaison.actions.replaying import let_go_on, replay_quarantined
from borderlink.liaison.adapters.https import FILES_PATH, Line
from borderlink.liaison.queries.files import files_wait
from borderlink.liaison.queries.post import (
    UNTOLD,
    Partner,
    partner_to_post,
    partners_to_post,
    post_waits,
    reached_us_since,
    words_wait,
    writings,
)
from borderlink.liaison.refusals.post import TooMany

logger = logging.getLogger(__name__)

FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 900.0
GREET_EVERY_S: Final = 60.0  # an exchange without letters: each side hears what the other holds
LOOK_AGAIN_S: Final = 1.0  # for partners that are new, or gone
LAST_WAIT_S: Final = 10.0  # for exchanges at the end; one that is cut off is made again, and loses nothing
FILES: Final[tuple[int, ...]] = ()  # the way of files: it carries no letter
FILES_EVERY_S: Final = 60.0  # however often it failed: another file may be wanted now
HELD_BACK_S: Final = 30.0  # an envelope that was not taken lets others go before it


def work_once(at: datetime) -> bool:
    """Do the next piece of work for the worker; return False when there is none."""
    return give_up_expired(at=at) + let_go_on(at=at) + replay_quarantined(at=at) > 0


@dataclass(slots=True)
class Patience:
    """How long a way is left alone after tries that failed: 1 s, doubled to 15 minutes, with jitter."""

    chance: Callable[[], float] = random.random
    wait_s: float = 0.0
    due_s: float = 0.0

    def failed(self, now_s: float) -> float:
        """Note a failure; return how many seconds the way is left alone."""
        self.wait_s = min(2 * self.wait_s or FIRST_WAIT_S, LONGEST_WAIT_S)
        pause_s = self.wait_s * (0.5 + self.chance() / 2)
        self.due_s = now_s + pause_s
        return pause_s

    def succeeded(self) -> None:
        """Forget the failures before."""
        self.wait_s = self.due_s = 0.0


class Flight:
    """A parcel on the line, carried by a thread of its own: the way goes on with its work meanwhile."""

    def __init__(self, line: Line, parcel: Parcel) -> None:
        self.parcel, self._answer = parcel, b""
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._fly, args=(line,), daemon=True)
        self._thread.start()

    def _fly(self, line: Line) -> None:
        try:
            self._answer = line.post(
                self.parcel.partner, self.parcel.address, self.parcel.tls, self.parcel.data
            )
        except Exception as fault:  # noqa: BLE001 - raised again where the answer is asked for
            self._fault = fault

    def answer(self) -> bytes:
        """Return what came back, once it has. Refuses: what ``Line.post`` refuses."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        reach("sending.answered")
        return self._answer


@dataclass(slots=True)
class Way:
    """Post to one partner in some lanes: what it needs to know between one exchange and the next.

    Its first exchange carries no letter: when a side has gone back in time, it is seen before any does harm.
    While more waits than one exchange takes, the next is made ready as one is on the line, else once that has
    come back; it leaves before the answer is taken in: the partner reads on meanwhile. One parcel is on the
    line at a time, so order is what it would be.
    """

    partner: str
    lanes: tuple[int, ...]
    patience: Patience = field(default_factory=Patience)
    line: Line = field(default_factory=Line)
    greeted_s: float | None = None
    failed_at: datetime | None = None
    held_back: dict[int, float] = field(default_factory=dict)  # envelopes that were not taken: until when
    flight: Flight | None = None  # what left before the last answer was taken in

    def go(self, at: datetime, now_s: float) -> bool:
        """Make one exchange if there is reason to, and say whether it was worth it.

        ``at`` is what is kept; ``now_s`` is of a clock that never goes back.
        """
        if now_s < self.patience.due_s and not reached_us_since(self.partner, self.failed_at):
            return False
        self.held_back = {pk: until for pk, until in self.held_back.items() if until > now_s}
        if not self._has_reason(now_s):
            return False
        partner = partner_to_post(self.partner)
        return partner is not None and self._exchange(partner, at, now_s)

    def _has_reason(self, now_s: float) -> bool:
        if self.flight is not None or self.greeted_s is None:
            return True
        if post_waits(self.partner, self.lanes, tuple(self.held_back)):
            return True
        is_other = self.lanes == OTHERS
        return is_other and (now_s >= self.greeted_s + GREET_EVERY_S or words_wait(self.partner))

    def _exchange(self, partner: Partner, at: datetime, now_s: float) -> bool:
        lanes = self.lanes if self.greeted_s is not None else ()
        try:
            flight = self.flight or Flight(self.line, self._parcel(partner, lanes, (), at))
            self.flight, gone = None, tuple(flight.parcel.envelopes.values())
            behind = self._parcel(partner, lanes, gone, at) if flight.parcel.full else None
            answer = flight.answer()
            if behind is None and gone and post_waits(self.partner, lanes, (*self.held_back, *gone)):
                behind = self._parcel(partner, lanes, gone, at)
            self.flight = Flight(self.line, behind) if behind and behind.envelopes else None
            outcome = take_answer(partner=partner, parcel=flight.parcel, data=answer, at=timezone.now())
        except Refusal as refusal:
            self._failed(partner, refusal.code, at, now_s)
            return False
        self.greeted_s = now_s
        return self._heard(outcome, now_s)

    def _parcel(
        self, partner: Partner, lanes: tuple[int, ...], gone: tuple[int, ...], at: datetime
    ) -> Parcel:
        return prepare(partner=partner, lanes=lanes, held_back=(*self.held_back, *gone), at=at)

    def _failed(self, partner: Partner, code: str, at: datetime, now_s: float) -> None:
        pause = timedelta(seconds=self.patience.failed(now_s))
        self.failed_at = at
        not_reached(partner=partner, code=code, next_try_at=at + pause, at=at)
        logger.warning("not reached", extra={"facts": {"partner": partner.code, "code": code}})

    def _heard(self, outcome: Outcome, now_s: float) -> bool:
        """Hold back what was not taken; when nothing was, leave the way alone for a while."""
        self.failed_at = None
        for pk, code in outcome.troubles.items():
            self.held_back[pk] = now_s + (LOOK_AGAIN_S if code == TooMany.code else HELD_BACK_S)
        if outcome.troubles and not outcome.settled:
            self.patience.failed(now_s)
            return False
        self.patience.succeeded()
        return True


@dataclass(slots=True)
class FilesWay:
    """Pieces of large files to and from one partner, on a line of their own.

    It steps back while STOP, GO or an urgent letter waits, and looks again at least once a minute.
    """

    partner: str
    patience: Patience = field(default_factory=Patience)
    line: Line = field(default_factory=Line)
    tried_s: float = 0.0

    def go(self, at: datetime, now_s: float) -> bool:
        """Make one exchange if there is reason to, and say whether it moved anything."""
        partner = partner_to_post(self.partner)
        if (
            partner is None
            or not partner.address
            or now_s < min(self.patience.due_s, self.tried_s + FILES_EVERY_S)
        ):
            return False
        if not files_wait(partner) or post_waits(self.partner, URGENT):
            return False
        self.tried_s, moved = now_s, False
        try:
            parcel = prepare_files(partner=partner, at=at)
            answer = self.line.post(parcel.partner, parcel.address, parcel.tls, parcel.data, path=FILES_PATH)
            moved = take_files(partner=partner, data=answer, at=timezone.now())
        except Refusal as refusal:
            logger.warning(
                "files not exchanged", extra={"facts": {"partner": self.partner, "code": refusal.code}}
            )
        if moved:
            self.patience.succeeded()
        else:
            self.patience.failed(now_s)
        return moved


def go_until_told(
    way: Way | FilesWay, stopping: threading.Event, gone: Callable[[], bool] = lambda: False
) -> None:
    """Make exchanges of one way until ``stopping`` is set or its partner is ``gone``.

    While nobody writes to the database, there is nothing to look for but what time alone brings about: for
    that a look a second is enough.
    """
    pause_s = settings.BORDERLINK.post_pause_ms / 1000
    before, looked_s = UNTOLD, 0.0
    while not stopping.is_set() and not gone():
        busy = False
        try:
            now_s, written = time.monotonic(), writings()
            if written != before or now_s >= looked_s + LOOK_AGAIN_S:
                busy = way.go(timezone.now(), now_s)
                before, looked_s = UNTOLD if busy else written, now_s
        except Exception:
            busy, before = False, UNTOLD
            way.patience.failed(time.monotonic())
            logger.exception("post failed", extra={"facts": {"partner": way.partner}})
            connection.close()
        close_old_connections()  # a pool lends them: others need them while this way waits
        if not busy:
            stopping.wait(pause_s)
    way.line.close()
    connections.close_all()


class PostOffice:
    """The threads of the post: three for each partner, so that STOP never stands behind a batch or a file."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._threads: dict[tuple[str, tuple[int, ...]], threading.Thread] = {}
        self._wanted: frozenset[str] = frozenset()

    def open(self) -> None:
        """Look for partners and keep a thread for each of their ways, until told to stop."""
        while not self._stopping.is_set():
            try:
                self._wanted = frozenset(partners_to_post())
                self._start_missing()
            except Exception:
                logger.exception("post failed")
                connection.close()
            close_old_connections()
            self._stopping.wait(LOOK_AGAIN_S)
        until_s = time.monotonic() + LAST_WAIT_S
        for thread in self._threads.values():
            thread.join(max(0.0, until_s - time.monotonic()))

    def _start_missing(self) -> None:
        for code in sorted(self._wanted):
            for lanes in (URGENT, OTHERS, FILES):
                known = self._threads.get((code, lanes))
                if known is None or not known.is_alive():
                    self._threads[code, lanes] = self._start(code, lanes)

    def _start(self, code: str, lanes: tuple[int, ...]) -> threading.Thread:
        way = Way(code, lanes) if lanes != FILES else FilesWay(code)
        arguments = (way, self._stopping, lambda: code not in self._wanted)
        thread = threading.Thread(
            target=go_until_told, args=arguments, name=f"post {code} {lanes[:1]}", daemon=True
        )
        thread.start()
        return thread


def carry_post() -> None:
    """Run the post in this process until SIGINT or SIGTERM."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    logger.info("carrying post")
    gc.freeze()  # what is loaded lives as long as the process: nothing looks through it for garbage
    PostOffice(stopping).open()
    logger.info("post stopped")
