"""Every page an officer can reach, in four languages, wide and narrow: whole, readable, accessible.

Every page of every officer is asked for in each language; a browser looks at each shape of page once, whoever
reaches it: what differs for another officer (a button, a form, a table) makes another shape.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Page

from tests.browser.looking import BUTTONS, LANGUAGES, barriers, faults_among
from tests.browser.plain import Visitor, kind_of

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
SHARES = 2  # of the shapes, for a worker each
LEAST = 100  # kinds of pages that were there when this was written
# They tell of nobody but the reader, or ask for a purpose first.
OWN = re.compile(r"/$|/(account|api|custody/keys/mine|liaison/partners/ours|cases/files/[^/]+/custody)/")
Visit = Callable[[str], Visitor]


@pytest.fixture
def visit(seats: Callable[[str], Path], port_of_call: dict[str, Any]) -> Visit:
    """Walk the pages as an officer, without a browser."""
    return lambda part: Visitor(port_of_call["address"], seats(part))


def lines_of_officers(folder: Path) -> int:
    """How many lines officers have left in the journal of a node that is served."""
    with closing(sqlite3.connect(f"file:{folder}/borderlink.sqlite3?mode=ro", uri=True)) as held:
        (count,) = held.execute("SELECT count(*) FROM journal_line WHERE \"by\" <> 'node'").fetchone()
        return int(count)


@pytest.mark.parametrize("part", PARTS)
def test_every_page_leaves_a_line_and_answers_in_every_language(
    part: str, visit: Visit, port_of_call: dict[str, Any]
) -> None:
    visitor, paths, untold = visit(part), [], []
    before = lines_of_officers(port_of_call["folder"])
    for path, answer in visitor.walk():
        after = lines_of_officers(port_of_call["folder"])
        untold += [path] if after == before and answer.reason is None and not OWN.match(path) else []
        paths += [path] if part == PARTS[0] or not path.startswith("/account") else []
        before = after

    wrong = []
    for language in LANGUAGES:
        visitor.speak(BUTTONS[language])
        for path in paths:
            answer = visitor.look(path)
            if (answer.status, answer.language, answer.headings) != (200, language, 1):
                wrong.append((path, language, answer.status, answer.language, answer.headings))

    assert paths
    assert untold == []
    assert wrong == []


@pytest.mark.parametrize("share", range(SHARES))
def test_every_shape_of_page_is_whole_and_accessible_wide_and_narrow(
    share: int, visit: Visit, enter: Callable[..., Page]
) -> None:
    kinds, shapes = set[str](), set[tuple[str, frozenset[tuple[str, ...]]]]()
    looked_at, again = defaultdict[str, list[str]](list), set[str]()
    for part in PARTS:
        for path, answer in visit(part).walk():
            kind, shape = kind_of(path), (kind_of(path), frozenset(answer.shape))
            if shape not in shapes and crc32(kind.encode()) % SHARES == share:
                looked_at[part].append(path)
                again |= {path} if kind in kinds else set()
            kinds.add(kind)
            shapes.add(shape)

    wrong = [
        fault for part, paths in looked_at.items() for fault in faults_among(enter(part), paths, once=again)
    ]

    assert len(kinds) >= LEAST
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_is_accessible_to_those_not_signed_in(language: str, enter: Callable[..., Page]) -> None:
    page = enter("", language=language, width=420)

    assert barriers(page) == []
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("input[type=password]").count() == 1
