"""A controlled delivery, as both sides' signed events say: who agreed, what may move, what stopped it.

The fold is the same for the same events in any order and however often each came. What a screen shows is
told from the fold, this side's clock, and when this side learnt of each event: a leg that has lapsed on a
screen stays lapsed there until both sides agree on a new plan.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

SHORTEST: Final = 15 * 60  # seconds of a GO
LONGEST: Final = 24 * 3600
CLOCKS: Final = 10 * 60  # each side keeps its clock within so many seconds of the true time
SIDES: Final = 2
MOST_LEAD: Final = 2 * CLOCKS  # so much may one clock be ahead of the other


class Stage(StrEnum):
    """Where an operation stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    ARMED = "armed"
    GO = "go"
    DONE = "done"
    LAPSED = "lapsed"  # a GO ran out: nobody ordered it
    STOPPED = "stopped"  # ordered by one side, until both agree anew


class LegState(StrEnum):
    """Where one leg stands."""

    WAITING = "waiting"
    SAID = "said"  # a GO was said that has not ended, and as far as this side knows it was not heard
    GO = "go"
    LAPSED = "lapsed"
    ARRIVED = "arrived"


class Step(StrEnum):
    """What a report says; the codes of the list `cd_step`."""

    ARMED = "CDT-ARMED"  # our people and means stand ready for this plan
    HEARD = "CDT-HEARD"  # we heard this GO
    LEFT = "CDT-LEFT"
    ARRIVED = "CDT-ARRIVED"
    LAPSED = "CDT-LAPSED"  # the GO ran out here, and what the plan says of it is being done


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of the route. ``minutes``: how long a GO holds; the codes say what STOP and lapse mean."""

    leg: str
    start: str
    end: str
    minutes: int
    agency: str  # who carries out what STOP and lapse mean
    on_stop: str
    on_lapse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One agency of an operation, the authority it acts under, and whose GO counts there."""

    agency: str
    authority: str
    reference: str
    go: tuple[str, ...]  # badges


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What both sides sign. ``clears`` are the STOP orders that both know and end by signing it.

    ``digest`` is the SHA-256 of the plan as it was signed: what a signature, a GO and a report name.
    """

    digest: str
    revision: int
    until: int
    sides: tuple[Side, ...]
    legs: tuple[Leg, ...]
    clears: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()  # agencies that it gives other duties: lead, watch, taking over
    salt: str = ""  # what its telephone words are drawn from; without it there are none

    def leg(self, name: str) -> Leg | None:
        """Return a leg by its name."""
        return next((leg for leg in self.legs if leg.leg == name), None)

    def may_go(self, agency: str, badge: str) -> bool:
        """Say whether this officer of this side may say GO."""
        return any(side.agency == agency and badge in side.go for side in self.sides)

    def both(self) -> frozenset[str]:
        """Return the two agencies."""
        return frozenset(side.agency for side in self.sides)

    def fault(self, agencies: Collection[str], now: int) -> str:
        """Return what keeps these two agencies from signing it now; empty if nothing."""
        names = [leg.leg for leg in self.legs]
        wrong = {
            "sides": sorted(side.agency for side in self.sides) != sorted(agencies),
            "go": not all(side.go for side in self.sides),
            "legs": not names or len(set(names)) != len(names),
            "minutes": not all(SHORTEST <= leg.minutes * 60 <= LONGEST for leg in self.legs),
            "agency": not self.others | {leg.agency for leg in self.legs} <= self.both(),
            "until": self.until <= now,
        }
        return next((name for name, is_so in wrong.items() if is_so), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One signed letter of an operation: its id, whose node signed it, which officer, when by their clock.

    ``phone``: not a letter, but heard by telephone under a code word; which of its kind under the plan.
    """

    id: str
    side: str
    by: str
    at: int
    phone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Event):
    """One side signs a plan: it proposes it, or agrees to it."""

    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Go(Event):
    """One leg may move until then, under the plan with this digest."""

    plan: str
    leg: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Event):
    """Nothing moves any more. ``plan``: of one that was heard by telephone, whose word it was."""

    why: str
    plan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Event):
    """One side says what is the case; ``go`` names the GO that was heard."""

    plan: str
    step: str
    leg: str = ""
    go: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """When this side learnt of an event, by its own clock, and how far the other's may be ahead then."""

    at: int
    lead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What all events together say, whatever the time."""

    plan: Plan | None = None  # agreed by both, the newest such
    proposed: Plan | None = None  # the newest that anyone signed
    signed_by: frozenset[str] = frozenset()  # of the proposed one
    stops: tuple[Stop, ...] = ()  # in force
    armed: frozenset[str] = frozenset()
    said: tuple[Go, ...] = ()  # GO that count once they are heard, by time
    heard: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # GO -> reports that it was heard
    reports: tuple[Report, ...] = ()  # under the agreed plan, by time

    def reported(self, step: Step, leg: str) -> Report | None:
        """Return the first report of a step of a leg."""
        return next((one for one in self.reports if (one.step, one.leg) == (step, leg)), None)

    def is_armed(self) -> bool:
        """Say whether both sides stand ready for the plan that both signed."""
        return self.plan is not None and self.armed == self.plan.both()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegView:
    """One leg on a screen now. ``until``: when its GO lapses here; ``renew_at``: when half of it is over."""

    leg: Leg
    state: LegState
    until: int = 0
    renew_at: int = 0
    has_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An operation on a screen now."""

    stage: Stage
    legs: tuple[LegView, ...] = ()

    def leg(self, name: str) -> LegView | None:
        """Return a leg by its name."""
        return next((one for one in self.legs if one.leg.leg == name), None)


