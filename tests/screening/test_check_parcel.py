"""A carrier asks at the counter: three words for it, the reason for customs, no way to sound out a list."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from borderlink.journal.queries import open_alerts
from borderlink.officers.actions.keys import issue_company_key, use_key
from borderlink.officers.queries import NOBODY, Holder
from borderlink.screening.actions.counter import PER_MINUTE, _row, _write, _Writing, allow, check_parcels
from borderlink.screening.actions.duty import hold_parcel, record_acceptance, report_suspicion
from borderlink.screening.actions.judging import Found, forget_standing, prepare
from borderlink.screening.actions.upkeep import forget_counter
from borderlink.screening.domain.counter import Draw, draw, is_waybill
from borderlink.screening.domain.judging import Judgement
from borderlink.screening.domain.s10 import check_digit
from borderlink.screening.models.counter import Acceptance, CounterCheck, Hold, HoldStep, Suspicion
from borderlink.screening.models.referrals import Referral
from borderlink.screening.queries import counter
from borderlink.screening.refusals.counter import (
    KeyUsedOtherwise,
    NotAWaybill,
    TooManyChecks,
    WaybillBound,
    WaybillTwice,
)
from tests.screening.scenes import HEADER, TEA, TODAY, honest, screened, tea
from tests.world import World

ACCEPTED = {
    "place": "Counter 3", "done_at": TODAY, "real_name_checked": True, "opened": True, "xray": False,
    "photograph_sha256": "ab" * 32, "result": "clear",
}  # fmt: skip

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse


def s10(serial: int) -> str:
    return f"LK{serial:08}{check_digit(f'{serial:08}')}CN"


def said(waybill: str, **more: object) -> dict[str, object]:
    """Return one honest parcel as columns, changed by what is said."""
    return {
        "waybill": waybill, "service": "courier", "sender_name": "Shop 9", "sender_phone": "+86 20 8912 3409",
        "sender_address": "9 Renmin Road, Guangzhou", "receiver_name": f"Ola {waybill[-4:-2]}tun Brook",
        "receiver_phone": f"+61 4{waybill[2:10]}", "receiver_address": f"{waybill[6:10]} Kelp Lane, Hobart",
        "receiver_postcode": "7001", "receiver_country": "AU", "contents": "cotton t-shirt", "pieces": 1,
        "weight_g": 420, "value": 90.0, "currency": "CNY", **more,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def same_chance_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the node one secret: what chance draws hangs on it, and must be the same at every run."""
    monkeypatch.setattr(settings, "SECRET_KEY", "what chance draws in these tests")


@pytest.fixture
def key(world: World) -> Holder:
    """Give Swift Express a key at Baiyun, and forget what other tests left standing."""
    forget_standing()
    return use_key(secret=secret_of(world), at=TODAY)


def secret_of(world: World, *, scopes: tuple[str, ...] = ("check",), sandbox: bool = False) -> str:
    _, secret = issue_company_key(
        organisation=world.swift, unit=world.baiyun, scopes=scopes, label="belt", pattern="TEA####@######",
        sandbox=sandbox, by=world.farid, at=TODAY,
    )  # fmt: skip
    return secret


@pytest.fixture
def watched() -> Iterator[None]:
    """Put a receiver's phone on the node's watch list, under its warrant."""
    path = settings.BORDERLINK.folder / "watch.csv"
    today = timezone.localdate(TODAY)
    path.write_text(
        "kind,value,name,case,seizure,author,approver,approved_on,expires_on,note\n"
        f"phone,+61 2 5550 9999,,,AU-2026-0042,GZ-0001,GZ-0004,{today - timedelta(days=1)},"
        f"{today + timedelta(days=30)},\n",
        encoding="utf-8",
    )
    forget_standing()
    yield
    path.unlink()
    forget_standing()


def ask(parcel: dict[str, object], by: Holder, *, idempotency: str = "") -> CounterCheck:
    return check_parcels(parcels=[parcel], idempotency=idempotency, by=by, at=TODAY)[0]


def test_an_honest_parcel_goes_on_and_nothing_of_it_is_kept(world: World, key: Holder) -> None:
    answers = [ask(said(s10(70_000_000 + n)), key) for n in range(12)]

    gone_on = [row for row in answers if row.answer == "proceed"]
    assert len(gone_on) >= 8  # chance draws a few in a hundred
    assert all(row.facts == {} and row.reasons == [] and row.score == 0 for row in gone_on)


