"""`./run pin`: write requirements/*.txt anew from *.in. They hold names, versions and hashes."""

import subprocess
import sys
from pathlib import Path

OPTIONS = [
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--universal",
    "--quiet",
]


def main() -> int:
    uv = str(Path(sys.executable).parent / "uv")
    codes = [
        subprocess.run(
            [uv, "pip", "compile", *OPTIONS, str(source), "-o", str(source.with_suffix(".txt"))], check=False
        ).returncode
        for source in sorted(Path("requirements").glob("*.in"))
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
