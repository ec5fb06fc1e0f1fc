"""The single-file verifier, opened from disk with the network off, says what the command says."""

import base64
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from borderlink.custody.domain.acts import Signer
from borderlink.custody.domain.packs import UN
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.material import told_material
from borderlink.dossiers.domain.openings import Facts, Item
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.foundation import canonical
from borderlink.foundation.signing import fingerprint
from tests.custody_world import Desk, key_of
from tests.dossier_hostile import HOSTILE, TAG, Hostile, named_to_mislead
from tests.dossier_spoilers import FOLDER
from tests.dossier_world import PARTNER_ROOT, World, anchor, story
from tests.second_algorithm import OtherKey, second_algorithm
from tests.time_authority import Authority
from tools import verify_html

pytestmark = pytest.mark.browser

EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((FOLDER / "expected.json").read_text())
_JUDGE = """
async ([text, anchors]) => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const { code, findings } = await window.borderlink.verifyDossier(bytes, anchors);
  return { code, findings };
}
"""
TITLES = {
    "zh-CN": "记录完整，由GZ-CUSTOMS签署，未经改动。",
    "zh-TW": "記錄完整，由GZ-CUSTOMS簽署，未經改動。",
    "vi-VN": "Hồ sơ nguyên vẹn, do GZ-CUSTOMS ký, không bị thay đổi.",
    "en-AU": "Records whole, signed by GZ-CUSTOMS, not changed.",
}
Opened = Callable[..., Page]


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    """Open the page from disk, offline; anything asked of a network, and any error, fails the test."""
    contexts, wrong = [], []

    def open_page(locale: str = "en-AU", width: int = 1100) -> Page:
        context = chromium.new_context(locale=locale, viewport={"width": width, "height": 900})
        context.set_offline(offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: wrong.append(request.url) if is_outside(request.url) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(verify_html.PAGE.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def is_outside(url: str) -> bool:
    return not url.startswith(("file:", "blob:", "data:"))


def judged(page: Page, dossier: bytes, anchors: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(_JUDGE, [base64.b64encode(dossier).decode(), anchors])
    return {**found, "findings": without_place(found["findings"])}


def without_place(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out where a ZIP departs from its layout: each reader meets its parts in an order of its own."""
    return [{**one, "facts": {}} if one["code"] == "dossier.not-a-zip" else one for one in findings]


def spoken(dossier: bytes, anchors: list[str]) -> dict[str, Any]:
    """Return what the command says of the same bytes."""
    found = verify_dossier(dossier, anchors=anchors)
    findings = [{"code": one.code, "facts": dict(one.facts)} for one in found.findings]
    return {"code": found.code, "findings": without_place(findings)}


def check(page: Page, dossier: Path, *fingerprints: str) -> None:
    """Check a dossier as a reader does: choose it, type, press the button."""
    page.set_input_files("#file", dossier)
    for number, digits in enumerate(fingerprints):
        if number:
            page.click("#add")
        page.locator(".anchor textarea").nth(number).fill(digits)
    page.click("#check")
    expect(page.locator("#verdict-title")).to_be_visible()


def test_the_page_is_the_one_that_its_parts_make() -> None:
    assert verify_html.PAGE.read_text(encoding="utf-8") == verify_html.page()


def test_every_golden_file_gets_the_verdict_and_the_findings_of_the_command(opened: Opened) -> None:
    page = opened()

    for name, questions in sorted(EXPECTED.items()):
        data = (FOLDER / name).read_bytes()
        for told in questions:
            wanted = {"code": told["verdict"], "findings": without_place(told["findings"])}
            assert judged(page, data, told["anchors"]) == wanted, name


def test_five_hundred_mutations_are_judged_as_the_command_judges_them(opened: Opened) -> None:
    page, dossier = opened(), story().dossier()
    dice = random.Random(3)  # noqa: S311 - the same mutations every time

    for number in range(500):
        mutant = mutated(dossier, dice)
        found = judged(page, mutant, [anchor()])
        assert found == spoken(mutant, [anchor()]), number
        assert found["code"] in {1, 2}, number


def mutated(dossier: bytes, dice: random.Random) -> bytes:
    """Return the dossier with one thing wrong: in the file's bytes, or in a member that is packed again."""
    while True:
        made = _spoiled_file(dossier, dice) if dice.random() < 0.3 else _spoiled_member(dossier, dice)
        if made != dossier:
            return made


def _spoiled_file(dossier: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(dossier))
    changed = bytes([dossier[place] ^ (1 << dice.randrange(8))])
    cut = dossier[:place] + dossier[place + dice.randrange(1, 9) :]
    return dice.choice([dossier[:place] + changed + dossier[place + 1 :], cut, dossier[:place]])


def _spoiled_member(dossier: bytes, dice: random.Random) -> bytes:
    members = archive.read(dossier)
    name = dice.choice(sorted(members))
    content = bytearray(members[name])
    place = dice.randrange(len(content))
    content[place] ^= 1 << dice.randrange(8)
    members[name] = bytes(content)
    if name not in {"index.json", "index.sig"} and dice.random() < 0.5:
        _tell_the_index(members, name)
    return archive.write(members)


def _tell_the_index(members: dict[str, bytes], name: str) -> None:
    """Make the index name a member as it is now, as a forger without the keys would."""
    content: Any = json.loads(members["index.json"])
    told = archive_entry(members[name])
    members["index.json"] = canonical.to_bytes({**content, "members": {**content["members"], name: told}})


def archive_entry(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


@pytest.mark.parametrize("locale", TITLES)
def test_a_prosecutor_reads_a_verdict_and_the_exhibits_story(
    opened: Opened, locale: str, tmp_path: Path
) -> None:
    page = opened(locale, 420 if locale in {"vi-VN", "zh-TW"} else 1100)

    check(page, FOLDER / "story.zip", anchor())

    expect(page.locator("#verdict-title")).to_have_text(TITLES[locale])
    expect(page.locator("[data-mass=seized]")).to_contain_text("7.981" if locale == "vi-VN" else "7,981")
    expect(page.locator("h3")).to_have_count(8)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    text = page.locator("body").inner_text()
    assert "{" not in text
    assert "undefined" not in text
    spoken_words = re.sub(r"dossier\.[a-z-]+", "", text).lower()  # a finding's code is no claim
    assert not [word for word in ("proven", "admissible", "可采", "chứng minh") if word in spoken_words]
    page.screenshot(path=tmp_path / f"{locale}.png", full_page=True)


_DROP = """
(text) => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "story.zip"));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}
"""


def test_a_dossier_can_be_dragged_onto_the_page(opened: Opened) -> None:
    page = opened()

    page.evaluate(_DROP, base64.b64encode((FOLDER / "story.zip").read_bytes()).decode())
    page.fill(".anchor textarea", anchor())
    page.click("#check")

    expect(page.locator("#verdict-title")).to_have_attribute("data-code", "0")


@pytest.mark.parametrize("name", ["discrepancy-explained.zip", "key-retired.zip"])
def test_a_dossier_with_remarks_does_not_look_like_one_without(opened: Opened, name: str) -> None:
    page = opened()

    check(page, FOLDER / name, anchor())

    expect(page.locator("#verdict-title")).to_have_attribute("data-code", "4")
    expect(page.locator(".verdict.care")).to_be_visible()


def test_an_unanchored_dossier_shows_the_fingerprint_to_compare(opened: Opened) -> None:
    page = opened()

    check(page, FOLDER / "story.zip")

    expect(page.locator("#verdict-title")).to_have_attribute("data-code", "3")
    expect(page.locator(".digits")).to_have_text(anchor())


def test_the_first_fault_is_named_with_its_event(opened: Opened) -> None:
    page = opened()

    check(page, FOLDER / "below-zero.zip", anchor())

    expect(page.locator(".verdict")).to_contain_text("Entry 3, exhibit E-1: More is taken")
    expect(page.locator("[data-finding='custody.mass-below-zero']")).to_be_visible()


def test_what_is_withheld_is_listed_and_the_language_can_be_changed_afterwards(opened: Opened) -> None:
    page = opened()

    check(page, FOLDER / "withheld.zip", anchor())
    page.click("[data-language=zh-Hans]")

    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_role("heading", name="不予披露的内容")).to_be_visible()
    expect(page.locator("[data-finding='dossier.withheld']").first).to_be_visible()


def test_a_rule_pack_that_cannot_be_applied_is_found_as_the_command_finds_it(opened: Opened) -> None:
    page = opened()
    world = World(desk=Desk(pack=replace(UN, share_ppm=2_000_000)))
    world.do(Kind.SEIZE, "E-1")
    world.do(Kind.WEIGH, "E-1", mass_mg=1_000)
    world.do(Kind.SAMPLE, "E-1", sample="E-1-S", mass_mg=10)
    dossier = world.dossier()

    assert judged(page, dossier, [anchor()]) == spoken(dossier, [anchor()])


def test_a_time_stamp_is_listed_as_not_checked_here(opened: Opened) -> None:
    page, world, authority = opened(), story(), Authority()
    text = world.note().checkpoint.text().encode()
    token = authority.answer(text, datetime(2026, 9, 23, tzinfo=UTC))
    dossier = world.dossier(authorities=[authority.pem()], tokens={(1, 1): token})

    found = judged(page, dossier, [anchor(), fingerprint(authority.pem())])

    codes = [one["code"] for one in found["findings"]]
    assert (found["code"], codes) == (0, ["dossier.not-checked", "dossier.time-not-proven"])


def test_a_second_algorithm_is_named_where_it_is_not_known(opened: Opened, tmp_path: Path) -> None:
    """An officer signs with an algorithm that was added: the command knows it, the page says it does not."""
    page, path = opened(), tmp_path / "second.zip"
    with second_algorithm() as other:
        path.write_bytes(signed_with(other))
        assert spoken(path.read_bytes(), [anchor()])["code"] == 4

    check(page, path, anchor())

    expect(page.locator("[data-finding='custody.signature-invalid']")).to_be_visible()
    expect(page.locator("[data-unknown]")).to_have_attribute("data-unknown", "ed448")


def signed_with(other: OtherKey) -> bytes:
    """A case that Amina signs with her second key beside Bruno."""
    world = World()
    facts = {"key": other.public().text(), "badge": "AMINA", "unit": "CASES-2"}
    world.do(Kind.KEY_ADD, case=KEYS_CASE, by=("REGISTRAR",), given=facts)
    desk = world.desk
    mine = Signer(badge="AMINA", unit="CASES-2", role="officer", key=other.public().text())
    draft = replace(desk.draft(Kind.SEIZE, "E-1"), signers=(mine, desk.signer("BRUNO")))
    act = desk.ledger.prepare(draft)
    desk.lines.append(desk.ledger.append(act, [act.signed_by(other), act.signed_by(key_of("BRUNO"))]))
    return world.dossier()


def test_several_fingerprints_must_all_be_met(opened: Opened) -> None:
    page = opened()

    check(page, FOLDER / "cosigned.zip", anchor(), PARTNER_ROOT.fingerprint().replace(" ", ""))
    expect(page.locator("#verdict-title")).to_have_attribute("data-code", "0")
    check(page, FOLDER / "story.zip", anchor())
    expect(page.locator("#verdict-title")).to_have_attribute("data-code", "1")


def test_a_fingerprint_that_is_not_whole_is_not_taken(opened: Opened) -> None:
    page = opened()

    page.set_input_files("#file", FOLDER / "story.zip")
    page.fill(".anchor textarea", "40513 43839")
    page.click("#check")

    expect(page.locator("#status")).to_have_text("A fingerprint has 60 digits and nothing else.")
    expect(page.locator("#verdict-title")).to_have_count(0)


def test_the_keyboard_alone_suffices(opened: Opened) -> None:
    page = opened()
    page.set_input_files("#file", FOLDER / "story.zip")

    page.locator(".anchor textarea").focus()
    page.keyboard.type(anchor())
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#verdict-title")).to_be_focused()
    expect(page.locator("#verdict-title")).to_have_attribute("data-code", "0")


@pytest.mark.parametrize("name", ["story.zip", "below-zero.zip", "discrepancy-explained.zip"])
def test_assistive_technology_finds_nothing_wrong(opened: Opened, name: str) -> None:
    page = opened()

    before = Axe().run(page)
    check(page, FOLDER / name, anchor())
    after = Axe().run(page)

    assert before.response["violations"] == []
    assert after.response["violations"] == []


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_what_was_built_to_be_read_in_two_ways_is_read_in_one(opened: Opened, hostile: Hostile) -> None:
    dossier = hostile.make()

    assert judged(opened(), dossier, [anchor()]) == spoken(dossier, [anchor()])


def test_nothing_of_a_dossier_becomes_markup_or_turns_the_line(opened: Opened, tmp_path: Path) -> None:
    """A name that a forger wrote as a tag stays text; what turns the reading order or hides is shown."""
    page, path = opened(), tmp_path / "named.zip"
    path.write_bytes(named_to_mislead())

    check(page, path, anchor())

    assert page.locator("#result script, #result img, #result iframe").count() == 0
    text = page.locator("#result").inner_text()
    assert text.count(TAG) == 3  # the unit, a name, a line of the schedule
    assert "[U+202E]GZ-CUSTOMS[U+202C][U+200B]" in text
    assert not set(text) & set("\u202e\u202c\u200b")
    assert "innerHTML" not in verify_html.page()


_OUTWARD = """
async () => {
  const stopped = new Set();
  document.addEventListener("securitypolicyviolation", (event) => stopped.add(event.effectiveDirective));
  const tag = (name, more) => document.body.append(Object.assign(document.createElement(name), more));
  await fetch("https://outside.example/").catch(() => {});
  try { new WebSocket("wss://outside.example/"); } catch {}
  tag("img", { src: "https://outside.example/i.png" });
  tag("script", { textContent: "window.wasRun = 1" });
  tag("script", { src: "https://outside.example/s.js" });
  tag("link", { rel: "stylesheet", href: "https://outside.example/s.css" });
  tag("iframe", { src: "https://outside.example/" });
  tag("video", { src: "https://outside.example/v.mp4" });
  tag("object", { data: "https://outside.example/o" });
  const button = document.createElement("button");
  button.setAttribute("onclick", "window.wasRun = 2");
  document.body.append(button);
  button.click();
  const form = document.createElement("form");
  form.action = "https://outside.example/";
  document.body.append(form);
  form.submit();
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  return { stopped: [...stopped].sort(), wasRun: window.wasRun ?? 0 };
}
"""


def test_the_page_may_speak_to_nobody_and_run_nothing_but_its_own(chromium: Browser) -> None:
    """What a script that got in would try: each is stopped by the page's own policy."""
    page = chromium.new_page()
    asked: list[str] = []

    def stop(route: Route) -> None:  # comes only when a request would leave the browser
        asked.append(route.request.url)
        route.abort()

    page.route("https://outside.example/**", stop)
    page.goto(verify_html.PAGE.as_uri())

    found = page.evaluate(_OUTWARD)
    page.close()

    assert (asked, found["wasRun"]) == ([], 0)
    assert found["stopped"] == [
        "connect-src", "form-action", "frame-src", "img-src", "media-src", "object-src", "script-src-attr",
        "script-src-elem", "style-src-elem",
    ]  # fmt: skip


def test_the_schedule_is_told_in_the_readers_language_and_what_is_unknown_as_it_stands(
    opened: Opened, tmp_path: Path
) -> None:
    facts: dict[str, Facts] = {
        "DSC-DECISION": {"stage": "first-instance", "outcome": "CRT-CONVICTED", "decided_on": "2028-01-08"},
        "DSC-REFERRAL": {"rules": ["typology-tea", "fields-missing"], "versions": ["rules a6f5"]},
        "DSC-ANALYSIS": {
            "laboratory": "LAB", "result": "identified", "substance": "SUB-METH-ICE", "purity_ppm": 812_000,
            "pure_mg": 650, "consumed_mg": 200, "remaining_mg": 800, "method": "GC-MS",
        },
        "DSC-FORM": {"form": "cn-weighing"},
        "DSC-NEWER": {"count": 3},
        "DSC-WARNING": {"mass_mg": "a newer node writes this"},
    }  # fmt: skip
    items = [Item(kind=kind, reference=f"R{at}", facts=told) for at, (kind, told) in enumerate(facts.items())]
    (tmp_path / "told.zip").write_bytes(story().dossier(disclosure=items))
    page = opened("vi-VN")

    check(page, tmp_path / "told.zip", anchor())

    rows = page.locator("tr", has_text=re.compile(r"R\d")).all_inner_texts()
    told = "\n".join(rows[-len(items) :])
    for words in ("08/01/2028", told_material("DSC-FORM", facts["DSC-FORM"], "", "vi"), "81,2%", "count: 3"):
        assert words in told
    assert "mass_mg: a newer node writes this" in told
    assert not [code for code in ("CRT-", "SUB-METH", "typology-", "cn-weighing") if code in told]
