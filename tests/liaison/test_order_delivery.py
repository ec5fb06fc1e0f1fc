"""A controlled delivery with a partner: signed by both, GO once heard, over by itself, stopped by anyone."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction

from borderlink.foundation.refusals import NotFound
from borderlink.journal.models import JournalLine
from borderlink.liaison.actions import delivering as acts
from borderlink.liaison.actions.composing import save_draft
from borderlink.liaison.actions.partners import change_terms
from borderlink.liaison.commands.delivery import delivery
from borderlink.liaison.domain import orders as o
from borderlink.liaison.domain.building import Draft, Route, compose
from borderlink.liaison.domain.delivery import Stage, Step
from borderlink.liaison.domain.states import LANES, Arrived, Lane, LetterState, PartnerState
from borderlink.liaison.domain.telling import tell
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.models.delivery import Operation, OperationEvent
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.post import Outgoing
from borderlink.liaison.queries.delivery import standing_of
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.queries.postkeys import me
from borderlink.liaison.refusals import delivery as refused
from borderlink.liaison.refusals.writing import NotADraft
from borderlink.officers.queries import Officer
from tests.liaison.letter_scenes import frame
from tests.liaison.partners import two_officers
from tests.liaison.two_nodes import Pair, pair
from tests.world import NOON, World, signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Scene:
    """Our officer and the partner's, and one operation between them."""

    def __init__(self, world: World, at: datetime = NOON) -> None:
        self.world, self.two, self.at = world, pair(world, at=at), at
        self.by, self.second = two_officers(world)
        self.row: Operation

    def value(self) -> dict[str, Any]:
        sides = [
            {"agency": me(), "authority": "CPL 153", "reference": "31", "go": [self.by.badge]},
            {"agency": "MC-POLICE", "authority": "BLTTHS", "reference": "77", "go": ["QN-204"]},
        ]
        leg = {"start": "Dongxing", "end": "Mong Cai", "minutes": 60, "agency": "MC-POLICE",
               "on_stop": "CDM-SEIZE", "on_lapse": "CDM-HOLD"}  # fmt: skip
        until = int((self.at + timedelta(days=2)).timestamp())
        legs = [{"leg": "L1", **leg}, {"leg": "L2", **leg}]
        return {"until": until, "substitution": "CDU-PART", "sides": sides, "legs": legs}

    def propose(self, at: datetime = NOON, operation: str = "") -> None:
        self.row = acts.propose_plan(
            partner="MC-POLICE", value=self.value(), operation=operation, by=self.by, at=at
        )

    def now(self, at: datetime) -> Any:
        return standing_of(self.row, at)

    def stage(self, at: datetime) -> Stage:
        stage: Stage = self.now(at).view.stage
        return stage

    def plan(self) -> dict[str, Any]:
        body = json.loads(self.row.events.filter(kind="cd_plan").order_by("-pk")[0].body)
        return dict(body["facts"]["plan"])

    def wire(self, draft: Draft, badge: str = "QN-204") -> bytes:
        """Return the envelope of a letter of the partner's officer."""
        letter = self.two.other.fresh_id()
        route = Route(code="CHA-POLICE")
        bare = {"reply_to": "", "notes": (), "letter": letter, "badge": badge, "channel": route}
        thread = str(self.row.thread.uuid)
        return self.two.other.seal(compose(frame(**bare, thread=thread), draft), letter=letter, lane=0)

    def they(self, draft: Draft, at: datetime, badge: str = "QN-204") -> bytes:
        """Let a letter of theirs arrive."""
        self.two.at = self.two.other.now = at
        wire = self.wire(draft, badge)
        self.two.get([wire])
        return wire

    def report(self, step: str, at: datetime, leg: str = "", go: str = "") -> None:
        plan = o.plan_of(self.plan()).digest
        facts = {"operation": str(self.row.uuid), "plan": plan, "step": step, "leg": leg, "go": go}
        self.they(o.CdStatus(**facts, at=at), at)

    def agreed(self, at: datetime = NOON) -> None:
        plan = self.plan()
        self.they(o.CdPlan(operation=str(self.row.uuid), step=o.AGREE, at=at, plan=plan), at)

    def armed(self) -> None:
        """Bring the operation to where GO may be said, both clocks measured against each other."""
        self.propose()
        self.agreed()
        acts.arm(operation=self.row.uuid, by=self.by, at=NOON)
        self.report("CDT-ARMED", NOON)
        self.two.other.now = NOON
        self.two.put()

    def go(self, at: datetime, leg: str = "L1", minutes: int = 60) -> None:
        acts.say_go(operation=self.row.uuid, leg=leg, minutes=minutes, by=self.by, at=at)
        go = self.row.events.filter(kind="cd_go").order_by("-pk")[0]
        self.report("CDT-HEARD", at, leg, str(go.letter))


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_a_go_counts_once_it_is_heard_and_ends_by_itself(scene: Scene) -> None:
    scene.propose()
    assert scene.stage(NOON) is Stage.PROPOSED
    scene.agreed()
    acts.arm(operation=scene.row.uuid, by=scene.by, at=NOON)
    assert scene.stage(NOON) is Stage.AGREED
    with pytest.raises(refused.NotArmed):
        acts.say_go(operation=scene.row.uuid, leg="L1", minutes=60, by=scene.by, at=NOON)
    scene.report("CDT-ARMED", NOON)
    scene.two.other.now = NOON
    scene.two.put()
    assert scene.stage(NOON) is Stage.ARMED
    acts.say_go(operation=scene.row.uuid, leg="L1", minutes=60, by=scene.by, at=NOON)
    assert (scene.stage(NOON), scene.now(NOON).view.leg("L1").state.value) == (Stage.ARMED, "said")
    go = scene.row.events.get(kind="cd_go")
    assert Outgoing.objects.get(letter=go.letter).lane == LANES.index(Lane.STOP)

    scene.report("CDT-HEARD", NOON, "L1", str(go.letter))

    leg = scene.now(NOON).view.leg("L1")
    assert scene.stage(NOON) is Stage.GO
    assert leg.until == int((NOON + HOUR).timestamp()) - 1  # a second for the measure of their clock
    assert abs(leg.renew_at - int((NOON + HOUR / 2).timestamp())) <= 1
    assert scene.stage(NOON + HOUR - timedelta(seconds=2)) is Stage.GO
    assert scene.stage(NOON + HOUR) is Stage.LAPSED
    with pytest.raises(refused.LegIsOver):
        acts.say_go(operation=scene.row.uuid, leg="L1", minutes=60, by=scene.by, at=NOON + HOUR)