def test_the_fourth_parcel_of_tea_is_judged_as_in_bulk_and_customs_alone_learns_why(
    world: World, key: Holder
) -> None:
    by = world.reader(world.amina)
    lines = [honest(n) for n in range(600)] + [tea(position) for position in range(3)]
    screened(by, "\n".join([HEADER, *lines, ""]).encode(), at=TODAY)
    last = next(csv.DictReader([HEADER, tea(3)]))
    parcel = {name: value for name, value in last.items() if name not in {"bag", "flight", "cutoff_at"}}
    parcel |= {"waybill": s10(80_000_004), "pieces": 1, "weight_g": 1993, "value": 120.0}

    row = ask(parcel, key)

    assert row.answer == "routine-inspection"
    assert {link["waybill"] for link in row.linked} == set(TEA[:3])
    screened(by, "\n".join([HEADER, tea(3), ""]).encode(), at=TODAY)
    bulk = Referral.objects.get(waybill=TEA[3])
    of_whole_manifests = {"rarer-than-chance"}  # needs the share of the kind among all parcels
    assert row.reasons == [one for one in bulk.reasons if one["rule"] not in of_whole_manifests]
    assert [found.number for found in counter.to_inspect(by)] == [row.number]
    assert counter.to_inspect(world.reader(world.chidi)) == []


@pytest.mark.parametrize(
    ("at_most", "drawn", "more", "linked", "answer"),
    [
        (0.2, None, {}, 0, "proceed"),  # no linkage could lead to an inspection
        (0.2, Draw(by="phone", probability=0.01), {}, 1, "routine-inspection"),
        (0.95, None, {}, 1, "routine-inspection"),
        (0.95, None, {"contents": None}, 0, "ask"),
        (0.95, Draw(by="phone", probability=0.01), {"contents": None}, 0, "ask"),
    ],
)
def test_who_is_linked_hangs_on_the_answer_alone_and_not_on_a_list(
    at_most: float, drawn: Draw | None, more: dict[str, object], linked: int, answer: str
) -> None:
    """Linkage takes longest: done for the listed alone, time would tell who they are."""
    asked: list[bool] = []

    def judged() -> Judgement:
        asked.append(True)
        return Judgement(score=at_most)

    parcel = said(s10(71_000_001), **more)
    person = {"phone": "1", "place": "2", "sender_phone": "3", "receiver": "4"}
    found = Found(said=parcel, person=person, letter=False, at_most=at_most, judged=judged)
    by = Holder(number="K-1", reader=NOBODY, scopes=frozenset(), company="SWIFT", unit="GZ-BAIYUN")

    row = _row(found, receiver="4", drawn=drawn, cut=0.5, by=by, at=TODAY)

    assert (row.answer, len(asked)) == (answer, linked)


def test_a_web_process_is_made_ready_without_a_question(key: Holder) -> None:
    assert counter.is_asked(TODAY)
    prepare(timezone.localdate(TODAY))

    assert not CounterCheck.objects.exists()


def test_a_field_is_asked_for_whatever_is_known_of_the_receiver(key: Holder, watched: None) -> None:
    bare = said(s10(70_000_100), receiver_phone="+61 2 5550 9999", weight_g=None)
    listed, letter = said(s10(70_000_101), receiver_phone="+61 2 5550 9999"), {"service": "letter"}

    asked, hit = ask(bare, key), ask(listed, key)
    mail = ask(said(s10(70_000_102), receiver_phone="+61 2 5550 9999", **letter), key)

    assert (asked.answer, asked.field) == ("ask", "weight_g")
    assert (hit.answer, hit.field, hit.reasons[0]["rule"]) == ("routine-inspection", "", "watched-phone")
    assert mail.answer == "proceed"  # correspondence is never inspected, by no list


def test_a_number_that_is_no_waybill_is_not_answered(world: World, key: Holder) -> None:
    for number in ("LK473124828CN", "TEST000000001", "4711", "TEA1234A12345"):
        with pytest.raises(NotAWaybill):
            ask({**said(s10(1)), "waybill": number}, key)

    assert is_waybill("TEA1234A123456", pattern=key.pattern)
    sandbox = use_key(secret=secret_of(world, sandbox=True), at=TODAY)
    answers = [ask(said(f"TEST00000000{n}"), sandbox).answer for n in (1, 2, 3)]
    assert answers == ["proceed", "ask", "routine-inspection"]
    assert counter.to_inspect(world.reader(world.amina)) == []


