"""The further nodes of the demonstration, as this process speaks to them: started, asked, ended."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from borderlink.node.refusals import DemoStandsStill

PAIR: Final = ("dongxing", "mong-cai")  # the liaison offices on the two sides of the border
TEMPLATE: Final = "empty.sqlite3"  # tables without a row: made once, copied by every further node


def template_of(folder: Path) -> Path:
    """Return where the empty tables lie for the nodes beside the one in ``folder``; they lie there too."""
    return folder.parent / f"{folder.name}-neighbours" / TEMPLATE


@dataclass(slots=True)
class Far:
    """A node in another process, asked by lines of JSON."""

    code: str
    process: "subprocess.Popen[str]"

    def ask(self, deed: str, **given: str) -> dict[str, str]:
        """Let the office over there do something, and return what it tells. Refuses: ``DemoStandsStill``."""
        self.begin(deed, **given)
        return self.hear(deed)

    def begin(self, deed: str, **given: str) -> None:
        """Ask without waiting for the answer."""
        assert self.process.stdin is not None  # noqa: S101 - opened as a pipe
        self.process.stdin.write(json.dumps({"deed": deed, **given}) + "\n")
        self.process.stdin.flush()

    def hear(self, deed: str) -> dict[str, str]:
        """Return the answer to what was asked first. Refuses: ``DemoStandsStill``."""
        assert self.process.stdout is not None  # noqa: S101 - opened as a pipe
        line = self.process.stdout.readline()
        told: dict[str, str] = json.loads(line) if line else {"refused": "the node ended"}
        if "refused" in told:
            raise DemoStandsStill(step=f"{deed}: {told['refused']}", load=self.code)
        return told


@dataclass(slots=True)
class Neighbourhood:
    """The nodes beyond the border, by their agencies' codes, and what was read in which language."""

    nodes: dict[str, Far]
    read_in: dict[str, str] = field(default_factory=dict)


@contextmanager
def neighbourhood(
    folder: Path, codes: tuple[str, ...], *, template: Path | None = None, line: bool = True
) -> Iterator[Neighbourhood]:
    """Start further nodes, each with a folder and a process of its own; they end with the block.

    ``template`` is where empty tables will lie for them; without it each makes its own. Without a ``line``
    they listen nowhere and call nobody.
    """
    with ExitStack() as stack:
        ports = {code: _free_port() if line else 0 for code in codes}
        nodes = {code: stack.enter_context(_started(folder, code, ports[code], template)) for code in codes}
        yield Neighbourhood(nodes=nodes)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def _started(folder: Path, code: str, port: int, template: Path | None) -> Iterator[Far]:
    command = [sys.executable, "-m", "borderlink.node.demo.far", code, str(folder / code), str(port)]
    command += [str(template)] if template else []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"}, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            yield Far(code=code, process=process)
        finally:
            process.terminate()