def test_their_go_counts_once_we_say_that_we_heard_it(scene: Scene) -> None:
    scene.armed()
    facts = {"operation": str(scene.row.uuid), "plan": o.plan_of(scene.plan()).digest, "leg": "L2"}
    scene.they(
        o.CdGo(**facts, at=NOON, until=NOON + HOUR), NOON, badge="QN-999"
    )  # whom the plan does not name
    with pytest.raises(refused.NothingToHear):
        acts.hear_go(operation=scene.row.uuid, leg="L2", by=scene.by, at=NOON)
    scene.they(o.CdGo(**facts, at=NOON, until=NOON + HOUR), NOON)
    assert scene.stage(NOON) is Stage.ARMED

    acts.hear_go(operation=scene.row.uuid, leg="L2", by=scene.second, at=NOON)

    assert scene.stage(NOON) is Stage.GO


def test_a_go_that_nobody_heard_is_over_by_itself_and_can_be_heard_no_more(scene: Scene) -> None:
    scene.armed()
    acts.say_go(operation=scene.row.uuid, leg="L1", minutes=15, by=scene.by, at=NOON)
    facts = {"operation": str(scene.row.uuid), "plan": o.plan_of(scene.plan()).digest, "leg": "L2"}
    over = NOON + timedelta(minutes=15)
    scene.they(o.CdGo(**facts, at=NOON, until=over), NOON)
    assert [leg.state.value for leg in scene.now(NOON).view.legs] == ["said", "said"]

    for leg, refusal in (("L2", refused.NothingToHear), ("L3", refused.LegUnknown)):
        with pytest.raises(refusal):
            acts.hear_go(operation=scene.row.uuid, leg=leg, by=scene.by, at=over)

    assert [leg.state.value for leg in scene.now(over).view.legs] == ["waiting", "waiting"]


def test_a_plan_that_no_side_can_carry_out_is_not_agreed_to(scene: Scene) -> None:
    scene.propose()
    operation, plan = scene.two.other.fresh_id(), scene.plan()
    plan["legs"][0]["minutes"] = 5
    scene.they(o.CdPlan(operation=operation, step=o.PROPOSE, at=NOON, plan=plan), NOON)

    with pytest.raises(refused.PlanNotOurs) as caught:
        acts.agree_plan(operation=operation, digest=o.plan_of(plan).digest, by=scene.by, at=NOON)

    assert caught.value.facts == {"what": "minutes"}
    with pytest.raises(refused.PlanNotOurs):
        acts.propose_plan(partner="MC-POLICE", value={"until": "soon"}, by=scene.by, at=NOON)