def fold(events: Iterable[Event]) -> Operation:
    """Return what events say together, in whatever order and however often they came."""
    known = sorted({one.id: one for one in events}.values(), key=lambda one: (one.at, one.id))
    signatures = [one for one in known if isinstance(one, Signature)]
    agreed = _agreed(signatures)
    plan, proposed = _newest(agreed), _newest([one.plan for one in signatures], settled=False)
    cleared = frozenset[str]().union(*(one.clears for one in agreed))
    reports = tuple(
        one for one in known
        if isinstance(one, Report) and plan and one.plan == plan.digest and one.side in plan.both()
    )  # fmt: skip
    said = tuple(one for one in known if isinstance(one, Go) and plan is not None and _counts(one, plan))
    return Operation(
        plan=plan, proposed=proposed,
        signed_by=frozenset(one.side for one in signatures if one.plan == proposed),
        stops=_in_force([one for one in known if isinstance(one, Stop)], agreed, cleared),
        armed=frozenset(one.side for one in reports if one.step == Step.ARMED),
        said=said, heard=_heard(said, reports), reports=reports,
    )  # fmt: skip


def _agreed(signatures: Iterable[Signature]) -> list[Plan]:
    """Return every plan that both of its sides signed."""
    by: dict[str, set[str]] = {}
    plans: dict[str, Plan] = {}
    for one in signatures:
        by.setdefault(one.plan.digest, set()).add(one.side)
        plans[one.plan.digest] = one.plan
    return [
        plan
        for digest, plan in plans.items()
        if len(plan.both()) == len(plan.sides) == SIDES and plan.both() <= by[digest]
    ]


def _newest(plans: Iterable[Plan], *, settled: bool = True) -> Plan | None:
    """Return the plan of the highest revision; ``settled``: none where two of them contradict each other."""
    order = sorted(
        {plan.digest: plan for plan in plans}.values(), key=lambda plan: (plan.revision, plan.digest)
    )
    tied = settled and len(order) > 1 and order[-1].revision == order[-2].revision
    return order[-1] if order and not tied else None


def _counts(go: Go, plan: Plan) -> bool:
    """Say whether a GO is one by the plan: said by who may, for a leg of it, for as long as was agreed."""
    leg = plan.leg(go.leg)
    if leg is None or go.plan != plan.digest or not plan.may_go(go.side, go.by):
        return False
    longest = min(leg.minutes * 60, LONGEST)
    return SHORTEST <= go.until - go.at <= longest and go.at < plan.until


def _in_force(stops: Iterable[Stop], agreed: Iterable[Plan], cleared: Collection[str]) -> tuple[Stop, ...]:
    """Return the STOP orders that hold; one heard by telephone gives way to its letter once that is here."""
    written = [one for one in stops if not one.phone]
    return tuple(
        one
        for one in stops
        if one.id not in cleared and not (one.phone and _came_in_writing(one, written, agreed))
    )


def _came_in_writing(told: Stop, written: Iterable[Stop], agreed: Iterable[Plan]) -> bool:
    """Say whether the letter of a STOP has come: one of that side that no plan up to its own had ended."""
    plans = list(agreed)
    last = max((plan.revision for plan in plans if plan.digest == told.plan), default=0)
    before = frozenset[str]().union(*(plan.clears for plan in plans if plan.revision <= last))
    return any(one.side == told.side and one.id not in before for one in written)


def _slots(said: Iterable[Go]) -> dict[str, tuple[str, str, int]]:
    """Return which GO of its side for its leg each is: what was heard by telephone and its letter are one."""
    count: dict[tuple[str, str], int] = {}
    found = {}
    for go in said:
        if not go.phone:
            count[go.side, go.leg] = count.get((go.side, go.leg), 0) + 1
        found[go.id] = (go.side, go.leg, go.phone or count[go.side, go.leg])
    return found


