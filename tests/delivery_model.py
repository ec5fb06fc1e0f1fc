"""Random days of a controlled delivery between two nodes whose clocks, link and officers are all unreliable.

The model keeps the true time. It judges every screen by what it knows itself, not by the rules under test.
"""

import random
from dataclasses import dataclass, field

from borderlink.liaison.domain.delivery import (
    CLOCKS,
    Event,
    Go,
    Known,
    Leg,
    LegState,
    Operation,
    Plan,
    Report,
    Side,
    Signature,
    Stage,
    Step,
    Stop,
    View,
    fold,
    lead,
    see,
)

DAY = 86_400
CODES = ("DX-POLICE", "MC-POLICE")
BADGES = {code: (f"{code}-1", f"{code}-2") for code in CODES}
LEGS = ("L1", "L2")
MINUTES = 120  # of a GO, by every plan


@dataclass(kw_only=True)
class Node:
    """One side: its clock's error, its log, what it measured of the other's clock, what its screen showed."""

    code: str
    skew: int
    events: dict[str, Event] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    samples: list[tuple[int, int]] = field(default_factory=list)
    lapsed: set[tuple[str, str]] = field(default_factory=set)
    folded: Operation = field(default_factory=Operation)

    def take(self, event: Event, true: int) -> None:
        """Write an event into the log, once."""
        if event.id not in self.events:
            self.events[event.id] = event
            self.known[event.id] = Known(true + self.skew, lead(self.samples))
            self.folded = fold(self.events.values())

    def view(self, true: int) -> View:
        """Return what the screen shows."""
        return see(self.folded, self.known, true + self.skew)


