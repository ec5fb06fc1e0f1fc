"""The whole API, asked by a machine: no fault, no answer that is not documented, nothing without its key.

New operations are found by themselves; ``BORDERLINK_API_EXAMPLES=500`` asks for longer.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from borderlink.officers.actions.accounts import create_organisation
from borderlink.officers.actions.keys import (
    issue_company_key,
    issue_officer_key,
    revoke_key,
    rotate_key,
    use_key,
)
from borderlink.officers.domain import COMPANY_SCOPES, Scope
from borderlink.officers.models import Officer
from borderlink.screening.actions.duty import hold_parcel
from borderlink.screening.actions.loads import Incoming, deliver_manifest
from borderlink.screening.models.counter import Hold
from tests.api_asking import ask_everything
from tests.screening.scenes import manifest
from tests.world import World, signed_in

NONE: Mapping[str, str] = {}
WITHOUT_SCOPE = "officers.key-without-scope"
# Which scope each operation wants (None: any key). Written by hand: what is added is thought about here.
WANTS: dict[str, Scope | None] = {
    "look_at_key": None,
    **dict.fromkeys(("check_one_parcel", "check_batch_of_parcels", "look_at_policy"), Scope.CHECK),
    **dict.fromkeys(
        ("record_acceptance_check", "report_suspicious_parcel", "list_holds", "acknowledge_one_hold",
         "replay_notices_since"),
        Scope.DUTY,
    ),
    **dict.fromkeys(
        ("bring_manifests", "list_manifests", "look_at_manifest", "read_manifest_quarantine"),
        Scope.MANIFESTS,
    ),
    **dict.fromkeys(
        ("list_referrals", "scan_at_belt", "look_at_parcel", "record_opening", "record_outcome",
         "record_laboratory_report"),
        Scope.REFERRALS,
    ),
    **dict.fromkeys(
        ("list_cases_of_reader", "look_at_one_case", "add_case_event", "add_case_task", "finish_case_task"),
        Scope.CASES,
    ),
    **dict.fromkeys(("list_exhibits", "look_at_exhibit", "look_at_masses"), Scope.EXHIBITS),
    **dict.fromkeys(("list_letters_of_office", "look_at_letter"), Scope.LETTERS),
}  # fmt: skip
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


def single_keys(world: World) -> dict[str, tuple[str, set[Scope]]]:
    """Return keys in force with their scopes: one of each scope, and everything that one holder may have."""
    made: dict[str, tuple[str, set[Scope]]] = {}
    for scope in sorted(COMPANY_SCOPES):
        made[f"company {scope}"] = (issue_company_key(**of_swift(world, [scope]))[1], {scope})
    for scope in sorted(set(Scope) - {Scope.CHECK, Scope.DUTY}):
        made[f"officer {scope}"] = (issue_officer_key(**of_officer(world.amina, world, scope))[1], {scope})
    every = issue_company_key(**of_swift(world, COMPANY_SCOPES, sandbox=True))[1]
    return {**made, "sandbox": (every, set(COMPANY_SCOPES))}


def of_officer(officer: Officer, world: World, scope: Scope) -> dict[str, Any]:
    return {"officer": officer, "scopes": [scope], "label": "x", "by": world.farid, "at": timezone.now()}


def of_swift(world: World, scopes: Iterable[str], **more: Any) -> dict[str, Any]:
    return {
        "organisation": world.swift, "unit": world.baiyun, "scopes": list(scopes), "label": "x",
        "by": world.farid, "at": timezone.now(), **more,
    }  # fmt: skip


def dead_keys(world: World) -> dict[str, str]:
    """Return keys that open nothing: forged, too old, revoked, of one who left, replaced long ago."""
    past = timezone.now() - timedelta(days=30)
    _, expired = issue_company_key(**of_swift(world, COMPANY_SCOPES, days=1, at=past))
    revoked, secret = issue_company_key(**of_swift(world, COMPANY_SCOPES))
    revoke_key(key=revoked, why="a test", by=world.farid, at=timezone.now())
    old, replaced = issue_company_key(**of_swift(world, COMPANY_SCOPES, at=past))
    rotate_key(key=old, by=world.farid, at=past)
    _, left = issue_officer_key(**of_officer(world.bruno, world, Scope.CASES))
    Officer.objects.filter(pk=world.bruno.pk).update(is_active=False)
    return {
        "nobody": "", "forged": "blk_" + "x" * 43, "expired": expired, "revoked": secret,
        "replaced": replaced, "left": left,
    }  # fmt: skip


def asked(client: Client, method: str, path: str, headers: Mapping[str, str] = NONE) -> tuple[int, str]:
    """Ask with nothing in hand but the key; return status and code of the refusal."""
    url = path.replace("{", "").replace("}", "")
    answer = getattr(client, method)(url, headers=headers)
    told = answer.json() if answer.status_code >= 400 else {}
    return answer.status_code, str(told.get("code", ""))


def test_every_operation_is_open_to_keys_of_its_scope_alone(world: World) -> None:
    live, dead, wrong = single_keys(world), dead_keys(world), []
    for method, path, said in described():
        wanted, documented = WANTS[said["operationId"]], {int(status) for status in said["responses"]}
        for name, secret in dead.items():
            headers = {"Authorization": f"Bearer {secret}"} if secret else {}
            if asked(Client(), method, path, headers)[0] != 401:
                wrong.append(f"{method} {path} {name}")
        for name, (secret, scopes) in live.items():
            status, code = asked(Client(), method, path, {"Authorization": f"Bearer {secret}"})
            opened = wanted is None or wanted in scopes
            if status not in documented or status == 401 or opened == (code == WITHOUT_SCOPE):
                wrong.append(f"{method} {path} {name}: {status} {code}")

    assert wrong == []


def test_every_operation_of_officers_and_no_other_is_open_to_sessions(world: World) -> None:
    badges = (world.amina, world.emeka, world.ivan)
    clients, wrong = {officer.badge: signed_in(officer) for officer in badges}, []
    forged = signed_in(world.amina)
    forged.handler.enforce_csrf_checks = True
    for method, path, said in described():
        of_officers = WANTS[said["operationId"]] in set(Scope) - {Scope.CHECK, Scope.DUTY}
        for badge, client in clients.items():
            status, code = asked(client, method, path)
            if (status == 401) == of_officers or str(status) not in said["responses"]:
                wrong.append(f"{method} {path} session {badge}: {status} {code}")
        if method != "get" and asked(forged, method, path)[0] != 401:
            wrong.append(f"{method} {path} without the mark against forgery")

    assert wrong == []


def test_of_what_one_company_has_another_companys_key_is_told_nothing(world: World) -> None:
    at = timezone.now()
    other = create_organisation(
        code="SLOW", kind="express-company", name_en="Slow Express", by=world.farid, at=at
    )
    ours, theirs = (
        issue_company_key(**of_swift(world, COMPANY_SCOPES) | {"organisation": company})[1]
        for company in (world.swift, other)
    )
    load = deliver_manifest(
        files=[Incoming(name="a.csv", chunks=[manifest(2)])], by=use_key(secret=ours, at=at), at=at
    ).load
    hold_parcel(
        waybill="LK000000005CN", company="SWIFT", why="drugs expected", hours=24,
        by=world.reader(world.amina), at=at,
    )  # fmt: skip
    hold = Hold.objects.get().number
    told, checks = {}, set()
    for secret in (ours, theirs):
        client = Client(headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "belt-1"})
        asked = client.post("/api/screening/check", {"waybill": "LK473124829CN"}, "application/json")
        checks.add(asked.json()["check"])
        told[secret] = (
            len(client.get("/api/screening/holds").json()["holds"]),
            len(client.get("/api/screening/manifests").json()),
            client.get(f"/api/screening/manifests/{load.number}").status_code,
            client.post(
                f"/api/screening/holds/{hold}/acknowledge", {"operator": "9"}, "application/json"
            ).status_code,
        )

    assert told == {ours: (1, 1, 200, 200), theirs: (0, 0, 404, 404)}
    assert len(checks) == 2  # each its own, under the same idempotency key


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
