"""Who is at work on a folder: a node that runs shares its lock, what must be alone holds the whole of it.

The lock is the operating system's: it falls with the process that holds it, however that process ends.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from borderlink.node.refusals import NodeRuns, NodeStandsStill

LOCK: Final = "node.lock"
_held: Final[list[TextIO]] = []  # open until the process ends


def stay(folder: Path) -> None:
    """Say, until this process ends, that the node in this folder runs. Refuses: ``NodeStandsStill``."""
    file = (folder / LOCK).open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise NodeStandsStill(folder=str(folder)) from None
    _held.append(file)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder while no node runs in it, and let none begin. Refuses: ``NodeRuns``."""
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NodeRuns(folder=str(folder)) from None
        yield
