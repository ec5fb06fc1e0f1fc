"""A custodian's day by keyboard and scanner: take in, place, count, print labels, see what falls due."""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from borderlink.node.demo.people import PIN
from tests.browser.looking import faults_among

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
SHELF, OTHER_SHELF = "A-01-1", "A-01-2"


def labels_of(page: Page, numbers: list[str]) -> list[str]:
    """What the labels of exhibits say, as their codes do."""
    page.goto("/custody/labels/sheet/?numbers=" + "%0A".join(numbers))
    return page.locator(".st-label-text").all_text_contents()


def bag_in_hand(enter: Enter) -> str:
    """The label of a seized bag that an investigator still holds."""
    page = enter("second_investigator")
    page.goto("/custody/laboratory/ask/")
    cases = [words.strip() for words in page.locator("#case-title ~ p .bl-waybill").all_text_contents()]
    page.goto(f"/custody/labels/?case={cases[-1]}")
    numbers = page.locator("#id_numbers").input_value().split()
    return labels_of(page, [number for number in numbers if re.search(r"-E\d+$", number)])[-1]


def scan(page: Page, text: str) -> str:
    """Type as a scanner does, and return which answer is shown."""
    page.locator("#st-code").focus()
    with page.expect_response(re.compile("scan/")):
        page.keyboard.type(text, delay=2)
        page.keyboard.press("Enter")
    expect(page.locator("#st-code")).to_have_value("")
    return page.locator("[data-st-answer]").get_attribute("data-st-answer") or ""


def write_pin(page: Page) -> None:
    """The PIN of the page, typed once: the scanner goes on in the box."""
    expect(page.locator("#st-pin")).to_be_focused()
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.locator("#st-code")).to_be_focused()


def test_a_custodians_day_by_keyboard_and_scanner(enter: Enter) -> None:
    bag = bag_in_hand(enter)
    number, node = bag.split(":")[2], bag.split(":")[1]
    page = enter("custodian")
    page.goto("/custody/scan/")
    write_pin(page)

    began = time.monotonic()
    assert scan(page, bag) == "take-in"
    expect(page.locator("#id_seals")).to_be_focused()
    for words in ("", PIN, PIN):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("exhibit="))
    assert time.monotonic() - began < 10, "two officers sign on one screen"
    write_pin(page)
    assert scan(page, f"BLP1:{node}:{OTHER_SHELF}") == "placed"
    assert page.locator(".st-place").text_content() == OTHER_SHELF
    assert scan(page, f"BLX1:AU-POLICE:{number}:01234567") == "foreign"
    assert scan(page, "NOTHERE") == "unknown"

    page.goto(f"/custody/places/{SHELF}/")
    here = page.locator("td[data-label] a.bl-waybill").all_text_contents()
    seen, missing = here[0], here[1:]
    (label,) = labels_of(page, [seen])
    page.goto("/custody/stock-takes/")
    page.locator("#id_place").select_option(SHELF)
    page.locator("#id_place").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/stock-takes/[^/]+/$"))
    assert scan(page, label) == "expected"
    assert scan(page, bag) == "unexpected"
    assert page.locator(".st-count strong").text_content() == "1"
    assert page.locator("[data-st-missing] .bl-waybill").all_text_contents() == missing
    assert page.locator("[data-st-unexpected] .bl-waybill").all_text_contents() == [number]
    close_by_two(page)
    assert page.locator("[data-st-missing] .bl-waybill").all_text_contents() == missing
    page.goto(f"/custody/places/{SHELF}/")
    assert page.locator("td[data-label] a.bl-waybill").all_text_contents() == here


def close_by_two(page: Page) -> None:
    """Both custodians sign on one screen."""
    page.locator("#id_pin").focus()
    page.keyboard.type(PIN)
    page.keyboard.press("Tab")
    page.locator("#id_second").select_option(index=1)
    page.keyboard.press("Tab")
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.locator("#signed-title")).to_be_visible()


def test_a_label_sheet_is_printed_from_what_is_not_yet_placed(enter: Enter) -> None:
    page = enter("custodian")
    page.goto(f"/custody/places/{SHELF}/")
    numbers = page.locator("td[data-label] a.bl-waybill").all_text_contents()

    texts = labels_of(page, numbers)
    answer = page.request.get("/custody/labels/labels.pdf?numbers=" + "%0A".join(numbers))

    assert [text.split(":")[2] for text in texts] == numbers
    assert page.locator(".st-label svg").count() == len(numbers)
    assert answer.body().startswith(b"%PDF-")


def test_what_runs_out_stands_among_what_is_due(enter: Enter) -> None:
    page = enter("custodian")
    page.goto("/custody/balances/")
    ends = date.today() - timedelta(days=1)  # noqa: DTZ011 - the browser's own day
    for name, words in (
        ("number", "OLD-1"), ("division", "0.1"), ("calibration_ug", "20000"), ("certificate", "JL-OLD-1"),
        ("certified_until", ends.isoformat()),
    ):  # fmt: skip
        page.locator(f"#id_{name}").fill(words)
    page.keyboard.press("Enter")

    expect(page.locator(".st-loud")).to_contain_text("OLD-1")
    page.goto("/custody/")
    expect(page.locator(".st-due")).to_contain_text("OLD-1")


def test_the_rooms_pages_are_whole_and_open_to_all(enter: Enter) -> None:
    paths = (
        "", "scan/", "stock-takes/", "labels/", "labels/sheet/?places=1", "places/", f"places/{SHELF}/",
        "balances/", "alarms/", "holds/", "forms/", "laboratory/", "keys/mine/",
    )  # fmt: skip
    root = ("keys/ceremony/", "keys/ceremony/print/")

    assert faults_among(enter("custodian"), [f"/custody/{path}" for path in paths]) == []
    assert faults_among(enter("second_investigator"), [f"/custody/{path}" for path in root]) == []
