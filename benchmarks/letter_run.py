"""Letters from one node to another while both, and the line between them, suffer a schedule of faults."""

import random
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.letter_faults import Actor, Fault, LineActor, plan
from benchmarks.letter_nodes import Databases, Node, pin, two_nodes, wait_for
from tests.faults import BadLine

BATCH: Final = 25  # letters a transaction of the writer, and at most in an exchange while faults are done
SETTLED: Final = "SELECT count(*) FROM liaison_outgoing WHERE state <> 'waiting'"
LOOK_EVERY_S: Final = 1.0
MOST_WAITING: Final = 3_000  # letters that wait at most: faults should meet letters on their way
SLACK: Final = 200  # letters sealed before the faults that are to befall them
FOUND_WITH: Final = 200  # letters that pass undisturbed first, to find every point that can be died at
WRONG: Final = ("lost", "duplicate_effects", "never_sent", "out_of_order", "unsettled")
STILL_S: Final = 120.0  # without any letter moving: the rest does not come

Plan = dict[str, list[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect at the receiver: of which letter, when, and which letter of its thread comes before it."""

    letter: str
    at: float
    after: str


def run(count: int, faults: int, seed: int, kind: str, *, folder: Path) -> dict[str, object]:
    """Send so many letters under so many faults and return what became of them."""
    with (
        two_nodes(folder, kind) as (sender, receiver, databases),
        BadLine(receiver.address, seed=seed) as line,
    ):
        pin(sender, receiver, reached=(line.address, sender.address))
        planned: Plan = {}
        if faults:
            sender.more |= {"BORDERLINK_POST_PAUSE_MS": "10"}
            points = found_points(sender, receiver)
            planned = plan(faults, points, line.kinds, seed)
        began = time.perf_counter()
        scene = Scene((sender, receiver), line, databases, planned, seed)
        try:
            scene.play(count, faults)
            scene.settle(count)
        finally:
            scene.close()
        seconds = time.perf_counter() - began
        told = verdict(sender, receiver)
    done = scene.done()
    return {
        "question": "letters", "database": kind, "seed": seed, "count": count, **told,
        "faults": sum(done.values()), "faults_by_kind": dict(sorted(done.items())),
        "letters_per_second": round(count / seconds, 1), "seconds": round(seconds, 1),
        "points_died_at": {actor.name: len(actor.reached) for actor in scene.actors},
        "holds": not any(told[wrong] for wrong in WRONG) and sum(done.values()) >= faults,
    }  # fmt: skip


def found_points(sender: Node, receiver: Node) -> dict[str, list[str]]:
    """Let some letters pass undisturbed and return every named point that each process came by."""
    nodes = {"writer": sender, "sender": sender, "receiver": receiver}
    with ExitStack() as stack:
        for name, node in nodes.items():
            kept = node.kept()
            stack.callback(kept.close)
            told = {"BENCH_KILL_AT": "record", "BENCH_NAME": name}
            kept.begin(*parts(sender, receiver, calm=False)[name], **told)
        wait_for(receiver.address)
        sender.allow(FOUND_WITH)
        waiting = Waiting(sender)
        while waiting.left(FOUND_WITH) and waiting.moved_s() < STILL_S:
            time.sleep(0.1)
    found: dict[str, set[str]] = {name: set() for name in nodes}
    for node in (sender, receiver):
        for line in (node.folder / "points").read_text(encoding="ascii").splitlines():
            name, _, point = line.partition(" ")
            found[name].add(point)
    return {name: sorted(points) for name, points in found.items()}


def parts(_sender: Node, receiver: Node, *, calm: bool) -> dict[str, tuple[str, ...]]:
    """Return what each process does."""
    return {
        "receiver": ("web",),
        "sender": ("post", "0" if calm else str(BATCH)),
        "writer": ("write", receiver.agency, str(BATCH), "normal", *(() if calm else ("brief",))),
    }  # fmt: skip


class Scene:
    """Both nodes at work: the writer and the post of one, the web of the other, and the line."""

    def __init__(
        self, nodes: tuple[Node, Node], line: BadLine, databases: Databases, planned: Plan, seed: int
    ) -> None:
        sender, receiver = nodes
        self._sender, self._stack = sender, ExitStack()
        self._calm = not planned
        self.actors: list[Actor] = []
        for name, part in parts(*nodes, calm=self._calm).items():
            kept = (receiver if name == "receiver" else sender).kept()
            self._stack.callback(kept.close)
            chance, own = random.Random(f"{seed} {name}"), planned.get(name, [])
            self.actors.append(Actor(name, kept, part, own, chance=chance, databases=databases))
        self.line = LineActor(line, [fault.kind for fault in planned.get("line", [])])
        self.every: list[Actor | LineActor] = [*self.actors, self.line]
        wait_for(receiver.address)

    def play(self, count: int, faults: int) -> None:
        """Do every fault that is planned, and let letters be sealed as they are done."""
        looked, settled = 0.0, 0
        while faults and any(actor.left for actor in self.every):
            for actor in self.every:
                actor.tend()
            done = sum(self.done().values())
            share = min(1.0, done / faults)
            if self.line.left == 0 and done + sum(actor.left for actor in self.actors) < faults:
                self.line.more()  # some that were planned could not be done
            if time.monotonic() > looked + LOOK_EVERY_S:
                looked, settled = time.monotonic(), self._sender.ask(SETTLED)
            self._sender.allow(min(count, int(count * share) + SLACK, settled + MOST_WAITING))
            time.sleep(0.002)

    def settle(self, count: int) -> None:
        """Let everything be undisturbed until every letter has arrived, or none moves any more."""
        if not self._calm:
            for actor in self.actors:
                actor.settle()
        self._sender.allow(count)
        waiting = Waiting(self._sender)
        while (left := waiting.left(count)) and waiting.moved_s() < STILL_S:
            time.sleep(0.1 if left > BATCH else 0.02)
        if left:
            print(f"{left} letters have not arrived", file=sys.stderr)

    def done(self) -> Counter[str]:
        """Return what was done so far, by kind."""
        return sum((actor.done for actor in self.every), Counter())

    def close(self) -> None:
        """End every process."""
        self._stack.close()


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


def verdict(sender: Node, receiver: Node) -> dict[str, object]:
    """Compare what was sealed, and what was told as sealed, with the effects at the receiver."""
    told = sender.told()
    sealed = dict(line.split() for line in sender.run("outgoing").decode().splitlines())
    effects = [
        Effect(letter=parts[0], at=float(parts[1]), after=parts[2] if len(parts) > 2 else "")  # noqa: PLR2004
        for parts in (line.split() for line in receiver.run("effects").decode().splitlines())
    ]
    times = Counter(effect.letter for effect in effects)
    given_up = {letter for letter, state in sealed.items() if state == "expired" and letter not in times}
    sent = (set(sealed) | set(told)) - given_up
    took = sorted((effect.at - told[effect.letter]) * 1000 for effect in effects if effect.letter in told)
    return {
        "sealed": len(sealed), "told": len(told), "arrived": len(times),
        "lost": len(sent - set(times)), "duplicate_effects": sum(times.values()) - len(times),
        "never_sent": len(set(times) - set(sealed)), "out_of_order": out_of_order(effects, given_up),
        "given_up": len(given_up), "unsettled": sum(state == "waiting" for state in sealed.values()),
        "p50_ms": _share(took, 0.5), "p99_ms": _share(took, 0.99),
    }  # fmt: skip


def out_of_order(effects: list[Effect], given_up: set[str]) -> int:
    """Return how many letters had their effect before the one that comes before them in their thread."""
    seen = set(given_up)
    wrong = 0
    for effect in effects:
        wrong += bool(effect.after) and effect.after not in seen
        seen.add(effect.letter)
    return wrong


def _share(took: list[float], share: float) -> float:
    return round(took[min(len(took) - 1, int(len(took) * share))], 1) if took else 0.0
