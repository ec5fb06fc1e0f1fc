"""The documentation says what the code does: every room, refusal and promise is in it."""

import re
import tomllib

import pytest

from tests.house.source import OPEN_PLAN, PACKAGE, ROOMS, TOP, name

HEADINGS = ["Purpose", "Words", "Acts", "Refusals", "Limits"]


@pytest.mark.parametrize("room", [*ROOMS, *OPEN_PLAN])
def test_every_room_has_a_page_with_the_same_five_headings(room: str) -> None:
    page = (TOP / "docs" / "rooms" / f"{room}.md").read_text()

    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == HEADINGS


def test_every_refusal_is_documented_under_its_code() -> None:
    codes = {
        code
        for path in PACKAGE.rglob("*.py")
        for code in re.findall(
            r'^    code(?:: ClassVar\[str\])? = "([a-z.-]+)"$', path.read_text(), re.MULTILINE
        )
    }
    pages = "\n".join(page.read_text() for page in (TOP / "docs").rglob("*.md"))

    assert sorted(code for code in codes if f"`{code}`" not in pages) == []
    assert len(codes) > 20


def test_every_test_named_as_the_keeper_of_a_promise_exists() -> None:
    page = (TOP / "ARCHITECTURE.md").read_text()
    keepers = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page)

    missing = [
        f"{file}::{test}"
        for file, test in keepers
        if not (TOP / file).is_file() or (test and f"def {test}(" not in (TOP / file).read_text())
    ]

    assert keepers
    assert missing == []


def test_readme_and_architecture_stay_short() -> None:
    assert len((TOP / "README.md").read_text().splitlines()) <= 120
    assert len((TOP / "ARCHITECTURE.md").read_text().splitlines()) <= 200


def test_every_word_list_of_the_package_says_where_it_is_from() -> None:
    notice = (TOP / "NOTICE").read_text()
    unnamed = [
        name(path)
        for path in sorted(PACKAGE.rglob("data/*"))
        if path.suffix in {".csv", ".toml", ".json", ".parquet"}
        and path.is_file()
        and str(path.relative_to(PACKAGE)) not in notice
    ]

    assert unnamed == []


def test_every_act_that_is_journalled_has_words() -> None:
    files = sorted((PACKAGE / "language/data/sentences/en").glob("*.toml"))
    words = {name for file in files for name in tomllib.loads(file.read_text())}
    rooms = "|".join([*ROOMS, *OPEN_PLAN])
    acts = {
        act
        for path in PACKAGE.rglob("*.py")
        for act in re.findall(rf'(?:act=|if \w+ else |act = )"((?:{rooms})\.[a-z-]+)"', path.read_text())
    }

    assert sorted(act for act in acts if f"act.{act}" not in words) == []
    assert len(acts) > 30
