"""The pages of the gate: commanders decide, others ask, the register leaves as figures."""

import pytest
from django.urls import reverse

from borderlink.foundation.who import Role
from borderlink.journal.models import JournalLine
from borderlink.language.codes import label
from borderlink.liaison.domain.penalties import version
from borderlink.liaison.models.gate import Assurance, Consent
from borderlink.liaison.queries.letters import Letter
from borderlink.officers.queries import Officer
from tests.cases.scenes import hire, opened
from tests.liaison.gate_world import Desk, person
from tests.world import NOON, World, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def _author() -> Officer:
    return Officer.objects.get(badge="GZ-0201")


def _asked_on_its_page(desk: Desk, letter: Letter) -> Assurance:
    client = signed_in(_author())
    page = client.get(reverse("liaison:ask_letter", args=[letter.uuid]))
    assert "Quill Tanner" in page.content.decode()

    said = {
        "why": "lands tomorrow",
        "assurance": "ASR-NOTSOUGHT",
        "giver": "Procuracy",
        "p0-offence": "OFF-TRANSPORT",
        "p0-quantity_g": "7981",
        "p0-factors": ["FCT-PREGNANT", "FCT-EXCULPATORY"],
    }
    answer = client.post(reverse("liaison:ask_letter", args=[letter.uuid]), said)

    row = Assurance.objects.get()
    assert answer.headers["Location"] == reverse("liaison:gate_question", args=[row.pk])
    return row


def test_an_officer_asks_and_the_commander_sees_what_would_leave_about_whom_and_approves(desk: Desk) -> None:
    row = _asked_on_its_page(desk, desk.draft(person()))
    client = signed_in(desk.world.dalia)

    queue = client.get(reverse("liaison:gate")).content.decode()
    page = client.get(reverse("liaison:gate_question", args=[row.pk])).content.decode()
    few = client.post(reverse("liaison:gate_approve", args=[row.pk]), {"grade": "AGR-SENIOR", "days": "30"})
    answer = client.post(
        reverse("liaison:gate_approve", args=[row.pk]),
        {"grade": "AGR-SENIOR", "grounds": "weighed", "days": "30"},
    )

    assert reverse("liaison:gate_question", args=[row.pk]) in queue
    for words in (
        "Quill Tanner",
        "Suspected",
        "Imprisonment for life",
        "Pregnant",
        "Procuracy",
        "lands tomorrow",
    ):
        assert words in page
    assert few.status_code == 422
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.needed) == ("approved", "GZ-0004", "AGR-SENIOR")


def test_a_commander_refuses_with_grounds_and_the_author_reads_them(desk: Desk) -> None:
    row = desk.ask(desk.draft(person()))

    signed_in(desk.world.dalia).post(
        reverse("liaison:gate_refuse", args=[row.pk]), {"grounds": "no assurance yet"}
    )

    page = signed_in(_author()).get(reverse("liaison:gate_question", args=[row.pk])).content.decode()
    assert "no assurance yet" in page
    assert "gate_approve" not in page
    assert reverse("liaison:gate_approve", args=[row.pk]) not in page


def test_only_commanders_decide_and_outsiders_find_nothing(desk: Desk) -> None:
    row = desk.ask(desk.draft(person()))
    given = {"grade": "AGR-SENIOR", "grounds": "x", "days": "30"}

    author, chidi = signed_in(_author()), signed_in(desk.world.chidi)

    assert author.post(reverse("liaison:gate_approve", args=[row.pk]), given).status_code == 403
    assert author.get(reverse("liaison:register")).status_code == 403
    assert chidi.get(reverse("liaison:gate_question", args=[row.pk])).status_code == 404
    assert chidi.post(reverse("liaison:gate_approve", args=[row.pk]), given).status_code == 404
    for name in ("gate", "consents", "penalties", "register", "ask_paper"):
        assert chidi.get(reverse(f"liaison:{name}")).status_code == 403
    row.refresh_from_db()
    assert row.state == "asked"


def test_a_question_offers_only_what_its_reader_may_do_and_says_why_a_commander_elsewhere_decides_nothing(
    desk: Desk,
) -> None:
    row = desk.ask(desk.draft(person()))
    where = reverse("liaison:gate_question", args=[row.pk])
    take_back = reverse("liaison:gate_withdraw", args=[row.pk])
    decide = reverse("liaison:gate_approve", args=[row.pk])

    elsewhere = signed_in(hire(desk.world, "GZ-0302", Role.COMMANDER, unit="nansha"))
    seen = elsewhere.get(where).content.decode()
    colleague = signed_in(Officer.objects.get(badge=desk.second.badge)).get(where).content.decode()

    assert "a commander of that office decides" in seen
    assert (decide in seen, take_back in seen) == (False, True)
    assert (decide in colleague, take_back in colleague) == (False, False)
    assert elsewhere.post(decide, {"grade": "AGR-SENIOR", "grounds": "x", "days": "1"}).status_code == 404
    assert take_back in signed_in(_author()).get(where).content.decode()


