"""Every page for every role, generated from the table of need to know: nobody sees what it does not grant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from borderlink.foundation.who import SIGHT, Kind, Reader, Role, Subject, may_see, sees_kind
from borderlink.officers.actions.accounts import create_officer
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.queries import Officer, Unit
from tests.conftest import WANTED
from tests.screening.scenes import TEA, TODAY, screened
from tests.world import NOON, World, signed_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.slow

# The same filters say who sees what: on PostgreSQL each page asks its questions for each role at home alone.
HOMES = ["GZ-BAIYUN", "GZ-NANSHA"] if WANTED == "sqlite" else ["GZ-BAIYUN"]
# What a role never sees is refused for the role, before anything is asked: every page says so once, there.
TELLS_ALL = "GZ-BAIYUN" if WANTED == "sqlite" else ""
POSTED: set[str] = set()  # pages that take no GET, once one has said so
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
UNREAD = {
    *REFUSED,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}  # a form sent empty may be refused before anything is looked up
ANYONE = None  # every signed-in officer
# What each page shows; one whose address names no unit's thing is open to whoever may see that kind at all.
PAGES: dict[str, Kind | None] = {
    "home": ANYONE,
    "theme": ANYONE,
    "set_language": ANYONE,
    "style": ANYONE,
    "health_live": ANYONE,
    "health_ready": ANYONE,
    "account": ANYONE,
    "screening:worklist": Kind.REFERRAL,
    "screening:scan": Kind.REFERRAL,
    "screening:news": Kind.REFERRAL,
    "screening:plan_shift": Kind.REFERRAL,
    "screening:pull_list": Kind.REFERRAL,
    "screening:search": Kind.REFERRAL,
    "screening:loads": Kind.MANIFEST,
    "screening:load": Kind.MANIFEST,
    "screening:quarantine": Kind.MANIFEST,
    "screening:hand_over": Kind.REFERRAL,
    "screening:take_over": Kind.REFERRAL,
    "screening:figures": Kind.FIGURES,
    "screening:counter": Kind.REFERRAL,
    "screening:hold": Kind.REFERRAL,
    "screening:release": Kind.REFERRAL,
    "screening:policy": Kind.REFERRAL,
    "screening:webhook": Kind.REFERRAL,
    "screening:end_webhook": Kind.REFERRAL,
    "screening:picture": Kind.REFERRAL,
    "screening:parcel": Kind.REFERRAL,
    "screening:open": Kind.REFERRAL,
    "screening:result": Kind.REFERRAL,
    "screening:laboratory": Kind.REFERRAL,
    "screening:add_pictures": Kind.REFERRAL,
    "screening:reseal": Kind.REFERRAL,
    "screening:note": Kind.REFERRAL,
    "screening:choose": Kind.REFERRAL,
    "screening:notice": Kind.REFERRAL,
    "cases:cases": Kind.CASE,
    "cases:tasks": Kind.CASE,
    "cases:held": Kind.CASE,
    "cases:case": Kind.CASE,
    "cases:act": Kind.CASE,
    "cases:document": Kind.CASE,
    "cases:preview": Kind.CASE,
    "cases:custody": Kind.CASE,
    "cases:custody_act": Kind.CASE,
    "cases:party": Kind.CASE,
    "cases:party_act": Kind.CASE,
    "cases:report": Kind.CASE,
    "cases:seizures": Kind.CASE,
    "cases:seizure": Kind.CASE,
    "cases:seizure_report": Kind.CASE,
    "cases:strike_seizure": Kind.CASE,
    "cases:record_seizure": Kind.CASE,
    "cases:record_gang": Kind.CASE,
    "cases:suspects": Kind.CASE,
    "cases:organisations": Kind.CASE,
    "cases:questions": Kind.CASE,
    "cases:ask_elsewhere": Kind.CASE,
    "cases:answer_elsewhere": Kind.CASE,
    "cases:search": Kind.CASE,
    "cases:campaigns": Kind.FIGURES,
    "cases:campaign": Kind.FIGURES,
    "cases:campaign_file": Kind.FIGURES,
    "custody:store": Kind.STORE,
    "custody:scan": Kind.STORE,
    "custody:take_in": Kind.STORE,
    "custody:stock_takes": Kind.STORE,
    "custody:stock_take": Kind.STORE,
    "custody:stock_scan": Kind.STORE,
    "custody:close_stock_take": Kind.STORE,
    "custody:labels": Kind.EXHIBIT,
    "custody:labels_sheet": Kind.EXHIBIT,
    "custody:labels_pdf": Kind.EXHIBIT,
    "custody:places": Kind.STORE,
    "custody:place": Kind.STORE,
    "custody:close_place": Kind.STORE,
    "custody:balances": Kind.STORE,
    "custody:retire_balance": Kind.STORE,
    "custody:alarms": Kind.STORE,
    "custody:settle_alarm": Kind.STORE,
    "custody:holds": Kind.EXHIBIT,
    "custody:lift_hold": Kind.EXHIBIT,
    "custody:papers": Kind.EXHIBIT,
    "custody:case_papers": Kind.EXHIBIT,
    "custody:closure_pdf": Kind.EXHIBIT,
    "custody:chain": Kind.EXHIBIT,
    "custody:closure": Kind.EXHIBIT,
    "custody:destruction": Kind.EXHIBIT,
    "custody:exhibit": Kind.EXHIBIT,
    "custody:report": Kind.EXHIBIT,
    "custody:group": Kind.EXHIBIT,
    "custody:plan_destruction": Kind.EXHIBIT,
    "custody:plan_samples": Kind.EXHIBIT,
    "custody:seize": Kind.EXHIBIT,
    "custody:take_over": Kind.EXHIBIT,
    "custody:accepted": Kind.EXHIBIT,
    "custody:cancel": Kind.EXHIBIT,
    "custody:correct": Kind.EXHIBIT,
    "custody:destroy": Kind.EXHIBIT,
    "custody:discrepancy": Kind.EXHIBIT,
    "custody:explain": Kind.EXHIBIT,
    "custody:give_back": Kind.EXHIBIT,
    "custody:hand_over": Kind.EXHIBIT,
    "custody:move": Kind.EXHIBIT,
    "custody:offer": Kind.EXHIBIT,
    "custody:refused": Kind.EXHIBIT,
    "custody:reseal": Kind.EXHIBIT,
    "custody:retest": Kind.EXHIBIT,
    "custody:sample": Kind.EXHIBIT,
    "custody:seal": Kind.EXHIBIT,
    "custody:sheet": Kind.EXHIBIT,
    "custody:split": Kind.EXHIBIT,
    "custody:store_in": Kind.EXHIBIT,
    "custody:substitute": Kind.EXHIBIT,
    "custody:take_back": Kind.EXHIBIT,
    "custody:unseal": Kind.EXHIBIT,
    "custody:weigh": Kind.EXHIBIT,
    "custody:witness": Kind.EXHIBIT,
    "custody:laboratory": Kind.ANALYSIS,
    "custody:ask_laboratory": Kind.ANALYSIS,
    "custody:withdraw_request": Kind.ANALYSIS,
    "custody:laboratory_request": Kind.ANALYSIS,
    "custody:receive": Kind.ANALYSIS,
    "custody:laboratory_unseal": Kind.ANALYSIS,
    "custody:laboratory_reseal": Kind.ANALYSIS,
    "custody:answer_request": Kind.ANALYSIS,
    "custody:examine_request": Kind.ANALYSIS,
    "custody:my_key": Kind.KEY,
    "custody:change_pin": Kind.KEY,
    "custody:ceremony": Kind.ROOT,
    "custody:ceremony_print": Kind.ROOT,
    "dossiers:draw_up": Kind.DOSSIER,
    "dossiers:dossier": Kind.DOSSIER,
    "dossiers:sign": Kind.DOSSIER,
    "dossiers:export": Kind.DOSSIER,
    "dossiers:disclosure": Kind.DOSSIER,
    "liaison:inbox": Kind.LETTER,
    "liaison:outbox": Kind.LETTER,
    "liaison:new_letter": Kind.LETTER,
    "liaison:thread": Kind.LETTER,
    "liaison:letter": Kind.LETTER,
    "liaison:take_up": Kind.LETTER,
    "liaison:close_letter": Kind.LETTER,
    "liaison:write": Kind.LETTER,
    "liaison:score": Kind.LETTER,
    "liaison:preview": Kind.LETTER,
    "liaison:send_letter": Kind.LETTER,
    "liaison:ask_second": Kind.LETTER,
    "liaison:decide_second": Kind.LETTER,
    "liaison:drop_draft": Kind.LETTER,
    "liaison:operations": Kind.LETTER,
    "liaison:operations_live": Kind.LETTER,
    "liaison:new_plan": Kind.LETTER,
    "liaison:operation": Kind.LETTER,
    "liaison:operation_live": Kind.LETTER,
    "liaison:operation_acts": Kind.LETTER,
    "liaison:stop_operation": Kind.LETTER,
    "liaison:next_plan": Kind.LETTER,
    "liaison:operation_words": Kind.LETTER,
    "liaison:hear_word": Kind.LETTER,
    "liaison:name_substitute": Kind.LETTER,
    "liaison:operation_report": Kind.LETTER,
    "liaison:operation_act": Kind.LETTER,
    "liaison:gate": Kind.ASSURANCE,
    "liaison:gate_question": Kind.ASSURANCE,
    "liaison:gate_approve": Kind.ASSURANCE,
    "liaison:gate_refuse": Kind.ASSURANCE,
    "liaison:gate_withdraw": Kind.ASSURANCE,
    "liaison:ask_letter": Kind.LETTER,
    "liaison:ask_paper": Kind.ASSURANCE,
    "liaison:consents": Kind.ASSURANCE,
    "liaison:withdraw_consent": Kind.ASSURANCE,
    "liaison:penalties": Kind.ASSURANCE,
    "liaison:register": Kind.ASSURANCE,
    "liaison:register_file": Kind.ASSURANCE,
    "liaison:register_print": Kind.ASSURANCE,
    "liaison:partners": Kind.PARTNER,
    "liaison:add_partner": Kind.PARTNER,
    "liaison:introduction": Kind.PARTNER,
    "liaison:introduction_file": Kind.PARTNER,
    "liaison:introduction_pdf": Kind.PARTNER,
    "liaison:partner": Kind.PARTNER,
    "liaison:confirm_partner": Kind.PARTNER,
    "liaison:give_up_partner": Kind.PARTNER,
    "liaison:record_pdf": Kind.PARTNER,
    "liaison:partner_terms": Kind.PARTNER,
    "liaison:partner_details": Kind.PARTNER,
    "liaison:pause_partner": Kind.PARTNER,
    "liaison:ask_to_resume": Kind.PARTNER,
    "liaison:resume_partner": Kind.PARTNER,
    "liaison:end_partner": Kind.PARTNER,
    "liaison:tell_keys": Kind.PARTNER,
    "liaison:post": ANYONE,
    "liaison:post_files": ANYONE,
    "liaison:office": Kind.LETTER,
    "liaison:duty": Kind.LETTER,
    "liaison:strike_duty": Kind.LETTER,
    "liaison:translations": Kind.LETTER,
    "liaison:translation": Kind.LETTER,
    "liaison:minutes_list": Kind.LETTER,
    "liaison:new_minutes": Kind.LETTER,
    "liaison:minutes": Kind.LETTER,
    "liaison:settle_minutes": Kind.LETTER,
    "liaison:minutes_pdf": Kind.LETTER,
    "liaison:hotline": Kind.LETTER,
    "liaison:hotline_pdf": Kind.LETTER,
    "liaison:requests": Kind.LETTER,
    "liaison:settle_request": Kind.LETTER,
    "liaison:corrections": Kind.LETTER,
    "liaison:correct": Kind.LETTER,
    "liaison:foreign_clues": Kind.LETTER,
    "liaison:foreign_clue": Kind.LETTER,
    "liaison:decide_foreign_clue": Kind.LETTER,
    "liaison:typologies": Kind.LETTER,
    "liaison:decide_typology": Kind.LETTER,
    "liaison:propose_typology": Kind.LETTER,
    "liaison:open_case": Kind.LETTER,
    "liaison:join_case": Kind.LETTER,
    "liaison:case_feedback": Kind.LETTER,
    "liaison:alert": Kind.LETTER,
    "liaison:accept_evidence": Kind.LETTER,
    "liaison:attach_file": Kind.LETTER,
    "liaison:file_content": Kind.LETTER,
    "liaison:file_preview": Kind.LETTER,
    "liaison:send_file": Kind.LETTER,
    "liaison:drop_file": Kind.LETTER,
    "liaison:refuse_evidence": Kind.LETTER,
    "liaison:say_not_accepted": Kind.LETTER,
    "liaison:say_evidence_again": Kind.LETTER,
    "liaison:offer_evidence": Kind.EXHIBIT,
    "liaison:confirm_evidence": Kind.EXHIBIT,
    "liaison:cancel_offer": Kind.EXHIBIT,
    "liaison:report_duty": Kind.EXHIBIT,
    "journal:lines": Kind.JOURNAL,
    "journal:line": Kind.JOURNAL,
    "journal:acknowledge": Kind.JOURNAL,
    "journal:examine": Kind.JOURNAL,
    "journal:checkpoints": Kind.JOURNAL,
    "journal:sign": Kind.JOURNAL,
    "journal:checkpoint": Kind.JOURNAL,
    "journal:checkpoint_note": Kind.JOURNAL,
    "journal:register_key": Kind.JOURNAL,
    "journal:new_key": Kind.JOURNAL,
    "officers": Kind.OFFICER,
    "new_officer": Kind.OFFICER,
    "units": Kind.OFFICER,
    "organisations": Kind.OFFICER,
    "decide_proposal": Kind.OFFICER,
    "decide_suggestion": Kind.OFFICER,
    "release_lock_out": Kind.OFFICER,
    "officer": Kind.OFFICER,
    "grant_role": Kind.OFFICER,
    "revoke_role": Kind.OFFICER,
    "change_unit": Kind.OFFICER,
    "deactivate_officer": Kind.OFFICER,
    "issue_sign_in": Kind.OFFICER,
    "propose": Kind.OFFICER,
    "api_keys": Kind.OFFICER,
    "rotate_key": Kind.OFFICER,
    "revoke_key": Kind.OFFICER,
}
# Sign-in and one's own account belong to whoever signs in; releases and keys have rules of their own.
OWN = (
    "api:",  # tests/node/test_api.py asks those, with every key and session
    "metrics", "emergency", "directory_",
    "account_", "mfa_", "usersessions_", "demo_link", "end_session", "releases", "custody:keys",
    "custody:certify_key", "custody:retire_key", "custody:report_key", "custody:unlock_key",
    "cases:import", "cases:open",
)  # fmt: skip
OPEN_TO_ALL_WITH_KIND = {
    "cases:cases",
    "cases:tasks",
    "cases:held",
    "cases:seizures",
    "cases:suspects",
    "cases:organisations",
    "cases:questions",
    "cases:search",
    "cases:campaigns",
    "screening:worklist",
    "screening:pull_list",
    "screening:loads",
    "screening:figures",
    "screening:counter",
    "screening:search",
    "screening:hand_over",
    "custody:store",
    "custody:scan",
    "custody:stock_takes",
    "custody:labels",
    "custody:labels_sheet",
    "custody:labels_pdf",
    "custody:places",
    "custody:balances",
    "custody:alarms",
    "custody:holds",
    "custody:papers",
    "custody:laboratory",
    "custody:my_key",
    "custody:ceremony",
    "custody:ceremony_print",
    "liaison:inbox",
    "liaison:outbox",
    "liaison:operations",
    "liaison:gate",
    "liaison:consents",
    "liaison:penalties",
    "liaison:partners",
    "liaison:introduction",
    "liaison:office",
    "liaison:duty",
    "liaison:translations",
    "liaison:minutes_list",
    "liaison:hotline",
    "liaison:requests",
    "liaison:corrections",
    "liaison:typologies",
    "journal:lines",
    "journal:checkpoints",
    "officers",
    "units",
    "api_keys",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One officer with one role at one unit, and a browser."""

    reader: Reader
    client: Client


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield space + pattern.name


