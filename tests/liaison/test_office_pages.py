"""A day in the office, in the browser's requests: duty, translations, minutes, hotline, requests, rules."""

import html
import re
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from borderlink.cases.models.nominal import Person
from borderlink.foundation.who import Role
from borderlink.liaison.actions.casing import open_case_from
from borderlink.liaison.actions.consenting import Given, enter_consent
from borderlink.liaison.actions.owing import erase_told
from borderlink.liaison.actions.sending import send_letter
from borderlink.liaison.models.casework import LetterCase, Owed, Typology
from borderlink.liaison.models.gate import Assurance
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.office import Duty, HotlineCall, Minutes, Translation
from borderlink.liaison.queries.letters import body_of
from borderlink.screening.queries.approved import approved_rules
from tests.cases.scenes import hire
from tests.liaison.office_scenes import LATER, TANNER, came, office, trusted
from tests.liaison.partners import CONVENTION
from tests.world import World, signed_in

SEIZED = {
    "outcomes": ["OUT-SEIZED"], "final": 0, "case": "AU-ABF-2026-0193",
    "seized": [{"substance": "SUB-METH-ICE", "amount": {"from": "3000", "to": "3000", "unit": "UNIT-G"}}],
}  # fmt: skip
HOUR = timedelta(hours=1)


