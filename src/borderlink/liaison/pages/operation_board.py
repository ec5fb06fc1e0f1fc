"""What the screen of a controlled delivery says now: stage, legs with their time, orders, what to telephone.

Every time on it is counted by the node's clock; the browser only shows what it was last told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from borderlink.foundation.who import Reader
from borderlink.liaison.actions.codewords import next_word
from borderlink.liaison.adapters.operationpaper import event_words
from borderlink.liaison.domain.codewords import Said
from borderlink.liaison.domain.delivery import Go, LegState, LegView, Plan, Stage, Step
from borderlink.liaison.domain.matters import plan_sentences
from borderlink.liaison.domain.wording import Reader as Teller
from borderlink.liaison.pages.words import partner_name, zone_here
from borderlink.liaison.queries.delivery import LogLine, Operation, Standing, log_of
from borderlink.liaison.queries.postkeys import me
from borderlink.liaison.queries.sight import works_in

HOUR: Final = 3600
# Stage: how its signal looks, its icon, its word, what it means. Lapsed and stopped are never alike.
SIGNALS: Final = {
    Stage.PROPOSED: ("neutral", "writing-sign", _("Proposed"), _("The plan waits for the second signature.")),
    Stage.AGREED: (
        "neutral", "file-text", _("Agreed"),
        _("Both sides have signed. Both report when their people and means stand ready."),
    ),
    Stage.ARMED: (
        "unknown", "shield-check", _("Ready"),
        _("Both sides stand ready. Nothing moves before a GO is heard."),
    ),
    Stage.GO: ("release", "circle-check", _("GO"), _("What has a GO may move until its time is over.")),
    Stage.DONE: ("neutral", "flag", _("Done"), _("Every leg has arrived.")),
    Stage.LAPSED: (
        "inspect", "clock", _("GO lapsed"),
        _("A GO ran out by itself; nobody ordered it. Do what the plan says of a lapse."),
    ),
    Stage.STOPPED: (
        "hold", "hand-stop", _("STOP"),
        _("STOP was ordered. Nothing moves until both sides have signed a new plan."),
    ),
}  # fmt: skip
LEGS: Final = {
    LegState.WAITING: ("neutral", "circle-dashed", _("waits")),
    LegState.SAID: ("unknown", "phone", _("GO said, not heard yet")),
    LegState.GO: ("release", "circle-check", _("GO")),
    LegState.LAPSED: ("inspect", "clock", _("GO lapsed")),
    LegState.ARRIVED: ("neutral", "flag", _("arrived")),
}
HALTED: Final = ("hold", "hand-stop", _("stopped"))
STEPS: Final = {
    Step.ARMED: Said.ARMED, Step.HEARD: Said.HEARD, Step.LEFT: Said.LEFT, Step.ARRIVED: Said.ARRIVED,
    Step.LAPSED: Said.LAPSED,
}  # fmt: skip
MEANINGS: Final = {
    Said.STOP: _("STOP"), Said.ARMED: _("We stand ready"), Said.GO: _("GO"), Said.HEARD: _("GO heard"),
    Said.LEFT: _("The leg has left"), Said.ARRIVED: _("The leg has arrived"),
    Said.LAPSED: _("GO has lapsed here"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """One leg as the board shows it."""

    view: LegView
    colour: str
    icon: str
    word: object
    countdown: str  # of a GO that holds, hours, minutes and seconds
    until: datetime | None
    renew: bool
    measure: str  # the code of what is to be done now, or would be
    must: bool  # whether it is to be done now
    agency: str
    ours: bool


def words_for(agency: str, row: Operation, language: str) -> str:
    """Return the name of one of the two agencies in a language."""
    if agency == row.partner.code:
        return partner_name(row.partner, language)
    own = settings.BORDERLINK
    names = {"vi": own.name_vi, "en": own.name_en}
    return str(names.get(language, own.name_zh) or own.name) if agency == me() else agency


def plan_words(facts: Mapping[str, Any], row: Operation, language: str) -> list[str]:
    """Return a plan as sentences, the two agencies by their names; its digest is told of the very words."""
    named = {code: words_for(code, row, language) for code in (me(), row.partner.code)}
    return [one.text for one in plan_sentences(facts, Teller(language, zone_here()), named)]


def board(reader: Reader, now: Standing, language: str, at: datetime) -> dict[str, Any]:
    """Return what the board shows to a reader at a moment of the node's clock."""
    row, stage = now.row, now.view.stage
    colour, icon, word, means = SIGNALS[stage]
    lines = log_of(row)
    office = works_in(reader, row.thread.unit)
    legs = [_leg(one, now, language, at) for one in now.view.legs]
    going = [one for one in legs if one.countdown]
    return {
        "row": row, "stage": stage.value, "colour": colour, "icon": icon, "word": word, "means": means,
        "legs": legs, "soonest": min(going, key=lambda one: one.view.until, default=None),
        "stops": [_stop(line, row, language) for line in lines if _holds(line, now)], "untold": now.untold,
        "tell": _to_tell(now, lines, language) if office else [], "at": at, "shape": shape(now, lines),
        "zone": zone_here(), "partner": partner_name(row.partner, language),
        "paused": row.partner.state != "pinned", "waits_for": _waits_for(now, row, language),
    }  # fmt: skip


