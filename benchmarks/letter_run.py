"""Letters from one node to another while both, and the line between them, suffer a schedule of faults."""

import random
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from benchmarks.letter_faults import Actor, Fault, LineActor, plan
from benchmarks.letter_nodes import Databases, Kept, Node, pin, two_nodes, wait_for
from tests.faults import BadLine

BATCH: Final = 25  # letters a transaction of the writer, and at most in an exchange while faults are done
# Of which both sides know what became of them: after a letter that was given up others may wait to act.
SETTLED: Final = (  # asked so that indices answer: the rows are large
    "SELECT (SELECT count(*) FROM liaison_outgoing)"
    " - (SELECT count(*) FROM liaison_outgoing WHERE state = 'waiting')"
    " - (SELECT count(*) FROM liaison_outgoing WHERE state = 'expired' AND settled_at IS NULL)"
)
LOOK_EVERY_S: Final = 0.3
MOST_WAITING: Final = 3_000  # letters that wait at most: faults should meet letters on their way
SLACK: Final = 200  # letters sealed before the faults that are to befall them
AHEAD: Final = 8  # faults that come before the letters whose turn they are
BEGUN_WITH: Final = 25  # letters that pass first of all: what is done once is done then
FOUND_WITH: Final = 100  # letters, with those, that pass undisturbed, to find every point that can be died at
WRONG: Final = ("lost", "duplicate_effects", "never_sent", "out_of_order", "unsettled")
STILL_S: Final = 120.0  # without any letter moving: the rest does not come
FOR_A_START_S, FOR_A_FAULT_S, FOR_A_LETTER_S = (
    120.0,
    4.0,
    0.05,
)  # that a run may take; then it says what it lacks
BRIEF_S: Final = 10.0  # a letter that lives no longer may come too late, and be given up
LATE: Final = frozenset({"expired", "refused post.expired"})  # never taken in, and told so to who sent it