@cache
def address(name: str, load: str) -> str:
    """The page's address for a thing of Baiyun."""
    arguments = {
        "waybill": TEA[0], "number": load if name.startswith("screening") else 1, "pk": 1, "sequence": 1,
        "badge": "GZ-0001", "code": "R1-S1", "exhibit": "X-1", "case": "C-1", "plan": "C-1-D01",
        "act": "add_person", "label": "D01",
        "uuid": UUID(int=1), "digest": "0" * 64, "name": "r-1", "sha256": "0" * 64,
    }  # fmt: skip
    for wanted in (
        (), ("waybill",), ("number",), ("pk",), ("sequence",), ("badge",), ("code",), ("case",),
        ("number", "exhibit"), ("number", "act"), ("number", "label"), ("number", "label", "act"),
        ("number", "pk"), ("case", "plan"), ("uuid",), ("digest",), ("name",), ("uuid", "name"),
        ("sha256", "number"),
    ):  # fmt: skip
        try:
            return reverse(name, kwargs={key: arguments[key] for key in wanted})
        except Exception:  # noqa: BLE001, S112 - Django names no narrower fault for a reverse that misses arguments
            continue
    raise AssertionError(name)


def seat(world: World, role: Role, unit: Unit) -> Seat:
    badge = f"T-{role.value[:12].upper()}-{unit.code[-3:]}"
    officer: Officer = create_officer(
        badge=badge, name="Test Officer", unit=unit, organisation=None, language="en", by=world.farid, at=NOON
    )
    grant_role(officer=officer, role=role, why="every page", by=world.greta, at=NOON)
    return Seat(reader=world.reader(officer), client=signed_in(officer))