def _heard(said: Iterable[Go], reports: Iterable[Report]) -> dict[str, tuple[str, ...]]:
    """Return which reports of the other side say that a GO was heard, as a letter or by telephone."""
    slots, steps = _slots(said), [one for one in reports if one.step == Step.HEARD]
    return {
        go.id: tuple(
            one.id
            for one in steps
            if slots.get(one.go) == slots[go.id] and one.leg == go.leg and one.side != go.side
        )
        for go in said
    }


def see(operation: Operation, known: Mapping[str, Known], now: int) -> View:
    """Return an operation as this side's screen shows it now; ``known`` holds every event of its log."""
    plan, now = operation.plan, max([now, *(one.at for one in known.values())])  # a clock put back
    if plan is None:
        return View(stage=Stage.STOPPED if operation.stops else Stage.PROPOSED)
    legs = tuple(_see_leg(operation, plan, leg, known, now) for leg in plan.legs)
    return View(stage=_stage(operation, legs), legs=legs)


def _stage(operation: Operation, legs: tuple[LegView, ...]) -> Stage:
    states = {one.state for one in legs}
    if operation.stops:
        return Stage.STOPPED
    if states == {LegState.ARRIVED}:
        return Stage.DONE
    if LegState.LAPSED in states:
        return Stage.LAPSED
    if LegState.GO in states:
        return Stage.GO
    return Stage.ARMED if operation.is_armed() else Stage.AGREED


def _see_leg(operation: Operation, plan: Plan, leg: Leg, known: Mapping[str, Known], now: int) -> LegView:
    left = operation.reported(Step.LEFT, leg.leg)
    begun, until = _cover(operation, plan, leg.leg, known)
    state = _leg_state(operation, plan, leg.leg, until, now)
    return LegView(
        leg=leg, state=state, until=until, renew_at=(begun + until) // 2, has_left=left is not None
    )


def _leg_state(operation: Operation, plan: Plan, leg: str, until: int, now: int) -> LegState:
    if operation.reported(Step.ARRIVED, leg):
        return LegState.ARRIVED
    if operation.reported(Step.LAPSED, leg) or (until and now >= until):
        return LegState.LAPSED
    said = any(go.leg == leg and now < min(go.until, plan.until) for go in operation.said)
    if until and operation.is_armed() and not operation.stops:
        return LegState.GO
    return LegState.SAID if said and not operation.stops else LegState.WAITING


def _cover(operation: Operation, plan: Plan, leg: str, known: Mapping[str, Known]) -> tuple[int, int]:
    """Return from when until when a leg's GO holds on this side's clock; 0 and 0 before there is one.

    The earlier expiry rules: it ends here before either clock shows its end. A GO that was heard after the
    one before it had ended here comes too late, and changes nothing. The letter of a GO that was heard by
    telephone rules from when it is here, even where it ends earlier.
    """
    begun = until = 0
    slots, ends = _slots(operation.said), dict[tuple[str, str, int], int]()
    for learnt, lead, go in _learnt(operation, leg, known):
        end = min(go.until, plan.until) - lead
        too_late = learnt >= (until or end) or go.at > learnt + MOST_LEAD
        if too_late or (not until and _had_left(operation, go, known, learnt)):
            continue
        if not (go.phone and slots[go.id] in ends):
            ends[slots[go.id]] = end
        if max(ends.values()) > until:
            begun = learnt
        until = max(ends.values())
    return begun, until


def _had_left(operation: Operation, go: Go, known: Mapping[str, Known], learnt: int) -> bool:
    """Say whether this side knew, when it learnt of a GO, that the leg had left before it was said."""
    lefts = [one for one in operation.reports if (one.step, one.leg) == (Step.LEFT, go.leg)]
    return any(one.at <= go.at and known[one.id].at <= learnt for one in lefts)


def _learnt(operation: Operation, leg: str, known: Mapping[str, Known]) -> list[tuple[int, int, Go]]:
    """Return a leg's GO that were heard, by when this side knew both the GO and that it was heard."""
    found = []
    for go in operation.said:
        heard = [known[one] for one in operation.heard[go.id]]
        if go.leg == leg and heard:
            pair = (known[go.id], min(heard, key=lambda one: (one.at, one.lead)))
            found.append((max(one.at for one in pair), max(one.lead for one in pair), go))
    return sorted(found, key=lambda one: (one[0], one[2].id))


def lead(samples: Iterable[tuple[int, int]]) -> int:
    """Return how far the other side's clock may be ahead of ours, in seconds.

    ``samples``: when we sent a letter by our clock, when they stored it by theirs. A letter takes time, so
    each is an upper bound; without one the bound is what both promised of their clocks.
    """
    return max(0, min([MOST_LEAD, *(theirs - ours for ours, theirs in samples)]))
