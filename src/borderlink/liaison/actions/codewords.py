"""What is heard by telephone under a code word counts as the partner's event, until its letter comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.composing import fresh_id, to_text
from borderlink.liaison.actions.delivering import locked
from borderlink.liaison.domain.codewords import Said, Word, word_heard, words_of
from borderlink.liaison.domain.delivery import LONGEST, MOST_LEAD, SHORTEST, Plan, Step
from borderlink.liaison.models.delivery import Operation, OperationEvent
from borderlink.liaison.queries.delivery import Standing, lead_of, operation_of, standing_of
from borderlink.liaison.queries.postkeys import me
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals import delivery as refused

WHY_TOLD: Final = "CDW-OTHER"  # a word for STOP gives no reason
_STEPS: Final = {
    Said.ARMED: Step.ARMED, Said.HEARD: Step.HEARD, Said.LEFT: Step.LEFT, Said.ARRIVED: Step.ARRIVED,
    Said.LAPSED: Step.LAPSED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One thing said by telephone, as it is kept: like the body of the letter that it stands for."""

    kind: str
    side: str
    by: str
    facts: Mapping[str, Any]
    time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """What was told beside the word: until when a GO holds, and who says it."""

    until: datetime | None
    speaker: str
    at: datetime


@transaction.atomic
def hear_by_telephone(
    *,
    operation: UUID | str,
    word: str,
    until: datetime | None = None,
    speaker: str = "",
    by: Reader,
    at: datetime,
) -> Operation:
    """Enter a word of the partner's that was heard by telephone: it counts at once, as its letter would.

    A GO needs ``until`` when it holds, as it was told, and where the plan names several who may say it the
    ``speaker``'s badge; entering it also says that we heard it. A wrong word enters nothing.

    Refuses: ``NotFound``, ``NotAllowed``, ``NoWords``, ``WordWrong``, ``WordOurs``, ``WordUsed``,
    ``WordNeeds``, ``MayNotGo``, ``GoTooLong``, ``IsStopped``, ``ClocksApart``.
    """
    row = locked(by, operation, "liaison.cd-told")
    now = standing_of(row, at)
    plan = now.folded.plan
    if plan is None or not plan.salt:
        raise refused.NoWords
    heard = word_heard(plan, word)
    if heard is None:
        raise refused.WordWrong(name=str(row.uuid), act="liaison.cd-told")
    if heard.side == me():
        raise refused.WordOurs
    if _is_known(now, heard):
        raise refused.WordUsed
    told = _told(now, plan, heard, _Call(until=until, speaker=speaker.strip(), at=at))
    letter = _keep(row, told, by, at)
    if heard.said is Said.GO:
        step = {"plan": plan.digest, "step": Step.HEARD.value, "leg": heard.leg, "go": str(letter)}
        ours = _Told(kind="cd_status", side=me(), by=by.badge, facts=step, time=heard.time)
        _keep(row, ours, by, at)
    facts: dict[str, str | int] = {"partner": row.partner.code, "said": heard.said.value, "leg": heard.leg}
    note(
        act="liaison.cd-told", subject=f"operation {row.uuid}", facts=facts,
        alert=heard.said is Said.STOP, by=by.badge, at=at,
    )  # fmt: skip
    return row


def _keep(row: Operation, told: _Told, by: Reader, at: datetime) -> UUID:
    """Write what was told into the operation's log, and return its number there."""
    letter = fresh_id(at)
    body = {
        "type": told.kind, "letter": str(letter), "author": {"badge": told.by}, "phone": told.time,
        "heard_by": by.badge,
        "facts": {"operation": str(row.uuid), "at": int(at.timestamp()), **told.facts},
    }  # fmt: skip
    lead = lead_of(row.partner, at) if told.kind == "cd_go" else 0
    OperationEvent.objects.create(
        operation=row, letter=letter, kind=told.kind, side=told.side, by=told.by, body=to_text(body),
        known_at=at, lead_s=lead,
    )  # fmt: skip
    return letter