def test_every_page_stands_in_the_table() -> None:
    listed = {name for name in names(get_resolver().url_patterns) if not name.startswith(OWN)}

    assert listed == set(PAGES)


def test_the_table_of_sight_names_every_role() -> None:
    assert set(SIGHT) == set(Role)


def answered(client: Client, name: str, where: str) -> "Answer":
    """Return what a page answers to a look, or to an empty form where it takes nothing else."""
    if name not in POSTED:
        answer = client.get(where, {"why": "worklist"}, follow=True)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer
        POSTED.add(name)
    return client.post(where, follow=True)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("home", HOMES)
def test_a_role_sees_the_pages_its_table_grants_and_no_other(world: World, role: Role, home: str) -> None:
    load = screened(world.reader(world.amina), at=TODAY)
    sitting = seat(world, role, world.baiyun if home == "GZ-BAIYUN" else world.nansha)
    wrong = []

    for name, kind in PAGES.items():
        if kind and home != TELLS_ALL and not sees_kind(sitting.reader, kind):
            continue
        where = address(name, load.number)
        answer = answered(sitting.client, name, where)
        status, shown = answer.status_code, answer.getvalue().decode(errors="replace")
        subject = Subject(kind=kind, agency=sitting.reader.agency, unit="GZ-BAIYUN") if kind else None
        granted = subject is None or may_see(sitting.reader, subject)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wrong.append(f"{name}: {status}")
        elif kind and not sees_kind(sitting.reader, kind) and status not in UNREAD:
            wrong.append(f"{name}: {status}, though the table grants {role.value} nothing of the kind")
        elif not granted and TEA[0] in where and status not in UNREAD:
            wrong.append(f"{name}: {status} for another station's parcel")
        elif not granted and TEA[0] in shown and TEA[0] not in where:
            wrong.append(f"{name}: shows another station's parcel")
        elif granted and name in OPEN_TO_ALL_WITH_KIND and status != HTTPStatus.OK:
            wrong.append(f"{name}: {status}, though the table grants it")

    assert wrong == []


@pytest.mark.parametrize(
    "role", [Role.INSPECTOR, Role.ANALYST, Role.COMMANDER, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_another_stations_parcel_is_refused_in_the_words_of_a_missing_one(world: World, role: Role) -> None:
    screened(world.reader(world.amina), at=TODAY)
    client = seat(world, role, world.nansha).client

    theirs = client.get(reverse("screening:parcel", args=[TEA[0]]), {"why": "worklist"})
    missing = client.get(reverse("screening:parcel", args=["NOTHERE0001"]), {"why": "worklist"})

    assert theirs.status_code == missing.status_code
    assert theirs.status_code in REFUSED
    said = [
        re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"', "", answer.content.decode())
        for answer in (theirs, missing)
    ]
    assert said[0].replace(TEA[0], "NOTHERE0001") == said[1]
