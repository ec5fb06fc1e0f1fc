"""The schedule of faults of ``benchmarks.letters``: what is done to the line, to both nodes, and when.

Every fault is counted when it was done, not when it was planned; one that could not be done, because the
database was busy or nothing came by, is replaced by another. The line suffers what ``tests.faults`` can do.
Of each node the lives are ended: by SIGKILL at a named point of sealing, sending or receiving, or at any
time; its clock is put a day on or back; its database is locked, its disk is full.
"""

import random
import resource
import signal
import sqlite3
import time
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

from benchmarks.letter_nodes import Databases, Kept, Node
from tests.faults import BadLine

LOCK_WAIT_MS: Final = 1000  # that a life waits for a lock; a benchmark's lock is held for longer
LOCKED_S: Final = 1.3
FULL_S: Final = 0.4
SMALL: Final = 4096  # bytes that a file may have on a full disk
DAY_S: Final = 86_400
LONGEST_LIFE_S: Final = 15.0  # until a point that does not come is given up; most come in one
LOCK_TRIES_S: Final = 5.0  # that a benchmark waits for a lock of its own
RESTLESS: Final = frozenset({"kill-point", "kill-any-time", "clock"})  # they end the life that they befall
SHARES: Final = {
    "kill-point": 0.20, "kill-any-time": 0.06, "database-locked": 0.04, "disk-full": 0.03, "clock": 0.02,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault that is planned for a node."""

    kind: str
    point: str = ""
    times: int = 1


class Actor:
    """One process of a node through all its lives, and what is still planned for it."""

    def __init__(
        self, name: str, kept: Kept, part: tuple[str, ...], plan: Iterable[Fault], *, chance: random.Random,
        databases: Databases,
    ) -> None:  # fmt: skip
        self.name, self.done = name, Counter[str]()
        self.reached, self.missed = Counter[str](), Counter[str]()
        self._kept, self._part, self._plan = kept, part, deque(plan)
        self._chance, self._databases = chance, databases
        self._now: Fault | None = None
        self._until_s = 0.0
        self.by_itself = 0  # lives that ended though nothing had been done to them
        self.is_due = True  # whether the next fault may come; letters must move between faults
        self._begin()

    @property
    def left(self) -> int:
        """Return how many faults are still planned."""
        return len(self._plan) + (self._now is not None)

    def more(self) -> None:
        """Plan one more, of a kind that can always be done."""
        self._plan.append(Fault("kill-any-time"))

    def tend(self) -> None:
        """Take the process one step on: its life ended, must end, or something else befalls it."""
        if self._kept.ended():
            self._died()
            self._begin()
        elif self._now is None:
            if self._plan and self.is_due:
                self._befall(self._plan.popleft())
        elif time.monotonic() > self._until_s:
            self._kept.kill()
            self._kept.wait()
            self._died(by_itself=False)
            self._begin()

    def settle(self) -> None:
        """Let an undisturbed life begin."""
        self._plan.clear()
        self._kept.kill()
        self._kept.wait()
        self._now = None
        self._kept.begin(*self._part)

    def end(self) -> None:
        """End the process."""
        self._kept.kill()
        self._kept.wait()

    def _begin(self) -> None:
        """Begin a life that the next planned fault ends, if one is planned that does."""
        told = {"BENCH_LOCK_WAIT_MS": str(LOCK_WAIT_MS), "BENCH_KILL_AT": "", "BENCH_CLOCK_S": "0"}
        self._now = None
        if self._plan and self.is_due and self._plan[0].kind in RESTLESS:
            fault = self._now = self._come_by(self._plan.popleft())
            lasts = LONGEST_LIFE_S if fault.point else self._chance.uniform(0.05, 1.0)
            self._until_s = time.monotonic() + lasts
            if fault.point:
                told["BENCH_KILL_AT"] = f"{fault.point} {fault.times}"
            if fault.kind == "clock":
                told["BENCH_CLOCK_S"] = str(self._chance.choice((-DAY_S, DAY_S)))
        self._kept.begin(*self._part, **told)

    def _come_by(self, fault: Fault) -> Fault:
        """Return a fault at a point that lives do come by: another one, if they never came by its own."""
        known = sorted(self.reached)
        if fault.point in self.missed and fault.point not in self.reached and known:
            return replace(fault, point=self._chance.choice(known), times=1)
        return fault

    def _died(self, *, by_itself: bool = True) -> None:
        """Count what ended the life: SIGKILL at its point, SIGKILL from here, or, wrongly, something else."""
        fault = self._now
        if fault is None or (by_itself and not (fault.point and self._kept.code == -signal.SIGKILL)):
            self.by_itself += 1
            return
        if fault.point:
            (self.reached if by_itself else self.missed)[fault.point] += 1
        kind = "kill-any-time" if fault.point and not by_itself else fault.kind
        self.done[f"{kind}-{self.name}"] += 1

    def _befall(self, fault: Fault) -> None:
        """Do to a life what does not end it, or end it: one that was planned for a new life begins one."""
        if fault.kind in RESTLESS:
            self._plan.appendleft(fault)
            self._kept.kill()
            self._kept.wait()
            self._begin()
            return
        was_done = (
            lock(self._kept.node, self._databases)
            if fault.kind == "database-locked"
            else fill(self._kept, self._databases)
        )
        self.done[f"{fault.kind}-{self.name}"] += was_done


def lock(node: Node, databases: Databases) -> bool:
    """Hold the lock of a node's database for longer than its lives wait; say whether it was to be had."""
    if databases.kind == "sqlite":
        return _lock_file(node)
    import psycopg

    tables = "liaison_link, liaison_inbound, liaison_outgoing, liaison_incoming"
    steps = (
        f"SET lock_timeout = '{LOCK_TRIES_S}s'", "BEGIN", f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE",
        f"SELECT pg_sleep({LOCKED_S})", "ROLLBACK",
    )  # fmt: skip
    try:
        databases.execute(*steps, name=node.folder.name)
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
        return False
    return True


def _lock_file(node: Node) -> bool:
    path = node.folder / "borderlink.sqlite3"
    with closing(sqlite3.connect(path, timeout=LOCK_TRIES_S, isolation_level=None)) as held:
        try:
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return False
        time.sleep(LOCKED_S)
        held.execute("ROLLBACK")
    return True


def fill(kept: Kept, databases: Databases) -> bool:
    """Let every file that a life writes be too large, or PostgreSQL's own disk be full, for a moment.

    Say whether there was a life that it could befall.
    """
    if databases.kind == "postgresql":
        with databases.full() as is_full:
            time.sleep(FULL_S)
        return is_full
    try:
        _, most = resource.prlimit(kept.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(kept.pid, resource.RLIMIT_FSIZE, (SMALL, most))
        time.sleep(FULL_S)
        resource.prlimit(kept.pid, resource.RLIMIT_FSIZE, (most, most))
    except ProcessLookupError:
        return False
    return True


class LineActor:
    """The line between the nodes, and what is planned for it."""

    def __init__(self, line: BadLine, plan: Iterable[str]) -> None:
        self._line, self._plan = line, deque(plan)
        self.is_due = True

    def more(self) -> None:
        """Plan one more, of the kind that was done least so far."""
        self._plan.append(min(self._line.kinds, key=lambda kind: self._line.injected[kind]))

    def settle(self) -> None:
        """Plan nothing more."""
        self._plan.clear()

    @property
    def done(self) -> Counter[str]:
        """Return what was done."""
        return Counter(self._line.injected)

    @property
    def left(self) -> int:
        """Return how many faults are still planned."""
        return len(self._plan) + self._line.waiting()

    def tend(self) -> None:
        """Ask for the next fault, once the one before was done."""
        if self._plan and self.is_due and not self._line.waiting():
            self._line.ask(self._plan.popleft())


def plan(
    faults: int, points: dict[str, list[str]], line: list[str], *, disk: bool, seed: int
) -> dict[str, list[Fault]]:
    """Return what is planned for each process and, as faults without a point, for the line, in seeded order.

    Every point of every process has its turn before any has a second one; ``disk`` says whether one can be
    full here. Of a few faults there is at least one of each kind.
    """
    chance = random.Random(seed)
    shares = {kind: share for kind, share in SHARES.items() if disk or kind != "disk-full"}
    wanted = {kind: max(1, round(share * faults)) for kind, share in shares.items()}
    made: dict[str, list[Fault]] = {name: [] for name in points}
    every = [(name, point) for name, own in points.items() for point in own]
    chance.shuffle(every)
    for number in range(wanted.pop("kill-point") if every else 0):
        name, point = every[number % len(every)]
        made[name].append(Fault("kill-point", point, chance.randint(1, 3)))
    names = [name for name in points if name != "writer"]
    for turn, (kind, count) in enumerate(wanted.items()):
        for number in range(count):
            made[names[(number + turn) % len(names)]].append(Fault(kind))
    for own in made.values():
        chance.shuffle(own)
    kinds = [line[number % len(line)] for number in range(faults - sum(map(len, made.values())))]
    chance.shuffle(kinds)
    return {**made, "line": [Fault(kind) for kind in kinds]}
