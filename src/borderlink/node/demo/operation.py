"""What an office does in a controlled delivery, in whichever node: each waits for what the other side did."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from borderlink.liaison.actions import carrying, codewords, delivering
from borderlink.liaison.domain.codewords import Said
from borderlink.liaison.domain.delivery import Go, LegState, Stage, Step
from borderlink.liaison.queries.delivery import Standing, operations_of, standing_of
from borderlink.liaison.queries.postkeys import me
from borderlink.node.demo.desk import Deed, Desk, Given, until

FOR_A_LEG: Final = {"left": Step.LEFT, "arrived": Step.ARRIVED}


def _seen(desk: Desk, is_so: Callable[[Standing], bool], *, step: str) -> Standing:
    """Return how the one operation of this office stands, as soon as something is so on our screen."""

    def look() -> Standing | None:
        rows = operations_of(desk.reader())
        now = standing_of(rows[0], desk.at()) if rows else None
        return now if now is not None and is_so(now) else None

    return until(look, step=step)


def _told(now: Standing, desk: Desk) -> Given:
    """Return how the operation stands after an act of ours."""
    now = standing_of(now.row, desk.at())
    legs = {one.leg.leg: one.state.value for one in now.view.legs}
    return {"operation": str(now.row.uuid), "stage": now.view.stage.value, "legs": json.dumps(legs)}


def propose(desk: Desk, given: Given) -> Given:
    """Sign a plan first and send it."""
    row = delivering.propose_plan(
        partner=given["to"], value=json.loads(given["plan"]), by=desk.reader(), at=desk.at()
    )
    return {"operation": str(row.uuid)}


def agree(desk: Desk, given: Given) -> Given:  # noqa: ARG001 - every deed is given something
    """Read the plan that came, sign it second, and report that our people stand ready."""
    now = _seen(desk, lambda now: now.folded.proposed is not None, step="cd-plan")
    assert now.folded.proposed is not None  # noqa: S101 - waited for
    digest = now.folded.proposed.digest
    delivering.agree_plan(operation=now.row.uuid, digest=digest, by=desk.reader(), at=desk.at())
    delivering.arm(operation=now.row.uuid, by=desk.reader(), at=desk.at())
    return _told(now, desk)


def stand_ready(desk: Desk, given: Given) -> Given:  # noqa: ARG001 - every deed is given something
    """Report that our people stand ready, once both have signed."""
    now = _seen(desk, lambda now: now.folded.plan is not None, step="cd-agree")
    delivering.arm(operation=now.row.uuid, by=desk.reader(), at=desk.at())
    return _told(now, desk)


def give_go(desk: Desk, given: Given) -> Given:
    """Say GO for a leg, once both sides stand ready."""
    now = _seen(desk, lambda now: now.folded.is_armed(), step="cd-arm")
    delivering.say_go(
        operation=now.row.uuid, leg=given["leg"], minutes=int(given["minutes"]), by=desk.reader(),
        at=desk.at(),
    )  # fmt: skip
    return _told(now, desk)


def hear(desk: Desk, given: Given) -> Given:
    """Report that we heard the other side's GO for a leg."""

    def theirs(now: Standing) -> bool:
        said = [one for one in now.events if isinstance(one, Go) and one.leg == given["leg"]]
        return any(one.side != me() for one in said)

    now = _seen(desk, theirs, step="cd-go")
    delivering.hear_go(operation=now.row.uuid, leg=given["leg"], by=desk.reader(), at=desk.at())
    return _told(now, desk)


def report(desk: Desk, given: Given) -> Given:
    """Report that a leg left, once its GO counts here; that it arrived, once we know that it left."""
    leg, step = given["leg"], FOR_A_LEG[given["step"]]

    def ready(now: Standing) -> bool:
        seen = now.view.leg(leg)
        if seen is None:
            return False
        return seen.has_left if step is Step.ARRIVED else seen.state is LegState.GO

    now = _seen(desk, ready, step=f"cd-{given['step']}")
    delivering.report_leg(operation=now.row.uuid, leg=leg, step=step, by=desk.reader(), at=desk.at())
    return _told(now, desk)


def end_operation(desk: Desk, given: Given) -> Given:  # noqa: ARG001 - every deed is given something
    """Return what this node's screen shows once every leg has arrived, and the letters it rests on."""
    now = _seen(desk, lambda now: now.view.stage is Stage.DONE, step="cd-done")
    return _told(now, desk) | {"events": str(len(now.events)), "letters": json.dumps(letters_in(now))}


def letters_in(now: Standing) -> list[str]:
    """Return the signed letters that an operation's log holds, by number; what was heard alone is none."""
    return sorted(one.id for one in now.events if not getattr(one, "phone", 0))


def stage(desk: Desk, given: Given) -> Given:  # noqa: ARG001 - every deed is given something
    """Return how the operation stands on this node's screen now, and the letters it rests on."""
    now = _seen(desk, lambda _: True, step="cd-plan")
    return _told(now, desk) | {"letters": json.dumps(letters_in(now))}


def say_word(desk: Desk, given: Given) -> Given:
    """Return the word that our officer reads out by telephone now, in the language of this office."""
    now = _seen(desk, lambda _: True, step="cd-plan")
    word = codewords.next_word(now, Said(given["said"]), given.get("leg", ""))
    ends = [one.until for one in now.folded.said if one.leg == given.get("leg") and one.side == me()]
    return {"word": word.text(desk.language) if word else "", "until": str(max(ends, default=0))}


def enter_word(desk: Desk, given: Given) -> Given:
    """Enter a word that was heard by telephone, with the end that was told beside a GO."""
    now = _seen(desk, lambda _: True, step="cd-plan")
    until = datetime.fromtimestamp(int(given["until"]), UTC) if int(given["until"]) else None
    codewords.hear_by_telephone(
        operation=now.row.uuid, word=given["word"], until=until, by=desk.reader(), at=desk.at()
    )
    return _told(now, desk)


def carry_out(desk: Desk, given: Given) -> Given:
    """Write what waits for a partner into a file that is carried by hand."""
    done = carrying.export_file(
        code=given["to"], path=Path(given["path"]), by=desk.cast.officers["liaison"], at=desk.at()
    )
    return {"path": str(done.path), "envelopes": str(done.envelopes), "sha256": done.sha256}


def carry_in(desk: Desk, given: Given) -> Given:
    """Take in a file that was carried here."""
    done = carrying.import_file(path=Path(given["path"]), by=desk.cast.officers["liaison"], at=desk.at())
    return {"new": str(done.new), "again": str(done.again), "not_taken": json.dumps(done.not_taken)}


DEEDS: Final[tuple[Deed, ...]] = (
    propose, agree, stand_ready, give_go, hear, report, end_operation, stage, say_word, enter_word, carry_out,
    carry_in,
)  # fmt: skip
