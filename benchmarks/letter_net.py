"""Two hosts: each node in a network namespace of its own, TLS between them, the link cut five times.

Needs root and ``ip netns``; says so where it has not. A writer seals a hundred bulk letters a second, another
a STOP four times a second. The link goes down for three seconds and comes up again. Both nodes are served as
they are in a house: granian with its certificate, `borderlink node post`. A STOP has come when somebody who
looks at the receiver's letters ten times a second sees it: as late as on a screen that does so.

Or letters pile up before there is a link, urgent ones last, and it is cut five times while they drain.
"""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from benchmarks.letter_backlog import GOAL_A_SECOND, URGENT_SHARE, may_overtake, overtaken, pile_up
from benchmarks.letter_nodes import SIDE, Node, pin, two_nodes

CUTS: Final = 5
DOWN_S: Final = 3.0
BETWEEN_S: Final = 6.0
BULK_A_SECOND: Final = 100
NEAR_S: Final = 2.0  # a STOP so near a cut is counted with the cut
HOSTS: Final = ("10.77.31.1", "10.77.31.2")
PATIENCE_S: Final = 120.0
SETTLED: Final = "SELECT count(*) FROM liaison_outgoing WHERE state <> 'waiting'"


def between_hosts(count: int, kind: str, *, folder: Path) -> dict[str, object]:
    """Send letters over a link that is cut, and return what became of them, of their order and of STOP."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return {"question": "letters-namespaces", "available": False, "why": "needs root and ip netns"}
    with _met(folder, kind) as (sender, receiver, link):
        with ExitStack() as stack:
            healed = _scene(stack, sender, receiver, link, count)
        return {"question": "letters-namespaces", "database": kind, "available": True, "cuts": CUTS,
                **_verdict(sender, receiver, healed)}  # fmt: skip


def drain_between_hosts(count: int, kind: str, *, folder: Path) -> dict[str, object]:
    """Let letters pile up while there is no link, and drain over one that is cut five times more."""
    question = "letters-namespaces-backlog"
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return {"question": question, "available": False, "why": "needs root and ip netns"}
    urgent = max(1, count // URGENT_SHARE)
    with _met(folder, kind) as (sender, receiver, link):
        pile_up(sender, receiver, count, urgent)
        with ExitStack() as stack:
            _set(link, "down")
            _serve(stack, receiver, sender)
            _set(link, "up")
            began, cuts = time.monotonic(), 0
            while sender.ask(SETTLED) < count + urgent:
                cuts += _cut_after_a_while(sender, link, count + urgent) if cuts < CUTS else 0
                time.sleep(0.2)
            seconds = time.monotonic() - began
        lost, wrong = _lost(sender, receiver)
        before = overtaken(receiver)
    rate = round((count + urgent) / seconds, 1)
    return {
        "question": question, "database": kind, "available": True, "backlog": count, "urgent": urgent,
        "cuts": cuts, "drained_per_second": rate, "seconds": round(seconds, 1), "lost": lost,
        "out_of_order": wrong, "normal_before_last_urgent": before,
        "holds": (lost, wrong, cuts) == (0, 0, CUTS) and rate >= GOAL_A_SECOND
        and before <= may_overtake(urgent),
    }  # fmt: skip


def _cut_after_a_while(sender: Node, link: str, count: int) -> int:
    """Cut the link for three seconds once letters went for six; return the cuts: none where all are gone."""
    time.sleep(BETWEEN_S)
    if sender.ask(SETTLED) >= count:
        return 0
    _set(link, "down")
    time.sleep(DOWN_S)
    _set(link, "up")
    return 1


@contextmanager
def _met(folder: Path, kind: str) -> Iterator[tuple[Node, Node, str]]:
    """Found two nodes on two hosts, pinned to each other, each with a certificate; give the link too."""
    with two_nodes(folder, kind) as (sender, receiver, _), two_hosts(sender, receiver) as link:
        for node in (sender, receiver):
            node.run("certify")
        pin(sender, receiver)
        yield sender, receiver, link


@contextmanager
def two_hosts(first: Node, second: Node) -> Iterator[str]:
    """Lay a wire between two namespaces and put a node into each; give the name of the link."""
    names = [f"bl{os.getpid()}a", f"bl{os.getpid()}b"]
    try:
        for name in names:
            _ip("netns", "add", name)
        _ip("link", "add", names[0], "netns", names[0], "type", "veth", "peer", names[1], "netns", names[1])
        for node, name, host in zip((first, second), names, HOSTS, strict=True):
            _ip("-n", name, "addr", "add", f"{host}/24", "dev", name)
            for device in ("lo", name):
                _ip("-n", name, "link", "set", device, "up")
            node.prefix, node.host, node.scheme = ("ip", "netns", "exec", name), host, "https"
            files = {"CERTIFICATE": node.folder / "tls.pem", "KEY": node.folder / "tls.key"}
            node.more = {f"BORDERLINK_TLS_{what}": str(path) for what, path in files.items()}
            node.more |= {"BORDERLINK_HOSTS": host, "BORDERLINK_POST_ADDRESS": node.address}
        yield names[0]
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], check=False)


def _scene(stack: ExitStack, sender: Node, receiver: Node, link: str, count: int) -> list[float]:
    """Let both kinds of letter flow and cut the link; return when it was whole again each time."""
    _serve(stack, receiver, sender)
    _until_end(stack, receiver.start(*SIDE, "see"))
    _until_end(stack, sender.start(*SIDE, "write", receiver.agency, "50", "bulk"))
    _until_end(stack, sender.start(*SIDE, "stops", receiver.agency))
    healed, began = [], time.monotonic()
    for _ in range(CUTS):
        _pass(sender, BETWEEN_S, began, count)
        _set(link, "down")
        _pass(sender, DOWN_S, began, count)
        _set(link, "up")
        healed.append(time.time())
    _pass(sender, BETWEEN_S, began, count)
    sender.allow("END")
    deadline = time.monotonic() + PATIENCE_S
    while sender.ask(SETTLED) < sender.ask("SELECT count(*) FROM liaison_outgoing"):
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    return healed


def _serve(stack: ExitStack, *nodes: Node) -> None:
    """Start web and post of nodes, and wait until they run."""
    for node in nodes:
        for verb in ("web", "post"):
            _until_end(stack, node.start(sys.executable, "-m", "borderlink", "node", verb))
    time.sleep(8)


def _pass(sender: Node, seconds: float, began: float, most: int) -> None:
    """Let time pass, and so many letters more be sealed as belong to it."""
    until = time.monotonic() + seconds
    while (now := time.monotonic()) < until:
        sender.allow(min(most, int((now - began) * BULK_A_SECOND)))
        time.sleep(0.05)


def _until_end(stack: ExitStack, process: "subprocess.Popen[bytes]") -> None:
    """Let a process end with the scene, and those that it began: a web is served by processes of its own."""
    stack.callback(process.wait, 30)
    stack.callback(_kill_all, process)


def _kill_all(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # each is at the head of a session of its own


def _verdict(sender: Node, receiver: Node, healed: Sequence[float]) -> dict[str, object]:
    lost, wrong = _lost(sender, receiver)
    stops, seen = _told(sender, "stops"), _told(receiver, "seen")
    took = {at: seen[letter] - at for letter, at in stops.items() if letter in seen}
    calm = sorted(took[at] for at in took if not any(-DOWN_S - NEAR_S <= at - up <= NEAR_S for up in healed))
    after_cut = [
        max((at + took[at] - up for at in took if up - DOWN_S <= at < up), default=0.0) for up in healed
    ]
    return {
        "sealed": len(sender.run("outgoing").decode().splitlines()), "lost": lost, "out_of_order": wrong,
        "stops": len(stops),
        "stop_p50_s": round(statistics.median(calm), 3), "stop_p99_s": round(calm[int(len(calm) * 0.99)], 3),
        "last_stop_after_heal_s": [round(seconds, 2) for seconds in after_cut],
        "slowest_stop_s": round(max(took.values()), 2), "holds": lost == 0 and wrong == 0,
    }  # fmt: skip


def _lost(sender: Node, receiver: Node) -> tuple[int, int]:
    """Return how many letters did not arrive, and how many before the one that comes before them."""
    arrived: set[str] = set()
    wrong = 0
    for line in receiver.run("arrivals").decode().splitlines():
        letter, _, after = (*line.split(), "")[:3]
        wrong += bool(after) and after not in arrived
        arrived.add(letter)
    return len(sender.run("outgoing").decode().splitlines()) - len(arrived), wrong


def _told(node: Node, name: str) -> dict[str, float]:
    """Return when a process of a node had to do with each letter."""
    lines = (node.folder / name).read_text(encoding="ascii").splitlines()
    return {letter: float(at) for letter, at in (line.split() for line in lines)}


def _set(link: str, state: str) -> None:
    _ip("-n", link, "link", "set", link, state)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
