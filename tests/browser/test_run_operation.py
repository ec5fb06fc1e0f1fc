"""Two officers in two browsers lead one controlled delivery, one in Chinese, one in English."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from borderlink.node.demo.nodes import Far
from tests.walked import Walk

pytestmark = pytest.mark.browser

BASIS = {"channel": "CHA-POLICE", "instrument": "UN 1988 Convention", "article": "11"}
CODES = ("dongxing", "sydney-police")
WITHIN_MS = 30_000  # a shared machine; the promise of a second is measured by the benchmark


@dataclass
class Office:
    """One node in a process of its own, and the port it answers on."""

    far: Far
    port: int

    def sit(self, chromium: Browser, width: int = 1280) -> Page:
        """Open a browser in which the office's liaison officer is signed in."""
        links = self.far.ask("sign_in", port=str(self.port))
        context = chromium.new_context(
            base_url=f"http://localhost:{self.port}", viewport={"width": width, "height": 900}
        )
        context.set_default_timeout(WITHIN_MS)
        page = context.new_page()
        page.goto(links["liaison"])
        return page


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


@pytest.fixture
def offices(tmp_path: Path, story: Walk) -> Iterator[list[Office]]:
    """Found both nodes, and let them hold the ceremony."""
    with ExitStack() as stack:
        found = []
        for code in CODES:
            port = _free_port()
            command = [
                sys.executable, "-m", "borderlink.node.demo.far", code, str(tmp_path / code), str(port),
                str(story.tables),
            ]  # fmt: skip
            process = stack.enter_context(
                subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                    start_new_session=True,
                )
            )  # fmt: skip
            stack.callback(process.terminate)
            found.append(Office(Far(code=code, process=process), port))
        for office in found:
            office.far.begin("introduce")
        cards = [office.far.hear("introduce") for office in found]
        for office, card in zip(found, reversed(cards), strict=True):
            office.far.ask("pin", **card, **BASIS)
        yield found


PLAN = {
    "ours_authority": "刑事诉讼法第一百五十三条", "ours_reference": "东公禁〔2026〕31号",
    "theirs_authority": "Crimes Act 1914 Part IAB", "theirs_reference": "CO-2026-118",
    "theirs_go": "SY-0001", "ours_officers": "DX-0001, DX-0002", "leg0-start": "东兴",
    "leg0-end": "白云机场货站", "leg0-end_point": "23.3924, 113.2988", "leg1-end": "Sydney, Mascot depot",
    "leg1-end_point": "-33.9300, 151.1850",
}  # fmt: skip


def propose(page: Page) -> None:
    """Fill the plan's form in, and sign it."""
    page.goto("/liaison/operations/new/")
    page.locator("details.op-leg-form").nth(1).locator("summary").click()
    for name, value in PLAN.items():
        page.locator(f"[name='{name}']").fill(value)
    for name, value in (
        ("leg0-end_country", "CN"), ("leg0-agency", "ours"), ("leg1-on_stop", "CDM-ARREST"),
        ("substitution", "CDU-INTACT"),
    ):  # fmt: skip
        page.locator(f"[name='{name}']").select_option(value)
    later = (datetime.now().astimezone() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    page.locator("[name=until]").fill(later)
    press(page, "main form button.btn-primary")


def press(page: Page, button: str) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator(button).first.click()


def stage(page: Page, wanted: str) -> None:
    """Wait until the board says so, as its node does."""
    expect(page.locator("[data-op-board][data-known=yes] [data-op-stage]")).to_have_attribute(
        "data-op-stage", wanted, timeout=WITHIN_MS
    )


def open_operation(page: Page) -> None:
    """Wait until the operation stands in the list, and open it."""
    page.goto("/liaison/operations/")
    link = page.locator("[data-op-live] tbody a")
    expect(link).to_have_count(1, timeout=WITHIN_MS)
    with page.expect_navigation(wait_until="domcontentloaded"):
        link.click()


def act(page: Page, name: str) -> None:
    button = page.locator(f"form[action$='/{name}/'] button").first
    expect(button).to_be_visible(timeout=WITHIN_MS)  # it comes without a reload
    press(page, f"form[action$='/{name}/'] button")


def lead_to_go(here: Page, there: Page) -> None:
    """Plan, agree, stand ready on both sides, say GO and hear it."""
    propose(here)
    open_operation(there)
    act(there, "agree")
    stage(here, "agreed")
    for page in (here, there):
        act(page, "arm")
    stage(here, "armed")
    act(here, "go")
    act(there, "heard")
    for page in (here, there):
        stage(page, "go")


def test_two_officers_lead_one_operation_and_a_stop_of_one_holds_for_both(
    offices: list[Office], chromium: Browser
) -> None:
    here, there = (office.sit(chromium) for office in offices)
    lead_to_go(here, there)

    read = there.locator(".op-words").first.inner_text()
    assert "Kept in sight all the way" in read
    assert "白云机场货站" in read
    assert "全程目视跟踪" in here.locator(".op-words").first.inner_text()
    counts = [page.locator(".op-countdown .op-count").inner_text() for page in (here, there)]
    assert all(re.fullmatch(r"0:5\d:\d\d", count) for count in counts)

    there.context.set_offline(True)  # a screen that lost its node shows no GO
    expect(there.locator(".op-unknown")).to_be_visible(timeout=WITHIN_MS)
    expect(there.locator(".op-count").first).not_to_be_visible()
    there.context.set_offline(False)
    stage(there, "go")

    there.locator("details.op-phone summary").click()
    there.locator("[name=word]").fill("half a word")
    there.keyboard.press("F8")
    there.keyboard.press("Enter")
    stage(here, "stopped")
    stage(there, "stopped")

    assert there.locator("[name=word]").input_value() == "half a word"  # nothing typed was lost
    assert "停止" in here.locator(".op-signal").inner_text()
    assert here.locator(".op-count").count() == 0
    for page in (here, there):
        page.context.close()
