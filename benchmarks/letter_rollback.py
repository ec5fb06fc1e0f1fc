"""A node comes back as it was before: snapshots of either side, put back under traffic, must be noticed.

By turns the sender's and the receiver's database is copied while letters flow, more letters pass, the node is
killed and the copy put in its place, as whoever restores a disk behind the program's back would do it. The
other side, or the node itself, must raise its alarm within the first exchange that comes through afterwards:
a node has two ways to its partner, so the line lets one exchange pass at a time until the alarm is there.
"""

import random
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.letter_nodes import Databases, Kept, Node, pin, two_nodes, wait_for
from tests.faults import BadLine, Cut

BATCH: Final = 5
PATIENCE_S: Final = 60.0
HEARD_S: Final = 5.0  # that a side may take to draw its consequence from an exchange, on a busy machine
MOST_EXCHANGES: Final = 10
LOOK_EVERY_S: Final = 0.03
SEALED: Final = "SELECT count(*) FROM liaison_outgoing"
WAITING: Final = "SELECT count(*) FROM liaison_outgoing WHERE state = 'waiting'"
# A server may take a while to see that a client was killed.
END_SESSIONS: Final = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
ALARMS: Final = "SELECT count(*) FROM liaison_postalarm"


def roll_back(times: int, seed: int, kind: str, *, folder: Path) -> dict[str, object]:
    """Put a snapshot back so many times and return how often that was seen, and after how many exchanges."""
    exchanges: list[int] = []
    with (
        two_nodes(folder, kind) as (sender, receiver, databases),
        CountedLine(receiver.address, seed=seed) as line,
    ):
        pin(sender, receiver, reached=(line.address, sender.address))
        with ExitStack() as stack:
            scene = Scene(sender, receiver, databases, line, stack, seed)
            exchanges += [scene.put_back(number % 2 == 0) for number in range(times)]
    seen = sum(0 <= count <= 1 for count in exchanges)
    return {
        "question": "letters-rollback", "database": kind, "rollbacks": times,
        "seen_within_one_exchange": seen, "seen": sum(count >= 0 for count in exchanges),
        "most_exchanges": max(exchanges, default=0),
        "holds": seen == times,
    }  # fmt: skip


class CountedLine(BadLine):
    """A line that lets every exchange pass or, while it holds them, one each time that it is told to."""

    def __init__(self, to: str, *, seed: int) -> None:
        super().__init__(to, seed=seed)
        self._free, self._turns = threading.Event(), threading.Semaphore(0)
        self._one_passed = threading.Event()
        self._free.set()

    def hold(self) -> None:
        """Hold exchanges from now on."""
        self._turns = threading.Semaphore(0)
        self._free.clear()

    def release(self) -> None:
        """Let all pass again."""
        self._free.set()

    def let_one_pass(self) -> bool:
        """Let one exchange through to its end; say whether there was one."""
        self._one_passed.clear()
        self._turns.release()
        return self._one_passed.wait(PATIENCE_S)

    def pass_on(self, request: bytes) -> bytes:
        """Return the far side's answer, when it is this request's turn."""
        while not self._free.is_set() and not self._turns.acquire(timeout=0.05):
            pass
        try:
            answer = super().pass_on(request)
        except (Cut, OSError):
            self._turns.release()  # it did not come through: another may
            raise
        self._one_passed.set()
        return answer


class Scene:
    """Two nodes with letters flowing, of which one goes back in time now and then."""

    def __init__(  # noqa: PLR0917 - two nodes, what is between them, and chance
        self,
        sender: Node,
        receiver: Node,
        databases: Databases,
        line: "CountedLine",
        stack: ExitStack,
        seed: int,
    ) -> None:
        self._sender, self._receiver, self._databases, self._line = sender, receiver, databases, line
        self._chance, self._allowed = random.Random(seed), 0
        self._lives: dict[str, tuple[Kept, tuple[str, ...]]] = {}
        for name, node, part in (
            ("web", receiver, ("web",)),
            ("post", sender, ("post", str(BATCH))),
            ("writer", sender, ("write", receiver.agency, str(BATCH), "normal")),
        ):
            kept = node.kept()
            stack.callback(kept.close)
            self._lives[name] = (kept, part)
        self._begin("web", "post", "writer")

    def put_back(self, sender: bool) -> int:  # noqa: FBT001 - which of two
        """Let one side go back; return how many exchanges came through until it was seen, -1 for never."""
        node = self._sender if sender else self._receiver
        own = ("post", "writer") if sender else ("web",)
        self._traffic()
        self._end(*own)
        self._keep(node)
        self._begin(*own)
        self._traffic()
        self._end(*own)
        before = self._alarms()
        self._line.hold()
        self._bring_back(node)
        self._begin(*own)
        self._allowed += BATCH  # there is reason for an exchange
        self._sender.allow(self._allowed)
        seen = self._exchanges_until(before)
        self._line.release()
        self._end("web", "post", "writer")
        for name in ("writer", "web"):  # a life on each side in which two officers let letters pass again
            kept, _ = self._lives[name]
            kept.begin("resume")
            kept.wait()
        self._begin("web", "post", "writer")
        return seen

    def _exchanges_until(self, alarms: int) -> int:
        """Let exchanges pass, one at a time, until there are more alarms; return how many, -1 for too many.

        The alarms of a restored side went back with it.
        """
        for number in range(1, MOST_EXCHANGES + 1):
            if not self._line.let_one_pass():
                return -1
            deadline = time.monotonic() + HEARD_S
            while time.monotonic() < deadline:
                if self._alarms() > alarms:
                    return number
                time.sleep(LOOK_EVERY_S)
        return -1

    def _traffic(self) -> None:
        """Let some letters pass, all of them: what was sealed since a snapshot has reached the other side."""
        self._allowed += self._chance.randint(1, 3) * BATCH
        self._sender.allow(self._allowed)
        deadline = time.monotonic() + PATIENCE_S
        while self._sender.ask(SEALED) < self._allowed or self._sender.ask(WAITING):
            if time.monotonic() > deadline:
                raise SystemExit("letters do not flow")
            time.sleep(LOOK_EVERY_S)

    def _alarms(self) -> int:
        return self._sender.ask(ALARMS) + self._receiver.ask(ALARMS)

    def _keep(self, node: Node) -> None:
        if self._databases.kind == "sqlite":
            for path in node.folder.glob("borderlink.sqlite3*"):
                (node.folder.parent / f"kept-{path.name}").write_bytes(path.read_bytes())
            return
        name = node.folder.name
        create = f"CREATE DATABASE kept TEMPLATE {name}"
        self._databases.execute("DROP DATABASE IF EXISTS kept", END_SESSIONS.format(name=name), create)

    def _bring_back(self, node: Node) -> None:
        if self._databases.kind == "sqlite":
            for path in node.folder.glob("borderlink.sqlite3*"):
                path.unlink()
            for path in node.folder.parent.glob("kept-borderlink.sqlite3*"):
                path.rename(node.folder / path.name.removeprefix("kept-"))
            return
        name = node.folder.name
        drop = f"DROP DATABASE {name} WITH (FORCE)"
        self._databases.execute(drop, f"CREATE DATABASE {name} TEMPLATE kept")

    def _begin(self, *names: str) -> None:
        for name in names:
            kept, part = self._lives[name]
            kept.begin(*part)
        if "web" in names:
            wait_for(self._receiver.address)

    def _end(self, *names: str) -> None:
        for name in names:
            kept, _ = self._lives[name]
            kept.kill()
            kept.wait()
