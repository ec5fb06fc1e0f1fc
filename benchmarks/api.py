"""Ask the whole API what a schema-driven machine thinks of, for long, as everybody who may hold a door.

    python -m benchmarks.api --examples 100 --seed 1 --json

A node is made in a folder of its own, with a load, a case with exhibits, a letter. Every operation of the
API's own description is asked by schemathesis: without a key, with a forged, expired and revoked one, with
keys of a company, a sandbox, officers of several roles, and from sessions of officers; so many examples each.
Two of three questions that name a thing name one that is there. Told are, by operation, requests, answers by
status, faults, and answers that the description does not know. Exits with 1 when there was any of those.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from benchmarks import crash
from benchmarks.machine import Watch

if TYPE_CHECKING:
    from tests.custody.scenes import Scene
    from tests.world import World

THERE: Final = 2 / 3  # of the questions that name a thing
SAID: Final = {"waybill": "LK000000005CN", "second_officer": "GZ-0002", "owner": "GZ-0101"}  # that there are
SHOWN: Final = 20  # of what was not as described
FAULT: Final = 500
Holder = tuple[dict[str, str], dict[str, str]]  # headers and cookies of whoever asks
Things = dict[str, str]  # the beginning of a path -> what is there


def ask(examples: int, number: int) -> dict[str, object]:
    """Answer the question."""
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="borderlink-api-") as name:
        os.environ["BORDERLINK_FOLDER"] = str(Path(name) / "node")
        os.environ["BORDERLINK_LOG_LEVEL"] = "ERROR"
        things, holders = _lay()
        counts, wrong = _asked(things, holders, examples, number)
    sums = sum(counts.values(), Counter[str]())
    return {
        "question": "api", "seed": number, "examples": examples, "holders": len(holders),
        "requests": sums["requests"], "faults": sums["faults"], "undocumented": sums["undocumented"],
        "operations": counts, "wrong": wrong[:SHOWN], **watch.told(),
    }  # fmt: skip


def _lay() -> tuple[Things, dict[str, Holder]]:
    """Make the node and what lies in it; return what can be named, and everybody who asks."""
    scene = cast("Scene", crash.prepare())
    from django.conf import settings

    from borderlink.custody.models.exhibits import Exhibit
    from tests.custody.scenes import Step, tea_case
    from tests.liaison.office_scenes import came, trusted
    from tests.screening.scenes import TODAY, screened

    settings.ALLOWED_HOSTS = ["*"]
    scene = tea_case(Step.SEIZED, scene)
    load = screened(scene.world.reader(scene.world.amina), at=TODAY)
    things = {
        "/api/screening/manifests": load.number, "/api/screening/parcels": "TEA0001",
        "/api/cases": scene.case, "/api/custody/cases": scene.case,
        "/api/custody/exhibits": Exhibit.objects.get(number=scene.lots[0]).number,
        "/api/liaison/letters": str(came(trusted(scene.world), "rfi", {}).uuid),
    }  # fmt: skip
    return things, {**_keys(scene.world), **_sessions(scene)}


def _keys(world: "World") -> dict[str, Holder]:
    """Return a key of every sort, as it is sent."""
    from django.utils import timezone

    from borderlink.officers.actions.keys import issue_company_key, revoke_key
    from tests.node.test_api import keys_of

    at, given = timezone.now(), keys_of(world)
    said = {
        "organisation": world.swift, "unit": world.baiyun, "scopes": ["check", "duty"], "label": "x",
        "by": world.farid,
    }  # fmt: skip
    given["expired"] = issue_company_key(**said, days=1, at=at - timedelta(days=2))[1]  # type: ignore[arg-type]
    row, given["revoked"] = issue_company_key(**said, at=at)  # type: ignore[arg-type]
    revoke_key(key=row, why="a test", by=world.farid, at=at)
    return {
        name: ({"Authorization": f"Bearer {secret}"} if secret else {}, {}) for name, secret in given.items()
    }


def _sessions(scene: "Scene") -> dict[str, Holder]:
    """Return officers' sessions with the mark against forgery, as a browser sends them."""
    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string

    from tests.world import signed_in

    found = {}
    for officer in (scene.world.amina, scene.world.chidi, scene.kofi):
        mark = _get_new_csrf_string()
        cookies = {name: cookie.value for name, cookie in signed_in(officer).cookies.items()}
        found[f"session {officer.badge}"] = (
            {"X-CSRFToken": mark},
            {**cookies, settings.CSRF_COOKIE_NAME: mark},
        )
    return found


def _asked(
    things: Things, holders: Mapping[str, Holder], examples: int, number: int
) -> tuple[dict[str, Counter[str]], list[str]]:
    from tests import api_asking

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    chance = random.Random(number)

    def change(case: Any) -> None:
        there = next((value for start, value in _by_length(things) if case.path.startswith(start)), "")
        if case.path_parameters and there and chance.random() < THERE:
            first = next(iter(case.path_parameters))
            case.path_parameters[first] = there
        for body in _bodies(case.body):
            if chance.random() < THERE:
                body.update({name: value for name, value in SAID.items() if name in body})

    for operation in api_asking.every_operation():
        label, began = operation.label, time.monotonic()
        for holder, (headers, cookies) in holders.items():

            def hear(case: Any, response: Any, label: str = label, holder: str = holder) -> None:
                found = counts[label]
                found["requests"] += 1
                found[str(response.status_code)] += 1
                try:
                    api_asking.check(case, response)
                except Exception as fault:  # noqa: BLE001 - counted, whatever it is
                    found["faults" if response.status_code >= FAULT else "undocumented"] += 1
                    wrong.append(f"{label} {holder}: {_words(fault)}")

            api_asking.ask(operation, headers, examples, hear, number=number, change=change, cookies=cookies)
        print(f"{time.monotonic() - began:.0f} s {label}: {dict(counts[label])}", file=sys.stderr)
    return dict(counts), wrong


def _bodies(body: object) -> list[dict[str, Any]]:
    """Return what is sent, and each parcel of a batch, where it is an object."""
    if not isinstance(body, dict):
        return []
    parcels = body.get("parcels")
    return [body, *(one for one in parcels if isinstance(one, dict))] if isinstance(parcels, list) else [body]


def _by_length(things: Things) -> Iterator[tuple[str, str]]:
    """Yield the longest beginnings first."""
    yield from sorted(things.items(), key=lambda one: -len(one[0]))


def _words(fault: BaseException) -> str:
    parts = getattr(fault, "exceptions", [fault])
    return " | ".join(f"{type(part).__name__}: {part}" for part in parts)[:600]


def main() -> int:
    """Answer the question on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=20, help="of each operation and holder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    told = ask(wanted.examples, wanted.seed)
    print(json.dumps(told, indent=None if wanted.json else 2))
    return 1 if told["faults"] or told["undocumented"] else 0


if __name__ == "__main__":
    sys.exit(main())
