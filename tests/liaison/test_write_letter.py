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
from borderlink.liaison.pages.offered import BEGUN, kinds_for
from borderlink.liaison.queries.letters import ASKS, Letter
from borderlink.officers.queries import Officer
from tests.liaison.letter_scenes import bodies
from tests.liaison.partners import liaison_officer, our_agency, pinned_agency
from tests.liaison.typed_forms import Typed, typed
from tests.world import DAY_AFTER, NOON, World, signed_in

pytestmark = DAY_AFTER

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


def test_what_a_draft_lacks_is_called_what_its_form_calls_it(office: tuple[World, Client]) -> None:
    _, client = office
    Officer.objects.update(language="en")
    letter = begun(client, "rfi")
    page = client.get(reverse("liaison:write", args=[letter.uuid])).content.decode()
    saved = {"handling-purposes": ["PUR-INVESTIGATE"], "part1-purpose": "PUR-INVESTIGATE", "preview": "1"}

    posted = client.post(reverse("liaison:write", args=[letter.uuid]), typed(page) | saved)
    shown = client.get(posted["Location"]).content.decode()

    assert "Missing or not right: Questions." in shown
    assert "/facts" not in shown


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


def test_what_a_page_has_no_field_for_stays_in_a_draft_that_is_saved(office: tuple[World, Client]) -> None:
    world, client = office
    by = world.reader(liaison_officer(world))
    names = [
        {"text": "Tran Van Binh", "script": "SCR-LATIN", "scheme": "NSC-PINYIN", "kind": "NMK-TRANSLIT"},
        {"text": "陈文平", "script": "SCR-HAN", "scheme": "NSC-HANVIET", "kind": "NMK-FORMER"},
        {"text": "Binh", "script": "SCR-LATIN", "scheme": "NSC-NATIVE", "kind": "NMK-ALIAS"},
        {"text": "阿平", "script": "SCR-HAN", "scheme": "NSC-HANVIET", "kind": "NMK-ALIAS"},
    ]
    numbers = [{"kind": "IDT-PHONE", "value": f"+84 900 000 12{last}"} for last in range(3)]
    person = {**bodies()["clue"]["facts"]["people"][0], "names": names, "identifiers": numbers}
    facts = {
        "people": [person],
        "traces": [{"kind": "IDT-WAYBILL", "value": f"EE{last:09}CN"} for last in range(45)],
        "how": {"conveyance": ["VEH-VAN", "VEH-BOAT"], "concealment": ["CON-TEAPACK"]},
    }
    letter = begun(client)
    letter = save_draft(letter=letter, value={"facts": facts}, by=by, at=NOON)
    before = json.loads(letter.body)["facts"]

    saved = _saved(client, letter, {})

    assert _sorted(saved) == _sorted(before)


def test_a_question_stays_about_whom_it_was_when_people_before_them_are_taken_away(
    office: tuple[World, Client],
) -> None:
    world, client = office
    by = world.reader(liaison_officer(world))
    driver = bodies()["rfi"]["facts"]["people"][0]
    people = [
        {**driver, "ref": f"P{n}", "names": [{**driver["names"][1], "text": f"Người {n}"}]} for n in (1, 2)
    ]
    questions = [{"ref": "Q1", "ask": "ACT-CHECK-PHONE", "about": ["P2"]}]
    facts = {"people": people, "questions": questions, "purpose": "PUR-INVESTIGATE"}
    letter = begun(client, "rfi")
    letter = save_draft(letter=letter, value={"facts": facts}, by=by, at=NOON)

    refused = client.post(
        reverse("liaison:write", args=[letter.uuid]), _typed(client, letter) | {"people-1-DELETE": "on"}
    )
    saved = _saved(client, letter, {"people-0-DELETE": "on"})

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert len(wrong(refused)) == 2  # that nothing is saved, and where
    assert [one["names"][0]["text"] for one in saved["people"]] == ["Người 2"]
    assert (saved["people"][0]["ref"], saved["questions"][0]["about"]) == ("P1", ["P1"])


def _typed(client: Client, letter: Letter) -> Typed:
    return typed(client.get(reverse("liaison:write", args=[letter.uuid])).content.decode())


def _saved(client: Client, letter: Letter, changed: Typed) -> Any:
    """What a draft's facts are once its page was opened, changed and saved."""
    answer = client.post(reverse("liaison:write", args=[letter.uuid]), _typed(client, letter) | changed)
    assert answer.status_code == HTTPStatus.FOUND, wrong(answer)
    return json.loads(Letter.objects.get(pk=letter.pk).body)["facts"]


def test_every_kind_can_be_begun_somewhere_and_every_letter_that_asks_can_be_answered(
    office: tuple[World, Client],
) -> None:
    _, client = office
    letter = begun(client)
    offered = set(BEGUN)
    for kind in KINDS:
        for direction in ("in", "out"):
            row = Letter(kind=kind, direction=direction, sent_at=NOON, thread=letter.thread)
            offered |= set(kinds_for(row))
            if direction == "in" and kind in ASKS:
                assert set(kinds_for(row)) & (REPLIES | {"deconfliction"}), kind

    assert offered == set(KINDS)


def test_asking_for_consent_to_what_they_told_ends_none_of_their_clocks(office: tuple[World, Client]) -> None:
    _, client = office
    theirs = begun(client)
    Letter.objects.filter(pk=theirs.pk).update(direction="in", sent_at=NOON, state="opened")

    made = client.post(
        reverse("liaison:new_letter"), {"about": str(theirs.uuid), "kind": "consent_request"}, follow=True
    )

    draft = Letter.objects.get(kind="consent_request")
    assert (draft.thread_id, draft.reply_to) == (theirs.thread_id, None)
    assert str(theirs.uuid) in made.content.decode()  # offered among the letters it is asked for


def test_a_confirmation_keeps_the_erased_letters_of_other_threads(office: tuple[World, Client]) -> None:
    world, client = office
    by = world.reader(liaison_officer(world))
    theirs = [begun(client), begun(client)]
    uuids = [str(one.uuid) for one in theirs]
    Letter.objects.filter(uuid__in=uuids).update(direction="in", sent_at=NOON, body="")
    asked = begun(client)
    Letter.objects.filter(pk=asked.pk).update(direction="in", sent_at=NOON, kind="erasure_request")
    draft = start_letter(kind="erasure_done", partner="", reply_to=asked.uuid, by=by, at=NOON)
    kept = [{"letter": uuid, "why": "ERK-JOURNAL"} for uuid in uuids]
    facts = {"request": str(asked.uuid), "letters": uuids, "done_on": "2026-12-01", "still_kept": kept}
    save_draft(letter=draft, value={"facts": facts}, by=by, at=NOON)

    assert _sorted(_saved(client, draft, {})) == _sorted(facts)


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