def test_one_waybill_sounds_out_no_list_of_receivers(key: Holder) -> None:
    waybill = s10(70_000_200)
    for n in range(2):
        ask(said(waybill, receiver_name=f"Person {n}", receiver_address=f"{n} Fir Road"), key)

    with pytest.raises(WaybillBound):
        ask(said(waybill, receiver_name="Person 3", receiver_address="3 Fir Road"), key)


def test_the_same_question_gets_the_same_answer_and_a_key_with_another_is_refused(key: Holder) -> None:
    parcel = said(s10(70_000_300))

    first = ask(parcel, key, idempotency="a1")

    assert ask(parcel, key, idempotency="a1").number == first.number
    assert ask(parcel, key).number == first.number
    assert ask(parcel, key, idempotency="a2").answer == first.answer
    for changed in ([{**parcel, "weight_g": 421}], [parcel, said(s10(70_000_301))]):
        with pytest.raises(KeyUsedOtherwise):
            check_parcels(parcels=changed, idempotency="a1", by=key, at=TODAY)
    with pytest.raises(WaybillTwice):
        check_parcels(parcels=[parcel, parcel], by=key, at=TODAY)


ASKING = """
import sys
from pathlib import Path
from borderlink.screening.adapters.asked import count_asked

sys.stdin.readline()
asked = (count_asked(Path(sys.argv[1]), "K-many", 1, minute=7, most=int(sys.argv[2])) for _ in range(400))
print(sum(asked))
"""


def test_questions_of_a_key_are_counted_by_all_processes_of_the_node_together(world: World) -> None:
    allow("K-many", PER_MINUTE - 600, seconds=7 * 60)
    command = [sys.executable, "-c", ASKING, str(settings.BORDERLINK.folder), str(PER_MINUTE)]

    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as two,
    ):
        for process in (one, two):
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answered = int(one.communicate()[0]) + int(two.communicate()[0])

    assert answered == 600
    with pytest.raises(TooManyChecks):
        allow("K-many", 1, seconds=7 * 60)
    allow("K-other", 1, seconds=7 * 60)
    allow("K-many", PER_MINUTE, seconds=8 * 60)


def test_of_requests_written_together_one_that_repeats_another_takes_none_with_it(key: Holder) -> None:
    first = ask(said(s10(70_000_500)), key, idempotency="k-1")

    def another(number: str, **other: str) -> _Writing:
        row = copy(first)
        for name, value in {"pk": None, "number": number, **other}.items():
            setattr(row, name, value)
        return _Writing({0: row}, key, TODAY)

    fresh, same, changed = _write([
        another("CHK-a", idempotency="k-2/0"), another("CHK-b"), another("CHK-c", digest="another question"),
    ])  # fmt: skip

    assert isinstance(fresh, dict)
    assert isinstance(same, dict)
    assert (fresh[0].number, same[0].number) == ("CHK-a", first.number)
    assert isinstance(changed, KeyUsedOtherwise)
    kept = CounterCheck.objects.filter(number__startswith="CHK-").values_list("number", flat=True)
    assert list(kept) == ["CHK-a"]


def test_near_identical_questions_are_told_to_the_auditors(world: World, key: Holder) -> None:
    batch = [
        said(
            s10(71_000_000 + n),
            receiver_name=f"Ola{'n' * (n % 9)} Brook",
            receiver_address="7 Elm Road 12, Hobart",
        )
        for n in range(30)
    ]

    check_parcels(parcels=batch[:24], by=key, at=TODAY)
    quiet = [alert.act for alert in open_alerts(reader=world.reader(world.emeka))]
    check_parcels(parcels=batch[24:], by=key, at=TODAY)

    assert "screening.probing" not in quiet
    assert "screening.probing" in [alert.act for alert in open_alerts(reader=world.reader(world.emeka))]


