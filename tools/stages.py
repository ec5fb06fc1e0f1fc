"""Run what must hold, stage by stage, and end with one line of counts.

`python -m tools.stages quick` is `./run check`; `all` is `./run test`, exactly what CI runs. A stage that
cannot run fails. `--allow-skips` names it and goes on instead (never used in CI). `--only NAME` runs one.
Stages that keep one core busy run beside those of pytest; what they say is printed when they end.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

BIN = Path(sys.executable).parent
PLAIN = "not browser and not journey and not outside and not spark"
BROWSER_PACKAGES = ["chromium", "fonts-noto-cjk", "fonts-noto-core"]
OUTSIDE_PACKAGES = ["openssl", "softhsm2"]
SPARK_PACKAGES = ["openjdk-17-jre-headless"]


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


@dataclass(frozen=True)
class Stage:
    name: str
    run: Callable[[], tuple[Count, str]]
    quick: bool
    whole: bool = True  # False: stands in the quick part alone
    needs: Callable[[], str] = lambda: ""  # what is missing, in words; empty when it can run
    beside: bool = False  # runs while others do: plain commands of one core


@dataclass(frozen=True)
class Ran:
    stage: Stage
    counted: Count
    seconds: float
    said: str = ""


KEPT = {"PYTHONDONTWRITEBYTECODE": ""}  # or each of many processes compiles the whole checkout anew


def run(command: Sequence[str | Path], **environment: str) -> int:
    return subprocess.run(
        [str(part) for part in command], env=os.environ | KEPT | environment, check=False
    ).returncode


def once(*commands: Sequence[str | Path]) -> Callable[[], tuple[Count, str]]:
    """A stage of plain commands: each passes or fails."""

    def stage() -> tuple[Count, str]:
        done = [
            subprocess.run(
                [str(part) for part in command], env=os.environ | KEPT, check=False, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )
            for command in commands
        ]  # fmt: skip
        codes = [one.returncode for one in done]
        counted = Count(passed=codes.count(0), failed=len(codes) - codes.count(0))
        return counted, "".join(one.stdout for one in done)

    return stage


WORKERS = str(min(os.cpu_count() or 1, 4))  # each has its own node, database, servers and browser


def tests(*choice: str, **environment: str) -> Callable[[], tuple[Count, str]]:
    """A stage of pytest, a worker a core, counted from its own report."""
    choice = ("-n", WORKERS, "--dist", "worksteal", *choice)

    def stage() -> tuple[Count, str]:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            code = run([BIN / "python", "-m", "pytest", *choice, f"--junitxml={report}"], **environment)
            return count(report, code), ""

    return stage


def marked(mark: str) -> tuple[str, ...]:
    """Choose the tests with a mark, and read no other file than those that write it."""
    found = sorted(Path("tests").rglob("test_*.py"))
    return (
        "-m", mark, *(str(one) for one in found if f"mark.{mark}" in one.read_text(encoding="utf-8")),
    )  # fmt: skip


def count(report: Path, code: int) -> Count:
    if not report.is_file():
        return Count(failed=1)
    suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - written by our own pytest
    total = Count()
    for suite in suites:
        numbers = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
        failed = numbers["failures"] + numbers["errors"]
        total += Count(numbers["tests"] - failed - numbers["skipped"], failed, numbers["skipped"])
    ran_nothing = total.passed + total.failed == 0
    return total + Count(failed=1) if total.failed == 0 and (code != 0 or ran_nothing) else total


def debian(program: str, packages: Sequence[str], stage: str) -> str:
    """Install Debian packages when their program is missing; return what is still missing, in words."""
    if shutil.which(program):
        return ""
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if shutil.which("apt-get"):
        print(f"Installing {' '.join(packages)} for the {stage} stage ...", flush=True)
        run([*prefix, "apt-get", "-qq", "update"], **quiet)
        run([*prefix, "apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages], **quiet)
    return "" if shutil.which(program) else "needs Debian's " + ", ".join(packages)


def browser_missing() -> str:
    return debian("chromium", BROWSER_PACKAGES, "browser")


def outside_missing() -> str:
    return debian("openssl", OUTSIDE_PACKAGES, "outside") or debian(
        "softhsm2-util", OUTSIDE_PACKAGES, "outside"
    )


def spark_missing() -> str:
    """Java, and what requirements/spark.txt names: some 450 MB, fetched once and by this stage alone."""
    if missing := debian("java", SPARK_PACKAGES, "Spark"):
        return missing
    options = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
    if find_spec("pyspark") is None:
        print("Installing what requirements/spark.txt names ...", flush=True)
        run([BIN / "python", *options, "requirements/build.txt"])
        run([BIN / "python", *options, "requirements/spark.txt", "--no-build-isolation"])
        invalidate_caches()
    return "" if find_spec("pyspark") else "needs what requirements/spark.txt names"


STAGES = [
    Stage(
        "lint",
        once([BIN / "ruff", "check", "."], [BIN / "ruff", "format", "--check", "."]),
        quick=True,
        beside=True,
    ),
    Stage("imports", once([BIN / "lint-imports", "--no-cache"]), quick=True, beside=True),
    Stage("types", once([BIN / "mypy"]), quick=True, beside=True),
    Stage("catalogues", once([BIN / "python", "-m", "tools.catalogues", "check"]), quick=True, beside=True),
    Stage(
        "quick tests on SQLite",
        tests("-m", f"{PLAIN} and not postgres_only and not slow", BORDERLINK_TEST_DATABASE="sqlite"),
        quick=True,
        whole=False,
    ),
    Stage(
        "tests on SQLite",
        tests("-m", f"{PLAIN} and not postgres_only", BORDERLINK_TEST_DATABASE="sqlite"),
        quick=False,
    ),
    Stage(
        "tests on PostgreSQL",
        tests("-m", f"{PLAIN} and database and not sqlite_only", BORDERLINK_TEST_DATABASE="postgres"),
        quick=False,
    ),
    Stage(
        "outside programs",
        tests(*marked("outside"), BORDERLINK_TEST_DATABASE="sqlite"),
        quick=False,
        needs=outside_missing,
    ),
    Stage(
        "Spark",
        tests("tests/language", "-m", "spark", BORDERLINK_TEST_DATABASE="sqlite"),
        quick=False,
        needs=spark_missing,
    ),
    Stage("package", once([BIN / "python", "-m", "tools.smoke"]), quick=False, beside=True),
    Stage("documentation", once([BIN / "python", "-m", "tools.documentation"]), quick=False, beside=True),
    Stage(
        "browser",
        tests("tests/browser", "-m", "browser", BORDERLINK_TEST_DATABASE="sqlite"),
        quick=False,
        needs=browser_missing,
    ),
    Stage(
        "journeys",
        tests(*marked("journey"), BORDERLINK_TEST_DATABASE="sqlite"),
        quick=False,
    ),
]


def run_stage(stage: Stage, *, allow_skips: bool) -> Ran:
    started = time.monotonic()
    missing = stage.needs()
    if missing:
        counted = Count(skipped=1) if allow_skips else Count(failed=1)
        return Ran(stage, counted, 0.0, f"{stage.name} cannot run: {missing}\n")
    counted, said = stage.run()
    return Ran(stage, counted, time.monotonic() - started, said)


def run_all(stages: Sequence[Stage], *, allow_skips: bool) -> list[Ran]:
    """Run stages in order; those that stand beside have a lane of their own."""
    one = partial(run_stage, allow_skips=allow_skips)
    with ThreadPoolExecutor(1) as lane:
        beside = [lane.submit(one, stage) for stage in stages if stage.beside]
        ran = []
        for stage in stages:
            if not stage.beside:
                print(f"\n=== {stage.name}", flush=True)
                ran.append(one(stage))
                print(ran[-1].said, end="", flush=True)
        for done in (waiting.result() for waiting in beside):
            print(f"\n=== {done.stage.name}\n{done.said}", end="", flush=True)
            ran.append(done)
    return ran


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", choices=["quick", "all"])
    parser.add_argument("--allow-skips", action="store_true")
    parser.add_argument("--only", action="append", metavar="STAGE")
    options = parser.parse_args()
    run([BIN / "python", "-m", "tools.catalogues", "compile"])
    stages = [stage for stage in STAGES if (stage.quick if options.which == "quick" else stage.whole)]
    chosen = [stage for stage in stages if not options.only or stage.name in options.only]
    with tempfile.TemporaryDirectory(prefix="borderlink-shared-") as shared:
        os.environ["BORDERLINK_TEST_SHARED"] = shared  # what several stages need is made once, there
        ran = run_all(chosen, allow_skips=options.allow_skips)
    total = sum((one.counted for one in ran), Count())
    rows = [f"{one.stage.name:22} {one.seconds:6.1f} s  {one.counted.failed} failed" for one in ran]
    print("\n" + "\n".join(rows))
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
