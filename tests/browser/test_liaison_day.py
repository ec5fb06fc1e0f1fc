"""A liaison officer's day in two browsers: a clue in Chinese, read in Vietnamese, over a link that breaks."""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from borderlink.node.demo.nodes import Far
from tests.walked import Walk

pytestmark = pytest.mark.browser

BASIS = {"channel": "CHA-POLICE", "instrument": "UN 1988 Convention", "article": "9"}
PATIENCE_S = 30


@dataclass
class Line:
    """The line between two nodes: carries bytes to a port, or refuses them while it is broken."""

    to: int
    broken: bool = True
    server: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def port(self) -> int:
        return int(self.server.getsockname()[1])

    def serve(self) -> None:
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            if self.broken:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


@dataclass
class Office:
    """One node of the border in a process of its own, and the port it answers on."""

    far: Far
    port: int


@pytest.fixture
def border(tmp_path: Path, story: Walk) -> Iterator[dict[str, Office]]:
    """Found Dongxing and Mong Cai in two processes, and let them hold the ceremony."""
    with ExitStack() as stack:
        offices = {}
        for code in ("dongxing", "mong-cai"):
            port = _free_port()
            command = [
                sys.executable, "-m", "borderlink.node.demo.far", code, str(tmp_path / code), str(port),
                str(story.tables),
            ]  # fmt: skip
            process = stack.enter_context(
                subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                    start_new_session=True,
                )
            )  # fmt: skip
            stack.callback(process.terminate)
            offices[code] = Office(Far(code=code, process=process), port)
        for office in offices.values():
            office.far.begin("introduce")
        cards = {code: office.far.hear("introduce") for code, office in offices.items()}
        offices["dongxing"].far.begin("pin", **cards["mong-cai"], **BASIS)
        offices["mong-cai"].far.ask("pin", **cards["dongxing"], **BASIS)
        offices["dongxing"].far.hear("pin")
        yield offices


@pytest.fixture
def seat(chromium: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def sit(office: Office) -> Page:
        links = office.far.ask("sign_in", port=str(office.port))
        context = chromium.new_context(
            base_url=f"http://localhost:{office.port}", viewport={"width": 1440, "height": 900}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(links["liaison"])
        return page

    yield sit
    for context in contexts:
        context.close()


def until(page: Page, address: str, wanted: str) -> str:
    """Look at a page again and again until it says something, and return what it says."""
    end = time.monotonic() + PATIENCE_S
    while True:
        page.goto(address)
        said = " ".join(page.locator(".le-rows, .le-won, .le-aside").all_inner_texts())
        if re.search(wanted, said):
            return said
        assert time.monotonic() < end, said
        page.wait_for_timeout(400)


def fill(page: Page, **fields: str) -> None:
    """Type into or choose from fields by name; a dash in a name is written as three underscores."""
    for name, value in fields.items():
        found = page.locator(f"[name='{name.replace('___', '-')}']").first
        if found.evaluate("one => one.tagName") == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)


def break_the_line(page: Page, line: Line) -> None:
    """Let our letters to Mong Cai go through the line, which is broken."""
    threading.Thread(target=line.serve, daemon=True).start()
    page.goto("/liaison/partners/of/mong-cai/details/")
    page.locator("[name=address]").fill(f"http://127.0.0.1:{line.port}")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def write_clue(page: Page) -> str:
    """Compose, preview and seal a clue; return the address of its page."""
    page.goto("/liaison/letters/new/")
    page.locator("input[name=kind][value=clue]").check()
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    assert "0" in page.locator(".le-score-points strong").inner_text()
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    begin, end = tomorrow.strftime("%Y-%m-%dT20:00"), tomorrow.strftime("%Y-%m-%dT23:00")
    fill(
        page, drugs___0___substance="SUB-METH-ICE", drugs___0___form="FRM-CRYSTAL",
        drugs___0___amount__from="3", places___0___country="VN", places___0___text="芒街口岸货场",
        places___0___kind="PLC-CLEARANCE", windows___0___begin=begin, windows___0___end=end,
        how___mode="CHN-ROAD", how___concealment__0="CON-TEAPACK", traces___0___value_="EE473124829CN",
    )  # fmt: skip
    page.locator("input[name='part7-actions'][value=ACT-INSPECT]").check()
    page.locator("input[name='source-known_to'][value=RSK-MANY]").check()
    expect(page.locator(".le-score-points strong")).to_have_text(re.compile(r"[6-9]\d|100"), timeout=15_000)
    with page.expect_navigation():
        page.locator("button[name=preview]").click()
    theirs = page.locator(".le-theirs").inner_text()
    assert "ma túy đá" in theirs
    with page.expect_navigation():
        page.locator("form[action$='/send/'] button").click()
    return page.url


def reply(page: Page, kind: str, **fields: str) -> None:
    """Answer the letter that is open with one of a kind, and seal it."""
    page.locator(f"a[href$='kind={kind}']").click()
    page.locator(f"input[name=kind][value={kind}]").check()
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    boxes = {name: value for name, value in fields.items() if value.startswith("OUT-") and "part" in name}
    fill(page, **{name: value for name, value in fields.items() if name not in boxes})
    for name, value in boxes.items():
        page.locator(f"input[name='{name.replace('___', '-')}'][value={value}]").check()
    with page.expect_navigation():
        page.locator("button[name=preview]").click()
    with page.expect_navigation():
        page.locator("form[action$='/send/'] button").click()


def test_a_liaison_officers_day(border: dict[str, Office], seat: Callable[..., Page]) -> None:
    dongxing, mong_cai = seat(border["dongxing"]), seat(border["mong-cai"])
    line = Line(to=border["mong-cai"].port)

    break_the_line(dongxing, line)
    clue = write_clue(dongxing)
    held = until(dongxing, clue, "尝试发送，未成功")
    line.broken = False
    mong_cai_inbox = until(mong_cai, "/liaison/letters/", "Thông báo nguồn tin")
    mong_cai.locator(".le-rows a.le-link").first.click()
    read = mong_cai.locator("main").inner_text()
    opened = until(dongxing, clue, r"承办人已阅\s+20\d\d")
    reply(mong_cai, "answer", answers___0___question="A1", answers___0___outcome="OUT-ONGOING")
    answered = until(dongxing, "/liaison/letters/", "复函")
    mong_cai.goto("/liaison/letters/?kind=clue")
    mong_cai.locator(".le-rows a.le-link").first.click()
    reply(
        mong_cai, "feedback", part0___outcomes="OUT-SEIZED", part0___arrested="2",
        seized___0___substance="SUB-METH-ICE", seized___0___amount__from="3",
    )  # fmt: skip
    won = until(dongxing, "/liaison/letters/", "3千克")

    assert "已封装" in held
    assert "Chờ mở" in mong_cai_inbox
    assert "Methamphetamine (ma túy đá)" in read
    assert "EE473124829CN" in read
    assert "校验通过" in opened
    assert "芒街边境缉毒联络官办公室" in answered
    assert "抓获2人" in won
    line.server.close()
