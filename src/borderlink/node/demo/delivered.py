"""The story goes on in Sydney: a suspect named, a substitute delivered under control, three arrested."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from borderlink.cases.actions.campaigns import record_gang
from borderlink.custody.actions import leaving
from borderlink.custody.actions.weighing import Reading
from borderlink.liaison.actions import substituting
from borderlink.node.demo import deeds, operation, police
from borderlink.node.demo.border import OURS, RECEIVER, desk_of
from borderlink.node.demo.desk import Desk, Given
from borderlink.node.demo.evidence import TEA_MG
from borderlink.node.demo.neighbours import NEIGHBOURS
from borderlink.node.demo.nodes import Far
from borderlink.node.demo.told import Told

SYDNEY: Final = "sydney-police"
ZONES: Final = ("Asia/Shanghai", "Australia/Sydney")
MARGIN: Final = timedelta(minutes=20)  # of machine time, in which the story comes to its arrests
ON_THE_WAY: Final = 24 * 60  # minutes of a GO
SENDERS: Final = (("韩冬野", "ROL-ORGANISER"), ("邱可安", "ROL-CONSIGNOR"))
MATERIAL: Final = "rock-sugar"
LEGS: Final = (
    {"leg": "L1", "start": "Guangzhou", "end": "Sydney airport", "minutes": ON_THE_WAY, "agency": OURS,
     "on_stop": "CDM-HOLD", "on_lapse": "CDM-HOLD"},
    {"leg": "L2", "start": "Sydney airport", "end": RECEIVER[1], "minutes": ON_THE_WAY, "agency": SYDNEY,
     "on_stop": "CDM-SEIZE", "on_lapse": "CDM-HOLD"},
)  # fmt: skip


def ahead(now: datetime) -> timedelta:
    """Return how far the story is from the machine's clock at first: nothing, or some hours behind it.

    The arrests of one hour fall on one day on both sides unless midnight lies between them: then the story
    is of the hour before.
    """
    for moment in (now + MARGIN, now):
        local = [moment.astimezone(ZoneInfo(zone)) for zone in ZONES]
        first = max(local, key=lambda one: one.date())  # where the new day has begun
        if len({one.date() for one in local}) > 1:
            return first.replace(hour=0, minute=0, second=0, microsecond=0) - MARGIN - now
    return timedelta()


def hear_sydney(told: Told) -> dict[str, object]:
    """Let Sydney take the clue up; its answer names a suspect, and its gate asks who may let that leave."""
    sydney = told.near().nodes[SYDNEY]
    case = sydney.ask("take_case", letter=told.clue, title="Tea parcels", pack="un", role="ROL-CONSIGNEE")[
        "case"
    ]
    told.abroad = case
    sydney.ask(
        "tell_status", kind="answer", to=OURS, letter=told.clue, case=case, status=police.SUSPECT,
        outcome="OUT-CONFIRMED",
    )  # fmt: skip
    read = deeds.read(desk_of(told), {"kind": "answer"})
    told.answer = read["letter"]
    told.figures |= {"answer_said": read["said"], "case_abroad": case}
    return {"case": case}


def deliver(told: Told) -> dict[str, object]:
    """Put a substitute in the drug's place; plan, agree, arm, GO and hear, leg by leg, to the door."""
    substitute = _substitute(told)
    ours, theirs = _asking(desk_of(told)), told.near().nodes[SYDNEY].ask
    made = ours("propose", to=SYDNEY, plan=json.dumps(plan(told.at())))
    theirs("agree")
    ours("stand_ready")
    substituting.name_substitute(
        operation=made["operation"], exhibit=substitute, by=told.reader("liaison"), at=told.at()
    )
    _leg("L1", ours, theirs)
    _leg("L2", theirs, ours)
    ends = (ours("end_operation"), theirs("end_operation"))
    told.figures |= {"substitute": substitute, "operation": made["operation"]}
    return {"legs": len(LEGS), "events": int(ends[0]["events"])}


def plan(at: datetime) -> dict[str, object]:
    """Return the plan that both sides sign: authority and who may say GO on each side, two legs."""
    until = at + timedelta(days=3)
    sides = [
        {"agency": OURS, "authority": "CPL 153", "reference": "GZ-31", "go": ["GZ-0114"]},
        {"agency": SYDNEY, "authority": "Crimes Act 1914 Part IAB", "reference": "NSW-77",
         "go": [NEIGHBOURS[SYDNEY].parts["liaison"].badge]},
    ]  # fmt: skip
    return {"until": int(until.timestamp()), "substitution": "CDU-WHOLE", "sides": sides, "legs": list(LEGS)}


Asking = Callable[..., Given]


def _asking(desk: Desk) -> Asking:
    """Return our own office as one asks a far one."""
    acts = {deed.__name__: deed for deed in operation.DEEDS}
    return lambda deed, **given: acts[deed](desk, given)


def _leg(leg: str, one: Asking, other: Asking) -> None:
    """Carry one leg out: ``one`` says GO and sees it off, ``other`` hears it and sees it arrive."""
    one("give_go", leg=leg, minutes=str(ON_THE_WAY))
    other("hear", leg=leg)
    one("report", leg=leg, step="left")
    other("report", leg=leg, step="arrived")


def _substitute(told: Told) -> str:
    """Record the substitute for the first parcel's content, with an account of its own."""
    made = leaving.substitute(
        source=told.lots[0], material=MATERIAL, reading=Reading(balance="KG-1", mass_mg=TEA_MG[0]),
        hands=told.hands("investigator", "second_investigator"), by=told.reader("investigator"), at=told.at(),
    )  # fmt: skip
    return str(made.number)


def arrest_both(told: Told) -> dict[str, object]:
    """Arrest on both sides on one day; each side tells the other through its gate."""
    sydney, moment = told.near().nodes[SYDNEY], told.at()
    there = sydney.ask(
        "arrest",
        case=told.abroad,
        moment=str(int(moment.timestamp())),
        place=RECEIVER[1],
        words="at the door",
    )
    here = police.arrest(desk_of(told), _arrest(told, moment))
    record_gang(
        case=told.case, dismantled_on=timezone.localdate(moment), members=len(SENDERS),
        by=told.reader("investigator"), at=told.at(),
    )  # fmt: skip
    sydney.begin(
        "tell_status", kind="feedback", to=OURS, letter=told.clue, case=told.abroad, status=police.DETAINED,
        outcome="OUT-ARRESTED",
    )  # fmt: skip
    police.tell_status(
        desk_of(told),
        {"kind": "feedback", "to": SYDNEY, "letter": told.answer, "case": told.case,
         "status": police.DETAINED, "outcome": "OUT-ARRESTED"},
    )  # fmt: skip
    sydney.hear("tell_status")
    read_both(told, sydney)
    on = timezone.localdate(moment)
    return {"people": int(there["arrested"]) + int(here["arrested"]), "on": on}


def _arrest(told: Told, moment: datetime) -> Given:
    return {
        "case": told.case, "moment": str(int(moment.timestamp())), "place": "广州市（虚构地址）",
        "words": "抓获", "part": "investigator", "people": json.dumps(SENDERS),
    }  # fmt: skip


def read_both(told: Told, sydney: Far) -> None:
    """Let each side read what the other told it of its arrests."""
    sydney.begin("read", kind="feedback")
    told.figures["arrests_said"] = deeds.read(desk_of(told), {"kind": "feedback"})["said"]
    sydney.hear("read")
