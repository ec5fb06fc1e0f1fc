"""The tea case, walked once a run by the command an evaluator would type: its folder and its figures.

The journey asks what it came to; each worker of the browser's stage serves a copy of its node.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from borderlink.node.demo.nodes import template_of
from tests.shared import made_once

PARCELS = 6000


@dataclass(frozen=True, slots=True)
class Walk:
    """What the command left behind; nobody changes it, whoever wants to takes a copy."""

    folder: Path

    @property
    def node(self) -> Path:
        """Return the folder of Guangzhou's node; those beyond the border lie beside it."""
        return self.folder / "node"

    @property
    def tables(self) -> Path:
        """Return a database without a row, for a further node to begin with."""
        return template_of(self.node)

    def figures(self) -> dict[str, Any]:
        """Return the figures of its steps."""
        return dict(json.loads((self.folder / "figures.json").read_text(encoding="utf-8")))

    def said(self) -> str:
        """Return what it printed."""
        return (self.folder / "said.txt").read_text(encoding="utf-8")


@cache
def walk(shared: Path) -> Walk:
    """Walk the story, unless this run has walked it."""
    return Walk(made_once(shared / "walk", _make))


def _make(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "borderlink", "demo", "--once", "--folder", str(folder / "node")]
    with (folder / "said.txt").open("w", encoding="utf-8") as said:
        done = subprocess.run(
            [*command, "--json", str(folder / "figures.json"), "--language", "vi", "--parcels", str(PARCELS)],
            check=False, stdout=said, stderr=subprocess.PIPE, text=True, timeout=900,
        )  # fmt: skip
    assert done.returncode == 0, Walk(folder).said()[-1000:] + done.stderr[-3000:]
