"""Evidence on its pages: a partner's offer is accepted, ours is offered, and the answer signed."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from borderlink.cases.actions.members import let_in
from borderlink.custody.actions import leaving
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.partners import Handover
from borderlink.custody.queries import checking
from borderlink.liaison.domain import evidence as e
from borderlink.liaison.models.files import EvidenceFile
from borderlink.liaison.models.letters import Letter
from tests.custody.scenes import PIN, exhibit
from tests.liaison.evidence_scenes import NET_MG, SEALED_MG, Between, our_node
from tests.liaison.file_scenes import picture
from tests.liaison.typed_forms import typed
from tests.world import DAY_AFTER, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, DAY_AFTER]


@pytest.fixture
def between() -> Between:
    return Between()


def page(client: Client, name: str, *args: str, language: str = "en") -> str:
    with translation.override(language):
        return client.get(reverse(name, args=args)).content.decode()


def test_an_offer_of_theirs_is_accepted_on_its_page_and_stands_on_both(between: Between) -> None:
    request = between.ask_them()
    between.they(between.their_offer(request), reply_to=str(request.uuid))
    letter = between.last
    client, office = signed_in(between.scene.kofi), signed_in(between.officer)
    assert reverse("liaison:accept_evidence", args=[letter]) in page(office, "liaison:letter", letter)

    form = page(client, "liaison:accept_evidence", letter)
    sent = typed(form, balance="B-2", mass="61.01", seal_1="VN-S-1", photograph_1="ab" * 32) | {
        "sign-pin": PIN, "sign-second": between.officer.badge, "sign-second_pin": PIN,
    }  # fmt: skip
    wrong = client.post(reverse("liaison:accept_evidence", args=[letter]), sent | {"seal_1": "VN-S-2"})
    assert (wrong.status_code, "custody.seal-does-not-match" in wrong.content.decode()) == (422, True)
    done = client.post(reverse("liaison:accept_evidence", args=[letter]), sent)

    assert done.status_code == 302, done.content.decode()[-3000:]
    row = Handover.objects.get()
    shown = page(client, "custody:exhibit", row.lot)
    assert "VN-7-E09" in shown
    assert "To be destroyed over there" in shown
    owed = page(office, "liaison:requests")
    assert row.lot in owed


def test_an_exhibit_is_offered_on_its_page_and_the_answer_signed_there(between: Between) -> None:
    between.asked()
    between.let_leave(between.lot)
    client = signed_in(between.scene.mika)
    assert reverse("liaison:offer_evidence", args=[between.lot]) in page(
        client, "custody:exhibit", between.lot
    )

    form = page(client, "liaison:offer_evidence", between.lot)
    sent = typed(
        form, balance="B-1", mass="2132", seal_1=exhibit(between.lot).seals[0], basis="MLA-1", permit="IM-1",
        authorisation="EX-1", expires_at="2027-01-30T12:00", asked=between.last,
    ) | {"sign-pin": PIN, "sign-second": between.officer.badge, "sign-second_pin": PIN}  # fmt: skip
    done = client.post(reverse("liaison:offer_evidence", args=[between.lot]), sent)
    assert done.status_code == 302, done.content.decode()[-3000:]
    offered = page(client, "custody:exhibit", between.lot)
    assert reverse("custody:accepted", args=[between.lot]) not in offered  # nobody types what a letter says
    between.they(between.acceptance(between.take_over()))
    assert reverse("liaison:confirm_evidence", args=[between.lot]) in page(
        client, "custody:exhibit", between.lot
    )
    signed = client.post(reverse("liaison:confirm_evidence", args=[between.lot]), {"sign-pin": PIN})

    assert signed.status_code == 302
    assert Handover.objects.get().state == "handed-over"
    assert "byte for byte" in page(client, "custody:exhibit", between.lot)


def posted(client: Client, name: str, arg: str, data: dict[str, Any] | None = None) -> tuple[int, str]:
    answer = client.post(reverse(f"liaison:{name}", args=[arg]), data or {})
    return answer.status_code, answer.content.decode()


def into_the_case(between: Between) -> None:
    """Let the liaison officer see the case that the exhibit lies in."""
    badge, scene = between.officer.badge, between.scene
    let_in(case=scene.case, officer=badge, why="hands it back", by=scene.by(), at=scene.at)


def test_every_other_answer_about_an_offer_is_given_on_its_page(between: Between) -> None:
    request = between.ask_them()
    between.they(between.their_offer(request), reply_to=str(request.uuid))
    letter, office, offers = between.last, signed_in(between.officer), Handover.objects.filter(side="theirs")
    hands = {"sign-pin": PIN, "sign-second": between.scene.kofi.badge, "sign-second_pin": PIN}

    form = typed(page(office, "liaison:refuse_evidence", letter), reason="LVR-SEALBROKEN", mass="60.5")
    wrong = office.post(reverse("liaison:refuse_evidence", args=[letter]), form | hands | {"mass": "x"})
    assert (wrong.status_code, offers.get().state) == (422, "on-offer")
    done = office.post(reverse("liaison:refuse_evidence", args=[letter]), form | hands)
    assert (done.status_code, offers.get().state) == (302, "refused")
    refused, said = posted(office, "say_evidence_again", letter)  # nothing was accepted
    assert (refused, "custody.not-open" in said) == (422, True)

    offers.update(state="on-offer", answer=None, answer_digest="")
    ask = e.HandoverCancel(
        offered=offers.get().digest, step=e.ASK, at=between.scene.at, officers=("AMINA",),
        reason="LVR-WITHDRAWN",
    )  # fmt: skip
    between.they(ask)
    wish = between.last
    assert reverse("liaison:say_not_accepted", args=[wish]) in page(office, "liaison:letter", wish)
    assert posted(office, "say_not_accepted", wish)[0] == 302
    assert Letter.objects.filter(kind=e.CANCEL, direction="out").count() == 1

    offers.update(state="on-offer")
    between.last = letter
    lot = between.accept().exhibit
    into_the_case(between)
    assert posted(office, "say_evidence_again", letter)[0] == 302
    assert Letter.objects.filter(kind=e.ACCEPT, direction="out").count() == 2
    refused, said = posted(office, "report_duty", lot)  # nothing was burnt yet
    assert (refused, "handover.duty-unknown" in said) == (422, True)
    for name, arg in (("say_not_accepted", wish), ("say_evidence_again", letter), ("report_duty", lot)):
        assert posted(signed_in(between.scene.world.chidi), name, arg)[0] == 404


def test_ours_is_asked_back_on_its_page_and_a_picture_goes_with_its_offer(between: Between) -> None:
    between.offered(between.asked())
    office, letter = signed_in(between.officer), str(between.offer_letter().uuid)
    status, said = posted(office, "attach_file", letter, {"shows": "EPI-SEAL"})
    assert (status, EvidenceFile.objects.count(), said.count("bl-field-error")) == (422, 0, 2)
    sent = {"shows": "EPI-SEAL", "persons": "no", "file": SimpleUploadedFile("a.png", picture(), "image/png")}
    assert posted(office, "attach_file", letter, sent)[0] == 302
    row = EvidenceFile.objects.get()
    assert (row.state, Letter.objects.get(uuid=row.letter).state) == ("going", "sealed")
    shown = page(office, "liaison:letter", letter)
    assert reverse("liaison:file_preview", args=[row.letter]) in shown
    whole = office.get(reverse("liaison:file_content", args=[row.letter]))
    assert (whole.getvalue(), whole["Content-Type"]) == (picture(), "image/png")
    assert "0 of 1" in page(signed_in(between.scene.mika), "custody:exhibit", between.lot)
    again = {**sent, "persons": "yes", "file": SimpleUploadedFile("b.png", picture(9), "image/png")}
    assert posted(office, "attach_file", letter, again)[0] == 302  # the gate is asked first: it stays a draft
    draft = EvidenceFile.objects.get(state="draft")
    assert reverse("liaison:ask_letter", args=[draft.letter]) in page(
        office, "liaison:letter", str(draft.letter)
    )
    assert posted(office, "drop_file", str(draft.letter))[0] == 302
    outsider = signed_in(between.scene.world.chidi)
    assert outsider.get(reverse("liaison:file_content", args=[row.letter])).status_code == 404

    assert posted(office, "cancel_offer", between.lot, {"reason": "LVR-WITHDRAWN"})[0] == 302
    assert Handover.objects.get().state == "asked"


def test_what_goes_back_is_a_signed_return_on_both_sides(between: Between) -> None:
    request = between.ask_them()
    between.they(replace(between.their_offer(request), duty=e.RETURN), reply_to=str(request.uuid))
    lot, scene = between.accept().exhibit, between.scene
    into_the_case(between)
    leaving.give_back(
        exhibit=lot, direction="out", party="MC-POLICE", reading=Reading(balance="B-2", mass_mg=61_010),
        hands=[scene.hand(scene.kofi), scene.hand(between.officer)], by=scene.by(), at=between.now(),
    )  # fmt: skip
    assert posted(signed_in(between.officer), "report_duty", lot)[0] == 302
    assert Handover.objects.get(side="theirs").duty_met_at is not None
    assert exhibit(lot).state == "returned"

    offer = between.offered(between.asked(duty=e.RETURN))
    between.they(between.acceptance(between.take_over()))
    between.confirm()
    back = between.desk.do(
        Kind.RETURN, "VN-7-E01", direction="out", party=our_node(), mass_mg=SEALED_MG, given={"taker": ""}
    )
    done = e.EvidenceDone(
        offered=e.digest_of(bytes(offer.body)), duty=e.RETURN, line=back.body.decode(),
        keys=between.keys("AMINA", "BRUNO"),
    )  # fmt: skip
    assert between.they(done) == ""
    assert Handover.objects.get(side="ours").duty_met_at is not None
    leaving.give_back(
        exhibit=between.lot, direction="back", party="MC-POLICE",
        reading=Reading(balance="B-1", mass_mg=NET_MG), hands=between.hands, by=between.by(),
        at=between.now(),
    )  # fmt: skip

    assert (exhibit(between.lot).state, exhibit(between.lot).book_mg) == ("held", NET_MG)
    assert checking.examine().fault is None
