"""Every page an officer can reach, in four languages, wide and narrow: whole, readable, accessible."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.looking import LANGUAGES, barriers, faults_of

pytestmark = pytest.mark.browser

PARTS = [
    "inspector",
    "analyst",
    "commander",
    "planner",
    "auditor",
    "administrator",
    "investigator",
    "custodian",
    "laboratory",
    "liaison",
    "liaison_commander",
]
MOST_OF_A_KIND = 1  # pages that differ only by a number or a waybill
LEAVE = re.compile(
    r"/(logout|static|media|health|download|quarantine|original)|/(file|page|record|print)/$|\.(csv|jpg|png|parquet|pdf|zip)"
)
SPOKEN = ["zh-Hans", "vi", "en"]  # traditional characters are made of these and as wide: seen once


def kind_of(path: str) -> str:
    """The page's shape: numbers, waybills and codes are one and the same."""
    return re.sub(r"(?<=/)(?=[^/]*\d)[^/]+", "*", path)


def reachable(page: Page, part: str) -> list[str]:
    """Every address that links lead to from here, one of a kind; where a page asks why, a reason is given."""
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
        reason = page.locator("form[method=get] [name=why]").first
        if reason.count():
            page.goto(f"{path}?why={reason.evaluate(GIVEN)}")
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        here = urlsplit(page.url).netloc
        waiting += [urlsplit(link).path for link in links if urlsplit(link).netloc == here]
    return found


# What a list of reasons offers first, or the value of a button or a box to be chosen.
GIVEN = "field => field.options ? [...field.options].map(o => o.value).find(v => v) : field.value"


@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_whole_and_accessible_in_every_language_wide_and_narrow(
    part: str, enter: Callable[..., Page]
) -> None:
    pages = reachable(enter(part), part)

    wrong = [
        fault
        for language in (LANGUAGES if part == PARTS[0] else SPOKEN)
        for page in [enter(part, language=language)]
        for path in pages
        for fault in faults_of(page, path, language)
    ]

    assert pages
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_is_accessible_to_those_not_signed_in(language: str, enter: Callable[..., Page]) -> None:
    page = enter("", language=language, width=420)

    assert barriers(page) == []
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("input[type=password]").count() == 1