def test_over_the_wire_nothing_but_the_answer_is_told_in_the_language_asked(world: World) -> None:
    client, headers = Client(), {"Authorization": f"Bearer {secret_of(world)}", "Accept-Language": "zh-CN"}
    body = {"waybill": s10(70_000_400), "receiver": {"name": "A", "address": "1 B Road"}}

    def post(content: str, **changed: str) -> "_MonkeyPatchedWSGIResponse":
        return client.post(
            "/api/screening/check", content, "application/json", headers={**headers, **changed}
        )

    answer, wrong = post(json.dumps(body)), post('{"waybill": "x", "race": 1}')
    heavy = post('"' + "x" * 10_485_760 + '"')
    other = post("{}", Authorization=f"Bearer {secret_of(world, scopes=('duty',))}")

    assert answer.json().keys() == {"check", "waybill", "answer", "field", "says"}
    assert (answer.json()["answer"], answer.json()["field"]) == ("ask", "receiver_phone")
    assert "收件电话" in answer.json()["says"]
    assert (wrong.status_code, wrong.json()["code"]) == (422, "node.request-not-understood")
    assert heavy.status_code == 413
    assert (other.status_code, other.json()["code"]) == (403, "officers.key-without-scope")


def test_a_listed_receiver_and_one_whom_chance_draws_are_answered_alike(world: World, watched: None) -> None:
    client, secret = Client(), secret_of(world)
    drawn = next(
        f"+61 4{number:08}"
        for number in range(10_000)
        if draw(str(settings.SECRET_KEY), {"phone": f"4{number:08}"}, on=timezone.localdate())
    )
    shapes: dict[str, set[str]] = {}

    for place in range(12):
        for phone in ("+61 2 5550 9999", drawn):
            body = {
                "waybill": s10(72_000_000 + place * 2 + (phone == drawn)), "contents": "cup", "weight_g": 420,
                "value": 90,
                "receiver": {"name": f"Ola {place}", "phone": phone, "address": f"{place} Elm Road"},
            }  # fmt: skip
            told = client.post(
                "/api/screening/check", json.dumps(body), "application/json",
                headers={"Authorization": f"Bearer {secret}"},
            )  # fmt: skip
            words = told.json() | {"waybill": "", "check": len(told.json()["check"])}
            shapes.setdefault(phone, set()).add(repr((told.status_code, sorted(told.headers), words)))

    assert shapes[drawn] == shapes["+61 2 5550 9999"]
    assert len(shapes[drawn]) == 1
    assert "routine-inspection" in str(shapes[drawn])


def test_after_its_days_nothing_tells_whom_a_carrier_asked_about(world: World, watched: None) -> None:
    by = use_key(secret=secret_of(world, scopes=("check", "duty")), at=TODAY)
    person = {"receiver_phone": "+61 2 5550 9999", "receiver_name": "Ola Bright"}
    checks = [ask(said(s10(74_000_000), **person), by, idempotency="k-1"), ask(said(s10(74_000_001)), by)]
    duty = {"waybill": s10(74_000_002), "operator": "OP-77"}
    record_acceptance(said=duty | ACCEPTED, idempotency="k-2", by=by, at=TODAY)
    report_suspicion(said=duty | {"signs": [], "note": "smells"}, idempotency="k-3", by=by, at=TODAY)
    hold_parcel(
        waybill=duty["waybill"], company="SWIFT", hours=4, why="Ola", by=world.reader(world.amina), at=TODAY
    )
    kept = {
        value for row in checks for value in (row.digest, row.receiver_mark, row.phone_mark, row.place_mark)
    }
    told = {*kept, *duty.values(), *person.values(), checks[0].waybill, "smells", "Ola", "k-1", "k-2"}
    later = TODAY + timedelta(days=settings.BORDERLINK.retention_days + 1)

    before, did = written(), forget_counter(at=later)

    assert all(text in before for text in told)
    assert did
    assert [text for text in told if text in written()] == []
    assert not forget_counter(at=later)
    assert [row.answer for row in CounterCheck.objects.all()] == ["routine-inspection"]


def written() -> str:
    """Return every value of the counter's rows about parcels."""
    kinds = (CounterCheck, Acceptance, Suspicion, Hold, HoldStep)
    return repr([list(kind.objects.values_list()) for kind in kinds])


def test_a_carrier_that_asks_field_by_field_as_it_is_told_is_answered_in_the_end(key: Holder) -> None:
    whole, answers = said(s10(70_000_400)), []
    parts: dict[str, object] = {"waybill": whole["waybill"]}
    for field in ("receiver_name", "receiver_address", "receiver_phone", "contents", "weight_g", "value"):
        answers.append(ask(parts, key).field)
        parts |= {field: whole[field]}

    assert answers == ["receiver_name", "receiver_address", "receiver_phone", "contents", "weight_g", "value"]
    assert ask(parts, key).answer == "proceed"
