"""`./run docs`: build the documentation into site/, strictly: a broken link fails. `--serve` shows it."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    mkdocs = [sys.executable, "-m", "mkdocs"]
    verb = ["serve"] if "--serve" in sys.argv else ["build", "--strict", "--quiet", "--site-dir", "site"]
    return subprocess.run([*mkdocs, *verb], cwd=Path(__file__).parent.parent, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
