"""Letters are written by officers: through the pages, as a partner will read them."""

import json
import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from borderlink.liaison.actions.composing import REPLIES, save_draft, start_letter
from borderlink.liaison.forms.letters.kinds import KINDS
from borderlink.liaison.queries.letters import Letter
from tests.liaison.letter_scenes import bodies
from tests.liaison.partners import liaison_officer, our_agency, pinned_agency
from tests.liaison.typed_forms import Typed, typed
from tests.world import NOON, World, signed_in

CLUE: Typed = {
    "handling-purposes": ["PUR-INVESTIGATE"], "urgency-urgency": "URG-PRIORITY",
    "source-known_to": "RSK-MANY",
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
    found = re.findall(
        r'class="(?:bl-field-error|bl-refusal-sentence|bl-code)"[^>]*>(.*?)</p>', text, re.DOTALL
    )
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def begun(client: Client, kind: str = "clue") -> Letter:
    answer = client.post(reverse("liaison:new_letter"), {"partner": "MC-POLICE", "kind": kind})
    assert answer.status_code == HTTPStatus.FOUND, wrong(answer)
    return Letter.objects.get(uuid=answer["Location"].split("/")[-3])


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


def test_a_draft_of_every_kind_that_is_opened_and_saved_says_what_it_said(
    office: tuple[World, Client],
) -> None:
    world, client = office
    by = world.reader(liaison_officer(world))
    changed = []

    for kind in KINDS:
        asked = begun(client, "clue")
        save_draft(letter=asked, value={"facts": EVERYTHING}, by=by, at=NOON)
        Letter.objects.filter(pk=asked.pk).update(sent_at=NOON, direction="in" if kind in THEIRS else "out")
        letter = start_letter(
            kind=kind, partner="MC-POLICE", thread=asked.thread,
            reply_to=asked.uuid if kind in ANSWERING else None, by=by, at=NOON,
        )  # fmt: skip
        facts = _own(bodies()[kind]["facts"], str(asked.uuid))
        save_draft(letter=letter, value={"facts": facts, "grade": bodies()[kind]["grade"]}, by=by, at=NOON)
        before = json.loads(Letter.objects.get(pk=letter.pk).body)
        page = client.get(reverse("liaison:write", args=[letter.uuid]))
        saved = client.post(reverse("liaison:write", args=[letter.uuid]), typed(page.content.decode()))
        after = json.loads(Letter.objects.get(pk=letter.pk).body)
        if saved.status_code != HTTPStatus.FOUND:
            changed.append((kind, wrong(saved)))
        elif _sorted(after["facts"]) != _sorted(before["facts"]) or any(
            after[part] != before[part] for part in ("handling", "grade", "channel", "urgency")
        ):
            changed.append((kind, [_sorted(before["facts"]), _sorted(after["facts"])]))

    assert changed == []


EVERYTHING = {  # what every kind of answer can answer
    name: part
    for kind in ("clue", "rfi", "preservation_request")
    for name, part in bodies()[kind]["facts"].items()
}
ANSWERING = REPLIES | {"deconfliction"}
THEIRS = {"erasure_done", "consent_request"}  # about letters of theirs


def _own(facts: Any, uuid: str) -> Any:
    """The same facts, every letter they name being one of this thread."""
    if isinstance(facts, dict):
        return {name: _own(part, uuid) for name, part in facts.items()}
    if isinstance(facts, list | tuple):
        found = [_own(part, uuid) for part in facts]
        return found[:1] if found and found[0] == uuid else found
    same = isinstance(facts, str) and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", facts)
    return uuid if same else {"SYD-POLICE": "MC-POLICE"}.get(facts, facts)


def _sorted(value: Any) -> Any:
    """The order of a person's names does not matter."""
    if isinstance(value, dict):
        return {name: _sorted(part) for name, part in value.items() if name != "pass_to"}
    if isinstance(value, list):
        return sorted((_sorted(part) for part in value), key=json.dumps)
    return value
