"""The letters of a controlled delivery: what is written into them, and the events read out of them."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar, Final

from borderlink.foundation import canonical
from borderlink.liaison.domain.building import Draft
from borderlink.liaison.domain.delivery import Event, Go, Leg, Plan, Report, Side, Signature, Stop
from borderlink.liaison.domain.parts import Plain

PROPOSE: Final = "CDP-PROPOSE"
AGREE: Final = "CDP-AGREE"
KINDS: Final = ("cd_plan", "cd_go", "cd_stop", "cd_status")
STOP: Final = "cd_stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideText(Plain):
    """One agency of a plan, its authority, who says GO there, and which officers take part."""

    agency: str
    authority: str
    reference: str
    go: tuple[str, ...]
    officers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegText(Plain):
    """One leg of a plan's route.

    ``start_at`` and ``end_at`` hold ``country``, and ``lat`` and ``lon`` in degrees where they are known.
    ``taker`` takes over at its end, ``watch`` keeps it under ``surveillance`` on the way.
    """

    leg: str
    start: str
    end: str
    minutes: int
    agency: str
    on_stop: str
    on_lapse: str
    start_at: Mapping[str, str] = field(default_factory=dict)
    end_at: Mapping[str, str] = field(default_factory=dict)
    taker: str = ""
    surveillance: str = ""
    watch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanText(Plain):
    """A plan as it is signed. ``salt``: 64 hexadecimal digits, drawn anew for each plan."""

    kept: ClassVar[frozenset[str]] = frozenset({"clears"})

    revision: int
    until: datetime
    substitution: str
    sides: tuple[SideText, ...]
    legs: tuple[LegText, ...]
    clears: tuple[str, ...] = ()
    lead: str = ""
    cut_off: tuple[str, ...] = ()
    costs: str = ""
    evidence: tuple[str, ...] = ()
    salt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CdPlan(Draft):
    """One side signs a plan: it proposes it, or agrees to it."""

    kind: ClassVar[str] = "cd_plan"

    operation: str
    step: str
    at: datetime
    plan: PlanText | Mapping[str, Any]  # agreed to: just as it was proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class CdGo(Draft):
    """One leg may move until a time."""

    kind: ClassVar[str] = "cd_go"

    operation: str
    plan: str
    leg: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CdStop(Draft):
    """Nothing moves any more."""

    kind: ClassVar[str] = "cd_stop"

    operation: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CdStatus(Draft):
    """What is the case."""

    kind: ClassVar[str] = "cd_status"

    operation: str
    plan: str
    step: str
    at: datetime
    leg: str = ""
    go: str = ""


_LEG: Final = tuple(one.name for one in fields(Leg))
_SIDE: Final = tuple(one.name for one in fields(Side))


def plan_of(value: Mapping[str, Any]) -> Plan:
    """Return a plan as it stands in a letter, with the digest of just these words."""
    legs = tuple(Leg(**{name: leg[name] for name in _LEG}) for leg in value["legs"])
    sides = tuple(
        Side(**{name: side[name] for name in _SIDE} | {"go": tuple(side["go"])}) for side in value["sides"]
    )
    named = [leg.get(name, "") for leg in value["legs"] for name in ("taker", "watch")]
    digest = hashlib.sha256(canonical.to_bytes(value)).hexdigest()
    return Plan(
        digest=digest, revision=value["revision"], until=value["until"], sides=sides, legs=legs,
        clears=frozenset(value["clears"]), others=frozenset([*named, value.get("lead", "")]) - {""},
        salt=value.get("salt", ""),
    )  # fmt: skip


def event_of(body: Mapping[str, Any], side: str) -> Event:
    """Return the event that a letter of this kind is; ``side`` is the agency whose node signed it."""
    facts = body["facts"]
    head = {
        "id": body["letter"], "side": side, "by": body["author"]["badge"], "at": facts["at"],
        "phone": body.get("phone", 0),
    }  # fmt: skip
    return _EVENTS[body["type"]](head, facts)


_EVENTS: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Event]]] = {
    "cd_plan": lambda head, facts: Signature(**head, plan=plan_of(facts["plan"])),
    "cd_go": lambda head, facts: Go(**head, plan=facts["plan"], leg=facts["leg"], until=facts["until"]),
    "cd_stop": lambda head, facts: Stop(**head, why=facts["why"], plan=facts.get("plan", "")),
    "cd_status": lambda head, facts: Report(
        **head, plan=facts["plan"], step=facts["step"], leg=facts.get("leg", ""), go=facts.get("go", "")
    ),
}
