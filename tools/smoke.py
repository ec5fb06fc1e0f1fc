"""Build the wheel, install it alone into a fresh environment, and use it there: what a user would get.

The environment sees the pinned libraries of this one (through a path file) but not this checkout, so a
template, a catalogue or a data file that the wheel forgot shows here.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path


def call(*command: str | Path, folder: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checkout = Path.cwd()
        call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=checkout)
        wheel = next(folder.glob("*.whl"))
        call(sys.executable, "-m", "venv", "fresh", folder=folder)
        python = folder / "fresh" / "bin" / "python"
        call(python, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", wheel, folder=folder)
        site = Path(
            call(
                python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder
            ).strip()
        )
        # Libraries only: the path file names this environment's packages; our own editable link is cut below.
        (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
        command = folder / "fresh" / "bin" / "borderlink"
        call(
            command,
            "screening",
            "generate",
            "--parcels",
            "500",
            "--seed",
            "1",
            "--out",
            "made",
            folder=folder,
        )
        call(command, "screen", "made/manifest.csv", "--out", "screened", "--language", "vi", folder=folder)
        assert "</html>" in (folder / "screened" / "report.html").read_text()
        call(
            command,
            "node",
            "init",
            "--folder",
            "node",
            "--agency",
            "smoke",
            "--name",
            "Smoke",
            "--administrator",
            "A-1",
            folder=folder,
        )
        where = call(python, "-c", "import borderlink; print(borderlink.__file__)", folder=folder)
        assert str(folder) in where, where
    print("The installed wheel screens and makes a node.")


if __name__ == "__main__":
    main()