def shape(now: Standing, lines: list[LogLine]) -> str:
    """Return a mark that changes when anything but the running time does."""
    parts = [now.view.stage.value, *(f"{one.state}{one.has_left}" for one in now.view.legs), len(lines)]
    return sha256(repr(parts).encode()).hexdigest()[:12]


def _leg(view: LegView, now: Standing, language: str, at: datetime) -> LegRow:
    halted = now.view.stage is Stage.STOPPED and view.state is not LegState.ARRIVED
    colour, icon, word = HALTED if halted else LEGS[view.state]
    stage, seconds = now.view.stage, max(0, view.until - int(at.timestamp()))
    lapsed, stopped = view.state is LegState.LAPSED, stage is Stage.STOPPED
    moving = view.state is LegState.GO
    return LegRow(
        view=view, colour=colour, icon=icon, word=word, countdown=clock(seconds) if moving else "",
        until=_local(view.until) if view.until else None,
        renew=moving and int(at.timestamp()) >= view.renew_at,
        measure=view.leg.on_lapse if lapsed and not stopped else view.leg.on_stop,
        must=(stopped or lapsed) and view.state is not LegState.ARRIVED,
        agency=words_for(view.leg.agency, now.row, language), ours=view.leg.agency == me(),
    )  # fmt: skip


def clock(seconds: int) -> str:
    """Return a time that is left as hours, minutes and seconds."""
    return f"{seconds // HOUR}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _local(seconds: int) -> datetime:
    return timezone.localtime(datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone()))


def _holds(line: LogLine, now: Standing) -> bool:
    return any(one.id == str(line.row.letter) for one in now.folded.stops)


def _stop(line: LogLine, row: Operation, language: str) -> dict[str, Any]:
    return {
        "line": line, "why": line.body["facts"]["why"], "who": words_for(line.row.side, row, language),
        "at": _local(line.body["facts"]["at"]),
    }  # fmt: skip


def _waits_for(now: Standing, row: Operation, language: str) -> str:
    """Return whose report that they stand ready is still missing, by name."""
    plan = now.folded.plan
    if plan is None or now.view.stage is not Stage.AGREED:
        return ""
    missing = sorted(plan.both() - now.folded.armed)
    return " · ".join(words_for(agency, row, language) for agency in missing)


