"""The story's case with its seizure and its dossier, as its investigator sees it after saying why."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.looking import faults_among

pytestmark = pytest.mark.browser
PARTS = ("overview", "people", "links", "timeline", "tasks", "diary", "documents", "outcome")


def test_every_part_of_the_case_is_whole_and_accessible(enter: Callable[..., Page]) -> None:
    page = enter("investigator")
    page.goto("/cases/")
    page.locator("td a.bl-waybill").last.click()
    if page.locator("select[name=why]").count():
        page.locator("form button.btn-primary").first.click()
    where = page.url.split("?")[0]
    number = where.rstrip("/").rsplit("/", 1)[-1]
    dossier = f"/dossiers/{number}-D1/"
    beside = [f"/dossiers/cases/{number}/draw-up/", dossier, f"{dossier}disclosure/",
              f"/cases/seizures/{number}-S01/", f"{where}seizures/new/", f"{where}report/"]  # fmt: skip

    wrong = faults_among(page, [*beside, *(f"{where}?part={part}" for part in PARTS)])

    assert wrong == []
    page.goto(f"{where}?part={PARTS[-1]}")
    assert page.locator(".ca-tabs [aria-current=page]").count() == 1
