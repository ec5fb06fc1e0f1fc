"""A sandbox key sees and touches test things alone, at every door that a company has."""

import json
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from borderlink.journal.models import JournalLine
from borderlink.node.api import make_api, operations
from borderlink.officers.actions.keys import issue_company_key
from borderlink.officers.api import Key
from borderlink.officers.domain import COMPANY_SCOPES
from borderlink.screening.actions.duty import hold_parcel, release_hold
from borderlink.screening.actions.notices import add_webhook
from borderlink.screening.models.counter import Acceptance, CounterCheck, Delivery, Hold, HoldStep, Suspicion
from borderlink.screening.models.referrals import Load
from borderlink.screening.queries import counter
from borderlink.screening.refusals.counter import CompanyUnknown
from tests.screening.scenes import manifest
from tests.world import World

REAL: Final = "LK473124829CN"
RECORD: Final = {"waybill": REAL, "operator": "OP-7"}
# What every operation that a company's key opens is sent about real things; None: nothing, it only reads.
ASKED: Final[dict[str, dict[str, Any] | None]] = {
    "check_one_parcel": {"waybill": REAL}, "check_batch_of_parcels": {"parcels": [{"waybill": REAL}]},
    "look_at_policy": None, "look_at_key": None, "list_holds": None, "list_manifests": None,
    "look_at_manifest": None, "read_manifest_quarantine": None,
    "record_acceptance_check": RECORD | {
        "place": "Counter 3", "done_at": "2026-11-20T08:00:00Z", "real_name_checked": True, "opened": True,
        "xray": False, "result": "clear",
    },
    "report_suspicious_parcel": RECORD | {"signs": ["powder-leaks"]},
    "acknowledge_one_hold": {"operator": "OP-7"}, "replay_notices_since": {"since": "2020-01-01T00:00:00Z"},
    "bring_manifests": {},
}  # fmt: skip


def program(world: World, *, sandbox: bool) -> Client:
    """Return a program with a key of Swift Express that has every scope of a company."""
    secret = issue_company_key(
        organisation=world.swift, unit=world.baiyun, scopes=[scope.value for scope in COMPANY_SCOPES],
        label="x", sandbox=sandbox, by=world.farid, at=timezone.now(),
    )[1]  # fmt: skip
    return Client(headers={"authorization": f"Bearer {secret}"})


def written() -> str:
    """Return every row about real parcels, and every line of the journal but that of a refusal."""
    kinds = (CounterCheck, Acceptance, Suspicion, Hold, HoldStep, Delivery, Load)
    lines = JournalLine.objects.exclude(act="node.refuse").values_list("act", "subject")
    return repr([list(kind.objects.order_by("pk").values_list()) for kind in kinds] + [list(lines)])


def send(client: Client, method: str, path: str, body: dict[str, Any] | None) -> str:
    if path.endswith("/manifests") and method == "POST":
        file = SimpleUploadedFile("b.csv", manifest(3))
        return client.post(path, {"files": file}).content.decode()
    answer = client.generic(method, path, b"" if body is None else json.dumps(body), "application/json")
    return answer.content.decode()


def of_companies() -> list[tuple[str, str, str]]:
    """Return method, path and name of every operation that some key of a company opens."""
    return [
        (min(operation.methods), f"/api{path}", operation.view_func.__name__)
        for path, operation in operations(make_api())
        if any(
            isinstance(asks, Key) and (asks.scope is None or asks.scope in COMPANY_SCOPES)
            for asks in operation.auth_callbacks
        )
    ]


def test_a_sandbox_key_sees_and_touches_nothing_real_at_any_door(world: World) -> None:
    by, live, sandbox = world.reader(world.amina), program(world, sandbox=False), program(world, sandbox=True)
    add_webhook(company="SWIFT", url="https://swift.example/n", by=by, at=timezone.now())
    hold = hold_parcel(waybill=REAL, company="SWIFT", hours=4, why="x", by=by, at=timezone.now())
    load = live.post(
        "/api/screening/manifests", {"files": SimpleUploadedFile("a.csv", manifest(5, broken=1))}
    ).json()["load"]["number"]
    doors, before, wrong = of_companies(), written(), []

    for method, path, name in doors:
        told = send(
            sandbox, method, path.replace("{hold}", hold.number).replace("{number}", load), ASKED[name]
        )
        seen = [real for real in (REAL, hold.number, load) if real in told and '"code"' not in told]
        if seen or written() != before:
            wrong.append((name, seen))

    assert {name for _, _, name in doors} == set(ASKED)
    assert wrong == []
    assert REAL in send(live, "GET", "/api/screening/holds", None)


def test_a_company_without_a_live_key_tries_a_hold_with_its_notices_and_no_officer_sees_it(
    world: World,
) -> None:
    by, at, sandbox = world.reader(world.amina), timezone.now(), program(world, sandbox=True)
    add_webhook(company="SWIFT", url="https://swift.example/n", by=by, at=at)
    with pytest.raises(CompanyUnknown):
        hold_parcel(waybill=REAL, company="SWIFT", hours=4, why="x", by=by, at=at)

    first = [send(sandbox, "POST", "/api/screening/check", {"waybill": "TEST000000004"}) for _ in range(2)]
    (hold,) = sandbox.get("/api/screening/holds").json()["holds"]
    unseen = (counter.holds_seen(by), program(world, sandbox=False).get("/api/screening/holds").json())
    send(sandbox, "POST", f"/api/screening/holds/{hold['hold']}/acknowledge", {"operator": "OP-7"})
    after = send(sandbox, "POST", "/api/screening/check", {"waybill": "TEST000000004"})

    assert [json.loads(told)["answer"] for told in (*first, after)] == [
        *["routine-inspection"] * 2,
        "proceed",
    ]
    assert unseen == ([], {"holds": []})
    assert [json.loads(row.body)["kind"] for row in Delivery.objects.order_by("pk")] == ["hold", "release"]


def test_a_parcel_that_is_kept_back_is_not_told_to_go_on_until_it_is_released(world: World) -> None:
    by, at, live = world.reader(world.amina), timezone.now(), program(world, sandbox=False)
    live.defaults["HTTP_IDEMPOTENCY_KEY"] = "once"

    def ask() -> tuple[str, str | None]:
        told = json.loads(send(live, "POST", "/api/screening/check", {"waybill": REAL, "service": "courier"}))
        return told["answer"], told["field"]

    before = ask()
    hold = hold_parcel(waybill=REAL, company="SWIFT", hours=4, why="x", by=by, at=at)
    held = ask()
    release_hold(number=hold.number, by=by, at=at)

    assert (before, held, ask()) == (("ask", "receiver_name"), ("routine-inspection", None), before)