def _to_tell(now: Standing, lines: list[LogLine], language: str) -> list[dict[str, Any]]:
    """Return what of ours the partner's node has not got yet: what to say by telephone, and its word."""
    found: list[dict[str, Any]] = []
    for line in lines:
        if not line.ours or line.by_telephone or line.reached:
            continue
        said = _said(line, now)
        word = next_word(now, said[0], said[1]) if said else None
        if said is None or any(
            one["meaning"] == MEANINGS[said[0]] and one["leg"] == said[1] for one in found
        ):
            continue
        until = line.body["facts"].get("until") if said[0] is Said.GO else None
        found.append({
            "meaning": MEANINGS[said[0]], "leg": said[1], "word": word.text(language) if word else "",
            "theirs": word.text(now.row.partner.language) if word else "",
            "until": _local(until) if until else None, "stop": said[0] is Said.STOP,
        })  # fmt: skip
    return sorted(found, key=lambda one: not one["stop"])


def _said(line: LogLine, now: Standing) -> tuple[Said, str] | None:
    """Return what an event of ours says by telephone; None of a plan, and of what counts no more."""
    facts, plan = line.body["facts"], now.folded.plan
    if line.row.kind == "cd_stop":
        return (Said.STOP, "") if _holds(line, now) else None
    if plan is None or facts.get("plan") != plan.digest:
        return None
    if line.row.kind == "cd_go":
        return (Said.GO, facts["leg"])
    return (STEPS[Step(facts["step"])], facts.get("leg", "")) if facts.get("step") in set(Step) else None


def log_words(line: LogLine, language: str) -> str:
    """Return one event of an operation as a line of its log."""
    return event_words(line.row.kind, line.body["facts"], Teller(language, zone_here()))


@dataclass(frozen=True, slots=True, kw_only=True)
class LegActs:
    """What an officer can do about one leg now."""

    leg: str
    go: bool  # may say GO, or renew it
    hear: bool
    left: bool
    arrived: bool
    lapsed: bool
    most: int
    renews: bool

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return self.go or self.hear or self.left or self.arrived or self.lapsed


def acts_for(reader: Reader, now: Standing) -> Mapping[str, Any]:
    """Return what a reader can do about an operation now. What is shown can still be refused."""
    plan, folded, stage = now.folded.plan, now.folded, now.view.stage
    if not works_in(reader, now.row.thread.unit):
        return {"works": False}
    proposed = folded.proposed if folded.proposed != plan else None
    live = plan is not None and not folded.stops
    return {
        "works": True, "proposed": proposed, "agree": proposed is not None and me() not in folded.signed_by,
        "arm": live and me() not in folded.armed, "leg_acts": _leg_acts(reader, now, plan) if plan else [],
        "again": stage in {Stage.STOPPED, Stage.LAPSED, Stage.DONE}, "telephone": bool(plan and plan.salt),
        "may_go": plan is not None and plan.may_go(me(), reader.badge),
        "speakers": speakers_of(plan),
    }  # fmt: skip


def speakers_of(plan: Plan | None) -> tuple[str, ...]:
    """Return who may say GO on the other side, by badge."""
    return next((side.go for side in plan.sides if side.agency != me()), ()) if plan else ()


def _leg_acts(reader: Reader, now: Standing, plan: Plan) -> list[LegActs]:
    armed, stopped = now.folded.is_armed(), bool(now.folded.stops)
    found = []
    for one in now.view.legs:
        over = one.state in {LegState.ARRIVED, LegState.LAPSED}
        moving = one.state is LegState.GO
        free = armed and not stopped and not over
        found.append(LegActs(
            leg=one.leg.leg, go=free and plan.may_go(me(), reader.badge) and (moving or not one.has_left),
            hear=free and any(_unheard(go, now, one.leg.leg) for go in now.folded.said),
            left=armed and not one.has_left and one.state is not LegState.ARRIVED,
            arrived=armed and one.has_left and one.state is not LegState.ARRIVED,
            lapsed=one.state is LegState.LAPSED and not now.folded.reported(Step.LAPSED, one.leg.leg),
            most=one.leg.minutes, renews=moving,
        ))  # fmt: skip
    return [one for one in found if one.any]


def _unheard(go: Go, now: Standing, leg: str) -> bool:
    written = {one.id for one in now.folded.reports if not one.phone}
    waits = go.side != me() and not go.phone and not written & set(now.folded.heard[go.id])
    return waits and go.leg == leg and int(timezone.now().timestamp()) < go.until
