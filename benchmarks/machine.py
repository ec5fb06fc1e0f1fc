"""How busy others kept the machine while a question was answered: an answer that holds seconds says so."""

import os
import time
from pathlib import Path
from typing import Final

QUIET: Final = 0.03  # of the machine's time used by others: an idle system's own housekeeping


def busy_seconds() -> float:
    """Return the processor seconds that the whole machine has spent, as its kernel counts them."""
    fields = [int(text) for text in Path("/proc/stat").read_text(encoding="ascii").split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")  # but idle, but waiting


def own_seconds() -> float:
    """Return the processor seconds of this process and of its children that have ended."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


class Watch:
    """Looks at the machine from now on."""

    def __init__(self) -> None:
        self._began, self._busy, self._own = time.perf_counter(), busy_seconds(), own_seconds()

    def told(self) -> dict[str, object]:
        """Return which share of the machine's time others used since, and whether it was shared at all."""
        room = (time.perf_counter() - self._began) * (os.cpu_count() or 1)
        used = busy_seconds() - self._busy - (own_seconds() - self._own)
        others = max(0.0, used / room)
        return {"used_by_others": round(others, 3), "shared": others > QUIET}
