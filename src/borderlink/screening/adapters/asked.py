"""How often each key asked in this minute, counted by all web processes of a node together.

A file of 16 bytes a key: the minute, and the questions in it. It is changed under its lock, which falls with
the process that holds it, by one write that no kill can halve. It is never synced: when a machine
has come back from a crash it is another minute.
"""

import fcntl
import os
import struct
from pathlib import Path
from typing import Final

PLACE: Final = ".asked"  # in the node's folder; no backup holds what begins with a dot
_COUNTED: Final = struct.Struct("<qq")


def count_asked(folder: Path, key: str, count: int, *, minute: int, most: int) -> bool:
    """Add questions to a key's of this minute unless that were more than ``most``; say whether it was done.

    Questions of other threads and processes wait for each other, for some microseconds.
    """
    number = _open(folder / PLACE / key)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        kept = os.pread(number, _COUNTED.size, 0)
        then, asked = _COUNTED.unpack(kept) if len(kept) == _COUNTED.size else (minute, 0)
        asked = (asked if then == minute else 0) + count
        if asked > most:
            return False
        os.pwrite(number, _COUNTED.pack(minute, asked), 0)
    finally:
        os.close(number)
    return True


def _open(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, flags, 0o600)
