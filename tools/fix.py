"""`./run fix`: format, sort, and bring everything generated up to date."""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
STEPS: list[list[str]] = [
    [str(BIN / "ruff"), "check", "--fix", "--quiet", "."],
    [str(BIN / "ruff"), "format", "--quiet", "."],
    [sys.executable, "-m", "tools.catalogues", "update"],
    [sys.executable, "-m", "tools.hant"],
    [sys.executable, "-m", "tools.catalogues", "compile"],
    [sys.executable, "-m", "tools.reference"],
    [sys.executable, "-m", "tools.verifier"],
    [sys.executable, "-m", "tools.verify_html"],
]


def main() -> int:
    return max(subprocess.run(step, check=False).returncode for step in STEPS)


if __name__ == "__main__":
    sys.exit(main())
