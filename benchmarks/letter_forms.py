"""How many letters a second are checked against their forms, and told: `python -m benchmarks.letter_forms`.

Beside us, where `--peer` names a Python that has it, the `jsonschema` package checks the same bodies against
the same schemas, each parsed from its bytes. One line of JSON: on one core, medians of the rounds.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from benchmarks.machine import Watch
from borderlink.foundation import canonical
from borderlink.language.languages import LANGUAGES
from borderlink.liaison.domain import precision, schemas, telling

ROOT: Final = Path(__file__).resolve().parent.parent
GOLDEN: Final = ROOT / "tests" / "golden" / "letters"
FORMS: Final = ROOT / "src" / "borderlink" / "liaison" / "data" / "letters"
ROUNDS: Final = 5
ROUND_S: Final = 1.0
PEER: Final = """
import json, sys, time
from pathlib import Path
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

golden, forms, rounds, seconds = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
schemas = {path.stem: json.loads(path.read_text()) for path in forms.glob("*.json")}
registry = Registry().with_resources([(one["$id"], Resource.from_contents(one)) for one in schemas.values()])
work = []
for path in sorted(golden.glob("*.json")):
    data = json.dumps(json.loads(path.read_text())["body"])
    work.append((Draft202012Validator(schemas[path.stem], registry=registry), data))
for validator, data in work:
    assert not list(validator.iter_errors(json.loads(data)))
speeds = []
for _ in range(rounds):
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        for validator, data in work:
            validator.validate(json.loads(data))
        done += len(work)
    speeds.append(done / (time.perf_counter() - began))
print(json.dumps(sorted(speeds)[rounds // 2]))
"""


def bodies() -> list[Mapping[str, Any]]:
    """Return the golden letters: one of every type."""
    return [json.loads(path.read_text(encoding="utf-8"))["body"] for path in sorted(GOLDEN.glob("*.json"))]


def speed(act: Callable[[Any], object], items: Sequence[object]) -> float:
    """Return how many items a second an act gets through: the median of several rounds."""
    found = []
    for _ in range(ROUNDS):
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < ROUND_S:
            for item in items:
                act(item)
            done += len(items)
        found.append(done / (time.perf_counter() - began))
    return statistics.median(found)


def peer(python: str) -> float:
    """Return how many bodies a second the `jsonschema` package checks."""
    command = [python, "-c", PEER, str(GOLDEN), str(FORMS), str(ROUNDS), str(ROUND_S)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)


@click.command()
@click.option("--peer", "python", help="A Python that has the jsonschema package.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON, nothing else.")
def main(*, python: str | None, as_json: bool) -> None:
    """Check and tell the golden letters, again and again."""
    watch, values = Watch(), bodies()
    wires = [canonical.to_bytes(value) for value in values]
    clues = [value["facts"] for value in values if value["type"] == "clue"]
    validators = [(schemas.validator(value["type"]), value) for value in values]
    found: dict[str, object] = {
        "bodies": len(values),
        "checks_per_second": round(speed(schemas.check, wires)),
        "schema_alone_per_second": round(speed(lambda pair: pair[0].validate(pair[1]), validators)),
        "told_per_second": round(
            speed(lambda value: [telling.tell(value, one) for one in LANGUAGES], values)
        ),
        "scored_per_second": round(speed(precision.score, clues)),
    }
    if python:
        theirs = peer(python)
        found |= {
            "jsonschema_per_second": round(theirs),
            "times": round(speed(schemas.check, wires) / theirs, 1),
        }
    print(json.dumps(found | watch.told(), indent=None if as_json else 1))


if __name__ == "__main__":
    sys.exit(main())
