"""A whole controlled delivery where no network is: files carried by hand, and words said by telephone."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from borderlink.node.demo.nodes import Far, neighbourhood
from tests.walked import Walk

pytestmark = pytest.mark.journey
BASIS = {"channel": "CHA-POLICE", "instrument": "UN 1988 Convention", "article": "9"}
HOUR_S = 3_600


def plan() -> str:
    leg = {"minutes": 120, "on_stop": "CDM-SEIZE", "on_lapse": "CDM-HOLD"}
    return json.dumps({
        "until": int(time.time()) + 48 * HOUR_S, "substitution": "CDU-PART",
        "sides": [
            {"agency": "dongxing", "authority": "CPL 153", "reference": "31", "go": ["DX-0001"]},
            {"agency": "mong-cai", "authority": "BLTTHS", "reference": "77", "go": ["MC-0001"]},
        ],
        "legs": [
            {"leg": "L1", "start": "Dongxing", "end": "Bac Luan bridge", "agency": "dongxing", **leg},
            {"leg": "L2", "start": "Bac Luan bridge", "end": "Mong Cai", "agency": "mong-cai", **leg},
        ],
    })  # fmt: skip


@dataclass
class Border:
    """Two nodes without a line, a courier with files between them, and a telephone."""

    folder: Path
    files: int = 0

    def carry(self, one: Far, other: Far) -> dict[str, str]:
        """Carry what waits on one side to the other."""
        self.files += 1
        out = one.ask("carry_out", to=other.code, path=str(self.folder / f"file-{self.files}"))
        return other.ask("carry_in", path=out["path"])

    def call(self, one: Far, other: Far, said: str, leg: str = "") -> dict[str, str]:
        """Let one side read a word out, and the other enter it."""
        word = one.ask("say_word", said=said, leg=leg)
        assert word["word"]
        return other.ask("enter_word", **(word if said == "go" else word | {"until": "0"}))


def stages(*nodes: Far) -> set[str]:
    return {node.ask("stage")["stage"] for node in nodes}


def delivered(border: Border, one: Far, other: Far, leg: str) -> None:
    """Carry out one leg: nothing of it travels but words."""
    one.ask("give_go", leg=leg, minutes="120")
    assert json.loads(border.call(one, other, "go", leg)["legs"])[leg] == "go"  # heard: it counts there
    assert json.loads(border.call(other, one, "heard", leg)["legs"])[leg] == "go"
    one.ask("report", leg=leg, step="left")
    border.call(one, other, "left", leg)
    other.ask("report", leg=leg, step="arrived")
    border.call(other, one, "arrived", leg)


def test_a_delivery_is_planned_by_file_run_by_telephone_and_proved_by_file(
    tmp_path: Path, story: Walk
) -> None:
    with neighbourhood(tmp_path, ("dongxing", "mong-cai"), template=story.tables, line=False) as near:
        dongxing, mong_cai = near.nodes["dongxing"], near.nodes["mong-cai"]
        border = Border(tmp_path)
        cards = {one.code: one.ask("introduce") for one in (dongxing, mong_cai)}
        dongxing.ask("pin", **cards["mong-cai"], **BASIS)
        mong_cai.ask("pin", **cards["dongxing"], **BASIS)

        dongxing.ask("propose", to="mong-cai", plan=plan())
        border.carry(dongxing, mong_cai)
        mong_cai.ask("agree")
        border.carry(mong_cai, dongxing)
        dongxing.ask("stand_ready")
        assert border.call(dongxing, mong_cai, "armed")["stage"] == "armed"
        delivered(border, dongxing, mong_cai, "L1")
        delivered(border, mong_cai, dongxing, "L2")
        assert stages(dongxing, mong_cai) == {"done"}
        by_word = json.loads(dongxing.ask("stage")["letters"])
        came = [border.carry(dongxing, mong_cai), border.carry(mong_cai, dongxing)]
        ends = [node.ask("end_operation") for node in (dongxing, mong_cai)]

    assert [one["not_taken"] for one in came] == ["{}", "{}"]
    assert [int(one["new"]) for one in came] == [4, 3]  # that a GO was heard, the telephone alone says
    assert ends[0] | {"events": ""} == ends[1] | {"events": ""}  # the same signed letters on both sides
    assert len(by_word) < len(json.loads(ends[0]["letters"]))