Plan = dict[str, list[Fault]]
Keeps = dict[str, Kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect at the receiver: of which letter, when, and which letter of its thread comes before it."""

    letter: str
    at: float
    after: str

    @classmethod
    def of(cls, line: str) -> Self:
        """Return what a line of the receiver tells."""
        letter, at, after = line.split(" ", 2)
        return cls(letter=letter, at=float(at), after=after)


@dataclass(frozen=True, slots=True)
class Sealed:
    """One letter as its sender has it in the end: how long it was to live, and what became of it."""

    letter: str
    life_s: float
    became: str

    @classmethod
    def of(cls, line: str) -> Self:
        """Return what a line of the sender tells."""
        letter, life_s, became = line.split(" ", 2)
        return cls(letter, float(life_s), became)

    def may_be_given_up(self) -> bool:
        """Say whether it came too late, as only a letter that lives briefly may."""
        return self.life_s <= BRIEF_S and self.became in LATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a run is asked for."""

    count: int
    faults: int
    seed: int


def run(count: int, faults: int, seed: int, kind: str, *, folder: Path) -> dict[str, object]:
    """Send so many letters under so many faults and return what became of them."""
    wanted = Wanted(count=count, faults=faults, seed=seed)
    with (
        two_nodes(folder, kind) as (sender, receiver, databases),
        BadLine(receiver.address, seed=seed) as line,
    ):
        if faults:
            sender.more |= {"BORDERLINK_POST_PAUSE_MS": "10"}
        with ExitStack() as stack:
            keeps = {name: (receiver if name == "receiver" else sender).kept() for name in PROCESSES}
            for kept in keeps.values():
                stack.callback(kept.close)
            by = (keeps["writer"], keeps["receiver"])
            pin(sender, receiver, reached=(line.address, sender.address), by=by)
            points = found_points(sender, receiver, keeps) if faults else {}
            disk = databases.can_fill()
            planned = plan(faults, points, line.kinds, disk=disk, seed=seed) if faults else {}
            began = time.perf_counter()
            scene = Scene((sender, receiver), keeps, line, databases, planned, wanted)
            scene.play()
            scene.settle()
            seconds = time.perf_counter() - began
            scene.end()
            told = verdict(sender, *by)
    return {"question": "letters", "database": kind, "seed": seed, "count": count, **told} | scene.told(
        told, seconds
    )


def found_points(sender: Node, receiver: Node, keeps: Keeps) -> dict[str, list[str]]:
    """Let some letters pass undisturbed and return every named point that each process comes by again."""
    for count, watching in ((BEGUN_WITH, ""), (FOUND_WITH, "record")):
        for name, part in parts(sender, receiver, calm=False).items():
            keeps[name].begin(*part, BENCH_KILL_AT=watching, BENCH_NAME=name)
        wait_for(receiver.address)
        sender.allow(count)
        waiting = Waiting(sender)
        while waiting.left(count) and waiting.moved_s() < STILL_S:
            time.sleep(0.1)
        for kept in keeps.values():
            kept.kill()
            kept.wait()
    found: dict[str, set[str]] = {name: set() for name in keeps}
    for node in (sender, receiver):
        for line in (node.folder / "points").read_text(encoding="ascii").splitlines():
            name, _, point = line.partition(" ")
            found[name].add(point)
    return {name: sorted(points) for name, points in found.items()}


PROCESSES: Final = ("receiver", "sender", "writer")


def parts(_sender: Node, receiver: Node, *, calm: bool) -> dict[str, tuple[str, ...]]:
    """Return what each process does."""
    return {
        "receiver": ("web",),
        "sender": ("post", "0" if calm else str(BATCH)),
        "writer": ("write", receiver.agency, str(BATCH), "normal", *(() if calm else ("brief",))),
    }  # fmt: skip


class Scene:
    """Both nodes at work: the writer and the post of one, the web of the other, and the line."""

    def __init__(  # noqa: PLR0917 - two nodes, what is between them, and what is to befall them
        self,
        nodes: tuple[Node, Node],
        keeps: Keeps,
        line: BadLine,
        databases: Databases,
        planned: Plan,
        wanted: Wanted,
    ) -> None:
        self._sender, self._wanted, self._allowed = nodes[0], wanted, 0
        self._calm = not planned
        self.actors: list[Actor] = []
        for name, part in parts(*nodes, calm=self._calm).items():
            chance, own = random.Random(f"{wanted.seed} {name}"), planned.get(name, [])
            self.actors.append(Actor(name, keeps[name], part, own, chance=chance, databases=databases))
        self.line = LineActor(line, [fault.kind for fault in planned.get("line", [])])
        self.every: list[Actor | LineActor] = [*self.actors, self.line]
        wait_for(nodes[1].address)

    def play(self) -> None:
        """Do every fault that is planned, within a bounded time, and let letters be sealed meanwhile."""
        faults = self._wanted.faults
        longest_s = FOR_A_START_S + FOR_A_FAULT_S * faults + FOR_A_LETTER_S * self._wanted.count
        until, looked, settled = time.monotonic() + longest_s, 0.0, 0
        while self.done_so_far() < faults and time.monotonic() < until:
            if time.monotonic() > looked + LOOK_EVERY_S:
                looked, settled = time.monotonic(), self._sender.ask(SETTLED)
                self._let_write(settled)
            is_due = self.done_so_far() <= faults * settled / self._wanted.count + AHEAD
            for actor in self.every:
                actor.is_due = is_due
                actor.tend()
            self._replace_undone()
            time.sleep(0.01)

    def _replace_undone(self) -> None:
        """Plan others for what was planned and could not be done: of the line, which suffers most quickly."""
        planned = sum(actor.left for actor in self.every)
        if not self.line.left and self.done_so_far() + planned < self._wanted.faults:
            self.line.more()

    def _let_write(self, settled: int) -> None:
        """Let letters be sealed as faults are done: more than are wanted, if all are gone and faults lack."""
        count, share = self._wanted.count, self.done_so_far() / self._wanted.faults
        due = min(count, int(count * share) + min(SLACK, count // 4), settled + MOST_WAITING)
        if due <= settled:
            due = settled + BATCH
        if due > self._allowed:
            self._allowed = due
            self._sender.allow(due)

    def settle(self) -> None:
        """Let everything be undisturbed until every letter has arrived, or none moves any more."""
        if not self._calm:
            for actor in self.every:
                actor.settle()
        count = max(self._wanted.count, self._allowed)
        self._sender.allow(count)
        waiting = Waiting(self._sender)
        while (left := waiting.left(count)) and waiting.moved_s() < STILL_S:
            time.sleep(0.1 if left > BATCH else 0.02)
        if left:
            print(f"{left} letters have not arrived", file=sys.stderr)

    def end(self) -> None:
        """End every process."""
        for actor in self.actors:
            actor.end()

    def done(self) -> Counter[str]:
        """Return what was done so far, by kind."""
        return sum((actor.done for actor in self.every), Counter())

    def done_so_far(self) -> int:
        """Return how many faults were done so far."""
        return sum(self.done().values())

    def told(self, verdict: Mapping[str, object], seconds: float) -> dict[str, object]:
        """Return what was done, how fast letters went meanwhile, and whether all of it is as it must be."""
        done, sealed = self.done(), int(str(verdict["sealed"]))
        by_itself = sum(actor.by_itself for actor in self.actors)
        right = not by_itself and not any(verdict[wrong] for wrong in WRONG)
        lacking = max(0, self._wanted.faults - self.done_so_far())
        return {
            "faults": sum(done.values()), "faults_lacking": lacking,
            "faults_by_kind": dict(sorted(done.items())), "ended_by_itself": by_itself,
            "letters_per_second": round(sealed / seconds, 1), "seconds": round(seconds, 1),
            "points_died_at": {actor.name: len(actor.reached) for actor in self.actors},
            "holds": right and not lacking and sealed >= self._wanted.count,
        }  # fmt: skip


class Waiting:
    """How many letters are still on their way, as the sender's outbox has it."""

    def __init__(self, sender: Node) -> None:
        self._sender, self._before, self._moved_s = sender, -1, time.monotonic()

    def left(self, count: int) -> int:
        """Return how many of so many letters have not been signed for yet."""
        settled = self._sender.ask(SETTLED)
        if settled != self._before:
            self._before, self._moved_s = settled, time.monotonic()
        return count - settled

    def moved_s(self) -> float:
        """Return for how many seconds nothing has moved."""
        return time.monotonic() - self._moved_s


def verdict(node: Node, sender: Kept, receiver: Kept) -> dict[str, object]:
    """Ask both nodes, once they are still, what was sealed and what had an effect."""
    sealed = [Sealed.of(line) for line in sender.run("outgoing").decode().splitlines()]
    effects = [Effect.of(line) for line in receiver.run("effects").decode().splitlines()]
    return judged(sealed, node.told(), effects)


def judged(
    letters: Sequence[Sealed], told: Mapping[str, float], effects: Sequence[Effect]
) -> dict[str, object]:
    """Compare what was sealed, and what was told as sealed and when, with the effects at the receiver."""
    sealed = {one.letter: one for one in letters}
    times = Counter(effect.letter for effect in effects)
    given_up = {letter for letter, one in sealed.items() if one.may_be_given_up() and letter not in times}
    sent = (set(sealed) | set(told)) - given_up
    took = sorted((effect.at - told[effect.letter]) * 1000 for effect in effects if effect.letter in told)
    return {
        "sealed": len(sealed), "told": len(told), "arrived": len(times),
        "lost": len(sent - set(times)), "duplicate_effects": sum(times.values()) - len(times),
        "never_sent": len(set(times) - set(sealed)), "out_of_order": out_of_order(effects, given_up),
        "given_up": len(given_up), "unsettled": sum(one.became == "waiting" for one in letters),
        "p50_ms": _share(took, 0.5), "p99_ms": _share(took, 0.99),
    }  # fmt: skip


def out_of_order(effects: Sequence[Effect], given_up: set[str]) -> int:
    """Return how many letters had their effect before the one that comes before them in their thread."""
    seen = set(given_up)
    wrong = 0
    for effect in effects:
        wrong += bool(effect.after) and effect.after not in seen
        seen.add(effect.letter)
    return wrong


def _share(took: list[float], share: float) -> float:
    return round(took[min(len(took) - 1, int(len(took) * share))], 1) if took else 0.0
