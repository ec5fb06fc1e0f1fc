"""Emergency access is loud: two root-key holders seal the code, all hear its use, it ends after an hour."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone

from borderlink.foundation.roots import KEYS, Root
from borderlink.foundation.signing import SEED_BYTES, PrivateKey
from borderlink.journal.queries import open_alert_rows
from borderlink.officers.actions.emergency import close_emergencies, make_emergency_code, use_emergency_code
from borderlink.officers.jobs import tidy
from borderlink.officers.refusals import EmergencyRefused, NotRootHolders
from tests.world import NOON, World, signed_in

HOLDERS = [PrivateKey(bytes([number]) * SEED_BYTES) for number in range(1, KEYS + 1)]
ROOT = Root(agency="GZ-CUSTOMS", keys=tuple(one.public() for one in HOLDERS)).sign(*HOLDERS[:2]).to_bytes()
STRANGER = PrivateKey(bytes([9]) * SEED_BYTES)
BAD = [[HOLDERS[0]], [HOLDERS[0], HOLDERS[0]], [HOLDERS[0], STRANGER]]


def _code() -> str:
    return make_emergency_code(root=ROOT, holders=[one.pem() for one in HOLDERS[1:]], at=timezone.now())


@pytest.mark.parametrize("holders", BAD, ids=["one", "the same twice", "a stranger"])
def test_one_holder_alone_seals_no_code(db: None, holders: list[PrivateKey]) -> None:
    with pytest.raises(NotRootHolders):
        make_emergency_code(root=ROOT, holders=[one.pem() for one in holders], at=NOON)


def test_a_sealed_code_opens_one_account_for_an_hour_and_auditors_and_commanders_hear_it(
    world: World,
) -> None:
    code, browser = _code(), Client()
    asked = {"badge": world.amina.badge, "code": f" {code.upper()} ", "why": "the directory is down"}

    opened = browser.post("/sign-in/emergency/", asked)
    again = Client().post("/sign-in/emergency/", asked, headers={"accept": "application/json"})

    assert opened.status_code == HTTPStatus.FOUND
    assert "emergency access" in browser.get("/account/").content.decode()
    heard = {
        who: "was opened with the sealed code" in signed_in(officer).get("/account/").content.decode()
        for who, officer in (("emeka", world.emeka), ("dalia", world.dalia), ("chidi", world.chidi))
    }
    assert heard == {"emeka": True, "dalia": True, "chidi": False}
    acts = set(open_alert_rows().values_list("act", flat=True))
    assert {
        "officers.make-emergency-code",
        "officers.use-emergency-code",
        "officers.emergency-refused",
    } <= acts
    assert again.json()["code"] == "officers.emergency-refused"
    for page in ("/account/password/", "/account/security-keys/add/", "/account/second-factor/set-up/"):
        refused = browser.get(page, headers={"accept": "application/json"})
        assert refused.json()["code"] == "officers.not-in-emergency"


def test_after_the_hour_the_session_is_over_and_its_end_is_journalled_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    asked = {"badge": world.amina.badge, "code": _code(), "why": "a flood"}
    browser.post("/sign-in/emergency/", asked)
    assert browser.get("/account/").status_code == HTTPStatus.OK
    later = timezone.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    answer = browser.get("/account/")

    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (HTTPStatus.FOUND, "/sign-in/")
    assert [close_emergencies(at=later), close_emergencies(at=later)] == [True, False]
    tidy(later)


def test_a_void_or_old_code_opens_nothing_and_no_code_opens_an_auditor(world: World) -> None:
    first, now = _code(), timezone.now()
    second = _code()
    tries = [
        (world.amina.badge, first, now), (world.emeka.badge, second, now), ("GZ-9999", second, now),
        (world.amina.badge, second, now + timedelta(days=400)), (world.amina.badge, "", now),
    ]  # fmt: skip

    for badge, code, at in tries:
        with pytest.raises(EmergencyRefused):
            use_emergency_code(badge=badge, code=code, why="a try", at=at)

    assert use_emergency_code(badge=world.amina.badge, code=second, why="in need", at=now)[0] == world.amina
