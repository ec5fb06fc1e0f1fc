"""The whole API, asked by a machine: no fault, no answer that is not documented, nothing without its key.

New operations are found by themselves; ``BORDERLINK_API_EXAMPLES=500`` asks for longer.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from borderlink.officers.actions.keys import issue_company_key, issue_officer_key
from borderlink.officers.domain import COMPANY_SCOPES, Scope
from tests.api_asking import ask_everything
from tests.world import World, signed_in

EXAMPLES = int(os.environ.get("BORDERLINK_API_EXAMPLES", "2"))


def described() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return method, path and description of every operation."""
    told = Client().get("/api/openapi.json").json()
    for path, methods in told["paths"].items():
        for method, said in methods.items():
            yield method, path, said


def keys_of(world: World) -> dict[str, str]:
    """Return a key of every sort: of a company with everything, a sandbox's, of each kind of officer."""
    at, by = timezone.now(), world.farid
    made = {"nobody": "", "forged": "blk_" + "x" * 43}
    for name, sandbox in (("company", False), ("sandbox", True)):
        made[name] = issue_company_key(
            organisation=world.swift, unit=world.baiyun, scopes=[scope.value for scope in COMPANY_SCOPES],
            label=name, sandbox=sandbox, by=by, at=at,
        )[1]  # fmt: skip
    every = [scope.value for scope in set(Scope) - {Scope.CHECK, Scope.DUTY}]
    for officer in (world.amina, world.chidi, world.dalia, world.hoa, world.jun):
        made[officer.badge] = issue_officer_key(officer=officer, scopes=every, label="x", by=by, at=at)[1]
    return made


def test_no_operation_faults_or_answers_what_it_does_not_describe(world: World) -> None:
    keys = keys_of(world)

    asked = ask_everything({name: keys[name] for name in ("company", "GZ-0001")}, EXAMPLES)

    assert asked >= len(list(described()))


def test_every_operation_is_closed_to_every_key_and_session_that_it_does_not_name(world: World) -> None:
    keys, wrong = keys_of(world), []
    sessions = {officer.badge: signed_in(officer) for officer in (world.amina, world.emeka, world.ivan)}
    for method, path, said in described():
        url = path.replace("{", "").replace("}", "")
        documented = {int(status) for status in said["responses"]}
        names = {name for scheme in said.get("security", []) for name in scheme}
        for name, secret in keys.items():
            headers = {"Authorization": f"Bearer {secret}"} if secret else {}
            status = getattr(Client(), method)(url, headers=headers).status_code
            closed = name in {"nobody", "forged"}
            if status not in documented or (closed and status != 401):
                wrong.append(f"{method} {path} {name}: {status}")
        for badge, client in sessions.items():
            status = getattr(client, method)(url).status_code
            if status not in documented or (not names & {"Session"} and status != 401):
                wrong.append(f"{method} {path} session {badge}: {status}")

    assert wrong == []


def test_every_operation_says_in_its_description_which_refusals_it_knows() -> None:
    for method, path, said in described():
        statuses = set(said["responses"])
        assert {"200", "401", "403", "422"} <= statuses, (method, path)
        assert all("`" in told["description"] for status, told in said["responses"].items() if status > "399")


@pytest.mark.parametrize(
    "body", [b'{"a": NaN}', b"\xff", b"[" * 60_000, b'{"waybill": "\\u0000"}', b'{"a": "\\ud800"}']
)
def test_a_body_that_is_no_text_is_refused_before_anything_reads_it(world: World, body: bytes) -> None:
    secret = keys_of(world)["company"]

    told = Client().post(
        "/api/screening/check", body, "application/json", headers={"Authorization": f"Bearer {secret}"}
    )

    assert told.status_code == 400


def test_a_body_in_chunks_is_refused_by_name_and_not_taken_for_an_empty_one() -> None:
    told = Client().post(
        "/api/screening/check", b'{"waybill": "TEST000000001"}', "application/json",
        headers={"Transfer-Encoding": "chunked"},
    )  # fmt: skip

    assert (told.status_code, told.json()["code"]) == (411, "node.length-missing")