def test_go_is_refused_to_who_may_not_say_it_and_for_a_leg_that_has_left(scene: Scene) -> None:
    scene.armed()
    acts.report_leg(operation=scene.row.uuid, leg="L2", step=Step.LEFT, by=scene.by, at=NOON)
    asked = [
        (scene.second, "L1", 60, refused.MayNotGo), (scene.by, "L2", 60, refused.LegHasLeft),
        (scene.by, "L3", 60, refused.LegUnknown), (scene.by, "L1", 61, refused.GoTooLong),
        (scene.by, "L1", 14, refused.GoTooLong),
    ]  # fmt: skip
    for by, leg, minutes, refusal in asked:
        with pytest.raises(refusal):
            acts.say_go(operation=scene.row.uuid, leg=leg, minutes=minutes, by=by, at=NOON)

    scene.go(NOON)
    assert scene.stage(NOON) is Stage.GO
    stranger = scene.world.reader(scene.world.dalia)
    with pytest.raises(NotFound):
        acts.stop(operation="0" * 32, why="CDW-LOST", by=stranger, at=NOON)


def test_a_stop_holds_through_a_closed_link_and_strict_terms_until_both_sign_anew(scene: Scene) -> None:
    scene.armed()
    scene.go(NOON)
    partner = scene.two.partner
    change_terms(code=partner.code, terms=Terms.strict(), by=scene.world.reader(scene.world.dalia), at=NOON)
    partner.refresh_from_db()
    partner.state = PartnerState.PAUSED.value
    partner.save(update_fields=["state"])

    assert acts.stop(operation=scene.row.uuid, why="CDW-DANGER", by=scene.second, at=NOON) is False

    assert scene.stage(NOON) is Stage.STOPPED
    assert scene.now(NOON).untold == 1
    letter = Letter.objects.get(kind="cd_stop")
    page = signed_in(Officer.objects.get(badge=scene.by.badge)).get(f"/liaison/letters/{letter.uuid}/")
    assert (page.status_code, b"bl-message-warning" in page.content) == (200, True)
    with pytest.raises(NotADraft):
        save_draft(letter=letter, value={"facts": {}}, by=scene.by, at=NOON)
    partner.state = PartnerState.PINNED.value
    partner.save(update_fields=["state"])
    assert acts.tell_untold(at=NOON) == 1  # the strict terms permit nothing, and hold no STOP back
    letter.refresh_from_db()
    assert (letter.state, scene.now(NOON).untold) == (LetterState.SEALED.value, 0)
    assert acts.tell_untold(at=NOON) == 0


def test_a_stop_ends_when_both_have_signed_a_plan_that_names_it(scene: Scene) -> None:
    scene.armed()
    scene.go(NOON)
    scene.they(o.CdStop(operation=str(scene.row.uuid), why="CDW-LOST", at=NOON), NOON)
    assert scene.stage(NOON) is Stage.STOPPED
    with pytest.raises(refused.IsStopped):
        acts.say_go(operation=scene.row.uuid, leg="L1", minutes=60, by=scene.by, at=NOON)

    scene.propose(operation=str(scene.row.uuid))
    assert scene.stage(NOON) is Stage.STOPPED
    scene.agreed()

    assert scene.stage(NOON) is Stage.AGREED  # what was said under the plan before counts no more
    digest = o.plan_of(scene.plan()).digest
    with pytest.raises(refused.PlanNotSeen):
        acts.agree_plan(operation=scene.row.uuid, digest=digest, by=scene.by, at=NOON)


def test_a_stop_waits_for_no_letter_and_comes_before_the_plan(scene: Scene) -> None:
    scene.propose()
    operation = scene.two.other.fresh_id()
    plan = scene.plan()
    proposed = scene.wire(o.CdPlan(operation=operation, step=o.PROPOSE, at=NOON, plan=plan))
    stopped = scene.wire(o.CdStop(operation=operation, why="CDW-LAW", at=NOON))

    scene.two.get([stopped])

    row = Operation.objects.get(uuid=operation)
    assert scene.two.arrived(stopped).state == Arrived.APPLIED.value
    assert standing_of(row, NOON).view.stage is Stage.STOPPED
    scene.two.get([proposed, proposed])
    assert row.events.count() == 2
    digest = standing_of(row, NOON).folded.proposed
    assert digest is not None
    acts.agree_plan(operation=operation, digest=digest.digest, by=scene.by, at=NOON)
    assert standing_of(row, NOON).view.stage is Stage.STOPPED  # the plan does not name that STOP