def test_where_a_letter_is_sent_its_author_sees_whose_approval_it_needs(desk: Desk) -> None:
    letter = desk.draft(person(status="PST-CHARGED"))
    client = signed_in(_author())

    page = client.get(reverse("liaison:preview", args=[letter.uuid])).content.decode()
    refused = client.post(reverse("liaison:send_letter", args=[letter.uuid]))

    assert label("AGR-MINISTER", "zh-Hans", "assurance_grade") in page
    assert reverse("liaison:ask_letter", args=[letter.uuid]) in page
    assert refused.status_code == 422
    assert "gate.approval-missing" in refused.content.decode()


def test_the_register_leaves_as_csv_and_print_without_a_name_and_stands_in_the_journal(desk: Desk) -> None:
    desk.approve(desk.ask(desk.draft(person())))
    client = signed_in(desk.world.dalia)
    given = {"why": "for the ministry", "half": "2026-2"}

    page = client.get(reverse("liaison:register"), {"half": "2026-2"}).content.decode()
    file = client.post(reverse("liaison:register_file"), given)
    printed = client.post(reverse("liaison:register_print"), given).content.decode()

    text = file.content.decode("utf-8-sig")
    assert "approved,1" in text
    assert "PST-SUSPECT" in text
    assert "Quill" not in text + printed
    assert "Sealed without passing the gate" in page
    lines = JournalLine.objects.filter(act="officers.leave-node", subject="register 2026-2")
    assert lines.count() == 2
    assert client.post(reverse("liaison:register_file"), {"half": "2026-2"}).status_code == 422


def test_the_table_of_penalties_says_its_source_and_that_no_lawyer_checked_it(desk: Desk) -> None:
    page = signed_in(desk.world.emeka).get(reverse("liaison:penalties")).content.decode()

    assert "Law 86/2025/QH15" in page
    assert "not checked by a lawyer" in page
    assert version() in page


def test_a_commander_enters_and_withdraws_a_consent(desk: Desk) -> None:
    client = signed_in(desk.world.dalia)
    said = {
        "recipient": "MC-POLICE",
        "authority": "Ministry",
        "number": "J-1",
        "given_on": "2020-01-01",
        "until_on": "2099-01-01",
        "scope": "the tea case",
        "for_evidence": "on",
        "kinds": ["clue", "file"],
    }

    far = client.post(reverse("liaison:consents"), said)
    client.post(reverse("liaison:consents"), {**said, "until_on": ""})
    assert far.status_code == 422
    assert not Consent.objects.exists()
    from datetime import UTC, datetime, timedelta

    last = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    assert client.post(reverse("liaison:consents"), {**said, "until_on": last}).status_code == 302
    row = Consent.objects.get()
    client.post(reverse("liaison:withdraw_consent", args=[row.digest]), {"grounds": "revoked"})

    row.refresh_from_db()
    assert (row.kinds, row.withdrawn_by) == (["clue", "file"], "GZ-0004")
    assert "revoked" not in client.get(reverse("liaison:consents")).content.decode()


def test_a_member_of_a_case_asks_for_its_report_to_go_abroad(desk: Desk) -> None:
    from tests.cases.scenes import investigator

    case = opened(desk.world, at=NOON).number
    client = signed_in(investigator(desk.world))
    said = {
        "way": "cases.report",
        "subject": f"case {case}",
        "to": "Mc-Police",
        "case": case,
        "country": "VN",
        "channel": "CHA-POLICE",
        "basis": "Agreement",
        "why": "their court asked",
        "assurance": "ASR-NONE",
    }

    assert client.get(reverse("liaison:ask_paper"), {"case": case}).status_code == 200
    answer = client.post(reverse("liaison:ask_paper"), said)

    row = Assurance.objects.get()
    assert answer.headers["Location"] == reverse("liaison:gate_question", args=[row.pk])
    assert (row.recipient, row.kind, row.needed) == ("MC-POLICE", "file", "AGR-SENIOR")
    assert client.get(answer.headers["Location"]).status_code == 200
