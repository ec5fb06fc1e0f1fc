"""A demonstration's node in processes of its own, and a real Chromium that signs in by its one-time links."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LANGUAGES = {"zh-Hans": "zh-hans", "zh-Hant": "zh-hant", "vi": "vi", "en": "en"}
Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def port_of_call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """Run `borderlink demo` until the tests end; give its figures, address and sign-in links."""
    folder = tmp_path_factory.mktemp("demo")
    figures = folder / "figures.json"
    command = [
        sys.executable,
        "-m",
        "borderlink",
        "demo",
        "--folder",
        str(folder / "node"),
        "--json",
        str(figures),
    ]
    with (folder / "out.txt").open("w") as out:
        demo = subprocess.Popen(
            [*command, "--parcels", "6000", "--language", "en", "--no-border"],
            stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + 480
        while not figures.is_file():
            told = (folder / "out.txt").read_text()[-4000:]
            assert demo.poll() is None, told
            assert time.monotonic() < until, told
            time.sleep(0.3)
        time.sleep(0.2)
        yield json.loads(figures.read_text())
    finally:
        demo.send_signal(signal.SIGTERM)
        try:
            demo.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(demo.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "needs Debian's chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def seats(
    chromium: Browser, port_of_call: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Sign each invented officer in once; give the browser's state, to be used again."""
    folder = tmp_path_factory.mktemp("seats")
    links = port_of_call["sign_in"]
    assert isinstance(links, dict)

    def seat(part: str) -> Path:
        state = folder / f"{part}.json"
        if not state.is_file():
            context = chromium.new_context()
            page = context.new_page()
            page.goto(links[part])
            answer = page.goto(str(port_of_call["address"]))
            assert answer is not None
            assert answer.status == 200
            assert "login" not in page.url
            context.storage_state(path=str(state))
            context.close()
        return state

    return seat


@pytest.fixture
def enter(
    chromium: Browser, seats: Callable[[str], Path], port_of_call: dict[str, object]
) -> Iterator[Enter]:
    """Open pages as one of the officers: `enter(part, language=, width=)`."""
    contexts: list[BrowserContext] = []

    def open_page(part: str, *, language: str = "en", width: int = 1440) -> Page:
        context = chromium.new_context(
            storage_state=str(seats(part)) if part else None,
            viewport={"width": width, "height": 900},
            base_url=str(port_of_call["address"]).rstrip("/"),
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        button = page.locator(f"button[name=language][value={LANGUAGES[language]}]").first
        with page.expect_navigation():
            button.evaluate("button => button.click()")  # on a narrow page it lies in the closed menu
        return page

    yield open_page
    for context in contexts:
        context.close()
