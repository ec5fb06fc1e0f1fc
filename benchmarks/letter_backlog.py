"""A backlog drains: letters pile up while the line is cut, then urgent ones come, and all of it goes."""

import sys
import time
from pathlib import Path
from typing import Final

from benchmarks.letter_nodes import SIDE, Node, pin, two_nodes, wait_for

URGENT_SHARE: Final = 100  # one letter in so many is urgent, and sealed last
GOAL_A_SECOND: Final = 300
EXCHANGE: Final = 128  # letters in one: urgent letters and others go side by side, one exchange each
SETTLED: Final = "SELECT count(*) FROM liaison_outgoing WHERE state = 'stored'"


def drain(count: int, kind: str, *, folder: Path) -> dict[str, object]:
    """Let letters pile up, heal the line, and return how fast they arrive and which of them first."""
    urgent = max(1, count // URGENT_SHARE)
    with two_nodes(folder, kind) as (sender, receiver, _):
        pin(sender, receiver)
        sealing_s = pile_up(sender, receiver, count, urgent)
        web = receiver.start(sys.executable, "-m", "borderlink", "node", "web")
        wait_for(receiver.address)
        began = time.perf_counter()
        post = sender.start(*SIDE, "post", "0")
        try:
            while sender.ask(SETTLED) < count + urgent:
                time.sleep(0.2)
            seconds = time.perf_counter() - began
        finally:
            for process in (post, web):
                process.terminate()
                process.wait(30)
        before = overtaken(receiver)
    rate = (count + urgent) / seconds
    return {
        "question": "letters-backlog", "database": kind, "backlog": count, "urgent": urgent,
        "sealed_per_second": round((count + urgent) / sealing_s, 1), "drained_per_second": round(rate, 1),
        "seconds": round(seconds, 1), "normal_before_last_urgent": before,
        "holds": rate >= GOAL_A_SECOND and before <= may_overtake(urgent),
    }  # fmt: skip


def may_overtake(urgent: int) -> int:
    """Return how many normal letters may arrive before the last of so many urgent ones."""
    return -(-urgent // EXCHANGE) * EXCHANGE


def pile_up(sender: Node, receiver: Node, count: int, urgent: int) -> float:
    """Seal normal letters and after them urgent ones, while nothing is sent; return the seconds it took."""
    began = time.perf_counter()
    for size, lane in ((count, "normal"), (urgent, "urgent")):
        sender.run("seal", receiver.agency, str(size), lane)
    return time.perf_counter() - began


def overtaken(receiver: Node) -> int:
    """Return how many normal letters arrived before the last urgent one."""
    return receiver.ask(
        "SELECT count(*) FROM liaison_incoming WHERE id < (SELECT max(i.id) FROM liaison_incoming i JOIN "
        "liaison_letter l ON l.uuid = i.letter WHERE l.urgency = 'URG-URGENT') AND letter NOT IN "
        "(SELECT uuid FROM liaison_letter WHERE urgency = 'URG-URGENT')"
    )
