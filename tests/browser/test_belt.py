"""The belt in a real browser: a scanner that types, an officer without a mouse, a manifest on its way."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import faults_among
from tests.screening.scenes import manifest

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]


def first_waiting(page: Page) -> str:
    """Return the first waybill of the worklist that nobody has in hand."""
    page.goto("/screening/?state=selected")
    words = page.locator("tr[data-sc-row] a").first.text_content()
    assert words
    page.goto("/screening/")
    return words


def scan(page: Page, waybill: str) -> str:
    """Type as a scanner does, and return the answer shown."""
    page.keyboard.type(waybill, delay=2)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "wanted => document.querySelector('[data-sc-answer] .bl-waybill')?.textContent === wanted",
        arg=waybill.upper(),
    )
    return page.locator("[data-sc-answer]").get_attribute("data-sc-answer") or ""


def test_a_scanner_that_types_is_answered_and_the_box_stays_ready(enter: Enter) -> None:
    page = enter("inspector")
    referred = first_waiting(page)

    answers = [scan(page, waybill) for waybill in (referred, "koj0000001", "LK000000000CN")]

    assert answers == ["inspect", "unknown", "unknown"]
    expect(page.locator("#sc-waybill")).to_be_focused()
    expect(page.locator("#sc-waybill")).to_have_value("")


def test_the_list_is_walked_and_opened_by_keys_alone(enter: Enter) -> None:
    page = enter("inspector")
    first_waiting(page)
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
        page.wait_for_timeout(150)

    marked = page.locator("tr[aria-selected=true] a")
    expect(marked).to_have_count(1)
    waybill = marked.text_content()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/screening/parcels/"))

    assert page.locator("h1 .bl-waybill").text_content() == waybill


def test_the_keys_are_explained_by_a_key(enter: Enter) -> None:
    page = enter("inspector")
    page.goto("/screening/")

    page.keyboard.press("?")

    expect(page.locator("#sc-keys")).to_be_visible()


def test_a_parcels_page_is_whole_and_open_to_all(enter: Enter) -> None:
    page = enter("inspector")
    waybill = first_waiting(page)

    assert faults_among(page, [f"/screening/parcels/{waybill}/?why=worklist"]) == []


def test_a_manifest_goes_from_a_file_to_the_worklist_before_ones_eyes(enter: Enter, tmp_path: Path) -> None:
    page = enter("inspector")
    file = tmp_path / "today.csv"
    file.write_bytes(manifest(400, with_tea=False, prefix="EYE"))
    page.goto("/screening/manifests/")

    page.set_input_files("#sc-files", file)
    page.click("#sc-upload button[type=submit]")
    page.wait_for_url(re.compile(r"/screening/manifests/\d{6}-"))

    expect(page.locator(".bl-stats")).to_contain_text("400", timeout=60_000)
    page.goto("/screening/manifests/")
    page.set_input_files("#sc-files", file)
    page.click("#sc-upload button[type=submit]")
    expect(page.locator(".sc-upload-refusal")).to_contain_text("today.csv")
