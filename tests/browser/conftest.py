"""A demonstration's node in processes of its own, and a real Chromium that signs in by its one-time links."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.looking import speak
from tests.walked import Walk

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
Enter = Callable[..., Page]
START_S = 240  # how long the pages may take to answer, on a busy machine


@pytest.fixture(scope="session")
def port_of_call(story: Walk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Serve a copy of the walked story's node until the tests end; give its figures, address and links."""
    folder = shutil.copytree(story.node, tmp_path_factory.mktemp("demo") / "node")
    doors = [sys.executable, "-m", "tests.browser.doors", str(folder)]
    links = json.loads(subprocess.run(doors, check=True, capture_output=True, text=True).stdout)
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port = int(trial.getsockname()[1])
    address = f"http://localhost:{port}"
    with ExitStack() as stack:
        for verb in ("web", "work"):
            stack.enter_context(_running(verb, folder, port))
        _wait_until_ready(address, folder)
        yield story.figures() | {
            "folder": folder, "address": f"{address}/",
            "sign_in": {part: address + path for part, path in links.items()}
        }  # fmt: skip


@contextmanager
def _running(verb: str, folder: Path, port: int) -> Iterator[None]:
    """Run a process of the node: its pages, or the work behind them."""
    given = {"BORDERLINK_FOLDER": str(folder), "BORDERLINK_PORT": str(port)}
    with (folder.parent / f"{verb}.txt").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "borderlink", "node", verb],
            env=os.environ | given, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_ready(address: str, folder: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"{address}/health/ready", timeout=10):  # noqa: S310
            return
        time.sleep(0.2)
    raise AssertionError("".join(path.read_text()[-2000:] for path in folder.parent.glob("*.txt")))


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
        speak(page, language)
        return page

    yield open_page
    for context in contexts:
        context.close()
