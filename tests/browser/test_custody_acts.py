"""A day with exhibits by keyboard alone, in a real Chromium: seized, weighed, sampled, sealed, moved."""

import re
import time
from collections.abc import Callable, Mapping
from typing import TypedDict

import pytest
from playwright.sync_api import Error, Page, expect

from borderlink.node.demo.people import PARTS, PIN
from tests.browser.looking import faults_among

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
SECONDS = 10  # two officers sign on one screen
SECOND = PARTS["second_investigator"].badge
CUSTODIAN = PARTS["custodian"].badge
TWO = {"sign-pin": PIN, "sign-second": SECOND, "sign-second_pin": PIN}


class Focus(TypedDict):
    """What has the focus: a field's name, its type, what stands in it."""

    name: str
    type: str
    value: str


def focus(page: Page) -> Focus:
    found: Focus = page.evaluate(
        "(({name, type, value}) => ({name: name || '', type: type || '', value: value || ''}))"
        "(document.activeElement)"
    )
    return found


def by_keyboard(page: Page, path: str, answers: Mapping[str, str]) -> float:
    """Fill a form with the keyboard alone, Enter after Enter, and return how long it took."""
    page.goto(path)
    left, since = dict(answers), time.monotonic()
    for _ in range(60):
        here = focus(page)
        wanted = left.pop(here["name"], "")
        if wanted and here["type"] == "checkbox":
            page.keyboard.press("Space")
        elif wanted and wanted != here["value"]:
            page.keyboard.type(wanted)
        page.keyboard.press("Enter")
        try:
            if page.evaluate("!!document.querySelector('form[data-cu-enter]')?.dataset.cuSent"):
                break
        except Error:  # the form is gone: it was sent
            break
    page.wait_for_load_state("networkidle")
    expect(page.locator(".bl-message-success, .bl-refusal, .bl-field-error, .cu-ask").first).to_be_visible()
    assert left == {}, f"no field of {path} asked for {sorted(left)}"
    return time.monotonic() - since


def done(page: Page) -> str:
    """The words that say it was recorded; a refusal is shown instead."""
    refused = page.locator(".bl-refusal, .bl-field-error, .cu-ask").all_inner_texts()
    assert refused == []
    return page.locator(".bl-message-success").first.inner_text()


@pytest.fixture(scope="session")
def lot(chromium: object, seats: object, port_of_call: Mapping[str, object]) -> dict[str, str]:
    """What the day works on, filled by its first test."""
    return {"case": str(port_of_call["case"]), "exhibit": ""}


def seize_one(enter: Enter, lot: dict[str, str]) -> str:
    """Seize one lot by keyboard, once; return its number."""
    if not lot["exhibit"]:
        page = enter("investigator")
        by_keyboard(
            page,
            f"/custody/cases/{lot['case']}/seize/",
            {
                "exhibits-0-substance": "Methamphetamine (crystal", "exhibits-0-form": "Crys",
                "exhibits-0-description": "white crystals in foil", "video": "ab" * 32,
                "sign-capacity": "Civ", "sign-witness_name": "Rosa Lindqvist", **TWO,
            },
        )  # fmt: skip
        assert "seizure is recorded" in done(page)
        lot["exhibit"] = page.locator("h1 .bl-waybill").inner_text()
    return lot["exhibit"]


def test_a_custodians_day_with_an_exhibit_by_keyboard_alone(enter: Enter, lot: dict[str, str]) -> None:
    number = seize_one(enter, lot)
    at = f"/custody/exhibits/{number}"
    page = enter("investigator")
    seal, sample_seal = f"DAY-{number[-3:]}-1", f"DAY-{number[-3:]}-2"

    weighed = by_keyboard(page, f"{at}/weigh/", {"balance": "KG-1", "mass": "2131", **TWO})
    assert "weighing is recorded" in done(page)
    by_keyboard(page, f"{at}/sheet/", {
        "net": "2013", "sample_balance": "LAB-1", "sample": "1.00", "purpose": "For the lab",
        "sample_seal": sample_seal, "number": seal, "sealed": "2130", "sign-capacity": "Civ",
        "sign-witness_name": "Rosa Lindqvist", "sign-pin": PIN, "sign-second_pin": PIN,
    })  # fmt: skip
    assert "sheet is signed" in done(page)
    given = by_keyboard(
        page, f"{at}/hand-over/",
        {"seal_1": seal, "sign-pin": PIN, "sign-second": CUSTODIAN, "sign-second_pin": PIN},
    )  # fmt: skip
    assert "hand-over is recorded" in done(page)
    custodian = enter("custodian")
    by_keyboard(custodian, f"{at}/store-in/", {"location": "SAFE", "sign-pin": PIN})
    assert "place is recorded" in done(custodian)
    moved = by_keyboard(custodian, f"{at}/move/", {"location": "A-01", "sign-pin": PIN})

    assert "new place is recorded" in done(custodian)
    told = custodian.locator(".cu-history").inner_text()
    assert "Weighed net: 2,013 g" in told
    assert f"Sample {number}-S1 of 1 g was taken" in told
    assert f"closed with seal {seal}" in told
    assert re.search(r"Moved from SAFE-1 to A-01-\d", told)
    assert max(weighed, given, moved) < SECONDS


def test_kilograms_typed_for_grams_are_read_back_and_asked_back(enter: Enter, lot: dict[str, str]) -> None:
    number = seize_one(enter, lot)
    page = enter("investigator")
    page.goto(f"/custody/exhibits/{number}-S1/weigh/")
    if page.locator("input[name=mass]").count() == 0:
        page.goto(f"/custody/exhibits/{number}/weigh/")

    page.fill("input[name=mass]", "7981000")

    expect(page.locator("#id_mass_echo")).to_have_text("= 7,981 kg")
    page.fill("input[name=mass]", "7,981")
    expect(page.locator("#id_mass_echo")).to_have_text("")


def test_pages_of_exhibits_are_whole_and_open_to_all(enter: Enter, lot: dict[str, str]) -> None:
    number, case = seize_one(enter, lot), lot["case"]
    acts = ["", "sheet/", "weigh/", "seal/", "hand-over/", "substitute/", "correct/", "witness/"]
    paths = [f"/custody/exhibits/{number}/{act}" for act in acts]
    paths += [f"/custody/exhibits/{case}-E01/", f"/custody/exhibits/{case}-E01-S1/"]
    paths += [
        f"/custody/cases/{case}/{name}/"
        for name in ("take-over", "seize", "group", "samples", "chain", "destruction", "closure")
    ]
    paths.append(f"/custody/cases/{case}/destruction/{case}-D01/")

    assert faults_among(enter("investigator"), paths) == []


def test_a_refusal_is_told_beside_the_form_and_what_was_typed_stays(
    enter: Enter, lot: dict[str, str]
) -> None:
    number = seize_one(enter, lot)
    page = enter("second_investigator")
    page.goto(f"/custody/exhibits/{number}/correct/")

    page.select_option("select[name=entry]", index=1)
    page.select_option("select[name=field]", "place")
    page.fill("textarea[name=note]", "a slip of the pen")
    page.fill("input[name=sign-pin]", "wrong-pin")
    page.click("form[data-cu-enter] button[type=submit]")

    expect(page.locator(".bl-refusal")).to_contain_text("custody.wrong-pin")
    expect(page.locator("textarea[name=note]")).to_have_value("a slip of the pen")
    expect(page.locator("input[name=sign-pin]")).to_have_value("")
