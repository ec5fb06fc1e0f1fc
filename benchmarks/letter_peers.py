"""Letters beside OpenTAXII and medallion: the same 3.9 KB objects, batched and singly, by turns.

We seal, sign twice, send, check, open, store and sign a receipt for each; what is settled at the sender has
arrived. They push and poll (``benchmarks.taxii_side``). ``cpu_s`` is that of client and server together.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.letter_nodes import SIDE, Node, pin, two_nodes, wait_for
from benchmarks.peers import ROOT, environment
from benchmarks.taxii_side import cpu_of

if TYPE_CHECKING:
    from collections.abc import Callable

TAXII: Final = ROOT / "benchmarks" / "taxii_side.py"
THEIR_BATCH: Final = 100
OUR_BATCH: Final = 100
SINGLY: Final = 10  # so many times fewer letters are sent one by one

WARM: Final = "5"  # letters of ours before the first that counts: whoever loads must not be timed
# The first is asked often and reads an index; the second, which reads the letters' own rows, at the end.
SETTLED: Final = (
    "SELECT count(*) FROM liaison_receipt WHERE NOT ours",
    "SELECT count(*) FROM liaison_outgoing WHERE state = 'stored'",
)

Cost = dict[str, float]


def compare(count: int, kind: str, *, runs: int) -> dict[str, object]:
    """Run every side by turns and return medians and ratios."""
    sides: dict[str, Callable[[], Cost]] = {
        "ours_batched": lambda: ours(count, kind, singly=False),
        "opentaxii_batched": lambda: theirs("opentaxii", count, THEIR_BATCH),
        "medallion_batched": lambda: theirs("medallion", count, THEIR_BATCH),
        "ours_singly": lambda: ours(count // SINGLY, kind, singly=True),
        "opentaxii_singly": lambda: theirs("opentaxii", count // SINGLY, 1),
        "medallion_singly": lambda: theirs("medallion", count // SINGLY, 1),
    }
    environment()  # installed before anything is timed
    told: dict[str, list[Cost]] = {name: [] for name in sides}
    for _ in range(runs):
        for name, side in sides.items():
            told[name].append(side())
            print(name, told[name][-1], file=sys.stderr)
    costs = {name: _medians(found) for name, found in told.items()}
    return {
        "question": "letters-peers",
        "database": kind,
        "count": count,
        "runs": runs,
        **costs,
        **ratios(costs),
    }


def ratios(costs: dict[str, Cost]) -> dict[str, object]:
    """Return how many times faster, and how many times cheaper in processor time, a letter is with us."""
    return {
        f"over_{peer}_{way}": {
            "speed": round(costs[f"ours_{way}"]["letters_per_second"] / them["letters_per_second"], 2),
            "cpu": round(them["cpu_s"] / costs[f"ours_{way}"]["cpu_s"], 2),
        }
        for peer in ("opentaxii", "medallion")
        for way in ("batched", "singly")
        if (them := costs[f"{peer}_{way}"])
    }


def theirs(peer: str, count: int, batch: int) -> Cost:
    """Measure one peer in its own environment."""
    with tempfile.TemporaryDirectory(prefix=f"borderlink-{peer}-") as folder:
        command = [str(environment()), str(TAXII), peer, folder, str(count), str(batch)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        cost: Cost = json.loads(done.stdout.splitlines()[-1])
        return cost


def ours(count: int, kind: str, *, singly: bool) -> Cost:
    """Measure us: two nodes as they are served, plain http on loopback."""
    with (
        tempfile.TemporaryDirectory(prefix="borderlink-ours-") as place,
        two_nodes(Path(place), kind) as (sender, receiver, _),
    ):
        pin(sender, receiver)
        web = receiver.start(sys.executable, "-m", "borderlink", "node", "web")
        try:
            wait_for(receiver.address)
            return (
                _one_by_one(sender, receiver, web.pid, count)
                if singly
                else _in_batches(sender, receiver, web.pid, count)
            )
        finally:
            web.terminate()
            web.wait(30)


def _in_batches(sender: Node, receiver: Node, web: int, count: int) -> Cost:
    """Let a writer seal and the post send, each at its own pace; the end is the last receipt."""
    sides = [
        sender.start(*SIDE, "write", receiver.agency, str(OUR_BATCH), "normal"),
        sender.start(*SIDE, "post", "0"),
    ]
    try:
        _until_loaded(sender, receiver)
        _until_settled(sender, OUR_BATCH)
        used = sum(cpu_of(pid) for pid in (web, *(side.pid for side in sides)))
        began = time.perf_counter()
        _until_settled(sender, OUR_BATCH + count)
        seconds = time.perf_counter() - began
        used = sum(cpu_of(pid) for pid in (web, *(side.pid for side in sides))) - used
    finally:
        for side in sides:
            side.kill()
            side.wait()
    return {
        "seconds": round(seconds, 3),
        "cpu_s": round(used, 3),
        "letters_per_second": round(count / seconds, 1),
    }


def _until_loaded(sender: Node, receiver: Node) -> None:
    """Wait until the writer has its threads and the post has greeted: what loads must not be counted."""
    ready = ((sender, "SELECT count(*) >= 50 FROM liaison_thread"),
             (receiver, "SELECT count(heard_at) FROM liaison_inbound"))  # fmt: skip
    while not all(node.ask(statement) for node, statement in ready):
        time.sleep(0.1)
    time.sleep(1)


def _until_settled(sender: Node, count: int) -> None:
    """Let so many letters be sealed in all, and wait until the last of them is settled."""
    sender.allow(count)
    for settled in SETTLED:
        while sender.ask(settled) < count:
            time.sleep(0.02)


def _one_by_one(sender: Node, receiver: Node, web: int, count: int) -> Cost:
    """Let one process seal a letter, send it and hear its receipt, before it seals the next."""
    sender.run("singly", receiver.agency, WARM)
    used = cpu_of(web)
    told: Cost = json.loads(sender.run("singly", receiver.agency, str(count)).splitlines()[-1])
    return {**told, "cpu_s": round(told["cpu_s"] + cpu_of(web) - used, 3)}


def _medians(runs: list[Cost]) -> Cost:
    return {name: round(statistics.median(run[name] for run in runs), 2) for name in runs[0]}