def test_another_partner_has_no_word_in_an_operation_and_its_log_cannot_be_rewritten(
    scene: Scene, world: World
) -> None:
    scene.armed()
    scene.go(NOON)
    other: Pair = scene.two
    scene.two = pair(world, "SYD-POLICE", "AU")
    thread, scene.row.thread.uuid = scene.row.thread.uuid, scene.two.other.fresh_id()
    wire = scene.wire(o.CdStop(operation=str(scene.row.uuid), why="CDW-LOST", at=NOON))
    scene.two.get([wire])
    assert scene.two.arrived(wire).state == Arrived.QUARANTINED.value
    scene.two, scene.row.thread.uuid = other, thread
    assert scene.stage(NOON) is Stage.GO

    rows = OperationEvent.objects.filter(operation=scene.row)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(known_at=NOON + HOUR)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_the_letter_of_a_plan_tells_the_digest_by_which_it_is_agreed_to(scene: Scene) -> None:
    scene.propose()

    said = tell(body_of(Letter.objects.get(kind="cd_plan")), "vi", "Asia/Shanghai")

    assert o.plan_of(scene.plan()).digest in " ".join(sentence.text for sentence in said.sentences)


class Line:
    """The command line of our officer, by the clock of the machine that runs the tests."""

    def __init__(self, world: World) -> None:
        self.scene = Scene(world, at=datetime.now(UTC))
        self.done = 0

    def run(self, *words: str) -> str:
        told = CliRunner().invoke(delivery, [*words, "--badge", self.scene.by.badge], catch_exceptions=False)
        assert told.exit_code == 0, told.output
        self.done += 1
        return told.output

    def act(self, verb: str, *words: str) -> dict[str, Any]:
        """Do something with the operation, and return how it stands after it."""
        found: dict[str, Any] = json.loads(self.run(verb, str(self.scene.row.uuid), *words))
        return found

    def armed(self, folder: Path) -> None:
        """Propose, and bring the operation to where GO may be said."""
        plan, scene = folder / "plan.json", self.scene
        plan.write_text(json.dumps(scene.value()))
        scene.row = Operation.objects.get(uuid=self.run("propose", "MC-POLICE", str(plan)).strip())
        scene.agreed(datetime.now(UTC))
        assert self.act("arm")["armed"] == [me()]
        scene.report("CDT-ARMED", datetime.now(UTC))
        scene.two.put()


def test_a_controlled_delivery_is_led_from_the_command_line(world: World, tmp_path: Path) -> None:
    line = Line(world)
    scene = line.scene
    line.armed(tmp_path)

    said = line.act("go", "--leg", "L1", "--minutes", "60")
    go = scene.row.events.get(kind="cd_go")
    scene.report("CDT-HEARD", datetime.now(UTC), "L1", str(go.letter))
    at = datetime.now(UTC)
    facts = {"operation": str(scene.row.uuid), "plan": said["plan"], "leg": "L2"}
    scene.they(o.CdGo(**facts, at=at, until=at + HOUR), at)
    heard = line.act("heard", "--leg", "L2")
    left = line.act("report", "--leg", "L1", "--step", "left")
    other = scene.two.other.fresh_id()
    scene.they(o.CdPlan(operation=other, step=o.PROPOSE, at=at, plan=scene.plan()), at)
    agreed = json.loads(line.run("agree", other, "--digest", said["plan"]))

    assert [leg["state"] for leg in said["legs"]] == ["said", "waiting"]
    assert [leg["state"] for leg in heard["legs"]] == ["go", "go"]
    assert 3000 < heard["legs"][0]["seconds_left"] <= 3600
    assert [leg["left"] for leg in left["legs"]] == [True, False]
    assert (agreed["stage"], agreed["plan"]) == ("agreed", said["plan"])


def test_the_command_line_stops_and_shows_and_the_journal_says_who_was_named_and_who_looked(
    world: World, tmp_path: Path
) -> None:
    line = Line(world)
    line.armed(tmp_path)
    operation, badge = str(line.scene.row.uuid), line.scene.by.badge

    assert line.run("stop", operation, "--why", "CDW-KNOWN") == "stopped; on its way\n"
    told = line.act("show")
    assert (told["stage"], told["untold_stops"], told["stops"][0]["why"]) == ("stopped", 0, "CDW-KNOWN")
    assert line.run("list") == f"{operation}\tMC-POLICE\tstopped\n"

    lines = JournalLine.objects.order_by("sequence")
    named = [row.body for row in lines.filter(act="liaison.act-for", by="node", subject=f"officer {badge}")]
    commands = [word.decode() for body in named for word in re.findall(rb"delivery\.(\w+)", bytes(body))]
    assert commands == ["propose", "arm", "stop", "show", "list"]
    assert (
        lines.filter(act="liaison.look-at-operation", subject=f"operation {operation}", by=badge).count() == 1
    )
    assert lines.filter(act="liaison.look-at-list", subject="operations", by=badge).count() == 1
    with pytest.raises(NotFound):
        CliRunner().invoke(delivery, ["list", "--badge", "GZ-9999"], catch_exceptions=False)