@dataclass(kw_only=True)
class Timeline:
    """One seeded history. ``wrong`` names every screen that showed what it must not."""

    seed: int
    wrong: list[str] = field(default_factory=list)
    stages: set[Stage] = field(default_factory=set)
    checks: int = 0
    line: list[tuple[int, int, str, Event | tuple[int, int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - a history, no secret
        self.nodes = {code: Node(code=code, skew=self.random.randint(-CLOCKS, CLOCKS)) for code in CODES}
        self.bad = self.random.choice((0.0, 0.3, 0.8))  # the share of letters that wait for the link
        self.now = 10**9
        self.end = self.now + DAY
        self.count = 0

    def run(self) -> "Timeline":
        """Let the day pass; at its end every letter arrives and both sides must say the same."""
        for _ in range(self.random.randint(12, 40)):
            self.pass_time(self.random.choice((1, 30, 300, 1200, 3600)))
            self.act(self.nodes[self.random.choice(CODES)])
            self.look()
        self.pass_time(3 * DAY)
        one, other = (node.folded for node in self.nodes.values())
        shuffled = list(self.nodes[CODES[0]].events.values()) * 2
        self.random.shuffle(shuffled)
        if not one == other == fold(shuffled):
            self.wrong.append("the two sides do not say the same")
        self.look()
        return self

    def pass_time(self, seconds: int) -> None:
        """Let letters arrive in the order of chance, with a look at both screens after each."""
        until = self.now + self.random.randint(1, seconds) if seconds < DAY else self.now + seconds
        while due := sorted((one for one in self.line if one[0] <= until), key=lambda one: one[:3]):
            self.line.remove(due[0])
            self.now, _, code, what = max(due[0][0], self.now), *due[0][1:]
            self.arrive(self.nodes[code], what)
            self.look()
        for moment in self.edges(until):
            self.now = max(moment, self.now)
            self.look()
        self.now = until

    def edges(self, until: int) -> list[int]:
        """Return the true moments before ``until`` about which either clock shows the end of a GO."""
        ends = {go.until for node in self.nodes.values() for go in node.folded.said}
        near = {end - node.skew + step for end in ends for node in self.nodes.values() for step in (-1, 0)}
        return sorted(moment for moment in near if self.now < moment <= until)

    def arrive(self, node: Node, what: Event | tuple[int, int]) -> None:
        if isinstance(what, tuple):
            node.samples.append(what)
            return
        first = what.id not in node.events
        node.take(what, self.now)
        other = self.nodes[what.side]
        if first and other is not node:
            self.post(other, (what.at, self.now + node.skew))
            if isinstance(what, Go) and self.random.random() < 0.9:
                self.say(node, Report, plan=what.plan, step=Step.HEARD.value, leg=what.leg, go=what.id)

    def post(self, to: Node, what: Event | tuple[int, int]) -> None:
        for _ in range(self.random.choice((1, 1, 1, 2))):
            held = self.random.random() < self.bad
            delay = self.random.randint(60, 20_000) if held else self.random.randint(0, 5)
            self.line.append((self.now + delay, len(self.line), to.code, what))

    def say(self, node: Node, kind: type[Event], **facts: object) -> None:
        self.count += 1
        facts = {
            "by": self.random.choice((*BADGES[node.code], "stranger")),
            "at": self.now + node.skew,
        } | facts
        event = kind(id=f"{self.count:04d}", side=node.code, **facts)  # type: ignore[arg-type]
        node.take(event, self.now)
        self.post(next(one for one in self.nodes.values() if one is not node), event)

    def act(self, node: Node) -> None:
        operation = node.folded
        proposed, plan = operation.proposed, operation.plan
        chance = self.random.random()
        if proposed is None or (chance < 0.5 and operation.stops) or chance < 0.02:
            stops = frozenset(one.id for one in operation.stops)
            self.say(node, Signature, plan=self.plan(proposed.revision + 1 if proposed else 1, stops))
        elif node.code not in operation.signed_by:
            self.say(node, Signature, plan=proposed)
        elif plan is None or chance < 0.04:
            self.say(node, Stop, why="CDW-DANGER")
        elif node.code not in operation.armed:
            self.say(node, Report, plan=plan.digest, step=Step.ARMED.value)
        else:
            self.order(node, plan)

    def order(self, node: Node, plan: Plan) -> None:
        leg = self.random.choice(LEGS)
        mine = [go for go in node.folded.said if go.side == node.code]
        if mine and self.random.random() < 0.1:
            self.say(node, Report, plan=plan.digest, step=Step.HEARD.value, leg=mine[-1].leg, go=mine[-1].id)
        if self.random.random() < 0.7:
            validity = self.random.choice((600, 900, 1800, 3600, 7200, 90_000))
            self.say(node, Go, plan=plan.digest, leg=leg, until=self.now + node.skew + validity)
            return
        step = self.random.choice((Step.LEFT, Step.LEFT, Step.ARRIVED, Step.LAPSED))
        self.say(node, Report, plan=plan.digest, step=step.value, leg=leg)

    def plan(self, revision: int, clears: frozenset[str]) -> Plan:
        legs = tuple(
            Leg(
                leg=leg,
                start="a",
                end="b",
                minutes=MINUTES,
                agency=CODES[0],
                on_stop="CDM-SEIZE",
                on_lapse="CDM-HOLD",
            )
            for leg in LEGS
        )
        sides = tuple(Side(agency=code, authority="-", reference="-", go=BADGES[code]) for code in CODES)
        until = self.now + self.random.randint(3600, DAY)
        digest = f"{revision}-{until}-{sorted(clears)}"
        return Plan(digest=digest, revision=revision, until=until, sides=sides, legs=legs, clears=clears)

    def look(self) -> None:
        """Judge both screens by the true time and by what lies in each side's log."""
        for node in self.nodes.values():
            self.checks += 1
            view = node.view(self.now)
            self.stages.add(view.stage)
            for one in view.legs:
                self.judge(node, one.leg.leg, one.state)

    def judge(self, node: Node, leg: str, state: LegState) -> None:
        agreed = node.folded.plan
        assert agreed is not None
        key = (agreed.digest, leg)
        if state is LegState.LAPSED:
            node.lapsed.add(key)
        if state is not LegState.GO:
            return
        clocks = [self.now + one.skew for one in self.nodes.values()]
        gos = [
            event
            for event in node.events.values()
            if isinstance(event, Go) and (event.plan, event.leg) == key
        ]
        holding = [go for go in gos if max(clocks) < go.until and self.is_by_plan(go)]
        reasons = {
            "after its end, or against the plan": not holding or max(clocks) >= agreed.until,
            "after it lapsed": key in node.lapsed,
            "after STOP": any(
                not self.ended(node, stop.id) for stop in node.events.values() if isinstance(stop, Stop)
            ),
            "that the other side has not heard": not any(self.was_heard(node, go) for go in holding),
            "not armed by both": self.sides(node, agreed, Step.ARMED) != set(CODES),
        }
        self.wrong += [f"{node.code} at {self.now}: GO {why}" for why, is_so in reasons.items() if is_so]

    @staticmethod
    def is_by_plan(go: Go) -> bool:
        """Say whether one said it who may, for no less than a quarter of an hour and no more than agreed."""
        return go.by in BADGES[go.side] and 900 <= go.until - go.at <= MINUTES * 60

    @staticmethod
    def was_heard(node: Node, go: Go) -> bool:
        heard = [one for one in node.events.values() if isinstance(one, Report) and one.go == go.id]
        return any(one.side != go.side and one.step == Step.HEARD for one in heard)

    @staticmethod
    def sides(node: Node, plan: Plan, step: Step) -> set[str]:
        rows = [one for one in node.events.values() if isinstance(one, Report) and one.step == step]
        return {one.side for one in rows if one.plan == plan.digest}

    @staticmethod
    def ended(node: Node, stop: str) -> bool:
        """Say whether both sides signed one plan that ends a STOP."""
        signed = [
            one for one in node.events.values() if isinstance(one, Signature) and stop in one.plan.clears
        ]
        return any(
            {one.side for one in signed if one.plan == plan} == set(CODES)
            for plan in [one.plan for one in signed]
        )