def typed(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def test_an_interpreter_on_duty_translates_and_another_officer_reviews(world: World) -> None:
    trusted(world)
    first = signed_in(hire(world, "GZ-0031", Role.LIAISON_OFFICER))
    second = signed_in(hire(world, "GZ-0032", Role.LIAISON_OFFICER))
    now = timezone.localtime()
    duty = {"unit": "GZ-BAIYUN", "part": "DTY-INTERPRETER", "language": "vi", "badge": "GZ-0031",
            "from_at": typed(now - HOUR), "until_at": typed(now + HOUR)}  # fmt: skip
    asked = {"unit": "GZ-BAIYUN", "source": "Đối tượng đã về bên kia.", "from_language": "vi",
             "to_language": "zh-Hans"}  # fmt: skip

    assert first.post(reverse("liaison:duty"), duty).status_code == 302
    assert first.post(reverse("liaison:translations"), asked).status_code == 302
    row = Translation.objects.get()
    where = reverse("liaison:translation", args=[row.pk])
    first.post(where, {"act": "take"})
    first.post(where, {"act": "deliver", "text": "目标已返回境外。"})
    refused = first.post(where, {"act": "good"})
    assert refused.status_code == 422
    assert second.post(where, {"act": "good", "words": ""}).status_code == 302

    row.refresh_from_db()
    assert (row.state, row.translator, row.reviewer) == ("reviewed", "GZ-0031", "GZ-0032")
    desk = first.get(reverse("liaison:office")).content.decode()
    assert "Officer GZ-0031" in desk
    assert Duty.objects.get().language == "vi"


def _approved_on_its_page(world: World, client: Client, page: str) -> None:
    """Ask for approval where the page of the minutes leads to, and let the commander give it."""
    found = re.search(r'href="(/liaison/gate/ask/[^"]+)"', page)
    assert found is not None
    form = client.get(html.unescape(found[1])).context["form"]
    at = timezone.now()
    consent = Given(
        recipient="MC-POLICE", authority="Ministry", number="J-1", given_on=timezone.localdate(at),
        until_on=timezone.localdate(at + 24 * HOUR), scope="minutes", for_evidence=True, for_persons=False,
    )  # fmt: skip
    digest = enter_consent(given=consent, by=world.reader(world.dalia), at=at).digest
    said = {**form.initial, "channel": CONVENTION.channel, "basis": CONVENTION.instrument,
            "article": CONVENTION.article, "consents": [digest], "why": "to sign"}  # fmt: skip
    asked = client.post(reverse("liaison:ask_paper"), said).headers["Location"]
    dalia = signed_in(world.dalia)
    assert re.search(r'href="/liaison/office/minutes/of/[^"]+"', dalia.get(asked).content.decode())
    given = {"grade": "AGR-SENIOR", "grounds": "read", "days": "1"}
    dalia.post(reverse("liaison:gate_approve", args=[Assurance.objects.get().pk]), given)


def test_minutes_settle_only_in_both_languages_and_the_log_of_calls_prints(world: World) -> None:
    trusted(world)
    client = signed_in(hire(world, "GZ-0031", Role.LIAISON_OFFICER))
    now = timezone.localtime()
    said = {
        "partner": "MC-POLICE", "subject_ours": "线索", "subject_theirs": "Nguồn tin", "place": "Đông Hưng",
        "held_from": typed(now - 3 * HOUR), "held_until": typed(now - HOUR), "our_language": "zh-Hans",
        "their_language": "vi", "ours-name-0": "林", "theirs-name-0": "Trần", "point-0-ours": "双方同意。",
    }  # fmt: skip
    call = {"partner": "MC-POLICE", "called_at": typed(now - HOUR), "way": "in", "theirs": "Trần",
            "matter": "HTL-CLUE", "language": "vi", "words": "Một nguồn tin khẩn."}  # fmt: skip

    assert client.post(reverse("liaison:new_minutes"), said).status_code == 302
    number = Minutes.objects.get().number
    half = client.post(reverse("liaison:settle_minutes", args=[number]))
    assert half.status_code == 422
    page = reverse("liaison:minutes", args=[number])
    assert client.post(f"{page}?edit=1", said | {"point-0-theirs": "Hai bên nhất trí."}).status_code == 302
    assert client.post(reverse("liaison:settle_minutes", args=[number])).status_code == 302
    too_soon = client.post(reverse("liaison:minutes_pdf", args=[number]))
    _approved_on_its_page(world, client, client.get(page).content.decode())
    printed = client.post(reverse("liaison:minutes_pdf", args=[number]))
    assert client.post(reverse("liaison:hotline"), call).status_code == 302
    log = client.post(reverse("liaison:hotline_pdf"), {"partner": "MC-POLICE"})

    assert Minutes.objects.get().state == "settled"
    assert "gate.approval-missing" in too_soon.content.decode()
    assert printed.content.startswith(b"%PDF")
    assert log.content.startswith(b"%PDF")
    assert HotlineCall.objects.get().theirs == "Trần"
    assert "Trần" in client.get(reverse("liaison:hotline")).content.decode()


def test_a_clue_becomes_a_case_and_its_seizure_a_rule_that_another_officer_approves(world: World) -> None:
    partner = trusted(world)
    first = signed_in(hire(world, "GZ-0031", Role.LIAISON_OFFICER, Role.CASE_OFFICER))
    second = signed_in(hire(world, "GZ-0032", Role.LIAISON_OFFICER))
    clue = came(partner, "clue", {"people": [TANNER], "score": {"points": 70, "of": 100, "actionable": 1}})
    told = came(partner, "feedback", SEIZED, thread=clue.thread)

    first.post(
        reverse("liaison:open_case", args=[clue.uuid]),
        {"title": "茶叶", "unit": "GZ-BAIYUN", "pack": "cn-511-2016", "people": "on"},
    )
    number = LetterCase.objects.get(letter=clue).case
    drafted = first.post(reverse("liaison:case_feedback", args=[clue.uuid]))
    rule = {"name": "oolong-two-kilos", "seizure": "AU-ABF-2026-0193", "words": "oolong tea, 乌龙茶",
            "least_g": "1500", "weight": "0.4", "reason": "As a partner seized.", "days": "60"}  # fmt: skip
    forbidden = first.post(
        reverse("liaison:propose_typology", args=[told.uuid]), rule | {"words": "uyghur tea"}
    )
    assert first.post(reverse("liaison:propose_typology", args=[told.uuid]), rule).status_code == 302
    own = first.post(reverse("liaison:decide_typology", args=["oolong-two-kilos"]), {"act": "approve"})
    second.post(reverse("liaison:decide_typology", args=["oolong-two-kilos"]), {"act": "approve"})

    assert Person.objects.get(case__number=number).names.get().text == "Tanner Quill"
    assert drafted.status_code == 302
    answer = Letter.objects.get(kind="feedback", direction="out")
    assert body_of(answer)["facts"]["outcomes"] == ["OUT-CASEOPEN"]
    assert (forbidden.status_code, own.status_code) == (422, 422)
    assert Typology.objects.get().state == "approved"
    assert [one["name"] for one in approved_rules(timezone.localdate())] == ["oolong-two-kilos"]
    came(partner, "withdrawal", {"letters": [str(told.uuid)], "why": "WDR-WRONG"}, thread=clue.thread)
    assert approved_rules(timezone.localdate()) == []
    for page in ("office", "duty", "translations", "minutes_list", "new_minutes", "hotline", "requests",
                 "corrections", "typologies"):  # fmt: skip
        assert first.get(reverse(f"liaison:{page}")).status_code == 200, page
    assert number in first.get(reverse("liaison:letter", args=[clue.uuid])).content.decode()
    assert first.get(reverse("cases:case", args=[number])).status_code == 200
    assert signed_in(world.chidi).get(reverse("liaison:office")).status_code == 403


def test_an_erasure_is_carried_out_by_an_officer_and_confirmed(world: World) -> None:
    partner = trusted(world)
    client = signed_in(hire(world, "GZ-0031", Role.LIAISON_OFFICER))
    clue = came(partner, "clue", {"people": [TANNER], "score": {"points": 70, "of": 100, "actionable": 1}})
    came(
        partner, "erasure_request",
        {"letters": [str(clue.uuid)], "why": "ERS-INNOCENT", "by_on": "2026-12-01"}, thread=clue.thread,
    )  # fmt: skip

    asked = Owed.objects.get()
    client.post(
        reverse("liaison:settle_request", args=[asked.pk]), {"act": "erase", "why": "cleared over there"}
    )

    clue.refresh_from_db()
    assert clue.body == ""
    assert client.get(reverse("liaison:letter", args=[clue.uuid])).status_code == 422
    assert client.get(reverse("liaison:inbox")).status_code == 200
    done = Letter.objects.get(kind="erasure_done")
    facts = body_of(done)["facts"]
    assert facts["letters"] == [str(clue.uuid)]
    assert facts["still_kept"] == [{"letter": str(clue.uuid), "why": "ERK-JOURNAL"}]
    assert Owed.objects.get().state == "done"


def test_what_became_a_case_is_erased_as_a_letter_and_confirmed_as_kept_in_its_file(world: World) -> None:
    partner, by = trusted(world), office(world)
    clue = came(partner, "clue", {"people": [TANNER], "score": {"points": 70, "of": 100, "actionable": 1}})
    open_case_from(letter=clue, title="茶叶", unit="GZ-BAIYUN", pack="cn-511-2016", by=by, at=LATER)
    came(
        partner, "erasure_request",
        {"letters": [str(clue.uuid)], "why": "ERS-INNOCENT", "by_on": "2026-12-01"}, thread=clue.thread,
    )  # fmt: skip

    erase_told(owed=Owed.objects.get().pk, why="cleared over there", by=by, at=LATER)

    sent = send_letter(letter=Letter.objects.get(kind="erasure_done"), by=by, at=LATER)
    assert body_of(sent)["facts"]["still_kept"] == [{"letter": str(clue.uuid), "why": "ERK-COURT"}]
