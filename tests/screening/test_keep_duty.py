"""The carrier's duty to check is on record; customs keeps parcels back, and the carrier is told, signed."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import OpenerDirector, Request, build_opener, install_opener

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.journal.models import JournalLine
from borderlink.officers.actions.keys import issue_company_key, use_key
from borderlink.officers.queries import Holder
from borderlink.screening.actions.duty import acknowledge_hold, hold_parcel, release_hold, set_policy
from borderlink.screening.actions.notices import add_webhook, deliver_next, replay_notices
from borderlink.screening.adapters.calling import FORBIDDEN, addresses_of
from borderlink.screening.domain.counter import WhenDown
from borderlink.screening.domain.notices import may_go, networks_from
from borderlink.screening.models.counter import Acceptance, Delivery
from borderlink.screening.queries import counter
from borderlink.screening.refusals.counter import (
    CompanyUnknown,
    HoldEnded,
    HoldStands,
    HoldTooLong,
    WebhookInside,
    WebhookNotUsable,
)
from examples.courier import CameBefore, NotFromTheNode, verified
from tests.world import World, signed_in

NOW = timezone.now()
WAYBILL = "LK473124829CN"
HOUR = timedelta(hours=1)


@pytest.fixture
def secret(world: World) -> str:
    return issue_company_key(
        organisation=world.swift, unit=world.baiyun, scopes=["duty"], label="belt", by=world.farid, at=NOW
    )[1]


@pytest.fixture
def key(secret: str) -> Holder:
    return use_key(secret=secret, at=NOW)


def test_an_acceptance_check_and_a_suspicion_are_kept_once_and_never_changed(
    world: World, secret: str
) -> None:
    acceptance = {
        "waybill": WAYBILL, "operator": "OP-7", "place": "Counter 3, Tianhe", "done_at": NOW.isoformat(),
        "real_name_checked": True, "opened": True, "xray": False, "result": "clear",
    }  # fmt: skip
    suspicion: dict[str, object] = {
        "waybill": WAYBILL,
        "operator": "OP-7",
        "signs": ["powder-leaks", "smell-of-chemicals"],
        "note": "leaks",
    }

    def post(path: str, body: dict[str, object]) -> tuple[int, dict[str, str]]:
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "once-1"}
        told = Client().post(f"/api/screening/{path}", json.dumps(body), "application/json", headers=headers)
        return told.status_code, told.json()

    first, again = post("acceptance-checks", acceptance), post("acceptance-checks", acceptance)
    other = post("acceptance-checks", {**acceptance, "opened": False})
    later = post("acceptance-checks", {**acceptance, "done_at": (NOW + HOUR).isoformat()})
    paper = post("acceptance-checks", {**acceptance, "id_number": "440101"})
    word = post("suspicions", {**suspicion, "signs": ["glitter"]})
    seen = post("suspicions", suspicion)

    assert first == again
    assert (first[0], seen[0]) == (200, 200)
    assert (other[0], other[1]["code"]) == (409, "screening.idempotency-conflict")
    assert "'powder-leaks'" in repr(word[1]["facts"])
    assert (later[0], later[1]["code"]) == (422, "screening.done-in-future")
    assert (paper[0], paper[1]["code"]) == (422, "node.request-not-understood")
    told = counter.of_parcel(world.reader(world.amina), WAYBILL)
    assert [len(told[kind]) for kind in ("acceptances", "suspicions", "checks")] == [1, 1, 0]
    assert not any(counter.of_parcel(world.reader(world.chidi), WAYBILL).values())
    with pytest.raises(DatabaseError), transaction.atomic():
        Acceptance.objects.update(opened=False)


def test_a_hold_is_acknowledged_released_or_over_and_the_carrier_never_learns_why(
    world: World, key: Holder, secret: str
) -> None:
    by = world.reader(world.amina)
    wanted = {"waybill": WAYBILL, "company": "SWIFT", "hours": 4, "why": "case GZ-1"}
    for changed, refusal in (
        ({"hours": 0}, HoldTooLong), ({"hours": 73}, HoldTooLong), ({"company": "NOBODY"}, CompanyUnknown),
    ):  # fmt: skip
        with pytest.raises(refusal):
            hold_parcel(**{**wanted, **changed}, by=by, at=NOW)  # type: ignore[arg-type]

    hold = hold_parcel(**wanted, by=by, at=NOW)  # type: ignore[arg-type]

    headers = {"Authorization": f"Bearer {secret}"}
    told = Client().get("/api/screening/holds", headers=headers)
    assert [row["waybill"] for row in told.json()["holds"]] == [WAYBILL]
    assert "GZ-1" not in told.content.decode()
    with pytest.raises(HoldStands):
        hold_parcel(**wanted, by=by, at=NOW)  # type: ignore[arg-type]
    acknowledge_hold(number=hold.number, operator="OP-7", by=key, at=NOW + HOUR)
    with pytest.raises(NotFound):
        release_hold(number=hold.number, by=world.reader(world.chidi), at=NOW + HOUR)
    release_hold(number=hold.number, why="cleared", by=by, at=NOW + HOUR)
    assert counter.holds_of_company("SWIFT", sandbox=False, at=NOW + HOUR) == []
    with pytest.raises(HoldEnded):
        release_hold(number=hold.number, by=by, at=NOW + HOUR)
    second = hold_parcel(**wanted, by=by, at=NOW + 2 * HOUR)  # type: ignore[arg-type]
    with pytest.raises(HoldEnded):
        acknowledge_hold(number=second.number, operator="OP-7", by=key, at=NOW + 6 * HOUR)


class _Ear(BaseHTTPRequestHandler):
    """A carrier's server: takes notices, or is out of order."""

    heard: list[tuple[str, bytes]]
    status: int

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append((self.headers["Borderlink-Signature"], body))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def ear() -> Iterator[tuple[type[_Ear], str]]:
    heard = type("Heard", (_Ear,), {"heard": [], "status": 500})
    server = HTTPServer(("127.0.0.1", 0), heard)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield heard, f"http://127.0.0.1:{server.server_port}/notices"
    server.shutdown()
    thread.join()
    server.server_close()


