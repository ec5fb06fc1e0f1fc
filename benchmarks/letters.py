"""See whether letters arrive, once each, whatever happens to line and nodes; and how fast, beside peers.

    python -m benchmarks.letters --count 50000 --faults 2000 --seed 7 --database sqlite --json
    python -m benchmarks.letters --peers --count 3000 --database sqlite
    python -m benchmarks.letters --rollback 200
    python -m benchmarks.letters --backlog 100000
    python -m benchmarks.letters --namespaces
    python -m benchmarks.letters --namespaces --backlog 100000

Two nodes are founded, each with a folder, a database and processes of its own, and pinned to each other by
two officers each. A writer seals clues of 3.9 KB; the sender's post takes them over a bad line to the
receiver's web; each letter has an effect there, one row in a table that nothing keeps unique. ``faults``
counts what was really done, ``faults_by_kind`` what; one that could not be done is replaced by another.
Letters are sealed as faults are done, some more if need be, so that faults never lack traffic. A run is
bounded in time: ``faults_lacking`` says what it could not do.
A letter is *lost* when its sealing was committed and its effect is not there once the line is whole again; an
effect is *duplicate* when it stands there once more. Not lost but ``given_up`` is a letter that was to live
for two seconds, came too late, and whose sender was told so. Exits with 1 unless both are 0.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.machine import Watch

Answer = dict[str, object]
KINDS: Final = ("sqlite", "postgresql")


def faults(wanted: argparse.Namespace) -> Answer:
    """Answer with what was lost and doubled under faults, or without any."""
    from benchmarks.letter_run import run

    return run(wanted.count, wanted.faults, wanted.seed, wanted.database, folder=wanted.folder)


def peers(wanted: argparse.Namespace) -> Answer:
    """Answer with how fast we are beside OpenTAXII and medallion."""
    from benchmarks.letter_peers import compare

    return compare(wanted.count, wanted.database, runs=wanted.runs)


def rollback(wanted: argparse.Namespace) -> Answer:
    """Answer with how many restored snapshots were seen, and within how many exchanges."""
    from benchmarks.letter_rollback import roll_back

    return roll_back(wanted.rollback, wanted.seed, wanted.database, folder=wanted.folder)


def backlog(wanted: argparse.Namespace) -> Answer:
    """Answer with how fast letters that piled up drain, and whether urgent ones went first."""
    from benchmarks.letter_backlog import drain

    return drain(wanted.backlog, wanted.database, folder=wanted.folder)


def namespaces(wanted: argparse.Namespace) -> Answer:
    """Answer with what a cut line between two hosts does to order and to STOP."""
    from benchmarks.letter_net import between_hosts

    return between_hosts(wanted.count, wanted.database, folder=wanted.folder)


def cut_backlog(wanted: argparse.Namespace) -> Answer:
    """Answer with how fast letters that piled up drain between two hosts, over a line that is cut."""
    from benchmarks.letter_net import drain_between_hosts

    return drain_between_hosts(wanted.backlog, wanted.database, folder=wanted.folder)


def chosen(wanted: argparse.Namespace) -> Callable[[argparse.Namespace], Answer]:
    """Return the question that was asked."""
    asked = [
        question
        for question, given in (
            (peers, wanted.peers), (rollback, wanted.rollback),
            (cut_backlog, wanted.namespaces and wanted.backlog), (backlog, wanted.backlog),
            (namespaces, wanted.namespaces),
        )
        if given
    ]  # fmt: skip
    return asked[0] if asked else faults


def main(arguments: list[str] | None = None) -> int:
    """Print the answer on one line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.letters", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=5_000, help="letters")
    parser.add_argument("--faults", type=int, default=0, help="faults that are really done meanwhile")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--peers", action="store_true", help="beside OpenTAXII and medallion, by turns")
    parser.add_argument("--runs", type=int, default=3, help="of each side, with --peers")
    parser.add_argument("--rollback", type=int, default=0, help="restore so many snapshots under traffic")
    parser.add_argument("--backlog", type=int, default=0, help="let so many letters pile up")
    parser.add_argument("--namespaces", action="store_true", help="two hosts, the link cut five times")
    parser.add_argument("--folder", type=Path, help="where the nodes lie, kept afterwards; else a new one")
    parser.add_argument("--json", action="store_true", help="one line of JSON (the default)")
    wanted = parser.parse_args(arguments)
    watch = Watch()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # what was started is ended
    if wanted.folder is None:
        with tempfile.TemporaryDirectory(prefix="borderlink-letters-") as folder:
            wanted.folder = Path(folder)
            told = chosen(wanted)(wanted)
    else:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        told = chosen(wanted)(wanted)
    load = round(os.getloadavg()[0], 2)
    print(json.dumps({**told, **watch.told(), "load_after": load}), flush=True)
    return 0 if told.get("holds", True) else 1


if __name__ == "__main__":
    sys.exit(main())
