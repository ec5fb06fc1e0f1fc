"""The story beyond the border: partners are pinned, clues told, read, answered; what came of them is told."""

from typing import Final

from borderlink.node.demo import deeds
from borderlink.node.demo.deeds import Desk
from borderlink.node.demo.nodes import PAIR, Far, Neighbourhood
from borderlink.node.demo.told import Told

OURS: Final = "guangzhou-customs"
UN_1988: Final = {"channel": "CHA-CUSTOMS", "instrument": "UN 1988 Convention", "article": "9"}
BORDER: Final = {"channel": "CHA-POLICE", "instrument": "UN 1988 Convention", "article": "9"}
RECEIVER: Final = ("Marlow Quince", "12 Fable Street, Sydney NSW 2000")


def meet(told: Told) -> dict[str, object]:
    """Hold the fingerprint ceremonies: Dongxing with Mong Cai, Guangzhou with Sydney."""
    near = told.near()
    cards = {code: node.ask("introduce") for code, node in near.nodes.items()}
    cards[OURS] = deeds.introduce(_desk(told), {})
    if PAIR[0] in near.nodes:
        near.nodes["dongxing"].begin("pin", **cards["mong-cai"], **BORDER)
        near.nodes["mong-cai"].begin("pin", **cards["dongxing"], **BORDER)
    near.nodes["sydney-police"].begin("pin", **cards[OURS], **UN_1988)
    deeds.pin(_desk(told), {**cards["sydney-police"], **UN_1988})
    for node in near.nodes.values():
        node.hear("pin")
    return {"pairs": len(near.nodes) // 2 + 1}


def _desk(told: Told) -> Desk:
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
        _desk(told),
        {"to": "sydney-police", "case": told.case, "receiver": RECEIVER[0], "address": RECEIVER[1],
         "mass_g": "7981", "waybills": ",".join(told.tea)},
    )  # fmt: skip
    read = _read(near, near.nodes["sydney-police"], "clue")
    told.figures["tea_said"] = read["said"]
    return {"score": sent["score"]}


def count_letters(told: Told) -> dict[str, object]:
    """Count letters and receipts of every node once everything has come to its reader."""
    near = told.near()
    counted = [node.ask("count") for node in near.nodes.values()]
    counted.append(deeds.count(_desk(told), {}))
    letters, receipts = (sum(int(one[name]) for one in counted) for name in ("received", "receipts"))
    told.figures |= {
        "clue_read_in": dict(near.read_in), "letters": letters, "receipts": receipts,
        "letters_sent": sum(int(one["sent"]) for one in counted),
    }  # fmt: skip
    return {"letters": letters, "receipts": receipts}
