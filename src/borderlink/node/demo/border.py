"""The story beyond the border: partners are pinned, clues told, read, answered; what came of them is told."""

import json
from typing import Final

from borderlink.node.demo import deeds
from borderlink.node.demo.desk import Desk
from borderlink.node.demo.nodes import PAIR, Far, Neighbourhood
from borderlink.node.demo.told import Told

OURS: Final = "guangzhou-customs"
UN_1988: Final = {"channel": "CHA-CUSTOMS", "instrument": "UN 1988 Convention", "article": "9"}
BORDER: Final = {"channel": "CHA-POLICE", "instrument": "UN 1988 Convention", "article": "9"}
MLA: Final = {
    "channel": "CHA-MLA", "instrument": "China-Australia Treaty on Mutual Legal Assistance (2006)",
    "article": "4", "own_reference": "",
}  # fmt: skip
RECEIVER: Final = ("Marlow Quince", "12 Fable Street, Sydney NSW 2000")


def meet(told: Told) -> dict[str, object]:
    """Hold the fingerprint ceremonies: Dongxing with Mong Cai, Guangzhou with Sydney."""
    near = told.near()
    for node in near.nodes.values():
        node.ask("pass_time", seconds=str(int(told.later.total_seconds())))
    cards = {code: node.ask("introduce") for code, node in near.nodes.items()}
    cards[OURS] = deeds.introduce(desk_of(told), {})
    if PAIR[0] in near.nodes:
        near.nodes["dongxing"].begin("pin", **cards["mong-cai"], **BORDER)
        near.nodes["mong-cai"].begin("pin", **cards["dongxing"], **BORDER)
    bases = {**UN_1988, "more_bases": json.dumps([MLA])}
    near.nodes["sydney-police"].begin("pin", **cards[OURS], **bases)
    deeds.pin(desk_of(told), {**cards["sydney-police"], **bases})
    for node in near.nodes.values():
        node.hear("pin")
    return {"pairs": len(near.nodes) // 2 + 1}


def desk_of(told: Told) -> Desk:
    """Return our own liaison office."""
    return Desk(cast=told.cast, language=told.language, later=told.later, consents=told.consents)


def exchange_clue(told: Told) -> dict[str, object]:
    """Let Dongxing tell Mong Cai of a lorry; Mong Cai reads it in Vietnamese, answers, and reports back."""
    near = told.near()
    dongxing, mong_cai = near.nodes["dongxing"], near.nodes["mong-cai"]
    clue = dongxing.ask("tell_clue", to="mong-cai")
    read = _read(near, mong_cai, "clue")
    answered = mong_cai.ask(
        "answer", letter=read["letter"], title="Xe tải chở hoa quả giấu heroin", pack="vn",
        note="Đã bố trí lực lượng kiểm tra tại cửa khẩu.",
    )  # fmt: skip
    _read(near, dongxing, "answer")
    mong_cai.ask("report_back", letter=read["letter"], case=answered["case"])
    back = _read(near, dongxing, "feedback")
    told.figures |= {"clue_score": clue["score"], "clue_said": read["said"], "feedback_said": back["said"]}
    return {"score": clue["score"], "case": answered["case"]}


def _read(near: Neighbourhood, node: Far, kind: str) -> dict[str, str]:
    told = node.ask("read", kind=kind)
    near.read_in.setdefault(node.code, told["language"])
    return told


def tell_sydney(told: Told) -> dict[str, object]:
    """Let Guangzhou tell Sydney of the tea, and an officer there read it in English."""
    near = told.near()
    sent = deeds.tell_tea(
        desk_of(told),
        {"to": "sydney-police", "case": told.case, "receiver": RECEIVER[0], "address": RECEIVER[1],
         "mass_g": "7981", "waybills": ",".join(told.tea)},
    )  # fmt: skip
    read = _read(near, near.nodes["sydney-police"], "clue")
    told.clue = read["letter"]
    told.figures["tea_said"] = read["said"]
    return {"score": sent["score"]}


def count_letters(told: Told) -> dict[str, object]:
    """Count letters and receipts of every node once everything has come to its reader."""
    near = told.near()
    counted = [node.ask("count") for node in near.nodes.values()]
    counted.append(deeds.count(desk_of(told), {}))
    letters, receipts = (sum(int(one[name]) for one in counted) for name in ("received", "receipts"))
    told.figures |= {
        "clue_read_in": dict(near.read_in), "letters": letters, "receipts": receipts,
        "letters_sent": sum(int(one["sent"]) for one in counted),
    }  # fmt: skip
    return {"letters": letters, "receipts": receipts}
