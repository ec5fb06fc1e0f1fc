"""Every page an officer can reach, in four languages, wide and narrow: whole, readable, accessible."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

pytestmark = pytest.mark.browser

PARTS = ["inspector", "analyst", "commander", "planner", "auditor", "administrator"]
MOST_OF_A_KIND = 1  # pages that differ only by a number or a waybill
LEAVE = re.compile(r"/(logout|static|media|health|download|quarantine|original)|\.(csv|jpg|png|parquet)")


def kind_of(path: str) -> str:
    """The page's shape: numbers, waybills and codes are one and the same."""
    return re.sub(r"(?<=/)(?=[^/]*\d)[^/]+", "*", path)


def reachable(page: Page, part: str) -> list[str]:
    """Every address that links lead to from here, one of a kind."""
    seen: dict[str, list[str]] = {}
    waiting, found = [urlsplit(page.url).path], []
    while waiting:
        path = waiting.pop(0)
        kept = seen.setdefault(kind_of(path), [])
        if part != PARTS[0] and path.startswith("/account"):
            continue  # the same for everyone: the first officer looks at it
        if path in found or len(kept) >= MOST_OF_A_KIND or LEAVE.search(path):
            continue
        kept.append(path)
        found.append(path)
        page.goto(path)
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        here = urlsplit(page.url).netloc
        waiting += [urlsplit(link).path for link in links if urlsplit(link).netloc == here]
    return found


def faults_of(page: Page, path: str, language: str, width: int) -> list[str]:
    """What is wrong with one page, in words."""
    heard: list[str] = []

    def listener(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    page.on("console", listener)
    answer = page.goto(path)
    page.wait_for_load_state("load")
    page.remove_listener("console", listener)
    wrong = [f"console: {text}" for text in heard]
    if answer is None or answer.status != 200:
        wrong.append(f"status {answer.status if answer else 'none'}")
    if page.locator("html").get_attribute("lang") != language:
        wrong.append("lang")
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} first headings")
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        wrong.append(f"{over} px wider than the window")
    return [f"{path} {language} {width}: {fault}" for fault in wrong]


@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_whole_in_every_language_and_width(part: str, enter: Callable[..., Page]) -> None:
    wrong: list[str] = []
    pages = reachable(enter(part), part)
    for language in ["zh-Hans", "zh-Hant", "vi", "en"]:
        for width in [1440, 420]:
            page = enter(part, language=language, width=width)
            for path in pages:
                wrong += faults_of(page, path, language, width)

    assert pages
    assert wrong == []


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("language", "width"), [("zh-Hans", 1440), ("vi", 420)])
def test_every_page_is_accessible(part: str, language: str, width: int, enter: Callable[..., Page]) -> None:
    page = enter(part, language=language, width=width)
    wrong: list[str] = []
    for path in reachable(page, part):
        page.goto(path)
        found = Axe().run(page).response["violations"]
        wrong += [
            f"{path}: {violation['id']} {violation['nodes'][0]['target']} {violation['help']}"
            for violation in found
            if violation["impact"] in {"serious", "critical"}
        ]

    assert wrong == []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "vi", "en"])
def test_the_door_is_accessible_to_those_not_signed_in(language: str, enter: Callable[..., Page]) -> None:
    page = enter("", language=language, width=420)

    violations = [v for v in Axe().run(page).response["violations"] if v["impact"] in {"serious", "critical"}]

    assert violations == []
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("input[type=password]").count() == 1