def work(at: datetime) -> int:
    done = 0
    while deliver_next(at=at):
        done += 1
    return done


def test_a_notice_is_tried_until_it_is_taken_and_a_replay_or_forgery_is_told_from_it(
    world: World, key: Holder, ear: tuple[type[_Ear], str], settings: Settings
) -> None:
    heard, url = ear
    by = world.reader(world.amina)
    settings.BORDERLINK = replace(settings.BORDERLINK, webhook_networks=("127.0.0.0/8",))
    _, secret = add_webhook(company="SWIFT", url=url, by=by, at=NOW)
    hold_parcel(waybill=WAYBILL, company="SWIFT", hours=4, why="x", by=by, at=NOW)

    assert (work(NOW), work(NOW)) == (1, 0)  # 500: it waits
    heard.status = 204
    assert (work(NOW + HOUR), work(NOW + 2 * HOUR)) == (1, 0)

    signed, body = heard.heard[-1]
    seen: set[str] = set()
    moment = (NOW + HOUR).timestamp()
    told = verified(secret, signed, body, now=moment, seen=seen)
    assert (told["waybill"], seen) == (WAYBILL, set())  # who was cut off before acting gets it again
    with pytest.raises(CameBefore):
        verified(secret, signed, body, now=moment, seen={told["event"]})
    for bad in (
        {"now": moment + 301, "seen": set()},  # later
        {"now": moment, "seen": set(), "body": body.replace(b"hold", b"gold", 1)},
        {"now": moment, "seen": set(), "secret": "whs_other"},
    ):
        with pytest.raises(NotFromTheNode):
            verified(**{"secret": secret, "header": signed, "body": body, **bad})  # type: ignore[arg-type]
    assert replay_notices(since=NOW, by=key, at=NOW + 3 * HOUR) == 1
    assert work(NOW + 3 * HOUR) == 1
    assert Delivery.objects.get().status == 204


INSIDE = (
    "http://93.184.215.14/x", "http://swift.example/x", "http://127.0.0.1:8/x", "https://localhost/x",
    "https://10.1.2.3/x", "https://169.254.169.254/latest", "https://[::1]/x", "https://[fe80::1]/x",
    "https://[::ffff:10.1.2.3]/x", "https://[64:ff9b::a01:203]/x", "https://0.0.0.0/x", "https://100.64.0.1/x",
)  # fmt: skip


