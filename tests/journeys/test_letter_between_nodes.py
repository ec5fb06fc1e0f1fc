"""Two nodes, two processes, two languages: a clue crosses the border, is answered, and comes back as 3 kg."""

import socket
import sqlite3
from pathlib import Path

import pytest

from borderlink.node.demo.nodes import Far, neighbourhood
from tests.walked import Walk

pytestmark = pytest.mark.journey
BASIS = {"channel": "CHA-POLICE", "instrument": "UN 1988 Convention", "article": "9"}


def pinned(dongxing: Far, mong_cai: Far) -> None:
    cards = {one.code: one.ask("introduce") for one in (dongxing, mong_cai)}
    dongxing.ask("pin", **cards["mong-cai"], **BASIS)
    mong_cai.ask("pin", **cards["dongxing"], **BASIS)


def test_a_clue_crosses_the_border_and_its_author_learns_what_it_led_to(tmp_path: Path, story: Walk) -> None:
    with neighbourhood(tmp_path, ("dongxing", "mong-cai"), template=story.tables) as near:
        dongxing, mong_cai = near.nodes["dongxing"], near.nodes["mong-cai"]
        pinned(dongxing, mong_cai)

        clue = dongxing.ask("tell_clue", to="mong-cai")
        read = mong_cai.ask("read", kind="clue")
        answer = mong_cai.ask(
            "answer", letter=read["letter"], title="Xe tải giấu heroin", pack="vn", note="Đã bố trí."
        )
        answered = dongxing.ask("read", kind="answer")
        mong_cai.ask("report_back", letter=read["letter"], case=answer["case"])
        told = dongxing.ask("read", kind="feedback")
        ours, theirs = dongxing.ask("count"), mong_cai.ask("count")

    assert read["letter"] == clue["letter"]
    assert (read["language"], answered["language"]) == ("vi", "zh-Hans")
    assert "Heroin" in read["said"]
    assert "3.000 g đến 3.500 g" in read["said"]
    assert "+84 912 000 187" in read["said"]
    assert "查获海洛因3,000克" in told["said"]
    assert (ours["sent"], ours["received"], theirs["sent"], theirs["received"]) == ("1", "2", "2", "1")
    assert (ours["opened"], theirs["opened"]) == ("1", "2")
    assert int(ours["receipts"]) >= 2  # found valid by their node, opened by their officer
    assert outcome_in(tmp_path / "dongxing") == [("OUT-SEIZED",)]


def outcome_in(folder: Path) -> list[tuple[str]]:
    """What the author's own database says became of the clue, and that nothing is left to send."""
    (file,) = [path for path in folder.glob("*.sqlite3") if path.is_file()]
    with sqlite3.connect(file) as database:
        waiting = database.execute("SELECT count(*) FROM liaison_outgoing WHERE state = 'waiting'").fetchone()
        assert waiting == (0,)
        return database.execute(
            "SELECT outcome FROM liaison_letter WHERE kind = 'clue' AND direction = 'out'"
        ).fetchall()


def test_the_further_nodes_are_down_when_the_story_ends(tmp_path: Path) -> None:
    with neighbourhood(tmp_path, ("sydney-police",)) as near:
        far = near.nodes["sydney-police"]
        assert far.ask("introduce")["digits"].count(" ") == 11
        port = settings_of(tmp_path / "sydney-police")["port"]

    assert far.process.wait(timeout=20) is not None
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", int(port))) != 0


def settings_of(folder: Path) -> dict[str, str]:
    lines = (folder / "borderlink.toml").read_text().splitlines()
    pairs = [line.split("=", 1) for line in lines if "=" in line]
    return {name.strip(): value.strip() for name, value in pairs}
