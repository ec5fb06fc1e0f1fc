"""What officers ask of the API, tried as every role: an outsider gets what a missing thing gets."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.test import Client
from ninja.operation import Operation

from borderlink.custody.models.exhibits import Exhibit
from borderlink.foundation.who import Kind, Reader, Role, Subject, may_see, sees_kind
from borderlink.journal.models import JournalLine
from borderlink.journal.queries import end
from borderlink.node.api import make_api, operations
from borderlink.officers.actions.accounts import create_officer
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.api import Key, Session
from borderlink.officers.domain import Scope
from borderlink.officers.queries import Officer, reader_of
from tests.custody.scenes import Scene, Step, build_scene, tea_case
from tests.liaison.office_scenes import came, trusted
from tests.screening.scenes import TODAY, screened
from tests.world import NOON, World, signed_in

MISSING: Final = {
    "number": "GZ-2026-9999",
    "waybill": "TEA9999",
    "uuid": "00000000-0000-4000-8000-000000000001",
}
KINDS: Final = {
    Scope.MANIFESTS: Kind.MANIFEST, Scope.REFERRALS: Kind.REFERRAL, Scope.CASES: Kind.CASE,
    Scope.EXHIBITS: Kind.EXHIBIT, Scope.LETTERS: Kind.LETTER,
}  # fmt: skip
# What is sent to an operation that takes something: whole, so that sight alone can refuse it.
BODIES: Final[dict[str, dict[str, Any]]] = {
    "scan_at_belt": {"waybill": "{waybill}"},
    "record_opening": {"second_officer": "GZ-0002", "operator_present": False, "absence": "none came"},
    "record_outcome": {"outcome": "X"},
    "record_laboratory_report": {"laboratory": "Pearl", "report": "R-1", "reported_on": "2026-11-22"},
    "add_case_event": {"happened_at": "2026-11-21T08:00:00Z", "kind": "EVT-SEARCH", "text": "searched"},
    "add_case_task": {"text": "ask the shop", "owner": "GZ-0001", "due_on": "2036-01-01"},
    "finish_case_task": {},
}
OF_NOTHING: Final = {"bring_manifests"}  # takes files and names no thing
# Every operation that reads, and the line that it leaves in the journal, as the page does.
LEAVES: Final = {
    "read_manifest_quarantine": "officers.leave-node", "list_referrals": "screening.list",
    "look_at_parcel": "screening.look", "list_cases_of_reader": "cases.list",
    "look_at_one_case": "cases.look",
    "list_exhibits": "custody.list", "look_at_exhibit": "custody.look",
    "look_at_masses": "custody.look-at-masses", "list_letters_of_office": "liaison.list",
    "look_at_letter": "liaison.look-at-envelope",
}  # fmt: skip
COUNTS_ALONE: Final = {"list_manifests", "look_at_manifest"}  # of files: no parcel, nobody
OF_ONES_OWN: Final = {"look_at_policy", "list_holds", "look_at_key"}  # what a key's holder itself was told


def one_of_each(world: World) -> tuple[Officer, ...]:
    """Return an officer of each role and reach: at the station, at another, over it, beside it, outside."""
    return (
        world.amina, world.chidi, world.dalia, world.emeka, world.farid, world.hoa, world.ivan, world.jun,
        _at_nansha(world, "GZ-0291", Role.LIAISON_OFFICER), _at_nansha(world, "GZ-0292", Role.ANALYST),
    )  # fmt: skip


def _at_nansha(world: World, badge: str, role: Role) -> Officer:
    """Return an officer of another station whose role sees such things, only not there."""
    made: Officer = create_officer(
        badge=badge, name=f"Officer {badge}", unit=world.chidi.unit, organisation=None, language="en",
        by=world.farid, at=NOON,
    )  # fmt: skip
    grant_role(officer=made, role=role, why="the other station", by=world.farid, at=NOON)
    return made


def of_officers() -> Iterator[tuple[str, str, Operation, Scope]]:
    """Yield method, path and operation of whatever a session may ask, with the scope a key needs for it."""
    for path, operation in operations(make_api()):
        said = [auth for auth in operation.auth_callbacks if isinstance(auth, Key)]
        if (
            said
            and any(isinstance(auth, Session) for auth in operation.auth_callbacks)
            and said[0].scope in KINDS
        ):
            yield min(operation.methods), path, operation, said[0].scope


OPERATIONS: Final = {
    operation.view_func.__name__: (method, path, scope) for method, path, operation, scope in of_officers()
}


def ask(client: Client, name: str, things: dict[str, str]) -> tuple[int, str]:
    """Return status and answer, with the names of things taken out."""
    method, path, _ = OPERATIONS[name]
    path = path.replace("{task}", "1")
    for key, value in things.items():
        path = path.replace(f"{{{key}}}", value)
    if method == "GET":
        answer = client.get(f"/api{path}", {"why": "a test"} if "look_at" in name else {})
    else:
        body = json.dumps(BODIES[name]).replace("{waybill}", things.get("waybill", ""))
        answer = client.post(f"/api{path}", body, content_type="application/json")
    text = answer.content.decode()
    for value in sorted(things.values(), key=len, reverse=True):
        text = text.replace(value, "…")
    return answer.status_code, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that is there: what an operation's path is filled with, and where it belongs."""

    names: dict[str, str]
    units: frozenset[str]
    case: str = ""