def test_no_notice_goes_inside_a_network_that_the_operator_did_not_name(
    world: World, key: Holder, ear: tuple[type[_Ear], str], settings: Settings
) -> None:
    heard, url = ear
    by, mine = world.reader(world.amina), settings.BORDERLINK
    for wrong in ("https://a:b@example.org/", "ftp://example.org", "https:///x", "https://a b"):
        with pytest.raises(WebhookNotUsable):
            add_webhook(company="SWIFT", url=wrong, by=by, at=NOW)
    for wrong in INSIDE:
        with pytest.raises(WebhookInside):
            add_webhook(company="SWIFT", url=wrong, by=by, at=NOW)
    settings.BORDERLINK = replace(mine, webhook_networks=("10.0.0.0/8", "127.0.0.0/8"))
    add_webhook(company="SWIFT", url="https://[::ffff:10.1.2.3]:9/x", by=by, at=NOW)
    add_webhook(company="SWIFT", url=url.replace("127.0.0.1", "localhost"), by=by, at=NOW)

    settings.BORDERLINK = mine  # what a name leads to is asked again when it is called
    hold_parcel(waybill=WAYBILL, company="SWIFT", hours=4, why="x", by=by, at=NOW)
    assert (work(NOW), work(NOW + HOUR), heard.heard) == (2, 2, [])

    assert set(Delivery.objects.values_list("status", flat=True)) == {FORBIDDEN}
    alerts = JournalLine.objects.filter(act="screening.webhook-inside", alert=True)
    assert alerts.count() == 2  # once for each notice
    assert may_go(url, addresses_of(url), networks_from((), demo=True))


def test_the_belt_proceeds_without_an_answer_unless_the_station_says_otherwise(world: World) -> None:
    assert counter.policy_of("GZ-BAIYUN") is WhenDown.PROCEED

    with pytest.raises(NotAllowed):
        set_policy(when_down=WhenDown.HOLD, why="trial", by=world.reader(world.bruno), at=NOW)
    set_policy(when_down=WhenDown.HOLD, why="trial", by=world.reader(world.amina), at=NOW)

    assert counter.policy_of("GZ-BAIYUN") is WhenDown.HOLD


def test_officers_see_the_counter_and_act_there_and_a_carrier_never_does(world: World) -> None:
    hold_parcel(
        waybill=WAYBILL, company=_with_key(world), hours=4, why="case 7", by=world.reader(world.amina), at=NOW
    )
    amina = signed_in(world.amina)
    form = {"hold-waybill": "LK000000005CN", "hold-company": "SWIFT", "hold-hours": "80", "hold-why": "x"}

    shown, wrong = amina.get("/screening/counter/"), amina.post("/screening/counter/hold/", form)
    right = amina.post("/screening/counter/hold/", {**form, "hold-hours": "8"})
    hook = amina.post(
        "/screening/counter/webhooks/", {"webhook-company": "SWIFT", "webhook-url": "https://swift.example/n"}
    )

    assert WAYBILL in shown.content.decode()
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "whs_" in hook.content.decode()
    assert WAYBILL not in signed_in(world.chidi).get("/screening/counter/").content.decode()
    assert signed_in(world.ivan).get("/screening/counter/").status_code == 403


def _with_key(world: World) -> str:
    issue_company_key(
        organisation=world.swift, unit=world.baiyun, scopes=["duty"], label="belt", by=world.farid, at=NOW
    )
    return "SWIFT"


class _Wire(OpenerDirector):
    """Leads requests of a program to the node of the test; any other address is out of order."""

    def open(  # type: ignore[override]
        self,
        fullurl: Request,
        data: object = None,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002
    ) -> BytesIO:
        where = urlsplit(fullurl.full_url)
        if where.hostname != "node.example":
            raise URLError("nobody there")
        body = fullurl.data if isinstance(fullurl.data, bytes) else b""
        told = Client().generic(
            fullurl.get_method(), where.path, body, "application/json", headers=dict(fullurl.header_items())
        )
        if told.status_code >= 400:
            raise HTTPError(fullurl.full_url, told.status_code, "", Message(), BytesIO(told.content))
        return BytesIO(told.content)


def test_every_example_of_the_page_for_couriers_runs(world: World) -> None:
    page = (Path(__file__).parents[2] / "docs/start/courier.md").read_text(encoding="utf-8")
    key = issue_company_key(
        organisation=world.swift, unit=world.baiyun, scopes=["check", "duty"], label="x", sandbox=True,
        by=world.farid, at=NOW,
    )[1]  # fmt: skip
    examples = re.findall(r"```python\n(.*?)```", page, re.DOTALL)

    install_opener(_Wire())
    try:
        exec("\n".join(examples), {"ADDRESS": "https://node.example", "SANDBOX_KEY": key})  # noqa: S102
    finally:
        install_opener(build_opener())

    assert len(examples) >= 8
    assert counter.to_inspect(world.reader(world.amina)) == []
