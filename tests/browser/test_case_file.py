"""The story's case with its seizure and its dossier, as its investigator sees it after saying why."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PARTS = ("overview", "people", "links", "timeline", "tasks", "diary", "documents", "outcome")


@pytest.mark.parametrize(("language", "width"), [("zh-Hans", 1440), ("vi", 420), ("en", 1440)])
def test_every_part_of_the_case_is_whole_and_accessible(
    language: str, width: int, enter: Callable[..., Page]
) -> None:
    page = enter("investigator", language=language, width=width)
    page.goto("/cases/")
    page.locator("td a.bl-waybill").last.click()
    if page.locator("select[name=why]").count():
        page.locator("form button.btn-primary").first.click()
    where = page.url.split("?")[0]
    wrong: list[str] = []

    number = where.rstrip("/").rsplit("/", 1)[-1]
    dossier = f"/dossiers/{number}-D1/"
    beside = [f"/dossiers/cases/{number}/draw-up/", dossier, f"{dossier}disclosure/",
              f"/cases/seizures/{number}-S01/", f"{where}seizures/new/", f"{where}report/"]  # fmt: skip

    for part in [*beside, *(f"{where}?part={part}" for part in PARTS)]:
        answer = page.goto(part)
        assert answer is not None
        assert answer.status == 200
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{part}: {over} px wider than the window"] if over > 0 else []
        found = Axe().run(page).response["violations"]
        wrong += [f"{part}: {one['id']}" for one in found if one["impact"] in {"serious", "critical"}]

    assert wrong == []
    assert page.locator(".ca-tabs [aria-current=page]").count() == 1