@pytest.fixture
def scene(world: World) -> Scene:
    """Lay down the tea case up to its seizure."""
    return tea_case(Step.SEIZED, build_scene(world))


@pytest.fixture
def things(scene: Scene) -> dict[str, Thing]:
    """Lay down a load with referrals, an exhibit and a letter that came; return one thing a scope."""
    world, number = scene.world, scene.case
    load = screened(world.reader(world.amina), at=TODAY)
    row = Exhibit.objects.get(number=scene.lots[0])
    letter = came(trusted(world), "rfi", {})
    parcel = {"number": load.number, "waybill": "TEA0001"}
    case = Thing(names={"number": number}, units=frozenset({"GZ-CASES"}), case=number)
    return {
        Scope.MANIFESTS: Thing(names=parcel, units=frozenset({load.unit})),
        Scope.REFERRALS: Thing(names=parcel, units=frozenset({load.unit})),
        Scope.CASES: case,
        "masses": case,
        Scope.EXHIBITS: Thing(
            names={"number": row.number}, units=frozenset({row.unit, row.holder_unit}), case=number
        ),
        Scope.LETTERS: Thing(names={"uuid": str(letter.uuid)}, units=frozenset({letter.thread.unit})),
    }


def is_inside(reader: Reader, kind: Kind, thing: Thing) -> bool:
    subjects = [Subject(kind=kind, agency="GZ-CUSTOMS", unit=unit, case=thing.case) for unit in thing.units]
    return any(may_see(reader, subject) for subject in subjects)


def test_every_operation_is_answered_by_need_to_know(scene: Scene, things: dict[str, Thing]) -> None:
    wrong: list[str] = []
    for officer in (*one_of_each(scene.world), scene.kofi, scene.mika):
        client, reader = signed_in(officer), reader_of(officer)
        for name, (method, path, scope) in OPERATIONS.items():
            if name in OF_NOTHING:
                continue
            kind, named = KINDS[scope], "{" in path or name in BODIES
            thing = things["masses" if "masses" in path else scope]
            inside = is_inside(reader, kind, thing) if named else sees_kind(reader, kind)
            if inside and method == "POST":
                continue  # what an insider may do is tried where the act is
            there, gone = ask(client, name, thing.names), ask(client, name, MISSING) if named else None
            if not inside and named and there != gone:
                wrong.append(f"{officer.badge} {name}: {there} for a thing, {gone} for none")
            if (inside or not named) and (there[0] == 200) != inside:
                wrong.append(f"{officer.badge} {name}: {there[0]}, inside: {inside}")
            if not named and there[0] == 200 and ("…" in there[1]) != is_inside(reader, kind, thing):
                wrong.append(f"{officer.badge} {name}: the list shows what is another's, or lacks its own")

    assert wrong == []


def test_every_look_by_the_api_stands_in_the_journal_of_an_auditor(
    scene: Scene, things: dict[str, Thing]
) -> None:
    wrong: list[str] = []
    clients = {officer.badge: signed_in(officer) for officer in (*one_of_each(scene.world), scene.kofi)}
    for name, act in LEAVES.items():
        _, path, scope = OPERATIONS[name]
        thing = things["masses" if "masses" in path else scope]
        told = {badge: _left(client, name, thing.names) for badge, client in clients.items()}
        for badge, (status, lines) in told.items():
            if status == 200 and lines != [(act, badge)]:
                wrong.append(f"{badge} {name}: {lines}")
        if all(status != 200 for status, _ in told.values()):
            wrong.append(f"{name}: nobody may")

    assert wrong == []


def _left(client: Client, name: str, names: dict[str, str]) -> tuple[int, list[tuple[str, str]]]:
    """Ask, and return the status with the lines that the question left."""
    last, _ = end()
    status, _ = ask(client, name, names)
    lines = JournalLine.objects.filter(sequence__gt=last).order_by("sequence")
    return status, list(lines.values_list("act", "by"))


def test_every_operation_that_reads_is_said_to_leave_a_line_or_why_not() -> None:
    reads = {op.view_func.__name__ for _, op in operations(make_api()) if "GET" in op.methods}

    assert reads == {*LEAVES, *COUNTS_ALONE, *OF_ONES_OWN}


def test_nobody_is_answered_without_a_key_or_a_session(world: World) -> None:
    answers = {name: ask(Client(), name, MISSING)[0] for name in OPERATIONS if name not in OF_NOTHING}

    assert set(answers.values()) == {401}


def test_every_operation_that_takes_something_is_tried() -> None:
    posts = {name for name, (method, *_) in OPERATIONS.items() if method != "GET"}

    assert posts == {*BODIES, *OF_NOTHING}
    assert len(OPERATIONS) >= 18
