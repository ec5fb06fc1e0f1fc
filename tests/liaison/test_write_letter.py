"""Letters are written by officers: through the pages, as a partner will read them."""

import json
import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from borderlink.liaison.queries.letters import Letter
from tests.liaison.partners import liaison_officer, our_agency, pinned_agency
from tests.liaison.typed_forms import Typed, typed
from tests.world import World, signed_in

CLUE: Typed = {
    "handling-purposes": ["PUR-INVESTIGATE"], "urgency-urgency": "URG-PRIORITY", "source-known_to": "RSK-MANY",
    "drugs-0-substance": "SUB-METH-ICE", "drugs-0-form": "FRM-CRYSTAL", "drugs-0-amount__from": "3",
    "places-0-country": "VN", "places-0-text": "Móng Cái", "windows-0-begin": "2026-11-24T20:00",
    "windows-0-end": "2026-11-25T04:00", "how-mode": "CHN-ROAD", "how-concealment__0": "CON-TEAPACK",
    "traces-0-value_": "EE 473124829 CN", "part7-actions": ["ACT-INSPECT"],
}  # fmt: skip


@pytest.fixture
def office(world: World) -> tuple[World, Client]:
    our_agency()
    pinned_agency(world)
    return world, signed_in(liaison_officer(world))


def wrong(answer: object) -> list[str]:
    """What a page says is wrong, without its markup."""
    text = answer.content.decode()  # type: ignore[attr-defined]
    found = re.findall(r'class="(?:bl-field-error|bl-refusal-sentence|bl-code)"[^>]*>(.*?)</p>', text, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def begun(client: Client, kind: str = "clue") -> Letter:
    answer = client.post(reverse("liaison:new_letter"), {"partner": "MC-POLICE", "kind": kind})
    assert answer.status_code == HTTPStatus.FOUND, wrong(answer)
    return Letter.objects.get(uuid=answer.url.split("/")[-3])


def test_a_clue_is_written_scored_read_as_they_will_and_sent(office: tuple[World, Client]) -> None:
    _, client = office
    letter = begun(client)

    page = client.get(reverse("liaison:write", args=[letter.uuid]))
    form = typed(page.content.decode()) | CLUE
    score = client.post(reverse("liaison:score", args=[letter.uuid]), form)
    saved = client.post(reverse("liaison:write", args=[letter.uuid]), form | {"preview": "1"}, follow=True)
    sent = client.post(reverse("liaison:send_letter", args=[letter.uuid]), follow=True)

    assert page.status_code == HTTPStatus.OK
    assert re.search(r"<strong>\d+</strong>", score.content.decode())
    assert saved.status_code == HTTPStatus.OK, wrong(saved)
    shown = saved.content.decode()
    assert "Methamphetamine" in shown
    assert 'lang="vi"' in shown
    assert sent.status_code == HTTPStatus.OK, wrong(sent)
    letter.refresh_from_db()
    assert letter.state == "sealed"
    assert json.loads(letter.body)["facts"]["traces"] == [{"kind": "IDT-WAYBILL", "value": "EE473124829CN"}]
    assert letter.due_at is not None