def _told(now: Standing, plan: Plan, word: Word, call: _Call) -> _Told:
    """Return what a word of theirs says, as their letter would say it."""
    if word.said is Said.STOP:
        facts: dict[str, Any] = {"why": WHY_TOLD, "plan": plan.digest}
        return _Told(kind="cd_stop", side=word.side, by="", facts=facts, time=1)
    if word.said is Said.GO:
        return _told_go(now, plan, word, call)
    facts = {"plan": plan.digest, "step": _STEPS[word.said].value}
    facts |= {"leg": word.leg} if word.leg else {}
    if word.said is Said.HEARD:
        facts["go"] = _own_go(now, word)
    return _Told(kind="cd_status", side=word.side, by="", facts=facts, time=word.time)


def _told_go(now: Standing, plan: Plan, word: Word, call: _Call) -> _Told:
    """Return a GO of theirs; their clock may differ, so its beginning is put where its end allows it."""
    if now.folded.stops:
        raise refused.IsStopped
    may = next(side.go for side in plan.sides if side.agency == word.side)
    badge = call.speaker or (may[0] if len(may) == 1 else "")
    if not badge:
        raise refused.WordNeeds(what="speaker")
    if badge not in may:
        raise refused.MayNotGo(by=badge[:32])
    if call.until is None:
        raise refused.WordNeeds(what="until")
    end, here = int(call.until.timestamp()), int(call.at.timestamp())
    leg = next(one for one in plan.legs if one.leg == word.leg)
    longest = min(leg.minutes * 60, LONGEST)
    if end - longest > here + MOST_LEAD:
        raise refused.GoTooLong(leg=word.leg, least=SHORTEST // 60, most=leg.minutes)
    lead = lead_of(now.row.partner, call.at)
    if min(end, plan.until) - lead <= here:
        raise refused.ClocksApart(seconds=lead)
    said_at = max(min(here, end - SHORTEST), end - longest)
    facts = {"plan": plan.digest, "leg": word.leg, "at": said_at, "until": end}
    return _Told(kind="cd_go", side=word.side, by=badge, facts=facts, time=word.time)


def _own_go(now: Standing, word: Word) -> str:
    """Return our GO that the other side says it heard. Refuses: ``WordWrong`` where we said none such."""
    ours = [go for go in now.folded.said if go.side == me() and go.leg == word.leg]
    if len(ours) < word.time:
        raise refused.WordWrong(name=str(now.row.uuid), act="liaison.cd-told")
    return ours[word.time - 1].id


def _is_known(now: Standing, word: Word) -> bool:
    """Say whether what a word stands for is in the log: as a letter, or told by telephone before."""
    if word.said is Said.STOP:
        return any(one.side == word.side for one in now.folded.stops)
    if word.said is Said.GO:
        theirs = [go for go in now.folded.said if (go.side, go.leg) == (word.side, word.leg)]
        return len([go for go in theirs if not go.phone]) >= word.time or any(
            go.phone == word.time for go in theirs
        )
    said = [one for one in now.folded.reports if one.side == word.side and one.step == _STEPS[word.said]]
    if word.said is Said.HEARD:
        return any(one.go == _own_go(now, word) for one in said)
    return any(one.leg == word.leg for one in said)


@transaction.atomic
def look_at_words(*, operation: UUID | str, by: Reader, at: datetime) -> tuple[Word, ...]:
    """Return an operation's words, for its office alone.

    Refuses: ``NotFound``, ``NotAllowed``, ``NoWords``.
    """
    row = operation_of(by, operation)
    needs_office(by, row.thread.unit, "liaison.cd-look-at-words")
    plan = standing_of(row, at).folded.plan
    found = words_of(plan) if plan else ()
    if not found:
        raise refused.NoWords
    note(act="liaison.cd-look-at-words", subject=f"operation {row.uuid}", by=by.badge, at=at)
    return found


def next_word(now: Standing, said: Said, leg: str = "") -> Word | None:
    """Return the word by which an officer of ours tells the partner something now; None where none is left.

    Of a GO the newest that we said, of hearing one the newest of theirs.
    """
    plan = now.folded.plan
    time = 1
    if plan is not None and said in {Said.GO, Said.HEARD}:
        side = me() if said is Said.GO else next(iter(plan.both() - {me()}), "")
        gos = [go for go in now.folded.said if (go.side, go.leg) == (side, leg)]
        time = max([len([go for go in gos if not go.phone]), *(go.phone for go in gos)])
    wanted = (me(), said, leg, time)
    words = words_of(plan) if plan else ()
    return next((one for one in words if (one.side, one.said, one.leg, one.time) == wanted), None)
