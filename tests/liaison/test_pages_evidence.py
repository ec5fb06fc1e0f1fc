"""Evidence on its pages: a partner's offer is accepted, ours is offered, and the answer signed."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from borderlink.custody.models.partners import Handover
from tests.custody.scenes import PIN, exhibit
from tests.liaison.evidence_scenes import Between
from tests.liaison.typed_forms import typed
from tests.world import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


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
